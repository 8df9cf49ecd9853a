// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/federation/federationservice.h"

#include "core/canonicaljson.h"
#include "core/jsonreader.h"
#include "core/log.h"
#include "domain/xmatrix.h"
#include "lab/federation/devicelisttracker.h"
#include "lab/federation/federationsender.h"
#include "lab/federation/network.h"
#include "lab/federation/observationjournal.h"
#include "lab/state/accounts.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/bodyshape.h"
#include "lab/state/changes.h"
#include "lab/state/eventexchange.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/keys.h"
#include "lab/state/memberships.h"
#include "lab/state/publisher.h"
#include "lab/state/storage.h"
#include "lab/state/todevicequeues.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Http::IncomingRequest;
using Http::OutgoingAnswer;

namespace {

constexpr qsizetype maxPdus = 50;
constexpr qsizetype maxEdus = 100;
constexpr qint64 keysValidMs = 24LL * 60 * 60 * 1000;
constexpr qint64 rememberTransactionsMs = 24LL * 60 * 60 * 1000;

OutgoingAnswer unauthorised(const QString &text)
{
    return OutgoingAnswer::error(401, u"M_UNAUTHORIZED"_s, text);
}

OutgoingAnswer badJson(const QString &text)
{
    return OutgoingAnswer::error(400, u"M_BAD_JSON"_s, text);
}

} // namespace

struct FederationService::Private
{
    HomeserverState *state;
    DeviceListTracker *tracker;
    ObservationJournal *journal;
    FederationSender *sender;
    const FederationClient *client;
    Memberships *memberships;
    EventExchange *exchange;

    Result<ServerName> authenticate(const IncomingRequest &request) const;
    OutgoingAnswer serverKeys() const;
    OutgoingAnswer send(const ServerName &origin, const QString &txnId, const QJsonObject &body);
    OutgoingAnswer userDevices(const UserId &user) const;
    OutgoingAnswer profile(const UserId &user, const QString &field) const;
    OutgoingAnswer queryKeys(const QJsonObject &body) const;
    OutgoingAnswer claimKeys(const QJsonObject &body) const;
    OutgoingAnswer membership(const ServerName &origin, const QString &room, const QJsonObject &body) const;
    void deliver(const ServerName &origin, const QJsonObject &content);
};

FederationService::FederationService(HomeserverState *state, const Parts &parts)
    : d(new Private{state, parts.tracker, parts.journal, parts.sender, parts.client, parts.memberships, parts.exchange})
{
}

FederationService::~FederationService() = default;

Result<ServerName> FederationService::Private::authenticate(const IncomingRequest &request) const
{
    const auto header = parseXMatrix(request.header("authorization"));
    if (!header)
        return failure(Error::Unauthorized, u"This call needs an X-Matrix Authorization header."_s, 401, u"M_UNAUTHORIZED"_s);
    if (!header->destination.isEmpty() && header->destination != state->serverName())
        return failure(Error::Unauthorized, u"The request is signed for another server."_s, 401, u"M_UNAUTHORIZED"_s);
    const Result<QByteArray> key = client->verifyKey(header->origin, header->key);
    if (!key)
        return failure(Error::Unauthorized,
            u"The key %1 of %2 cannot be had: "_s.arg(header->key.left(60), header->origin.toString().left(255)) + key.error().text, 401,
            u"M_UNAUTHORIZED"_s);
    FederationRequest signedRequest{
        .method = request.method, .target = request.target, .origin = header->origin, .destination = state->serverName(), .body = {}};
    if (!request.body.isEmpty())
        signedRequest.body = request.body;
    if (const Result<void> verified = verifyRequest(signedRequest, *header, *key); !verified)
        return failure(Error::Unauthorized, verified.error().text, 401, u"M_UNAUTHORIZED"_s);
    return header->origin;
}

