// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientroutes.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

using Handler = ClientApi::Answer (ClientApi::*)(ClientCall &);

constexpr auto Open = ClientRoute::Open;
constexpr auto Token = ClientRoute::Token;

// The shapes of request bodies (client-server API, the section of each endpoint).
constexpr auto loginBody
    = R"({"type": "string", "identifier?": {"type": "string", "user?": "string"}, "user?": "string", "password?": "string",
    "token?": "string", "device_id?": "string", "initial_device_display_name?": "string", "refresh_token?": "boolean"})";
constexpr auto registerBody = R"({"auth?": {"type?": "string", "session?": "string"}, "username?": "string", "password?": "string",
    "device_id?": "string", "initial_device_display_name?": "string", "inhibit_login?": "boolean", "refresh_token?": "boolean"})";
constexpr auto refreshBody = R"({"refresh_token": "string"})";
constexpr auto deviceBody = R"({"display_name?": "string"})";
constexpr auto deleteDeviceBody = R"({"auth?": {"type?": "string", "session?": "string"}})";
constexpr auto deleteDevicesBody = R"({"devices": ["string"], "auth?": {"type?": "string", "session?": "string"}})";
constexpr auto toDeviceBody = R"({"messages": {"@": {"@": "object"}}})";
constexpr auto uploadBody
    = R"({"device_keys?": {"user_id": "string", "device_id": "string", "algorithms": ["string"], "keys": {"@": "string"},
    "signatures": {"@": {"@": "string"}}}, "one_time_keys?": {"@": "string|object"}, "fallback_keys?": {"@": "string|object"}})";
constexpr auto queryBody = R"({"device_keys": {"@": ["string"]}, "timeout?": "integer"})";
constexpr auto claimBody = R"({"one_time_keys": {"@": {"@": "string"}}, "timeout?": "integer"})";
constexpr auto crossSigningBody = R"({"auth?": {"type?": "string", "session?": "string"},
    "master_key?": {"user_id": "string", "usage": ["string"], "keys": {"@": "string"}, "signatures?": {"@": {"@": "string"}}},
    "self_signing_key?": {"user_id": "string", "usage": ["string"], "keys": {"@": "string"}, "signatures?": {"@": {"@": "string"}}},
    "user_signing_key?": {"user_id": "string", "usage": ["string"], "keys": {"@": "string"}, "signatures?": {"@": {"@": "string"}}}})";
constexpr auto signaturesBody = R"({"@": {"@": "object"}})";
constexpr auto createRoomBody
    = R"({"name?": "string", "preset?": "string", "visibility?": "string", "invite?": ["string"], "initial_state?": [{"type": "string", "state_key?": "string", "content": "object"}]})";
constexpr auto userBody = R"({"user_id": "string", "reason?": "string"})";
constexpr auto reasonBody = R"({"reason?": "string"})";
constexpr auto anyBody = R"({"@": "any"})";

ClientRoute open(const char *method, QStringView path, Handler handler, const char *body = anyBody)
{
    return {method, path.toString().split(u'/'), Open, handler, false, BodyShape(body)};
}

ClientRoute route(const char *method, QStringView path, Handler handler, const char *body = anyBody)
{
    return {method, path.toString().split(u'/'), Token, handler, false, BodyShape(body)};
}

ClientRoute bodiless(const char *method, QStringView path, Handler handler, const char *body = anyBody)
{
    return {method, path.toString().split(u'/'), Token, handler, true, BodyShape(body)};
}

// A filter, as it is stored and as /sync takes it in its query.
QByteArray filterShape()
{
    const QByteArray events
        = R"("limit?": "integer", "types?": ["string"], "not_types?": ["string"], "senders?": ["string"], "not_senders?": ["string"])";
    const QByteArray roomEvents = "{" + events + R"(, "rooms?": ["string"], "not_rooms?": ["string"], "contains_url?": "boolean",
        "lazy_load_members?": "boolean", "include_redundant_members?": "boolean", "unread_thread_notifications?": "boolean"})";
    return R"({"event_fields?": ["string"], "event_format?": "string", "presence?": {)" + events + R"(}, "account_data?": {)" + events
        + R"(}, "room?": {"rooms?": ["string"], "not_rooms?": ["string"], "include_leave?": "boolean", "timeline?": )" + roomEvents
        + R"(, "state?": )" + roomEvents + R"(, "ephemeral?": )" + roomEvents + R"(, "account_data?": )" + roomEvents + "}}";
}

} // namespace

