// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QJsonArray>

namespace Lockstep::Synapse {

/// A page's "after": where a keyset goes on, as unpadded base64url of a JSON array whose first element says which list it is from.
/// Clients keep it as it is; what they make up is refused.
QString encodeCursor(const QString &list, const QJsonArray &key);

/// The key, with \a types.size() elements: 's' a string, 'i' an integer. Empty \a text gives an empty key. BadInput for anything
/// that encodeCursor would not have made for this list.
Result<QJsonArray> decodeCursor(const QString &text, const QString &list, const QByteArray &types);

} // namespace Lockstep::Synapse
