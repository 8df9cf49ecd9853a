// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testdatabase.h"

#include "sql/database.h"
#include "synapse/synapsesource.h"
#include "synapse/tables/schema.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTcpServer>
#include <QTest>

#include <atomic>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace Lockstep;
using namespace Lockstep::Sql;
using namespace Lockstep::Synapse;
using namespace Lockstep::Test;

namespace {

std::unique_ptr<Database> connectTo(const QString &uri, Access access = Access::ReadOnly)
{
    return std::make_unique<Database>(*DatabaseAddress::parse(uri), DatabaseOptions{.access = access});
}

Error openError(const QString &uri)
{
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.database = uri;
    const auto source = SynapseSource::open(settings, nullptr);
    return source ? Error{.kind = Error::Cancelled, .text = u"opened"_s} : source.error();
}

} // namespace

class TestDatabaseAccess : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster = PostgresCluster::start(&m_noCluster); }
    void threads_data() { engines(); }
    void threads();
    void crowded_data() { engines(); }
    void crowded();
    void values_data() { engines(); }
    void values();
    void shutDown();
    void silent_data();
    void silent();
    void severalHosts();
    void sqliteDeadline();
    void manyStatementsOfOneCall();
    void readOnly_data() { engines(); }
    void readOnly();
    void badValues_data() { engines(); }
    void badValues();
    void sqliteErrors();
    void sqliteReplaced();
    void sqliteBesideAWriter();
    void sqliteUnwritable();
    void postgresErrors();
    void postgresRestart();
    void postgresTimeout();
    void schema_data() { engines(); }
    void schema();
    void roles();

private:
    void engines();
    std::unique_ptr<TestDatabase> make(bool postgres);
    std::unique_ptr<PostgresCluster> m_cluster;
    QString m_noCluster;
};

#define NEED_POSTGRES                                                                                                                      \
    if (!m_cluster)                                                                                                                        \
    QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + m_noCluster))

void TestDatabaseAccess::engines()
{
    QTest::addColumn<bool>("postgres");
    QTest::newRow("sqlite") << false;
    QTest::newRow("postgres") << true;
}

std::unique_ptr<TestDatabase> TestDatabaseAccess::make(bool postgres)
{
    return postgres ? TestDatabase::postgres(*m_cluster, Shape::Schema94) : TestDatabase::sqlite(Shape::Schema94);
}

void TestDatabaseAccess::threads()
{
    QFETCH(bool, postgres);
    if (postgres)
        NEED_POSTGRES;
    const auto fixture = make(postgres);
    auto database = connectTo(fixture->uri());
    QCOMPARE(database->openConnections(), 0);
    std::atomic<int> good{0};
    std::atomic<int> most{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 40; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 20; ++n) {
                if (database->value(u"SELECT count(*) FROM destinations"_s).value_or(QVariant()).toInt() == 4)
                    ++good;
                const int open = database->openConnections();
                for (int before = most; open > before && !most.compare_exchange_weak(before, open);) { }
            }
        });
    }
    for (auto &thread : threads)
        thread.join();
    QCOMPARE(good.load(), 800);
    QVERIFY2(most >= 1 && most <= 6, qUtf8Printable(QString::number(most)));
}

void TestDatabaseAccess::crowded()
{
    QFETCH(bool, postgres);
    if (postgres)
        NEED_POSTGRES;
    const auto fixture = make(postgres);
    const Database database(*DatabaseAddress::parse(fixture->uri()), {.connections = 1, .deadline = 700ms});
    std::thread holder;
    QElapsedTimer clock;
    std::atomic<bool> held{false};
    holder = std::thread([&] {
        (void)database.each(u"SELECT 1"_s, {}, [&](const Row &) {
            held = true;
            std::this_thread::sleep_for(1500ms);
        });
    });
    while (!held)
        std::this_thread::yield();
    clock.start();
    const auto waited = database.value(u"SELECT 1"_s);
    const qint64 took = clock.elapsed();
    QCOMPARE(waited.error().kind, Error::Timeout);
    QVERIFY2(waited.error().text.contains("are in use"_L1), qUtf8Printable(waited.error().text));
    QVERIFY2(took >= 600, qUtf8Printable(QString::number(took)));
    // One that is freed in time is had.
    while (!database.value(u"SELECT 1"_s)) { }
    holder.join();
    QCOMPARE(database.openConnections(), 1);
}

