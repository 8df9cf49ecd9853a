// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientkeys.h"

#include "core/canonicaljson.h"
#include "core/log.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/changes.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/keys.h"
#include "lab/state/peers.h"
#include "lab/state/publisher.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"
#include "lab/state/tracker.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr int defaultQueryMs = 10'000;
constexpr int maxQueryMs = 60'000;

/// What /keys/query answers, being put together.
struct QueryAnswer
{
    QJsonObject deviceKeys, masterKeys, selfSigningKeys, userSigningKeys, failures;

    void add(const UserId &user, const QJsonObject &devices, const QJsonObject &master, const QJsonObject &selfSigning)
    {
        deviceKeys.insert(user.toString(), devices);
        if (!master.isEmpty())
            masterKeys.insert(user.toString(), master);
        if (!selfSigning.isEmpty())
            selfSigningKeys.insert(user.toString(), selfSigning);
    }
};

QJsonObject keysOf(const QList<Device> &devices, const QSet<QString> &wanted)
{
    QJsonObject result;
    for (const Device &device : devices) {
        if (device.keys.isEmpty() || (!wanted.isEmpty() && !wanted.contains(device.deviceId.toString())))
            continue; // /keys/query shows devices with keys only
        QJsonObject keys = device.keys;
        keys.insert(
            u"unsigned"_s, device.displayName.isEmpty() ? QJsonObject() : QJsonObject{{u"device_display_name"_s, device.displayName}});
        result.insert(device.deviceId.toString(), keys);
    }
    return result;
}

QSet<QString> asSet(const QJsonValue &list)
{
    QSet<QString> result;
    const QJsonArray values = list.toArray();
    for (const QJsonValue &value : values)
        result.insert(value.toString());
    return result;
}

QJsonObject failureObject(const Error &error)
{
    return {{u"status"_s, error.remoteStatus ? error.remoteStatus : 503}, {u"message"_s, error.text}};
}

/// Why one-time or fallback keys cannot be taken; empty if they can. A KeyObject has a key and signatures (client-server API, "One-time and
/// fallback keys"), and what another server is to claim must be canonical JSON.
QString problemOfKeys(const QJsonObject &keys)
{
    static const BodyShape keyObject(R"({"key": "string", "signatures": {"@": {"@": "string"}}})");
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        const QString name = displayable(key.key(), 80);
        if (key.key().indexOf(u':') < 1)
            return u"\"%1\" is not <algorithm>:<key id>."_s.arg(name);
        if (!key->isObject())
            continue;
        if (const auto mismatch = keyObject.mismatch(key->toObject()))
            return u"%1: %2"_s.arg(name, mismatch->text);
        if (const Result<QByteArray> canonical = canonicalJson(key->toObject()); !canonical)
            return u"%1: %2"_s.arg(name, canonical.error().text);
    }
    return {};
}

} // namespace

ClientKeys::ClientKeys(HomeserverState *state, Peers *peers, Tracker *tracker)
    : m_state(state)
    , m_peers(peers)
    , m_tracker(tracker)
{
}

QList<ClientRoute> ClientKeys::routes()
{
    using C = ClientKeys;
    constexpr auto uploadBody
        = R"({"device_keys?": {"user_id": "string", "device_id": "string", "algorithms": ["string"], "keys": {"@": "string"},
        "signatures": {"@": {"@": "string"}}}, "one_time_keys?": {"@": "string|object"}, "fallback_keys?": {"@": "string|object"}})";
    const RouteMaker route(this);
    return {
        route("POST", "keys/upload", &C::uploadKeys, uploadBody),
        route("POST", "keys/query", &C::queryKeys, R"({"device_keys": {"@": ["string"]}, "timeout?": "integer"})"),
        route("POST", "keys/claim", &C::claimKeys, R"({"one_time_keys": {"@": {"@": "string"}}, "timeout?": "integer"})"),
    };
}

