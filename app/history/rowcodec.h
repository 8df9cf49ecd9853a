// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"

#include <QByteArray>
#include <QVariant>

namespace Lockstep::History {

/// How members of an update lie in a row. What is written here is read by every later version.

/// Integers where the text is a canonical integer, text otherwise.
QVariant encodeStreamId(const StreamId &id);
StreamId decodeStreamId(const QVariant &value);

/// NULL for none, an integer for one canonical integer, a JSON array of texts otherwise.
QVariant encodePrevIds(const QList<StreamId> &ids);
QList<StreamId> decodePrevIds(const QVariant &value);

/// Compressed with a dictionary of what every DeviceKeys object has. NULL for an empty object; decoding damaged bytes gives nothing.
QVariant encodeKeys(const QJsonObject &keys);
std::optional<QJsonObject> decodeKeys(const QVariant &value);

} // namespace Lockstep::History
