// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the loader brings: pages, blocks in outline, new updates, contents, failures.

#include "model/history/historymodel.h"

#include <QElapsedTimer>

#include <algorithm>
#include <utility>

namespace Lockstep {

void HistoryModel::takePage(const QList<DeviceListUpdate> &updates, bool last)
{
    const bool first = m_rows.isEmpty();
    const int before = m_rows.end();
    // Numbers are dense: the newest one says how many there are.
    if (first && !updates.isEmpty())
        m_rows.reserve(updates.constFirst().n - m_loader.kept().first + 1);
    for (const DeviceListUpdate &update : updates)
        m_rows.appendOlder(update);
    if (first) {
        for (int row = m_rows.begin(); row < std::min(m_rows.end(), newestShown); ++row)
            m_rows.setExpanded(row, true);
    }
    m_rows.setCut(!m_loader.kept().isAll());
    showOlder(before, last ? m_rows.concludeOldest() : std::vector<int>());
    m_error = {};
    setState(State::Ready);
    Q_EMIT progressChanged();
}

/// Rows came from \a before on; those of gaps have places of missing updates now.
void HistoryModel::showOlder(int before, const std::vector<int> &gaps)
{
    // Rows whose comparison or parents were found in this page show something else now.
    if (before > 0 && !m_shown.empty())
        changed(0, int(m_shown.size()) - 1);
    m_rows.lanes().ensure();
    followTimeline();
    if (isFiltered()) {
        if (!m_filtering)
            buildMore();
    } else {
        if (m_builtTo == before)
            buildMore();
        constexpr std::size_t fewGaps = 64;
        if (gaps.size() > fewGaps) {
            rebuild();
        } else {
            for (const int row : gaps)
                rebuildRange(row, row + 1);
        }
    }
}

void HistoryModel::takeOutline(const QList<UpdateOutline> &rows, bool last)
{
    m_blocks.push_back({.rows = rows, .last = last});
    m_blockTimer.start();
}

void HistoryModel::workOnBlocks()
{
    // With the lanes and the painting that follow it stays well below a frame.
    constexpr qint64 budgetNs = 4'000'000;
    constexpr int rowsAtOnce = 64;
    QElapsedTimer clock;
    clock.start();
    const int before = m_rows.end();
    std::vector<int> gaps;
    while (!m_blocks.empty() && clock.nsecsElapsed() < budgetNs) {
        Block &block = m_blocks.front();
        const qsizetype end = std::min(block.rows.size(), block.taken + rowsAtOnce);
        for (; block.taken < end; ++block.taken)
            m_rows.appendOlder(std::as_const(block.rows)[block.taken]);
        if (block.taken < block.rows.size())
            continue;
        m_rows.setCut(!m_loader.kept().isAll());
        if (block.last)
            gaps = m_rows.concludeOldest();
        m_blocks.pop_front();
        m_loader.outlineTaken();
    }
    if (!m_blocks.empty())
        m_blockTimer.start();
    showOlder(before, gaps);
    m_error = m_loader.isPaused() ? m_error : Error();
    Q_EMIT progressChanged();
}

void HistoryModel::look(int first, int count)
{
    m_looked = {first, count};
    if (!m_lookTimer.isActive())
        m_lookTimer.start();
}

void HistoryModel::askForLooked()
{
    QList<qint64> numbers;
    const int end = std::min(m_looked.first + m_looked.second, int(m_shown.size()));
    for (int row = m_looked.first; row < end; ++row) {
        const Shown &shown = m_shown[std::size_t(row)];
        if (shown.extra != plain)
            continue;
        for (const qint64 n : m_rows.contentsFor(shown.row)) {
            if (m_rows.hasLearnt(n))
                continue;
            if (const DeviceListUpdate *update = m_loader.atHand(n))
                m_rows.learn(*update);
            else
                numbers.append(n);
        }
    }
    compareLooked();
    m_loader.look(numbers);
}

void HistoryModel::takeContents(const QList<DeviceListUpdate> &updates)
{
    QHash<qint64, const DeviceListUpdate *> found;
    for (const DeviceListUpdate &update : updates)
        found.insert(update.n, &update);
    const int end = std::min(m_looked.first + m_looked.second, int(m_shown.size()));
    for (int row = m_looked.first; row < end; ++row) {
        for (const qint64 n : m_rows.contentsFor(m_shown[std::size_t(row)].row)) {
            if (const DeviceListUpdate *update = found.value(n))
                m_rows.learn(*update);
        }
    }
    compareLooked();
}

void HistoryModel::compareLooked()
{
    const int end = std::min(m_looked.first + m_looked.second, int(m_shown.size()));
    for (int row = m_looked.first; row < end; ++row) {
        if (m_rows.compareLearnt(m_shown[std::size_t(row)].row))
            changed(row, row);
    }
}

void HistoryModel::takeNewest(const QList<DeviceListUpdate> &updates)
{
    const qint64 known = m_rows.newest();
    const int oldBegin = m_rows.begin();
    std::vector<int> touched;
    bool anew = false;
    for (auto update = updates.crbegin(); update != updates.crend(); ++update) {
        if (update->n > known) {
            m_rows.prependNewer(*update);
            for (const int parent : m_rows.parents(m_rows.begin())) {
                if (Lanes::isRow(parent) && parent >= oldBegin)
                    touched.push_back(parent);
            }
        } else if (const auto row = m_rows.find(update->n)) {
            const HistoryRows::Brief before = m_rows.brief(*row);
            if (!m_rows.revise(*row, *update))
                continue;
            touched.push_back(*row);
            anew = m_timelineAnew || !m_timeline.revise(*row, before, m_rows.brief(*row)) || anew;
        }
    }
    m_rows.compareAgain(updates);
    m_rows.lanes().ensure();
    if (anew)
        startTimeline();
    followTimeline();
    showNewest(oldBegin, touched);
    if (!m_shown.empty())
        changed(0, int(m_shown.size()) - 1);
    Q_EMIT progressChanged();
}

void HistoryModel::takeFailure(const Error &error)
{
    m_error = error;
    if (m_rows.isEmpty() && !m_rows.isComplete())
        setState(State::Failed);
    Q_EMIT progressChanged();
}

} // namespace Lockstep
