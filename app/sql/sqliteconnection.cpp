// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/sqliteconnection.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QUrl>

#include <algorithm>
#include <map>
#include <vector>

#include <poll.h>
#include <sqlite3.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

/// Steps of SQLite's machine between two looks at the clock: well below a millisecond.
constexpr int stepsBetweenLooks = 20'000;
/// Statements that are kept prepared, some kilobytes each; IN lists of every length are as many.
constexpr qsizetype keptStatements = 200;

/// How long another process's lock is waited for, in milliseconds.
int lockWait(Access access)
{
    switch (access) {
    case Access::ReadOnly:
        return 2'000;
    case Access::Marker:
        return 4'000;
    case Access::Owner:
        break;
    }
    return 20'000;
}

/// Device and inode: a file that was restored or moved into the place of another has others.
using FileId = std::pair<quint64, quint64>;

FileId fileId(const QString &path)
{
    struct stat info = {};
    return ::stat(QFile::encodeName(path).constData(), &info) == 0 ? FileId(info.st_dev, info.st_ino) : FileId();
}

/// Nobody's database is made up because its name was given as that of memory.
bool isInMemory(const DatabaseAddress &address, Access access)
{
    return access == Access::Owner && address.path == inMemory;
}

bool hasWal(const QString &path)
{
    return QFile::exists(path + "-wal"_L1);
}

class SqliteRow : public Row
{
public:
    explicit SqliteRow(sqlite3_stmt *statement)
        : m_statement(statement)
    {
    }
    int columns() const override { return sqlite3_data_count(m_statement); }
    bool isNull(int column) const override { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }
    qint64 integer(int column) const override { return sqlite3_column_int64(m_statement, column); }
    QString text(int column) const override
    {
        const auto *characters = static_cast<const QChar *>(sqlite3_column_text16(m_statement, column));
        return QString(characters, sqlite3_column_bytes16(m_statement, column) / qsizetype(sizeof(QChar)));
    }
    QByteArray bytes(int column) const override
    {
        // A text may lie here as UTF-16 if it was asked for as text before.
        const void *data = sqlite3_column_type(m_statement, column) == SQLITE_BLOB ? sqlite3_column_blob(m_statement, column)
                                                                                   : sqlite3_column_text(m_statement, column);
        return QByteArray(static_cast<const char *>(data), sqlite3_column_bytes(m_statement, column));
    }
    QVariant value(int column) const override
    {
        switch (sqlite3_column_type(m_statement, column)) {
        case SQLITE_INTEGER:
            return integer(column);
        case SQLITE_FLOAT:
            return sqlite3_column_double(m_statement, column);
        case SQLITE_BLOB:
            return bytes(column);
        case SQLITE_NULL:
            return {};
        default:
            return text(column);
        }
    }

private:
    sqlite3_stmt *m_statement;
};

class SqliteConnection : public Connection
{
public:
    SqliteConnection(DatabaseAddress address, Access access, Purpose purpose)
        : m_address(std::move(address))
        , m_access(access)
        , m_purpose(purpose)
    {
    }
    ~SqliteConnection() override { close(); }
    Q_DISABLE_COPY_MOVE(SqliteConnection)

    Result<void> open(const Limit &limit)
    {
        m_file = fileId(m_address.path);
        int code = openFile(false);
        // A file in WAL mode that nobody has open needs its -shm, which cannot be made where we may not write.
        // Only then, and only without a -wal, is what the file holds all there is.
        if (code == SQLITE_OK && m_access == Access::ReadOnly) {
            const auto probe = execute(u"PRAGMA schema_version"_s, {}, {}, limit);
            const int problem = sqlite3_errcode(m_database) & 0xff;
            m_lost = false;
            if (!probe && (problem == SQLITE_READONLY || problem == SQLITE_CANTOPEN) && !hasWal(m_address.path))
                code = openFile(true);
        }
        return code == SQLITE_OK ? Result<void>() : Result<void>(failure(problem(code)));
    }

    bool isCurrent() const override
    {
        // An immutable connection would not see what a server that was started since then writes.
        return sqlite3_get_autocommit(m_database) != 0 && m_file == fileId(m_address.path) && (!m_immutable || !hasWal(m_address.path));
    }

