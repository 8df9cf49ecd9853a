// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/archive/archive.h"
#include "history/archive/archivetables.h"
#include "history/archive/gzipfile.h"
#include "history/file/schema.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr qint64 rowsBetweenLooks = 10'000;
constexpr qsizetype mostLosses = 20;

QJsonValue toJson(const Sql::Row &row, int column)
{
    const QVariant value = row.value(column);
    switch (value.typeId()) {
    case QMetaType::QByteArray:
        return QJsonObject{{u"base64"_s, QString::fromLatin1(value.toByteArray().toBase64())}};
    case QMetaType::QString:
        return value.toString();
    case QMetaType::Double:
        return value.toDouble();
    case QMetaType::UnknownType:
        return {};
    default:
        return value.toLongLong();
    }
}

class Exporter
{
public:
    Exporter(Sql::Transaction &transaction, GzipFile &to, const ArchiveWatch &watch)
        : m_transaction(transaction)
        , m_to(to)
        , m_watch(watch)
    {
    }

    Result<ArchiveOutcome> run(int format)
    {
        // It is only for who watches: of a damaged one it may not be known.
        const auto counted
            = m_transaction.each(u"SELECT updates FROM extent"_s, {}, [&](const Sql::Row &row) { m_progress.of = row.integer(0); });
        if (!counted)
            m_progress.of = 0;
        if (!write(QJsonObject{{u"lockstep_history"_s, 1}, {u"format"_s, format}, {u"made"_s, QDateTime::currentMSecsSinceEpoch()}}))
            return failure(*m_error);
        const auto tables = readTables(m_transaction);
        if (!tables)
            return failure(tables.error());
        for (const ArchiveTable &table : *tables) {
            if (!write(QJsonObject{{u"table"_s, table.name}, {u"columns"_s, QJsonArray::fromStringList(table.columns)}}))
                return failure(*m_error);
            table.name == u"updates"_s || table.name == u"keysets"_s ? writeByUser(table) : writeTable(table);
            if (m_error)
                return failure(*m_error);
        }
        if (!write(QJsonObject{{u"rows"_s, m_outcome.rows}, {u"lost"_s, m_outcome.shortened}}))
            return failure(*m_error);
        return m_outcome;
    }

private:
    template <typename Json>
    bool write(const Json &json)
    {
        if (!m_error && !m_to.writeLine(QJsonDocument(json).toJson(QJsonDocument::Compact)))
            m_error = Error{.kind = Error::Io, .text = u"The archive cannot be written; is there room for it?"_s};
        return !m_error;
    }

    /// Rows of one question. An error of the history ends it: what came before it stays.
    Result<void> rows(const QString &sql, const QVariantList &values)
    {
        return m_transaction.each(sql, values, [&](const Sql::Row &row) {
            if (m_error)
                return;
            QJsonArray array;
            for (int column = 0; column < row.columns(); ++column)
                array.append(toJson(row, column));
            if (!write(array))
                return;
            ++m_outcome.rows;
            if (++m_progress.rows % rowsBetweenLooks == 0 && m_watch && !m_watch(m_progress))
                m_error = Error{.kind = Error::Cancelled, .text = u"The export was cancelled."_s};
        });
    }

    void lose(const QString &sentence)
    {
        ++m_outcome.shortened;
        if (m_outcome.losses.size() < mostLosses)
            m_outcome.losses.append(sentence);
    }

    void writeTable(const ArchiveTable &table)
    {
        const qint64 before = m_outcome.rows;
        const auto done = rows(u"SELECT %1 FROM %2"_s.arg(table.quotedColumns(), table.quotedName()), {});
        if (table.name == u"users"_s)
            m_outcome.users = m_outcome.rows - before;
        if (!done && !m_error)
            lose(u"Of the table %1, %2 rows could be read: %3"_s.arg(table.name).arg(m_outcome.rows - before).arg(done.error().text));
    }

    /// User by user, so that a damaged page costs no more than the rest of one.
    void writeByUser(const ArchiveTable &table)
    {
        QList<qint64> users;
        const auto listed = m_transaction.each(u"SELECT id FROM users"_s, {}, [&](const Sql::Row &row) { users.append(row.integer(0)); });
        if (!listed)
            lose(u"Not all users could be read: "_s + listed.error().text);
        const bool isUpdates = table.name == u"updates"_s;
        const QString sql = u"SELECT %1 FROM %2 WHERE user = ? ORDER BY %3"_s.arg(
            table.quotedColumns(), table.quotedName(), isUpdates ? u"n"_s : u"id"_s);
        for (const qint64 user : std::as_const(users)) {
            const qint64 before = m_outcome.rows;
            const auto done = rows(sql, {user});
            m_outcome.updates += isUpdates ? m_outcome.rows - before : 0;
            if (m_error)
                return;
            if (!done)
                lose((isUpdates ? u"Of user number %1, %2 updates could be read."_s
                                : u"Of user number %1, %2 keys of several updates could be read."_s)
                         .arg(user)
                         .arg(m_outcome.rows - before));
        }
    }

    Sql::Transaction &m_transaction;
    GzipFile &m_to;
    const ArchiveWatch &m_watch;
    ArchiveProgress m_progress;
    ArchiveOutcome m_outcome;
    std::optional<Error> m_error;
};

} // namespace

Result<ArchiveOutcome> exportHistory(const QString &path, const QString &to, const ArchiveWatch &watch)
{
    if (QFileInfo::exists(to))
        return failure(Error::Io, u"%1 is there already: name another file, or move it away."_s.arg(to));
    const Sql::Database database(archiveAddress(path), archiveOptions(Sql::Access::ReadOnly));
    const auto format = formatOf(database, path);
    if (!format)
        return failure(format.error());
    const QString part = to + u".part"_s;
    Result<ArchiveOutcome> done;
    {
        GzipFile file(part, to.endsWith(u".gz"_s) ? GzipFile::WriteCompressed : GzipFile::WritePlain);
        if (!file.isOpen())
            return failure(Error::Io, u"%1 cannot be written."_s.arg(part));
        QFile::setPermissions(part, QFile::ReadOwner | QFile::WriteOwner); // it tells who talks to whom
        // All of one moment, though a gateway may record meanwhile.
        std::optional<Result<ArchiveOutcome>> exported;
        const auto read = database.transaction([&](Sql::Transaction &transaction) -> Result<void> {
            exported = Exporter(transaction, file, watch).run(*format);
            return {};
        });
        // That what only read did not end well, as of a damaged file, takes nothing from what was read.
        done = exported ? *exported : failure(read.error());
        if (!file.close() && done)
            done = failure(Error::Io, u"The archive cannot be written; is there room for it?"_s);
    }
    if (done && !QFile::rename(part, to))
        done = failure(Error::Io, u"%1 cannot be written."_s.arg(to));
    if (!done)
        QFile::remove(part);
    return done;
}

} // namespace Lockstep::History
