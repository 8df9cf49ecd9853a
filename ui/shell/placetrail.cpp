// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/placetrail.h"

namespace Lockstep {

void PlaceTrail::visit(const Stop &stop)
{
    if (!m_stops.empty()) {
        Stop &present = m_stops[m_at];
        if (present.page == stop.page) {
            if (present.place.subject == stop.place.subject) {
                present.place.look = stop.place.look;
                return;
            }
            if (stop.place.subject.isEmpty())
                return;
            if (present.place.leadsTo(stop.place)) {
                present.place = stop.place;
                // What somebody chose stays when the walk goes on; what came by itself goes along with it.
                if (stop.way == Place::Way::Jump)
                    present.way = Place::Way::Jump;
                return;
            }
            if (stop.way != Place::Way::Jump && present.way == stop.way) {
                present.place = stop.place;
                m_stops.resize(m_at + 1);
                return;
            }
        }
        m_stops.resize(m_at + 1);
    }
    if (m_stops.size() == most)
        m_stops.erase(m_stops.begin());
    m_stops.push_back(stop);
    m_at = m_stops.size() - 1;
}

std::optional<std::size_t> PlaceTrail::indexOf(int step, const Hidden &hidden) const
{
    std::size_t at = m_at;
    while (step < 0 ? at > 0 : at + 1 < m_stops.size()) {
        at = step < 0 ? at - 1 : at + 1;
        if (!hidden || !hidden(m_stops[at]))
            return at;
    }
    return {};
}

std::optional<PlaceTrail::Stop> PlaceTrail::next(int step, const Hidden &hidden) const
{
    const auto at = indexOf(step, hidden);
    return at ? std::optional(m_stops[*at]) : std::nullopt;
}

std::optional<PlaceTrail::Stop> PlaceTrail::go(int step, const Hidden &hidden)
{
    const auto at = indexOf(step, hidden);
    if (!at)
        return {};
    m_at = *at;
    return m_stops[m_at];
}

std::optional<PlaceTrail::Stop> PlaceTrail::present() const
{
    return m_stops.empty() ? std::nullopt : std::optional(m_stops[m_at]);
}

} // namespace Lockstep