void TestDatabaseAccess::shutDown()
{
    NEED_POSTGRES;
    const auto fixture = make(true);
    const auto database = connectTo(fixture->uri());
    std::thread ending([&] {
        std::this_thread::sleep_for(300ms);
        database->shutDown();
    });
    const auto cut = database->value(u"SELECT pg_sleep(3)"_s);
    ending.join();
    QCOMPARE(cut.error().kind, Error::Cancelled);
    QCOMPARE(database->value(u"SELECT 1"_s).error().kind, Error::Cancelled);
}

void TestDatabaseAccess::sqliteDeadline()
{
    const auto fixture = make(false);
    const Database database(*DatabaseAddress::parse(fixture->uri()), {.deadline = 500ms});
    QElapsedTimer clock;
    clock.start();
    const auto endless = database.value(u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"_s);
    QCOMPARE(endless.error().kind, Error::Timeout);
    QVERIFY(clock.elapsed() < 30'000);
    QVERIFY(database.value(u"SELECT 1"_s).has_value());
}

void TestDatabaseAccess::values()
{
    QFETCH(bool, postgres);
    if (postgres)
        NEED_POSTGRES;
    const auto fixture = make(postgres);
    const auto database = connectTo(fixture->uri());
    int rows = 0;
    const QString bytes = postgres ? u"'\\x00ff'::bytea"_s : u"x'00ff'"_s;
    const auto done = database->each(
        u"SELECT 9007199254740993, '?', NULL, %1, sum(stream_id), 1.5, 'ä' || ? FROM device_lists_stream WHERE stream_id < ?"_s.arg(bytes),
        {u"?"_s, 100}, [&](const Row &row) {
            ++rows;
            QCOMPARE(row.integer(0), 9007199254740993);
            QCOMPARE(row.value(0), QVariant(qlonglong(9007199254740993)));
            QCOMPARE(row.text(1), u"?"_s);
            QVERIFY(row.isNull(2) && row.text(2).isEmpty() && row.integer(2) == 0 && !row.value(2).isValid());
            QCOMPARE(row.bytes(3), QByteArray("\x00\xff", 2));
            QCOMPARE(row.value(3), QVariant(QByteArray("\x00\xff", 2)));
            QCOMPARE(row.integer(4), 3);
            QCOMPARE(row.integer(5), 1);
            QCOMPARE(row.text(6), u"ä?"_s);
            QCOMPARE(row.bytes(6), QByteArray("ä?"));
        });
    QVERIFY2(done, qUtf8Printable(done ? QString() : done.error().text));
    QCOMPARE(rows, 1);
}

void TestDatabaseAccess::readOnly()
{
    QFETCH(bool, postgres);
    if (postgres)
        NEED_POSTGRES;
    const auto fixture = make(postgres);
    const auto database = connectTo(fixture->uri());
    const QByteArray before = fixture->dump();
    QVERIFY(!database->run(u"DELETE FROM destinations"_s, {}));
    QVERIFY(!database->run(u"INSERT INTO device_lists_remote_resync (user_id, added_ts) VALUES (?, ?)"_s, {u"@x:y"_s, 1}));
    QCOMPARE(fixture->dump(), before);
}

void TestDatabaseAccess::badValues()
{
    QFETCH(bool, postgres);
    if (postgres)
        NEED_POSTGRES;
    const auto fixture = make(postgres);
    const auto database = connectTo(fixture->uri());
    const QString sql = u"SELECT destination FROM destinations WHERE destination >= ?"_s;
    // SQLite can hold a NUL, and what it gave out has to be good for the next question.
    const auto nul = database->value(sql, {QString(u"a"_s + QChar(u'\0'))});
    if (postgres)
        QCOMPARE(nul.error().kind, Error::BadInput);
    else
        QVERIFY(nul);
    QCOMPARE(database->value(sql, {QString(QChar(0xd800))}).error().kind, Error::BadInput);
    // A null string is an empty one.
    QVERIFY(database->value(sql, {QString()})->isValid());
    QVERIFY(database->value(sql, {u"'\\\\'\\"_s}).has_value());
}

void TestDatabaseAccess::sqliteErrors()
{
    QTemporaryDir dir;
    const QString missing = dir.filePath(u"gone.db"_s);
    QVERIFY2(openError("sqlite:"_L1 + missing).text.contains(missing), qUtf8Printable(openError("sqlite:"_L1 + missing).text));
    QVERIFY(!QFile::exists(missing));
    QFile text(dir.filePath(u"text"_s));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(QByteArray(8192, 'x'));
    text.close();
    QVERIFY2(openError("sqlite:"_L1 + text.fileName()).text.contains("is not an SQLite database"_L1),
        qUtf8Printable(openError("sqlite:"_L1 + text.fileName()).text));
    QFile empty(dir.filePath(u"empty"_s));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    const QString notSynapse = openError("sqlite:"_L1 + empty.fileName()).text;
    QVERIFY2(notSynapse.contains("not Synapse's main database"_L1) && notSynapse.contains("device_lists_remote_extremeties"_L1),
        qUtf8Printable(notSynapse));
    QVERIFY(openError("sqlite:"_L1 + dir.path()).text.contains("There is no database file"_L1));
    QCOMPARE(openError(u"mysql://x"_s).kind, Error::BadInput);
    QCOMPARE(openError(u"postgresql://user:ge:heim@@/x"_s).kind, Error::BadInput);
    QVERIFY(!openError(u"postgresql://user:ge%heim@h o/x"_s).text.contains("heim"_L1));
}

void TestDatabaseAccess::sqliteReplaced()
{
    const auto fixture = make(false), other = make(false);
    other->run(u"DELETE FROM destinations"_s);
    for (const auto *each : {&fixture, &other})
        (*each)->run(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    const auto database = connectTo(fixture->uri());
    const QString sql = u"SELECT count(*) FROM destinations"_s;
    QVERIFY(database->value(sql)->toInt() > 0);
    // As a backup is restored: another file of the same name.
    const QString away = fixture->path() + u".away"_s;
    QVERIFY(QFile::rename(fixture->path(), away));
    QVERIFY(database->value(sql).error().text.contains("There is no database file"_L1));
    QVERIFY(QFile::copy(other->path(), fixture->path()));
    const auto count = database->value(sql);
    QVERIFY2(count, qUtf8Printable(count ? QString() : count.error().text));
    QCOMPARE(count->toInt(), 0);
}

void TestDatabaseAccess::sqliteBesideAWriter()
{
    const auto fixture = TestDatabase::sqlite(Shape::Schema94);
    const auto database = connectTo(fixture->uri());
    for (int i = 0; i < 50; ++i) {
        fixture->run(u"INSERT INTO destinations (destination) VALUES ('d%1')"_s.arg(i));
        QCOMPARE(database->value(u"SELECT count(*) FROM destinations"_s)->toInt(), 5 + i);
    }
    // A reader does not keep the writer from its checkpoints.
    QVERIFY(fixture->lines(u"PRAGMA wal_checkpoint(TRUNCATE)"_s).constFirst().startsWith("0|0|0"_L1));
    // A writer in the middle of a transaction does not keep the reader waiting.
    fixture->run(u"BEGIN IMMEDIATE"_s);
    fixture->run(u"DELETE FROM destinations"_s);
    QCOMPARE(database->value(u"SELECT count(*) FROM destinations"_s)->toInt(), 54);
    const auto marker = connectTo(fixture->uri(), Access::Marker);
    const auto locked = marker->run(u"INSERT INTO device_lists_remote_resync (user_id, added_ts) VALUES (?, ?)"_s, {u"@x:y"_s, 1});
    QCOMPARE(locked.error().kind, Error::Timeout);
    fixture->run(u"ROLLBACK"_s);
}

void TestDatabaseAccess::sqliteUnwritable()
{
    if (geteuid() != 0)
        QSKIP("needs root, to become a user who may only read");
    auto fixture = TestDatabase::sqlite(Shape::Schema94);
    const QString copy = QFileInfo(fixture->path()).path() + "/stopped.db"_L1;
    fixture->run(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
    QVERIFY(QFile::copy(fixture->path(), copy));
    for (QString dir = QFileInfo(copy).path(); dir.size() > 5; dir = QFileInfo(dir).path())
        chmod(QFile::encodeName(dir).constData(), 0755);
    chmod(QFile::encodeName(copy).constData(), 0644);
    std::thread reader([&] {
        if (seteuid(65534) != 0)
            return;
        const auto database = connectTo("sqlite:"_L1 + copy);
        const auto count = database->value(u"SELECT count(*) FROM destinations"_s);
        seteuid(0);
        QVERIFY2(count, qUtf8Printable(count ? QString() : count.error().text));
        QCOMPARE(count->toInt(), 4);
    });
    reader.join();
    QVERIFY(!QFile::exists(copy + "-shm"_L1));
}

void TestDatabaseAccess::postgresErrors()
{
    NEED_POSTGRES;
    const auto fixture = make(true);
    const QString secret = u"very secret"_s;
    const auto check = [&](const QString &uri, const QStringList &parts) {
        const Error error = openError(uri);
        QCOMPARE(error.kind, Error::Database);
        for (const QString &part : parts)
            QVERIFY2(error.text.contains(part), qUtf8Printable(error.text));
        QVERIFY2(!error.text.contains(secret) && !error.text.contains("own:er"_L1), qUtf8Printable(error.text));
        QVERIFY2(!error.text.contains(u'?'), qUtf8Printable(error.text));
    };
    check(u"postgresql://u:very%20secret@127.0.0.1:1/synapse"_s, {u"Cannot connect"_s, u"127.0.0.1:1"_s});
    // A password that words are made of.
    check(u"postgresql://u:p@127.0.0.1:1/synapse"_s, {u"port 1 failed"_s});
    check(u"postgresql://synapse:synapse@127.0.0.1:1/synapse"_s, {u"database \"synapse\""_s});
    check(m_cluster->uri(fixture->name(), u"synapse_owner"_s, secret), {u"Cannot connect"_s, u"password authentication failed"_s});
    check(m_cluster->uri(u"nothing"_s), {u"Cannot connect"_s, u"nothing"_s});
    check(m_cluster->uri(u"postgres"_s), {u"not Synapse's main database"_s, u"device_lists_remote_extremeties"_s});
    fixture->run(u"CREATE ROLE nobody%1 LOGIN PASSWORD 'very secret'"_s.arg(fixture->name()));
    check(m_cluster->uri(fixture->name(), u"nobody"_s + fixture->name(), secret), {u"device_lists_remote_extremeties"_s, u"roles.sql"_s});
    fixture->run(u"GRANT SELECT ON device_lists_remote_extremeties, device_lists_remote_cache TO nobody%1"_s.arg(fixture->name()));
    check(m_cluster->uri(fixture->name(), u"nobody"_s + fixture->name(), secret), {u"device_lists_remote_resync"_s, u"roles.sql"_s});
}

void TestDatabaseAccess::postgresRestart()
{
    NEED_POSTGRES;
    const auto fixture = make(true);
    const auto database = connectTo(fixture->uri());
    QVERIFY(database->value(u"SELECT 1"_s).has_value());
    QVERIFY(m_cluster->halt());
    const auto down = database->value(u"SELECT 1"_s);
    QVERIFY(!down);
    QVERIFY2(down.error().text.contains("Cannot connect"_L1), qUtf8Printable(down.error().text));
    QVERIFY(m_cluster->restart());
    QVERIFY(database->value(u"SELECT 1"_s).has_value());
    // Restarted between two statements: nobody notices.
    QVERIFY(m_cluster->restart());
    const auto again = database->value(u"SELECT count(*) FROM destinations WHERE destination > ?"_s, {QString()});
    QVERIFY2(again, qUtf8Printable(again ? QString() : again.error().text));
    QCOMPARE(database->openConnections(), 1);
}

void TestDatabaseAccess::silent_data()
{
    QTest::addColumn<bool>("connected");
    QTest::newRow("established connections") << true;
    QTest::newRow("no connection yet") << false;
}

/// A server that is there and says nothing, as after a failed disk, or behind a firewall that drops.
void TestDatabaseAccess::silent()
{
    NEED_POSTGRES;
    QFETCH(bool, connected);
    const auto fixture = make(true);
    const Database database(*DatabaseAddress::parse(fixture->uri()), {.deadline = 1500ms});
    if (connected)
        QVERIFY(database.value(u"SELECT 1"_s).has_value());
    m_cluster->freeze(true);
    QElapsedTimer clock;
    clock.start();
    const auto silent = database.value(u"SELECT 1"_s);
    const qint64 took = clock.elapsed();
    m_cluster->freeze(false);
    QCOMPARE(silent.error().kind, Error::Timeout);
    QVERIFY2(silent.error().text.contains("does not answer"_L1), qUtf8Printable(silent.error().text));
    QVERIFY2(took >= 1300 && took < 30'000, qUtf8Printable(QString::number(took)));
    QVERIFY(database.value(u"SELECT 1"_s).has_value());
    QCOMPARE(database.openConnections(), 1);
}

/// They have the time of one together, whatever each of them takes.
void TestDatabaseAccess::manyStatementsOfOneCall()
{
    const auto fixture = make(false);
    const Database database(*DatabaseAddress::parse(fixture->uri()), {.deadline = 500ms});
    const auto ask = [&] { return database.value(u"SELECT 1"_s); };
    {
        const WholeCall call(database);
        {
            const WholeCall within(database);
            QVERIFY(ask().has_value());
        }
        QTest::qSleep(700);
        QVERIFY(!ask().has_value());
        QCOMPARE(ask().error().kind, Error::Timeout);
        std::optional<Result<QVariant>> elsewhere;
        std::thread([&] { elsewhere = ask(); }).join();
        QVERIFY(elsewhere->has_value());
    }
    QVERIFY(ask().has_value());
}

void TestDatabaseAccess::severalHosts()
{
    NEED_POSTGRES;
    const auto fixture = make(true);
    // One that takes connections and says nothing, one that refuses, and the right one.
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    auto address = *DatabaseAddress::parse(fixture->uri());
    const QString good = address.port;
    address.host = u"127.0.0.1,127.0.0.1,127.0.0.1"_s;
    address.port = u"%1,1,%2"_s.arg(mute.serverPort()).arg(good);
    address.options.insert(u"target_session_attrs"_s, u"read-write"_s);
    const auto again = DatabaseAddress::parse(address.toUri());
    QVERIFY(again);
    const Database database(*again, {.access = Access::Owner, .deadline = 6s});
    const auto found = database.value(u"SELECT 7"_s);
    QVERIFY2(found, qUtf8Printable(found ? QString() : found.error().text));
    QCOMPARE(found->toInt(), 7);
    // The same by the directory of its socket.
    address.host = m_cluster->socketDirectory();
    address.port = good;
    const auto local = DatabaseAddress::parse(address.toUri());
    QVERIFY(local && local->toUri().contains("%2F"_L1));
    const Database bySocket(*local, {.access = Access::Owner});
    const auto there = bySocket.value(u"SELECT 8"_s);
    QVERIFY2(there, qUtf8Printable(there ? QString() : there.error().text));
    // None of them: each is named.
    address.host = u"127.0.0.1,localhost"_s;
    address.port = u"1,2"_s;
    const Database none(address, {});
    const QString text = none.value(u"SELECT 1"_s).error().text;
    QVERIFY2(text.contains("port 1"_L1) && text.contains("port 2"_L1), qUtf8Printable(text));
}

void TestDatabaseAccess::postgresTimeout()
{
    NEED_POSTGRES;
    const auto fixture = make(true);
    const auto database = connectTo(fixture->uri());
    QCOMPARE(database->value(u"SELECT pg_sleep(30)"_s).error().kind, Error::Timeout);
    QCOMPARE(database->value(u"SHOW application_name"_s)->toString(), u"lockstep"_s);
    QCOMPARE(database->value(u"SHOW default_transaction_read_only"_s)->toString(), u"on"_s);
}

void TestDatabaseAccess::schema()
{
    QFETCH(bool, postgres);
    if (postgres)
        NEED_POSTGRES;
    const auto fixture = make(postgres);
    const auto database = connectTo(fixture->uri());
    auto schema = Schema::read(*database);
    QVERIFY(schema);
    QCOMPARE(schema->version(), 94);
    QVERIFY(schema->warning().isEmpty());
    QVERIFY(schema->has(u"device_lists_stream"_s, u"instance_name"_s));
    fixture->run(u"UPDATE schema_version SET version = 120"_s);
    schema = Schema::read(*database);
    QVERIFY(schema);
    QVERIFY(schema->warning().contains("120"_L1));
    fixture->run(u"DROP TABLE device_inbox"_s);
    schema = Schema::read(*database);
    QVERIFY(schema);
    QVERIFY(!schema->inbox().available && schema->inbox().reason.contains("device_inbox"_L1));
    fixture->run(u"ALTER TABLE destinations RENAME COLUMN retry_interval TO retry_pause"_s);
    schema = Schema::read(*database);
    QVERIFY(!schema);
    QVERIFY2(schema.error().text.contains("destinations"_L1) && schema.error().text.contains("retry_interval"_L1),
        qUtf8Printable(schema.error().text));
}

void TestDatabaseAccess::roles()
{
    NEED_POSTGRES;
    const auto fixture = make(true);
    fixture->addRoles();
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = m_cluster->uri(fixture->name(), u"lockstep_reader"_s, u"change-me"_s);
    settings.markerDatabase = m_cluster->uri(fixture->name(), u"lockstep_marker"_s, u"change-me-too"_s);
    auto source = SynapseSource::open(settings, nullptr);
    QVERIFY2(source, qUtf8Printable(source ? QString() : source.error().text));
    // Everything that is read.
    const auto good = [](const auto &result) { QVERIFY2(result, qUtf8Printable(result ? QString() : result.error().text)); };
    good((*source)->users({}));
    good((*source)->user(UserId(u"@bob:remote.example"_s)));
    good((*source)->overview());
    good((*source)->inbox({}));
    good((*source)->inboxMessages(UserId(u"@me:home.example"_s), DeviceId(u"IDLE"_s), {}));
    good((*source)->outbox({}));
    good((*source)->outboxMessages(ServerName(u"dead.example"_s), {}));
    good((*source)->updateQueues({}));
    good((*source)->destinations({}));
    (*source)->startPolling(nullptr);
    const auto polled = [&] { return (*source)->info()->sources.at(1).state; };
    QTRY_COMPARE_WITH_TIMEOUT(polled(), Inspection::SourceState::Ok, 60'000);
    (*source)->stopPolling();

    // No more than that.
    const auto reader = connectTo(settings.database, Access::Marker), marker = connectTo(settings.markerDatabase, Access::Marker);
    QVERIFY(!reader->value(u"SELECT ip FROM devices"_s));
    QVERIFY(!reader->run(u"INSERT INTO device_lists_remote_resync (user_id, added_ts) VALUES (?, ?)"_s, {u"@a:b"_s, 1}));
    QVERIFY(!marker->value(u"SELECT user_id FROM device_lists_remote_resync"_s));
    QVERIFY(!marker->run(u"DELETE FROM device_lists_remote_resync"_s, {}));
    for (int i = 0; i < 2; ++i)
        good(marker->run(u"INSERT INTO device_lists_remote_resync (user_id, added_ts) VALUES (?, ?) ON CONFLICT DO NOTHING"_s,
            {u"@ann:remote.example"_s, 1}));
    QCOMPARE(fixture->lines(u"SELECT count(*) FROM device_lists_remote_resync"_s), QStringList{u"4"_s});
}

QTEST_GUILESS_MAIN(TestDatabaseAccess)
#include "tst_database.moc"
