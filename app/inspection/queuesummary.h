// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/stalemessages.h"
#include "inspection/types.h"

namespace Lockstep::Inspection {

/// Messages of one type, or of one sender.
struct QueueShare
{
    QString name = {}; ///< text of a sender
    qint64 messages = 0;
    qint64 bytes = 0;

    friend bool operator==(const QueueShare &, const QueueShare &) = default;
};

/// Messages that MSC3944 would let a homeserver drop.
struct StaleShare
{
    StaleKind kind = StaleKind::Unknown;
    qint64 messages = 0;
    qint64 bytes = 0;

    friend bool operator==(const StaleShare &, const StaleShare &) = default;
};

/// What one queue holds. It is made of the messages that were looked at: all, or as many of the oldest and of the newest.
struct QueueSummary
{
    static constexpr int mostShares = 20;

    Waiting waiting = {};
    std::optional<Growth> growth = {}; ///< of an inbox among the deepest
    qint64 messages = -1; ///< in the whole queue
    bool messagesAtLeast = false;
    qint64 looked = 0; ///< messages that were looked at
    qint64 lookedBytes = 0;
    bool isWhole = false; ///< these are all that there are
    QList<QueueShare> types = {}; ///< most messages first; of long lists the first ones
    QList<QueueShare> senders = {};
    qint64 otherTypes = 0; ///< messages of types that are not listed
    qint64 otherSenders = 0;
    qint64 lastHour = -1; ///< queued within the last hour; -1 where the homeserver keeps no time
    Availability stale = {}; ///< whether it can be told what MSC3944 would call droppable; an inbox only
    QList<StaleShare> droppable = {}; ///< most messages first
    /// A statement for the homeserver's own database that shows the droppable messages, and in a comment how they would go. Nobody runs
    /// it: it is there to be read. Empty if there are none.
    QString sql = {};
};

/// Makes a summary of messages that come one by one, in any order.
class QueueSummarizer
{
public:
    /// One of an inbox: \a content as far as it is known. \a queued: ms since the epoch, 0 if not known.
    void add(const QueuedMessage &message, qint64 bytes, qint64 queued);

    /// What was added, by type and sender. \a now: ms since the epoch.
    QueueSummary summary(qint64 now) const;
    /// Adds what is stale of an inbox, and its statement: a table of Synapse's if \a user is not empty. See staleMessages() for \a isGone.
    void addStale(QueueSummary &summary, qint64 now, const std::function<bool(const UserId &user, const DeviceId &device)> &isGone,
        const UserId &user, const DeviceId &device) const;

private:
    struct Entry
    {
        QueuedMessage message;
        qint64 bytes = 0;
        qint64 queued = 0;
    };
    QList<Entry> m_entries;
};

} // namespace Lockstep::Inspection
