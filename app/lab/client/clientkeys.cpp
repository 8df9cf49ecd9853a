// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientapi.h"

#include "core/canonicaljson.h"
#include "core/log.h"
#include "domain/signatures.h"
#include "lab/state/actor.h"
#include "lab/state/bodyshape.h"
#include "lab/state/changes.h"
#include "lab/state/keys.h"
#include "lab/state/publisher.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"
#include "lab/state/tracker.h"

#include <QDeadlineTimer>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Answer = ClientApi::Answer;

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
        if (!device.displayName.isEmpty())
            keys.insert(u"unsigned"_s, QJsonObject{{u"device_display_name"_s, device.displayName}});
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

QString publicKeyOf(const QJsonObject &crossSigningKey)
{
    const QJsonObject keys = crossSigningKey.value("keys"_L1).toObject();
    return keys.size() == 1 ? keys.begin()->toString() : QString();
}

// \a publicKey: unpadded base64, as in the objects themselves.
bool isSignedBy(const QJsonObject &object, const UserId &user, const QString &keyName, const QString &publicKey)
{
    const auto bytes = decodeUnpaddedBase64(publicKey.toLatin1());
    return bytes && verifyJson(object, user.toString(), u"ed25519:"_s + keyName, *bytes) == SignatureState::Valid;
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

QJsonObject signatureProblem(const QString &text)
{
    return {{u"errcode"_s, u"M_INVALID_SIGNATURE"_s}, {u"error"_s, text}};
}

} // namespace

Answer ClientApi::uploadKeys(ClientCall &call)
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
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        if (!device.isEmpty() && m_context->keys->setDeviceKeys(caller.user, caller.device, device)) {
            m_context->publisher->deviceChanged(caller.user, caller.device);
            m_context->changes->deviceListChanged(caller.user);
        }
        if (const QString taken = m_context->keys->addOneTimeKeys(caller.user, caller.device, oneTime); !taken.isEmpty())
            return failure(
                Error::BadInput, u"Another one-time key %1 is here already."_s.arg(displayable(taken, 80)), 400, u"M_INVALID_PARAM"_s);
        m_context->keys->setFallbackKeys(caller.user, caller.device, fallback);
        counts = m_context->keys->oneTimeKeyCounts(caller.user, caller.device);
        return {};
    });
    return done ? Answer::json({{u"one_time_key_counts"_s, counts}}) : answerOf(done.error());
}

