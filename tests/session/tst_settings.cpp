// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

RecentConnection connectionOf(const QString &user, const QString &homeserver = u"https://hs.example"_s)
{
    RecentConnection connection;
    connection.server = u"example"_s;
    connection.homeserver = QUrl(homeserver);
    connection.userId = user;
    connection.deviceId = u"DEV"_s;
    connection.lastUsed = 1'700'000'000'123;
    return connection;
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectionsSurvive();
    void newestComesFirst();
    void passwordsStayOut();
    void deviceIdIsKept();
    void viewState();
    void damagedFile();
    void databasePasswords_data();
    void databasePasswords();
};

void TestSettings::connectionsSurvive()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"sub/lockstep.ini"_s);
    RecentConnection connection = connectionOf(u"@a/b,\"c\";=%:example"_s);
    connection.gatewayPlace = GatewayPlace::InProcess;
    connection.gateway = QUrl(u"https://gw.example/prefix"_s);
    connection.local.homeserverConfigs = {u"/etc/a, b.yaml"_s, u"/etc/ü.yaml"_s};
    connection.local.database = u"sqlite:/var/lib/h s.db"_s;
    connection.local.logs = {u"/var/log/*.log"_s};
    connection.local.history = u"history.db"_s;
    connection.local.readOnly = true;
    connection.tokenKept = true;
    {
        Settings settings(path);
        QVERIFY(settings.recentConnections().isEmpty());
        settings.rememberConnection(connection);
    }
    const Settings settings(path);
    QCOMPARE(settings.recentConnections(), QList<RecentConnection>{connection});
}

void TestSettings::newestComesFirst()
{
    const QTemporaryDir dir;
    Settings settings(dir.filePath(u"s.ini"_s));
    const auto users = [&] {
        QStringList names;
        for (const RecentConnection &connection : settings.recentConnections())
            names.append(connection.userId + (connection.tokenKept ? u"+"_s : QString()));
        return names.join(u' ');
    };
    settings.rememberConnection(connectionOf(u"@a:x"_s));
    settings.rememberConnection(connectionOf(u"@b:x"_s));
    settings.rememberConnection(connectionOf(u"@a:x"_s));
    QCOMPARE(users(), u"@a:x @b:x"_s);
    settings.rememberConnection(connectionOf(u"@a:x"_s, u"https://other"_s));
    QCOMPARE(users(), u"@a:x @a:x @b:x"_s);
    settings.setTokenKept(QUrl(u"https://hs.example"_s), u"@b:x"_s, true);
    QCOMPARE(users(), u"@a:x @a:x @b:x+"_s);
    settings.forgetConnection(QUrl(u"https://hs.example"_s), u"@a:x"_s);
    QCOMPARE(users(), u"@a:x @b:x+"_s);
    for (int i = 0; i < 2 * Settings::maxRecent; ++i)
        settings.rememberConnection(connectionOf(u"@u%1:x"_s.arg(i)));
    QCOMPARE(settings.recentConnections().size(), Settings::maxRecent);
    QCOMPARE(settings.recentConnections().constFirst().userId, u"@u19:x"_s);
}

void TestSettings::passwordsStayOut()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"s.ini"_s);
    RecentConnection connection = connectionOf(u"@a:x"_s, u"https://u:hunter2@hs.example/?access_token=hunter2"_s);
    connection.gateway = QUrl(u"https://u:hunter2@gw.example/"_s);
    connection.local.clientApi = QUrl(u"http://u:hunter2@localhost"_s);
    connection.local.database = u"postgresql://synapse:hunter2@db.example/synapse"_s;
    connection.local.markerDatabase = u"host=db password=hunter2"_s;
    connection.local.history = u"postgresql://db/history?password=hunter2&sslmode=require"_s;
    Settings settings(path);
    settings.rememberConnection(connection);
    settings.sync();
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY2(!bytes.contains("hunter2"), bytes.constData());
    const RecentConnection read = settings.recentConnections().constFirst();
    QCOMPARE(read.local.database, u"postgresql://synapse@db.example/synapse"_s);
    QCOMPARE(read.local.markerDatabase, QString());
    QCOMPARE(read.local.history, u"postgresql://db/history?sslmode=require"_s);
    QCOMPARE(read.homeserver, QUrl(u"https://hs.example/"_s));
}

