// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"
#include "lab/client/syncfilter.h"
#include "lab/client/synctoken.h"

#include <QHash>
#include <QJsonArray>

#include <mutex>

namespace Lockstep::Lab {

class HomeserverState;
class RoomViews;

/// /sync, and /keys/changes, which tells a part of it. Thread-safe.
class ClientSync
{
public:
    /// Calls that wait hold a connection each, but no thread. With a share for them, one client's never take the server from the others.
    struct Share
    {
        int polls = 0; ///< of everybody
        int pollsOfUser = 0;
    };

    ClientSync(HomeserverState *state, RoomViews *views, Share share);
    QList<ClientRoute> routes();

private:
    Answer sync(ClientCall &call);
    Answer keyChanges(ClientCall &call);

    struct Lists
    {
        QJsonArray changed;
        QJsonArray left;
    };
    struct View
    {
        QJsonObject json;
        bool isEmpty = true; ///< nothing happened: worth waiting
        qint64 seen = 0; ///< how far the stream was looked at
    };
    View look(const Accounts::Caller &caller, const std::optional<SyncToken> &since, bool isFull, const SyncFilter &filter) const;
    /// The lists and memberships after \a since. State thread.
    Lists listChanges(const UserId &user, qint64 since) const;
    /// The filter that the call names: an ID, or a JSON object. Errors: BadInput.
    Result<SyncFilter> filterOf(const ClientCall &call) const;

    class Poll;
    bool beginPoll(const UserId &user);
    void endPoll(const UserId &user);

    HomeserverState *m_state;
    RoomViews *m_views;
    Share m_share;
    std::mutex m_mutex;
    QHash<UserId, int> m_polls;
    int m_allPolls = 0;
};

} // namespace Lockstep::Lab
