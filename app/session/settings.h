// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/connectrequest.h"
#include "session/storedaddress.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QVariant>

#include <memory>

class QSettings;

namespace Lockstep {

/// A connection that once worked, for the connect dialog's list. Holds no secret.
struct RecentConnection
{
    QString server; ///< as it was typed
    QUrl homeserver; ///< base URL of the client API that was found
    QString userId;
    QString deviceId;
    GatewayPlace gatewayPlace = GatewayPlace::AtHomeserver;
    QUrl gateway;
    LocalGatewayOptions local; ///< database addresses without their passwords
    bool tokenKept = false; ///< the keychain has a token: resume works
    qint64 lastUsed = 0; ///< ms since the epoch

    friend bool operator==(const RecentConnection &, const RecentConnection &) = default;
};

/// What was asked for, to be asked for again: for the connect dialog, or with a token from the keychain. There is no secret in it.
ConnectRequest requestFor(const RecentConnection &connection);
/// The part of a connection that was asked for; what was found is filled in by the caller.
RecentConnection recentFor(const ConnectRequest &request);

/// The program's settings, typed, in one INI file. No token, no password is ever written here. GUI thread.
class Settings : public QObject
{
    Q_OBJECT
public:
    /// \a path: the INI file; made when first written.
    explicit Settings(const QString &path, QObject *parent = nullptr);
    ~Settings() override;
    /// Where the desktop keeps configuration: "…/lockstep/lockstep.ini".
    static QString defaultPath();
    QString path() const;
    /// Where the program keeps what is under way and no setting: "…/lockstep" of the user's state, or a folder beside a settings file of
    /// its own. Made by whoever writes there first.
    QString stateFolder() const;
    /// Writes to disk now.
    void sync();

    static constexpr int maxRecent = 10;
    /// Newest first, at most maxRecent.
    QList<RecentConnection> recentConnections() const;
    /// Puts it first; replaces the entry of the same homeserver and user. A password in a database address is left out, see
    /// withoutPassword().
    void rememberConnection(const RecentConnection &connection);
    void forgetConnection(const QUrl &homeserver, const QString &userId);
    void setTokenKept(const QUrl &homeserver, const QString &userId, bool kept);

    /// The device ID of this user at this homeserver, made up and written down when first asked for, so that signing in again
    /// does not leave one device after another. \a user as typed: localpart or full user ID.
    QString deviceId(const QUrl &homeserver, const QString &user);
    /// The device ID that the homeserver really gave.
    void setDeviceId(const QUrl &homeserver, const QString &user, const QString &deviceId);

    /// State of windows and views, by a name such as "main" or "users/list".
    QByteArray windowGeometry(const QString &name) const;
    void setWindowGeometry(const QString &name, const QByteArray &geometry);
    QByteArray windowState(const QString &name) const;
    void setWindowState(const QString &name, const QByteArray &state);
    QByteArray splitterState(const QString &name) const;
    void setSplitterState(const QString &name, const QByteArray &state);
    QByteArray headerState(const QString &name) const;
    void setHeaderState(const QString &name, const QByteArray &state);
    /// Filters, folded groups, the last page and the like.
    QVariant uiValue(const QString &name, const QVariant &fallback = {}) const;
    void setUiValue(const QString &name, const QVariant &value);

    /// Columns, splitters and windows are as the program comes, from the next window on.
    void forgetLayout();
    /// Filters, saved ones too, and what was used lately are gone; connections, favourites and preferences stay.
    void forgetHabits();
    /// A choice of the dialog Preferences, by the keys of session/preferences.h: "time/zone".
    QVariant preference(const QString &key, const QVariant &fallback = {}) const;
    void setPreference(const QString &key, const QVariant &value);

Q_SIGNALS:
    /// After setPreference() with another value than before.
    void preferenceChanged(const QString &key);

private:
    std::unique_ptr<QSettings> m_settings;
};

} // namespace Lockstep
