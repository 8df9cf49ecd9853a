// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checker.h"

#include "check/checks.h"
#include "core/placeprobe.h"
#include "logs/journalplace.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QSet>

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <iterator>
#include <memory>
#include <thread>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

using Clock = std::chrono::steady_clock;

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

/// What the processes' log configurations are read from.
QStringList loggers(const Subject &subject)
{
    QStringList files = subject.homeserverConfigs;
    for (const Synapse::ProcessLog &process : subject.settings.processes) {
        if (!process.config.isEmpty())
            files += process.config;
    }
    return files;
}

/// Where a log lies; empty for this machine's journal.
QString placeOf(const QString &log)
{
    if (!Logs::JournalPlace::isJournal(log))
        return log;
    const auto journal = Logs::JournalPlace::parse(log);
    return !journal ? QString() : journal->directory.isEmpty() ? journal->file : journal->directory;
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
    {CheckArea::Log, checkLoggers, loggers},
    {CheckArea::Log, checkLogs, nowhere}, // passes over those that hang
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

constexpr size_t areaCount = std::size(areas);
/// What areas that keep to the deadline have for their last step.
constexpr int lastStepMs = 1000;
/// So long areas may take to end when the call is cut off.
constexpr std::chrono::milliseconds cutOffPatience(1000), cutOffSlice(100);

Checks looked(const Area &area, const Context &context)
{
    try {
        return area.look(context);
    } catch (const std::exception &problem) {
        Findings broken(area.area);
        broken.notChecked(u"all of it"_s, u"The check broke: %1."_s.arg(QString::fromLocal8Bit(problem.what())));
        return broken.all();
    }
}

Checks stillWaiting(const Area &area)
{
    Findings found(area.area);
    found.fault(u"all of it"_s, u"It still waits: a file system does not answer."_s, hangsRemedy());
    return found.all();
}

} // namespace

/// What the areas of one call share. It outlives the call where one of them stays behind.
struct Checker::Round
{
    explicit Round(const Subject &what)
        : subject(what)
    {
    }

    const Subject subject;
    Context context{.subject = subject, .deadline = {}, .cutOff = nullptr};
    std::mutex mutex;
    std::condition_variable change;
    std::array<std::optional<Checks>, areaCount> found;

    void set(size_t area, Checks checks)
    {
        const std::lock_guard lock(mutex);
        found[area] = std::move(checks);
        change.notify_all();
    }
    bool isDone(size_t area)
    {
        const std::lock_guard lock(mutex);
        return found[area].has_value();
    }
    /// What there is of each, when all is there or the time is over.
    std::array<std::optional<Checks>, areaCount> await(Clock::time_point until)
    {
        std::unique_lock lock(mutex);
        bool isCut = false;
        while (!std::ranges::all_of(found, [](const auto &one) { return one.has_value(); }) && Clock::now() < until) {
            if (!std::exchange(isCut, context.cutOff->isCut()) && isCut)
                until = std::min(until, Clock::now() + cutOffPatience);
            change.wait_until(lock, std::min(until, Clock::now() + cutOffSlice));
        }
        return found;
    }
};

/// An area's thread that stayed behind.
struct Checker::Waiting
{
    size_t area;
    std::shared_ptr<Round> round;
    std::jthread thread;
};

Checker::Checker(Subject subject)
    : m_subject(std::move(subject))
{
}

Checker::~Checker() = default;

bool Checker::isWaiting() const
{
    const std::lock_guard lock(m_mutex);
    return std::ranges::any_of(m_waiting, [](const Waiting &one) { return !one.round->isDone(one.area); });
}

Inspection::CheckReport Checker::run() const
{
    QElapsedTimer took;
    took.start();
    const Clock::time_point until = Clock::now() + std::chrono::milliseconds(mostMs);
    const auto round = std::make_shared<Round>(m_subject);
    QStringList places;
    for (const QString &log : m_subject.settings.logs)
        places += placeOf(log);
    for (const Area &area : areas)
        places += area.places(m_subject);
    const QStringList hanging = placesThatHang(places);
    round->context.hanging = hanging;
    for (const QString &log : m_subject.settings.logs) {
        if (hanging.contains(placeOf(log)))
            round->context.hanging += log;
    }
    round->context.cutOff = &m_cutOff;
    round->context.deadline = QDeadlineTimer(std::max<qint64>(mostMs - lastStepMs - took.elapsed(), 0));
    QSet<size_t> left;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_waiting, [](const Waiting &one) { return one.round->isDone(one.area); }); // joined, and at its end
        for (const Waiting &one : m_waiting)
            left.insert(one.area);
    }
    std::array<std::jthread, areaCount> threads;
    for (size_t i = 0; i < areaCount; ++i) {
        if (const QStringList missing = among(areas[i].places(m_subject), hanging); !missing.isEmpty())
            round->set(i, withoutPlaces(areas[i], missing));
        else if (left.contains(i))
            round->set(i, stillWaiting(areas[i]));
        else
            threads[i] = std::jthread([i, round] { round->set(i, looked(areas[i], round->context)); });
    }
    const auto found = round->await(until);
    Inspection::CheckReport report{.at = QDateTime::currentMSecsSinceEpoch(), .tookMs = took.elapsed(), .checks = {}};
    for (size_t i = 0; i < areaCount; ++i) {
        report.checks += found[i] ? *found[i] : stillWaiting(areas[i]);
        if (!found[i]) {
            const std::lock_guard lock(m_mutex);
            m_waiting.push_back({.area = i, .round = round, .thread = std::move(threads[i])});
        }
    }
    return report; // the others' threads are at their end
}

Inspection::CheckReport unusable(const Error &error)
{
    Findings findings(CheckArea::Configuration);
    findings.fault(u"configuration"_s, error.text, u"Correct it, and check again."_s);
    findings.notChecked(u"everything else"_s, u"Without a configuration there is nothing to look at."_s);
    return {.at = QDateTime::currentMSecsSinceEpoch(), .tookMs = 0, .checks = findings.all()};
}

} // namespace Lockstep::Checking
