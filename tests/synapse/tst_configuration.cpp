// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/database.h"
#include "synapse/config/configuration.h"
#include "synapse/config/federationsettings.h"

#include "core/log.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Sql;
using namespace Lockstep::Synapse;

class TestConfiguration : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void whole();
    void laterFileWins();
    void mergeKeys();
    void tokensStayOnTheMachine();
    void addresses_data();
    void addresses();
    void addressForms();
    void badAddresses_data();
    void badAddresses();
    void severalHosts();
    void listeners_data();
    void listeners();
    void errors_data();
    void errors();
    void whatIsGivenIsNotLookedFor();
    void missingFile();
    void federation();
    void federationByDefault();

    void whitelist_data();
    void whitelist();

private:
    QString write(const QString &name, const QByteArray &text);
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestConfiguration::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

QString TestConfiguration::write(const QString &name, const QByteArray &text)
{
    QFile file(m_dir->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write");
    return file.fileName();
}

void TestConfiguration::whole()
{
    write(u"log.yaml"_s, R"(
version: 1
handlers:
  file: {class: logging.handlers.TimedRotatingFileHandler, filename: logs/homeserver.log, when: midnight}
  other: {class: logging.handlers.RotatingFileHandler, filename: /var/log/other.log}
  watched: {class: logging.handlers.WatchedFileHandler, filename: /var/log/other.log}
  buffer: {class: synapse.logging.handlers.PeriodicallyFlushingMemoryHandler, target: file}
  console: {class: logging.StreamHandler}
)");
    const QString file = write(u"homeserver.yaml"_s, R"(
server_name: "home.example:8448"
log_config: log.yaml
database:
  name: psycopg2
  args: {user: syn, password: "p@ss:w/o rd%", dbname: synapse, host: /run/postgresql, port: 5433, sslmode: require, cp_min: 5, cp_max: 10}
listeners:
  - {port: 8448, type: http, tls: true, resources: [{names: [federation]}]}
  - {port: 8008, type: http, tls: false, x_forwarded: true, bind_addresses: ['::1', '127.0.0.1'], resources: [{names: [client, federation]}]}
)");
    const auto settings = readHomeserverConfig({file});
    QVERIFY2(settings, qUtf8Printable(settings ? QString() : settings.error().text));
    QCOMPARE(settings->serverName.toString(), u"home.example:8448"_s);
    QCOMPARE(settings->clientApi, QUrl(u"http://127.0.0.1:8008"_s));
    QCOMPARE(settings->logs, (QStringList{m_dir->filePath(u"logs/homeserver.log"_s), u"/var/log/other.log"_s}));
    const auto address = DatabaseAddress::parse(settings->database);
    QVERIFY(address);
    QCOMPARE(address->host, u"/run/postgresql"_s);
    QCOMPARE(address->port, u"5433"_s);
    QCOMPARE(address->user, u"syn"_s);
    QCOMPARE(address->password, u"p@ss:w/o rd%"_s);
    QCOMPARE(address->name, u"synapse"_s);
    QCOMPARE(address->options, (QMap<QString, QString>{{u"sslmode"_s, u"require"_s}}));
    QVERIFY(!address->describe().contains("p@ss"_L1));
}

void TestConfiguration::laterFileWins()
{
    const QString first
        = write(u"a.yaml"_s, "server_name: one.example\ndatabase: {name: sqlite3, args: {database: one.db}}\nlisteners: []\n");
    const QString second = write(u"b.yaml"_s, R"(
databases:
  state_db: {name: psycopg2, data_stores: [state], args: {user: s, database: state}}
  main_db: {name: psycopg2, data_stores: [main], args: {user: m, database: main, host: db.example}}
listeners:
  - {port: 8008, type: http, resources: [{names: [client]}]}
)");
    auto settings = readHomeserverConfig({first, second});
    QVERIFY2(settings, qUtf8Printable(settings ? QString() : settings.error().text));
    QCOMPARE(settings->serverName.toString(), u"one.example"_s);
    QCOMPARE(settings->database, u"postgresql://m@db.example/main"_s);
    QCOMPARE(settings->clientApi, QUrl(u"http://127.0.0.1:8008"_s));
    // A directory is its files in order of name.
    settings = readHomeserverConfig({m_dir->path()});
    QVERIFY(settings);
    QCOMPARE(settings->database, u"postgresql://m@db.example/main"_s);
    const QString third = write(u"c.yaml"_s, "databases:\ndatabase: {name: sqlite3, args: {database: data/one.db}}\n");
    settings = readHomeserverConfig({first, second, third});
    QVERIFY(settings);
    QCOMPARE(settings->database, QString(u"sqlite:"_s + m_dir->filePath(u"data/one.db"_s)));
}

void TestConfiguration::mergeKeys()
{
    const QString file = write(u"homeserver.yaml"_s, R"(
x-who: &who {user: alice, password: geheim, host: elsewhere.example}
x-where: &where {host: db.example, port: 5433, user: nobody}
x-listener: &listener {type: http, tls: false, bind_addresses: ['127.0.0.1']}
x-base: &base {server_name: home.example}
<<: *base
database:
  name: psycopg2
  args:
    <<: [*who, *where]
    dbname: synapse
    host: own.example
listeners:
  - {<<: *listener, port: 8009, resources: [{names: [client]}]}
)");
    const auto settings = readHomeserverConfig({file});
    QVERIFY2(settings, qUtf8Printable(settings ? QString() : settings.error().text));
    QCOMPARE(settings->serverName.toString(), u"home.example"_s);
    QCOMPARE(settings->clientApi, QUrl(u"http://127.0.0.1:8009"_s));
    // The mapping's own keys before merged ones, the first merged mapping before the second.
    const auto address = DatabaseAddress::parse(settings->database);
    QVERIFY(address);
    QCOMPARE(address->host, u"own.example"_s);
    QCOMPARE(address->port, u"5433"_s);
    QCOMPARE(address->user, u"alice"_s);
    QCOMPARE(address->password, u"geheim"_s);
    QCOMPARE(address->name, u"synapse"_s);
    // What cannot be used is named, never dropped.
    const QString odd
        = write(u"odd.yaml"_s, "server_name: a.example\ndatabase: {name: psycopg2, args: {dbname: s, user: [a, b]}}\nlisteners: []\n");
    const auto refused = readHomeserverConfig({odd});
    QVERIFY(!refused);
    QVERIFY2(refused.error().text.contains("database.args.user"_L1), qUtf8Printable(refused.error().text));
}

void TestConfiguration::tokensStayOnTheMachine()
{
    const QByteArray head = "server_name: a.example\ndatabase: {name: sqlite3, args: {database: a.db}}\nlisteners:\n";
    const QByteArray secure = "  - {port: 8448, type: http, tls: true, resources: [{names: [client]}]}\n";
    const QByteArray clear = "  - {port: 8008, type: http, bind_addresses: ['10.0.0.5'], resources: [{names: [client]}]}\n";
    for (const QByteArray listeners : {secure + clear, clear + secure}) {
        const auto settings = readHomeserverConfig({write(u"homeserver.yaml"_s, head + listeners)});
        QVERIFY2(settings, qUtf8Printable(settings ? QString() : settings.error().text));
        QCOMPARE(settings->clientApi, QUrl(u"https://127.0.0.1:8448"_s));
    }
}

void TestConfiguration::whitelist_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("allowed");
    QTest::newRow("none") << QByteArray() << u"all"_s;
    QTest::newRow("null") << QByteArray("federation_domain_whitelist:\n") << u"all"_s;
    QTest::newRow("commented out") << QByteArray("#federation_domain_whitelist:\n#  - lon.example.com\n") << u"all"_s;
    QTest::newRow("nobody") << QByteArray("federation_domain_whitelist: []\n") << QString();
    QTest::newRow("some") << QByteArray("federation_domain_whitelist:\n  - lon.example.com\n  - nyc.example.com:8448\n")
                          << u"lon.example.com nyc.example.com:8448"_s;
}

