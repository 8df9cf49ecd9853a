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

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <future>
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

void print(const Inspection::CheckReport &report, bool asJson)
{
    if (asJson) {
        std::fputs(QJsonDocument(toJson(report)).toJson().constData(), stdout);
    } else {
        const bool inColour = ::isatty(STDOUT_FILENO) && !qEnvironmentVariableIsSet("NO_COLOR");
        std::fputs(Checking::toText(report, inColour).toUtf8().constData(), stdout);
    }
    std::fflush(stdout);
}

int say(const Inspection::CheckReport &report, bool asJson, bool isWaiting)
{
    print(report, asJson);
    if (isWaiting)
        ::_exit(Checking::exitCode(report)); // its thread could be waited for until the file system is back
    return Checking::exitCode(report);
}

} // namespace

int runCheck(QStringList arguments, const QString &token)
{
    const bool asJson = arguments.removeAll(u"--json"_s) > 0;
    std::promise<Result<Checking::Subject>> promise;
    auto known = promise.get_future();
    const std::jthread thread([&] { promise.set_value(subjectOf(arguments, token)); });
    if (known.wait_for(preparing) != std::future_status::ready) {
        const QString why = u"What the configuration names is still waited for: a file system does not answer. "_s + hangsRemedy();
        return say(Checking::unusable({.kind = Error::Io, .text = why}), asJson, true);
    }
    auto subject = known.get();
    if (!subject)
        return say(Checking::unusable(subject.error()), asJson, false);
    const Checking::Checker checker(std::move(*subject));
    const Inspection::CheckReport report = checker.run();
    return say(report, asJson, checker.isWaiting());
}

} // namespace Lockstep::Gateway
