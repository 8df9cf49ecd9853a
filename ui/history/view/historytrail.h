// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <optional>
#include <vector>

namespace Lockstep {

/// Where somebody was in a history, to go back and forth. Steps from row to row are one place that moves along.
class HistoryTrail
{
public:
    /// An update by its number, or the place of one that was never received: after which update, and which of them.
    struct Place
    {
        qint64 n = 0;
        int ghost = -1;
        friend bool operator==(const Place &, const Place &) = default;
    };
    static constexpr std::size_t most = 200;

    void visit(const Place &place, bool jumped)
    {
        if (m_at && m_places[*m_at] == place)
            return;
        if (m_at && !jumped) {
            m_places[*m_at] = place;
            return;
        }
        m_places.resize(m_at ? *m_at + 1 : 0);
        if (m_places.size() == most)
            m_places.erase(m_places.begin());
        m_places.push_back(place);
        m_at = m_places.size() - 1;
    }
    bool canGo(int step) const { return m_at && (step < 0 ? *m_at > 0 : *m_at + 1 < m_places.size()); }
    /// The place before, or after; nothing at the end.
    std::optional<Place> go(int step)
    {
        if (!canGo(step))
            return {};
        m_at = step < 0 ? *m_at - 1 : *m_at + 1;
        return m_places[*m_at];
    }
    void clear() { *this = {}; }

private:
    std::vector<Place> m_places;
    std::optional<std::size_t> m_at;
};

} // namespace Lockstep