void TestConfiguration::whitelist()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, allowed);
    const QString file = write(u"homeserver.yaml"_s, "server_name: home.example\n" + yaml);
    SynapseSettings given;
    given.database = u"sqlite:/nowhere"_s;
    given.clientApi = QUrl(u"http://127.0.0.1:8008"_s);
    given.logs = {u"-"_s};
    const auto read = readHomeserverConfig({file}, given);
    QVERIFY2(read, qUtf8Printable(read ? QString() : read.error().text));
    QStringList names;
    for (const ServerName &name : read->whitelist.value_or(QList<ServerName>()))
        names += name.toString();
    QCOMPARE(read->whitelist ? names.join(u' ') : u"all"_s, allowed);
}

void TestConfiguration::addresses_data()
{
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QString>("description");
    QTest::newRow("sqlite") << u"sqlite:/data/home server.db"_s << u"/data/home server.db"_s;
    QTest::newRow("relative") << u"sqlite:home.db"_s << u"home.db"_s;
    QTest::newRow("postgres") << u"postgresql://u:se%3Acret@db.example:5433/synapse?sslmode=verify-full"_s
                              << u"PostgreSQL database \"synapse\" at db.example:5433"_s;
    QTest::newRow("socket") << u"postgresql://u@%2Frun%2Fpostgresql:5433/synapse"_s
                            << u"PostgreSQL database \"synapse\" at /run/postgresql:5433"_s;
    QTest::newRow("several") << u"postgresql://u:x@db1.example:5432,db2.example:5433/synapse?target_session_attrs=read-write"_s
                             << u"PostgreSQL database \"synapse\" at db1.example:5432, db2.example:5433"_s;
    QTest::newRow("several sockets") << u"postgresql://u@%2Fone,%2Ftwo/synapse"_s << u"PostgreSQL database \"synapse\" at /one, /two"_s;
    QTest::newRow("bare") << u"postgresql:///synapse"_s << u"PostgreSQL database \"synapse\" at the local socket"_s;
    QTest::newRow("ipv6") << u"postgresql://u@[::1]:5432/synapse"_s << u"PostgreSQL database \"synapse\" at ::1:5432"_s;
}

