// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <atomic>
#include <memory>

namespace Lockstep::History {

/// Tells for sure of most users that are not in a set that they are not (a Bloom filter), so that whoever is new costs no question to the
/// database. Adding takes one thread at a time; asking is thread-safe.
class NameFilter
{
public:
    /// \a users: how many will be added, about; with many more of them, more questions are asked than need be.
    explicit NameFilter(qint64 users)
    {
        while (m_bits < users * bitsPerUser)
            m_bits *= 2;
        m_words = std::make_unique<std::atomic<quint64>[]>(m_bits / wordBits);
    }

    void add(const UserId &user)
    {
        for (int i = 0; i < probes; ++i) {
            const quint64 bit = bitOf(user, i);
            m_words[bit / wordBits].fetch_or(quint64(1) << bit % wordBits, std::memory_order_relaxed);
        }
    }

    bool mayHold(const UserId &user) const
    {
        for (int i = 0; i < probes; ++i) {
            const quint64 bit = bitOf(user, i);
            if (!(m_words[bit / wordBits].load(std::memory_order_relaxed) >> bit % wordBits & 1))
                return false;
        }
        return true;
    }

private:
    static constexpr qint64 bitsPerUser = 16;
    static constexpr quint64 wordBits = 64;
    static constexpr int probes = 4;

    quint64 bitOf(const UserId &user, int probe) const
    {
        // Two halves of one hash make as many as are wanted.
        const quint64 hash = qHash(user, 0x6c6f636b);
        return ((hash & 0xffffffff) + quint64(probe) * (hash >> 32 | 1)) & quint64(m_bits - 1);
    }

    qint64 m_bits = qint64(1) << 23; // a MiB: for half a million users
    std::unique_ptr<std::atomic<quint64>[]> m_words;
};

} // namespace Lockstep::History
