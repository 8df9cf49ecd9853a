// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/database.h"

#include "core/log.h"
#include "sql/databaseerror.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>

#include <atomic>
#include <map>
#include <mutex>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

std::atomic<quint64> nextNumber{1};

QString quotedOption(QString value)
{
    value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
    // The driver cuts its options at semicolons before libpq sees them.
    value.remove(u';');
    return u'\'' + value + u'\'';
}

QString postgresOptions(const DatabaseAddress &address, Database::Access access)
{
    // jit: compiling a statement that returns a hundred rows costs more than running it.
    QString session = u"-c statement_timeout=4000 -c lock_timeout=500 -c idle_in_transaction_session_timeout=10000 -c jit=off"_s;
    if (access == Database::ReadOnly)
        session += " -c default_transaction_read_only=on"_L1;
    QStringList options{u"connect_timeout=5"_s, u"application_name=lockstep"_s, u"client_encoding=UTF8"_s};
    for (auto it = address.options.cbegin(); it != address.options.cend(); ++it) {
        if (it.key() == "options"_L1)
            session += u' ' + it.value();
        else if (it.key() != "application_name"_L1 && it.key() != "client_encoding"_L1 && it.key() != "connect_timeout"_L1)
            options += it.key() + u'=' + quotedOption(it.value());
    }
    options += "options="_L1 + quotedOption(session);
    return options.join(u';');
}

/// Device and inode: a file that was restored or moved into the place of another has others.
using FileId = std::pair<quint64, quint64>;

FileId fileId(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? FileId(info.st_dev, info.st_ino) : FileId();
}

bool hasWal(const QString &path)
{
    return QFile::exists(path + "-wal"_L1);
}

Result<QVariant> usable(const QVariant &value, Engine engine)
{
    if (value.typeId() != QMetaType::QString)
        return value;
    const QString text = value.toString();
    // SQLite stores NUL: what it gave out must be good for the next question, or one such row would spoil a whole list.
    if ((engine == Engine::PostgreSql && text.contains(QChar::Null)) || !text.isValidUtf16())
        return failure(Error::BadInput, u"An identifier holds a character that no identifier can hold (NUL or half a surrogate pair)."_s);
    // A null QString would be bound as NULL, which compares to nothing.
    return text.isNull() ? QVariant(u""_s) : value;
}

} // namespace

bool Row::isNull(int column) const
{
    return m_query.isNull(column);
}

qint64 Row::integer(int column) const
{
    return m_query.value(column).toLongLong();
}

QString Row::text(int column) const
{
    return m_query.value(column).toString();
}

QByteArray Row::bytes(int column) const
{
    const QVariant value = m_query.value(column);
    return value.typeId() == QMetaType::QByteArray ? value.toByteArray() : value.toString().toUtf8();
}

struct Database::Connection
{
    QString name;
    QSqlDatabase database;
    bool immutable = false;
    FileId file; ///< of SQLite, as it was when it was opened

    ~Connection()
    {
        database.close();
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(name);
    }

    bool openSqlite(const DatabaseAddress &address, Access access, bool asImmutable)
    {
        database.close();
        const QString path = QString::fromLatin1(QUrl::toPercentEncoding(QFileInfo(address.path).absoluteFilePath(), "/"));
        const QString mode = access == Marker ? u"rw"_s : u"ro"_s;
        database.setDatabaseName(u"file:%1?mode=%2%3"_s.arg(path, mode, asImmutable ? u"&immutable=1"_s : QString()));
        database.setConnectOptions(access == Marker ? u"QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=4000"_s
                                                    : u"QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=2000"_s);
        immutable = asImmutable;
        return database.open();
    }

    bool openPostgres(const DatabaseAddress &address, Access access)
    {
        database.setHostName(address.host);
        database.setPort(address.port ? address.port : -1);
        database.setDatabaseName(address.name);
        database.setUserName(address.user);
        database.setPassword(address.password);
        database.setConnectOptions(postgresOptions(address, access));
        return database.open();
    }
};

/// The connections of all threads to one database. Shared with the threads, which outlive it or end before it.
struct Database::Pool
{
    std::mutex mutex;
    std::map<quint64, std::unique_ptr<Connection>> connections;
    const quint64 id = nextNumber++;
};

/// What the calling thread has to close when it ends: its key in each pool.
struct Database::ThreadConnections
{
    struct Entry
    {
        std::weak_ptr<Pool> pool;
        quint64 key;
    };
    std::map<quint64, Entry> entries;

    static void close(const Entry &entry)
    {
        const auto pool = entry.pool.lock();
        if (!pool)
            return;
        std::unique_ptr<Connection> gone;
        const std::lock_guard lock(pool->mutex);
        if (const auto found = pool->connections.find(entry.key); found != pool->connections.end()) {
            gone = std::move(found->second);
            pool->connections.erase(found);
        }
    }
    ~ThreadConnections()
    {
        for (const auto &[id, entry] : entries)
            close(entry);
    }
};

Database::ThreadConnections &Database::ofThisThread()
{
    thread_local ThreadConnections connections;
    return connections;
}

Database::Database(DatabaseAddress address, Access access)
    : m_address(std::move(address))
    , m_access(access)
    , m_pool(std::make_shared<Pool>())
{
}

