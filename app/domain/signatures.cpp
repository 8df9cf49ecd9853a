// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/signatures.h"

#include "core/canonicaljson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <sodium.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr auto algorithm = "ed25519:"_L1;

/// Picks the fast implementations and opens the random source, once, whichever thread comes first.
void prepareSodium()
{
    static const bool ready = sodium_init() >= 0;
    if (!ready)
        qFatal("libsodium found no source of random numbers.");
}

const unsigned char *bytes(const QByteArray &data)
{
    return reinterpret_cast<const unsigned char *>(data.constData());
}

QByteArray text(const unsigned char *data, size_t size)
{
    return {reinterpret_cast<const char *>(data), qsizetype(size)};
}

std::optional<QByteArray> decodedKey(const QJsonValue &value)
{
    const std::optional<QByteArray> key = decodeUnpaddedBase64(value.toString().toUtf8());
    return key && key->size() == qsizetype(crypto_sign_PUBLICKEYBYTES) ? key : std::nullopt;
}

QJsonValue signatureIn(const QJsonObject &object, const QString &entity, const QString &keyId)
{
    return object.value("signatures"_L1).toObject().value(entity).toObject().value(keyId);
}

Result<QByteArray> signedBytes(QJsonObject object)
{
    object.remove("signatures"_L1);
    object.remove("unsigned"_L1);
    return canonicalJson(object);
}

SignatureState verify(const QJsonValue &signature, const QByteArray &publicKey, const Result<QByteArray> &message)
{
    if (signature.isUndefined())
        return SignatureState::Missing;
    const std::optional<QByteArray> decoded = decodeUnpaddedBase64(signature.toString().toUtf8());
    const bool isValid = message && decoded && verifySignature(publicKey, *message, *decoded);
    return isValid ? SignatureState::Valid : SignatureState::Invalid;
}

QString crossSigningKeyId(const QByteArray &publicKey)
{
    return algorithm + QString::fromLatin1(encodeUnpaddedBase64(publicKey));
}

/// \a chain is what crossSigningOf said of the keys.
CrossSignatureState crossSignatureOf(
    const UserId &user, const CrossSigning &keys, CrossSignatureState chain, const Device &device, SignatureState selfSignature)
{
    // One namespace holds both: a device named like a key could pass for it.
    for (const QJsonObject &key : {keys.master, keys.selfSigning}) {
        if (key.value("keys"_L1).toObject().contains(algorithm + device.deviceId.toString()))
            return CrossSignatureState::RefuseIdCollision;
    }
    if (device.keys.isEmpty())
        return CrossSignatureState::NoKeys;
    if (chain != CrossSignatureState::CrossSigned)
        return chain;
    const QByteArray selfSigning = crossSigningPublicKey(keys.selfSigning, user, u"self_signing"_s).value_or(QByteArray());
    const SignatureState state = verifyJson(device.keys, user.toString(), crossSigningKeyId(selfSigning), selfSigning);
    if (state == SignatureState::Missing)
        return CrossSignatureState::NotCrossSigned;
    const bool isValid = state == SignatureState::Valid && selfSignature == SignatureState::Valid;
    return isValid ? CrossSignatureState::CrossSigned : CrossSignatureState::CrossSignatureInvalid;
}

} // namespace

SigningKey SigningKey::generate()
{
    prepareSodium();
    SigningKey key;
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> publicKey{};
    crypto_sign_keypair(publicKey.data(), key.m_secret.data());
    return key;
}

std::optional<SigningKey> SigningKey::fromSeed(const QByteArray &seed)
{
    if (seed.size() != qsizetype(crypto_sign_SEEDBYTES))
        return std::nullopt;
    prepareSodium();
    SigningKey key;
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> publicKey{};
    crypto_sign_seed_keypair(publicKey.data(), key.m_secret.data(), bytes(seed));
    return key;
}

SigningKey::~SigningKey()
{
    sodium_memzero(m_secret.data(), m_secret.size());
}

// libsodium's secret key is the seed followed by the public key.

QByteArray SigningKey::seed() const
{
    return text(m_secret.data(), crypto_sign_SEEDBYTES);
}

QByteArray SigningKey::publicKey() const
{
    return text(m_secret.data() + crypto_sign_SEEDBYTES, crypto_sign_PUBLICKEYBYTES);
}

QByteArray SigningKey::sign(const QByteArray &message) const
{
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, bytes(message), static_cast<unsigned long long>(message.size()), m_secret.data());
    return text(signature.data(), signature.size());
}