Answer ClientKeys::uploadKeys(ClientCall &call)
{
    const QJsonObject device = call.body.value("device_keys"_L1).toObject();
    const QJsonObject oneTime = call.body.value("one_time_keys"_L1).toObject();
    const QJsonObject fallback = call.body.value("fallback_keys"_L1).toObject();
    const Accounts::Caller &caller = call.caller;
    if (!device.isEmpty()
        && (device.value("user_id"_L1).toString() != caller.user.toString()
            || device.value("device_id"_L1).toString() != caller.device.toString()))
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"device_keys are of another user or device than the access token."_s);
    if (const Result<QByteArray> canonical = canonicalJson(device); !canonical)
        return Answer::error(400, u"M_BAD_JSON"_s, u"device_keys: "_s + canonical.error().text);
    if (QString problem = problemOfKeys(oneTime) + problemOfKeys(fallback); !problem.isEmpty())
        return Answer::error(400, u"M_INVALID_PARAM"_s, problem);
    QJsonObject counts;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        if (!device.isEmpty() && m_state->keys().setDeviceKeys(caller.user, caller.device, device)) {
            m_state->publisher().deviceChanged(caller.user, caller.device);
            m_state->changes().deviceListChanged(caller.user);
        }
        if (const QString taken = m_state->keys().addOneTimeKeys(caller.user, caller.device, oneTime); !taken.isEmpty())
            return failure(
                Error::BadInput, u"Another one-time key %1 is here already."_s.arg(displayable(taken, 80)), 400, u"M_INVALID_PARAM"_s);
        m_state->keys().setFallbackKeys(caller.user, caller.device, fallback);
        counts = m_state->keys().oneTimeKeyCounts(caller.user, caller.device);
        return {};
    });
    return done ? Answer::json({{u"one_time_key_counts"_s, counts}}) : answerOf(done.error());
}

Answer ClientKeys::queryKeys(ClientCall &call)
{
    const QJsonObject wanted = call.body.value("device_keys"_L1).toObject();
    const qint64 timeout = call.body.value("timeout"_L1).toInteger(defaultQueryMs);
    const QDeadlineTimer deadline(qBound(qint64(0), timeout, qint64(maxQueryMs)));
    QueryAnswer answer;
    QMap<ServerName, QJsonObject> elsewhere;
    for (auto entry = wanted.begin(); entry != wanted.end(); ++entry) {
        const UserId user(entry.key());
        if (!user.isValid())
            continue;
        if (user.server() == m_state->serverName()) {
            m_state->actor().call([&] {
                if (!m_state->accounts().exists(user))
                    return;
                answer.add(user, keysOf(m_state->keys().devices(user), asSet(entry.value())),
                    m_state->keys().crossSigningKey(user, u"master"_s), m_state->keys().crossSigningKey(user, u"self_signing"_s));
                if (user == call.caller.user)
                    if (const QJsonObject key = m_state->keys().crossSigningKey(user, u"user_signing"_s); !key.isEmpty())
                        answer.userSigningKeys.insert(user.toString(), key);
            });
            continue;
        }
        std::optional<DeviceList> list = m_tracker->fresh(user);
        if (!list && m_state->actor().call([&] { return m_state->rooms().isSharedWith(user); })) {
            const Result<DeviceList> fetched = m_tracker->resync(user, int(deadline.remainingTime()));
            if (!fetched) {
                answer.failures.insert(user.server().toString(), failureObject(fetched.error()));
                continue;
            }
            list = *fetched;
        }
        if (list)
            answer.add(user, keysOf(list->devices, asSet(entry.value())), list->crossSigning.master, list->crossSigning.selfSigning);
        else
            elsewhere[user.server()].insert(user.toString(), entry.value());
    }
    // Users of no shared room are not tracked: asked for once, not kept.
    for (auto server = elsewhere.cbegin(); server != elsewhere.cend(); ++server) {
        const Result<QJsonObject> found = m_peers->request(server.key(), "POST", "/_matrix/federation/v1/user/keys/query",
            QJsonObject{{u"device_keys"_s, *server}}, int(qMax(deadline.remainingTime(), qint64(1))));
        if (!found) {
            answer.failures.insert(server.key().toString(), failureObject(found.error()));
            continue;
        }
        const QJsonObject devices = found->value("device_keys"_L1).toObject();
        for (auto user = devices.begin(); user != devices.end(); ++user)
            if (server->contains(user.key())) // a server answers for whom it was asked
                answer.add(UserId(user.key()), user->toObject(), found->value("master_keys"_L1).toObject().value(user.key()).toObject(),
                    found->value("self_signing_keys"_L1).toObject().value(user.key()).toObject());
    }
    m_state->actor().call([&] { addOwnSignatures(call.caller.user, &answer.masterKeys); });
    return Answer::json(
        {{u"device_keys"_s, answer.deviceKeys}, {u"master_keys"_s, answer.masterKeys}, {u"self_signing_keys"_s, answer.selfSigningKeys},
            {u"user_signing_keys"_s, answer.userSigningKeys}, {u"failures"_s, answer.failures}});
}

