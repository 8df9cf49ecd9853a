// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientbackup.h"

#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/keybackups.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr auto backupBody = R"({"algorithm": "string", "auth_data": "object", "version?": "string"})";
constexpr auto keyBody = R"({"first_message_index": "integer", "forwarded_count": "integer", "is_verified": "boolean",
    "session_data": "object"})";
constexpr auto roomBody = R"({"sessions": {"@": {"first_message_index": "integer", "forwarded_count": "integer",
    "is_verified": "boolean", "session_data": "object"}}})";
constexpr auto roomsBody = R"({"rooms": {"@": {"sessions": {"@": {"first_message_index": "integer", "forwarded_count": "integer",
    "is_verified": "boolean", "session_data": "object"}}}}})";

QJsonObject roomsOf(const ClientCall &call)
{
    if (call.arguments.isEmpty())
        return call.body.value("rooms"_L1).toObject();
    const QJsonObject sessions
        = call.arguments.size() > 1 ? QJsonObject{{call.arguments.at(1), call.body}} : call.body.value("sessions"_L1).toObject();
    return {{call.arguments.first(), QJsonObject{{u"sessions"_s, sessions}}}};
}

Answer noVersion()
{
    return Answer::error(400, u"M_MISSING_PARAM"_s, u"\"version\" is missing from the query."_s);
}

} // namespace

ClientBackup::ClientBackup(HomeserverState *state)
    : m_state(state)
{
}

QList<ClientRoute> ClientBackup::routes()
{
    using C = ClientBackup;
    const RouteMaker route(this);
    QList<ClientRoute> routes{
        route("POST", "room_keys/version", &C::create, backupBody),
        route("GET", "room_keys/version", &C::describe),
        route("GET", "room_keys/version/*", &C::describe),
        route("PUT", "room_keys/version/*", &C::update, backupBody),
        route.bodiless("DELETE", "room_keys/version/*", &C::remove),
        route("PUT", "room_keys/keys", &C::store, roomsBody),
        route("PUT", "room_keys/keys/*", &C::store, roomBody),
        route("PUT", "room_keys/keys/*/*", &C::store, keyBody),
    };
    for (const char *path : {"room_keys/keys", "room_keys/keys/*", "room_keys/keys/*/*"})
        routes += {route("GET", path, &C::keys), route.bodiless("DELETE", path, &C::removeKeys)};
    return routes;
}

Answer ClientBackup::create(ClientCall &call)
{
    QString version;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        version = m_state->keyBackups().create(
            call.caller.user, call.body.value("algorithm"_L1).toString(), call.body.value("auth_data"_L1).toObject());
        return {};
    });
    return done ? Answer::json({{u"version"_s, version}}) : answerOf(done.error());
}

Answer ClientBackup::describe(ClientCall &call)
{
    const Result<QJsonObject> found
        = m_state->actor().call([&] { return m_state->keyBackups().describe(call.caller.user, call.arguments.value(0)); });
    return found ? Answer::json(*found) : answerOf(found.error());
}

Answer ClientBackup::update(ClientCall &call)
{
    const QString version = call.arguments.first();
    if (const QString inBody = call.body.value("version"_L1).toString(version); inBody != version)
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"The body names another version than the path."_s);
    const Result<void> done = m_state->commit([&] {
        return m_state->keyBackups().update(
            call.caller.user, version, call.body.value("algorithm"_L1).toString(), call.body.value("auth_data"_L1).toObject());
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientBackup::remove(ClientCall &call)
{
    const Result<void> done = m_state->commit([&] { return m_state->keyBackups().remove(call.caller.user, call.arguments.first()); });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientBackup::keysChanged(ClientCall &call, const std::function<Result<void>(const QString &version)> &change)
{
    const QString version = call.request.query.value(u"version"_s);
    if (version.isEmpty())
        return noVersion();
    QJsonObject backup;
    QString current;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        current = m_state->keyBackups().current(call.caller.user);
        if (const Result<void> changed = change(version); !changed)
            return changed;
        backup = m_state->keyBackups().describe(call.caller.user, version).value_or(QJsonObject());
        return {};
    });
    if (!done && done.error().errcode == "M_WRONG_ROOM_KEYS_VERSION"_L1)
        return Answer::error(done.error().http, done.error().errcode, done.error().text, {{u"current_version"_s, current}});
    return done ? Answer::json({{u"etag"_s, backup.value("etag"_L1)}, {u"count"_s, backup.value("count"_L1)}}) : answerOf(done.error());
}

Answer ClientBackup::store(ClientCall &call)
{
    const QJsonObject rooms = roomsOf(call);
    return keysChanged(call, [&](const QString &version) { return m_state->keyBackups().store(call.caller.user, version, rooms); });
}

Answer ClientBackup::removeKeys(ClientCall &call)
{
    return keysChanged(call, [&](const QString &version) {
        return m_state->keyBackups().removeKeys(call.caller.user, version, call.arguments.value(0), call.arguments.value(1));
    });
}

// All of them, those of a room, or one: a room without keys is an empty one, a session without a key is not found.
Answer ClientBackup::keys(ClientCall &call)
{
    const QString version = call.request.query.value(u"version"_s);
    if (version.isEmpty())
        return noVersion();
    const QString room = call.arguments.value(0);
    const QString session = call.arguments.value(1);
    const Result<QJsonObject> found
        = m_state->actor().call([&] { return m_state->keyBackups().keys(call.caller.user, version, room, session); });
    if (!found)
        return answerOf(found.error());
    if (call.arguments.isEmpty())
        return Answer::json({{u"rooms"_s, *found}});
    const QJsonObject sessions = found->value(room).toObject().value("sessions"_L1).toObject();
    if (call.arguments.size() == 1)
        return Answer::json({{u"sessions"_s, sessions}});
    if (!sessions.contains(session))
        return Answer::error(404, u"M_NOT_FOUND"_s, u"There is no key of this session in the backup."_s);
    return Answer::json(sessions.value(session).toObject());
}

} // namespace Lockstep::Lab
