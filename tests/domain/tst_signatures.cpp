// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/canonicaljson.h"
#include "domain/apiwords.h"
#include "domain/signatures.h"
#include "vectors.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

QByteArray bytes(const QJsonValue &base64)
{
    return decodeUnpaddedBase64(base64.toString().toUtf8()).value_or(QByteArray());
}

QString masterKeyId(const QByteArray &publicKey)
{
    return u"ed25519:"_s + QString::fromLatin1(encodeUnpaddedBase64(publicKey));
}

} // namespace

class SignaturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keyFromSeed();
    void signsAsTheSpecification();
    void hashesAndSignsEvents();
    void samplesThatDoNotVerify();
    void serverKeyIds();
    void selfSignatures_data();
    void selfSignatures();
    void selfSignatureStates();
    void crossSignatures_data();
    void crossSignatures();
    void crossSignatureStates();
    void users_data();
    void users();
    void oneTimeKeys();
    void checksWholeList();
    void textByTheLetter();
};

void SignaturesTest::keyFromSeed()
{
    const QJsonObject group = Tests::vectors(u"signing_key"_s);
    const QByteArray seed = bytes(group.value("seed_unpadded_base64"_L1));
    const auto key = SigningKey::fromSeed(seed);
    QVERIFY(key);
    QCOMPARE(key->publicKey(), bytes(group.value("public_key_unpadded_base64"_L1).toObject().value("value"_L1)));
    QCOMPARE(key->seed(), seed);
    QVERIFY(!SigningKey::fromSeed("short"));

    const SigningKey fresh = SigningKey::generate();
    QVERIFY(fresh.publicKey() != SigningKey::generate().publicKey());
    QVERIFY(verifySignature(fresh.publicKey(), "text", fresh.sign("text")));
    QVERIFY(!verifySignature(fresh.publicKey(), "other", fresh.sign("text")));
    QVERIFY(!verifySignature(fresh.publicKey().chopped(1), "text", fresh.sign("text")));
    QVERIFY(!verifySignature(fresh.publicKey(), "text", fresh.sign("text").chopped(1)));
    QCOMPARE(SigningKey::fromSeed(fresh.seed())->publicKey(), fresh.publicKey());
}

void SignaturesTest::signsAsTheSpecification()
{
    const auto key = SigningKey::fromSeed(bytes(Tests::vectors(u"signing_key"_s).value("seed_unpadded_base64"_L1)));
    QVERIFY(key);
    const QJsonObject group = Tests::vectors(u"json_signing"_s);
    const QString server = group.value("server_name"_L1).toString();
    const QString keyId = group.value("key_id"_L1).toString();
    int count = 0;
    for (const QString &part : {u"cases"_s, u"additional"_s}) {
        for (const QJsonValue item : group.value(part).toArray()) {
            const QJsonObject entry = item.toObject();
            const Result<QJsonObject> result = signJson(entry.value("input"_L1).toObject(), server, keyId, *key);
            QVERIFY(result);
            QCOMPARE(*result, entry.value("expected"_L1).toObject());
            QCOMPARE(verifyJson(*result, server, keyId, key->publicKey()), SignatureState::Valid);
            QCOMPARE(verifyJson(Tests::compact(*result), server, keyId, key->publicKey()), SignatureState::Valid);
            QCOMPARE(verifyJson(*result, u"elsewhere"_s, keyId, key->publicKey()), SignatureState::Missing);
            QCOMPARE(verifyJson(*result, server, u"ed25519:2"_s, key->publicKey()), SignatureState::Missing);
            QCOMPARE(verifyJson(*result, server, keyId, SigningKey::generate().publicKey()), SignatureState::Invalid);
            ++count;
        }
    }
    QCOMPARE(count, 3);
    QVERIFY(!signJson({{u"a"_s, 1.5}}, server, keyId, *key));
}

