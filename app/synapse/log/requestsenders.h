// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <array>
#include <utility>
#include <vector>

namespace Lockstep::Synapse {

/// Who sent the transactions that the newest requests brought; requests and servers are numbers. It is asked for every update that a log
/// tells of: rows lie in one piece, and nothing is allocated for each. Not thread-safe.
class RequestSenders
{
public:
    /// Of more requests the oldest are forgotten.
    static constexpr size_t most = 16'384;
    /// The newest first, 0 for none: several processes may write one log, and each counts its requests from 1.
    using Senders = std::array<quint64, 3>;

    RequestSenders();

    /// Null if the request is not known; valid until the next add().
    const Senders *find(quint64 request) const;
    /// The server sent what the request of this name brought.
    void add(quint64 request, quint64 server);
    /// The newest requests, at most so many, oldest first.
    std::vector<std::pair<quint64, Senders>> newest(size_t count) const;

private:
    struct Entry
    {
        quint64 request = 0;
        Senders senders{};
    };
    size_t homeOf(quint64 request) const;
    size_t nextTo(size_t place) const { return (place + 1) & (m_places.size() - 1); }
    size_t placeOf(quint64 request) const;
    void grow();
    void remove(quint64 request);

    std::vector<Entry> m_entries; ///< a ring once it is full
    size_t m_oldest = 0; ///< in the ring
    /// Where entries are, plus one; 0: nowhere. A request's lies at homeOf(), or behind it without a gap. At most half full.
    std::vector<quint32> m_places;
    quint64 m_factor; ///< not known to who chooses a request's name
};

} // namespace Lockstep::Synapse
