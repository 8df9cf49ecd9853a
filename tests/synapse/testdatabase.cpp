// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testdatabase.h"

#include "sql/database.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QStandardPaths>
#include <QTcpServer>

#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Test {

namespace {

int counter = 0;

QString postgresProgram(const QString &name)
{
    for (int version = 20; version >= 11; --version) {
        const QString path = u"/usr/lib/postgresql/%1/bin/%2"_s.arg(version).arg(name);
        if (QFile::exists(path))
            return path;
    }
    return QStandardPaths::findExecutable(name);
}

/// PostgreSQL refuses to run as root.
bool asPostgres(QStringList command, QString *output = nullptr)
{
    QProcess process;
    if (geteuid() == 0)
        command = QStringList{u"runuser"_s, u"-u"_s, u"postgres"_s, u"--"_s} + command;
    process.setWorkingDirectory(u"/"_s);
    process.setProcessChannelMode(QProcess::MergedChannels);
    // The server inherits the output and would keep it open.
    process.setStandardOutputFile(QProcess::nullDevice());
    process.start(command.takeFirst(), command);
    const bool good = process.waitForFinished(120'000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    if (!good && output)
        *output = process.errorString();
    return good;
}

const char *const tables = R"(
CREATE TABLE schema_version (lock CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, version INTEGER NOT NULL, upgraded BOOLEAN NOT NULL);
CREATE TABLE local_current_membership (room_id TEXT NOT NULL, user_id TEXT NOT NULL, event_id TEXT NOT NULL, membership TEXT NOT NULL);
CREATE UNIQUE INDEX local_current_membership_idx ON local_current_membership (user_id, room_id);
CREATE TABLE device_lists_remote_extremeties (user_id TEXT NOT NULL, stream_id TEXT NOT NULL);
CREATE UNIQUE INDEX device_lists_remote_extremeties_unique_idx ON device_lists_remote_extremeties (user_id);
CREATE TABLE device_lists_remote_cache (user_id TEXT NOT NULL, device_id TEXT NOT NULL, content TEXT NOT NULL);
CREATE UNIQUE INDEX device_lists_remote_cache_unique_id ON device_lists_remote_cache (user_id, device_id);
CREATE TABLE device_lists_remote_resync (user_id TEXT NOT NULL, added_ts BIGINT NOT NULL);
CREATE UNIQUE INDEX device_lists_remote_resync_idx ON device_lists_remote_resync (user_id);
CREATE INDEX device_lists_remote_resync_ts_idx ON device_lists_remote_resync (added_ts);
CREATE TABLE e2e_cross_signing_keys (user_id TEXT NOT NULL, keytype TEXT NOT NULL, keydata TEXT NOT NULL, stream_id BIGINT NOT NULL);
CREATE UNIQUE INDEX e2e_cross_signing_keys_idx ON e2e_cross_signing_keys (user_id, keytype, stream_id);
CREATE UNIQUE INDEX e2e_cross_signing_keys_stream_idx ON e2e_cross_signing_keys (stream_id);
CREATE TABLE device_lists_stream (stream_id BIGINT NOT NULL, user_id TEXT NOT NULL, device_id TEXT NOT NULL);
CREATE INDEX device_lists_stream_id ON device_lists_stream (stream_id, user_id);
CREATE INDEX device_lists_stream_user_id ON device_lists_stream (user_id, device_id);
CREATE TABLE device_lists_outbound_pokes (destination TEXT NOT NULL, stream_id BIGINT NOT NULL, user_id TEXT NOT NULL,
  device_id TEXT NOT NULL, sent BOOLEAN NOT NULL, ts BIGINT NOT NULL, opentracing_context TEXT);
CREATE INDEX device_lists_outbound_pokes_id ON device_lists_outbound_pokes (destination, stream_id);
CREATE INDEX device_lists_outbound_pokes_user ON device_lists_outbound_pokes (destination, user_id);
CREATE INDEX device_lists_outbound_pokes_stream ON device_lists_outbound_pokes (stream_id);
CREATE TABLE device_inbox (user_id TEXT NOT NULL, device_id TEXT NOT NULL, stream_id BIGINT NOT NULL, message_json TEXT NOT NULL, instance_name TEXT);
CREATE INDEX device_inbox_user_stream_id ON device_inbox (user_id, device_id, stream_id);
CREATE INDEX device_inbox_stream_id_user_id ON device_inbox (stream_id, user_id);
CREATE TABLE device_federation_outbox (destination TEXT NOT NULL, stream_id BIGINT NOT NULL, queued_ts BIGINT NOT NULL,
  messages_json TEXT NOT NULL, instance_name TEXT);
CREATE INDEX device_federation_outbox_destination_id ON device_federation_outbox (destination, stream_id);
CREATE INDEX device_federation_outbox_id ON device_federation_outbox (stream_id);
CREATE TABLE current_state_events (event_id TEXT NOT NULL UNIQUE, room_id TEXT NOT NULL, type TEXT NOT NULL, state_key TEXT NOT NULL, membership TEXT);
CREATE INDEX current_state_events_member_index ON current_state_events (state_key) WHERE type = 'm.room.member';
CREATE UNIQUE INDEX current_state_events_room_id_type_state_key_key ON current_state_events (room_id, type, state_key);
CREATE TABLE destinations (destination TEXT PRIMARY KEY, retry_last_ts BIGINT, retry_interval BIGINT, failure_ts BIGINT, last_successful_stream_ordering BIGINT);
CREATE TABLE devices (user_id TEXT NOT NULL, device_id TEXT NOT NULL, display_name TEXT, last_seen BIGINT, ip TEXT, user_agent TEXT,
  hidden BOOLEAN DEFAULT FALSE, CONSTRAINT device_uniqueness UNIQUE (user_id, device_id));
CREATE TABLE dehydrated_devices (user_id TEXT NOT NULL PRIMARY KEY, device_id TEXT NOT NULL, device_data TEXT NOT NULL);
CREATE TABLE device_lists_outbound_last_success (destination TEXT NOT NULL, user_id TEXT NOT NULL, stream_id BIGINT NOT NULL);
CREATE UNIQUE INDEX device_lists_outbound_last_success_unique_idx ON device_lists_outbound_last_success (destination, user_id);
CREATE TABLE device_lists_changes_in_room (user_id TEXT NOT NULL, device_id TEXT NOT NULL, room_id TEXT NOT NULL, stream_id BIGINT NOT NULL,
  converted_to_destinations BOOLEAN NOT NULL, opentracing_context TEXT);
CREATE UNIQUE INDEX device_lists_changes_in_stream_id ON device_lists_changes_in_room (stream_id, room_id);
CREATE INDEX device_lists_changes_in_stream_id_unconverted ON device_lists_changes_in_room (stream_id) WHERE NOT converted_to_destinations;
CREATE TABLE device_lists_changes_converted_stream_position (lock CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, stream_id BIGINT NOT NULL, room_id TEXT NOT NULL);
CREATE TABLE stream_positions (stream_name TEXT NOT NULL, instance_name TEXT NOT NULL, stream_id BIGINT NOT NULL);
CREATE UNIQUE INDEX stream_positions_idx ON stream_positions (stream_name, instance_name);
CREATE TABLE e2e_device_keys_json (user_id TEXT NOT NULL, device_id TEXT NOT NULL, ts_added_ms BIGINT NOT NULL, key_json TEXT NOT NULL,
  CONSTRAINT e2e_device_keys_json_uniqueness UNIQUE (user_id, device_id));
CREATE TABLE e2e_cross_signing_signatures (user_id TEXT NOT NULL, key_id TEXT NOT NULL, target_user_id TEXT NOT NULL, target_device_id TEXT NOT NULL, signature TEXT NOT NULL);
CREATE INDEX e2e_cross_signing_signatures2_idx ON e2e_cross_signing_signatures (user_id, target_user_id, target_device_id);
CREATE TABLE background_updates (update_name TEXT NOT NULL, progress_json TEXT NOT NULL, depends_on TEXT, ordering INT NOT NULL DEFAULT 0);
)";

const char *const since85 = R"(
ALTER TABLE e2e_cross_signing_keys ADD COLUMN updatable_without_uia_before_ms BIGINT;
ALTER TABLE e2e_cross_signing_keys ADD COLUMN instance_name TEXT;
ALTER TABLE device_lists_stream ADD COLUMN instance_name TEXT;
ALTER TABLE device_lists_outbound_pokes ADD COLUMN instance_name TEXT;
ALTER TABLE device_lists_changes_in_room ADD COLUMN instance_name TEXT;
ALTER TABLE device_lists_changes_in_room ADD COLUMN inserted_ts BIGINT;
ALTER TABLE device_lists_changes_converted_stream_position ADD COLUMN instance_name TEXT;
CREATE TABLE scheduled_tasks (id TEXT PRIMARY KEY, action TEXT NOT NULL, status TEXT NOT NULL, timestamp BIGINT NOT NULL, resource_id TEXT,
  params TEXT, result TEXT, error TEXT);
CREATE INDEX scheduled_tasks_status ON scheduled_tasks (status);
)";