/// Events have no place here, but they are signed by the same canonical JSON and the same keys.
void SignaturesTest::hashesAndSignsEvents()
{
    const auto key = SigningKey::fromSeed(bytes(Tests::vectors(u"signing_key"_s).value("seed_unpadded_base64"_L1)));
    QVERIFY(key);
    const QJsonArray cases = Tests::vectors(u"event_signing"_s).value("cases"_L1).toArray();
    QCOMPARE(cases.size(), 2);
    for (const QJsonValue item : cases) {
        const QJsonObject entry = item.toObject();
        QJsonObject hashed = entry.value("input"_L1).toObject();
        for (const QString &left : {u"unsigned"_s, u"signatures"_s, u"hashes"_s})
            hashed.remove(left);
        const Result<QByteArray> text = canonicalJson(hashed);
        QVERIFY(text);
        QCOMPARE(*text, entry.value("content_hash_input_text"_L1).toString().toUtf8());
        QCOMPARE(QString::fromLatin1(encodeUnpaddedBase64(QCryptographicHash::hash(*text, QCryptographicHash::Sha256))),
            entry.value("content_hash_sha256"_L1).toString());
        const QByteArray redacted = entry.value("redacted_signed_bytes_text"_L1).toString().toUtf8();
        const Result<QJsonObject> result = signJson(QJsonDocument::fromJson(redacted).object(), u"domain"_s, u"ed25519:1"_s, *key);
        QVERIFY(result);
        QCOMPARE(result->value("signatures"_L1), entry.value("expected"_L1).toObject().value("signatures"_L1));
    }
}

void SignaturesTest::samplesThatDoNotVerify()
{
    const QJsonArray cases = Tests::vectors(u"samples_that_do_not_verify"_s).value("cases"_L1).toArray();
    QVERIFY(!cases.isEmpty());
    for (const QJsonValue item : cases) {
        const QJsonObject entry = item.toObject();
        const Result<QByteArray> message = signedBytes(Tests::compact(entry.value("object"_L1).toObject()));
        QVERIFY(message);
        QVERIFY(!verifySignature(bytes(entry.value("public_key"_L1)), *message, bytes(entry.value("signature"_L1))));
    }
}

void SignaturesTest::serverKeyIds()
{
    const QJsonObject group = Tests::vectors(u"identifiers"_s).value("server_signing_key_id"_L1).toObject();
    QVERIFY(!group.value("valid"_L1).toArray().isEmpty());
    for (const QJsonValue item : group.value("valid"_L1).toArray())
        QVERIFY2(isServerKeyId(item.toString()), qPrintable(item.toString()));
    for (const QJsonValue item : group.value("invalid"_L1).toArray())
        QVERIFY2(!isServerKeyId(item.toString()), qPrintable(item.toString()));
}

void SignaturesTest::selfSignatures_data()
{
    QTest::addColumn<QJsonObject>("entry");
    const QJsonArray cases = Tests::vectors(u"device_keys"_s).value("cases"_L1).toArray();
    QVERIFY(cases.size() >= 15);
    for (const QJsonValue item : cases)
        QTest::addRow("%s", qPrintable(item.toObject().value("id"_L1).toString())) << item.toObject();
}

void SignaturesTest::selfSignatures()
{
    QFETCH(QJsonObject, entry);
    Device device;
    device.deviceId = DeviceId(entry.value("query_device_id"_L1).toString());
    device.keys = entry.value("device_keys"_L1).toObject();
    const SignatureState state = selfSignatureOf(UserId(entry.value("query_user_id"_L1).toString()), device);
    QCOMPARE(state == SignatureState::Valid, entry.value("expect_self_signature_valid"_L1).toBool());
    const QString id = entry.value("id"_L1).toString();
    if (id.startsWith("returned-under-wrong"_L1))
        QCOMPARE(state, SignatureState::IdMismatch);
    else if (id == "no-signature"_L1)
        QCOMPARE(state, SignatureState::Missing);
    else if (id.startsWith("tampered"_L1) || id == "signed-by-other-key"_L1)
        QCOMPARE(state, SignatureState::Invalid);
}

void SignaturesTest::selfSignatureStates()
{
    const UserId user(u"@a:x.test"_s);
    Device device{.deviceId = DeviceId(u"D"_s), .displayName = {}, .keys = {}};
    QCOMPARE(selfSignatureOf(user, device), SignatureState::NoKeys);
    device.keys = {{u"user_id"_s, user.toString()}, {u"device_id"_s, u"D"_s}};
    QCOMPARE(selfSignatureOf(user, device), SignatureState::Missing);
    const QJsonObject signatures{{user.toString(), QJsonObject{{u"ed25519:D"_s, u"AAAA"_s}}}};
    device.keys.insert(u"signatures"_s, signatures);
    QCOMPARE(selfSignatureOf(user, device), SignatureState::Invalid);
    for (const QJsonValue &hostile : {QJsonValue(5), QJsonValue(QJsonArray{1}), QJsonValue(u"x"_s), QJsonValue(QJsonValue::Null)}) {
        device.keys.insert(u"keys"_s, hostile);
        QCOMPARE(selfSignatureOf(user, device), SignatureState::Invalid);
        device.keys.insert(u"signatures"_s, hostile);
        QCOMPARE(selfSignatureOf(user, device), SignatureState::Missing);
        device.keys.insert(u"signatures"_s, signatures);
    }
}