Answer ClientApi::queryKeys(ClientCall &call)
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
        if (user.server() == m_context->serverName) {
            m_context->actor->call([&] {
                if (!m_context->accounts->exists(user))
                    return;
                answer.add(user, keysOf(m_context->keys->devices(user), asSet(entry.value())),
                    m_context->keys->crossSigningKey(user, u"master"_s), m_context->keys->crossSigningKey(user, u"self_signing"_s));
                if (user == call.caller.user)
                    if (const QJsonObject key = m_context->keys->crossSigningKey(user, u"user_signing"_s); !key.isEmpty())
                        answer.userSigningKeys.insert(user.toString(), key);
            });
            continue;
        }
        std::optional<DeviceList> list = m_context->tracker->fresh(user);
        if (!list && m_context->actor->call([&] { return m_context->rooms->isSharedWith(user); })) {
            const Result<DeviceList> fetched = m_context->tracker->resync(user, int(deadline.remainingTime()));
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
        const Result<QJsonObject> found = m_context->federationRequest(server.key(), "POST", "/_matrix/federation/v1/user/keys/query",
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
    m_context->actor->call([&] { addOwnSignatures(call.caller.user, &answer.masterKeys); });
    return Answer::json(
        {{u"device_keys"_s, answer.deviceKeys}, {u"master_keys"_s, answer.masterKeys}, {u"self_signing_keys"_s, answer.selfSigningKeys},
            {u"user_signing_keys"_s, answer.userSigningKeys}, {u"failures"_s, answer.failures}});
}

void ClientApi::addOwnSignatures(const UserId &user, QJsonObject *masterKeys) const
{
    QSqlQuery query = m_context->storage->run(u"SELECT target, key_id, signed FROM user_signatures WHERE user_id = ?"_s, {user.toString()});
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

Answer ClientApi::claimKeys(ClientCall &call)
{
    const QJsonObject wanted = call.body.value("one_time_keys"_L1).toObject();
    const QDeadlineTimer deadline(qBound(qint64(0), call.body.value("timeout"_L1).toInteger(defaultQueryMs), qint64(maxQueryMs)));
    QJsonObject claimed;
    QJsonObject failures;
    QMap<ServerName, QJsonObject> elsewhere;
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        for (auto user = wanted.begin(); user != wanted.end(); ++user) {
            const UserId id(user.key());
            if (id.server() != m_context->serverName) {
                if (id.isValid())
                    elsewhere[id.server()].insert(user.key(), user.value());
                continue;
            }
            QJsonObject devices;
            const QJsonObject asked = user->toObject();
            for (auto device = asked.begin(); device != asked.end(); ++device)
                if (const QJsonObject key = m_context->keys->claim(id, DeviceId(device.key()), device->toString()); !key.isEmpty())
                    devices.insert(device.key(), key);
            if (!devices.isEmpty())
                claimed.insert(user.key(), devices);
        }
        return {};
    });
    if (!done)
        return answerOf(done.error());
    for (auto server = elsewhere.cbegin(); server != elsewhere.cend(); ++server) {
        const Result<QJsonObject> found = m_context->federationRequest(server.key(), "POST", "/_matrix/federation/v1/user/keys/claim",
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

Answer ClientApi::uploadCrossSigning(ClientCall &call)
{
    const UserId &user = call.caller.user;
    QMap<QString, QJsonObject> given;
    for (const QString &usage : {u"master"_s, u"self_signing"_s, u"user_signing"_s}) {
        const QJsonObject key = call.body.value(usage + u"_key"_s).toObject();
        if (key.isEmpty())
            continue;
        if (key.value("user_id"_L1).toString() != user.toString() || !key.value("usage"_L1).toArray().contains(usage)
            || publicKeyOf(key).isEmpty())
            return Answer::error(400, u"M_INVALID_PARAM"_s, u"%1_key is not a %1 key of yours with exactly one public key."_s.arg(usage));
        if (const Result<QByteArray> canonical = canonicalJson(key); !canonical)
            return Answer::error(400, u"M_BAD_JSON"_s, u"%1_key: "_s.arg(usage) + canonical.error().text);
        given.insert(usage, key);
    }
    QMap<QString, QJsonObject> known;
    bool collides = false;
    m_context->actor->call([&] {
        for (const QString &usage : {u"master"_s, u"self_signing"_s, u"user_signing"_s})
            known.insert(usage, m_context->keys->crossSigningKey(user, usage));
        for (const QJsonObject &key : std::as_const(given))
            collides = collides || m_context->accounts->hasDevice(user, DeviceId(publicKeyOf(key)));
    });
    if (collides)
        return Answer::error(403, u"M_FORBIDDEN"_s, u"A cross-signing key must not equal a device ID."_s);
    const QJsonObject master = given.contains(u"master"_s) ? given.value(u"master"_s) : known.value(u"master"_s);
    if (master.isEmpty())
        return Answer::error(400, u"M_MISSING_PARAM"_s, u"There is no master key yet: upload it with the others."_s);
    for (const QString &usage : {u"self_signing"_s, u"user_signing"_s})
        if (given.contains(usage) && !isSignedBy(given.value(usage), user, publicKeyOf(master), publicKeyOf(master)))
            return Answer::error(400, u"M_INVALID_SIGNATURE"_s, u"%1_key is not signed by the master key."_s.arg(usage));
    bool replaces = false;
    for (auto key = given.cbegin(); key != given.cend(); ++key)
        replaces = replaces || (!known.value(u"master"_s).isEmpty() && publicKeyOf(known.value(key.key())) != publicKeyOf(*key));
    if (replaces)
        if (const auto ask = askPassword(call, u"cross-signing"_s))
            return *ask;
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        bool changed = false;
        for (auto key = given.cbegin(); key != given.cend(); ++key)
            changed = m_context->keys->setCrossSigningKey(user, key.key(), *key) || changed;
        if (changed) {
            m_context->publisher->signingKeysChanged(user);
            m_context->changes->deviceListChanged(user);
        }
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientApi::uploadSignatures(ClientCall &call)
{
    QJsonObject failures;
    const UserId &caller = call.caller.user;
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        for (auto user = call.body.begin(); user != call.body.end(); ++user) {
            const QJsonObject objects = user->toObject();
            QJsonObject problems;
            for (auto object = objects.begin(); object != objects.end(); ++object)
                if (const QString problem = storeSignatures(caller, UserId(user.key()), object.key(), object->toObject());
                    !problem.isEmpty())
                    problems.insert(object.key(), signatureProblem(problem));
            if (!problems.isEmpty())
                failures.insert(user.key(), problems);
        }
        return {};
    });
    return done ? Answer::json({{u"failures"_s, failures}}) : answerOf(done.error());
}

QString ClientApi::storeSignatures(const UserId &caller, const UserId &target, const QString &keyId, const QJsonObject &object)
{
    static const BodyShape signedObject(R"({"signatures": {"@": {"@": "string"}}})");
    if (const auto mismatch = signedObject.mismatch(object))
        return mismatch->text;
    const auto isSignedByOwn = [&](const QString &usage) {
        const QString publicKey = publicKeyOf(m_context->keys->crossSigningKey(caller, usage));
        return isSignedBy(object, caller, publicKey, publicKey);
    };
    const auto bare = [](QJsonObject value) {
        value.remove("signatures"_L1);
        value.remove("unsigned"_L1);
        return value;
    };
    if (target != caller) {
        if (!isSignedByOwn(u"user_signing"_s))
            return u"It is not signed by your user-signing key."_s;
        m_context->storage->execute(u"INSERT INTO user_signatures (user_id, target, key_id, signed) VALUES (?, ?, ?, ?) "
                                    "ON CONFLICT (user_id, target, key_id) DO UPDATE SET signed = excluded.signed"_s,
            {caller.toString(), target.toString(), keyId, compactText(object)});
        m_context->changes->signatureMade(caller, target);
        return {};
    }
    const QJsonObject master = m_context->keys->crossSigningKey(caller, u"master"_s);
    if (keyId == publicKeyOf(master)) {
        if (bare(object) != bare(master))
            return u"It is not the master key that is stored here."_s;
        bool isSigned = false;
        const QList<Device> devices = m_context->keys->devices(caller);
        for (const Device &device : devices) {
            const QString key = device.keys.value("keys"_L1).toObject().value(u"ed25519:"_s + device.deviceId.toString()).toString();
            isSigned = isSigned || isSignedBy(object, caller, device.deviceId.toString(), key);
        }
        if (!isSigned)
            return u"It is not signed by a device of yours."_s;
        if (m_context->keys->setCrossSigningKey(caller, u"master"_s, object)) {
            m_context->publisher->signingKeysChanged(caller);
            m_context->changes->deviceListChanged(caller);
        }
        return {};
    }
    const DeviceId device(keyId);
    if (bare(object) != bare(m_context->keys->deviceKeys(caller, device)))
        return u"It is not the device that is stored here."_s;
    if (!isSignedByOwn(u"self_signing"_s))
        return u"It is not signed by your self-signing key."_s;
    if (m_context->keys->setDeviceKeys(caller, device, object)) {
        m_context->publisher->deviceChanged(caller, device);
        m_context->changes->deviceListChanged(caller);
    }
    return {};
}

} // namespace Lockstep::Lab
