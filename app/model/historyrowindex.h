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
/// with keys of its own would cost a history more than its lanes do. Open addressing; nothing is ever taken out.
class HistoryRowIndex
{
public:
    static constexpr int none = INT_MAX;

    /// \a keyOf: the key of a row that was added.
    template <typename KeyOf>
    int find(qint64 key, const KeyOf &keyOf) const
    {
        return m_slots.empty() ? none : m_slots[slotOf(key, keyOf)];
    }

    /// \a replace: the row is newer than what is there; otherwise the first row of a key stays.
    template <typename KeyOf>
    void add(qint64 key, int row, bool replace, const KeyOf &keyOf)
    {
        if ((m_used + 1) * 4 > m_slots.size() * 3)
            grow(keyOf);
        int &slot = m_slots[slotOf(key, keyOf)];
        if (slot == none)
            ++m_used;
        else if (!replace)
            return;
        slot = row;
    }

    std::size_t memory() const { return m_slots.capacity() * sizeof(int); }

private:
    /// Where the key is, or the free slot where it belongs.
    template <typename KeyOf>
    std::size_t slotOf(qint64 key, const KeyOf &keyOf) const
    {
        const std::size_t mask = m_slots.size() - 1;
        // The seed differs in each run, so that no sender can choose stream_ids that all fall into one place.
        std::size_t slot = qHash(key, seed()) & mask;
        while (m_slots[slot] != none && keyOf(m_slots[slot]) != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    template <typename KeyOf>
    void grow(const KeyOf &keyOf)
    {
        std::vector<int> old = std::exchange(m_slots, std::vector<int>(std::max<std::size_t>(64, m_slots.size() * 2), none));
        for (const int row : old) {
            if (row != none)
                m_slots[slotOf(keyOf(row), keyOf)] = row;
        }
    }

    static std::size_t seed() { return QHashSeed::globalSeed(); }

    std::vector<int> m_slots; ///< a power of two of them
    std::size_t m_used = 0;
};

} // namespace Lockstep