void ClientKeys::addOwnSignatures(const UserId &user, QJsonObject *masterKeys) const
{
    Rows query = m_state->storage().run(u"SELECT target, key_id, signed FROM user_signatures WHERE user_id = ?"_s, {user.toString()});
    while (query.next()) {
        const QString target = query.value(0).toString();
        QJsonObject key = masterKeys->value(target).toObject();
        if (publicKeyOf(key) != query.value(1).toString())
            continue; // of an identity that is gone
        QJsonObject signatures = key.value("signatures"_L1).toObject();
        signatures.insert(user.toString(), compactJson(query.value(2).toString()).value("signatures"_L1).toObject().value(user.toString()));
        key.insert(u"signatures"_s, signatures);
        masterKeys->insert(target, key);
    }
}

Answer ClientKeys::claimKeys(ClientCall &call)
{
    const QJsonObject wanted = call.body.value("one_time_keys"_L1).toObject();
    const QDeadlineTimer deadline(qBound(qint64(0), call.body.value("timeout"_L1).toInteger(defaultQueryMs), qint64(maxQueryMs)));
    QJsonObject claimed;
    QJsonObject failures;
    QMap<ServerName, QJsonObject> elsewhere;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        for (auto user = wanted.begin(); user != wanted.end(); ++user) {
            const UserId id(user.key());
            if (id.server() != m_state->serverName()) {
                if (id.isValid())
                    elsewhere[id.server()].insert(user.key(), user.value());
                continue;
            }
            QJsonObject devices;
            const QJsonObject asked = user->toObject();
            for (auto device = asked.begin(); device != asked.end(); ++device)
                if (const QJsonObject key = m_state->keys().claim(id, DeviceId(device.key()), device->toString()); !key.isEmpty())
                    devices.insert(device.key(), key);
            if (!devices.isEmpty())
                claimed.insert(user.key(), devices);
        }
        return {};
    });
    if (!done)
        return answerOf(done.error());
    for (auto server = elsewhere.cbegin(); server != elsewhere.cend(); ++server) {
        const Result<QJsonObject> found = m_peers->request(server.key(), "POST", "/_matrix/federation/v1/user/keys/claim",
            QJsonObject{{u"one_time_keys"_s, *server}}, int(qMax(deadline.remainingTime(), qint64(1))));
        if (!found) {
            failures.insert(server.key().toString(), failureObject(found.error()));
            continue;
        }
        const QJsonObject keys = found->value("one_time_keys"_L1).toObject();
        for (auto user = keys.begin(); user != keys.end(); ++user)
            if (server->contains(user.key()))
                claimed.insert(user.key(), user.value());
    }
    return Answer::json({{u"one_time_keys"_s, claimed}, {u"failures"_s, failures}});
}

} // namespace Lockstep::Lab
