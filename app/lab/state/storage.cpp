// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/storage.h"

#include "core/log.h"
#include "lab/state/schema.h"

#include <QFile>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlError>
#include <QUuid>

#include <optional>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

struct Storage::Private
{
    QString connection;
    QSqlDatabase database;
    std::unordered_map<QString, QSqlQuery> prepared; // QSqlQuery can only be moved
    int depth = 0;
    qint64 streamId = 0;

    ~Private()
    {
        prepared.clear();
        database.close();
        database = {};
        QSqlDatabase::removeDatabase(connection);
    }
};

namespace {
constexpr int schemaVersion = 5;
constexpr int applicationId = 0x4c6f634c; // "LocL"
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
    auto priv = std::make_unique<Private>();
    priv->connection = u"lab-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    priv->database = QSqlDatabase::addDatabase(u"QSQLITE"_s, priv->connection);
    priv->database.setDatabaseName(path.isEmpty() ? u":memory:"_s : path);
    priv->database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!priv->database.open())
        return failure(Error::Io, u"The lab's data file %1 cannot be opened: %2"_s.arg(path, priv->database.lastError().text()));
    std::unique_ptr<Storage> storage(new Storage(std::move(priv)));
    try {
        const int version = storage->value(u"PRAGMA user_version"_s).toInt();
        const int application = storage->value(u"PRAGMA application_id"_s).toInt();
        if ((version != 0 || application != 0) && application != applicationId)
            return failure(Error::Database, u"%1 is not a lab's data file; name another directory with --data."_s.arg(path));
        // Nobody keeps a lab for long: what an older one left is made anew rather than converted.
        if (version > 0 && version < schemaVersion)
            return failure(
                Error::Database, u"%1 was made by an older Lockstep; remove it, or name another directory with --data."_s.arg(path));
        if (version > schemaVersion)
            return failure(
                Error::Database, u"%1 was made by a newer Lockstep; use that one, or another directory with --data."_s.arg(path));
        // NORMAL with WAL survives a killed process; only a power cut may undo the last commits, and then all of them in order.
        for (const QString &pragma : {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=NORMAL"_s, u"PRAGMA cache_size=-65536"_s})
            storage->run(pragma);
        if (version == 0) {
            const Result<void> made = storage->transaction([&] {
                for (const QString &statement : schemaStatements())
                    storage->execute(statement);
                storage->execute(u"PRAGMA application_id=%1"_s.arg(applicationId));
                storage->execute(u"PRAGMA user_version=%1"_s.arg(schemaVersion));
            });
            if (!made)
                return failure(made.error());
        }
        storage->d->prepared.clear();
        storage->d->streamId = storage->value(u"SELECT position FROM stream"_s).toLongLong();
    } catch (const StorageError &error) {
        return failure(Error::Database, u"%1 is not usable as the lab's data file: %2"_s.arg(path, error.text));
    }
    return storage;
}

QSqlQuery Storage::prepared(const QString &sql, const QVariantList &parameters)
{
    QSqlQuery query = QSqlQuery(d->database);
    if (auto kept = d->prepared.extract(sql))
        query = std::move(kept.mapped());
    if (query.lastQuery().isEmpty()) {
        query.setForwardOnly(true);
        if (!query.prepare(sql))
            throw StorageError{query.lastError().text() + u" in: "_s + sql};
    }
    for (int i = 0; i < parameters.size(); ++i) {
        // Qt binds a null string as NULL. An empty text is an empty text: what is to be NULL is given as QVariant().
        const bool isText = parameters[i].typeId() == QMetaType::QString;
        query.bindValue(i, isText && parameters[i].toString().isNull() ? QVariant(u""_s) : parameters[i]);
    }
    if (!query.exec())
        throw StorageError{query.lastError().text() + u" in: "_s + sql};
    return query;
}

void Storage::keep(const QString &sql, QSqlQuery &&query)
{
    query.finish();
    d->prepared.emplace(sql, std::move(query));
}

QSqlQuery Storage::run(const QString &sql, const QVariantList &parameters)
{
    return prepared(sql, parameters);
}

int Storage::execute(const QString &sql, const QVariantList &parameters)
{
    QSqlQuery query = prepared(sql, parameters);
    const int affected = query.numRowsAffected();
    keep(sql, std::move(query));
    return affected;
}

QVariant Storage::value(const QString &sql, const QVariantList &parameters)
{
    QSqlQuery query = prepared(sql, parameters);
    QVariant result;
    if (query.next())
        result = query.value(0);
    keep(sql, std::move(query));
    return result;
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
        QSqlQuery(d->database).exec(u"ROLLBACK"_s);
        throw;
    }
    --d->depth;
    if (!problem)
        return {};
    if (!problem->isEmpty()) // empty: the work refused by itself and says why
        qCWarning(lcLab).noquote() << "rolled back:" << *problem;
    d->streamId = before;
    QSqlQuery(d->database).exec(u"ROLLBACK"_s);
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
