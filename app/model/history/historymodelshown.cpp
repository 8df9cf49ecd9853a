// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which rows of the history the model shows: filters and folds.

#include "model/history/historymodel.h"

#include <algorithm>

namespace Lockstep {

void HistoryModel::addShown(int row, std::vector<Shown> &shown) const
{
    shown.push_back({row, plain});
    for (const int ghost : isFiltered() ? m_contraction.ghosts(m_rows, row) : m_rows.ghosts(row))
        shown.push_back({row, ghost});
}

void HistoryModel::build(int from, int to, std::vector<Shown> &shown) const
{
    for (int row = from; row < to; ++row) {
        if (isFiltered()) {
            if (m_contraction.contains(row))
                addShown(row, shown);
            continue;
        }
        if (m_rows.isPlain(row) && !m_rows.isExpanded(row)) {
            int last = row;
            while (last + 1 < to && m_rows.isPlain(last + 1) && !m_rows.isExpanded(last + 1))
                ++last;
            if (last - row + 1 >= shortestFold) {
                shown.push_back({row, -(last - row + 1)});
                row = last;
                continue;
            }
        }
        addShown(row, shown);
    }
}

bool HistoryModel::isFilterHit(int row) const
{
    if (m_filter.hasRange()) {
        const qint64 received = m_rows.brief(row).received;
        if (received < m_filter.from || received > m_filter.to)
            return false;
    }
    return !m_filter.breaksOnly || m_rows.isBreak(row);
}

/// Works the filtered graph out anew, from the oldest row that is there. The rows shown before stay until it is done.
void HistoryModel::startFiltering()
{
    m_filtering = true;
    m_contraction.start(m_rows.end());
    workOnFilter();
}

void HistoryModel::workOnFilter()
{
    const HistoryRows::Matcher matcher(m_rows, m_filter.text);
    const auto isShown = [&](int row) { return isFilterHit(row) && matcher.matches(row); };
    if (!m_contraction.work(m_rows, isShown, sliceRows)) {
        m_slice.start();
        return;
    }
    m_filtering = false;
    beginResetModel();
    m_shown.clear();
    m_builtTo = m_contraction.end();
    for (int index = 0; index < m_contraction.size(); ++index)
        addShown(m_contraction.row(index), m_shown);
    followMarks();
    endResetModel();
}

void HistoryModel::buildMore()
{
    if (m_filtering) {
        workOnFilter();
        return;
    }
    if (isFiltered()) {
        // Each time for a larger part, so that a history that comes page by page is not worked through for every page.
        const qint64 known = m_builtTo - m_rows.begin();
        if (m_rows.isComplete() || qint64(m_rows.size()) * 2 >= known * 3)
            startFiltering();
        return;
    }
    if (m_shown.empty())
        m_builtTo = std::max(m_builtTo, m_rows.begin());
    const int to = std::min(m_rows.end(), m_builtTo + sliceRows);
    // The run at the end may go on in what comes now: it is folded anew.
    auto tail = m_shown.size();
    int from = m_builtTo;
    while (tail > 0 && m_shown[tail - 1].extra <= plain && m_rows.isPlain(m_shown[tail - 1].row)
        && !m_rows.isExpanded(m_shown[tail - 1].row)) {
        --tail;
        from = m_shown[tail].row;
    }
    std::vector<Shown> rows;
    build(from, to, rows);
    m_builtTo = to;
    replace(tail, m_shown.size(), rows);
    if (m_builtTo < m_rows.end())
        m_slice.start();
}

/// Rows came on top, and others show something else now.
void HistoryModel::showNewest(int oldBegin, const std::vector<int> &touched)
{
    if (m_filtering)
        return;
    const HistoryRows::Matcher matcher(m_rows, m_filter.text);
    const auto isShown = [&](int row) { return isFilterHit(row) && matcher.matches(row); };
    if (isFiltered()) {
        for (int row = oldBegin - 1; row >= m_rows.begin(); --row)
            m_contraction.prepend(m_rows, row, isShown);
        const bool anew = std::ranges::any_of(
            touched, [&](int row) { return row < m_contraction.end() && row >= oldBegin && isShown(row) != m_contraction.contains(row); });
        if (anew) {
            startFiltering();
            return;
        }
    }
    if (m_rows.begin() < oldBegin) {
        std::vector<Shown> added;
        build(m_rows.begin(), oldBegin, added);
        replace(0, 0, added);
    }
    for (const int row : touched) {
        if (row < m_builtTo)
            rebuildRange(row, row + 1);
    }
}

void HistoryModel::rebuild()
{
    if (isFiltered()) {
        startFiltering();
        return;
    }
    m_filtering = false;
    m_contraction = {};
    beginResetModel();
    m_shown.clear();
    m_builtTo = std::min(m_rows.end(), m_rows.begin() + sliceRows);
    build(m_rows.begin(), m_builtTo, m_shown);
    followMarks();
    endResetModel();
    if (m_builtTo < m_rows.end())
        m_slice.start();
}

void HistoryModel::rebuildRange(int from, int to)
{
    const auto rowOf = [](const Shown &shown) { return shown.row; };
    const auto endOf = [](const Shown &shown) { return shown.row - std::min(shown.extra, plain); };
    auto first = std::ranges::lower_bound(m_shown, from, {}, rowOf);
    // A fold that begins above and reaches into the range belongs to it, as does all of one that reaches beyond it.
    if (first != m_shown.begin() && endOf(*(first - 1)) > from) {
        --first;
        from = first->row;
    }
    const auto last = std::ranges::lower_bound(m_shown, to, {}, rowOf);
    if (first < last)
        to = std::max(to, endOf(*(last - 1)));
    std::vector<Shown> rows;
    build(from, std::min(to, m_builtTo), rows);
    replace(std::size_t(first - m_shown.begin()), std::size_t(std::max(first, last) - m_shown.begin()), rows);
}

void HistoryModel::replace(std::size_t first, std::size_t last, const std::vector<Shown> &rows)
{
    // What stays keeps its place, so that selections and the view's position do too.
    std::size_t kept = 0;
    while (first < last && kept < rows.size() && m_shown[first].row == rows[kept].row
        && (m_shown[first] == rows[kept] || (m_shown[first].extra < plain && rows[kept].extra < plain))) {
        if (m_shown[first] != rows[kept]) {
            m_shown[first] = rows[kept];
            changed(int(first), int(first));
        }
        ++first;
        ++kept;
    }
    std::size_t keptAtEnd = 0;
    while (last > first && rows.size() - keptAtEnd > kept && m_shown[last - 1] == rows[rows.size() - keptAtEnd - 1]) {
        --last;
        ++keptAtEnd;
    }
    if (last > first) {
        beginRemoveRows({}, int(first), int(last) - 1);
        m_shown.erase(m_shown.begin() + qsizetype(first), m_shown.begin() + qsizetype(last));
        followMarks();
        endRemoveRows();
    }
    const auto newRows = std::span(rows).subspan(kept, rows.size() - kept - keptAtEnd);
    if (!newRows.empty()) {
        beginInsertRows({}, int(first), int(first + newRows.size()) - 1);
        m_shown.insert(m_shown.begin() + qsizetype(first), newRows.begin(), newRows.end());
        followMarks();
        endInsertRows();
    }
}

void HistoryModel::changed(int first, int last)
{
    followMarks();
    Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

void HistoryModel::setFilter(const HistoryFilter &filter)
{
    if (filter == m_filter)
        return;
    const bool range = filter.from != m_filter.from || filter.to != m_filter.to;
    m_filter = filter;
    if (range)
        startTimeline();
    rebuild();
}

std::pair<int, int> HistoryModel::runAround(int historyRow) const
{
    int first = historyRow;
    int last = historyRow;
    if (!m_rows.isPlain(historyRow))
        return {first, first - 1};
    while (first > m_rows.begin() && m_rows.isPlain(first - 1))
        --first;
    while (last + 1 < m_builtTo && m_rows.isPlain(last + 1))
        ++last;
    return {first, last};
}

bool HistoryModel::canFold(int row) const
{
    const Shown &shown = m_shown[std::size_t(row)];
    if (shown.extra != plain || !m_filter.isEmpty())
        return false;
    const auto [first, last] = runAround(shown.row);
    return last - first + 1 >= shortestFold;
}

int HistoryModel::unfold(int row)
{
    const Shown shown = m_shown[std::size_t(row)];
    if (shown.extra >= plain)
        return row;
    const int end = shown.row - shown.extra;
    for (int at = shown.row; at < end; ++at)
        m_rows.setExpanded(at, true);
    rebuildRange(shown.row, end);
    return shownRow(shown.row);
}

int HistoryModel::fold(int row)
{
    if (!canFold(row))
        return row;
    const int historyRow = m_shown[std::size_t(row)].row;
    const auto [first, last] = runAround(historyRow);
    for (int at = first; at <= last; ++at)
        m_rows.setExpanded(at, false);
    rebuildRange(first, last + 1);
    return shownRow(historyRow);
}

bool HistoryModel::hasFolds() const
{
    return std::ranges::any_of(m_shown, [](const Shown &shown) { return shown.extra < plain; });
}

int HistoryModel::foldAll()
{
    for (int row = m_rows.begin(); row < m_rows.end(); ++row)
        m_rows.setExpanded(row, false);
    rebuild();
    return int(std::ranges::count_if(m_shown, [](const Shown &shown) { return shown.extra < plain; }));
}

void HistoryModel::unfoldAll()
{
    for (int row = m_rows.begin(); row < m_rows.end(); ++row)
        m_rows.setExpanded(row, true);
    rebuild();
}

} // namespace Lockstep
