// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/checkcommand.h"

#include "check/checker.h"
#include "check/report.h"
#include "core/placeprobe.h"
#include "gateway/checksubject.h"
#include "gateway/historylock.h"
#include "gateway/places.h"
#include "gateway/sharedhistory.h"

#include <QJsonDocument>

#include <chrono>
#include <cstdio>
#include <future>
#include <memory>
#include <thread>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

namespace {

/// For what is looked at: it is known in no time, unless a file system is dead that none of the places that are known lies on.
constexpr std::chrono::seconds preparing(15);

Result<Checking::Subject> subjectOf(const QStringList &arguments, const QString &token)
{
    if (const auto answer = placesAnswer(configurationIn(arguments)); !answer)
        return failure(answer.error());
    const auto line = parse(arguments, QProcessEnvironment::systemEnvironment());
    if (!line)
        return failure(line.error());
    const auto settings = readSettings(line->options);
    if (!settings)
        return failure(settings.error());
    const QString file = isSharedHistory(line->options.history) ? line->options.historySpool : line->options.history;
    const QString history = file.isEmpty() ? defaultHistoryPath(settings->serverName) : file;
    Checking::Subject subject = checkSubject(line->options, *settings, history);
    subject.warnings += line->warnings;
    subject.token = token;
    return subject;
}

struct Form
{
    bool isJson, inColour;
};

int say(const Inspection::CheckReport &report, Form form)
{
    std::fputs(
        form.isJson ? QJsonDocument(toJson(report)).toJson().constData() : Checking::toText(report, form.inColour).toUtf8().constData(),
        stdout);
    std::fflush(stdout);
    return Checking::exitCode(report);
}

} // namespace

int runCheck(QStringList arguments, const QString &token, bool inColour)
{
    const Form form{.isJson = arguments.removeAll(u"--json"_s) > 0, .inColour = inColour};
    // Left to the end of the process where they still wait, which is now.
    struct Preparation
    {
        std::promise<Result<Checking::Subject>> promise;
        std::jthread thread;
    };
    auto preparation = std::make_unique<Preparation>();
    auto known = preparation->promise.get_future();
    preparation->thread
        = std::jthread([&promise = preparation->promise, arguments, token] { promise.set_value(subjectOf(arguments, token)); });
    if (known.wait_for(preparing) != std::future_status::ready) {
        [[maybe_unused]] const auto *left = preparation.release();
        const QString why = u"What the configuration names is still waited for: a file system does not answer. "_s + hangsRemedy();
        return say(Checking::unusable({.kind = Error::Io, .text = why}), form);
    }
    auto subject = known.get();
    if (!subject)
        return say(Checking::unusable(subject.error()), form);
    auto checker = std::make_unique<Checking::Checker>(std::move(*subject));
    const int code = say(checker->run(), form);
    if (checker->isWaiting()) [[maybe_unused]]
        const auto *left = checker.release();
    return code;
}

} // namespace Lockstep::Gateway
