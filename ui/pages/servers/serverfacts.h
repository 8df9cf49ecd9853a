// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/destinationdetails.h"
#include "inspection/incidents.h"
#include "inspection/ownside.h"

#include <QMap>
#include <QObject>
#include <QTimer>

namespace Lockstep {

class Session;

/// What the page on a server shows, read from the gateway: for the server that is looked at, and again when events tell that it changed.
class ServerFacts : public QObject
{
    Q_OBJECT
public:
    explicit ServerFacts(Session *session, QObject *parent = nullptr);

    /// Another server, or none: what was known of the last one goes. Reads at once.
    void show(const ServerName &server);
    const ServerName &server() const { return m_server; }
    /// Reads again soon; users' states less often, because they cost the gateway a search.
    void refreshSoon();
    void refreshNow();
    /// Whether \a event may change what is shown.
    bool concerns(const Inspection::Event &event) const;
    bool isSettled() const;
    /// Nobody looks: nothing is read until somebody does.
    void setWatched(bool watched);

    /// An answer, or why there is none; nothing while it is under way for the first time.
    template <typename T>
    using Told = std::optional<Result<T>>;
    struct UserCount
    {
        qint64 users = 0;
        bool atLeast = false;
    };

    Told<Inspection::DestinationDetails> details;
    Told<Inspection::Page<Inspection::Incident>> open;
    Told<Inspection::Page<Inspection::Incident>> ended; ///< newest first, the first ones
    Told<Inspection::Page<Inspection::WaitingUpdates>> waiting;
    QMap<Inspection::UserState, UserCount> counts; ///< of the states that were read so far
    QList<Inspection::UserSummary> users; ///< the first ones, worst first
    std::optional<Error> usersError;
    bool areUsersRead = false;

    static constexpr int namedUsers = 10;

Q_SIGNALS:
    void changed();

private:
    void read();
    void readUsers();
    void readNextState();
    void takeUsers(const Inspection::Page<Inspection::UserSummary> &page);
    void finishUsers();
    template <typename T>
    auto into(Told<T> &place)
    {
        return [this, &place](const Result<T> &result) {
            place = result;
            changedSoon();
        };
    }
    void changedSoon();

    Session *m_session;
    ServerName m_server;
    bool m_isWatched = false;
    bool m_isDirty = false;
    QTimer m_soon;
    QTimer m_change;
    QTimer m_usersPause;
    bool m_areUsersDirty = false;
    Http::CallHandle m_detailsCall, m_openCall, m_endedCall, m_waitingCall, m_usersCall;
    QList<Inspection::UserState> m_statesLeft;
    QMap<Inspection::UserState, UserCount> m_newCounts;
    QList<Inspection::UserSummary> m_newUsers;
};

} // namespace Lockstep
