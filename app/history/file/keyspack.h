// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace Lockstep::History {

/// Keys of a device (or of cross-signing) in few bytes. Two thirds of their JSON are the same in every object, or are the user's and the
/// device's names, again and again; the rest is random, in base64. So what is random lies here as the bytes that it is, and of the rest
/// only which of the usual texts it was (the specification, "Device keys" and "Cross-signing", and what clients make of it). What is
/// written here is read by every later version.

/// \a json is a compact object; \a user is known to who reads. Null if nothing is gained.
QByteArray packKeys(const QByteArray &json, const QByteArray &user);
/// Byte for byte what was packed. Nothing for damaged bytes.
std::optional<QByteArray> unpackKeys(QByteArrayView packed, const QByteArray &user);

} // namespace Lockstep::History
