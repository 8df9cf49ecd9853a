// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/clientapi.h"
#include "matrix/oauthapi.h"

#include <QObject>

class QNetworkAccessManager;

namespace Lockstep::Matrix {

/// Text that nobody can guess: \a bytes random bytes as base64url.
QString randomText(int bytes);

/// Exchanges \a form, a code or a device code, for tokens. If \a context is gone when they come, and if they allow less than \a rights,
/// they are revoked at once: no session stays behind at the server that nobody knows of. userId is still empty in what \a done gets.
void exchangeForSession(const OAuthApi &api, QNetworkAccessManager *manager, const QString &clientId, const Form &form, Rights rights,
    QObject *context, Http::Done<Credentials> done);

} // namespace Lockstep::Matrix
