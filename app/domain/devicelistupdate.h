// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QFlags>
#include <QJsonObject>
#include <QList>

namespace Lockstep {

/// What a recorded entry of a user's history is.
enum class UpdateKind : quint8 {
    Update, ///< m.device_list_update
    SigningKeys, ///< m.signing_key_update: outside the graph, has no stream_id
    Resync, ///< the homeserver fetched the whole list; from here on its stream_id is what is known
    Head, ///< the stored stream_id was seen to change, by polling: something happened that no other source told
};

/// What the homeserver did with it. For kind Resync it says how that went: Applied: it succeeded, and \c streamId is what
/// is known from here on (empty: it succeeded, but no source told the id); Unknown: still under way; Ignored: it failed, and
/// \c detail says why. (Resync with a stream_id is read as Applied there.)
enum class Verdict : quint8 {
    Unknown,
    Applied,
    Resync, ///< it asked for a resync instead
    Duplicate,
    Ignored, ///< dropped: no shared room, wrong origin; such an update stays outside the graph
};

/// The breaks of the update graph, see "The breaks" in PROTOCOL.md. A flag each, because an update can be several of them.
enum class Break : quint16 {
    First = 1 << 0, ///< no prev_id, and no update of the user came before
    Gap = 1 << 1, ///< names a prev_id that was never received: an EDU was lost
    Pruned = 1 << 2, ///< no prev_id after an outage of more than a day: the sender collapsed its queue; by design
    Placeholder = 1 << 3, ///< a sender that always says the same stream_id and no prev_id; by design
    Fork = 1 << 4, ///< another update names the same prev_id
    Merge = 1 << 5, ///< names several prev_ids
    OutOfOrder = 1 << 6, ///< names a prev_id that arrived later
    Duplicate = 1 << 7, ///< the same content again
    NeedlessResync = 1 << 8, ///< the homeserver resynced although every prev_id was known
    Restarted = 1 << 9, ///< no prev_id without an outage: the first update since the sender was restarted; by design
    Rewound = 1 << 10, ///< no prev_id, and an id not above the last one: the sender was restored from a backup
    Rebuilt = 1 << 11, ///< no prev_id, and the sender signs with a new key: it was set up anew
};
Q_DECLARE_FLAGS(Breaks, Break)
Q_DECLARE_OPERATORS_FOR_FLAGS(Breaks)

/// Who told of an update. A history keeps these numbers.
enum class UpdateSource : quint8 {
    Log = 1 << 0,
    Tap = 1 << 1, ///< a mirror of federation traffic
    Database = 1 << 2,
    File = 1 << 3,
    Lab = 1 << 4, ///< the lab's own homeserver
    Unknown = 1 << 7, ///< another program's newer word; never stored
};
Q_DECLARE_FLAGS(UpdateSources, UpdateSource)
Q_DECLARE_OPERATORS_FOR_FLAGS(UpdateSources)

/// One recorded entry of a user's history. Identified by \c n, its arrival: a stream_id may come again.
struct DeviceListUpdate
{
    /// Position in this user's history, from 1, in order of arrival. 0: not recorded yet.
    qint64 n = 0;
    /// When the homeserver received it, ms since the epoch.
    qint64 received = 0;
    UpdateKind kind = UpdateKind::Update;
    StreamId streamId;
    QList<StreamId> prevIds;
    DeviceId deviceId;
    /// Null if the update has none.
    QString displayName;
    bool deleted = false;
    /// Whether the content (name, deleted, keys) is known: a log line may give only the ids.
    bool contentKnown = false;
    /// For Update: the EDU's \c keys (DeviceKeys). For SigningKeys: {master_key, self_signing_key}.
    QJsonObject keys;
    Verdict verdict = Verdict::Unknown;
    Breaks breaks;
    UpdateSources sources;
    /// Whether the sender's signature was checked; nothing if the source cannot tell. What only an unverified copy of a request
    /// says is shown and does nothing else: it has no breaks, see History::Recorder.
    std::optional<bool> verified;
    /// For Resync: number of devices, or the error in one line. Otherwise empty.
    QString detail;

    friend bool operator==(const DeviceListUpdate &, const DeviceListUpdate &) = default;
};

/// Whether it is a resync that brought a list; see Verdict.
bool isSucceededResync(const DeviceListUpdate &update);

} // namespace Lockstep

Q_DECLARE_METATYPE(Lockstep::DeviceListUpdate)