void SignaturesTest::crossSignatures_data()
{
    QTest::addColumn<QJsonObject>("entry");
    const QJsonArray cases = Tests::vectors(u"cross_signing"_s).value("device_cases"_L1).toArray();
    QVERIFY(cases.size() >= 10);
    for (const QJsonValue item : cases)
        QTest::addRow("%s", qPrintable(item.toObject().value("id"_L1).toString())) << item.toObject();
}

void SignaturesTest::crossSignatures()
{
    QFETCH(QJsonObject, entry);
    CrossSigning keys;
    keys.master = entry.value("master_key"_L1).toObject();
    keys.selfSigning = entry.value("self_signing_key"_L1).toObject();
    Device device;
    device.deviceId = DeviceId(entry.value("device_id"_L1).toString());
    device.keys = entry.value("device_keys"_L1).toObject();
    const UserId user(entry.value("user_id"_L1).toString());
    QCOMPARE(toApiName(crossSignatureOf(user, keys, device)), entry.value("expect"_L1).toString());
}

void SignaturesTest::crossSignatureStates()
{
    const QJsonObject good = Tests::vectors(u"cross_signing"_s).value("device_cases"_L1).toArray().first().toObject();
    const UserId user(good.value("user_id"_L1).toString());
    CrossSigning keys;
    keys.master = good.value("master_key"_L1).toObject();
    keys.selfSigning = good.value("self_signing_key"_L1).toObject();
    Device device;
    device.deviceId = DeviceId(good.value("device_id"_L1).toString());
    device.keys = good.value("device_keys"_L1).toObject();
    QCOMPARE(crossSigningOf(user, keys), CrossSignatureState::CrossSigned);
    QCOMPARE(crossSignatureOf(user, keys, device), CrossSignatureState::CrossSigned);

    // The same keys under another ID are a stolen identity, whoever signed them.
    Device stolen = device;
    stolen.deviceId = DeviceId(u"OTHER"_s);
    QCOMPARE(crossSignatureOf(user, keys, stolen), CrossSignatureState::CrossSignatureInvalid);

    for (const QJsonObject &key : {keys.master, keys.selfSigning}) {
        Device colliding;
        colliding.deviceId = DeviceId(key.value("keys"_L1).toObject().begin().value().toString());
        QCOMPARE(crossSignatureOf(user, keys, colliding), CrossSignatureState::RefuseIdCollision);
    }
    QCOMPARE(
        crossSignatureOf(user, keys, Device{.deviceId = DeviceId(u"D"_s), .displayName = {}, .keys = {}}), CrossSignatureState::NoKeys);

    QCOMPARE(crossSigningOf(user, {}), CrossSignatureState::NoCrossSigning);
    CrossSigning half = keys;
    half.master = {};
    QCOMPARE(crossSigningOf(user, half), CrossSignatureState::CrossSigningIncomplete);
    CrossSigning wrongUsage = keys;
    wrongUsage.selfSigning.insert(u"usage"_s, QJsonArray{u"user_signing"_s});
    QCOMPARE(crossSigningOf(user, wrongUsage), CrossSignatureState::CrossSigningInvalid);
    CrossSigning twoKeys = keys;
    QJsonObject both = keys.master.value("keys"_L1).toObject();
    both.insert(u"ed25519:AAAA"_s, u"AAAA"_s);
    twoKeys.master.insert(u"keys"_s, both);
    QCOMPARE(crossSigningOf(user, twoKeys), CrossSignatureState::NoCrossSigning);
}

void SignaturesTest::users_data()
{
    QTest::addColumn<QJsonObject>("entry");
    for (const QJsonValue item : Tests::vectors(u"cross_signing"_s).value("user_cases"_L1).toArray())
        QTest::addRow("%s", qPrintable(item.toObject().value("id"_L1).toString())) << item.toObject();
}

