// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <optional>

namespace Lockstep::Audits {

/// What an audit has seen of a population of lists.
struct Seen
{
    qint64 population = 0; ///< lists there are; at least \c compared
    qint64 compared = 0;
    qint64 differ = 0; ///< of those compared
    bool isRandom = false; ///< those compared were chosen at random
};

/// Shares in parts of a million.
struct Interval
{
    qint64 leastPpm = 0;
    qint64 mostPpm = 0;

    friend bool operator==(const Interval &, const Interval &) = default;
};

/// Which share of the population differs, with 95 % certainty: the interval of Clopper and Pearson from those compared, never beyond what
/// is certain because those were seen, so that an interval of all of them is one number. Where they were not chosen at random only the
/// latter. Nothing where nothing was compared.
std::optional<Interval> differing(const Seen &seen);

} // namespace Lockstep::Audits