/// home.example is the server itself. ann and bob: in step and stale, both shapes of content; cat's server is down; dan is queued; eve is
/// left over; fay's content is broken; zoe has no devices. 250 more users make pages. The queues: an idle device with 30 messages, one with
/// 2, one unknown.
const char *const population = R"(
INSERT INTO device_lists_remote_extremeties VALUES ('@ann:remote.example', '104'), ('@bob:remote.example', '7'), ('@cat:dead.example', '55'),
  ('@fay:other.example', '1'), ('@zoe:remote.example', '9007199254740993');
INSERT INTO device_lists_remote_resync VALUES ('@bob:remote.example', 1700000000000), ('@dan:other.example', 1700000000000), ('nocolon', 1600000000000);
INSERT INTO device_lists_remote_cache VALUES
  ('@ann:remote.example', 'ANNPC', '{"device_id":"ANNPC","keys":{"user_id":"@ann:remote.example","device_id":"ANNPC","algorithms":[],"keys":{"ed25519:ANNPC":"abc"},"signatures":{}},"device_display_name":"Ann''s PC"}'),
  ('@ann:remote.example', 'ANNPHONE', '{"keys":{"user_id":"@ann:remote.example","device_id":"ANNPHONE","algorithms":[],"keys":{},"signatures":{}},"org.matrix.opentracing_context":"{}"}'),
  ('@ann:remote.example', 'OLD', '{"device_display_name":"no keys at all"}'),
  ('@bob:remote.example', 'SIGNED', '{"keys":{"user_id":"@bob:remote.example","device_id":"SIGNED","keys":{"ed25519:SIGNED":"x"},"signatures":{"@bob:remote.example":{"ed25519:EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE":"s"}}}}'),
  ('@bob:remote.example', 'UNSIGNED', '{"keys":{"user_id":"@bob:remote.example","device_id":"UNSIGNED","keys":{"ed25519:UNSIGNED":"x"},"signatures":{}}}'),
  ('@cat:dead.example', 'CATPC', '{"device_display_name":17,"keys":[]}'),
  ('@eve:gone.example', 'EVEPC', '{}'),
  ('@fay:other.example', 'FAYPC', '{broken');
