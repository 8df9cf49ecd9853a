// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "domain/device.h"

#include <functional>
#include <optional>

namespace Lockstep::Lab {

class Rooms;
class Storage;

/// Remote users' device lists as this server believes them ("What a receiver does" in domain/PROTOCOL.md). The whole interface is
/// thread-safe: calls go to the state thread, fetches run on the tracker's own threads, one at a time for each user.
class Tracker
{
public:
    virtual ~Tracker() = default;

    /// The cached list if the user is tracked and not stale.
    virtual std::optional<DeviceList> fresh(const UserId &user) = 0;
    /// Fetches the list from the user's server now (coalesced with a fetch under way) and waits at most \a timeoutMs. Marks the user stale
    /// first.
    virtual Result<DeviceList> resync(const UserId &user, int timeoutMs) = 0;
    /// A local user joined a room with this user: track. Left the last one: forget.
    virtual void startTracking(const UserId &user) = 0;
    virtual void stopTracking(const UserId &user) = 0;
};

} // namespace Lockstep::Lab
