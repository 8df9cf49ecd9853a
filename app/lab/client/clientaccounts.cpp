// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientaccounts.h"

#include "core/jsonreader.h"
#include "lab/client/interactiveauth.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/changes.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/keys.h"
#include "lab/state/publisher.h"

#include <QJsonArray>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

// What is in use needs a bound, though the specification gives device IDs none.
bool isUsableDeviceId(const DeviceId &device)
{
    const QString &text = device.toString();
    return text.toUtf8().size() <= 255 && text != "*"_L1
        && std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

Answer unusableDevice()
{
    return Answer::error(400, u"M_INVALID_PARAM"_s, u"This device_id is not usable: up to 255 visible ASCII characters, and not \"*\"."_s);
}

QJsonObject sessionObject(const Accounts::Session &session)
{
    QJsonObject result{
        {u"user_id"_s, session.user.toString()}, {u"device_id"_s, session.device.toString()}, {u"access_token"_s, session.accessToken}};
    if (!session.refreshToken.isEmpty())
        result.insert(u"refresh_token"_s, session.refreshToken);
    return result;
}

} // namespace

ClientAccounts::ClientAccounts(HomeserverState *state, InteractiveAuth *interactive, QUrl address)
    : m_state(state)
    , m_interactive(interactive)
    , m_address(std::move(address))
{
}

QList<ClientRoute> ClientAccounts::routes()
{
    using C = ClientAccounts;
    constexpr auto loginBody
        = R"({"type": "string", "identifier?": {"type": "string", "user?": "string"}, "user?": "string", "password?": "string",
        "token?": "string", "device_id?": "string", "initial_device_display_name?": "string", "refresh_token?": "boolean"})";
    constexpr auto registerBody = R"({"auth?": {"type?": "string", "session?": "string"}, "username?": "string", "password?": "string",
        "device_id?": "string", "initial_device_display_name?": "string", "inhibit_login?": "boolean", "refresh_token?": "boolean"})";
    const RouteMaker route(this);
    return {
        route.open("GET", "/.well-known/matrix/client", &C::wellKnownClient),
        route.open("GET", "/.well-known/matrix/server", &C::wellKnownServer),
        route.open("GET", "/_matrix/client/versions", &C::versions),
        route.open("GET", "login", &C::loginFlows),
        route.open("POST", "login", &C::login, loginBody),
        route.open("POST", "refresh", &C::refreshToken, R"({"refresh_token": "string"})"),
        route.bodiless("POST", "logout", &C::logout),
        route.bodiless("POST", "logout/all", &C::logoutAll),
        route.open("POST", "register", &C::registerUser, registerBody),
        route.open("GET", "register/available", &C::isNameFree),
        route("GET", "account/whoami", &C::whoami),
        route("GET", "admin/whois/*", &C::whois),
        route("GET", "capabilities", &C::capabilities),
        route("GET", "/_synapse/admin/v1/users/*/admin", &C::isAdmin),
    };
}

Answer ClientAccounts::versions(ClientCall &)
{
    QJsonArray versions{u"r0.6.1"_s};
    for (int minor = 1; minor <= 11; ++minor)
        versions.append(u"v1.%1"_s.arg(minor));
    return Answer::json({{u"versions"_s, versions}, {u"unstable_features"_s, QJsonObject{{u"org.matrix.msc2638"_s, true}}}});
}

Answer ClientAccounts::wellKnownClient(ClientCall &)
{
    return Answer::json({{u"m.homeserver"_s, QJsonObject{{u"base_url"_s, m_address.toString()}}}});
}

Answer ClientAccounts::wellKnownServer(ClientCall &)
{
    return Answer::json({{u"m.server"_s, m_state->serverName().toString()}});
}

Answer ClientAccounts::loginFlows(ClientCall &)
{
    return Answer::json({{u"flows"_s, QJsonArray{QJsonObject{{u"type"_s, u"m.login.password"_s}}}}});
}