void TestSettings::deviceIdIsKept()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"s.ini"_s);
    const QUrl hs(u"https://hs.example"_s);
    QString id;
    {
        Settings settings(path);
        id = settings.deviceId(hs, u"alice"_s);
        QVERIFY(id.startsWith("LOCKSTEP"_L1));
        QCOMPARE(settings.deviceId(hs, u"@alice:hs.example"_s), id);
        QVERIFY(settings.deviceId(hs, u"bob"_s) != id);
        QVERIFY(settings.deviceId(QUrl(u"https://other"_s), u"alice"_s) != id);
    }
    Settings settings(path);
    QCOMPARE(settings.deviceId(hs, u"alice"_s), id);
    settings.setDeviceId(hs, u"@alice:hs.example"_s, u"GIVEN"_s);
    QCOMPARE(settings.deviceId(hs, u"alice"_s), u"GIVEN"_s);
}

void TestSettings::viewState()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"s.ini"_s);
    {
        Settings settings(path);
        settings.setWindowGeometry(u"main"_s, "\x01\x00\xff@"_ba);
        settings.setWindowState(u"main"_s, "state");
        settings.setSplitterState(u"users/list"_s, "splitter");
        settings.setHeaderState(u"users/list"_s, "header");
        settings.setUiValue(u"users/filter"_s, u"stale"_s);
    }
    const Settings settings(path);
    QCOMPARE(settings.windowGeometry(u"main"_s), "\x01\x00\xff@"_ba);
    QCOMPARE(settings.windowState(u"main"_s), "state"_ba);
    QCOMPARE(settings.splitterState(u"users/list"_s), "splitter"_ba);
    QCOMPARE(settings.headerState(u"users/list"_s), "header"_ba);
    QCOMPARE(settings.headerState(u"users"_s), QByteArray());
    QCOMPARE(settings.uiValue(u"users/filter"_s).toString(), u"stale"_s);
    QCOMPARE(settings.uiValue(u"none"_s, 7).toInt(), 7);
}

void TestSettings::damagedFile()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"s.ini"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[connections]\nsize=2147483647\n1\\server=x\n[devices\n\x00\xff=@@@@\n");
    file.close();
    Settings settings(path);
    QVERIFY(settings.recentConnections().size() <= Settings::maxRecent);
    settings.rememberConnection(connectionOf(u"@a:x"_s));
    QCOMPARE(settings.recentConnections().constFirst().userId, u"@a:x"_s);
}

void TestSettings::databasePasswords_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("again"); ///< what the two make together; empty: the same as database
    const auto row = [](const char *database, const char *address, const char *password, const char *again = "") {
        QTest::newRow(database) << QString::fromUtf8(database) << QString::fromUtf8(address) << QString::fromUtf8(password)
                                << QString::fromUtf8(*again ? again : database);
    };
    row("sqlite:/a/b@c:d?x", "sqlite:/a/b@c:d?x", "");
    row("relative/history.db", "relative/history.db", "");
    row("postgresql://u:p@h:5432/n", "postgresql://u@h:5432/n", "p");
    row("postgres://u:p@h/n", "postgres://u@h/n", "p");
    row("postgresql://u:p%40%2F%3A@h/n", "postgresql://u@h/n", "p@/:");
    row("postgresql://u:p@/w@h/n", "postgresql://u@h/n", "p@/w", "postgresql://u:p%40%2Fw@h/n");
    row("postgresql://u@h/n", "postgresql://u@h/n", "");
    row("postgresql://h/n", "postgresql://h/n", "");
    row("postgresql://u@[::1]:5432/n", "postgresql://u@[::1]:5432/n", "");
    row("postgresql://u:p@[::1]:5432/n", "postgresql://u@[::1]:5432/n", "p");
    row("postgresql://h/n?password=p&user=u", "postgresql://h/n?user=u", "p", "postgresql://h/n?user=u&password=p");
    row("postgresql://h/n?p%61ssword=p", "postgresql://h/n", "p", "postgresql://h/n?password=p");
    row("host=h password=p", "", "host=h password=p");
}

void TestSettings::databasePasswords()
{
    QFETCH(QString, database);
    const StoredAddress parts = withoutPassword(database);
    QTEST(parts.address, "address");
    QTEST(parts.password, "password");
    QTEST(withPassword(parts.address, parts.password), "again");
    QCOMPARE(withPassword(database, u"other"_s),
        parts.password.isEmpty() && database.startsWith("postgres"_L1) ? withPassword(parts.address, u"other"_s) : database);
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