Database::~Database() = default;

int Database::openConnections() const
{
    const std::lock_guard lock(m_pool->mutex);
    return int(m_pool->connections.size());
}

void Database::closeHere() const
{
    auto &mine = ofThisThread().entries;
    if (const auto found = mine.find(m_pool->id); found != mine.end()) {
        ThreadConnections::close(found->second);
        mine.erase(found);
    }
}

Result<Database::Connection *> Database::connection() const
{
    auto &mine = ofThisThread().entries;
    if (const auto found = mine.find(m_pool->id); found != mine.end()) {
        const std::lock_guard lock(m_pool->mutex);
        Connection *open = m_pool->connections.at(found->second.key).get();
        const bool same = engine() != Engine::Sqlite || open->file == fileId(m_address.path);
        // An immutable connection would not see what a server that was started since then writes.
        if (same && (!open->immutable || !hasWal(m_address.path)))
            return open;
    }
    closeHere();
    std::erase_if(mine, [](const auto &item) { return item.second.pool.expired(); });

    const bool sqlite = engine() == Engine::Sqlite;
    if (sqlite && !QFileInfo(m_address.path).isFile())
        return failure(Error::Database, u"There is no database file %1."_s.arg(m_address.path));
    auto made = std::make_unique<Connection>();
    made->name = u"lockstep-synapse-%1"_s.arg(nextNumber++);
    if (sqlite)
        made->file = fileId(m_address.path);
    made->database = QSqlDatabase::addDatabase(sqlite ? u"QSQLITE"_s : u"QPSQL"_s, made->name);
    if (!made->database.isValid())
        return failure(Error::Database,
            u"Qt's driver for %1 is not installed (package libqt6sql6-%2)."_s.arg(
                sqlite ? u"SQLite"_s : u"PostgreSQL"_s, sqlite ? u"sqlite"_s : u"psql"_s));
    if (!(sqlite ? made->openSqlite(m_address, m_access, false) : made->openPostgres(m_address, m_access)))
        return failure(explain(made->database.lastError(), m_address));
    if (sqlite && m_access == ReadOnly) {
        // A file in WAL mode that nobody has open needs its -shm, which cannot be made where we may not write.
        // Only then, and only without a -wal, is what the file holds all there is.
        QSqlQuery probe(made->database);
        if (!probe.exec(u"PRAGMA schema_version"_s) || !probe.next()) {
            const int code = probe.lastError().nativeErrorCode().toInt() & 0xff;
            probe.clear();
            if ((code == 8 || code == 14) && !hasWal(m_address.path) && !made->openSqlite(m_address, m_access, true))
                return failure(explain(made->database.lastError(), m_address));
        }
    }
    const quint64 key = nextNumber++;
    Connection *open = made.get();
    {
        const std::lock_guard lock(m_pool->mutex);
        m_pool->connections.emplace(key, std::move(made));
    }
    mine.insert_or_assign(m_pool->id, ThreadConnections::Entry{m_pool, key});
    return open;
}

Result<void> Database::attempt(
    Connection &connection, const QString &sql, const QVariantList &values, const std::function<void(const Row &)> &row, bool &lost) const
{
    QSqlQuery query(connection.database);
    query.setForwardOnly(true);
    const auto failed = [&]() -> Result<void> {
        lost = isConnectionLost(query.lastError(), engine());
        return failure(explain(query.lastError(), m_address));
    };
    if (values.isEmpty()) {
        if (!query.exec(sql))
            return failed();
    } else {
        if (!query.prepare(sql))
            return failed();
        for (const QVariant &value : values) {
            auto checked = usable(value, engine());
            if (!checked)
                return failure(checked.error());
            query.addBindValue(*checked);
        }
        if (!query.exec())
            return failed();
    }
    const Row current(query);
    bool any = false;
    while (row && query.next()) {
        any = true;
        row(current);
    }
    if (query.lastError().isValid()) {
        const auto result = failed();
        // Rows that were handed out cannot be taken back, so there is no second attempt.
        lost = lost && !any;
        return result;
    }
    return {};
}

Result<void> Database::each(const QString &sql, const QVariantList &values, const std::function<void(const Row &)> &row) const
{
    if (m_trace)
        m_trace(sql, values);
    for (int tries = 0;; ++tries) {
        const auto open = connection();
        if (!open)
            return failure(open.error());
        bool lost = false;
        const auto result = attempt(**open, sql, values, row, lost);
        if (result)
            return {};
        if (!lost)
            return result;
        closeHere();
        if (tries > 0)
            return result;
    }
}

Result<QVariant> Database::value(const QString &sql, const QVariantList &values) const
{
    QVariant first;
    const auto done = each(sql, values, [&](const Row &row) {
        if (!first.isValid())
            first = row.isNull(0) ? QVariant() : QVariant(row.text(0));
    });
    if (!done)
        return failure(done.error());
    return first;
}

Result<void> Database::run(const QString &sql, const QVariantList &values) const
{
    return each(sql, values, {});
}

QString Database::placeholders(qsizetype count)
{
    return QStringList(count, u"?"_s).join(", "_L1);
}

} // namespace Lockstep::Synapse
