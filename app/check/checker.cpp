// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checker.h"

#include "check/checks.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <array>
#include <thread>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

/// In the order in which they are shown: first what the others rest on.
constexpr std::pair<CheckArea, Checks (*)(const Context &)> areas[]{
    {CheckArea::Configuration, checkConfiguration},
    {CheckArea::Homeserver, checkHomeserver},
    {CheckArea::Database, checkDatabase},
    {CheckArea::Log, checkLoggers},
    {CheckArea::Log, checkLogs},
    {CheckArea::Redis, checkRedis},
    {CheckArea::Tap, checkTap},
    {CheckArea::Proxy, checkProxy},
    {CheckArea::History, checkHistory},
    {CheckArea::Clock, checkClock},
    {CheckArea::Gateway, checkGateway},
};

} // namespace

Checker::Checker(Subject subject)
    : m_subject(std::move(subject))
{
}

Inspection::CheckReport Checker::run() const
{
    QElapsedTimer took;
    took.start();
    const Context context{.subject = m_subject, .deadline = QDeadlineTimer(mostMs), .cutOff = &m_cutOff};
    std::array<Checks, std::size(areas)> found;
    {
        std::array<std::jthread, std::size(areas)> threads;
        for (size_t i = 0; i < std::size(areas); ++i) {
            threads[i] = std::jthread([i, &found, &context] {
                try {
                    found[i] = areas[i].second(context);
                } catch (const std::exception &problem) {
                    Findings broken(areas[i].first);
                    broken.notChecked(u"all of it"_s, u"The check broke: %1."_s.arg(QString::fromLocal8Bit(problem.what())));
                    found[i] = broken.all();
                }
            });
        }
    }
    Inspection::CheckReport report{.at = QDateTime::currentMSecsSinceEpoch(), .tookMs = took.elapsed(), .checks = {}};
    for (const Checks &checks : found)
        report.checks += checks;
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
