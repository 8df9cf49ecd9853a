// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"

#include <QJsonObject>

#include <functional>
#include <memory>
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
    QString context; ///< the log's name of the request, may be another request's (updates are handled in batches)
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
};

/// A whole m.signing_key_update as it arrived.
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
};

/// What the homeserver decided for the updates of a user that it began to work on just before, in the same stream.
struct BatchVerdict
{
    UserId user;
    bool requiringResync = false;
    QString devices; ///< device IDs, joined with ", "
    qint64 at = 0;
};

/// A step of a resync.
struct ResyncOutcome
{
    enum Step {
        Started,
        Device, ///< one device of the fetched list is stored; streamId is the list's
        Skipped, ///< the fetched list equals what was stored
        Succeeded, ///< told by the homeserver's periodic retry only
        Failed,
        TooMany, ///< the fetched list was too long and was ignored
    };
    UserId user;
    Step step = Started;
    StreamId streamId; ///< of the fetched list, empty if not told
    qint64 devices = -1; ///< number of devices; -1 if not told; for Device: not used
    QString error; ///< for Failed: one line
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
};

/// The homeserver's database shows this stream_id for the user. Report every poll's changes, or every value: what was seen before is cheap.
struct HeadSeen
{
    UserId user;
    StreamId streamId;
    qint64 at = 0;
};

using Observation = std::variant<HandledUpdate, UpdateContent, SigningKeys, BatchVerdict, ResyncOutcome, IgnoredUpdate, HeadSeen>;

/// Where observations come from. Within one stream they are reported in the order in which they happened.
struct Feed
{
    QString source; ///< "log", "tap", "database", "file", "lab"
    QString stream; ///< for logs: the log of one process, the same before and after it is rotated
};

/// Turns observations of several sources into one history without doubles, and decides what each update broke.
///
/// - One EDU is one row. Its arrival (content), the start of its handling and its copy by a tap are merged by user, device, stream_id and
///   prev_ids, one to one and first in first out: senders that repeat one stream_id for ever are neither lost nor doubled.
///   A transaction that is sent again (same txnId) adds nothing.
/// - A verdict belongs to the last updates of its user in the same stream whose device IDs it lists. Earlier ones, left over
///   from before a restart of the homeserver, stay without verdict.
/// - A head (HeadSeen) becomes a row only if within a grace time no other source told of its stream_id. If a source tells later
///   what happened before that head (a log that catches up), the head's row becomes the first of these and the head waits once more:
///   nothing is shown twice, and the order stays that of arrival.
///   The first head seen of a user without history is only remembered: nothing was seen to change yet.
/// - A resync that fails again with the same error adds no row.
/// - Updates whose sender's signature is wrong are recorded, at most some hundred an hour, with verdict Ignored.
/// - What no honest server sends is cut: ids to 1024 characters, prev_ids to 256, content above 256 KiB is left out.
///
/// Everything that it remembers is in the store's rows, so a kill at any time loses nothing: the source goes on from the recorded position.
/// Thread-safe; calls are serialised and do their work, one store transaction each, on the calling thread.
class Recorder
{
public:
    struct Options
    {
        qint64 headGraceMs = 10'000;
        /// Rows of users kept in memory, about 600 bytes each.
        qsizetype cachedRows = 100'000;
        int unverifiedPerHour = 300;
        /// Present time, ms since the epoch; for tests.
        std::function<qint64()> clock;
    };

    /// \a store outlives the recorder.
    explicit Recorder(Store *store);
    Recorder(Store *store, Options options);
    ~Recorder();

    /// Called after a write with each row that is new or changed, on the thread that recorded it. Set it before the first record().
    void setPublisher(std::function<void(const UserId &user, qint64 n)> publisher);

    /// Records observations and the positions they reach in one transaction. On an error nothing is recorded: report them again.
    Result<void> record(const Feed &feed, const QList<Observation> &observations, const QList<LogPosition> &positions = {},
        const QStringList &forgottenPositions = {});

    /// The same for observations of several streams, in order.
    struct Item
    {
        Feed feed;
        Observation what;
    };
    Result<void> record(const QList<Item> &items, const QList<LogPosition> &positions = {}, const QStringList &forgottenPositions = {});

    /// Records heads whose grace time is over. Every record() does it too; call it about once a second where nothing else arrives.
    Result<void> tick();

    const Store *store() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
