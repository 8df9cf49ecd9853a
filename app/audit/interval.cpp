// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/interval.h"

#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>

namespace Lockstep::Audits {

namespace {

constexpr double million = 1'000'000;
constexpr double tail = 0.025; ///< on either side

} // namespace

std::optional<Interval> differing(const Seen &seen)
{
    if (seen.compared <= 0 || seen.differ < 0 || seen.differ > seen.compared)
        return {};
    const double compared = double(seen.compared), differ = double(seen.differ), same = compared - differ;
    const double all = double(std::max(seen.population, seen.compared));
    // Those that were seen are no matter of chance.
    double least = differ / all, most = (all - same) / all;
    if (seen.isRandom) {
        if (seen.differ > 0)
            least = std::max(least, boost::math::ibeta_inv(differ, same + 1, tail));
        if (seen.differ < seen.compared)
            most = std::min(most, boost::math::ibeta_inv(differ + 1, same, 1 - tail));
        // Of a population that was looked at almost whole, the bound of those left may lie within the other one.
        most = std::max(most, differ / all);
        least = std::min(least, most);
    }
    return Interval{.leastPpm = qint64(std::floor(least * million + 0.5)), .mostPpm = qint64(std::floor(most * million + 0.5))};
}

} // namespace Lockstep::Audits
