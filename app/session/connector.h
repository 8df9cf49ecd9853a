// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"
#include "matrix/discovery.h"
#include "matrix/login.h"
#include "matrix/signin/clientregistration.h"
#include "session/connectrequest.h"
#include "session/gatewaylauncher.h"
#include "session/signinoffers.h"

#include <QNetworkAccessManager>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace Lockstep {

namespace Inspection {
class Client;
}
class SecretStore;

/// What a connection is made of once it works.
struct Established
{
    QUrl homeserver;
    QUrl gateway;
    Matrix::Credentials credentials;
    Inspection::Info info;
    qint64 eventsSince = 0;
    std::shared_ptr<void> localGateway;
};

/// Makes one connection, step by step: the gateway inside the process if that is wanted, discovery, sign-in, the gateway's info.
/// If a step after a sign-in fails or is cancelled, the new token is logged out again.
class Connector : public QObject
{
    Q_OBJECT
public:
    struct Plan
    {
        ConnectRequest request;
        /// Tokens of an earlier session and where they are valid: then there is no discovery and no login.
        std::optional<Matrix::Credentials> kept;
        QUrl homeserver;
        /// The device ID to sign in with.
        std::function<QString(const QUrl &homeserver, const QString &user)> deviceId;
        Matrix::ClientMemory clients = {};
        /// Stores renewed tokens, then calls back.
        std::function<void(const QUrl &homeserver, const Matrix::Credentials &, std::function<void()>)> persist;
    };

    Connector(QNetworkAccessManager *manager, SecretStore *secrets, GatewayLauncher *launcher, QObject *parent);
    ~Connector() override;

    /// \a done is called once, unless cancelled or destroyed before.
    void start(Plan plan, Http::Done<Established> done);
    void cancel();

Q_SIGNALS:
    void progress(const QString &text);
    void signInWaiting(const Lockstep::SignInWait &wait);
    /// A login succeeded: earlier tokens of this device are void from now on.
    void signedIn(const QUrl &homeserver, const QString &userId);

private:
    void readDatabasePassword(QString LocalGatewayOptions::*database, void (Connector::*next)());
    void readMarkerPassword();
    void launch();
    void openFiles();
    void discover(const QString &server);
    void signIn();
    void useKept(bool mayRenew);
    void renewKept();
    void signedInAs(const Result<Matrix::Credentials> &credentials);
    void askInfo();
    void readInfo(const Result<Inspection::Info> &info);
    void askEvents(int batchesLeft);
    /// Logs out a fresh token, then reports.
    void fail(const Error &error);
    void finish(const Result<Established> &result);
    Matrix::ClientApi api() const { return {m_manager, m_result.homeserver}; }

    QPointer<QNetworkAccessManager> m_manager;
    SecretStore *m_secrets;
    GatewayLauncher *m_launcher;
    Plan m_plan;
    Http::Done<Established> m_done;
    Established m_result;
    bool m_fresh = false; ///< the token was made by this connector's own login
    /// Context of every call of this attempt: when it goes, nothing is called any more.
    QObject *m_attempt = nullptr;
};

} // namespace Lockstep
