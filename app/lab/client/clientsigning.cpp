// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientsigning.h"

#include "core/canonicaljson.h"
#include "domain/signatures.h"
#include "lab/client/interactiveauth.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/changes.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/keys.h"
#include "lab/state/publisher.h"
#include "lab/state/storage.h"

#include <QJsonArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

// \a publicKey: unpadded base64, as in the objects themselves.
bool isSignedBy(const QJsonObject &object, const UserId &user, const QString &keyName, const QString &publicKey)
{
    const auto bytes = decodeUnpaddedBase64(publicKey.toLatin1());
    return bytes && verifyJson(object, user.toString(), u"ed25519:"_s + keyName, *bytes) == SignatureState::Valid;
}

QJsonObject signatureProblem(const QString &text)
{
    return {{u"errcode"_s, u"M_INVALID_SIGNATURE"_s}, {u"error"_s, text}};
}

} // namespace

ClientSigning::ClientSigning(HomeserverState *state, InteractiveAuth *interactive)
    : m_state(state)
    , m_interactive(interactive)
{
}

QList<ClientRoute> ClientSigning::routes()
{
    constexpr auto crossSigningBody = R"({"auth?": {"type?": "string", "session?": "string"},
        "master_key?": {"user_id": "string", "usage": ["string"], "keys": {"@": "string"}, "signatures?": {"@": {"@": "string"}}},
        "self_signing_key?": {"user_id": "string", "usage": ["string"], "keys": {"@": "string"}, "signatures?": {"@": {"@": "string"}}},
        "user_signing_key?": {"user_id": "string", "usage": ["string"], "keys": {"@": "string"}, "signatures?": {"@": {"@": "string"}}}})";
    const RouteMaker route(this);
    return {
        route("POST", "keys/device_signing/upload", &ClientSigning::uploadCrossSigning, crossSigningBody),
        route("POST", "keys/signatures/upload", &ClientSigning::uploadSignatures, R"({"@": {"@": "object"}})"),
    };
}

Answer ClientSigning::uploadCrossSigning(ClientCall &call)
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
    m_state->actor().call([&] {
        for (const QString &usage : {u"master"_s, u"self_signing"_s, u"user_signing"_s})
            known.insert(usage, m_state->keys().crossSigningKey(user, usage));
        for (const QJsonObject &key : std::as_const(given))
            collides = collides || m_state->accounts().hasDevice(user, DeviceId(publicKeyOf(key)));
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
        if (const auto ask = m_interactive->askPassword(call, u"cross-signing"_s))
            return *ask;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        QSet<QString> changed;
        for (auto key = given.cbegin(); key != given.cend(); ++key)
            if (m_state->keys().setCrossSigningKey(user, key.key(), *key))
                changed.insert(key.key());
        // The user-signing key is the user's own business: nobody else can see it.
        if (changed.remove(u"user_signing"_s))
            m_state->changes().signatureMade(user, user);
        if (!changed.isEmpty()) {
            m_state->publisher().signingKeysChanged(user);
            m_state->changes().deviceListChanged(user);
        }
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientSigning::uploadSignatures(ClientCall &call)
{
    QJsonObject failures;
    const UserId &caller = call.caller.user;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
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

QString ClientSigning::storeSignatures(const UserId &caller, const UserId &target, const QString &keyId, const QJsonObject &object)
{
    static const BodyShape signedObject(R"({"signatures": {"@": {"@": "string"}}})");
    if (const auto mismatch = signedObject.mismatch(object))
        return mismatch->text;
    const auto isSignedByOwn = [&](const QString &usage) {
        const QString publicKey = publicKeyOf(m_state->keys().crossSigningKey(caller, usage));
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
        m_state->storage().execute(u"INSERT INTO user_signatures (user_id, target, key_id, signed) VALUES (?, ?, ?, ?) "
                                   "ON CONFLICT (user_id, target, key_id) DO UPDATE SET signed = excluded.signed"_s,
            {caller.toString(), target.toString(), keyId, compactText(object)});
        m_state->changes().signatureMade(caller, target);
        return {};
    }
    const QJsonObject master = m_state->keys().crossSigningKey(caller, u"master"_s);
    if (keyId == publicKeyOf(master)) {
        if (bare(object) != bare(master))
            return u"It is not the master key that is stored here."_s;
        bool isSigned = false;
        const QList<Device> devices = m_state->keys().devices(caller);
        for (const Device &device : devices) {
            const QString key = device.keys.value("keys"_L1).toObject().value(u"ed25519:"_s + device.deviceId.toString()).toString();
            isSigned = isSigned || isSignedBy(object, caller, device.deviceId.toString(), key);
        }
        if (!isSigned)
            return u"It is not signed by a device of yours."_s;
        if (m_state->keys().setCrossSigningKey(caller, u"master"_s, object)) {
            m_state->publisher().signingKeysChanged(caller);
            m_state->changes().deviceListChanged(caller);
        }
        return {};
    }
    const DeviceId device(keyId);
    if (bare(object) != bare(m_state->keys().deviceKeys(caller, device)))
        return u"It is not the device that is stored here."_s;
    if (!isSignedByOwn(u"self_signing"_s))
        return u"It is not signed by your self-signing key."_s;
    if (m_state->keys().setDeviceKeys(caller, device, object)) {
        m_state->publisher().deviceChanged(caller, device);
        m_state->changes().deviceListChanged(caller);
    }
    return {};
}

} // namespace Lockstep::Lab
