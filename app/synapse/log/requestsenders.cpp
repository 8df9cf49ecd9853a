// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/requestsenders.h"

#include <QRandomGenerator>

#include <algorithm>
#include <bit>

namespace Lockstep::Synapse {

namespace {

constexpr size_t firstPlaces = 64; // a power of two, as all that follow

} // namespace

RequestSenders::RequestSenders()
    : m_factor(QRandomGenerator::global()->generate64() | 1)
{
}

size_t RequestSenders::homeOf(quint64 request) const
{
    return size_t((request * m_factor) >> (64 - std::countr_zero(m_places.size())));
}

/// Where it is, or where it would be put.
size_t RequestSenders::placeOf(quint64 request) const
{
    size_t place = homeOf(request);
    while (m_places[place] != 0 && m_entries[m_places[place] - 1].request != request)
        place = nextTo(place);
    return place;
}

const RequestSenders::Senders *RequestSenders::find(quint64 request) const
{
    const quint32 found = m_places.empty() ? 0 : m_places[placeOf(request)];
    return found == 0 ? nullptr : &m_entries[found - 1].senders;
}

void RequestSenders::grow()
{
    m_places.assign(std::max(firstPlaces, m_places.size() * 2), 0);
    for (size_t i = 0; i < m_entries.size(); ++i)
        m_places[placeOf(m_entries[i].request)] = quint32(i + 1);
}

/// What lies behind it moves up, so that no gap is between it and its home.
void RequestSenders::remove(quint64 request)
{
    const size_t mask = m_places.size() - 1;
    size_t gap = placeOf(request);
    for (size_t place = nextTo(gap); m_places[place] != 0; place = nextTo(place)) {
        const size_t home = homeOf(m_entries[m_places[place] - 1].request);
        if (((place - home) & mask) < ((place - gap) & mask))
            continue;
        m_places[gap] = m_places[place];
        gap = place;
    }
    m_places[gap] = 0;
}

void RequestSenders::add(quint64 request, quint64 server)
{
    if (m_places.size() < 2 * (m_entries.size() + 1) && m_places.size() < 2 * most)
        grow();
    if (const quint32 known = m_places[placeOf(request)]; known != 0) {
        Senders &senders = m_entries[known - 1].senders;
        if (std::find(senders.begin(), senders.end(), server) == senders.end()) {
            std::rotate(senders.begin(), senders.end() - 1, senders.end());
            senders.front() = server;
        }
        return;
    }
    size_t at = m_entries.size();
    if (at < most) {
        m_entries.emplace_back();
    } else {
        at = m_oldest;
        remove(m_entries[at].request);
        m_oldest = (m_oldest + 1) % most;
    }
    m_entries[at] = {.request = request, .senders = {server, 0, 0}};
    m_places[placeOf(request)] = quint32(at + 1);
}

std::vector<std::pair<quint64, RequestSenders::Senders>> RequestSenders::newest(size_t count) const
{
    std::vector<std::pair<quint64, Senders>> all;
    count = std::min(count, m_entries.size());
    all.reserve(count);
    for (size_t i = m_entries.size() - count; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries[(m_oldest + i) % m_entries.size()];
        all.emplace_back(entry.request, entry.senders);
    }
    return all;
}

} // namespace Lockstep::Synapse
