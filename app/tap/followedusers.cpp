// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/followedusers.h"

namespace Lockstep::Tap {

namespace {

constexpr qsizetype maxKnown = 20'000;
constexpr auto followedFor = std::chrono::minutes(1);
/// Short: who joins a room is followed from then on.
constexpr auto notFollowedFor = std::chrono::seconds(2);

} // namespace

std::optional<bool> FollowedUsers::isFollowed(const UserId &user, Clock::time_point now)
{
    if (!m_ask)
        return true;
    if (const auto known = m_known.constFind(user); known != m_known.constEnd() && known->until > now)
        return known->followed;
    const std::optional<bool> answer = m_ask(user);
    if (!answer)
        return answer;
    if (m_known.size() >= maxKnown)
        m_known.clear();
    m_known.insert(user, {*answer, now + (*answer ? Clock::duration(followedFor) : Clock::duration(notFollowedFor))});
    return answer;
}

} // namespace Lockstep::Tap
