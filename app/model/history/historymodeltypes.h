// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "domain/devicelistupdate.h"

#include <QMetaType>

namespace Lockstep {

/// What an update changed, by comparison with the content of that device that was known before it.
enum class HistoryChange : quint16 {
    FirstSeen = 1 << 0, ///< nothing was recorded of this device before
    Renamed = 1 << 1,
    KeysChanged = 1 << 2,
    Signed = 1 << 3, ///< has more signatures than before
    SignaturesChanged = 1 << 4,
    Removed = 1 << 5,
    Returned = 1 << 6, ///< it had been removed
    Same = 1 << 7, ///< known, and nothing differs
    ContentUnknown = 1 << 8, ///< the source gave the ids alone
    NotYetKnown = 1 << 9, ///< the update to compare with has not been loaded
    Ed25519Changed = 1 << 10, ///< beside KeysChanged, which key
    Curve25519Changed = 1 << 11,
    KeysAdded = 1 << 13, ///< it had none before: how a device begins, and no reason for alarm
    KeysGone = 1 << 14, ///< it has none any more
    OthersChanged = 1 << 15, ///< members beside keys and signatures, as the algorithms
    SignatureRemoved = 1 << 12, ///< beside SignaturesChanged: there are fewer than before
};
Q_DECLARE_FLAGS(HistoryChanges, HistoryChange)
Q_DECLARE_OPERATORS_FOR_FLAGS(HistoryChanges)

/// What is known about an update that another one names and that is not in the history.
enum class GapState : quint8 {
    NeverReceived,
    ArrivedLater, ///< out of order: it came after the one that names it
    BeforeRecord, ///< recording began after it, as far as can be told
    NoLongerKept, ///< it may have been among the older ones that are no longer kept
};

/// One row of the history as it is shown, newest first.
struct HistoryItem
{
    enum Type : quint8 {
        Update, ///< an entry of the history, of any UpdateKind
        Gap, ///< the place of an update that another names and that was never received
        Fold, ///< several unremarkable updates and resyncs as one row; the members below are those of the newest
    };
    Type type = Update;
    int row = 0; ///< in HistoryRows and Lanes
    int lastRow = 0; ///< of a fold: the oldest row in it; otherwise row
    int ghost = -1; ///< of a gap: which parent of the row
    qint64 n = 0;
    qint64 received = 0;
    UpdateKind kind = UpdateKind::Update;
    Verdict verdict = Verdict::Unknown;
    Breaks breaks;
    HistoryChanges changes;
    GapState gap = GapState::NeverReceived;
    StreamId streamId; ///< of a gap: the one that is missing
    DeviceId deviceId;
    QString displayName;
    std::optional<QString> nameBefore; ///< if the update renamed the device; null if it had no name
    QString detail;
    bool deleted = false;
    /// FirstSeen means new: the whole history is known and no resync can have brought the device before.
    bool newDevice = false;
    bool head = false; ///< the sender's next update should name it
    int resyncs = 0; ///< of a fold: how many of its rows are resyncs
    std::optional<bool> verified;

    /// Of a fold: how many rows it stands for.
    int count() const { return lastRow - row + 1; }
};

/// What the list, as the homeserver holds it now, rests on.
struct HistoryGround
{
    std::optional<int> list; ///< row of the newest resync that got the whole list
    qint64 listReceived = 0;
    StreamId listStream;
    qint64 applied = 0; ///< updates that were applied after it
    qint64 missing = 0; ///< updates after it that name what was never received
    qint64 failed = 0; ///< attempts after it to get the list
    qint64 ignored = 0; ///< updates after it that the homeserver left out
    qint64 unknown = 0; ///< updates of which nobody told what became of them
    qint64 since = 0; ///< when the oldest of all these rows was received, ms
};

} // namespace Lockstep

Q_DECLARE_METATYPE(Lockstep::HistoryItem)