const BodyShape &filterBody()
{
    static const BodyShape shape(filterShape().constData());
    return shape;
}

const QList<ClientRoute> &clientRoutes()
{
    using A = ClientApi;
    static const QList<ClientRoute> table = {
        open("GET", u".well-known/matrix/client", &A::wellKnownClient),
        open("GET", u".well-known/matrix/server", &A::wellKnownServer),
        open("GET", u"_matrix/client/versions", &A::versions),
        open("GET", u"_matrix/client/V/login", &A::loginFlows),
        open("POST", u"_matrix/client/V/login", &A::login, loginBody),
        open("POST", u"_matrix/client/V/refresh", &A::refreshToken, refreshBody),
        bodiless("POST", u"_matrix/client/V/logout", &A::logout),
        bodiless("POST", u"_matrix/client/V/logout/all", &A::logoutAll),
        open("POST", u"_matrix/client/V/register", &A::registerUser, registerBody),
        open("GET", u"_matrix/client/V/register/available", &A::isNameFree),
        route("GET", u"_matrix/client/V/account/whoami", &A::whoami),
        route("GET", u"_matrix/client/V/admin/whois/*", &A::whois),
        route("GET", u"_matrix/client/V/capabilities", &A::capabilities),
        route("GET", u"_synapse/admin/v1/users/*/admin", &A::isAdmin),
        open("GET", u"_matrix/client/V/profile/*", &A::profile),
        open("GET", u"_matrix/client/V/profile/*/*", &A::profile),
        route("PUT", u"_matrix/client/V/profile/*/*", &A::notSettable),
        // devices
        route("GET", u"_matrix/client/V/devices", &A::devices),
        route("GET", u"_matrix/client/V/devices/*", &A::device),
        route("PUT", u"_matrix/client/V/devices/*", &A::renameDevice, deviceBody),
        bodiless("DELETE", u"_matrix/client/V/devices/*", &A::deleteDevice, deleteDeviceBody),
        route("POST", u"_matrix/client/V/delete_devices", &A::deleteDevices, deleteDevicesBody),
        route("PUT", u"_matrix/client/V/sendToDevice/*/*", &A::sendToDevice, toDeviceBody),
        // keys
        route("POST", u"_matrix/client/V/keys/upload", &A::uploadKeys, uploadBody),
        route("POST", u"_matrix/client/V/keys/query", &A::queryKeys, queryBody),
        route("POST", u"_matrix/client/V/keys/claim", &A::claimKeys, claimBody),
        route("GET", u"_matrix/client/V/keys/changes", &A::keyChanges),
        route("POST", u"_matrix/client/V/keys/device_signing/upload", &A::uploadCrossSigning, crossSigningBody),
        route("POST", u"_matrix/client/V/keys/signatures/upload", &A::uploadSignatures, signaturesBody),
        route("GET", u"_matrix/client/V/room_keys/version", &A::notHere),
        // what clients keep, and what they ask when they start
        route("GET", u"_matrix/client/V/sync", &A::sync),
        route("POST", u"_matrix/client/V/user/*/filter", &A::makeFilter, filterShape().constData()),
        route("GET", u"_matrix/client/V/user/*/filter/*", &A::filter),
        route("GET", u"_matrix/client/V/user/*/account_data/*", &A::accountData),
        route("PUT", u"_matrix/client/V/user/*/account_data/*", &A::setAccountData),
        route("GET", u"_matrix/client/V/user/*/rooms/*/account_data/*", &A::accountData),
        route("PUT", u"_matrix/client/V/user/*/rooms/*/account_data/*", &A::setAccountData),
        route("GET", u"_matrix/client/V/pushrules", &A::pushRules),
        route("GET", u"_matrix/client/V/pushrules/", &A::pushRules),
        route("GET", u"_matrix/client/V/pushrules/global", &A::pushRules),
        route("GET", u"_matrix/client/V/pushrules/global/", &A::pushRules),
        route("GET", u"_matrix/client/V/pushers", &A::emptyList),
        route("GET", u"_matrix/client/V/notifications", &A::emptyList),
        route("GET", u"_matrix/client/V/publicRooms", &A::emptyList),
        route("POST", u"_matrix/client/V/publicRooms", &A::emptyList),
        route("POST", u"_matrix/client/V/user_directory/search", &A::searchUsers, R"({"search_term": "string", "limit?": "integer"})"),
        route("GET", u"_matrix/client/V/account/3pid", &A::emptyList),
        route("GET", u"_matrix/client/V/directory/room/*", &A::notHere),
        route("GET", u"_matrix/client/V/voip/turnServer", &A::emptyAnswer),
        route("GET", u"_matrix/client/V/thirdparty/protocols", &A::emptyAnswer),
        route("GET", u"_matrix/client/V/presence/*/status", &A::presence),
        route("PUT", u"_matrix/client/V/presence/*/status", &A::emptyAnswer),
        // rooms
        route("POST", u"_matrix/client/V/createRoom", &A::createRoom, createRoomBody),
        route("POST", u"_matrix/client/V/rooms/*/invite", &A::invite, userBody),
        route("POST", u"_matrix/client/V/rooms/*/kick", &A::kick, userBody),
        bodiless("POST", u"_matrix/client/V/rooms/*/join", &A::join, reasonBody),
        bodiless("POST", u"_matrix/client/V/join/*", &A::join, reasonBody),
        bodiless("POST", u"_matrix/client/V/rooms/*/leave", &A::leave, reasonBody),
        bodiless("POST", u"_matrix/client/V/rooms/*/forget", &A::emptyAnswer),
        route("GET", u"_matrix/client/V/joined_rooms", &A::joinedRooms),
        route("GET", u"_matrix/client/V/rooms/*/joined_members", &A::joinedMembers),
        route("GET", u"_matrix/client/V/rooms/*/members", &A::roomState),
        route("GET", u"_matrix/client/V/rooms/*/state", &A::roomState),
        route("GET", u"_matrix/client/V/rooms/*/state/*", &A::roomState),
        route("GET", u"_matrix/client/V/rooms/*/state/*/*", &A::roomState),
        route("PUT", u"_matrix/client/V/rooms/*/state/*", &A::setRoomState),
        route("PUT", u"_matrix/client/V/rooms/*/state/*/*", &A::setRoomState),
        route("PUT", u"_matrix/client/V/rooms/*/send/*/*", &A::sendEvent),
        route("GET", u"_matrix/client/V/rooms/*/event/*", &A::roomEvent),
        route("GET", u"_matrix/client/V/rooms/*/messages", &A::roomMessages),
        // taken and forgotten: nobody is told who types or has read what
        route("PUT", u"_matrix/client/V/rooms/*/typing/*", &A::emptyAnswer),
        bodiless("POST", u"_matrix/client/V/rooms/*/receipt/*/*", &A::emptyAnswer),
        route("POST", u"_matrix/client/V/rooms/*/read_markers", &A::emptyAnswer),
    };
    return table;
}