    Result<Done> execute(const QString &sql, const QVariantList &values, const RowTaker &row, const Limit &limit) override;
    Result<Statement *> statement(int key, const QString &sql) override;

private:
    friend class SqliteStatement;
    int openFile(bool immutable)
    {
        close();
        m_immutable = immutable;
        const QByteArray path = QUrl::toPercentEncoding(QFileInfo(m_address.path).absoluteFilePath(), "/");
        const QByteArray uri = isInMemory(m_address, m_access) ? inMemory.toLatin1() : "file:" + path + (immutable ? "?immutable=1" : "");
        const int flags = (m_access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_URI
            | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
        const int code = sqlite3_open_v2(uri.constData(), &m_database, flags, nullptr);
        if (code == SQLITE_OK)
            sqlite3_progress_handler(m_database, stepsBetweenLooks, &isOver, this);
        return code;
    }

    void close()
    {
        forgetStatements();
        m_kept.clear();
        sqlite3_close(m_database);
        m_database = nullptr;
    }

    void forgetStatements()
    {
        for (sqlite3_stmt *statement : std::as_const(m_statements))
            sqlite3_finalize(statement);
        m_statements.clear();
    }

    static int isOver(void *self)
    {
        const Limit *limit = static_cast<SqliteConnection *>(self)->m_limit;
        if (!limit)
            return 0;
        pollfd stop{limit->stopFd, POLLIN, 0};
        return limit->deadline.hasExpired() || (limit->stopFd >= 0 && ::poll(&stop, 1, 0) > 0);
    }

    Error problem(int code)
    {
        Fault fault = Fault::ofSqlite(code, QString::fromUtf8(m_database ? sqlite3_errmsg(m_database) : sqlite3_errstr(code)));
        if ((code & 0xff) == SQLITE_INTERRUPT)
            fault = m_limit && m_limit->deadline.hasExpired() ? Fault{Fault::Silent, u"the time for one call is over"_s}
                                                              : Fault{Fault::Stopped};
        // The file was replaced, or its -wal appeared or went.
        const int primary = code & 0xff;
        m_damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
        m_lost = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_NOTADB;
        return explain(fault, m_address, m_purpose);
    }

    int bind(sqlite3_stmt *statement, int index, const QVariant &value);

    DatabaseAddress m_address;
    Access m_access;
    Purpose m_purpose;
    sqlite3 *m_database = nullptr;
    QHash<QString, sqlite3_stmt *> m_statements;
    std::map<int, std::unique_ptr<Statement>> m_kept;
    bool m_immutable = false;
    FileId m_file; ///< as it was when it was opened
    const Limit *m_limit = nullptr; ///< of the call under way
};

class SqliteStatement : public Statement
{
public:
    SqliteStatement(SqliteConnection *connection, sqlite3_stmt *statement)
        : m_connection(connection)
        , m_statement(statement)
        , m_texts(size_t(sqlite3_bind_parameter_count(statement)))
    {
    }
    ~SqliteStatement() override { sqlite3_finalize(m_statement); }
    Q_DISABLE_COPY_MOVE(SqliteStatement)

    void bind(int index, qint64 value) override { note(sqlite3_bind_int64(m_statement, index + 1, value)); }
    void bind(int index, const QString &text) override
    {
        if (!text.isNull())
            bindText(index, text.toUtf8());
    }
    void bind(int index, const QByteArray &bytes) override
    {
        if (bytes.isNull())
            return;
        m_texts[size_t(index)] = bytes; // lives until it has run
        note(sqlite3_bind_blob64(m_statement, index + 1, bytes.constData(), quint64(bytes.size()), SQLITE_STATIC));
    }
    Result<Done> run() override
    {
        const int code = m_problem != SQLITE_OK ? m_problem : sqlite3_step(m_statement);
        Result<Done> result = Done{};
        if (code == SQLITE_DONE)
            result = Done{.affected = sqlite3_changes64(m_connection->m_database),
                .insertId = sqlite3_last_insert_rowid(m_connection->m_database)};
        else
            result = failure(m_connection->problem(code));
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
        m_problem = SQLITE_OK;
        return result;
    }

private:
    void bindText(int index, QByteArray utf8)
    {
        QByteArray &text = m_texts[size_t(index)];
        text = std::move(utf8);
        note(sqlite3_bind_text64(m_statement, index + 1, text.constData(), quint64(text.size()), SQLITE_STATIC, SQLITE_UTF8));
    }
    void note(int code)
    {
        if (code != SQLITE_OK)
            m_problem = code;
    }

