// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/clientapi.h"

namespace Lockstep {

/// Under which key the keychain holds the tokens of a user at a homeserver.
QString tokenKey(const QUrl &homeserver, const QString &userId);
/// Under which key it holds the ID with which Lockstep is registered at an authorization server.
QString clientKey(const QString &issuer);
/// Under which key it holds the password of a database; \a address has none (withoutPassword()).
QString databaseKey(const QString &address);

/// The tokens as the keychain holds them: JSON.
QString toSecret(const Matrix::Credentials &credentials);
/// Nothing if the text is not what toSecret() made.
std::optional<Matrix::Credentials> credentialsFromSecret(const QString &secret);

} // namespace Lockstep
