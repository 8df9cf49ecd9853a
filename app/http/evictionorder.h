// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpconnection.h"

#include <QByteArray>
#include <QHash>

#include <optional>
#include <vector>

struct sockaddr_storage;

namespace Lockstep::Http {

/// Which of a full server's connections ends first, so that whoever sends a whole request in time finds a place whatever others hold. What
/// costs nobody anything goes first: connections that are closing anyway; then those whose request is not whole half a second after it
/// might have been; then those that are idle after an answer, which their clients open anew; then those that are younger than that, and
/// those that do not take their answer. Of each kind the oldest. An address that holds more than a quarter of the places is given a
/// tenth of a second instead of the half. What is being answered, or waits for an answer, never ends.
class EvictionOrder
{
public:
    /// \a places: how many connections there are.
    explicit EvictionOrder(size_t places);

    /// A connection that may be ended, as far as its state lets it. \a connection lives as long as this.
    void add(quint64 number, const HttpConnection &connection, const QByteArray &owner);
    /// One that is being answered: it counts as a place of its owner's.
    void addServed(const QByteArray &owner);
    /// Nothing, if none may end.
    std::optional<quint64> first() const;

private:
    struct Candidate
    {
        quint64 number;
        const HttpConnection *connection;
        QByteArray owner;
    };
    int rankOf(const Candidate &candidate, HttpConnection::Clock::time_point now) const;

    size_t m_places;
    std::vector<Candidate> m_candidates;
    QHash<QByteArray, size_t> m_held; ///< places of each owner
};

/// Who holds a connection from \a address: the IPv4 address, or the /64 of an IPv6 address, as its owner has all of those. Empty for this
/// machine and Unix sockets, where it is a proxy that holds connections for others.
QByteArray ownerOf(const sockaddr_storage &address);

} // namespace Lockstep::Http
