// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/clientapi.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <optional>
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

    /// What is stored now. Answers nothing if it cannot be read.
    using Recall = std::function<void(std::function<void(const std::optional<Credentials> &)>)>;

    TokenKeeper(ClientApi api, Credentials credentials, Persist persist, QObject *parent);

    /// Asked when a refresh token is refused: another program that shares the store may have used it, and stored the next.
    void setRecall(Recall recall) { m_recall = std::move(recall); }

    const Credentials &credentials() const { return m_credentials; }
    bool isRenewing() const { return m_running; }

    /// The server refused \a refusedToken. Renews it, or joins the renewal under way, or gives the current token at once if that is
    /// already another one. Errors: Unauthorized (the session is over), others (temporary: try again later).
    void renew(const QString &refusedToken, QObject *context, Http::Done<QString> done);

    /// Renews now if the token has expired or soon will: after the machine slept.
    void check();

Q_SIGNALS:
    /// A new token is in use.
    void renewed();
    /// The session is over; a sentence, and whether the device may sign in again (soft_logout).
    void lost(const QString &reason, bool deviceStays);

private:
    struct Waiter
    {
        QPointer<QObject> context;
        Http::Done<QString> done;
    };

    void arm();
    void begin();
    void renewedWith(const Credentials &credentials);
    void failedWith(const Error &error);
    void lookElsewhere(const Error &error);
    void endWith(const Error &error);
    void answer(const Result<QString> &result);

    ClientApi m_api;
    Credentials m_credentials;
    Persist m_persist;
    Recall m_recall;
    QTimer m_timer;
    std::vector<Waiter> m_waiters;
    qint64 m_margin = -1; ///< ms before expiry at which to renew, -1: not yet decided for this token
    int m_failures = 0; ///< of renewals, since the last that worked
    bool m_running = false;
    bool m_lost = false;
};

} // namespace Lockstep::Matrix
