// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/archive/archive.h"
#include "history/archive/archivetables.h"
#include "history/archive/gzipfile.h"
#include "history/file/schema.h"
#include "history/file/sqlstore.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr qsizetype longestLine = 64 * 1024 * 1024;
constexpr qint64 rowsBetweenLooks = 10'000;
constexpr int archiveVersion = 1;

tl::unexpected<Error> badLine(qint64 line, const QString &what)
{
    return failure(Error::BadInput, u"Line %1 of the archive: %2."_s.arg(line).arg(what));
}

/// Nothing for what no archive holds.
std::optional<QVariant> toValue(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return QVariant();
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Double: {
        const qint64 integer = value.toInteger(0);
        return integer == value.toInteger(1) ? QVariant(integer) : QVariant(value.toDouble());
    }
    case QJsonValue::Object: {
        const QJsonObject object = value.toObject();
        const auto bytes = QByteArray::fromBase64Encoding(
            object.value("base64"_L1).toString().toLatin1(), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        if (object.size() != 1 || !object.contains("base64"_L1) || !bytes)
            return std::nullopt;
        return *bytes;
    }
    default:
        return std::nullopt;
    }
}

class Importer
{
public:
    Importer(GzipFile &from, const Sql::Database &database, const QString &path, const ArchiveWatch &watch)
        : m_from(from)
        , m_database(database)
        , m_path(path)
        , m_watch(watch)
    {
    }

    Result<ArchiveOutcome> run()
    {
        const auto head = nextLine();
        if (!head)
            return failure(Error::BadInput, u"The file is no archive of a history: it is empty, or its first line is no text."_s);
        const QJsonObject said = QJsonDocument::fromJson(*head).object();
        const int version = said["lockstep_history"_L1].toInt(), format = said["format"_L1].toInt();
        if (version == 0 || format < 1)
            return failure(Error::BadInput, u"The file is no archive of a history: its first line does not say so."_s);
        if (version > archiveVersion || format > newestFormat())
            return failure(Error::BadInput,
                u"The archive was made by a newer version of Lockstep (format %1, this one knows %2): upgrade."_s.arg(format).arg(
                    newestFormat()));
        const auto done = m_database.transaction([&](Sql::Transaction &transaction) -> Result<void> {
            if (const auto made = makeSchemaOf(format, transaction); !made)
                return made;
            if (const auto read = readRows(transaction); !read)
                return read;
            if (const auto upgraded = prepareSchema(transaction, m_path); !upgraded)
                return upgraded;
            return mend(transaction);
        });
        if (!done)
            return failure(done.error());
        return m_outcome;
    }

private:
    std::optional<QByteArray> nextLine()
    {
        ++m_line;
        return m_from.readLine(longestLine);
    }

    Result<void> readRows(Sql::Transaction &transaction)
    {
        QString insert;
        qsizetype columns = 0;
        QString table;
        while (const auto text = nextLine()) {
            const QJsonDocument line = QJsonDocument::fromJson(*text);
            if (line.isArray()) {
                if (insert.isEmpty())
                    return badLine(m_line, u"a row comes before its table"_s);
                if (const auto done = takeRow(transaction, insert, columns, line.array()); !done)
                    return done;
                m_outcome.users += table == u"users"_s;
                m_outcome.updates += table == u"updates"_s;
                continue;
            }
            const QJsonObject object = line.object();
            if (object.contains("rows"_L1)) {
                if (object["rows"_L1].toInteger() != m_outcome.rows)
                    return badLine(
                        m_line, u"it tells of %1 rows, and there are %2"_s.arg(object["rows"_L1].toInteger()).arg(m_outcome.rows));
                return {};
            }
            table = object["table"_L1].toString();
            const auto known = beginTable(transaction, table, object["columns"_L1].toArray());
            if (!known)
                return failure(known.error());
            insert = known->first;
            columns = known->second;
        }
        return failure(Error::BadInput,
            u"The archive ends at line %1 without its last line: it was cut off%2."_s.arg(m_line).arg(
                m_from.hasError() ? u", or is damaged"_s : QString()));
    }