void SignaturesTest::users()
{
    // Lockstep shows no verification of users; the parts that it would take work all the same.
    QFETCH(QJsonObject, entry);
    const UserId own(entry.value("own_user_id"_L1).toString());
    const UserId other(entry.value("other_user_id"_L1).toString());
    const QJsonObject userSigning = entry.value("own_user_signing_key"_L1).toObject();
    const auto master = crossSigningPublicKey(entry.value("own_master_key"_L1).toObject(), own, u"master"_s);
    const auto signing = crossSigningPublicKey(userSigning, own, u"user_signing"_s);
    const QJsonObject otherMaster = entry.value("other_master_key"_L1).toObject();
    QVERIFY(master && signing && crossSigningPublicKey(otherMaster, other, u"master"_s));
    QString result = u"user_not_verified"_s;
    if (verifyJson(userSigning, own.toString(), masterKeyId(*master), *master) != SignatureState::Valid)
        result = u"own_user_signing_key_invalid"_s;
    else if (verifyJson(otherMaster, own.toString(), masterKeyId(*signing), *signing) == SignatureState::Valid)
        result = u"user_verified"_s;
    QCOMPARE(result, entry.value("expect"_L1).toString());
}

void SignaturesTest::oneTimeKeys()
{
    const QJsonObject group = Tests::vectors(u"one_time_keys"_s);
    const QString user = group.value("user_id"_L1).toString();
    const QString keyId = u"ed25519:"_s + group.value("device_id"_L1).toString();
    const QByteArray publicKey = bytes(group.value("ed25519_public"_L1));
    const QJsonArray cases = group.value("cases"_L1).toArray();
    QVERIFY(!cases.isEmpty());
    for (const QJsonValue item : cases) {
        QJsonObject object = item.toObject().value("object"_L1).toObject();
        QCOMPARE(verifyJson(object, user, keyId, publicKey), SignatureState::Valid);
        object.insert(u"fallback"_s, !object.contains("fallback"_L1));
        QCOMPARE(verifyJson(object, user, keyId, publicKey), SignatureState::Invalid);
    }
}

void SignaturesTest::checksWholeList()
{
    const QJsonArray cases = Tests::vectors(u"cross_signing"_s).value("device_cases"_L1).toArray();
    const QJsonObject good = cases.at(0).toObject();
    DeviceList list;
    list.userId = UserId(good.value("user_id"_L1).toString());
    list.crossSigning.master = good.value("master_key"_L1).toObject();
    list.crossSigning.selfSigning = good.value("self_signing_key"_L1).toObject();
    for (const QJsonObject &entry : {good, cases.at(1).toObject()}) {
        Device device;
        device.deviceId = DeviceId(entry.value("device_id"_L1).toString());
        device.keys = entry.value("device_keys"_L1).toObject();
        list.devices.append(device);
    }
    list.devices.append(Device{.deviceId = DeviceId(u"PLAIN"_s), .displayName = {}, .keys = {}});
    checkSignatures(list);
    QStringList states;
    for (const Device &device : list.devices)
        states.append(toApiName(device.selfSignature) + u'/' + toApiName(device.crossSignature));
    QCOMPARE(states.join(u' '), u"valid/cross_signed valid/not_cross_signed no_keys/no_keys"_s);
}

void SignaturesTest::textByTheLetter()
{
    const SigningKey key = SigningKey::generate();
    const Result<QJsonObject> object = signJson({{u"a"_s, 1}}, u"x"_s, u"ed25519:1"_s, key);
    QVERIFY(object);
    const QByteArray text = Tests::compact(*object);
    QCOMPARE(verifyJson(text, u"x"_s, u"ed25519:1"_s, key.publicKey()), SignatureState::Valid);
    QCOMPARE(
        verifyJson(QByteArray(text).replace("\"a\":1", "\"a\":1.0"), u"x"_s, u"ed25519:1"_s, key.publicKey()), SignatureState::Invalid);
    QCOMPARE(verifyJson(QByteArray(text).replace("\"a\":1", "\"a\":1,\"a\":1"), u"x"_s, u"ed25519:1"_s, key.publicKey()),
        SignatureState::Invalid);
    QCOMPARE(verifyJson("nonsense"_ba, u"x"_s, u"ed25519:1"_s, key.publicKey()), SignatureState::Missing);
}

QTEST_GUILESS_MAIN(SignaturesTest)

#include "tst_signatures.moc"
