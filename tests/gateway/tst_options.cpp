// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/keeping.h"
#include "gateway/options.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Gateway;
using namespace Qt::StringLiterals;

class TestOptions : public QObject
{
    Q_OBJECT

    QTemporaryDir dir;

    QString write(const QByteArray &text)
    {
        QFile file(dir.filePath(u"gateway.yaml"_s));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            qFatal("the file cannot be written");
        file.write(text);
        file.close();
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        return file.fileName();
    }

private Q_SLOTS:
    void everyOption()
    {
        const auto line = parse({u"--homeserver-config"_s, u"a.yaml"_s, u"--homeserver-config=b.yaml"_s, u"--server-name"_s,
                                    u"hs.example:8448"_s, u"--client-api"_s, u"http://127.0.0.1:8008"_s, u"--database"_s, u"sqlite:/x.db"_s,
                                    u"--marker-database"_s, u"postgresql://m@db/synapse"_s, u"--log"_s, u"/a.log"_s, u"--log"_s,
                                    u"/b*.log"_s, u"--read-only"_s, u"--history"_s, u"/h"_s, u"--listen"_s, u"[::1]:0"_s, u"--tap"_s,
                                    u"127.0.0.1:1"_s, u"--notary"_s, u"http://127.0.0.1:2"_s, u"--admin"_s, u"@a:b"_s, u"--admin"_s,
                                    u"@c:d"_s, u"--refresh-per-minute"_s, u"0"_s, u"--literal-msc2638-routes"_s, u"--client-api-in-clear"_s,
                                    u"--redis"_s, u"redis://127.0.0.1"_s, u"--signing-key"_s, u"auto"_s, u"--audit-per-minute"_s, u"60"_s},
            {});
        QVERIFY2(line, line ? "" : qPrintable(line.error().text));
        const GatewayOptions &options = line->options;
        QCOMPARE(options.homeserverConfigs, QStringList({u"a.yaml"_s, u"b.yaml"_s}));
        QCOMPARE(options.serverName, u"hs.example:8448"_s);
        QCOMPARE(options.clientApi, QUrl(u"http://127.0.0.1:8008"_s));
        QCOMPARE(options.database, u"sqlite:/x.db"_s);
        QCOMPARE(options.markerDatabase, u"postgresql://m@db/synapse"_s);
        QCOMPARE(options.logs, QStringList({u"/a.log"_s, u"/b*.log"_s}));
        QVERIFY(options.readOnly);
        QCOMPARE(options.history, u"/h"_s);
        QCOMPARE(options.listen, u"[::1]:0"_s);
        QCOMPARE(options.tap, u"127.0.0.1:1"_s);
        QCOMPARE(options.notary, QUrl(u"http://127.0.0.1:2"_s));
        QCOMPARE(options.operators, QStringList({u"@a:b"_s, u"@c:d"_s}));
        QCOMPARE(options.refreshPerMinute, 0);
        QVERIFY(options.literalMsc2638Routes);
        QVERIFY(options.clientApiInClear);
        QCOMPARE(options.redis, u"redis://127.0.0.1"_s);
        QCOMPARE(options.signingKey, u"auto"_s);
        QCOMPARE(options.auditPerMinute, 60);
        QCOMPARE(line->warnings, QStringList());
    }

    /// It holds a password: a variable and a file are for it, and on the command line it is warned about.
    void passwordOfRedis()
    {
        QProcessEnvironment environment;
        environment.insert(u"LOCKSTEP_REDIS"_s, u"redis://:geheim@127.0.0.1"_s);
        const auto quiet = parse({}, environment);
        QVERIFY(quiet);
        QCOMPARE(quiet->options.redis, u"redis://:geheim@127.0.0.1"_s);
        QCOMPARE(quiet->warnings, QStringList());
        const auto loud = parse({u"--redis"_s, u"redis://:geheim@127.0.0.1"_s}, {});
        QVERIFY(loud);
        QCOMPARE(loud->warnings.size(), 1);
        QVERIFY2(loud->warnings.constFirst().contains(u"LOCKSTEP_REDIS") && !loud->warnings.constFirst().contains(u"geheim"),
            qPrintable(loud->warnings.constFirst()));
        const auto off = parse({u"--config"_s, write("redis: off\n")}, {});
        QVERIFY(off);
        QCOMPARE(off->options.redis, u"off"_s);
    }

    void defaults()
    {
        const auto line = parse({}, {});
        QVERIFY(line);
        QCOMPARE(line->options.listen, u"127.0.0.1:8779"_s);
        QVERIFY(!line->options.readOnly);
        QCOMPARE(line->options.refreshPerMinute, -1);
    }