    /// The statement that takes the rows of a table. Names are taken from the store and not from the file.
    Result<std::pair<QString, qsizetype>> beginTable(Sql::Transaction &transaction, const QString &name, const QJsonArray &columns)
    {
        ArchiveTable table{.name = name, .columns = {}};
        QStringList known;
        const auto read = transaction.each(u"SELECT c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND "
                                           "t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name = ?"_s,
            {name}, [&](const Sql::Row &row) { known.append(row.text(0)); });
        if (!read)
            return failure(read.error());
        if (known.isEmpty())
            return badLine(m_line, u"a history of this format has no table of this name"_s);
        for (const QJsonValue &column : columns) {
            if (!known.contains(column.toString()) || table.columns.contains(column.toString()))
                return badLine(m_line, u"the table %1 has no such columns"_s.arg(name));
            table.columns.append(column.toString());
        }
        if (table.columns.isEmpty())
            return badLine(m_line, u"the table %1 has no columns"_s.arg(name));
        return std::pair(u"INSERT OR REPLACE INTO %1 (%2) VALUES (%3)"_s.arg(
                             table.quotedName(), table.quotedColumns(), Sql::Database::placeholders(table.columns.size())),
            table.columns.size());
    }

    Result<void> takeRow(Sql::Transaction &transaction, const QString &insert, qsizetype columns, const QJsonArray &row)
    {
        if (row.size() != columns)
            return badLine(m_line, u"a row of %1 values, where %2 are to be"_s.arg(row.size()).arg(columns));
        QVariantList values;
        for (const QJsonValue &cell : row) {
            const auto value = toValue(cell);
            if (!value)
                return badLine(m_line, u"a value that no history holds"_s);
            values.append(*value);
        }
        if (const auto done = transaction.run(insert, values); !done)
            return badLine(m_line, done.error().text);
        ++m_outcome.rows;
        if (m_outcome.rows % rowsBetweenLooks == 0 && m_watch && !m_watch({.rows = m_outcome.rows, .of = 0}))
            return failure(Error::Cancelled, u"The import was cancelled."_s);
        return {};
    }

    /// What a damaged history, or one that was recorded into meanwhile, left without what belongs to it: each user keeps the beginning that
    /// is whole.
    Result<void> mend(Sql::Transaction &transaction)
    {
        QList<std::pair<qint64, QString>> users;
        auto done = transaction.each(
            u"SELECT id, name FROM users LEFT JOIN (SELECT user, count(*) AS there, max(n) AS newest FROM updates "
            "GROUP BY user) ON user = id WHERE ifnull(there, 0) != updates - lowest + 1 OR ifnull(newest, 0) != updates AND "
            "updates >= lowest"_s,
            {}, [&](const Sql::Row &row) {
                users.append({row.integer(0), row.text(1)});
            });
        for (const auto &[id, name] : std::as_const(users)) {
            if (done)
                done = shorten(transaction, id, name);
        }
        const auto run = [&](const QString &sql) {
            if (!done)
                return;
            if (const auto ran = transaction.run(sql); !ran)
                done = failure(ran.error());
        };
        run(u"DELETE FROM updates WHERE user NOT IN (SELECT id FROM users)"_s);
        if (done)
            done = forgetLostKeys(transaction);
        run(u"INSERT OR REPLACE INTO extent (id, updates, since, open_gaps, removed) SELECT 1, ifnull(sum(updates - first_kept + 1), 0), "
            "coalesce((SELECT nullif(since, 0) FROM extent WHERE removed > 0), (SELECT min(received) FROM updates), 0), "
            "ifnull(sum(open_gap > 0), 0), ifnull((SELECT removed FROM extent), 0) FROM users"_s);
        return done;
    }

    /// Rows whose keys lay elsewhere in the file, and not any more: what they said is not known.
    Result<void> forgetLostKeys(Sql::Transaction &transaction)
    {
        const auto done = transaction.run(
            u"UPDATE updates SET keys = NULL, flags = flags & ~?, hash = 0 WHERE typeof(keys) = 'integer' AND NOT EXISTS (SELECT 1 FROM "
            "keysets k WHERE k.user = updates.user AND k.id = updates.keys)"_s,
            {int(ContentKnown)});
        if (!done)
            return failure(done.error());
        if (done->affected > 0) {
            ++m_outcome.shortened;
            m_outcome.losses.append(u"The keys of %1 updates are lost."_s.arg(done->affected));
        }
        return {};
    }