INSERT INTO e2e_cross_signing_keys (user_id, keytype, keydata, stream_id) VALUES
  ('@bob:remote.example', 'master', '{"keys":{"ed25519:MASTER1":"MASTER1"}}', 10),
  ('@bob:remote.example', 'self_signing', '{"keys":{"ed25519:SELF1":"SELF1"}}', 11),
  ('@bob:remote.example', 'master', '{"user_id":"@bob:remote.example","usage":["master"],"keys":{"ed25519:MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM":"MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM"}}', 20),
  ('@bob:remote.example', 'self_signing', '{"user_id":"@bob:remote.example","usage":["self_signing"],"keys":{"ed25519:EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE":"EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE"}}', 21);
INSERT INTO current_state_events VALUES ('$1', '!room:home.example', 'm.room.member', '@dan:other.example', 'join'),
  ('$2', '!room:home.example', 'm.room.member', 'nocolon', 'join'), ('$3', '!room:home.example', 'm.room.member', '@eve:gone.example', 'leave'),
  ('$4', '!room:home.example', 'm.room.member', '@gil:other.example', 'join');
INSERT INTO destinations VALUES ('remote.example', 0, 0, NULL, 5), ('dead.example', 1700000000000, 600000, 1690000000000, NULL),
  ('deader.example', 1700000000000, 300000, 1680000000000, NULL), ('other.example', NULL, NULL, NULL, NULL);
