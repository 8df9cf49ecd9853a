// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/incidents.h"

#include "history/file/sqlstore.h"

#include <atomic>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// How many rows are written between two looks at whether there are too many.
constexpr int rowsBetweenLooks = 500;

const QString columns = u"n, id, kind, subject, opened, ended, body"_s;

IncidentRow read(const Sql::Row &row)
{
    return {.n = row.integer(0),
        .id = row.text(1),
        .kind = row.text(2),
        .subject = row.text(3),
        .opened = row.integer(4),
        .ended = row.integer(5),
        .body = row.text(6).toUtf8()};
}

} // namespace

struct Incidents::Private
{
    const Sql::Database &writer;
    const Sql::Database &reader;
    std::atomic<int> written = rowsBetweenLooks; ///< since the last look; a process that lives shortly looks too
};

Incidents::Incidents(const Store &store)
    : d(new Private{store.ownWriter(), store.ownReader()})
{
}

Incidents::~Incidents() = default;

Result<void> Incidents::save(const QList<IncidentRow> &rows)
{
    return d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        for (const IncidentRow &row : rows) {
            const auto done = transaction.run(u"INSERT OR REPLACE INTO incidents (%1) VALUES (?, ?, ?, ?, ?, ?, ?)"_s.arg(columns),
                {row.n, row.id, row.kind, row.subject, row.opened, row.ended, QString::fromUtf8(row.body)});
            if (!done)
                return failure(done.error());
        }
        d->written += int(rows.size());
        if (d->written < rowsBetweenLooks)
            return {};
        d->written = 0;
        const auto dropped = transaction.run(
            u"DELETE FROM incidents WHERE ended > 0 AND n <= (SELECT n FROM incidents WHERE ended > 0 ORDER BY n DESC LIMIT 1 OFFSET %1)"_s
                .arg(keptEnded));
        return dropped ? Result<void>() : failure(dropped.error());
    });
}

Result<QList<IncidentRow>> Incidents::rows(const IncidentFilter &filter) const
{
    QStringList conditions{u"1"_s};
    QVariantList values;
    const auto where = [&](const QString &condition, const QVariantList &with) {
        conditions.append(condition);
        values += with;
    };
    if (filter.isOpen)
        where(*filter.isOpen ? u"ended = 0"_s : u"ended > 0"_s, {});
    if (!filter.kind.isEmpty())
        where(u"kind = ?"_s, {filter.kind});
    if (!filter.subject.isEmpty())
        where(u"subject = ?"_s, {filter.subject});
    if (filter.since > 0)
        where(u"(ended = 0 OR ended >= ?)"_s, {filter.since});
    if (filter.before > 0)
        where(u"n < ?"_s, {filter.before});
    QList<IncidentRow> rows;
    const auto done = d->reader.each(
        u"SELECT %1 FROM incidents WHERE %2 ORDER BY n DESC LIMIT %3"_s.arg(columns, conditions.join(u" AND "_s)).arg(filter.limit), values,
        [&](const Sql::Row &row) { rows.append(read(row)); });
    if (!done)
        return failure(done.error());
    return rows;
}

Result<IncidentRow> Incidents::row(const QString &id) const
{
    std::optional<IncidentRow> found;
    const auto done
        = d->reader.each(u"SELECT %1 FROM incidents WHERE id = ?"_s.arg(columns), {id}, [&](const Sql::Row &row) { found = read(row); });
    if (!done)
        return failure(done.error());
    if (!found)
        return failure(Error::NotFound, u"There is no such incident."_s, 404, u"M_NOT_FOUND"_s);
    return *found;
}

Result<qint64> Incidents::lastN() const
{
    const auto last = d->reader.value(u"SELECT coalesce(max(n), 0) FROM incidents"_s);
    return last ? Result<qint64>(last->toLongLong()) : failure(last.error());
}

Result<QList<MutedRow>> Incidents::muted() const
{
    QList<MutedRow> rows;
    const auto done = d->reader.each(u"SELECT kind, subject, by_user, at, note FROM muted"_s, {}, [&](const Sql::Row &row) {
        rows.append({.kind = row.text(0), .subject = row.text(1), .by = row.text(2), .at = row.integer(3), .note = row.text(4)});
    });
    if (!done)
        return failure(done.error());
    return rows;
}

Result<void> Incidents::mute(const MutedRow &what)
{
    return d->writer.run(u"INSERT OR REPLACE INTO muted (kind, subject, by_user, at, note) VALUES (?, ?, ?, ?, ?)"_s,
        {what.kind, what.subject, what.by, what.at, what.note});
}

Result<void> Incidents::unmute(const QString &kind, const QString &subject)
{
    return d->writer.run(u"DELETE FROM muted WHERE kind = ? AND subject = ?"_s, {kind, subject});
}

} // namespace Lockstep::History
