// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "synapse/lists/keycheck.h"
#include "synapse/lists/userstates.h"
#include "synapse/queues/destinations.h"

#include <QJsonArray>

namespace Lockstep::Synapse {

/// The homeserver's copies of remote users' device lists. Thread-safe. Every list is a keyset page along an index; what no index
/// answers (a part of a user ID, the users of one server, states that depend on several tables) is looked for in a
/// bounded stretch of an index, and the page says that it is partial.
class DeviceLists
{
public:
    /// \a ledger, \a keys and \a history may be null.
    struct Sources
    {
        const Destinations &destinations;
        const History::Store *history = nullptr;
        const FetchLedger *ledger = nullptr;
        KeyCheck *keys = nullptr;
    };
    DeviceLists(const Sql::Database &database, const Schema &schema, Sources sources, ServerName own);

    Result<Inspection::Page<Inspection::UserSummary>> users(const Inspection::UserQuery &query) const;
    /// By user ID, those after \a after; fewer than \a limit only at the end.
    Result<QList<UserId>> trackedUsers(const UserId &after, int limit) const;
    /// What can be searched for; who is not tracked is left out.
    Result<QList<Inspection::ListTexts>> listTexts(const QList<UserId> &users) const;
    /// In their order; who is not tracked is left out.
    Result<QList<Inspection::UserSummary>> summaries(const QList<UserId> &users) const;
    /// Errors: BadInput (malformed, local), NotFound.
    Result<Inspection::UserDetails> user(const UserId &user) const;

    /// The stored list with its signatures checked; of a list of more than \a mostDevices the first ones.
    Result<DeviceList> list(const UserId &user, int mostDevices) const;
    /// What the homeserver stored of it; empty if the user is not tracked.
    Result<StreamId> streamId(const UserId &user) const;
    Result<bool> isTracked(const UserId &user) const;
    /// Nothing if the database does not tell.
    Result<std::optional<bool>> sharesRoom(const UserId &user) const;
    /// Whether the user waits for a resync.
    Result<bool> isMarked(const UserId &user) const;
    /// BadInput for a malformed or local user.
    Result<void> checkRemote(const UserId &user) const;

    struct Candidate
    {
        UserId user;
        QJsonArray key; ///< where a page goes on after this one
    };
    /// Where the users of a page come from, in the order of one index.
    enum class Order {
        Tracked, ///< device_lists_remote_extremeties by user
        Marked, ///< device_lists_remote_resync by time
        Cached, ///< device_lists_remote_cache, each user once
        Gaps, ///< the history's open gaps by user
        UnusableKeys, ///< what the check of all keys found, by user
        CrossSigningBroken, ///< the same
        TooManyDevices, ///< from the log, by user
        ResyncLoop, ///< the same
    };
    /// What states and findings are made of, for at most a thousand users, in their order.
    Result<QList<UserFacts>> facts(const QList<UserId> &users) const;

private:
    QList<UserId> remembered(Order order, const UserId &after, int limit) const;
    Result<QList<Candidate>> candidates(Order order, const QJsonArray &after, const QString &from, int limit) const;
    Result<void> addTracking(QHash<UserId, UserFacts> &facts, const QVariantList &names) const;
    Result<void> addSigning(QHash<UserId, UserFacts> &facts, const QVariantList &names) const;
    Result<void> addMembership(QHash<UserId, UserFacts> &facts) const;
    Result<QList<Device>> devices(const UserId &user, int most) const;
    Error unknownUser(const UserId &user) const;
    Result<CrossSigning> crossSigning(const UserId &user) const;
    Result<QList<Finding>> findings(const UserFacts &facts, const DeviceList &list) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    const Destinations &m_destinations;
    const History::Store *m_history;
    const FetchLedger *m_ledger;
    KeyCheck *m_keys;
    ServerName m_own;
};

} // namespace Lockstep::Synapse