INSERT INTO devices (user_id, device_id, display_name, last_seen, hidden) VALUES ('@me:home.example', 'IDLE', 'idle', 1650000000000, FALSE),
  ('@me:home.example', 'BUSY', 'busy', 1700000000001, FALSE), ('@me:home.example', 'PUBKEY', 'master signing key', NULL, TRUE);
INSERT INTO device_lists_outbound_pokes (destination, stream_id, user_id, device_id, sent, ts) VALUES
  ('dead.example', 40, '@me:home.example', 'BUSY', FALSE, 1700000000500), ('dead.example', 41, '@me:home.example', 'BUSY', FALSE, 1700000000600),
  ('dead.example', 42, '@you:home.example', 'X', FALSE, 1700000000700), ('remote.example', 43, '@me:home.example', 'BUSY', FALSE, 1700000000800);
INSERT INTO device_federation_outbox (destination, stream_id, queued_ts, messages_json) VALUES
  ('dead.example', 60, 1700000001000, '{"messages":{"@cat:dead.example":{"CATPC":{"a":1},"*":{}}},"sender":"@me:home.example","type":"m.room_key_request","message_id":"m1"}'),
  ('dead.example', 61, 1700000002000, '{"messages":{"@cat:dead.example":{"CATPC":{"ciphertext":"geheim"}}},"sender":"@me:home.example","type":"m.room.encrypted","message_id":"m2"}'),
  ('deader.example', 62, 1700000003000, 'not json');
INSERT INTO current_state_events (event_id, room_id, type, state_key, membership) VALUES
  ('$s1', '!r:home.example', 'm.room.member', '@ann:remote.example', 'join'), ('$s2', '!r:home.example', 'm.room.member', '@plain:home.example', 'join'),
  ('$s3', '!q:home.example', 'm.room.member', '@bob:remote.example', 'join'), ('$s4', '!r:home.example', 'm.room.member', '@bob:remote.example', 'leave'),
  ('$s5', '!q:home.example', 'm.room.member', '@new:remote.example', 'join'), ('$s6', '!q:home.example', 'm.room.name', '', NULL);
INSERT INTO local_current_membership (room_id, user_id, event_id, membership) VALUES ('!r:home.example', '@plain:home.example', '$s2', 'join'),
  ('!q:home.example', '@plain:home.example', '$s7', 'leave');
INSERT INTO device_lists_outbound_last_success VALUES ('dead.example', '@me:home.example', 30), ('remote.example', '@me:home.example', 39);
INSERT INTO device_lists_changes_converted_stream_position (stream_id, room_id) VALUES (40, '!r:home.example');
INSERT INTO device_lists_stream (stream_id, user_id, device_id) VALUES (1, '@me:home.example', 'BUSY'), (2, '@bob:remote.example', 'SIGNED');
)";

} // namespace

std::unique_ptr<PostgresCluster> PostgresCluster::start(QString *why, bool isDurable)
{
    std::unique_ptr<PostgresCluster> cluster(new PostgresCluster);
    cluster->m_isDurable = isDurable;
    const QString initdb = postgresProgram(u"initdb"_s);
    if (initdb.isEmpty()) {
        *why = u"PostgreSQL's server programs are not installed"_s;
        return {};
    }
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    cluster->m_port = probe.serverPort();
    probe.close();
    const QString dir = cluster->m_dir.path();
    QFile secret(dir + "/password"_L1);
    if (!secret.open(QIODevice::WriteOnly) || secret.write(password) < 0) {
        *why = u"cannot write to "_s + dir;
        return {};
    }
    secret.close();
    if (geteuid() == 0) {
        QProcess::execute(u"chown"_s, {u"-R"_s, u"postgres"_s, dir});
    }
    if (!asPostgres({initdb, u"-D"_s, dir + "/data"_L1, u"-U"_s, QString::fromLatin1(superuser), u"-A"_s, u"scram-sha-256"_s,
                        u"--no-sync"_s, u"-E"_s, u"UTF8"_s, u"--locale=C"_s, u"--pwfile="_s + secret.fileName()},
            why)
        || !cluster->restart()) {
        *why = u"initdb or pg_ctl failed: "_s + *why;
        return {};
    }
    return cluster;
}

