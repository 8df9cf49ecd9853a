// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QHash>

#include <chrono>
#include <functional>
#include <optional>

namespace Lockstep::Tap {

/// Remembers for a while whom the homeserver follows, so that a burst of updates is not a burst of questions. Not thread-safe.
class FollowedUsers
{
public:
    using Clock = std::chrono::steady_clock;
    using Question = std::function<std::optional<bool>(const UserId &)>;

    /// Without a question everybody is followed.
    explicit FollowedUsers(Question ask)
        : m_ask(std::move(ask))
    {
    }
    /// Nothing if it cannot be told now.
    std::optional<bool> isFollowed(const UserId &user, Clock::time_point now = Clock::now());

private:
    struct Known
    {
        bool followed = false;
        Clock::time_point until;
    };
    Question m_ask;
    QHash<UserId, Known> m_known;
};

} // namespace Lockstep::Tap
