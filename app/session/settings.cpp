// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/settings.h"

#include <QDateTime>
#include <QDir>
#include <QRandomGenerator>
#include <QSettings>
#include <QStandardPaths>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

// Keys of the file:
//
//   connections/N/…        RecentConnection, N = 1 is the newest
//   devices/<hash>         device ID of one user at one homeserver
//   geometry/<name>        QWidget::saveGeometry
//   state/<name>           QMainWindow::saveState
//   splitter/<name>        QSplitter::saveState
//   header/<name>          QHeaderView::saveState
//   ui/<name>              everything else that a page remembers
//   time/zone, look/theme, … preferences, see preferences.h

namespace Lockstep {

namespace {

QString placeName(GatewayPlace place)
{
    switch (place) {
    case GatewayPlace::AtHomeserver:
        return u"homeserver"_s;
    case GatewayPlace::Given:
        return u"given"_s;
    case GatewayPlace::InProcess:
        return u"process"_s;
    case GatewayPlace::Files:
        break; // is not remembered
    }
    return {};
}

GatewayPlace placeOf(const QString &name)
{
    if (name == "given"_L1)
        return GatewayPlace::Given;
    return name == "process"_L1 ? GatewayPlace::InProcess : GatewayPlace::AtHomeserver;
}

/// QSettings takes a slash in a key for a group; names and user IDs may hold one.
QString escaped(const QString &name)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(name));
}

QUrl withoutUserInfo(QUrl url)
{
    url.setUserInfo(QString());
    url.setQuery(QString());
    url.setFragment(QString());
    return url;
}

void write(QSettings &out, const RecentConnection &connection)
{
    out.setValue("server", connection.server);
    out.setValue("homeserver", withoutUserInfo(connection.homeserver));
    out.setValue("user", connection.userId);
    out.setValue("device", connection.deviceId);
    out.setValue("place", placeName(connection.gatewayPlace));
    out.setValue("gateway", withoutUserInfo(connection.gateway));
    const LocalGatewayOptions &local = connection.local;
    out.setValue("local/homeserverConfigs", local.homeserverConfigs);
    out.setValue("local/serverName", local.serverName);
    out.setValue("local/clientApi", withoutUserInfo(local.clientApi));
    out.setValue("local/database", withoutPassword(local.database).address);
    out.setValue("local/markerDatabase", withoutPassword(local.markerDatabase).address);
    out.setValue("local/logs", local.logs);
    out.setValue("local/history", withoutPassword(local.history).address);
    out.setValue("local/readOnly", local.readOnly);
    out.setValue("tokenKept", connection.tokenKept);
    out.setValue("lastUsed", connection.lastUsed);
}

RecentConnection read(const QSettings &in)
{
    RecentConnection connection;
    connection.server = in.value("server").toString();
    connection.homeserver = in.value("homeserver").toUrl();
    connection.userId = in.value("user").toString();
    connection.deviceId = in.value("device").toString();
    connection.gatewayPlace = placeOf(in.value("place").toString());
    connection.gateway = in.value("gateway").toUrl();
    connection.local.homeserverConfigs = in.value("local/homeserverConfigs").toStringList();
    connection.local.serverName = in.value("local/serverName").toString();
    connection.local.clientApi = in.value("local/clientApi").toUrl();
    connection.local.database = in.value("local/database").toString();
    connection.local.markerDatabase = in.value("local/markerDatabase").toString();
    connection.local.logs = in.value("local/logs").toStringList();
    connection.local.history = in.value("local/history").toString();
    connection.local.readOnly = in.value("local/readOnly").toBool();
    connection.tokenKept = in.value("tokenKept").toBool();
    connection.lastUsed = in.value("lastUsed").toLongLong();
    return connection;
}

void writeAll(QSettings &out, const QList<RecentConnection> &connections)
{
    out.remove("connections");
    out.beginWriteArray(u"connections"_s, int(connections.size()));
    for (int i = 0; i < connections.size(); ++i) {
        out.setArrayIndex(i);
        write(out, connections[i]);
    }
    out.endArray();
}

bool isSame(const RecentConnection &connection, const QUrl &homeserver, const QString &userId)
{
    return connection.homeserver == withoutUserInfo(homeserver) && connection.userId == userId;
}

QString deviceKey(const QUrl &homeserver, const QString &user)
{
    // "alice" and "@alice:example.org" at one homeserver are the same account.
    QString localpart = user.startsWith(u'@') ? user.mid(1).section(u':', 0, 0) : user;
    return u"devices/"_s + escaped(withoutUserInfo(homeserver).toString() + u' ' + localpart);
}

/// Capital letters, as homeservers make them, and a prefix by which an administrator recognises it.
QString newDeviceId()
{
    QString id = u"LOCKSTEP"_s;
    for (int i = 0; i < 10; ++i)
        id += QChar(char16_t(u'A' + QRandomGenerator::system()->bounded(26)));
    return id;
}

} // namespace

ConnectRequest requestFor(const RecentConnection &connection)
{
    ConnectRequest request;
    request.server = connection.server;
    request.user = connection.userId;
    request.gatewayPlace = connection.gatewayPlace;
    request.gateway = connection.gateway;
    request.local = connection.local;
    return request;
}

