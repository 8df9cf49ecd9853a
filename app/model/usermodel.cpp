// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/usermodel.h"

#include "inspection/apiwords.h"
#include "inspection/client/client.h"

#include <algorithm>

namespace Lockstep {

using namespace Inspection;

namespace {

QVariant stateNames(const QList<UserState> &states)
{
    return states.isEmpty() ? QVariant() : QVariant(toApiNames(states).join(u' '));
}

} // namespace

UserModel::UserModel(Client *client, QObject *parent)
    : KeysetModel(parent)
    , m_client(client)
{
    connect(&m_touchTimer, &QTimer::timeout, this, &UserModel::readTouched);
}

void UserModel::setQuery(const UserQuery &query)
{
    m_query = query;
    m_searched.reset();
    m_touched.clear();
    restart();
}

void UserModel::touch(const UserId &user)
{
    // A user who is not in the list may have come into it; where in the order, only the server knows.
    if (rowOf(user) < 0 && !isComplete())
        return;
    m_touched.insert(user);
    m_touchTimer.ask();
}

void UserModel::readTouched()
{
    const QSet<UserId> touched = std::exchange(m_touched, {});
    const bool anyNew = std::ranges::any_of(touched, [this](const UserId &user) { return rowOf(user) < 0; });
    if (anyNew || touched.size() > maxSingleReads) {
        if (rowCount() <= maxRefreshRows)
            refresh();
        else
            setOutdated();
        return;
    }
    for (const UserId &user : touched)
        readOne(user);
}

void UserModel::readOne(const UserId &user)
{
    // A user ID is a prefix that only this user, and those it is a prefix of, have; the first in the order is this one.
    UserQuery query;
    query.search = user.toString();
    query.limit = 1;
    m_client->users(query, this, [this, user](const Result<Page<UserSummary>> &result) {
        const int row = rowOf(user);
        if (!result || row < 0)
            return; // the next event or reload tries again; a failing connection shows itself elsewhere
        const auto found = std::ranges::find(result->items, user, &UserSummary::userId);
        if (found == result->items.end())
            return;
        // What this question found is another one's answer.
        UserSummary fresh = *found;
        fresh.matched = at(row).matched;
        replace(row, fresh);
    });
}

QVariant UserModel::data(const QModelIndex &index, int role) const
{
    if (index.isValid() && index.row() < rowCount()) {
        if (role == StatesRole)
            return QVariant::fromValue(at(index.row()).states);
        if (role == StaleSinceRole)
            return rawTime(at(index.row()).staleSince);
        if (role == MatchedRole)
            return QVariant::fromValue(at(index.row()).matched);
    }
    return KeysetModel::data(index, role);
}

UserId UserModel::userAt(int row) const
{
    return row >= 0 && row < rowCount() ? at(row).userId : UserId();
}

Http::CallHandle UserModel::requestPage(const PageQuery &query, Http::Done<Page<UserSummary>> done)
{
    UserQuery users = m_query;
    users.limit = query.limit;
    users.after = query.after;
    return m_client->users(users, this, [this, done = std::move(done)](const Result<Page<UserSummary>> &result) {
        if (result)
            m_searched = result->searched;
        done(result);
    });
}

QVariant UserModel::value(const UserSummary &row, int column) const
{
    switch (Column(column)) {
    case State:
        return stateNames(row.states);
    case User:
        return row.userId.toString();
    case Devices:
        return rawCount(row.deviceCount);
    case Updated:
        return rawTime(row.lastUpdate);
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
