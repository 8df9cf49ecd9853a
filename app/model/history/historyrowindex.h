// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHashFunctions>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

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
        if (m_slots.size() == 0)
            return none;
        const int found = m_slots.at(slotOf(m_slots, key, keyOf));
        return found != none || m_old.size() == 0 ? found : m_old.at(slotOf(m_old, key, keyOf));
    }

    /// \a replace: the row is newer than what is there; otherwise the first row of a key stays.
    template <typename KeyOf>
    void add(qint64 key, int row, bool replace, const KeyOf &keyOf)
    {
        move(keyOf);
        if ((m_used + 1) * 4 > m_slots.size() * 3)
            grow(keyOf);
        const std::size_t slot = slotOf(m_slots, key, keyOf);
        int there = m_slots.at(slot);
        if (there == none) {
            ++m_used;
            there = m_old.size() == 0 ? none : m_old.at(slotOf(m_old, key, keyOf));
        }
        m_slots.set(slot, there == none || replace ? row : there);
    }

    std::size_t memory() const { return (m_slots.size() + m_old.size()) * sizeof(int); }

private:
    /// Slots that are all free at first, as memory that the system hands out as zeros when it is touched: to fill a large table would
    /// take longer than a frame.
    class Slots
    {
    public:
        Slots() = default;
        explicit Slots(std::size_t size)
            : m_data(static_cast<int *>(std::calloc(size, sizeof(int))))
            , m_size(size)
        {
            if (!m_data)
                throw std::bad_alloc();
        }
        std::size_t size() const { return m_size; }
        int at(std::size_t slot) const
        {
            const int kept = m_data.get()[slot];
            return kept == 0 ? none : kept > 0 ? kept - 1 : kept;
        }
        void set(std::size_t slot, int row) { m_data.get()[slot] = row >= 0 ? row + 1 : row; }

    private:
        struct Free
        {
            void operator()(int *data) const { std::free(data); }
        };
        std::unique_ptr<int, Free> m_data;
        std::size_t m_size = 0;
    };

    /// Where the key is, or the free slot where it belongs.
    template <typename KeyOf>
    static std::size_t slotOf(const Slots &slots, qint64 key, const KeyOf &keyOf)
    {
        const std::size_t mask = slots.size() - 1;
        // The seed differs in each run, so that no sender can choose stream_ids that all fall into one place.
        std::size_t slot = qHash(key, seed()) & mask;
        while (slots.at(slot) != none && keyOf(slots.at(slot)) != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    template <typename KeyOf>
    void grow(const KeyOf &keyOf)
    {
        // Moving goes faster than filling: what was old is gone long before the next one is full.
        while (m_old.size() > 0)
            move(keyOf);
        m_old = std::exchange(m_slots, Slots(std::max<std::size_t>(64, m_slots.size() * 2)));
        m_moved = m_used = 0;
    }

    /// Moves a few slots. What is there already under the key came later and stays.
    template <typename KeyOf>
    void move(const KeyOf &keyOf)
    {
        if (m_old.size() == 0)
            return;
        constexpr std::size_t step = 8;
        const std::size_t end = std::min(m_old.size(), m_moved + step);
        for (; m_moved < end; ++m_moved) {
            const int row = m_old.at(m_moved);
            if (row == none)
                continue;
            const std::size_t slot = slotOf(m_slots, keyOf(row), keyOf);
            if (m_slots.at(slot) == none) {
                m_slots.set(slot, row);
                ++m_used;
            }
        }
        if (m_moved == m_old.size())
            m_old = {};
    }

    static std::size_t seed() { return QHashSeed::globalSeed(); }

    Slots m_slots; ///< a power of two of them
    Slots m_old; ///< the smaller table before, of which the slots before m_moved were moved
    std::size_t m_moved = 0;
    std::size_t m_used = 0;
};

} // namespace Lockstep
