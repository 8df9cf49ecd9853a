// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/signinoffers.h"

#include <QObject>

class QNetworkAccessManager;

namespace Lockstep {

/// Finds out how one may sign in at a homeserver, before anything is signed in to. GUI thread.
class SignInScout : public QObject
{
    Q_OBJECT
public:
    SignInScout(QNetworkAccessManager *manager, QObject *parent);

    /// \a server: as typed. Ends what was asked before. The answer for the same text is not asked for again while it is good.
    void ask(const QString &server);
    /// Nobody wants the answer any more.
    void cancel();

Q_SIGNALS:
    /// Once for each ask(), unless cancelled.
    void found(const Lockstep::SignInOffers &offers);

private:
    void askServer(const QUrl &homeserver);
    void askFlows(const QUrl &homeserver, SignInOffers offers);
    void conclude(const SignInOffers &offers);

    QNetworkAccessManager *m_manager;
    QObject *m_attempt = nullptr; ///< context of the calls under way
    QString m_server;
    SignInOffers m_offers; ///< of m_server, once known
    bool m_known = false;
};

} // namespace Lockstep
