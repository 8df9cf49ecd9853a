// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/storage.h"

#include "core/log.h"
#include "lab/state/schema.h"
#include "sql/sqliteconnection.h"

#include <QFile>
#include <QJsonDocument>

#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

struct Storage::Private
{
    std::unique_ptr<Sql::Connection> database;
    int depth = 0;
    qint64 streamId = 0;
};

namespace {

constexpr int schemaVersion = 6;
constexpr int applicationId = 0x4c6f634c; // "LocL"

/// Nothing else waits for the state thread's statements, and half a transaction helps nobody.
const Sql::Limit unlimited{QDeadlineTimer(QDeadlineTimer::Forever), -1};

} // namespace

Storage::Storage(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}
Storage::~Storage() = default;

Result<std::unique_ptr<Storage>> Storage::open(const QString &path)
{
    // Whatever the umask says; SQLite gives the files beside it the same mode.
    if (QFile file(path); !path.isEmpty() && !file.exists()
        && !file.open(QIODevice::ReadWrite | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return failure(Error::Io, u"The lab's data file %1 cannot be made: %2"_s.arg(path, file.errorString()));
    Sql::DatabaseAddress address;
    address.path = path.isEmpty() ? Sql::inMemory : path;
    auto opened = Sql::openSqlite(address, Sql::Access::Owner, Sql::Purpose::Lab, unlimited);
    if (!opened)
        return failure(opened.error());
    auto priv = std::make_unique<Private>();
    priv->database = std::move(*opened);
    std::unique_ptr<Storage> storage(new Storage(std::move(priv)));
    try {
        if (const Result<void> ready = storage->prepare(path); !ready)
            return failure(ready.error());
        storage->d->streamId = storage->value(u"SELECT position FROM stream"_s).toLongLong();
    } catch (const StorageError &error) {
        return failure(Error::Database, error.text);
    }
    return storage;
}

/// Foreign files must not be changed, not even to WAL: first a look at what it is.
Result<void> Storage::prepare(const QString &path)
{
    const int version = value(u"PRAGMA user_version"_s).toInt();
    const int application = value(u"PRAGMA application_id"_s).toInt();
    if ((version != 0 || application != 0) && application != applicationId)
        return failure(Error::Database, u"%1 is not a lab's data file; name another directory with --data."_s.arg(path));
    // Nobody keeps a lab for long: what an older one left is made anew rather than converted.
    if (version > 0 && version < schemaVersion)
        return failure(Error::Database, u"%1 was made by an older Lockstep; remove it, or name another directory with --data."_s.arg(path));
    if (version > schemaVersion)
        return failure(Error::Database, u"%1 was made by a newer Lockstep; use that one, or another directory with --data."_s.arg(path));
    // NORMAL with WAL survives a killed process; only a power cut may undo the last commits, and then all of them in order.
    for (const QString &pragma : {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=NORMAL"_s, u"PRAGMA cache_size=-65536"_s})
        execute(pragma);
    if (version > 0)
        return {};
    return transaction([&] {
        for (const QString &statement : schemaStatements())
            execute(statement);
        execute(u"PRAGMA application_id=%1"_s.arg(applicationId));
        execute(u"PRAGMA user_version=%1"_s.arg(schemaVersion));
    });
}

Sql::Done Storage::ask(const QString &sql, const QVariantList &parameters, const Sql::RowTaker &row)
{
    const Result<Sql::Done> done = d->database->execute(sql, parameters, row, unlimited);
    if (!done)
        throw StorageError{done.error().text + u" In: "_s + sql};
    return *done;
}

Rows Storage::run(const QString &sql, const QVariantList &parameters)
{
    Rows found;
    ask(sql, parameters, [&](const Sql::Row &row) {
        QVariantList values;
        values.reserve(row.columns());
        for (int column = 0; column < row.columns(); ++column)
            values.append(row.value(column));
        found.m_rows.append(std::move(values));
    });
    return found;
}

int Storage::execute(const QString &sql, const QVariantList &parameters)
{
    return int(ask(sql, parameters, {}).affected);
}

QVariant Storage::value(const QString &sql, const QVariantList &parameters)
{
    QVariant result;
    bool isFirst = true;
    ask(sql, parameters, [&](const Sql::Row &row) {
        if (std::exchange(isFirst, false))
            result = row.value(0);
    });
    return result;
}

void Storage::rollBack()
{
    // It may have been rolled back already, by a disk that is full.
    static_cast<void>(d->database->execute(u"ROLLBACK"_s, {}, {}, unlimited));
}

Result<void> Storage::transaction(const std::function<void()> &work)
{
    if (d->depth > 0) {
        work();
        return {};
    }
    ++d->depth;
    const qint64 before = d->streamId;
    std::optional<QString> problem;
    try {
        execute(u"BEGIN IMMEDIATE"_s);
        work();
        if (d->streamId != before)
            execute(u"UPDATE stream SET position = ?"_s, {d->streamId});
        execute(u"COMMIT"_s);
    } catch (const StorageError &error) {
        problem = error.text;
    } catch (...) { // whatever it is, the transaction must not stay open: all that follows would join it and never be committed
        --d->depth;
        d->streamId = before;
        rollBack();
        throw;
    }
    --d->depth;
    if (!problem)
        return {};
    if (!problem->isEmpty()) // empty: the work refused by itself and says why
        qCWarning(lcLab).noquote() << "rolled back:" << *problem;
    d->streamId = before;
    rollBack();
    return failure(Error::Database, u"The lab's storage failed: "_s + *problem);
}

qint64 Storage::nextStreamId()
{
    return ++d->streamId;
}

qint64 Storage::currentStreamId() const
{
    return d->streamId;
}

QString compactText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject compactJson(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

} // namespace Lockstep::Lab
