// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "domain/device.h"

#include <QByteArray>
#include <QJsonObject>

#include <array>
#include <optional>

namespace Lockstep {

/// An Ed25519 key pair (RFC 8032, pure). Wiped from memory when destroyed.
class SigningKey
{
public:
    static SigningKey generate();
    /// Nothing unless the seed has 32 bytes.
    static std::optional<SigningKey> fromSeed(const QByteArray &seed);

    SigningKey(const SigningKey &) = default;
    SigningKey &operator=(const SigningKey &) = default;
    ~SigningKey();

    /// 32 bytes, secret.
    QByteArray seed() const;
    /// 32 bytes.
    QByteArray publicKey() const;
    /// 64 bytes.
    QByteArray sign(const QByteArray &message) const;

private:
    SigningKey() = default;
    std::array<unsigned char, 64> m_secret{};
};

/// Whether the 64 bytes are the signature of the owner of the 32 bytes; sizes other than these are false.
bool verifySignature(const QByteArray &publicKey, const QByteArray &message, const QByteArray &signature);

/// "ed25519:" and one or more of [a-zA-Z0-9_]: what a server may call its signing key.
bool isServerKeyId(QStringView text);

/// The object with a signature added under \a entity (a server name or user ID) and \a keyId ("ed25519:…"); other
/// signatures and \c unsigned stay. BadInput if canonical JSON cannot carry the object.
Result<QJsonObject> signJson(const QJsonObject &object, const QString &entity, const QString &keyId, const SigningKey &key);

/// Valid, Missing (no such signature) or Invalid. Checks with the key at hand, never with one that the object names.
SignatureState verifyJson(const QJsonObject &object, const QString &entity, const QString &keyId, const QByteArray &publicKey);
/// The same for text from elsewhere, by the letter: 1.0 in it is not the 1 that was signed.
SignatureState verifyJson(const QByteArray &jsonText, const QString &entity, const QString &keyId, const QByteArray &publicKey);

/// The device's own signature on its keys ("Device keys and their signatures" in PROTOCOL.md).
SignatureState selfSignatureOf(const UserId &user, const Device &device);

/// The 32 bytes of a cross-signing key, if the object is a proper key of this user for this usage ("master", …).
std::optional<QByteArray> crossSigningPublicKey(const QJsonObject &key, const UserId &user, const QString &usage);

/// The user's keys without any device (14.4 B): NoCrossSigning, CrossSigningIncomplete, CrossSigningInvalid, or CrossSigned when
/// the self-signing key is the master key's. A master key that is no proper key of this user counts as none.
CrossSignatureState crossSigningOf(const UserId &user, const CrossSigning &keys);

/// Whether the user's self-signing key vouches for the device (14.4 C). A device that fails its own signature is never
/// CrossSigned: a good signature on it is CrossSignatureInvalid.
CrossSignatureState crossSignatureOf(const UserId &user, const CrossSigning &keys, const Device &device);

/// Fills the states of every device. Two signature checks a device, about 0.1 ms each.
void checkSignatures(DeviceList &list);

} // namespace Lockstep
