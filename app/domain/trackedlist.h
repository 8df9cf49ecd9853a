// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QList>

#include <optional>

namespace Lockstep {

/// How the detail of an update begins that another server sent than the user's; ": " and the sender's name follow where it is known.
inline const QString wrongOriginDetail = QStringLiteral("sent by another server than the user's");

/// What a receiver looks at in an m.device_list_update.
struct ListUpdate
{
    StreamId streamId;
    QList<StreamId> prevIds;
    /// The caller's, to find the content again when a queued update gets its turn.
    qint64 tag = 0;
};

/// Whether a receiver looks at an update at all ("What a receiver does" in PROTOCOL.md, step 1).
enum class Admission {
    Accepted,
    WrongOrigin, ///< the user is not of the server that sent it
    NotCompliant, ///< a user ID that receivers drop
    NoSharedRoom, ///< the caller forgets the list: later updates will not come
};
Admission admission(const UserId &user, const ServerName &authenticatedOrigin, bool sharesRoom);

/// How a receiver follows one remote user's device list: "What a receiver does" in PROTOCOL.md, in the strict reading (one prev_id that is
/// not recognised is enough for a resync), without I/O. The caller keeps the devices, fetches, and saves the state.
class TrackedList
{
public:
    /// Older ids are forgotten; naming one costs a resync and nothing else.
    static constexpr int maxKnown = 1000;
    /// With more waiting, the oldest are dropped and another resync follows.
    static constexpr int maxQueued = 1000;

    enum class Decision {
        Apply, ///< to the one device, now
        Resync, ///< do not apply; fetch the whole list
        Ignore, ///< a retransmission, or part of the list already
        Queue, ///< a resync is due or under way: wait for its end
    };
    struct Decided
    {
        ListUpdate update;
        Decision decision = Decision::Ignore;
    };

    /// What outlives a restart.
    struct State
    {
        bool hasList = false;
        bool stale = false;
        QList<StreamId> known; ///< oldest first
    };

    TrackedList() = default;
    explicit TrackedList(State state);
    const State &state() const { return m_state; }

    bool isStale() const { return m_state.stale; }
    bool isResyncing() const { return m_resyncing; }
    /// A resync is wanted and none is under way.
    bool isResyncDue() const { return m_due; }
    bool knows(const StreamId &id) const { return m_state.known.contains(id); }

    /// Decides on one update and remembers the outcome. Resync is said once; until that resync has ended, all else waits.
    /// An update without prev_id is never a retransmission: some senders repeat one id for ever and mean it.
    Decision decide(const ListUpdate &update);
    /// The updates of one transaction, in their order.
    QList<Decided> decide(const QList<ListUpdate> &updates);

    /// Something else than an update makes the list doubtful (an operator's refresh, an unknown device's message). Returns
    /// whether a resync has to be started now; false if one is due or under way already.
    bool requestResync();
    /// The fetch begins. What was queued before is part of what it will bring.
    void resyncStarted();
    /// The fetched list replaces the old one. Returns what becomes of the updates that came meanwhile, in order.
    QList<Decided> resyncSucceeded(const StreamId &streamId);
    /// The old list stays, stale; a retry is due.
    void resyncFailed();

private:
    void learn(const StreamId &id);
    void dropIncluded(const StreamId &snapshot, QList<Decided> &outcome);

    State m_state;
    bool m_due = false;
    bool m_resyncing = false;
    bool m_lostQueued = false;
    QList<ListUpdate> m_queue;
};

} // namespace Lockstep
