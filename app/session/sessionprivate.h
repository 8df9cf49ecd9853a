// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/client.h"
#include "matrix/tokenkeeper.h"
#include "session/connector.h"
#include "session/liveevents.h"
#include "session/refreshqueue.h"
#include "session/secrets.h"
#include "session/session.h"
#include "session/settings.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QTimer>

namespace Lockstep {

/// What a Session is made of, and how its parts hear of each other.
struct Session::Private
{
    Session *q = nullptr;
    SecretStore *secrets = nullptr;
    Settings *settings = nullptr;
    GatewayLauncher *launcher = nullptr;

    // What uses the network is declared after it, and so is destroyed before it.
    std::unique_ptr<QNetworkAccessManager> network;
    ConnectRequest request;
    Established made;
    std::unique_ptr<Inspection::Client> client;
    std::unique_ptr<RefreshQueue> refreshes;
    std::unique_ptr<LiveEvents> live;
    std::unique_ptr<Matrix::TokenKeeper> keeper;
    std::unique_ptr<Connector> connector;

    QTimer infoTimer;
    QElapsedTimer lastRenewal;
    State state = State::Disconnected;
    bool resumed = false;
    bool secretKept = false;
    QString secretProblem;
    /// Raised when the token is forgotten: an answer of the keychain from before is out of date then.
    int generation = 0;

    void setState(State next);
    void connectBy(Connector::Plan plan);
    void dropConnector();
    void established(const Established &result);
    void failed(const Error &error);

    void startServices();
    void stopServices();
    void end(const QString &reason);
    void event(const Inspection::Event &event);
    void liveProblem(const QString &text);

    void remember();
    void keepDatabasePassword(const QString &database);
    void setSecretState(bool kept, const QString &problem);
    /// Stores the tokens in the keychain if that is wanted; \a then is called once in any case.
    void persist(const QUrl &homeserver, const Matrix::Credentials &credentials, const std::function<void()> &then);
    void forgetToken();

    /// The gateway refused the token. \a done hears whether there is a new one.
    void tokenRefused(const Error &error, const std::function<void(bool)> &done);
    void verifyToken();
    void renewed();
    void lost(const QString &reason);

    Matrix::ClientApi api() const { return {network.get(), made.homeserver}; }
};

} // namespace Lockstep