void TestConfiguration::addresses()
{
    QFETCH(QString, uri);
    QFETCH(QString, description);
    const auto address = DatabaseAddress::parse(uri);
    QVERIFY(address);
    QCOMPARE(address->describe(), description);
    QCOMPARE(address->toUri(), uri);
}

void TestConfiguration::addressForms()
{
    // The same place in other words of libpq's.
    for (const QString &uri : {u"postgres://u:x@/synapse?host=one,two&port=5432,5433"_s, u"postgresql://u:x@one:5432,two:5433/synapse"_s,
             u"host=one,two port=5432,5433 user=u password=x dbname=synapse"_s}) {
        const auto address = DatabaseAddress::parse(uri);
        QVERIFY2(address, qUtf8Printable(uri));
        QCOMPARE(address->toUri(), u"postgresql://u:x@one:5432,two:5433/synapse"_s);
    }
    const auto onePort = DatabaseAddress::parse(u"postgresql://u@/synapse?host=one,two&port=6000"_s);
    QVERIFY(onePort);
    QCOMPARE(onePort->describe(), u"PostgreSQL database \"synapse\" at one:6000, two:6000"_s);
}

void TestConfiguration::badAddresses_data()
{
    QTest::addColumn<QString>("uri");
    QTest::addColumn<QString>("hint");
    QTest::newRow("slash and at") << u"postgresql://user:GE/HE@IM@127.0.0.1:5432/db"_s << u"%2F"_s;
    QTest::newRow("at") << u"postgresql://user:GE@HEIM@127.0.0.1:5432/db"_s << u"%40"_s;
    QTest::newRow("at and slash") << u"postgresql://user:GE@HE/HE:IM@127.0.0.1:5432/db"_s << u"%40"_s;
    QTest::newRow("slash") << u"postgresql://user:GE/HEIM@127.0.0.1:5432/db"_s << u"%2F"_s;
    QTest::newRow("number and slash") << u"postgresql://user:12/HEIM@127.0.0.1:5432/db"_s << u"%2F"_s;
    QTest::newRow("slash and query") << u"postgresql://user:GE/x?HEIM@127.0.0.1:5432/db"_s << u"%2F"_s;
    QTest::newRow("per cent") << u"postgresql://user:GE%HEIM@127.0.0.1:5432/db"_s << u"%25"_s;
    QTest::newRow("no host") << u"postgresql://user:GEHEIM/db"_s << u"port"_s;
    QTest::newRow("conninfo") << u"host=h password='GEHEIM dbname=x"_s << u"not understood"_s;
    QTest::newRow("option") << u"postgresql://user:GEHEIM@h/db?sslmod=require"_s << u"\"sslmod\""_s;
    QTest::newRow("question mark") << u"postgresql://user:x%?heim=y@h/db"_s << u"%25"_s;
    QTest::newRow("ports") << u"postgresql://user:GEHEIM@a,b,c/db?port=1,2"_s << u"3 hosts and 2 ports"_s;
    QTest::newRow("port") << u"postgresql://user:GEHEIM@a:70000/db"_s << u"port"_s;
    QTest::newRow("no database") << u"postgresql://user:GEHEIM@a"_s << u"names no database"_s;
    QTest::newRow("other scheme") << u"mysql://user:GEHEIM@a/db"_s << u"postgresql://user@host:port/name"_s;
}