std::optional<QStringList> ClientRoute::match(const QStringList &segments) const
{
    if (segments.size() != path.size())
        return {};
    QStringList arguments;
    for (qsizetype i = 0; i < segments.size(); ++i) {
        if (path[i] == "*"_L1)
            arguments += segments[i];
        else if (path[i] == "V"_L1 ? !(segments[i] == "v3"_L1 || segments[i] == "r0"_L1 || segments[i] == "v1"_L1) : path[i] != segments[i])
            return {};
    }
    return arguments;
}

ClientApi::Answer ClientApi::handle(const Inspection::IncomingRequest &request)
{
    bool pathIsKnown = false;
    for (const ClientRoute &route : clientRoutes()) {
        const auto arguments = route.match(request.segments);
        if (!arguments)
            continue;
        pathIsKnown = true;
        if (route.method == request.method)
            return run(route, request, *arguments);
    }
    return pathIsKnown ? Answer::error(405, u"M_UNRECOGNIZED"_s, u"This method is not known here."_s)
                       : Answer::error(404, u"M_UNRECOGNIZED"_s, u"There is no such endpoint in the lab."_s);
}

ClientApi::Answer ClientApi::run(const ClientRoute &route, const Inspection::IncomingRequest &request, const QStringList &arguments)
{
    ClientCall call{.request = request, .arguments = arguments, .caller = {}, .body = {}, .token = request.bearerToken()};
    if (route.need == ClientRoute::Token) {
        if (auto refused = authenticate(call))
            return *refused;
    } else if (request.method == "POST") {
        if (const qint64 wait = m_loginLimit.take(request.remoteAddress))
            return tooMany(wait);
    }
    const bool hasBody = request.method != "GET" && !(route.takesNoBody && request.body.trimmed().isEmpty());
    if (hasBody)
        if (auto refused = readBody(request, route.body, &call.body))
            return *refused;
    return (this->*route.handler)(call);
}

} // namespace Lockstep::Lab
