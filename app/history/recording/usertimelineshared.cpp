// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a store that many gateways share keeps beside a user's rows.

#include "history/recording/usertimeline.h"

#include <QDateTime>

#include <algorithm>

namespace Lockstep::History {

int monthOf(qint64 msSinceEpoch)
{
    constexpr qint64 last = 253'402'300'799'000; // of the year 9999
    const QDate day = QDateTime::fromMSecsSinceEpoch(std::clamp<qint64>(msSinceEpoch, 0, last)).toUTC().date();
    return day.year() * 100 + day.month();
}

UserTimeline::UserTimeline(StoredTimeline stored, qint64 outageMs)
    : UserTimeline(std::move(stored.rows), outageMs, std::move(stored.ground))
{
    m_shared = std::make_unique<Shared>();
    m_shared->revision = m_shared->settledRevision = stored.revision;
    m_shared->months.assign(stored.months.begin(), stored.months.end());
    m_shared->gateway = stored.gateway;
    m_shared->tellings.assign(stored.tellings.begin(), stored.tellings.end());
    for (const Telling &telling : std::as_const(stored.told)) {
        ++m_shared->told[keyOf(telling.digest, telling.gateway)];
        if (telling.gateway != stored.gateway)
            m_shared->others.insert(telling.gateway);
    }
}

void UserTimeline::count(quint64 key, int told, int unwritten)
{
    const auto add = [key](QHash<quint64, quint32> &counts, int by) {
        if (by == 0)
            return;
        if (quint32 &count = counts[key]; (count += quint32(by)) == 0)
            counts.remove(key);
    };
    add(m_shared->told, told);
    add(m_shared->unwritten, unwritten);
}

bool UserTimeline::wasTold(quint64 digest)
{
    if (!m_shared || m_shared->others.isEmpty())
        return false;
    quint32 others = 0;
    for (const quint32 gateway : std::as_const(m_shared->others))
        others = std::max(others, m_shared->told.value(keyOf(digest, gateway)));
    const quint64 own = keyOf(digest, m_shared->gateway);
    if (others <= m_shared->told.value(own))
        return false;
    count(own, 1, 1);
    m_shared->newly.push_back({.key = own, .told = 1, .unwritten = 1});
    return true;
}

void UserTimeline::beginTelling(quint64 digest)
{
    m_telling = m_shared ? digest : 0;
}

void UserTimeline::tell(int index)
{
    const quint64 own = keyOf(m_telling, m_shared->gateway);
    const int waited = int(m_shared->unwritten.value(own));
    count(own, 1, -waited);
    m_shared->newly.push_back({.key = own, .told = 1, .unwritten = -waited});
    for (int times = 0; times <= waited; ++times)
        History::append(m_shared->newlyTold[index], {.digest = m_telling, .gateway = m_shared->gateway});
    m_telling = 0;
}

SharedMarks UserTimeline::takeShared(int index)
{
    if (!m_shared)
        return {};
    while (m_shared->months.size() <= size_t(index))
        m_shared->months.push_back(monthOf(row(int(m_shared->months.size())).update.received));
    SharedMarks marks{.month = m_shared->months[size_t(index)], .told = {}};
    if (const auto told = m_shared->newlyTold.find(index); told != m_shared->newlyTold.end()) {
        marks.told = told->second;
        m_shared->newlyTold.erase(told);
        const int count = int(readTellings(marks.told).size());
        m_shared->tellings.resize(m_rows.size());
        m_shared->tellings[size_t(index)] += count;
        m_shared->newTellings.emplace_back(index, count);
    }
    return marks;
}

void UserTimeline::settle()
{
    if (!m_shared)
        return;
    m_shared->settledRevision = m_shared->revision;
    m_shared->settledKey = m_signingKey;
    m_shared->lowest = std::numeric_limits<int>::max();
    m_shared->newly.clear();
    m_shared->newTellings.clear();
}

void UserTimeline::undo()
{
    if (!m_shared)
        return;
    for (const Shared::Told &told : m_shared->newly)
        count(told.key, -told.told, -told.unwritten);
    for (const auto &[row, tellings] : m_shared->newTellings)
        m_shared->tellings[size_t(row)] -= tellings;
    m_shared->newlyTold.clear();
    m_shared->revision = m_shared->settledRevision;
    m_signingKey = m_shared->settledKey;
    if (m_shared->lowest < size()) {
        cut(m_shared->lowest);
        m_shared->isCut = true;
    }
    settle();
}

/// Forgets the rows behind these, but not how much of what they came from is counted. Nothing waits to be written.
void UserTimeline::cut(int rows)
{
    for (int row = size() - 1; row >= rows; --row)
        unindex(row);
    const auto isGone = [rows](int row) { return row >= rows; };
    std::erase_if(m_watched, isGone);
    std::erase_if(m_heads, isGone);
    m_claims.erase(m_claims.lower_bound(rows), m_claims.end());
    m_graph.truncate(rows);
    m_rows.resize(size_t(rows));
    m_olderByKey.resize(size_t(rows));
    m_changes.resize(std::min(m_changes.size(), size_t(rows)));
    m_shared->months.resize(std::min(m_shared->months.size(), size_t(rows)));
    if (m_hashesValid >= rows)
        m_hashesValid = std::numeric_limits<int>::max();
}

bool UserTimeline::refresh(qint64 from, StoredTimeline tail)
{
    const qint64 next = tail.rows.isEmpty() ? nextNumber() : tail.rows.constFirst().update.n;
    if (!m_shared || from < m_ground.first || from > nextNumber() || next != from || tail.tellings.size() != tail.rows.size()
        || !m_changed.empty())
        return false;
    const int first = int(from - m_ground.first);
    cut(first);
    if (m_shared->months.size() != size_t(first))
        return false;
    qsizetype at = 0;
    for (qsizetype i = 0; i < tail.rows.size(); ++i) {
        const size_t row = size_t(first + i);
        if (m_shared->tellings.size() <= row)
            m_shared->tellings.resize(row + 1);
        // A row's tellings only become more: those that are counted already stand first.
        for (qsizetype told = m_shared->tellings[row]; told < tail.tellings[i]; ++told) {
            const Telling &telling = tail.told[at + told];
            count(keyOf(telling.digest, telling.gateway), 1, 0);
            if (telling.gateway != m_shared->gateway)
                m_shared->others.insert(telling.gateway);
        }
        m_shared->tellings[row] = tail.tellings[i];
        at += tail.tellings[i];
        appendStored(std::move(tail.rows[i]));
        m_shared->months.push_back(tail.months[i]);
    }
    m_shared->revision = tail.revision;
    m_shared->isCut = false;
    settle();
    return true;
}

} // namespace Lockstep::History
