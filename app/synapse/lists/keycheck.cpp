// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/lists/keycheck.h"

#include "domain/signatures.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Sql;

namespace {

/// Names read at a time; lists are read one by one, so that a step ends in time.
constexpr int usersPerStatement = 200;
/// Lists that changed and wait for their turn; with more, the next sweep finds them.
constexpr qsizetype mostUrgent = 10'000;
/// Between two sweeps: so that a small server's figures are young, and no more than a thirtieth of the time goes into it.
constexpr qint64 shortestPauseMs = 10'000;
constexpr qint64 longestPauseMs = 600'000;
constexpr qint64 restForWork = 30;

} // namespace

KeyCheck::KeyCheck(const Database &database, std::function<Result<DeviceList>(const UserId &)> load)
    : m_database(database)
    , m_load(std::move(load))
{
}

quint8 KeyCheck::problemsOf(const DeviceList &list)
{
    quint8 problems = 0;
    for (const Device &device : list.devices) {
        if (device.selfSignature == SignatureState::Invalid || device.selfSignature == SignatureState::Missing
            || device.selfSignature == SignatureState::IdMismatch || device.crossSignature == CrossSignatureState::RefuseIdCollision)
            problems |= UnusableKeys;
        if (device.crossSignature == CrossSignatureState::CrossSigningInvalid
            || device.crossSignature == CrossSignatureState::CrossSigningIncomplete
            || device.crossSignature == CrossSignatureState::CrossSignatureInvalid)
            problems |= CrossSigningBroken;
    }
    return problems;
}

void KeyCheck::note(const UserId &user, quint8 problems)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_kept.find(user);
    const quint8 before = found == m_kept.end() ? 0 : found->second.problems;
    if (before != problems) {
        for (const quint8 one : {quint8(UnusableKeys), quint8(CrossSigningBroken)})
            m_counts[one] += int((problems & one) != 0) - int((before & one) != 0);
        m_changed.insert(user);
    }
    if (problems == 0) {
        if (found != m_kept.end())
            m_kept.erase(found);
    } else if (found != m_kept.end() || qsizetype(m_kept.size()) < mostKept) {
        m_kept[user] = {.problems = problems, .sweep = m_sweep};
    } else {
        for (const quint8 one : {quint8(UnusableKeys), quint8(CrossSigningBroken)})
            m_counts[one] -= int((problems & one) != 0);
    }
}

void KeyCheck::changed(const QSet<UserId> &users)
{
    const std::lock_guard lock(m_mutex);
    for (const UserId &user : users) {
        if (m_urgent.size() < mostUrgent)
            m_urgent.insert(user);
    }
}

/// What has problems and was not come by is not tracked any more.
void KeyCheck::endSweep()
{
    const std::lock_guard lock(m_mutex);
    for (auto it = m_kept.begin(); it != m_kept.end();) {
        if (it->second.sweep == m_sweep) {
            ++it;
            continue;
        }
        for (const quint8 one : {quint8(UnusableKeys), quint8(CrossSigningBroken)})
            m_counts[one] -= int((it->second.problems & one) != 0);
        m_changed.insert(it->first);
        it = m_kept.erase(it);
    }
    ++m_sweep;
    m_lastChecked = std::exchange(m_checked, 0);
    m_finished = QDateTime::currentMSecsSinceEpoch();
    m_position = {};
    m_pauseMs = std::clamp(std::exchange(m_sweepCostMs, 0) * restForWork, shortestPauseMs, longestPauseMs);
    m_pause.start();
}

/// The next user to look at; none if there is nothing to do now.
Result<std::optional<UserId>> KeyCheck::next()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_urgent.isEmpty()) {
            const UserId user = *m_urgent.cbegin();
            m_urgent.remove(user);
            return user;
        }
    }
    if (m_pause.isValid() && !m_pause.hasExpired(m_pauseMs))
        return std::nullopt;
    m_pause.invalidate();
    if (m_pending.isEmpty()) {
        const auto done
            = m_database.each(u"SELECT user_id FROM device_lists_remote_extremeties WHERE user_id > ? ORDER BY user_id LIMIT ?"_s,
                {m_position.toString(), usersPerStatement}, [&](const Row &row) { m_pending += UserId(row.text(0)); });
        if (!done)
            return failure(done.error());
    }
    if (m_pending.isEmpty()) {
        endSweep();
        return std::nullopt;
    }
    m_position = m_pending.takeFirst();
    const std::lock_guard lock(m_mutex);
    ++m_checked;
    return m_position;
}

Result<void> KeyCheck::step()
{
    m_creditMs = std::min<qint64>(m_creditMs + budgetMs, budgetMs);
    QElapsedTimer clock;
    clock.start();
    Result<void> done;
    while (done && m_creditMs > clock.elapsed()) {
        const auto user = next();
        if (!user)
            done = failure(user.error());
        else if (!*user)
            break;
        else if (const auto list = m_load(**user); list)
            note(**user, problemsOf(*list));
        else
            done = failure(list.error());
    }
    m_creditMs -= clock.elapsed();
    m_sweepCostMs += clock.elapsed();
    return done;
}

quint8 KeyCheck::problems(const UserId &user) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_kept.find(user);
    return found == m_kept.end() ? 0 : found->second.problems;
}

QList<UserId> KeyCheck::usersWith(Problem problem, const UserId &after, int limit) const
{
    const std::lock_guard lock(m_mutex);
    QList<UserId> users;
    for (auto it = m_kept.upper_bound(after); it != m_kept.end() && users.size() < limit; ++it) {
        if (it->second.problems & problem)
            users += it->first;
    }
    return users;
}

qint64 KeyCheck::count(Problem problem) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_counts.find(problem);
    return found == m_counts.end() ? 0 : found->second;
}

Inspection::KeyCheck KeyCheck::progress() const
{
    const std::lock_guard lock(m_mutex);
    return {.checked = m_finished > 0 ? m_lastChecked : m_checked, .total = -1, .finished = m_finished};
}

QList<UserId> KeyCheck::takeChanged()
{
    const std::lock_guard lock(m_mutex);
    const QList<UserId> users = m_changed.values();
    m_changed.clear();
    return users;
}

} // namespace Lockstep::Synapse
