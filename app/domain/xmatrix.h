// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "domain/signatures.h"

#include <QHash>

#include <optional>

namespace Lockstep {

/// What \c Authorization: \c X-Matrix says ("Signed requests" in PROTOCOL.md).
struct XMatrixHeader
{
    ServerName origin;
    ServerName destination; ///< empty: old servers leave it out
    QString key; ///< "ed25519:…"
    QByteArray signature; ///< the text of \c sig, base64
};

/// Nothing if the header is another scheme, is malformed, lacks a parameter, or has one twice.
std::optional<XMatrixHeader> parseXMatrix(const QByteArray &header);
/// The value of the header, in the one form that old servers understand too.
QByteArray formatXMatrix(const XMatrixHeader &header);

/// A federation request as it is on the wire.
struct FederationRequest
{
    QByteArray method; ///< upper case
    QByteArray target; ///< path and query as sent, not decoded
    ServerName origin;
    ServerName destination;
    /// The JSON body as sent; nothing if there is none, which is not the same as "{}".
    std::optional<QByteArray> body;
};

/// The bytes that the request's signature covers. BadInput if the body is no object that canonical JSON can carry.
Result<QByteArray> signedBytes(const FederationRequest &request);
/// The Authorization header for the request.
Result<QByteArray> signRequest(const FederationRequest &request, const QString &keyId, const SigningKey &key);
/// Checks the signature with the origin's public key. Who calls has put its own name into \c destination, not the header's.
/// Unauthorized, 401 M_UNAUTHORIZED, with the step that failed; BadInput, with the same status, if the body is such that nobody can say
/// what a signature of it covers.
Result<void> verifyRequest(const FederationRequest &request, const XMatrixHeader &header, const QByteArray &publicKey);

/// A server's published keys ("Server keys" in PROTOCOL.md).
struct ServerKeys
{
    ServerName server;
    QHash<QString, QByteArray> verifyKeys; ///< key ID → 32 bytes
    QStringList oldKeyIds; ///< of keys that it used before and says so (old_verify_keys), some hundred at most
    qint64 validUntil = 0; ///< ms since the epoch, as the server says

    /// Until when they may be used if they were fetched at \a fetched: at most a week.
    qint64 usableUntil(qint64 fetched) const;
};

/// Reads the answer of /_matrix/key/v2/server, or one entry of a notary's. BadAnswer unless it is \a expected's, holds a
/// key, and every key of \c verify_keys has signed it.
Result<ServerKeys> readServerKeys(const QByteArray &json, const ServerName &expected);

} // namespace Lockstep
