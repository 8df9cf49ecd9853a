// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodel.h"

#include <set>
#include <vector>

namespace Lockstep {

/// The way from one row of a history down to where it came from. Found as far as somebody looks, each row once: parents lie below
/// their children.
class HistoryAncestry
{
public:
    bool isEmpty() const { return m_marks.empty(); }
    void clear() { *this = {}; }
    /// \a row: of history. Finds nothing yet.
    void start(int row, qint64 n)
    {
        *this = {};
        m_first = row;
        m_n = n;
        m_marks = {true};
    }
    /// The update that it leads from; 0 if there is none.
    qint64 update() const { return m_n; }
    /// Its row of history.
    int first() const { return m_first; }

    /// Goes on down to this row of history.
    void extendTo(const HistoryModel &model, int lastRow)
    {
        for (; m_next <= lastRow - m_first && m_next < int(m_marks.size()); ++m_next) {
            if (!m_marks[std::size_t(m_next)])
                continue;
            for (const int parent : model.parents(m_first + m_next)) {
                if (!Lanes::isRow(parent)) {
                    m_others.insert(parent);
                } else if (parent > m_first + m_next) {
                    const auto place = std::size_t(parent - m_first);
                    if (place >= m_marks.size())
                        m_marks.resize(place + 1);
                    m_marks[place] = true;
                }
            }
        }
    }

    /// A row of history, or another target of a line.
    bool contains(int target) const
    {
        if (isEmpty())
            return false;
        if (!Lanes::isRow(target))
            return m_others.count(target) > 0;
        return target >= m_first && std::size_t(target - m_first) < m_marks.size() && m_marks[std::size_t(target - m_first)];
    }

private:
    int m_first = 0;
    qint64 m_n = 0;
    int m_next = 0;
    std::vector<bool> m_marks; ///< from m_first on
    std::set<int> m_others; ///< ghosts, and parents that were not read yet
};

} // namespace Lockstep