    SqliteConnection *m_connection;
    sqlite3_stmt *m_statement;
    std::vector<QByteArray> m_texts;
    int m_problem = SQLITE_OK; ///< of binding
};

Result<Statement *> SqliteConnection::statement(int key, const QString &sql)
{
    std::unique_ptr<Statement> &kept = m_kept[key];
    if (!kept) {
        sqlite3_stmt *statement = nullptr;
        const QByteArray utf8 = sql.toUtf8();
        const int code = sqlite3_prepare_v3(m_database, utf8.constData(), int(utf8.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK)
            return failure(problem(code));
        kept = std::make_unique<SqliteStatement>(this, statement);
    }
    return kept.get();
}

int SqliteConnection::bind(sqlite3_stmt *statement, int index, const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::UnknownType:
    case QMetaType::Nullptr:
        return sqlite3_bind_null(statement, index);
    case QMetaType::QString: {
        // A null QString is an empty text: NULL would compare to nothing.
        const QString text = value.toString();
        const qsizetype size = text.size() * qsizetype(sizeof(QChar));
        return sqlite3_bind_text16(statement, index, static_cast<const void *>(text.utf16()), int(size), SQLITE_TRANSIENT);
    }
    case QMetaType::QByteArray: {
        const QByteArray bytes = value.toByteArray();
        return bytes.isNull() ? sqlite3_bind_null(statement, index)
                              : sqlite3_bind_blob64(statement, index, bytes.constData(), quint64(bytes.size()), SQLITE_TRANSIENT);
    }
    case QMetaType::Double:
        return sqlite3_bind_double(statement, index, value.toDouble());
    default:
        return sqlite3_bind_int64(statement, index, value.toLongLong());
    }
}

Result<Done> SqliteConnection::execute(const QString &sql, const QVariantList &values, const RowTaker &row, const Limit &limit)
{
    m_limit = &limit;
    m_handedOut = false;
    const qint64 left = limit.deadline.isForever() ? lockWait(m_access) : std::max<qint64>(1, limit.deadline.remainingTime());
    sqlite3_busy_timeout(m_database, int(std::min<qint64>(lockWait(m_access), left)));
    sqlite3_stmt *statement = m_statements.value(sql);
    if (!statement) {
        if (m_statements.size() >= keptStatements)
            forgetStatements();
        const QByteArray utf8 = sql.toUtf8();
        const int code = sqlite3_prepare_v3(m_database, utf8.constData(), int(utf8.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK)
            return failure(problem(code));
        m_statements.insert(sql, statement);
    }
    int code = SQLITE_OK;
    for (qsizetype i = 0; i < values.size() && code == SQLITE_OK; ++i)
        code = bind(statement, int(i) + 1, values[i]);
    if (code != SQLITE_OK) {
        const Error error = problem(code);
        sqlite3_reset(statement);
        return failure(error);
    }
    const SqliteRow current(statement);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (row) {
            m_handedOut = true;
            row(current);
        }
    }
    Result<Done> result = Done{};
    if (code == SQLITE_DONE)
        result = Done{.affected = sqlite3_changes64(m_database), .insertId = sqlite3_last_insert_rowid(m_database)};
    else
        result = failure(problem(code));
    // A read that is not ended holds back the write-ahead log.
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    m_limit = nullptr;
    return result;
}

} // namespace

Result<std::unique_ptr<Connection>> openSqlite(const DatabaseAddress &address, Access access, Purpose purpose, const Limit &limit)
{
    if (!isInMemory(address, access) && !QFileInfo(address.path).isFile())
        return failure(explain({Fault::NoFile}, address, purpose));
    auto connection = std::make_unique<SqliteConnection>(address, access, purpose);
    if (const auto opened = connection->open(limit); !opened)
        return failure(opened.error());
    return std::unique_ptr<Connection>(std::move(connection));
}

} // namespace Lockstep::Sql