void TestConfiguration::badAddresses()
{
    QFETCH(QString, uri);
    QFETCH(QString, hint);
    const auto address = DatabaseAddress::parse(uri);
    QVERIFY(!address);
    const QString text = address.error().text;
    QCOMPARE(address.error().kind, Error::BadInput);
    QVERIFY2(text.contains(hint), qUtf8Printable(text));
    for (const auto &part : {"GE"_L1, "HE"_L1, "IM"_L1, "heim"_L1})
        QVERIFY2(!text.contains(part), qUtf8Printable(text));
    // What shows it takes out what looks like a password: our own words do not.
    QCOMPARE(redacted(text), text);
}

void TestConfiguration::severalHosts()
{
    const QString file = write(u"homeserver.yaml"_s, R"(
server_name: home.example
database:
  name: psycopg2
  args: {user: syn, password: "a/b@c", database: synapse, host: 'db1.example,db2.example', port: '5432,5433', target_session_attrs: read-write}
listeners:
  - {port: 8008, type: http, bind_addresses: ['127.0.0.1'], resources: [{names: [client]}]}
)");
    const auto settings = readHomeserverConfig({file});
    QVERIFY2(settings, qUtf8Printable(settings ? QString() : settings.error().text));
    const auto address = DatabaseAddress::parse(settings->database);
    QVERIFY(address);
    QCOMPARE(address->host, u"db1.example,db2.example"_s);
    QCOMPARE(address->port, u"5432,5433"_s);
    QCOMPARE(address->password, u"a/b@c"_s);
    QCOMPARE(address->options.value(u"target_session_attrs"_s), u"read-write"_s);
}

void TestConfiguration::listeners_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("url");
    QTest::newRow("any address") << QByteArray(
        "[{port: 80, type: http, bind_addresses: ['::', '0.0.0.0'], resources: [{names: [client]}]}]")
                                 << u"http://127.0.0.1:80"_s;
    QTest::newRow("only ::") << QByteArray("[{port: 80, type: http, bind_addresses: ['::'], resources: [{names: [client]}]}]")
                             << u"http://[::1]:80"_s;
    QTest::newRow("tls") << QByteArray("[{port: 8448, type: http, tls: true, bind_address: hs.example, resources: [{names: [client]}]}]")
                         << u"https://hs.example:8448"_s;
    QTest::newRow("loopback first") << QByteArray("[{port: 1, type: http, bind_addresses: [10.0.0.1], resources: [{names: [client]}]},"
                                                  " {port: 2, type: http, bind_addresses: [127.0.0.1], resources: [{names: [client]}]}]")
                                    << u"http://127.0.0.1:2"_s;
    QTest::newRow("socket beside a port") << QByteArray("[{path: /run/s, type: http, resources: [{names: [client]}]},"
                                                        " {port: 2, type: http, resources: [{names: [client]}]}]")
                                          << u"http://127.0.0.1:2"_s;
    QTest::newRow("public") << QByteArray(
        "[{path: /run/s, type: http, resources: [{names: [client]}]}]\npublic_baseurl: https://m.example/x/")
                            << u"https://m.example/x"_s;
}

void TestConfiguration::listeners()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, url);
    const auto file
        = write(u"h.yaml"_s, "server_name: a.example\ndatabase: {name: sqlite3, args: {database: /x}}\nlisteners: " + yaml + "\n");
    const auto settings = readHomeserverConfig({file});
    QVERIFY2(settings, qUtf8Printable(settings ? QString() : settings.error().text));
    QCOMPARE(settings->clientApi, QUrl(url));
}

