// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checker.h"

#include "check/checks.h"
#include "core/placeprobe.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <algorithm>
#include <array>
#include <iterator>
#include <thread>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

QStringList nowhere(const Subject &)
{
    return {};
}

QStringList configuration(const Subject &subject)
{
    return subject.homeserverConfigs;
}

QStringList database(const Subject &subject)
{
    constexpr auto sqlite = "sqlite:"_L1;
    const QString &address = subject.settings.database;
    return address.startsWith(sqlite) ? QStringList{address.mid(sqlite.size())} : QStringList();
}

QStringList history(const Subject &subject)
{
    return {subject.historyPath};
}

struct Area
{
    CheckArea area;
    Checks (*look)(const Context &);
    QStringList (*places)(const Subject &); ///< files that it cannot do without
};

/// In the order in which they are shown: first what the others rest on.
constexpr Area areas[]{
    {CheckArea::Configuration, checkConfiguration, configuration},
    {CheckArea::Homeserver, checkHomeserver, nowhere},
    {CheckArea::Database, checkDatabase, database},
    {CheckArea::Log, checkLoggers, configuration},
    {CheckArea::Log, checkLogs, nowhere}, // of these, the others are looked at
    {CheckArea::Redis, checkRedis, nowhere},
    {CheckArea::Tap, checkTap, nowhere},
    {CheckArea::Proxy, checkProxy, nowhere},
    {CheckArea::History, checkHistory, history},
    {CheckArea::Clock, checkClock, nowhere},
    {CheckArea::Gateway, checkGateway, history},
};

/// An area that would wait for ever for a file.
Checks withoutPlaces(const Area &area, const QStringList &hanging)
{
    Findings found(area.area);
    for (const QString &place : hanging)
        found.fault(place, hangs(place), hangsRemedy());
    found.notChecked(u"all else of it"_s, u"It rests on what does not answer."_s);
    return found.all();
}

QStringList among(const QStringList &places, const QStringList &hanging)
{
    QStringList those;
    std::copy_if(places.cbegin(), places.cend(), std::back_inserter(those), [&](const QString &one) { return hanging.contains(one); });
    return those;
}

} // namespace

Checker::Checker(Subject subject)
    : m_subject(std::move(subject))
{
}

Inspection::CheckReport Checker::run() const
{
    QElapsedTimer took;
    took.start();
    Subject subject = m_subject;
    QStringList places = subject.settings.logs;
    places.removeIf([](const QString &log) { return !log.startsWith(u'/'); }); // a journal, a pipe
    for (const Area &area : areas)
        places += area.places(subject);
    const QStringList hanging = placesThatHang(places);
    const QStringList hangingLogs = among(subject.settings.logs, hanging);
    subject.settings.logs.removeIf([&](const QString &log) { return hanging.contains(log); });
    const Context context{.subject = subject, .deadline = QDeadlineTimer(mostMs - took.elapsed()), .cutOff = &m_cutOff};
    std::array<Checks, std::size(areas)> found;
    {
        std::array<std::jthread, std::size(areas)> threads;
        for (size_t i = 0; i < std::size(areas); ++i) {
            if (const QStringList missing = among(areas[i].places(subject), hanging); !missing.isEmpty()) {
                found[i] = withoutPlaces(areas[i], missing);
                continue;
            }
            threads[i] = std::jthread([i, &found, &context] {
                try {
                    found[i] = areas[i].look(context);
                } catch (const std::exception &problem) {
                    Findings broken(areas[i].area);
                    broken.notChecked(u"all of it"_s, u"The check broke: %1."_s.arg(QString::fromLocal8Bit(problem.what())));
                    found[i] = broken.all();
                }
            });
        }
    }
    Inspection::CheckReport report{.at = QDateTime::currentMSecsSinceEpoch(), .tookMs = took.elapsed(), .checks = {}};
    for (size_t i = 0; i < std::size(areas); ++i) {
        report.checks += found[i];
        for (const QString &log : areas[i].look == checkLogs ? hangingLogs : QStringList()) {
            Findings fault(CheckArea::Log);
            fault.fault(log, hangs(log), hangsRemedy());
            report.checks += fault.all();
        }
    }
    return report;
}

Inspection::CheckReport unusable(const Error &error)
{
    Findings findings(CheckArea::Configuration);
    findings.fault(u"configuration"_s, error.text, u"Correct it, and check again."_s);
    findings.notChecked(u"everything else"_s, u"Without a configuration there is nothing to look at."_s);
    return {.at = QDateTime::currentMSecsSinceEpoch(), .tookMs = 0, .checks = findings.all()};
}

} // namespace Lockstep::Checking
