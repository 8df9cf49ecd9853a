// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QJsonObject>

namespace Lockstep {

/// Canonical JSON (specification, appendices, "Canonical JSON"): UTF-8, no white space, members ordered by code point,
/// integers within [-(2^53)+1, 2^53-1].

/// Encodes raw JSON text. Errors (BadInput): not JSON, a number that is not an integer literal or out of range,
/// a duplicate member, a lone surrogate. \c -0, \c 1.0 and \c 1e3 are refused, as foreign signed data must be.
Result<QByteArray> canonicalJson(const QByteArray &jsonText);

/// The same, but takes every 64-bit integer, as the signing code of deployed homeservers does: what it covers was signed, whatever the
/// specification says of its numbers.
Result<QByteArray> canonicalJsonOfAnyInteger(const QByteArray &jsonText);

/// The same for an object that was parsed or built here. Doubles with an integral value in range are taken as integers.
Result<QByteArray> canonicalJson(const QJsonObject &object);

/// Appends \a text as a string of canonical JSON. False if it is none, a lone surrogate: then nothing was appended.
bool appendCanonicalString(QByteArray &out, const QString &text);

/// Canonical bytes that a signature covers: without the top-level members \c signatures and \c unsigned.
Result<QByteArray> signedBytes(const QByteArray &jsonText);

/// Unpadded base64 (standard alphabet). Decoding accepts padding, refuses anything else.
QByteArray encodeUnpaddedBase64(const QByteArray &bytes);
std::optional<QByteArray> decodeUnpaddedBase64(const QByteArray &text);

} // namespace Lockstep