void TestConfiguration::errors_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QStringList>("says");
    const QByteArray name = "server_name: a.example\n", database = "database: {name: sqlite3, args: {database: /x}}\n",
                     listener = "listeners: [{port: 80, type: http, resources: [{names: [client]}]}]\n";
    QTest::newRow("no yaml") << QByteArray("a: [") << QStringList{u"line"_s, u"not valid YAML"_s};
    QTest::newRow("a list") << QByteArray("- 1") << QStringList{u"not a homeserver configuration"_s};
    QTest::newRow("empty") << QByteArray() << QStringList{u"server_name"_s};
    QTest::newRow("bad name") << QByteArray("\nserver_name: 'a b'\n") << QStringList{u"line 2"_s, u"server_name"_s};
    QTest::newRow("no database") << name + listener << QStringList{u"database"_s};
    QTest::newRow("memory") << name + listener + "database: {name: sqlite3, args: {database: ':memory:'}}"
                            << QStringList{u"line 3"_s, u":memory:"_s};
    QTest::newRow("no args") << name + listener + "database: {name: sqlite3}" << QStringList{u"line 3"_s, u"database.args"_s};
    QTest::newRow("mysql") << name + listener + "database: {name: mysql, args: {}}" << QStringList{u"mysql"_s, u"database.name"_s};
    QTest::newRow("scalar") << name + listener + "database: oops" << QStringList{u"database.name"_s};
    QTest::newRow("port") << name + listener + "database: {name: psycopg2, args: {user: u, password: geheim, port: x}}"
                          << QStringList{u"port"_s};
    QTest::newRow("no main") << name + listener + "databases: {a: {name: psycopg2, data_stores: [state], args: {}}}"
                             << QStringList{u"main"_s};
    QTest::newRow("no listeners") << name + database << QStringList{u"listeners"_s, u"--client-api"_s};
    QTest::newRow("only federation") << name + database + "listeners: [{port: 1, type: http, resources: [{names: [federation]}]}]"
                                     << QStringList{u"line 3"_s, u"client"_s};
    QTest::newRow("socket") << name + database + "listeners: [{path: /run/s, type: http, resources: [{names: [client]}]}]"
                            << QStringList{u"line 3"_s, u"Unix socket"_s, u"--client-api"_s};
    QTest::newRow("log config") << name + database + listener + "log_config: nowhere.yaml"
                                << QStringList{u"line 4"_s, u"log_config"_s, u"nowhere.yaml"_s, u"--log"_s};
    QTest::newRow("map of listeners") << name + database + "listeners: {port: 1}" << QStringList{u"homeserver.yaml"_s};
    QTest::newRow("template") << name + listener + "database: {name: psycopg2, args: {user: u, dbname: x, host: '${HOST}'}}"
                              << QStringList{u"line 3"_s, u"database.args.host"_s, u"placeholder"_s, u"--database"_s};
    QTest::newRow("template's password") << name + listener + "database: {name: psycopg2, args: {user: u, password: '{{ PASSWORD }}'}}"
                                         << QStringList{u"line 3"_s, u"database.args.password"_s, u"placeholder"_s};
    QTest::newRow("template without quotes") << name + listener + "database: {name: psycopg2, args: {user: u, password: {{ PASSWORD }} }}"
                                             << QStringList{u"line 3"_s, u"database.args.password"_s, u"placeholder"_s};
    QTest::newRow("password with a default") << name + listener
            + "database: {name: psycopg2, args: {user: u, password: '${PASSWORD:-geheim}'}}"
                                             << QStringList{u"line 3"_s, u"placeholder"_s};
    QTest::newRow("vault") << name + listener
            + "database:\n  name: psycopg2\n  args:\n    user: u\n    password: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162\n"
                           << QStringList{u"database.args.password"_s, u"placeholder"_s};
    QTest::newRow("name of a template") << QByteArray("server_name: ${SERVER_NAME}\n") << QStringList{u"line 1"_s, u"placeholder"_s};
    QTest::newRow("instructions of a template") << name + "{% if DB %}\n" + database + "{% endif %}\n"
                                                << QStringList{u"line 2"_s, u"It looks like a template"_s};
    QTest::newRow("manifest") << QByteArray("apiVersion: v1\nkind: ConfigMap\ndata:\n  homeserver.yaml: |\n    server_name: a.example\n")
                              << QStringList{u"Kubernetes"_s, u"homeserver.yaml"_s};
    QTest::newRow("two documents") << name + listener + "---\n" + database << QStringList{u"2 documents"_s, u"does not start"_s};
    QTest::newRow("the system's user") << name + listener + "database: {name: psycopg2, args: {host: /run/postgresql}}"
                                       << QStringList{u"database.args.dbname"_s, u"--database"_s};
}