namespace {

enum class Call { ServerKeys, Version, Send, UserDevices, QueryKeys, ClaimKeys, Membership, Event, Profile };

struct Route
{
    QByteArray method;
    QStringList path; ///< "*" stands for one variable segment
    Call call;
};

const QList<Route> &routes()
{
    const auto route = [](const char *method, const char *path, Call call) {
        return Route{method, QString::fromLatin1(path).split(u'/'), call};
    };
    static const QList<Route> table = {
        route("GET", "_matrix/key/v2/server", Call::ServerKeys),
        route("GET", "_matrix/key/v2/server/*", Call::ServerKeys), // with a key ID, as older servers ask
        route("GET", "_matrix/federation/v1/version", Call::Version),
        route("PUT", "_matrix/federation/v1/send/*", Call::Send),
        route("GET", "_matrix/federation/v1/user/devices/*", Call::UserDevices),
        route("GET", "_matrix/federation/v1/query/profile", Call::Profile),
        route("POST", "_matrix/federation/v1/user/keys/query", Call::QueryKeys),
        route("POST", "_matrix/federation/v1/user/keys/claim", Call::ClaimKeys),
        route("PUT", "_matrix/federation/unstable/org.lockstep.lab/membership/*", Call::Membership),
        route("PUT", "_matrix/federation/unstable/org.lockstep.lab/event/*", Call::Event),
    };
    return table;
}

const BodyShape &shapeOf(Call call)
{
    static const BodyShape any(R"({"@": "any"})");
    static const BodyShape transaction(
        R"({"origin": "string", "origin_server_ts": "integer", "pdus": ["object"], "edus?": [{"edu_type": "string", "content": "object"}]})");
    static const BodyShape query(R"({"device_keys": {"@": ["string"]}})");
    static const BodyShape claim(R"({"one_time_keys": {"@": {"@": "string"}}})");
    return call == Call::Send ? transaction : call == Call::QueryKeys ? query : call == Call::ClaimKeys ? claim : any;
}

bool matches(const QStringList &pattern, const QStringList &path)
{
    return pattern.size() == path.size()
        && std::equal(
            pattern.begin(), pattern.end(), path.begin(), [](const QString &a, const QString &b) { return a == "*"_L1 || a == b; });
}

} // namespace

OutgoingAnswer FederationService::handle(const IncomingRequest &request)
{
    const Route *found = nullptr;
    bool pathIsKnown = false;
    for (const Route &route : routes()) {
        if (!matches(route.path, request.segments))
            continue;
        pathIsKnown = true;
        if (route.method == request.method)
            found = &route;
    }
    if (!found)
        return pathIsKnown ? OutgoingAnswer::error(405, u"M_UNRECOGNIZED"_s, u"This method is not known here."_s)
                           : OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"There is no such endpoint in the lab."_s);
    if (found->call == Call::ServerKeys)
        return d->serverKeys();
    if (found->call == Call::Version)
        return OutgoingAnswer::json(
            {{u"server"_s, QJsonObject{{u"name"_s, u"Lockstep lab"_s}, {u"version"_s, u"" LOCKSTEP_VERSION ""_s}}}});
    const Result<ServerName> origin = d->authenticate(request);
    if (!origin)
        return unauthorised(origin.error().text);
    // A signed request shows that its sender is alive.
    d->sender->endBackoff(*origin);
    QJsonObject body;
    if (request.method != "GET")
        if (auto refused = readBody(request, shapeOf(found->call), &body))
            return *refused;
    switch (found->call) {
    case Call::Send:
        return d->send(*origin, request.segments.last(), body);
    case Call::UserDevices:
        return d->userDevices(UserId(request.segments.last()));
    case Call::QueryKeys:
        return d->queryKeys(body);
    case Call::ClaimKeys:
        return d->claimKeys(body);
    case Call::Event: {
        const Result<QJsonObject> sent = d->exchange->sendForServer(*origin, request.segments.last(), body);
        return sent ? OutgoingAnswer::json(*sent) : answerOf(sent.error());
    }
    case Call::Profile:
        return d->profile(UserId(request.query.value(u"user_id"_s)), request.query.value(u"field"_s));
    default:
        return d->membership(*origin, request.segments.last(), body);
    }
}

OutgoingAnswer FederationService::Private::serverKeys() const
{
    const auto key = SigningKey::fromSeed(state->identity().seed);
    const QJsonObject object{{u"server_name"_s, state->serverName().toString()},
        {u"valid_until_ts"_s, QDateTime::currentMSecsSinceEpoch() + keysValidMs},
        {u"verify_keys"_s,
            QJsonObject{{state->identity().keyId, QJsonObject{{u"key"_s, QString::fromLatin1(encodeUnpaddedBase64(key->publicKey()))}}}}},
        {u"old_verify_keys"_s, QJsonObject()}};
    const Result<QJsonObject> signedObject = signJson(object, state->serverName().toString(), state->identity().keyId, *key);
    return signedObject ? OutgoingAnswer::json(*signedObject) : answerOf(signedObject.error());
}