RecentConnection recentFor(const ConnectRequest &request)
{
    RecentConnection connection;
    connection.server = request.server.trimmed();
    connection.gatewayPlace = request.gatewayPlace;
    connection.gateway = request.gateway;
    connection.local = request.local;
    return connection;
}

Settings::Settings(const QString &path, QObject *parent)
    : QObject(parent)
    , m_settings(std::make_unique<QSettings>(path, QSettings::IniFormat))
{
}

Settings::~Settings() = default;

QString Settings::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/lockstep/lockstep.ini"_s;
}

QString Settings::path() const
{
    return m_settings->fileName();
}

QString Settings::stateFolder() const
{
    if (path() != defaultPath())
        return path() + u".state"_s;
    // Qt knows no place for state before 6.7.
    const QString base = qEnvironmentVariable("XDG_STATE_HOME");
    return (QDir::isAbsolutePath(base) ? base : QDir::homePath() + u"/.local/state"_s) + u"/lockstep"_s;
}

void Settings::sync()
{
    m_settings->sync();
}

QList<RecentConnection> Settings::recentConnections() const
{
    QList<RecentConnection> connections;
    const int count = std::min(m_settings->beginReadArray(u"connections"_s), maxRecent);
    for (int i = 0; i < count; ++i) {
        m_settings->setArrayIndex(i);
        connections.append(read(*m_settings));
    }
    m_settings->endArray();
    return connections;
}

void Settings::rememberConnection(const RecentConnection &connection)
{
    if (connection.gatewayPlace == GatewayPlace::Files)
        return; // there is nothing to come back to but the files
    QList<RecentConnection> connections = recentConnections();
    connections.removeIf([&](const RecentConnection &other) { return isSame(other, connection.homeserver, connection.userId); });
    connections.prepend(connection);
    while (connections.size() > maxRecent)
        connections.removeLast();
    writeAll(*m_settings, connections);
}

void Settings::forgetConnection(const QUrl &homeserver, const QString &userId)
{
    QList<RecentConnection> connections = recentConnections();
    connections.removeIf([&](const RecentConnection &other) { return isSame(other, homeserver, userId); });
    writeAll(*m_settings, connections);
}

void Settings::setTokenKept(const QUrl &homeserver, const QString &userId, bool kept)
{
    QList<RecentConnection> connections = recentConnections();
    for (RecentConnection &connection : connections) {
        if (isSame(connection, homeserver, userId))
            connection.tokenKept = kept;
    }
    writeAll(*m_settings, connections);
}

QString Settings::deviceId(const QUrl &homeserver, const QString &user)
{
    const QString key = deviceKey(homeserver, user);
    QString id = m_settings->value(key).toString();
    if (id.isEmpty()) {
        id = newDeviceId();
        m_settings->setValue(key, id);
        m_settings->sync(); // before it is used: a login that is cut off must not make a second device
    }
    return id;
}

void Settings::setDeviceId(const QUrl &homeserver, const QString &user, const QString &deviceId)
{
    m_settings->setValue(deviceKey(homeserver, user), deviceId);
}

QByteArray Settings::windowGeometry(const QString &name) const
{
    return m_settings->value(u"geometry/"_s + escaped(name)).toByteArray();
}

void Settings::setWindowGeometry(const QString &name, const QByteArray &geometry)
{
    m_settings->setValue(u"geometry/"_s + escaped(name), geometry);
}

QByteArray Settings::windowState(const QString &name) const
{
    return m_settings->value(u"state/"_s + escaped(name)).toByteArray();
}

void Settings::setWindowState(const QString &name, const QByteArray &state)
{
    m_settings->setValue(u"state/"_s + escaped(name), state);
}

QByteArray Settings::splitterState(const QString &name) const
{
    return m_settings->value(u"splitter/"_s + escaped(name)).toByteArray();
}

void Settings::setSplitterState(const QString &name, const QByteArray &state)
{
    m_settings->setValue(u"splitter/"_s + escaped(name), state);
}

QByteArray Settings::headerState(const QString &name) const
{
    return m_settings->value(u"header/"_s + escaped(name)).toByteArray();
}

void Settings::setHeaderState(const QString &name, const QByteArray &state)
{
    m_settings->setValue(u"header/"_s + escaped(name), state);
}

QVariant Settings::uiValue(const QString &name, const QVariant &fallback) const
{
    return m_settings->value(u"ui/"_s + escaped(name), fallback);
}

void Settings::setUiValue(const QString &name, const QVariant &value)
{
    m_settings->setValue(u"ui/"_s + escaped(name), value);
}

void Settings::forgetLayout()
{
    for (const auto *group : {"geometry", "state", "splitter", "header"})
        m_settings->remove(QLatin1StringView(group));
}

void Settings::forgetHabits()
{
    m_settings->beginGroup("ui");
    const QStringList keys = m_settings->allKeys();
    for (const QString &key : keys) {
        if (key.startsWith(escaped(u"filters/"_s)) || key.startsWith(escaped(u"palette/"_s)))
            m_settings->remove(key);
    }
    m_settings->endGroup();
}

QVariant Settings::preference(const QString &key, const QVariant &fallback) const
{
    return m_settings->value(key, fallback);
}

void Settings::setPreference(const QString &key, const QVariant &value)
{
    if (m_settings->value(key) == value)
        return;
    m_settings->setValue(key, value);
    Q_EMIT preferenceChanged(key);
}

} // namespace Lockstep
