// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

/// A local user's list as the homeserver tells it to others: the sender's view of what another server keeps a copy of.
namespace Lockstep::Inspection {

/// The newest change of one device, as the homeserver numbered it for itself. The update that another server gets has a number of its
/// own, which is never lower. A change of a cross-signing key has the key's public part for a device.
struct OwnChange
{
    DeviceId deviceId = {};
    qint64 streamId = 0;
    qint64 at = 0; ///< ms since the epoch, 0 where the homeserver does not keep it (any more)
    /// Whether it was given to the queues of all servers that share a room with the user; nothing where the homeserver does not keep it:
    /// it forgets after a month, and a user without rooms is told to nobody.
    std::optional<bool> isQueued = {};

    friend bool operator==(const OwnChange &, const OwnChange &) = default;
};

/// An update that one server has not confirmed yet.
struct WaitingChange
{
    DeviceId deviceId = {}; ///< as OwnChange::deviceId; empty where it may not be read
    qint64 streamId = 0; ///< of the update
    qint64 queued = 0; ///< ms since the epoch

    friend bool operator==(const WaitingChange &, const WaitingChange &) = default;
};

/// A transaction that was sent, as the homeserver's log tells.
struct SentTransaction
{
    qint64 at = 0; ///< when it was answered; ms since the epoch
    QString txnId = {};
    qint64 status = 0; ///< of HTTP

    friend bool operator==(const SentTransaction &, const SentTransaction &) = default;
};

/// What one server was told of the user.
struct ToldServer
{
    ServerName destination = {};
    qint64 updates = 0; ///< that wait
    bool updatesAtLeast = false;
    QList<WaitingChange> waiting = {}; ///< by stream_id; of many the first ones
    /// stream_id of the last update that the server confirmed by its 200. 0: the homeserver remembers none, because it never sent one, or
    /// has collapsed what waited for more than a day; what it sends next has no prev_id then.
    qint64 confirmed = 0;
    Waiting why = {}; ///< why updates wait; without a reason if none does
    std::optional<Destination> state = {}; ///< nothing: the homeserver keeps nothing against this server
    Availability transactionsAvailable = {};
    QList<SentTransaction> transactions = {}; ///< newest first, the last ones
};

/// What \c destinations names is no page of all there are if one was asked for.
struct OwnUser
{
    UserId userId = {};
    qint64 at = 0; ///< when this was read, ms since the epoch
    Availability listAvailable = {};
    /// The list as GET /_matrix/federation/v1/user/devices answers it, and beside it the devices without keys: those are told by updates,
    /// and left out of that answer. Names stand here whether or not the homeserver tells them to others.
    QList<Device> devices = {};
    bool isPartial = false; ///< there are more devices than are read
    CrossSigning crossSigning = {};
    /// What that answer says: the newest number that the homeserver has given to anybody's change, so that it may be above the user's.
    StreamId streamId = {};
    Availability changesAvailable = {};
    QList<OwnChange> changes = {}; ///< newest first; deleted devices are among them
    bool changesPartial = false;
    Availability destinationsAvailable = {};
    QList<ToldServer> destinations = {};
    QString next = {}; ///< where the next page of destinations begins, empty on the last
};

struct OwnUserQuery : PageQuery
{
    std::optional<ServerName> destination; ///< this one; otherwise a page of those that were told something
};

} // namespace Lockstep::Inspection
