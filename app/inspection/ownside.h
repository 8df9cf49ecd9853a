// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

/// How the homeserver itself does what others wait for.
namespace Lockstep::Inspection {

/// Updates of one local user's list that one destination has not confirmed yet.
struct WaitingUpdates
{
    UserId userId = {};
    qint64 updates = -1;
    bool updatesAtLeast = false;
    qint64 oldest = 0; ///< ms since the epoch
    qint64 streamId = 0; ///< of the one that will be sent first, as it stands now: later ones of the same device take its place
    /// What that one will name in its prev_id: the last update that the destination confirmed. 0: none, so that the destination has to
    /// fetch the whole list; so it will be, too, if the process that sends was started anew after it.
    qint64 prevId = 0;
};

/// Changes of local users' devices that are not yet on their way to anybody: rows above the position up to which the homeserver has given
/// them to its queues.
struct ConversionLag
{
    Availability available = {};
    qint64 changes = -1; ///< a change in three rooms is three
    bool changesAtLeast = false;
    qint64 since = 0; ///< the oldest one's time; where the homeserver keeps none, when it was first seen here; 0 if nothing waits
    qint64 position = 0;
    qint64 newest = 0; ///< stream_id of the newest change that is not marked as converted, 0 if there is none
    /// The position is above what the stream gives out: changes that come get a lower number, and are never looked at. Then \c changes
    /// are those that came since that was seen.
    bool isAhead = false;
    QList<UserId> users = {}; ///< the first ones whose changes wait
};

/// One writer's position in a stream, where it is behind the newest row that this writer has written: others do not see what is between.
struct StreamStandstill
{
    QString stream = {}; ///< as the homeserver names it: to_device, device_lists_stream
    QString writer = {}; ///< name of the process
    qint64 position = 0;
    qint64 newest = 0;
    QString table = {}; ///< where the newest row is
    qint64 since = 0; ///< since when the position has not moved, as far as it was watched; ms since the epoch
};

/// A destination that has something to get, is not in backoff, and that nothing wakes.
struct UnwokenDestination
{
    ServerName destination = {};
    qint64 messages = 0; ///< to-device messages, counted up to a limit
    qint64 updates = 0; ///< of device lists
    qint64 oldest = 0; ///< ms since the epoch
};

/// A fault of the homeserver's version, publicly known, that touches device lists or to-device messages.
struct KnownFault
{
    QString id = {}; ///< stable
    QString since = {}; ///< the first version that has it; empty if it always had
    QString fixedIn = {}; ///< the first one that has it no more; empty if none has
    QString symptom = {}; ///< what an operator sees, one sentence
    QString source = {}; ///< of the public report: "element-hq/synapse#19800"
    QString url = {}; ///< of the same
    bool isAboutLists = false; ///< device lists
    bool isAboutMessages = false; ///< to-device messages

    friend bool operator==(const KnownFault &, const KnownFault &) = default;
};

struct OwnSide
{
    QString version = {}; ///< the homeserver's, empty if it does not say
    ConversionLag conversion;
    Availability streamsAvailable = {};
    QList<StreamStandstill> streams = {}; ///< those that stand still
    qint64 streamsWatched = 0; ///< writers' positions that were compared
    Availability unwokenAvailable = {};
    QList<UnwokenDestination> unwoken = {}; ///< oldest first; the first ones
    qint64 destinationsLooked = 0; ///< destinations with something to get that were looked at
    bool isPartial = false; ///< there are more destinations than were looked at
    Availability faultsAvailable = {};
    QList<KnownFault> faults = {}; ///< of this version
};

} // namespace Lockstep::Inspection