OutgoingAnswer FederationService::Private::send(const ServerName &origin, const QString &txnId, const QJsonObject &body)
{
    const QJsonArray pdus = body.value("pdus"_L1).toArray();
    const QJsonArray edus = body.value("edus"_L1).toArray();
    if (pdus.size() > maxPdus || edus.size() > maxEdus)
        return badJson(u"A transaction holds at most %1 PDUs and %2 EDUs; this one has %3 and %4."_s.arg(maxPdus)
                           .arg(maxEdus)
                           .arg(pdus.size())
                           .arg(edus.size()));
    OutgoingAnswer answer = OutgoingAnswer::json({{u"pdus"_s, QJsonObject()}});
    int listEdus = 0;
    const Result<void> done = state->commit([&]() -> Result<void> {
        Storage &storage = state->storage();
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        storage.execute(u"DELETE FROM transactions_in WHERE origin = ? AND at < ?"_s, {origin.toString(), now - rememberTransactionsMs});
        // (origin, txnId) came before: the same answer, and nothing is done twice.
        if (storage.execute(
                u"INSERT INTO transactions_in (origin, txn_id, status, body, at) VALUES (?, ?, 200, ?, ?) ON CONFLICT DO NOTHING"_s,
                {origin.toString(), txnId, answer.body, now})
            == 0)
            return {};
        for (const QJsonValue &value : edus) {
            const QJsonObject edu = value.toObject();
            const QString type = edu.value("edu_type"_L1).toString();
            const QJsonObject content = edu.value("content"_L1).toObject();
            if (type == "m.device_list_update"_L1)
                tracker->receive({origin, txnId, listEdus++}, content);
            else if (type == "m.signing_key_update"_L1 || type == "org.matrix.signing_key_update"_L1)
                tracker->receiveSigningKeys({origin, txnId, listEdus++}, content);
            else if (type == "m.direct_to_device"_L1)
                deliver(origin, content);
            else if (type == QLatin1StringView(Memberships::eduType))
                memberships->apply(origin, content);
            else if (type == QLatin1StringView(EventExchange::eduType))
                exchange->apply(origin, content);
        }
        return {};
    });
    // Whoever looks after the answer sees what it answers.
    if (done && listEdus > 0)
        journal->waitForHistory();
    // Nothing was stored: the sender is to send the whole transaction again.
    return done ? answer : OutgoingAnswer::error(500, u"M_UNKNOWN"_s, done.error().text);
}

void FederationService::Private::deliver(const ServerName &origin, const QJsonObject &content)
{
    JsonReader in(content);
    const UserId author(in.string(u"sender"));
    const QString type = in.string(u"type");
    const QString messageId = in.string(u"message_id");
    const QJsonObject messages = in.objectAt(u"messages");
    if (!in.ok() || author.server() != origin || messageId.toUcs4().size() > 32 || messageId.isEmpty()) {
        qCInfo(lcLab) << "dropped to-device messages from" << origin.toString() << ": malformed, or not of one of its users";
        return;
    }
    if (state->toDevice().seenBefore(origin, messageId))
        return;
    for (auto user = messages.begin(); user != messages.end(); ++user) {
        const UserId id(user.key());
        if (id.server() != state->serverName() || !state->accounts().exists(id))
            continue;
        const QJsonObject devices = user->toObject();
        const QList<DeviceId> known = state->accounts().devices(id);
        for (const DeviceId &device : known) {
            // A named device has its own message, "*" covers the others: expanded here, where the devices are known.
            QJsonValue message = devices.value(device.toString());
            if (message.isUndefined())
                message = devices.value("*"_L1);
            if (message.isObject())
                state->toDevice().enqueue(id, device, {0, author, type, messageId, message.toObject()});
        }
        state->changes().wake(id);
    }
}

