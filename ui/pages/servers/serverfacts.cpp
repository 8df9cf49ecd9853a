// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/serverfacts.h"

#include "inspection/client/client.h"
#include "session/session.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr int soonMs = 2'000;
constexpr int usersPauseMs = 10'000;
constexpr int shownEnded = 5;
constexpr int shownWaiting = 5;
/// Users of a state are counted up to this number.
constexpr int countedUsers = 200;
/// What needs attention, worst first.
const QList<UserState> askedStates{UserState::Stale, UserState::Gap, UserState::TooManyDevices, UserState::ResyncLoop,
    UserState::UnusableKeys, UserState::CrossSigningBroken};
} // namespace

ServerFacts::ServerFacts(Session *session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(soonMs);
    connect(&m_soon, &QTimer::timeout, this, &ServerFacts::read);
    // Several answers come at once.
    m_change.setSingleShot(true);
    m_change.setInterval(0);
    connect(&m_change, &QTimer::timeout, this, &ServerFacts::changed);
    m_usersPause.setSingleShot(true);
    m_usersPause.setInterval(usersPauseMs);
    connect(&m_usersPause, &QTimer::timeout, this, [this] {
        if (m_areUsersDirty && m_isWatched)
            readUsers();
    });
}

void ServerFacts::show(const ServerName &server)
{
    if (server == m_server)
        return;
    m_server = server;
    for (Http::CallHandle *call : {&m_detailsCall, &m_openCall, &m_endedCall, &m_waitingCall, &m_usersCall}) {
        call->cancel();
        *call = {};
    }
    details.reset();
    open.reset();
    ended.reset();
    waiting.reset();
    counts.clear();
    users.clear();
    usersError.reset();
    areUsersRead = false;
    m_statesLeft.clear();
    m_usersPause.stop();
    m_areUsersDirty = true;
    m_isDirty = true;
    if (m_isWatched)
        read();
    changedSoon();
}

void ServerFacts::setWatched(bool watched)
{
    m_isWatched = watched;
    if (watched && m_isDirty && !m_soon.isActive())
        read();
}

void ServerFacts::refreshSoon()
{
    m_isDirty = true;
    if (m_isWatched && !m_soon.isActive())
        m_soon.start();
}

void ServerFacts::refreshNow()
{
    m_isDirty = m_areUsersDirty = true;
    m_usersPause.stop();
    if (m_isWatched)
        read();
}

bool ServerFacts::concerns(const Event &event) const
{
    switch (event.type) {
    case EventType::Destination:
        return event.members.value("destination"_L1).toString() == m_server.toString();
    case EventType::User:
    case EventType::Update:
    case EventType::Refresh:
        return UserId(event.members.value("user_id"_L1).toString()).server() == m_server;
    case EventType::Queue:
    case EventType::Incident:
    case EventType::Gap:
        return true;
    default:
        return false;
    }
}

bool ServerFacts::isSettled() const
{
    const bool isRunning = m_detailsCall.isRunning() || m_openCall.isRunning() || m_endedCall.isRunning() || m_waitingCall.isRunning()
        || m_usersCall.isRunning() || m_change.isActive();
    return m_server.isEmpty() || !m_isWatched || !isRunning;
}

void ServerFacts::read()
{
    Client *client = m_session->client();
    m_soon.stop();
    if (m_server.isEmpty() || !client || !m_isWatched)
        return;
    // One after the other: a slow gateway is not asked the same twice at a time.
    if (m_detailsCall.isRunning() || m_openCall.isRunning() || m_endedCall.isRunning() || m_waitingCall.isRunning())
        return refreshSoon();
    m_isDirty = false;
    m_detailsCall = client->destination(m_server, this, into(details));
    if (m_session->info().incidents.available) {
        IncidentQuery query;
        query.subject = m_server.toString();
        query.state = IncidentState::Open;
        m_openCall = client->incidents(query, this, into(open));
        query.state = IncidentState::Ended;
        query.limit = shownEnded;
        m_endedCall = client->incidents(query, this, into(ended));
    }
    PageQuery first;
    first.limit = shownWaiting;
    m_waitingCall = client->waitingUpdates(m_server, first, this, into(waiting));
    if (m_usersPause.isActive())
        m_areUsersDirty = true;
    else
        readUsers();
}

void ServerFacts::readUsers()
{
    if (m_usersCall.isRunning())
        return;
    m_areUsersDirty = false;
    m_statesLeft = askedStates;
    m_newCounts.clear();
    m_newUsers.clear();
    readNextState();
}

void ServerFacts::readNextState()
{
    Client *client = m_session->client();
    if (!client)
        return;
    UserQuery query;
    query.server = m_server.toString();
    const bool isLast = m_statesLeft.isEmpty();
    if (!isLast)
        query.state = m_statesLeft.takeFirst();
    query.limit = isLast ? namedUsers : countedUsers;
    m_usersCall = client->users(query, this, [this, isLast, state = query.state](const Result<Page<UserSummary>> &page) {
        m_usersCall = {};
        if (!page) {
            usersError = page.error();
            m_statesLeft.clear();
            return finishUsers();
        }
        usersError.reset();
        takeUsers(*page);
        if (state)
            m_newCounts.insert(*state, {.users = page->items.size(), .atLeast = page->partial || !page->next.isEmpty()});
        if (isLast)
            finishUsers();
        else
            readNextState();
    });
}

/// Each once, in the order of what is worst.
void ServerFacts::takeUsers(const Page<UserSummary> &page)
{
    for (const UserSummary &user : page.items) {
        if (m_newUsers.size() >= namedUsers)
            return;
        if (std::none_of(m_newUsers.cbegin(), m_newUsers.cend(), [&](const UserSummary &known) { return known.userId == user.userId; }))
            m_newUsers.append(user);
    }
}

void ServerFacts::finishUsers()
{
    if (!usersError) {
        counts = m_newCounts;
        users = m_newUsers;
        areUsersRead = true;
    }
    m_usersPause.start();
    changedSoon();
}

void ServerFacts::changedSoon()
{
    if (!m_change.isActive())
        m_change.start();
}

} // namespace Lockstep
