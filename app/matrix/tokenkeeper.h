// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/clientapi.h"

#include <QObject>
#include <QTimer>

#include <vector>

namespace Lockstep::Matrix {

/// Keeps an access token fresh: renews it before it expires and when a call was refused, one renewal at a time.
class TokenKeeper : public QObject
{
    Q_OBJECT
public:
    /// Stores new credentials and then calls back. The old refresh token works until a new one is used, so nothing is lost if the
    /// program ends in between: store first, then use.
    using Persist = std::function<void(const Credentials &, std::function<void()>)>;

    TokenKeeper(ClientApi api, Credentials credentials, Persist persist, QObject *parent);

    const Credentials &credentials() const { return m_credentials; }

    /// The server refused \a refusedToken. Renews it, or joins the renewal under way, or gives the current token at once if that is
    /// already another one. Errors: Unauthorized (the session is over), others (temporary: try again later).
    void renew(const QString &refusedToken, QObject *context, Done<QString> done);

Q_SIGNALS:
    /// A new token is in use.
    void renewed();
    /// The session is over; a sentence.
    void lost(const QString &reason);

private:
    ClientApi m_api;
    Credentials m_credentials;
    Persist m_persist;
};

} // namespace Lockstep::Matrix
