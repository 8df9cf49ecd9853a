// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientprofile.h"

#include "core/canonicaljson.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/memberships.h"
#include "lab/state/peers.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qsizetype maxField = 256; // characters; as Synapse
constexpr int requestMs = 10'000;

Answer noProfile()
{
    return Answer::error(404, u"M_NOT_FOUND"_s, u"There is no profile of this user."_s);
}

bool isField(const QString &name)
{
    return name == "displayname"_L1 || name == "avatar_url"_L1;
}

} // namespace

ClientProfile::ClientProfile(HomeserverState *state, Peers *peers, Memberships *memberships)
    : m_state(state)
    , m_peers(peers)
    , m_memberships(memberships)
{
}

QList<ClientRoute> ClientProfile::routes()
{
    using C = ClientProfile;
    const RouteMaker route(this);
    return {
        route.open("GET", "profile/*", &C::profile),
        route.open("GET", "profile/*/*", &C::profile),
        route("PUT", "profile/*/*", &C::setProfile, R"({"displayname?": "string", "avatar_url?": "string"})"),
        route("POST", "user_directory/search", &C::searchUsers, R"({"search_term": "string", "limit?": "integer"})"),
    };
}

Answer ClientProfile::profile(ClientCall &call)
{
    const UserId user(call.arguments.first());
    QJsonObject found;
    if (user.server() == m_state->serverName()) {
        found = m_state->actor().call([&] { return m_state->accounts().profile(user); });
    } else if (user.isValid()) {
        const QByteArray target = "/_matrix/federation/v1/query/profile?user_id=" + encodePathSegment(user.toString());
        const Result<QJsonObject> answer = m_peers->request(user.server(), "GET", target, {}, requestMs);
        if (!answer)
            return noProfile();
        for (const QString &field : {u"displayname"_s, u"avatar_url"_s})
            if (const QJsonValue value = answer->value(field); value.isString())
                found.insert(field, value);
    }
    if (found.isEmpty())
        return noProfile();
    if (call.arguments.size() == 1)
        return Answer::json(found);
    const QString field = call.arguments.last();
    if (!found.contains(field))
        return Answer::error(404, u"M_NOT_FOUND"_s, u"The profile has no such field."_s);
    return Answer::json({{field, found.value(field)}});
}

Answer ClientProfile::setProfile(ClientCall &call)
{
    const UserId &user = call.caller.user;
    const QString field = call.arguments.last();
    if (call.arguments.first() != user.toString())
        return Answer::error(403, u"M_FORBIDDEN"_s, u"That is not your profile."_s);
    if (!isField(field))
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"The lab's profiles have a displayname and an avatar_url."_s);
    const QString value = call.body.value(field).toString();
    if (value.size() > maxField)
        return Answer::error(400, u"M_TOO_LARGE"_s, u"A field of a profile has at most %1 characters."_s.arg(maxField));
    QStringList rooms;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        m_state->accounts().setProfile(user, field, value);
        rooms = m_state->rooms().roomsOf(user, u"join"_s);
        return {};
    });
    if (!done)
        return answerOf(done.error());
    // The profile is in the member events too. A room whose owner cannot be reached keeps the old one.
    for (const QString &room : std::as_const(rooms))
        m_memberships->change(room, user, user, u"join"_s);
    return Answer::json({});
}

// Of this server's users and those of the rooms that it knows.
Answer ClientProfile::searchUsers(ClientCall &call)
{
    const QString term = call.body.value("search_term"_L1).toString().toLower();
    const qint64 limit = qBound(qint64(1), call.body.value("limit"_L1).toInteger(10), qint64(50));
    QJsonArray results;
    m_state->actor().call([&] {
        Rows query = m_state->storage().run(
            u"SELECT user_id FROM users WHERE instr(user_id, ?) UNION SELECT user_id FROM members WHERE instr(user_id, ?) ORDER BY 1 LIMIT ?"_s,
            {term, term, limit + 1});
        while (query.next()) {
            const UserId user(query.value(0).toString());
            results.append(QJsonObject{{u"user_id"_s, user.toString()}, {u"display_name"_s, user.localpart()}});
        }
    });
    const bool isLimited = results.size() > limit;
    if (isLimited)
        results.removeLast();
    return Answer::json({{u"results"_s, results}, {u"limited"_s, isLimited}});
}

} // namespace Lockstep::Lab