bool verifySignature(const QByteArray &publicKey, const QByteArray &message, const QByteArray &signature)
{
    if (publicKey.size() != qsizetype(crypto_sign_PUBLICKEYBYTES) || signature.size() != qsizetype(crypto_sign_BYTES))
        return false;
    prepareSodium();
    return crypto_sign_verify_detached(bytes(signature), bytes(message), static_cast<unsigned long long>(message.size()), bytes(publicKey))
        == 0;
}

bool isServerKeyId(QStringView id)
{
    const QStringView name = id.startsWith(algorithm) ? id.sliced(algorithm.size()) : QStringView();
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_';
    });
}

Result<QJsonObject> signJson(const QJsonObject &object, const QString &entity, const QString &keyId, const SigningKey &key)
{
    const Result<QByteArray> message = signedBytes(object);
    if (!message)
        return failure(message.error());
    QJsonObject signatures = object.value("signatures"_L1).toObject();
    QJsonObject own = signatures.value(entity).toObject();
    own.insert(keyId, QString::fromLatin1(encodeUnpaddedBase64(key.sign(*message))));
    signatures.insert(entity, own);
    QJsonObject result = object;
    result.insert("signatures"_L1, signatures);
    return result;
}

SignatureState verifyJson(const QJsonObject &object, const QString &entity, const QString &keyId, const QByteArray &publicKey)
{
    return verify(signatureIn(object, entity, keyId), publicKey, signedBytes(object));
}

SignatureState verifyJson(const QByteArray &jsonText, const QString &entity, const QString &keyId, const QByteArray &publicKey)
{
    const QJsonObject object = QJsonDocument::fromJson(jsonText).object();
    return verify(signatureIn(object, entity, keyId), publicKey, Lockstep::signedBytes(jsonText));
}

SignatureState selfSignatureOf(const UserId &user, const Device &device)
{
    const QJsonObject &keys = device.keys;
    if (keys.isEmpty())
        return SignatureState::NoKeys;
    const QString id = device.deviceId.toString();
    if (keys.value("user_id"_L1) != QJsonValue(user.toString()) || keys.value("device_id"_L1) != QJsonValue(id))
        return SignatureState::IdMismatch;
    const QString keyId = algorithm + id;
    const std::optional<QByteArray> publicKey = decodedKey(keys.value("keys"_L1).toObject().value(keyId));
    return verifyJson(keys, user.toString(), keyId, publicKey.value_or(QByteArray()));
}

std::optional<QByteArray> crossSigningPublicKey(const QJsonObject &key, const UserId &user, const QString &usage)
{
    const QJsonObject keys = key.value("keys"_L1).toObject();
    if (key.value("user_id"_L1) != QJsonValue(user.toString()) || !key.value("usage"_L1).toArray().contains(usage) || keys.size() != 1)
        return std::nullopt;
    const QString name = keys.constBegin().key();
    const std::optional<QByteArray> publicKey = decodedKey(keys.constBegin().value());
    if (!publicKey || name != crossSigningKeyId(*publicKey))
        return std::nullopt;
    return publicKey;
}

CrossSignatureState crossSigningOf(const UserId &user, const CrossSigning &keys)
{
    if (keys.master.isEmpty())
        return keys.selfSigning.isEmpty() ? CrossSignatureState::NoCrossSigning : CrossSignatureState::CrossSigningIncomplete;
    const std::optional<QByteArray> master = crossSigningPublicKey(keys.master, user, u"master"_s);
    if (!master)
        return CrossSignatureState::NoCrossSigning;
    if (keys.selfSigning.isEmpty())
        return CrossSignatureState::CrossSigningIncomplete;
    const bool isValid = crossSigningPublicKey(keys.selfSigning, user, u"self_signing"_s)
        && verifyJson(keys.selfSigning, user.toString(), crossSigningKeyId(*master), *master) == SignatureState::Valid;
    return isValid ? CrossSignatureState::CrossSigned : CrossSignatureState::CrossSigningInvalid;
}

CrossSignatureState crossSignatureOf(const UserId &user, const CrossSigning &keys, const Device &device)
{
    return crossSignatureOf(user, keys, crossSigningOf(user, keys), device, selfSignatureOf(user, device));
}

void checkSignatures(DeviceList &list)
{
    const CrossSignatureState chain = crossSigningOf(list.userId, list.crossSigning);
    for (Device &device : list.devices) {
        device.selfSignature = selfSignatureOf(list.userId, device);
        device.crossSignature = crossSignatureOf(list.userId, list.crossSigning, chain, device, device.selfSignature);
    }
}

} // namespace Lockstep
