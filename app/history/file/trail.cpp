// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/trail.h"

#include "history/file/sqlstore.h"

#include <atomic>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// How many new rows there are between two looks at whether there are too many.
constexpr int rowsBetweenLooks = 500;

Result<void> dropOldest(Sql::Transaction &transaction, const QString &whose, int kept)
{
    const auto done = transaction.run(
        u"DELETE FROM trail WHERE %1 AND n <= (SELECT n FROM trail WHERE %1 ORDER BY n DESC LIMIT 1 OFFSET %2)"_s.arg(whose).arg(kept));
    return done ? Result<void>() : failure(done.error());
}

} // namespace

struct Trail::Private
{
    const Sql::Database &writer;
    const Sql::Database &reader;
    std::atomic<int> added = rowsBetweenLooks; ///< since the last look; a process that lives shortly looks too
};

Result<std::unique_ptr<Trail>> Trail::open(const Store &store, const QString &running, const QString &abandoned)
{
    const auto ended = store.ownWriter().run(u"UPDATE trail SET outcome = ? WHERE outcome = ?"_s, {abandoned, running});
    if (!ended)
        return failure(ended.error());
    return std::unique_ptr<Trail>(new Trail(std::unique_ptr<Private>(new Private{store.ownWriter(), store.ownReader()})));
}

Trail::Trail(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Trail::~Trail() = default;

Result<qint64> Trail::append(const TrailRow &row)
{
    qint64 n = 0;
    const auto done = d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        const auto inserted
            = transaction.run(u"INSERT INTO trail (at, finished, by_user, role, action, target, outcome, errcode, error, count, change) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                {row.at, row.finished, row.by, row.role, row.action, row.on, row.outcome, row.errcode, row.error, row.count,
                    QString::fromUtf8(row.change)});
        if (!inserted)
            return failure(inserted.error());
        n = inserted->insertId;
        if (++d->added < rowsBetweenLooks)
            return {};
        d->added = 0;
        if (const auto dropped = dropOldest(transaction, u"role = ''"_s, keptOfOthers); !dropped)
            return dropped;
        return dropOldest(transaction, u"role != ''"_s, keptOfRoles);
    });
    return done ? Result<qint64>(n) : failure(done.error());
}

Result<void> Trail::conclude(qint64 n, const TrailRow &end)
{
    return d->writer.run(u"UPDATE trail SET finished = ?, outcome = ?, errcode = CASE WHEN ? = '' THEN errcode ELSE ? END, "
                         "error = CASE WHEN ? = '' THEN error ELSE ? END, change = coalesce(nullif(?, ''), change) WHERE n = ?"_s,
        {end.finished, end.outcome, end.errcode, end.errcode, end.error, end.error, QString::fromUtf8(end.change), n});
}

Result<void> Trail::repeat(qint64 n, qint64 at)
{
    return d->writer.run(u"UPDATE trail SET count = count + 1, finished = ? WHERE n = ?"_s, {at, n});
}

Result<QList<TrailRow>> Trail::rows(const TrailFilter &filter) const
{
    QStringList conditions{u"1"_s};
    QVariantList values;
    const auto where = [&](const QString &condition, const QVariantList &with) {
        conditions.append(condition);
        values += with;
    };
    if (filter.before > 0)
        where(u"n < ?"_s, {filter.before});
    if (!filter.action.isEmpty())
        where(u"action = ?"_s, {filter.action});
    if (!filter.by.isEmpty())
        where(u"by_user = ?"_s, {filter.by});
    if (!filter.on.isEmpty()) // "!" follows the space
        where(u"(target = ? OR (target > ? AND target < ?))"_s, {filter.on, QString(filter.on + u' '), QString(filter.on + u'!')});
    QList<TrailRow> rows;
    const auto read = d->reader.each(
        u"SELECT n, at, finished, by_user, role, action, target, outcome, errcode, error, count, change FROM trail WHERE %1 ORDER BY n DESC LIMIT %2"_s
            .arg(conditions.join(u" AND "_s))
            .arg(filter.limit),
        values, [&](const Sql::Row &row) {
            rows.append({.n = row.integer(0),
                .at = row.integer(1),
                .finished = row.integer(2),
                .by = row.text(3),
                .role = row.text(4),
                .action = row.text(5),
                .on = row.text(6),
                .outcome = row.text(7),
                .errcode = row.text(8),
                .error = row.text(9),
                .count = row.integer(10),
                .change = row.text(11).toUtf8()});
        });
    if (!read)
        return failure(read.error());
    return rows;
}

} // namespace Lockstep::History