    Result<void> shorten(Sql::Transaction &transaction, qint64 id, const QString &name)
    {
        qint64 lowest = 1, first = 1;
        const auto begun = transaction.each(u"SELECT lowest, first_kept FROM users WHERE id = ?"_s, {id}, [&](const Sql::Row &row) {
            lowest = row.integer(0);
            first = row.integer(1);
        });
        if (!begun)
            return begun;
        qint64 whole = lowest - 1;
        bool isWhole = true;
        const auto looked = transaction.each(u"SELECT n FROM updates WHERE user = ? ORDER BY n"_s, {id}, [&](const Sql::Row &row) {
            isWhole = isWhole && row.integer(0) == whole + 1;
            whole += isWhole;
        });
        if (!looked)
            return looked;
        if (whole < first) {
            // Of what is kept nothing is whole. The numbers go on all the same: none is given to another update.
            const auto moved = transaction.run(u"UPDATE users SET lowest = first_kept WHERE id = ?"_s, {id});
            if (!moved)
                return failure(moved.error());
            whole = 0;
        }
        ++m_outcome.shortened;
        constexpr qsizetype mostLosses = 20;
        if (m_outcome.losses.size() < mostLosses)
            m_outcome.losses.append(u"Of %1 the first %2 updates are kept."_s.arg(name).arg(std::max<qint64>(whole - first + 1, 0)));
        if (const auto gone = transaction.run(u"DELETE FROM updates WHERE user = ? AND n > ?"_s, {id, whole}); !gone)
            return failure(gone.error());
        whole = std::max(whole, first - 1);
        const auto newest = [](const QString &column) { return u"%1 = CASE WHEN %1 > ?1 THEN 0 ELSE %1 END"_s.arg(column); };
        QStringList all{u"updates = ?1"_s, u"last_received = ifnull((SELECT max(received) FROM updates WHERE user = ?2), 0)"_s};
        for (const char *column : {"last_resync", "open_gap", "last_needless", "last_pruned", "last_placeholder", "last_restarted",
                 "last_rewound", "last_rebuilt", "last_malformed", "dropped_list"})
            all += newest(QString::fromLatin1(column));
        const auto changed = transaction.run(u"UPDATE users SET %1 WHERE id = ?2"_s.arg(all.join(u", "_s)), {whole, id});
        return changed ? Result<void>() : failure(changed.error());
    }

    GzipFile &m_from;
    const Sql::Database &m_database;
    const QString m_path;
    const ArchiveWatch &m_watch;
    qint64 m_line = 0;
    ArchiveOutcome m_outcome;
};

} // namespace

Result<ArchiveOutcome> importHistory(const QString &from, const QString &path, const ArchiveWatch &watch)
{
    if (QFileInfo::exists(path))
        return failure(Error::Io, u"%1 is there already: an archive makes a new history; name another file, or move it away."_s.arg(path));
    GzipFile archive(from, GzipFile::Read);
    if (!QFileInfo(from).isFile() || !archive.isOpen())
        return failure(Error::Io, u"The archive %1 cannot be read."_s.arg(from));
    const QString part = path + u".part"_s;
    QFile::remove(part);
    QFile file(part);
    if (!file.open(QIODevice::ReadWrite | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return failure(Error::Io, u"The history %1 cannot be made: %2."_s.arg(path, file.errorString()));
    file.close();
    Result<ArchiveOutcome> done;
    {
        const Sql::Database database(archiveAddress(part), archiveOptions(Sql::Access::Owner));
        done = Importer(archive, database, path, watch).run();
    }
    if (done && !QFile::rename(part, path))
        done = failure(Error::Io, u"The history %1 cannot be made."_s.arg(path));
    if (!done) {
        QFile::remove(part);
        QFile::remove(part + u"-journal"_s);
    }
    return done;
}

} // namespace Lockstep::History