bool PostgresCluster::restart()
{
    halt();
    const QString options
        = u"%1 -p %2 -c listen_addresses=127.0.0.1 -c unix_socket_directories=%3 -c max_connections=40"_s.arg(m_isDurable ? u""_s : u"-F"_s)
              .arg(m_port)
              .arg(m_dir.path());
    return asPostgres({postgresProgram(u"pg_ctl"_s), u"-D"_s, m_dir.path() + "/data"_L1, u"-l"_s, m_dir.path() + "/log"_L1, u"-w"_s,
        u"-o"_s, options, u"start"_s});
}

bool PostgresCluster::halt()
{
    if (!QFile::exists(m_dir.path() + "/data/postmaster.pid"_L1))
        return true;
    return asPostgres({postgresProgram(u"pg_ctl"_s), u"-D"_s, m_dir.path() + "/data"_L1, u"-m"_s, u"fast"_s, u"-w"_s, u"stop"_s});
}

void PostgresCluster::freeze(bool still)
{
    QFile pidFile(m_dir.path() + "/data/postmaster.pid"_L1);
    if (!pidFile.open(QIODevice::ReadOnly))
        qFatal("no PostgreSQL runs");
    const QByteArray postmaster = pidFile.readLine().trimmed();
    QProcess children;
    children.start(u"ps"_s, {u"-o"_s, u"pid="_s, u"--ppid"_s, QString::fromLatin1(postmaster)});
    children.waitForFinished();
    QByteArrayList all = children.readAllStandardOutput().split('\n');
    all.prepend(postmaster);
    for (const QByteArray &pid : std::as_const(all)) {
        if (!pid.trimmed().isEmpty())
            ::kill(pid.trimmed().toInt(), still ? SIGSTOP : SIGCONT);
    }
}

PostgresCluster::~PostgresCluster()
{
    halt();
}

QString PostgresCluster::uri(const QString &database, const QString &user, const QString &userPassword) const
{
    Sql::DatabaseAddress address{.engine = Sql::Engine::PostgreSql,
        .path = {},
        .host = u"127.0.0.1"_s,
        .port = QString::number(m_port),
        .name = database,
        .user = user,
        .password = userPassword,
        .options = {}};
    return address.toUri();
}

std::unique_ptr<TestDatabase> TestDatabase::sqlite(Shape shape)
{
    std::unique_ptr<TestDatabase> made(new TestDatabase);
    // Characters that mean something in a URI.
    QDir(made->m_dir.path()).mkpath(u"a b%41#?"_s);
    made->m_path = made->m_dir.path() + "/a b%41#?/homeserver.db"_L1;
    made->m_uri = "sqlite:"_L1 + made->m_path;
    made->open();
    made->run(u"PRAGMA journal_mode = WAL"_s);
    made->create(shape);
    made->fill();
    return made;
}

std::unique_ptr<TestDatabase> TestDatabase::postgres(const PostgresCluster &cluster, Shape shape)
{
    std::unique_ptr<TestDatabase> made(new TestDatabase);
    made->m_uri = cluster.uri(u"postgres"_s);
    made->open();
    made->m_name = u"synapse%1"_s.arg(++counter);
    made->run(u"CREATE DATABASE %1"_s.arg(made->m_name));
    made->m_uri = cluster.uri(made->m_name);
    made->open();
    made->create(shape);
    made->fill();
    return made;
}

TestDatabase::~TestDatabase()
{
    QSqlDatabase::removeDatabase(m_connection);
}