Answer ClientAccounts::login(ClientCall &call)
{
    JsonReader in(call.body);
    const QString type = in.string(u"type");
    const DeviceId device(in.optionalString(u"device_id").value_or(QString()));
    const QString name = in.optionalString(u"initial_device_display_name").value_or(QString());
    const bool refreshable = in.optionalBoolean(u"refresh_token").value_or(false);
    if (in.ok() && type != "m.login.password"_L1)
        return Answer::error(400, u"M_UNKNOWN"_s, u"The lab knows the login type m.login.password only."_s);
    // Before "identifier" there was a bare "user"; js-sdk and others still send both.
    const QJsonObject identifier = call.body.contains("identifier"_L1) ? in.objectAt(u"identifier") : call.body;
    const QString password = in.string(u"password");
    if (!in.ok())
        return Answer::error(400, u"M_BAD_JSON"_s, in.error().text);
    if (!device.isEmpty() && !isUsableDeviceId(device))
        return unusableDevice();
    const UserId user = userOf(identifier, m_state->serverName());
    Accounts::Session session;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        if (!m_state->accounts().checkPassword(user, password))
            return failure(Error::Forbidden, u"The user name or the password is wrong."_s, 403, u"M_FORBIDDEN"_s);
        for (const QString &usage : {u"master"_s, u"self_signing"_s, u"user_signing"_s})
            if (m_state->keys().crossSigningKey(user, usage).value("keys"_L1).toObject().contains(u"ed25519:"_s + device.toString()))
                return failure(Error::Forbidden, u"A device ID must not equal a cross-signing key."_s, 403, u"M_FORBIDDEN"_s);
        session = m_state->accounts().signIn(user, device, name, refreshable);
        m_state->accounts().noteAddress(user, session.device, call.request.remoteAddress);
        if (session.deviceIsNew) {
            m_state->publisher().deviceChanged(user, session.device);
            m_state->changes().deviceListChanged(user);
        }
        return {};
    });
    if (!done)
        return answerOf(done.error());
    return Answer::json(sessionObject(session));
}

Answer ClientAccounts::refreshToken(ClientCall &call)
{
    std::optional<Accounts::Session> session;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        session = m_state->accounts().refresh(call.body.value("refresh_token"_L1).toString());
        return {};
    });
    if (!done)
        return answerOf(done.error());
    if (!session)
        return Answer::error(401, u"M_UNKNOWN_TOKEN"_s, u"This refresh token is not known."_s, {{u"soft_logout"_s, false}});
    return Answer::json({{u"access_token"_s, session->accessToken}, {u"refresh_token"_s, session->refreshToken}});
}

Answer ClientAccounts::logout(ClientCall &call)
{
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        endDevices(*m_state, call.caller.user, {call.caller.device});
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientAccounts::logoutAll(ClientCall &call)
{
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        endDevices(*m_state, call.caller.user, m_state->accounts().devices(call.caller.user));
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientAccounts::registerUser(ClientCall &call)
{
    if (call.request.query.value(u"kind"_s, u"user"_s) != "user"_L1)
        return Answer::error(403, u"M_GUEST_ACCESS_FORBIDDEN"_s, u"The lab has no guests."_s);
    JsonReader in(call.body);
    const QString wanted = in.optionalString(u"username").value_or(u"user-%1"_s.arg(QRandomGenerator::global()->generate()));
    const QString password = in.optionalString(u"password").value_or(QString());
    const DeviceId device(in.optionalString(u"device_id").value_or(QString()));
    const QString name = in.optionalString(u"initial_device_display_name").value_or(QString());
    const bool inhibit = in.optionalBoolean(u"inhibit_login").value_or(false);
    const bool refreshable = in.optionalBoolean(u"refresh_token").value_or(false);
    if (!in.ok())
        return Answer::error(400, u"M_BAD_JSON"_s, in.error().text);
    if (!Accounts::isUsableName(wanted, m_state->serverName()))
        return Answer::error(400, u"M_INVALID_USERNAME"_s, u"A user name holds only a-z, 0-9 and . _ = - / +, and is not too long."_s);
    if (!device.isEmpty() && !isUsableDeviceId(device))
        return unusableDevice();
    const bool isTaken = m_state->actor().call(
        [&] { return m_state->accounts().exists(UserId(u'@' + wanted + u':' + m_state->serverName().toString())); });
    if (isTaken) // said before the authentication stages
        return Answer::error(400, u"M_USER_IN_USE"_s, u"This user name is taken."_s);
    if (const auto ask = m_interactive->askNothing(call, u"register"_s))
        return *ask;
    if (password.isEmpty())
        return Answer::error(400, u"M_MISSING_PARAM"_s, u"\"password\" is missing."_s);
    Accounts::Session session;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        const Result<UserId> user = m_state->accounts().add(wanted, password, false);
        if (!user)
            return failure(user.error());
        session.user = *user;
        if (!inhibit)
            session = m_state->accounts().signIn(*user, device, name, refreshable);
        if (session.deviceIsNew) {
            m_state->publisher().deviceChanged(*user, session.device);
            m_state->changes().deviceListChanged(*user);
        }
        return {};
    });
    if (!done)
        return answerOf(done.error());
    return Answer::json(inhibit ? QJsonObject{{u"user_id"_s, session.user.toString()}} : sessionObject(session));
}

