// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/evictionorder.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <tuple>

namespace Lockstep::Http {

namespace {

constexpr auto timeToAsk = std::chrono::milliseconds(500);
/// Enough for a proxy, which asks as soon as it is let in; who holds all places by it has to call ten times their number a second.
constexpr auto timeOfMany = std::chrono::milliseconds(100);
constexpr size_t share = 4; // more than this part of the places is much
constexpr int never = 9;

QByteArray bytesOf(const void *from, qsizetype size)
{
    return QByteArray(static_cast<const char *>(from), size);
}

QByteArray ownerOf(const in_addr &address)
{
    const bool isHere = (ntohl(address.s_addr) >> 24) == 127;
    return isHere ? QByteArray() : bytesOf(&address, sizeof address);
}

} // namespace

EvictionOrder::EvictionOrder(size_t places)
    : m_places(places)
{
    m_candidates.reserve(places);
}

void EvictionOrder::add(quint64 number, const HttpConnection &connection, const QByteArray &owner)
{
    m_candidates.push_back({number, &connection, owner});
    addServed(owner);
}

void EvictionOrder::addServed(const QByteArray &owner)
{
    if (!owner.isEmpty())
        ++m_held[owner];
}

int EvictionOrder::rankOf(const Candidate &candidate, HttpConnection::Clock::time_point now) const
{
    const HttpConnection &connection = *candidate.connection;
    const auto state = connection.state();
    if (state == HttpConnection::State::Lingering)
        return 0;
    if (state == HttpConnection::State::Reading || (state == HttpConnection::State::Idle && !connection.wasAnswered())) {
        const bool holdsMuch = m_held.value(candidate.owner) > m_places / share;
        return now - connection.since() > (holdsMuch ? timeOfMany : timeToAsk) ? 1 : 3;
    }
    if (state == HttpConnection::State::Idle)
        return 2;
    return state == HttpConnection::State::Writing ? 4 : never;
}

std::optional<quint64> EvictionOrder::first() const
{
    const auto now = HttpConnection::Clock::now();
    std::vector<std::tuple<int, HttpConnection::Clock::time_point, const Candidate *>> order;
    order.reserve(m_candidates.size());
    for (const Candidate &candidate : m_candidates) {
        if (const int rank = rankOf(candidate, now); rank != never)
            order.emplace_back(rank, candidate.connection->since(), &candidate);
    }
    // Of those that are idle one may have asked meanwhile.
    while (!order.empty()) {
        const auto best = std::min_element(order.begin(), order.end());
        const Candidate *candidate = std::get<2>(*best);
        if (candidate->connection->state() != HttpConnection::State::Idle || !candidate->connection->wasAnswered()
            || !candidate->connection->hasUnread())
            return candidate->number;
        std::swap(*best, order.back());
        order.pop_back();
    }
    return {};
}

QByteArray ownerOf(const sockaddr_storage &address)
{
    if (address.ss_family == AF_INET)
        return ownerOf(reinterpret_cast<const sockaddr_in &>(address).sin_addr);
    if (address.ss_family != AF_INET6)
        return {};
    const in6_addr &whole = reinterpret_cast<const sockaddr_in6 &>(address).sin6_addr;
    if (IN6_IS_ADDR_LOOPBACK(&whole))
        return {};
    if (!IN6_IS_ADDR_V4MAPPED(&whole))
        return bytesOf(&whole, 8);
    in_addr mapped{};
    std::copy_n(whole.s6_addr + 12, 4, reinterpret_cast<unsigned char *>(&mapped));
    return ownerOf(mapped);
}

} // namespace Lockstep::Http