    void firstWordWins()
    {
        const QString file
            = write("server-name: file.example\ndatabase: sqlite:/file\nmarker-database: sqlite:/file\nlog:\n  - /one\n  - /two\n"
                    "read-only: yes\nadmin: '@a:b'\nhistory:\n");
        QProcessEnvironment environment;
        environment.insert(u"LOCKSTEP_DATABASE"_s, u"sqlite:/environment"_s);
        environment.insert(u"LOCKSTEP_MARKER_DATABASE"_s, u"sqlite:/environment"_s);
        const auto line = parse({u"--config"_s, file, u"--marker-database"_s, u"sqlite:/line"_s, u"--log"_s, u"/three"_s}, environment);
        QVERIFY2(line, line ? "" : qPrintable(line.error().text));
        QCOMPARE(line->options.serverName, u"file.example"_s);
        QCOMPARE(line->options.database, u"sqlite:/environment"_s);
        QCOMPARE(line->options.markerDatabase, u"sqlite:/line"_s);
        QCOMPARE(line->options.logs, QStringList(u"/three"_s));
        QVERIFY(line->options.readOnly);
        QCOMPARE(line->options.operators, QStringList(u"@a:b"_s));
    }

    void lastOfSeveralCounts()
    {
        const auto line = parse({u"--history"_s, u"/first"_s, u"--server-name"_s, u"a.test"_s, u"--history"_s, u"/second"_s}, {});
        QVERIFY(line);
        QCOMPARE(line->options.history, u"/second"_s);
        QCOMPARE(line->options.serverName, u"a.test"_s);
    }

    void passwordsAreWarnedAbout()
    {
        const QString uri = u"postgresql://reader:hunter2@db/synapse"_s;
        const auto seen = parse({u"--database"_s, uri}, {});
        QVERIFY(seen);
        QCOMPARE(seen->warnings.size(), 1);
        QVERIFY(seen->warnings.constFirst().contains(u"LOCKSTEP_DATABASE"));
        QVERIFY(!seen->warnings.constFirst().contains(u"hunter2"));
        QProcessEnvironment environment;
        environment.insert(u"LOCKSTEP_DATABASE"_s, uri);
        QCOMPARE(parse({}, environment)->warnings, QStringList());
        const QString file = write("database: " + uri.toUtf8());
        QCOMPARE(parse({u"--config"_s, file}, {})->warnings, QStringList());
        QFile::setPermissions(file, QFileDevice::ReadOwner | QFileDevice::ReadOther);
        QCOMPARE(parse({u"--config"_s, file}, {})->warnings.size(), 1);
    }

    void warningsNameVariablesThatAreRead()
    {
        for (const QString &name : {u"database"_s, u"marker-database"_s, u"client-api"_s, u"notary"_s, u"history"_s, u"history-read"_s}) {
            const bool isUrl = name == u"client-api" || name == u"notary";
            const QString value = isUrl ? u"https://a:hunter2@hs.example"_s : u"postgresql://a:se@c/r:t@db/synapse"_s;
            const auto line = parse({u"--"_s + name, value}, {});
            QVERIFY2(line, line ? "" : qPrintable(line.error().text));
            QCOMPARE(line->warnings.size(), 1);
            const QRegularExpressionMatch variable = QRegularExpression(u"LOCKSTEP_\\w+"_s).match(line->warnings.constFirst());
            QVERIFY(variable.hasMatch());
            QProcessEnvironment environment;
            environment.insert(variable.captured(), value);
            const auto read = parse({}, environment);
            QVERIFY(read);
            QVERIFY2(read->options.database == value || read->options.markerDatabase == value || read->options.clientApi == QUrl(value)
                    || read->options.notary == QUrl(value) || read->options.history == value || read->options.historyRead == value,
                qPrintable(variable.captured()));
        }
    }

    void credentialsOfSystemdAreNobodyElses()
    {
        const QString file = write("database: postgresql://reader:hunter2@db/synapse\n");
        QFile::setPermissions(
            file, QFileDevice::ReadOwner | QFileDevice::ReadGroup); // as LoadCredential leaves them: the access list's mask
        QCOMPARE(parse({u"--config"_s, file}, {})->warnings.size(), 1);
        QProcessEnvironment environment;
        environment.insert(u"CREDENTIALS_DIRECTORY"_s, dir.path());
        QCOMPARE(parse({u"--config"_s, file}, environment)->warnings, QStringList());
        environment.insert(u"CREDENTIALS_DIRECTORY"_s, dir.path() + u"/other"_s);
        QCOMPARE(parse({u"--config"_s, file}, environment)->warnings.size(), 1);
    }

