// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHashFunctions>

#include <algorithm>
#include <climits>
#include <utility>
#include <vector>

namespace Lockstep {

/// Finds the newest row of a stream_id. Keeps the rows alone, four bytes a slot, and asks the caller for a row's key: a hash table
/// with keys of its own would cost a history more than its lanes do. Open addressing; nothing is ever taken out. A table that is full
/// is moved into a larger one a few slots at a time, so that no row of a large history waits for all others.
class HistoryRowIndex
{
public:
    static constexpr int none = INT_MAX;

    /// \a keyOf: the key of a row that was added.
    template <typename KeyOf>
    int find(qint64 key, const KeyOf &keyOf) const
    {
        if (m_slots.empty())
            return none;
        const int found = m_slots[slotOf(m_slots, key, keyOf)];
        return found != none || m_old.empty() ? found : m_old[slotOf(m_old, key, keyOf)];
    }

    /// \a replace: the row is newer than what is there; otherwise the first row of a key stays.
    template <typename KeyOf>
    void add(qint64 key, int row, bool replace, const KeyOf &keyOf)
    {
        move(keyOf);
        if ((m_used + 1) * 4 > m_slots.size() * 3)
            grow(keyOf);
        int &slot = m_slots[slotOf(m_slots, key, keyOf)];
        if (slot == none && !m_old.empty()) {
            if (const int before = m_old[slotOf(m_old, key, keyOf)]; before != none) {
                slot = before;
                ++m_used;
            }
        }
        if (slot == none)
            ++m_used;
        else if (!replace)
            return;
        slot = row;
    }

    std::size_t memory() const { return (m_slots.capacity() + m_old.capacity()) * sizeof(int); }

private:
    /// Where the key is, or the free slot where it belongs.
    template <typename KeyOf>
    static std::size_t slotOf(const std::vector<int> &slots, qint64 key, const KeyOf &keyOf)
    {
        const std::size_t mask = slots.size() - 1;
        // The seed differs in each run, so that no sender can choose stream_ids that all fall into one place.
        std::size_t slot = qHash(key, seed()) & mask;
        while (slots[slot] != none && keyOf(slots[slot]) != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    template <typename KeyOf>
    void grow(const KeyOf &keyOf)
    {
        // Moving goes faster than filling: what was old is gone long before the next one is full.
        while (!m_old.empty())
            move(keyOf);
        m_old = std::exchange(m_slots, std::vector<int>(std::max<std::size_t>(64, m_slots.size() * 2), none));
        m_moved = m_used = 0;
    }

    /// Moves a few slots. What is there already under the key came later and stays.
    template <typename KeyOf>
    void move(const KeyOf &keyOf)
    {
        if (m_old.empty())
            return;
        constexpr std::size_t step = 8;
        const std::size_t end = std::min(m_old.size(), m_moved + step);
        for (; m_moved < end; ++m_moved) {
            if (m_old[m_moved] == none)
                continue;
            int &slot = m_slots[slotOf(m_slots, keyOf(m_old[m_moved]), keyOf)];
            if (slot == none) {
                slot = m_old[m_moved];
                ++m_used;
            }
        }
        if (m_moved == m_old.size())
            m_old = std::vector<int>(); // an empty list would keep its memory
    }

    static std::size_t seed() { return QHashSeed::globalSeed(); }

    std::vector<int> m_slots; ///< a power of two of them
    std::vector<int> m_old; ///< the smaller table before, of which the slots before m_moved were moved
    std::size_t m_moved = 0;
    std::size_t m_used = 0;
};

} // namespace Lockstep