OutgoingAnswer FederationService::Private::userDevices(const UserId &user) const
{
    if (!user.isValid() || user.server() != state->serverName())
        return OutgoingAnswer::error(400, u"M_INVALID_PARAM"_s, u"That is not a user of this server."_s);
    QJsonObject answer;
    const bool exists = state->actor().call([&] {
        if (!state->accounts().exists(user))
            return false;
        // Read in one go on the state thread: the stream_id is that of the last update in the list, never newer.
        QJsonArray devices;
        const QList<Device> list = state->keys().devices(user);
        for (const Device &device : list) {
            QJsonObject entry{{u"device_id"_s, device.deviceId.toString()}};
            if (!device.keys.isEmpty())
                entry.insert(u"keys"_s, device.keys);
            if (!device.displayName.isEmpty())
                entry.insert(u"device_display_name"_s, device.displayName);
            devices.append(entry);
        }
        answer = {{u"user_id"_s, user.toString()}, {u"stream_id"_s, state->publisher().streamId(user)}, {u"devices"_s, devices}};
        for (const QString &usage : {u"master"_s, u"self_signing"_s})
            if (const QJsonObject key = state->keys().crossSigningKey(user, usage); !key.isEmpty())
                answer.insert(usage + u"_key"_s, key);
        return true;
    });
    return exists ? OutgoingAnswer::json(answer) : OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"There is no such user."_s);
}

OutgoingAnswer FederationService::Private::profile(const UserId &user, const QString &field) const
{
    const QJsonObject found = state->actor().call([&] { return state->accounts().profile(user); });
    if (user.server() != state->serverName() || found.isEmpty())
        return OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"There is no profile of this user."_s);
    if (field.isEmpty())
        return OutgoingAnswer::json(found);
    return OutgoingAnswer::json(found.contains(field) ? QJsonObject{{field, found.value(field)}} : QJsonObject());
}

OutgoingAnswer FederationService::Private::queryKeys(const QJsonObject &body) const
{
    const QJsonObject wanted = body.value("device_keys"_L1).toObject();
    QJsonObject deviceKeys;
    QJsonObject masterKeys;
    QJsonObject selfSigningKeys;
    state->actor().call([&] {
        for (auto entry = wanted.begin(); entry != wanted.end(); ++entry) {
            const UserId user(entry.key());
            if (user.server() != state->serverName() || !state->accounts().exists(user))
                continue;
            const QJsonArray names = entry->toArray();
            QJsonObject devices;
            const QList<Device> list = state->keys().devices(user);
            for (const Device &device : list) {
                if (device.keys.isEmpty() || (!names.isEmpty() && !names.contains(device.deviceId.toString())))
                    continue;
                QJsonObject keys = device.keys;
                keys.insert(u"unsigned"_s,
                    device.displayName.isEmpty() ? QJsonObject() : QJsonObject{{u"device_display_name"_s, device.displayName}});
                devices.insert(device.deviceId.toString(), keys);
            }
            deviceKeys.insert(user.toString(), devices);
            if (const QJsonObject key = state->keys().crossSigningKey(user, u"master"_s); !key.isEmpty())
                masterKeys.insert(user.toString(), key);
            if (const QJsonObject key = state->keys().crossSigningKey(user, u"self_signing"_s); !key.isEmpty())
                selfSigningKeys.insert(user.toString(), key);
        }
    });
    return OutgoingAnswer::json(
        {{u"device_keys"_s, deviceKeys}, {u"master_keys"_s, masterKeys}, {u"self_signing_keys"_s, selfSigningKeys}});
}

OutgoingAnswer FederationService::Private::claimKeys(const QJsonObject &body) const
{
    const QJsonObject wanted = body.value("one_time_keys"_L1).toObject();
    QJsonObject claimed;
    const Result<void> done = state->commit([&]() -> Result<void> {
        for (auto user = wanted.begin(); user != wanted.end(); ++user) {
            const UserId id(user.key());
            if (id.server() != state->serverName())
                continue;
            QJsonObject devices;
            const QJsonObject asked = user->toObject();
            for (auto device = asked.begin(); device != asked.end(); ++device)
                if (const QJsonObject key = state->keys().claim(id, DeviceId(device.key()), device->toString()); !key.isEmpty())
                    devices.insert(device.key(), key);
            if (!devices.isEmpty())
                claimed.insert(user.key(), devices);
        }
        return {};
    });
    return done ? OutgoingAnswer::json({{u"one_time_keys"_s, claimed}}) : answerOf(done.error());
}

OutgoingAnswer FederationService::Private::membership(const ServerName &origin, const QString &room, const QJsonObject &body) const
{
    const Result<QJsonObject> told = memberships->changeForServer(origin, room, body);
    return told ? OutgoingAnswer::json(*told) : answerOf(told.error());
}

} // namespace Lockstep::Lab
