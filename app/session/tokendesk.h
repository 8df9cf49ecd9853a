// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/signin/clientregistration.h"
#include "matrix/tokenkeeper.h"
#include "session/connectrequest.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace Lockstep {

class SecretStore;
class Settings;

/// The tokens of one session: in the keychain if the operator wants that, renewed in time, forgotten at its end. GUI thread.
class TokenDesk : public QObject
{
    Q_OBJECT
public:
    TokenDesk(QNetworkAccessManager *network, SecretStore *secrets, Settings *settings, QObject *parent = nullptr);

    /// Whether secrets may be written to the keychain.
    void setRemember(bool remember) { m_remember = remember; }
    /// Tokens of an earlier run. Errors as SecretStore's; a record that is not usable is Io.
    void read(const QUrl &homeserver, const QString &userId, QObject *context, Http::Done<Matrix::Credentials> done);
    /// Stores the tokens; \a then is called once in any case, even if the keychain does not answer.
    void persist(const QUrl &homeserver, const Matrix::Credentials &credentials, const std::function<void()> &then);
    /// Removes the tokens from keychain and settings.
    void forget(const QUrl &homeserver, const QString &userId);
    /// The passwords of the databases of a gateway inside the process.
    void persistDatabasePasswords(const LocalGatewayOptions &local);

    /// The IDs under which Lockstep is registered at authorization servers: of this run, and in the keychain.
    Matrix::ClientMemory clientMemory();

    /// From now on these tokens are in use. \a stored: they came from the keychain.
    void hold(const QUrl &homeserver, const Matrix::Credentials &credentials, bool stored);
    /// They are not in use any more; what the keychain has stays there.
    void release();
    const Matrix::Credentials &credentials() const { return m_credentials; }

    /// A server does not know \a token. \a then is called once there is a new one, or when there will be none.
    void refused(const QString &token, const std::function<void()> &then);
    /// The machine slept: the token may have expired.
    void check();

    /// What signing out has come to: \a result is the answer of the homeserver or of its authorization server.
    static QString farewell(const Matrix::Credentials &credentials, const Result<bool> &result);

    /// Whether the keychain has the token; if not, why.
    bool isKept() const { return m_kept; }
    QString problem() const { return m_problem; }

Q_SIGNALS:
    void keptChanged();
    /// credentials() are new ones.
    void renewed();
    /// The session is over; tokens are forgotten already.
    void lost(const QString &reason, bool deviceStays);

private:
    void setKept(bool kept, const QString &problem);
    void verify();
    void end(const QString &reason, bool deviceStays);
    Matrix::ClientApi api() const { return {m_network, m_homeserver}; }

    QNetworkAccessManager *m_network;
    SecretStore *m_secrets;
    Settings *m_settings;
    std::unique_ptr<Matrix::TokenKeeper> m_keeper;
    QUrl m_homeserver;
    Matrix::Credentials m_credentials;
    QElapsedTimer m_lastAttempt; ///< to renew or to verify a token that was refused
    QDeadlineTimer m_fresh; ///< until then a refusal of the token, which was just renewed, is not believed
    QHash<QString, QString> m_clients; ///< issuer → client ID
    QString m_problem;
    bool m_remember = true;
    bool m_kept = false;
    /// Raised when tokens are forgotten: an answer of the keychain from before is out of date then.
    int m_generation = 0;
};

} // namespace Lockstep
