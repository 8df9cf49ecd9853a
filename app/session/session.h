// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "inspection/client/client.h"
#include "inspection/types.h"
#include "session/connectrequest.h"
#include "session/gatewaylauncher.h"
#include "session/signinoffers.h"

#include <QObject>
#include <QUrl>

#include <memory>

class QNetworkAccessManager;

namespace Lockstep {

class BulkRefresh;
class RefreshQueue;
class SecretStore;
class Settings;

/// One connection of the desktop program: discovery, login, gateway, token, live events. One window has one session.
class Session : public QObject
{
    Q_OBJECT
public:
    enum class State { Disconnected, Connecting, Connected, Reconnecting, SignedOut };
    Q_ENUM(State)
    /// Why a session is over: the operator signed out; the sign-in expired and the same device may sign in again (soft_logout); the
    /// homeserver does not know it any more.
    enum class End { SignedOut, Expired, Revoked };
    Q_ENUM(End)

    Session(SecretStore *secrets, Settings *settings, GatewayLauncher *launcher, QObject *parent = nullptr);
    ~Session() override;

    State state() const;
    /// Emits connected() or connectFailed() exactly once, unless cancelConnect() is called first.
    void connectTo(const ConnectRequest &request);
    /// Goes on with the remembered session, if there is one with a token in the keychain: like connectTo, without a password.
    void resume();
    bool canResume() const;
    void cancelConnect();
    /// Really logs out: POST /logout, or the revocation at the authorization server, where the session was made by login; forgets the
    /// token. Emits signedOut.
    void logOut();

    /// Null before the first connected(), as is refreshes(). After signedOut() both stay, of no use, until the next connected(): a page
    /// that is about to go may still call them.
    Inspection::Client *client() const;
    QNetworkAccessManager *network() const;
    Settings *settings() const;
    RefreshQueue *refreshes() const;
    /// Refreshes of many users as one piece of work; there from connected() to signedOut() as refreshes() is.
    BulkRefresh *bulk() const;
    const Inspection::Info &info() const;
    /// Asks the gateway again what it has; infoChanged() when it answered.
    void reloadInfo();
    QString userId() const;
    QUrl homeserver() const;
    QUrl gateway() const;
    /// Whether the token is kept only for this run, and why.
    bool isSecretKept() const;
    QString secretProblem() const;

Q_SIGNALS:
    void stateChanged(Lockstep::Session::State state);
    /// What is being done: "Looking up example.org", "Signing in", …
    void progress(const QString &text);
    /// The person has to do something in a browser, until connected() or connectFailed(); a second time if the address has changed.
    void signInWaiting(const Lockstep::SignInWait &wait);
    void connected();
    void connectFailed(const Lockstep::Error &error);
    void signedOut(Lockstep::Session::End why, const QString &reason);
    void infoChanged();
    /// Live events, one by one, on the GUI thread.
    void eventReceived(const Lockstep::Inspection::Event &event);
    /// Live updates stopped (with the reason) or work again (empty).
    void liveProblem(const QString &text);
    void secretStateChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep
