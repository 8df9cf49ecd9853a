// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/fetchtrouble.h"

#include <QString>

#include <optional>

namespace Lockstep::Inspection {

/// Why what is in a queue has not left it.
enum class WaitReason : quint8 {
    Unknown, ///< another program's newer word, or one that gives no reasons
    // for a device of this homeserver
    NeverSynced, ///< the homeserver has never noted a request of this device
    NotSeenLately, ///< and none for a month
    DeviceDeleted, ///< there is no such device (any more): nobody will fetch it
    BeingDeleted, ///< the same, and the homeserver has a task that takes the messages away
    Hidden, ///< not a device: a cross-signing key, which has a row among the devices
    Dehydrated, ///< meant to wait, for the user's next device: who deletes it loses keys
    DoesNotFetch, ///< the device was seen lately, and yet its oldest message stands still
    Lags, ///< the device was seen lately: it takes messages, or has not asked for these yet
    // for another server
    Backoff, ///< the homeserver waits before it tries again
    Unreachable, ///< not in backoff yet, but the homeserver's log tells that tries fail
    NotWoken, ///< not in backoff, and for more than a minute: until something else goes to that server
    BeingSent,
    CannotTell, ///< what tells it may not be read
};

/// Whether the homeserver will bring it there by itself, some time.
struct Waiting
{
    WaitReason reason = WaitReason::Unknown;
    /// When that began, as far as it can be told: the beginning of the backoff, the device's last request, the first try that failed, the
    /// oldest entry. ms since the epoch, 0 if not known.
    qint64 since = 0;
    qint64 nextTry = 0; ///< for Backoff
    std::optional<FetchCause> cause = {}; ///< why the server is not reached, if the homeserver's log tells
    QString error = {}; ///< in its words; text of a remote server
    QString evidence = {}; ///< what it rests on: rows, columns, lines of a log; one line, in English

    friend bool operator==(const Waiting &, const Waiting &) = default;
};

/// How much a queue has grown, negative if it shrank.
struct Growth
{
    qint64 messages = 0;
    qint64 since = 0; ///< ms since the epoch

    friend bool operator==(const Growth &, const Growth &) = default;
};

/// A device that was not seen for so long has probably gone for good.
constexpr qint64 idleDeviceAfterMs = 30LL * 24 * 3600 * 1000;
/// A server that is up gets what is queued for it within seconds; what is older waits for something.
constexpr qint64 sendingWithinMs = 60'000;

} // namespace Lockstep::Inspection