void TestConfiguration::errors()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QStringList, says);
    const QString file = write(u"homeserver.yaml"_s, yaml);
    const auto settings = readHomeserverConfig({file});
    QVERIFY(!settings);
    QCOMPARE(settings.error().kind, Error::BadInput);
    for (const QString &part : says)
        QVERIFY2(settings.error().text.contains(part), qUtf8Printable(settings.error().text));
    QVERIFY(!settings.error().text.contains("geheim"_L1));
}

void TestConfiguration::whatIsGivenIsNotLookedFor()
{
    const QString file = write(u"homeserver.yaml"_s,
        "server_name: 'a b'\ndatabase: {name: psycopg2, args: {dsn: x}}\nlisteners: [{path: /run/s}]\nlog_config: nowhere.yaml\n");
    SynapseSettings given;
    given.serverName = ServerName(u"a.example"_s);
    given.database = u"sqlite:/x"_s;
    given.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    given.logs = {u"/x.log"_s};
    const auto settings = readHomeserverConfig({file}, given);
    QVERIFY2(settings, qUtf8Printable(settings ? QString() : settings.error().text));
    QCOMPARE(settings->serverName, given.serverName);
    QCOMPARE(settings->database, given.database);
    QCOMPARE(settings->clientApi, given.clientApi);
    QCOMPARE(settings->logs, given.logs);
    given.database.clear();
    QVERIFY(!readHomeserverConfig({file}, given));
}

void TestConfiguration::missingFile()
{
    const auto settings = readHomeserverConfig({m_dir->filePath(u"gone.yaml"_s)});
    QVERIFY(!settings);
    QCOMPARE(settings.error().kind, Error::Io);
    QVERIFY(!readHomeserverConfig({}));
}

void TestConfiguration::federation()
{
    const QString file = write(u"homeserver.yaml"_s,
        "server_name: hs.example\nsigning_key_path: keys/hs.key\nip_range_blacklist: []\nip_range_whitelist: [10.0.0.1, 10.1.0.0/16]\n"
        "federation_verify_certificates: false\nfederation_certificate_verification_whitelist: ['*.onion', lan]\n"
        "federation_custom_ca_list: [ca.pem, /etc/ca.pem]\n");
    const auto settings = readFederation({file}, ServerName(u"hs.example"_s));
    QVERIFY(settings);
    QCOMPARE(settings->signingKeyPath, m_dir->filePath(u"keys/hs.key"_s));
    QVERIFY(!settings->holdsSigningKey);
    QCOMPARE(settings->blocked, std::optional(QStringList()));
    QCOMPARE(settings->allowed, QStringList({u"10.0.0.1"_s, u"10.1.0.0/16"_s}));
    QVERIFY(!settings->verifyCertificates);
    QCOMPARE(settings->unverified, QStringList({u"*.onion"_s, u"lan"_s}));
    QCOMPARE(settings->authorities, QStringList({m_dir->filePath(u"ca.pem"_s), u"/etc/ca.pem"_s}));
    // The older key is for federation alone, and then there are no exceptions.
    const QString more = write(u"more.yaml"_s, "federation_ip_range_blacklist: [10.0.0.0/8]\nsigning_key: ed25519 a_ABCD AAAA\n");
    const auto older = readFederation({file, more}, ServerName(u"hs.example"_s));
    QCOMPARE(older->blocked, std::optional(QStringList{u"10.0.0.0/8"_s}));
    QCOMPARE(older->allowed, QStringList());
    QVERIFY(older->holdsSigningKey);
}

void TestConfiguration::federationByDefault()
{
    const auto settings = readFederation({write(u"homeserver.yaml"_s, "server_name: hs.example\n")}, ServerName(u"hs.example"_s));
    QVERIFY(settings);
    QCOMPARE(settings->signingKeyPath, m_dir->filePath(u"hs.example.signing.key"_s));
    QVERIFY(!settings->blocked);
    QVERIFY(settings->verifyCertificates);
    QVERIFY(settings->authorities.isEmpty() && settings->unverified.isEmpty());
}

QTEST_GUILESS_MAIN(TestConfiguration)
#include "tst_configuration.moc"