Answer ClientAccounts::whoami(ClientCall &call)
{
    return Answer::json(
        {{u"user_id"_s, call.caller.user.toString()}, {u"device_id"_s, call.caller.device.toString()}, {u"is_guest"_s, false}});
}

Answer ClientAccounts::capabilities(ClientCall &)
{
    const auto enabled = [](bool on) { return QJsonObject{{u"enabled"_s, on}}; };
    return Answer::json({{u"capabilities"_s,
        QJsonObject{{u"m.change_password"_s, enabled(false)}, {u"m.set_displayname"_s, enabled(true)},
            {u"m.set_avatar_url"_s, enabled(true)}, {u"m.3pid_changes"_s, enabled(false)},
            {u"m.room_versions"_s, QJsonObject{{u"default"_s, u"10"_s}, {u"available"_s, QJsonObject{{u"10"_s, u"stable"_s}}}}}}}});
}

Answer ClientAccounts::isNameFree(ClientCall &call)
{
    const QString name = call.request.query.value(u"username"_s);
    if (!Accounts::isUsableName(name, m_state->serverName()))
        return Answer::error(400, u"M_INVALID_USERNAME"_s, u"This user name is not usable."_s);
    const UserId user(u'@' + name + u':' + m_state->serverName().toString());
    if (m_state->actor().call([&] { return m_state->accounts().exists(user); }))
        return Answer::error(400, u"M_USER_IN_USE"_s, u"This user name is taken."_s);
    return Answer::json({{u"available"_s, true}});
}

Answer ClientAccounts::whois(ClientCall &call)
{
    const UserId user(call.arguments.first());
    if (user != call.caller.user && !call.caller.admin)
        return Answer::error(403, u"M_FORBIDDEN"_s, u"You are not a server admin."_s);
    QJsonObject devices;
    m_state->actor().call([&] {
        const QList<DeviceId> ids = m_state->accounts().devices(user);
        for (const DeviceId &id : ids) {
            const QJsonObject known = m_state->accounts().describe(user, id);
            const QJsonObject connection{{u"ip"_s, call.request.remoteAddress}, {u"last_seen"_s, known.value("last_seen_ts"_L1)}};
            devices.insert(
                id.toString(), QJsonObject{{u"sessions"_s, QJsonArray{QJsonObject{{u"connections"_s, QJsonArray{connection}}}}}});
        }
    });
    return Answer::json({{u"user_id"_s, user.toString()}, {u"devices"_s, devices}});
}

// Synapse's own admin call, so that the same check works with the lab.
Answer ClientAccounts::isAdmin(ClientCall &call)
{
    if (!call.caller.admin)
        return Answer::error(403, u"M_FORBIDDEN"_s, u"You are not a server admin"_s);
    const UserId user(call.arguments.first());
    if (user.server() != m_state->serverName())
        return Answer::error(400, u"M_UNKNOWN"_s, u"Only local users can be admins of this homeserver"_s);
    return Answer::json({{u"admin"_s, m_state->actor().call([&] { return m_state->accounts().isAdmin(user); })}});
}

} // namespace Lockstep::Lab
