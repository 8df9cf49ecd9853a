// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/history/historytimeline.h"

#include <algorithm>

namespace Lockstep {

void HistoryPlace::add(int row, const HistoryRows::Brief &brief)
{
    ++rows;
    if (!brief.isBreak())
        return;
    ++breaks;
    kinds |= brief.breaks;
    resync = resync || brief.resync;
    failedResync = failedResync || brief.failedResync;
    unverified = unverified || brief.unverified;
    newest = std::min(newest, row);
    oldest = std::max(oldest, row);
}

void HistoryPlace::add(const HistoryPlace &other)
{
    rows += other.rows;
    breaks += other.breaks;
    kinds |= other.kinds;
    resync = resync || other.resync;
    failedResync = failedResync || other.failedResync;
    unverified = unverified || other.unverified;
    newest = std::min(newest, other.newest);
    oldest = std::max(oldest, other.oldest);
}

void HistoryTimeline::start(qint64 from, qint64 to)
{
    const quint64 version = m_version;
    *this = {};
    m_version = version + 1;
    m_from = from;
    m_to = to;
    if (to > 0) {
        while ((to - from) / m_step >= mostPlaces - 1)
            m_step *= 2;
    }
}

/// Two places become one.
void HistoryTimeline::widen()
{
    std::deque<HistoryPlace> wide;
    qint64 number = m_first;
    for (const HistoryPlace &place : m_places) {
        if (wide.empty() || number % 2 == 0)
            wide.emplace_back();
        wide.back().add(place);
        ++number;
    }
    m_places = std::move(wide);
    m_first /= 2;
    m_step *= 2;
}

HistoryPlace *HistoryTimeline::place(qint64 time)
{
    const auto number = [&] { return time / m_step; };
    if (m_places.empty()) {
        m_places.emplace_back();
        m_first = number();
    }
    while (number() - m_first >= mostPlaces || m_first + qint64(m_places.size()) - number() > mostPlaces)
        widen();
    while (number() < m_first) {
        m_places.emplace_front();
        --m_first;
    }
    while (number() >= m_first + qint64(m_places.size()))
        m_places.emplace_back();
    return &m_places[std::size_t(number() - m_first)];
}

/// Times that cannot be would make the axis one place; what is out of the range is not on it.
bool HistoryTimeline::isTaken(const HistoryRows::Brief &brief) const
{
    return brief.received > 0 && brief.received <= latest && (m_to <= 0 || (brief.received >= m_from && brief.received <= m_to));
}

bool HistoryTimeline::work(const HistoryRows &rows, int count)
{
    if (!m_started) {
        m_started = true;
        m_begin = m_end = rows.begin();
    }
    const auto take = [&](int row) {
        const HistoryRows::Brief brief = rows.brief(row);
        if (!isTaken(brief))
            return;
        m_earliest = std::min(m_earliest, brief.received);
        m_latest = std::max(m_latest, brief.received);
        place(brief.received)->add(row, brief);
        ++m_rows;
        m_breaks += brief.isBreak() ? 1 : 0;
    };
    const int before = m_end - m_begin;
    for (; count > 0 && m_begin > rows.begin(); --count)
        take(--m_begin);
    for (; count > 0 && m_end < rows.end(); --count)
        take(m_end++);
    if (m_end - m_begin != before)
        ++m_version;
    return m_begin == rows.begin() && m_end == rows.end();
}

bool HistoryTimeline::revise(int row, const HistoryRows::Brief &before, const HistoryRows::Brief &after)
{
    if (!m_started || row < m_begin || row >= m_end || before == after)
        return true;
    const bool grows = (before.breaks & ~after.breaks) == Breaks() && before.received == after.received
        && (!before.failedResync || after.failedResync) && (!before.unverified || after.unverified) && before.resync == after.resync;
    if (!grows)
        return false;
    if (!isTaken(after))
        return true;
    HistoryPlace addition;
    addition.add(row, after);
    addition.rows = 0;
    addition.breaks -= before.isBreak() ? 1 : 0;
    m_breaks += addition.breaks;
    place(after.received)->add(addition);
    ++m_version;
    return true;
}

void HistoryTimeline::swap(HistoryTimeline &other)
{
    const quint64 version = std::max(m_version, other.m_version) + 1;
    std::swap(*this, other);
    m_version = version;
}

qint64 HistoryTimeline::begin() const
{
    return m_to > 0 ? m_from : isEmpty() ? 0 : m_earliest;
}

qint64 HistoryTimeline::end() const
{
    return m_to > 0 ? m_to : isEmpty() ? 0 : m_latest;
}

} // namespace Lockstep