    void noErrorShowsASecret_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("file");
        // Characters that end a user information where they stand bare.
        const QString uri = u"postgresql://user:hun@ter/2:x@db.example:5432/synapse"_s;
        const auto line = [](const char *name, const QStringList &arguments) { QTest::newRow(name) << arguments << QByteArray(); };
        line("client API", {u"--client-api"_s, uri});
        line("notary", {u"--notary"_s, u"ftp://user:hun@ter/2@x"_s});
        line("server name", {u"--server-name"_s, uri});
        line("admin", {u"--admin"_s, uri});
        line("stray word", {uri});
        line("rate", {u"--refresh-per-minute"_s, uri});
        line("value of a switch", {u"--read-only="_s + uri});
        line("unknown option", {u"--databse="_s + uri});
        line("words of libpq", {u"--client-api"_s, u"host=db password=hun@ter/2"_s});
        QTest::newRow("key in the file") << QStringList() << QByteArray("? '" + uri.toUtf8() + "'\n: x\n");
        QTest::newRow("switch in the file") << QStringList() << QByteArray("read-only: '" + uri.toUtf8() + "'\n");
        QTest::newRow("not YAML") << QStringList() << QByteArray("database: ['" + uri.toUtf8() + "'\n");
    }
    void noErrorShowsASecret()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, file);
        if (!file.isEmpty())
            arguments += {u"--config"_s, write(file)};
        const auto line = parse(arguments, {});
        QVERIFY(!line);
        for (const char *part : {"hun", "ter/2"})
            QVERIFY2(!line.error().text.contains(QString::fromLatin1(part)), qPrintable(line.error().text));
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QStringList &arguments, const QByteArray &file, const QString &says) {
            QTest::newRow(name) << arguments << file << says;
        };
        row("unknown option", {u"--databse"_s, u"x"_s}, {}, u"databse"_s);
        row("no value", {u"--database"_s}, {}, u"database"_s);
        row("stray word", {u"start"_s}, {}, u"start"_s);
        row("server name", {u"--server-name"_s, u"a/b"_s}, {}, u"server-name"_s);
        row("client API", {u"--client-api"_s, u"hs.example"_s}, {}, u"client-api"_s);
        row("client API of another kind", {u"--client-api"_s, u"ftp://hs.example"_s}, {}, u"client-api"_s);
        row("admin", {u"--admin"_s, u"ann"_s}, {}, u"admin"_s);
        row("rate", {u"--refresh-per-minute"_s, u"-1"_s}, {}, u"refresh-per-minute"_s);
        row("no days", {u"--history-keep-days"_s, u"0"_s}, {}, u"history-keep-days \"0\" is not a number from 1 to 36,500"_s);
        row("days in words", {u"--history-keep-days"_s, u"90d"_s}, {}, u"history-keep-days"_s);
        row("too few updates", {u"--history-keep-updates"_s, u"99"_s}, {}, u"history-keep-updates \"99\" is not a number from 100"_s);
        row("huge", {u"--history-keep-updates"_s, u"99999999999999999999"_s}, {}, u"history-keep-updates"_s);
        row("rate of audits", {u"--audit-per-minute"_s, u"fast"_s}, {}, u"audit-per-minute"_s);
        row("no file", {u"--config"_s, u"/nowhere/gateway.yaml"_s}, {}, u"/nowhere/gateway.yaml"_s);
        row("unknown key", {}, "listen: x\nlogs: y\n", u"line 2"_s);
        row("not YAML", {}, "a: [\n", u"line "_s);
        row("not a map", {}, "- a\n", u"gateway.yaml"_s);
        row("list where one is wanted", {}, "listen: [a, b]\n", u"listen takes one value"_s);
        row("map where a list is wanted", {}, "log: {a: b}\n", u"log takes"_s);
        row("not a switch", {}, "read-only: perhaps\n", u"read-only"_s);
    }
    void refuses()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, file);
        QFETCH(QString, says);
        if (!file.isEmpty())
            arguments += {u"--config"_s, write(file)};
        const auto line = parse(arguments, {});
        QVERIFY(!line);
        QVERIFY2(line.error().text.contains(says), qPrintable(line.error().text));
    }

    /// What is said of what is kept: a round that fails once is tried again; what does not go away by itself fails.
    void saysWhatIsKept()
    {
        using Inspection::SourceState;
        const auto rules = keepRules(90, 0);
        const auto stateOf = [&](const History::RetentionStatus &status) { return statusOf(rules, status).state; };
        QVERIFY(statusOf(nullptr).isEmpty());
        QCOMPARE(stateOf({}), SourceState::Ok);
        QCOMPARE(stateOf({.error = u"It is away."_s, .failures = 1}), SourceState::CatchingUp);
        QCOMPARE(stateOf({.error = u"It is away."_s, .failures = 2}), SourceState::CatchingUp);
        QCOMPARE(stateOf({.error = u"It is away."_s, .failures = 3}), SourceState::Failing);
        QCOMPARE(stateOf({.error = u"permission denied"_s, .failures = 1, .isLasting = true}), SourceState::Failing);
        const QString held = statusOf(rules, {.held = 1'200}).detail;
        QVERIFY2(held.contains("Of 1,200 users more is kept, because it is of the last day, something of it is still open, or no place"_L1),
            qPrintable(held));
    }

    void helpAndVersion()
    {
        const auto help = parse({u"--help"_s}, {});
        QVERIFY(help && help->answer.contains(u"--homeserver-config"));
        QVERIFY(parse({u"--version"_s}, {})->answer.startsWith(u"lockstep-gateway "));
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
