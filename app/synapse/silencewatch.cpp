// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/silencewatch.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

constexpr qint64 day = 86'400'000;
constexpr qsizetype mostUsers = 20'000;
/// Where a log tells at all, single changes may have come by a fetch that it does not tell.
constexpr qint64 fewest = 3;
constexpr qint64 oneOf = 10;
/// So many told changes one after another end a silence: somebody has mended it.
constexpr int mended = 20;
constexpr qint64 settleEvery = 1'000;
/// Named in a sentence.
constexpr qsizetype mostWriters = 8;

} // namespace

void SilenceWatch::moved(const UserId &user, qint64 now)
{
    const std::lock_guard lock(m_mutex);
    if (now - m_settled >= settleEvery)
        settle(now);
    if (now - m_refreshed.value(user) <= graceMs)
        return;
    if (now - m_told.value(user) <= graceMs) {
        ++m_toldMoves;
        if (++m_toldInARow >= mended)
            m_untold.clear();
        return;
    }
    if (m_waiting.size() < mostUsers && !m_waiting.contains(user))
        m_waiting.insert(user, now);
}

void SilenceWatch::told(const History::Observation &what, const History::Feed &feed, qint64 now)
{
    if (feed.source == UpdateSource::Database)
        return;
    const UserId user = std::visit([](const auto &value) { return value.user; }, what);
    if (!user.isValid())
        return;
    const std::lock_guard lock(m_mutex);
    if (explain(m_told, user, now)) {
        ++m_toldMoves;
        if (++m_toldInARow >= mended)
            m_untold.clear();
    }
}

void SilenceWatch::refreshed(const UserId &user, qint64 now)
{
    const std::lock_guard lock(m_mutex);
    explain(m_refreshed, user, now);
}

bool SilenceWatch::explain(QHash<UserId, qint64> &times, const UserId &user, qint64 now)
{
    if (times.size() >= mostUsers) {
        times.removeIf([now](const auto &it) { return now - it.value() > graceMs; });
        if (times.size() > mostUsers / 2)
            times.clear(); // a flood tells enough
    }
    times.insert(user, now);
    m_untold.remove(user); // a log that lags further behind
    return m_waiting.remove(user) > 0;
}

void SilenceWatch::settle(qint64 now)
{
    m_settled = now;
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        if (now - it.value() <= graceMs) {
            ++it;
            continue;
        }
        if (m_untold.size() < mostUsers || m_untold.contains(it.key()))
            m_untold.insert(it.key(), it.value());
        m_toldInARow = 0;
        it = m_waiting.erase(it);
    }
    m_untold.removeIf([now](const auto &it) { return now - it.value() > day; });
}

SilenceWatch::Silence SilenceWatch::silence(qint64 now)
{
    const std::lock_guard lock(m_mutex);
    settle(now);
    const qint64 lists = m_untold.size();
    if (lists == 0 || (m_toldMoves > 0 && (lists < fewest || lists * oneOf < m_toldMoves)))
        return {};
    const auto [first, last] = std::minmax_element(m_untold.cbegin(), m_untold.cend());
    return {.lists = lists, .since = *first, .last = *last, .toldOnes = m_toldMoves};
}

QString SilenceWatch::sentence(const QList<ProcessLog> &processes, const StreamWriters &writers, qint64 now)
{
    const Silence found = silence(now);
    if (found.lists == 0)
        return {};
    const QString loggers = silentLoggers(processes);
    const QString setting = loggers.isEmpty()
        ? u"Set the logger synapse.handlers.device to DEBUG in each process; some deployments, such as the Ansible playbook, set it to CRITICAL."_s
        : loggers + u" Set it to DEBUG."_s;
    const QString lists = found.lists == 1 ? u"1 list"_s : u"%L1 lists"_s.arg(found.lists);
    const QString all = found.toldOnes > 0 ? u", while %L1 other changes were told"_s.arg(found.toldOnes) : QString();
    const bool isMain = writers.deviceLists == QStringList{u"master"_s};
    return u"%1 changed in the database since %2 UTC, and no log or tap told of it%3. %4 Device lists are written by %5, whose log has to be among those that are followed."_s
        .arg(lists, QDateTime::fromMSecsSinceEpoch(found.since).toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s), all, setting,
            isMain ? u"the main process"_s : writers.deviceLists.mid(0, mostWriters).join(", "_L1));
}

} // namespace Lockstep::Synapse
