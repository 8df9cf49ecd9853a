// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"

#include <QJsonObject>

#include <functional>
#include <optional>
#include <variant>

namespace Lockstep::History {

/// What sources observe. Times are ms since the epoch by the homeserver's clock.

/// The homeserver began to work on an update; the log gives only its ids.
struct HandledUpdate
{
    UserId user;
    DeviceId device;
    StreamId streamId;
    QList<StreamId> prevIds;
    qint64 at = 0;
};

/// A whole m.device_list_update as it arrived.
struct UpdateContent
{
    UserId user;
    QJsonObject content; ///< the EDU's content: user_id, device_id, stream_id, prev_id, deleted, device_display_name, keys
    qint64 at = 0;
    ServerName origin; ///< who sent it; empty if the source does not tell
    QString transaction; ///< its txnId, empty if not known
    int index = 0; ///< position among the m.device_list_update and m.signing_key_update EDUs of the transaction, from 0
    std::optional<bool> verified; ///< false: the sender's signature is wrong; nothing: it could not be checked
    QString signingKey = {}; ///< ID of the key that verified it; empty if the source does not tell
    QStringList otherKeys = {}; ///< IDs of the other keys that its server publishes, in use or retired: a change of keys, and no new server
};

/// A whole m.signing_key_update as it arrived; its older name org.matrix.signing_key_update is another copy of the same.
struct SigningKeys
{
    UserId user;
    QJsonObject masterKey;
    QJsonObject selfSigningKey;
    qint64 at = 0;
    ServerName origin;
    QString transaction;
    int index = 0;
    std::optional<bool> verified;
    Verdict verdict = Verdict::Unknown; ///< what the homeserver made of it, if the source tells
};

/// What the homeserver decided for the updates of a user that it began to work on just before, in the same stream.
struct BatchVerdict
{
    UserId user;
    bool requiringResync = false;
    QString devices; ///< device IDs, joined with ", "
    qint64 at = 0;
};

/// What was decided for one update, as a source tells that can name it: ids, transaction and index are those of its UpdateContent.
struct UpdateDecision
{
    UserId user;
    DeviceId device;
    StreamId streamId;
    QList<StreamId> prevIds;
    QString transaction;
    int index = 0;
    Verdict verdict = Verdict::Unknown;
    QString why = {}; ///< for Ignored: one line; empty if there is nothing to say
    qint64 at = 0;
};

/// A step of a resync.
struct ResyncOutcome
{
    enum Step {
        Started,
        Device, ///< one device of the fetched list is stored; streamId is the list's
        Skipped, ///< the fetched list equals what was stored
        Succeeded, ///< told by the homeserver's periodic retry, or with streamId and devices by a source that lists no devices
        Failed,
        TooMany, ///< the fetched list was too long and was ignored
    };
    UserId user;
    Step step = Started;
    StreamId streamId = {}; ///< of the fetched list, empty if not told
    qint64 devices = -1; ///< number of devices; -1 if not told; for Device: not used
    QString error = {}; ///< for Failed: one line
    qint64 at = 0;
};

/// The homeserver dropped an update unread.
struct IgnoredUpdate
{
    enum Reason {
        NoSharedRoom,
        WrongOrigin,
    };
    UserId user;
    DeviceId device;
    Reason reason = NoSharedRoom;
    qint64 at = 0;
    ServerName origin = {}; ///< for WrongOrigin: who sent it, as the source tells; empty if it does not
};

/// The homeserver's database shows this stream_id for the user. Report every poll's changes, or every value: what was seen before is cheap.
struct HeadSeen
{
    UserId user;
    StreamId streamId;
    qint64 at = 0;
};

/// The homeserver's database marks the user's list as out of date, or does so no more. Report changes, and once what there is.
struct MarkerSeen
{
    UserId user;
    bool isMarked = false;
    qint64 at = 0; ///< ms since the epoch
};

/// What the homeserver's log says without naming a user. It makes no row of a history; who explains failures wants it.
struct ServerTrouble
{
    enum Kind {
        FederationDenied, ///< the homeserver's own whitelist leaves the server out
        AddressBlocked, ///< the homeserver's own list of forbidden addresses holds the server's
        UpdateFailed, ///< the homeserver could not work on an m.device_list_update and answered 500; whose is not told
        SendFailed, ///< a transaction did not get through to the server; it is tried again
    };
    UserId user; ///< always empty
    Kind kind = FederationDenied;
    ServerName server; ///< empty for UpdateFailed
    QString detail; ///< for AddressBlocked: the address; for SendFailed: the homeserver's error, one line
    qint64 at = 0;
};

using Observation = std::variant<HandledUpdate, UpdateContent, SigningKeys, BatchVerdict, UpdateDecision, ResyncOutcome, IgnoredUpdate,
    HeadSeen, MarkerSeen, ServerTrouble>;

/// Where observations come from. Within one stream they are reported in the order in which they happened.
struct Feed
{
    UpdateSource source = UpdateSource::Log;
    QString stream; ///< for logs: the log of one process, the same before and after it is rotated
    /// Updates that only this feed tells are shown, and nothing is made of them; verdicts and resyncs are not taken from it. Contents
    /// of a tap that are not verified are treated so, too.
    bool isUnproven = false;
    /// Somebody else could have written it: lines of text in a log. It is believed, but makes and mends nothing alone:
    /// - a gap that only it tells of counts for no UserHistory::openGap until another source tells the same update, the database's head
    ///   names it or one that follows it, or the database marks the list;
    /// - a resync heals no gap that counts, and explains no prev_id of an update that another source told, until the database's head is the
    ///   resync's stream_id, or a later one that builds on it, and not older than the gap; or until the mark is gone that the database had
    ///   for the gap. That an update was applied does so until the head is that update or a later one.
    bool isForgeable = false;
};

/// Who looks at what sources observe.
using Witness = std::function<void(const Observation &what, const Feed &feed)>;

} // namespace Lockstep::History
