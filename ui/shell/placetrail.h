// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/place.h"

#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace Lockstep {

/// Where somebody was in a window, page by page and place by place, to go back and forth as a browser does: who goes back and then
/// elsewhere has no way forward. The oldest places go when there are too many.
class PlaceTrail
{
public:
    struct Stop
    {
        QString page; ///< its name
        Place place = {};
        Place::Way way = Place::Way::Jump; ///< as it was come to
    };
    static constexpr std::size_t most = 200;
    /// Whether a place cannot be shown now; it is left out then.
    using Hidden = std::function<bool(const Stop &)>;

    /// Somebody is somewhere. The same place only takes over how it is looked at; one that is known more exactly, or was come to by one
    /// more step of a walk, takes the place of the one before; no place on a page where one has been already is none.
    void visit(const Stop &stop);
    /// The place that one step, -1 or 1, leads to; nothing at the end.
    std::optional<Stop> next(int step, const Hidden &hidden = {}) const;
    /// The same, and goes there.
    std::optional<Stop> go(int step, const Hidden &hidden = {});
    std::optional<Stop> present() const;
    /// Places, that which one is at among them.
    std::size_t size() const { return m_stops.size(); }
    void clear() { *this = {}; }

private:
    std::optional<std::size_t> indexOf(int step, const Hidden &hidden) const;

    std::vector<Stop> m_stops;
    std::size_t m_at = 0; ///< of m_stops, if there are any
};

} // namespace Lockstep
