// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/updategraph.h"
#include "history/observed.h"

#include <QJsonObject>

#include <functional>
#include <memory>

namespace Lockstep::History {

/// Turns observations of several sources into one history without doubles, and decides what each update broke.
///
/// - One EDU is one row. Its arrival (content), the start of its handling and its copy by a tap are merged by user, device, stream_id and
///   prev_ids, one to one and first in first out: senders that repeat one stream_id for ever are neither lost nor doubled.
///   A transaction that is sent again (same txnId) adds nothing.
/// - A verdict belongs to the last updates of its user in the same stream whose device IDs it lists. Earlier ones, left over
///   from before a restart of the homeserver, stay without verdict. A verdict that belongs to none (a log at its default level) makes
///   rows without ids, one for each device, which have no breaks.
/// - A decision (UpdateDecision) belongs to the update that has its ids and came in its transaction.
/// - A head (HeadSeen) becomes a row only if within a grace time no other source told of its stream_id. If a source tells later
///   what happened before that head (a log that catches up), the head's row becomes the first of these and the head waits once more:
///   nothing is shown twice, and the order stays that of arrival.
///   The first head seen of a user without history is only remembered: nothing was seen to change yet.
/// - A resync that fails again with the same error adds no row.
/// - Updates whose sender's signature is wrong are recorded, at most some hundred an hour, with verdict Ignored. Copies of requests that
///   no signature proves, and what a feed says that is marked as unproven, are recorded too. Both are shown and do nothing: they have no
///   breaks, heal nothing, and count in no figure of UserHistory but \c updates. Once a believed source tells the same, the row is its.
/// - What could have been written by somebody else (Feed::isForgeable) is believed, but its gaps stay closed until it is confirmed. Nor does it
///   stand in for what an update names that another source tells of, as long as the homeserver is not seen to have received it.
/// - m.signing_key_update under its older name is the same change: one row.
/// - A resync ends when its outcome is told: rows recorded by then came before its end.
/// - What no honest server sends is cut: ids to 1024 characters, prev_ids to 256, content above 64 KiB is left out.
///
/// Everything that it remembers is in the store's rows, so a kill at any time loses nothing: the source goes on from the recorded position.
/// Thread-safe; calls are serialised and do their work, one store transaction each, on the calling thread; but see recordBehind().
class Recorder
{
public:
    struct Options
    {
        qint64 headGraceMs = 10'000;
        /// Rows of users kept in memory, about 700 bytes each; those of the newest batch's users are kept beyond it, and those of users of
        /// the last minute up to three times as many. 0: none.
        qsizetype cachedRows = 100'000;
        int unverifiedPerHour = 300;
        /// Length of an outage, after which senders collapse what they could not deliver; see UpdateGraph.
        qint64 outageMs = UpdateGraph::outage;
        /// Present time, ms since the epoch; for tests.
        std::function<qint64()> clock = {};
    };

    /// \a store outlives the recorder.
    explicit Recorder(Store *store);
    Recorder(Store *store, Options options);
    ~Recorder();

    /// Called after a write with each row that is new or changed, on the thread that recorded it. Set it before the first record().
    void setPublisher(std::function<void(const UserId &user, qint64 n)> publisher);

    /// Shown all observations before they are recorded, on the thread that records them; what a failed write shows comes again. Set it
    /// before the first record().
    void setWitness(Witness witness);

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

    /// The same, but does not wait for the store: it writes one batch while the next one is made, for who reads a backlog. An error may be
    /// that of an earlier call, whose observations and all that came after them are not recorded then. Not for HeadSeen and MarkerSeen.
    Result<void> recordBehind(
        const QList<Item> &items, const QList<LogPosition> &positions = {}, const QStringList &forgottenPositions = {});
    /// What can be told only once (it comes without a position, and not from the homeserver's database) is given to \a spool, which keeps
    /// it and comes back with it by recordSpooled(). Set it before the first record().
    void setSpool(std::function<Result<void>(const QList<Item> &items)> spool);
    Result<void> recordSpooled(const QList<Item> &items, const QList<LogPosition> &positions);

    /// Waits until what recordBehind() was given is stored, and tells whether that failed.
    Result<void> flush();

    /// Records heads whose grace time is over. Every record() does it too; call it about once a second where nothing else arrives.
    Result<void> tick();

    /// See Store::seePositions().
    Result<void> seePositions(const QStringList &fileIds);

    const Store *store() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