void TestDatabase::open()
{
    if (!m_connection.isEmpty())
        QSqlDatabase::removeDatabase(m_connection);
    m_connection = u"fixture-%1"_s.arg(++counter);
    const auto address = Sql::DatabaseAddress::parse(m_uri);
    QSqlDatabase database = QSqlDatabase::addDatabase(m_path.isEmpty() ? u"QPSQL"_s : u"QSQLITE"_s, m_connection);
    if (m_path.isEmpty()) {
        database.setHostName(address->host);
        database.setPort(address->port.toInt());
        database.setDatabaseName(address->name);
        database.setUserName(address->user);
        database.setPassword(address->password);
    } else {
        database.setDatabaseName(m_path);
    }
    if (!database.open())
        qFatal("fixture: %s", qUtf8Printable(database.lastError().text()));
}

void TestDatabase::run(const QString &sql)
{
    const QStringList statements = sql.split(u";\n"_s, Qt::SkipEmptyParts);
    for (const QString &statement : statements) {
        if (statement.trimmed().isEmpty())
            continue;
        QSqlQuery query(QSqlDatabase::database(m_connection));
        if (!query.exec(statement))
            qFatal("fixture: %s: %s", qUtf8Printable(statement), qUtf8Printable(query.lastError().text()));
    }
}

QStringList TestDatabase::lines(const QString &sql)
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    if (!query.exec(sql))
        qFatal("fixture: %s: %s", qUtf8Printable(sql), qUtf8Printable(query.lastError().text()));
    QStringList all;
    while (query.next()) {
        QStringList cells;
        for (int column = 0; column < query.record().count(); ++column)
            cells += query.isNull(column) ? u"NULL"_s : query.value(column).toString();
        all += cells.join(u'|');
    }
    return all;
}

void TestDatabase::create(Shape shape)
{
    run(QString::fromUtf8(tables));
    if (shape == Shape::Schema94)
        run(QString::fromUtf8(since85));
    run(u"INSERT INTO schema_version (version, upgraded) VALUES (%1, TRUE)"_s.arg(shape == Shape::Schema94 ? 94 : 72));
}

void TestDatabase::fill()
{
    run(QString::fromUtf8(population));
    QStringList users, messages;
    for (int i = 0; i < 250; ++i)
        users += u"('@u%1:many.example', '%2')"_s.arg(i, 4, 10, QChar(u'0')).arg(i);
    run(u"INSERT INTO device_lists_remote_extremeties VALUES "_s + users.join(u','));
    const auto message = [&](const QString &device, int streamId) {
        messages
            += u"('@me:home.example', '%1', %2, '{\"content\":{\"org.matrix.msgid\":\"id%2\",\"secret\":true},\"type\":\"m.test\",\"sender\":\"@ann:remote.example\"}')"_s
                   .arg(device)
                   .arg(streamId);
    };
    for (int i = 0; i < 30; ++i)
        message(u"IDLE"_s, 100 + i);
    message(u"BUSY"_s, 200);
    message(u"BUSY"_s, 201);
    message(u"PUBKEY"_s, 202);
    message(u"LOST"_s, 203);
    run(u"INSERT INTO device_inbox (user_id, device_id, stream_id, message_json) VALUES "_s + messages.join(u','));
    if (m_path.isEmpty())
        run(u"ANALYZE"_s);
}

void TestDatabase::addRoles()
{
    QFile file(QStringLiteral(LOCKSTEP_SQL) + "/roles.sql"_L1);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no roles.sql");
    const QString sql = QString::fromUtf8(file.readAll());
    run(u"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public', current_database()); END $$"_s);
    QStringList statements;
    for (const QString &line : sql.split(u'\n')) {
        if (!line.startsWith("--"_L1))
            statements += line;
    }
    run(statements.join(u'\n').replace("DATABASE synapse "_L1, u"DATABASE %1 "_s.arg(m_name)));
}

QByteArray TestDatabase::dump()
{
    QByteArray all;
    const QStringList names = m_path.isEmpty()
        ? lines(u"SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"_s)
        : lines(u"SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"_s);
    for (const QString &name : names) {
        QStringList rows = lines(u"SELECT * FROM %1"_s.arg(name));
        rows.sort();
        all += name.toUtf8() + '\n' + rows.join(u'\n').toUtf8() + '\n';
    }
    return all;
}

} // namespace Lockstep::Test
