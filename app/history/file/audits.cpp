// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/audits.h"

#include "history/file/sqlstore.h"

#include <mutex>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

AuditRow readAudit(const Sql::Row &row)
{
    return {.n = row.integer(0), .id = row.text(1), .isOver = row.integer(2) != 0, .body = row.text(3).toUtf8()};
}

/// Of audits before the newest ones only the lists that differ stay: of a million lists each of the others says no more than the last
/// comparison of its user does.
constexpr int keptWhole = 10;

Result<void> write(Sql::Transaction &transaction, const AuditRow &audit, const QString &differs)
{
    auto done = transaction.run(u"INSERT OR REPLACE INTO audits (n, id, is_over, body) VALUES (?, ?, ?, ?)"_s,
        {audit.n, audit.id, int(audit.isOver), QString::fromUtf8(audit.body)});
    if (!done || !audit.isOver)
        return done ? Result<void>() : failure(done.error());
    const QString old = u"(SELECT n FROM audits WHERE is_over = 1 ORDER BY n DESC LIMIT -1 OFFSET %1)"_s.arg(Audits::keptOver);
    const QStringList drops{u"DELETE FROM audit_tasks WHERE audit = %1"_s.arg(audit.n), u"DELETE FROM audit_lists WHERE audit IN "_s + old,
        u"DELETE FROM audits WHERE n IN "_s + old};
    for (const QString &sql : drops) {
        if (done = transaction.run(sql); !done)
            return failure(done.error());
    }
    done = transaction.run(u"DELETE FROM audit_lists WHERE outcome != ? AND audit IN "
                           "(SELECT n FROM audits WHERE is_over = 1 ORDER BY n DESC LIMIT 20 OFFSET %1)"_s.arg(keptWhole),
        {differs});
    return done ? Result<void>() : failure(done.error());
}

} // namespace

struct Audits::Private
{
    const Sql::Database &writer;
    const Sql::Database &reader;
    const QString differs;
    mutable std::mutex mutex;
    mutable std::optional<std::pair<qint64, qint64>> counts; ///< lists, and those that differ; counted once, and from then on kept

    Result<std::pair<qint64, qint64>> counted() const;
};

Audits::Audits(const Store &store, QString differs)
    : d(new Private{store.ownWriter(), store.ownReader(), std::move(differs), {}, {}})
{
}

Audits::~Audits() = default;

Result<void> Audits::save(const AuditRow &audit)
{
    return d->writer.transaction([&](Sql::Transaction &transaction) { return write(transaction, audit, d->differs); });
}

Result<void> Audits::clearTasks(qint64 audit)
{
    return d->writer.run(u"DELETE FROM audit_tasks WHERE audit = ?"_s, {audit});
}

Result<void> Audits::addTasks(qint64 audit, const QList<AuditTask> &tasks)
{
    return d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        for (const AuditTask &task : tasks) {
            const auto done = transaction.run(u"INSERT INTO audit_tasks (audit, position, user, brought) VALUES (?, ?, ?, ?)"_s,
                {audit, task.position, task.user.toString(), QString::fromUtf8(task.brought)});
            if (!done)
                return failure(done.error());
        }
        return {};
    });
}

Result<QList<AuditTask>> Audits::tasks(qint64 audit, qint64 after, int limit) const
{
    QList<AuditTask> tasks;
    const auto done
        = d->reader.each(u"SELECT position, user, brought FROM audit_tasks WHERE audit = ? AND position > ? ORDER BY position LIMIT ?"_s,
            {audit, after, limit}, [&](const Sql::Row &row) {
                tasks.append({.position = row.integer(0), .user = UserId(row.text(1)), .brought = row.text(2).toUtf8()});
            });
    if (!done)
        return failure(done.error());
    return tasks;
}

Result<void> Audits::saveLists(const AuditRow &audit, const QList<AuditedRow> &lists, const QList<LastAuditedRow> &last)
{
    const auto before = d->counted();
    if (!before)
        return failure(before.error());
    qint64 added = 0, differMore = 0;
    const auto done = d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        added = differMore = 0;
        for (const AuditedRow &list : lists) {
            auto step = transaction.run(u"INSERT OR REPLACE INTO audit_lists (audit, n, user, outcome, body) VALUES (?, ?, ?, ?, ?)"_s,
                {audit.n, list.n, list.user.toString(), list.outcome, QString::fromUtf8(list.body)});
            if (step)
                step = transaction.run(u"DELETE FROM audit_tasks WHERE audit = ? AND position = ?"_s, {audit.n, list.position});
            if (!step)
                return failure(step.error());
        }
        for (const LastAuditedRow &one : last) {
            QString was;
            bool isKnown = false;
            auto step = transaction.each(u"SELECT outcome FROM audited WHERE user = ?"_s, {one.user.toString()}, [&](const Sql::Row &row) {
                was = row.text(0);
                isKnown = true;
            });
            if (!step)
                return failure(step.error());
            added += isKnown ? 0 : 1;
            differMore += (one.outcome == d->differs ? 1 : 0) - (was == d->differs ? 1 : 0);
            const auto written = transaction.run(u"INSERT OR REPLACE INTO audited (user, outcome, at, origin, method, audit, is_grave) "
                                                 "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                {one.user.toString(), one.outcome, one.at, one.origin, one.method, one.audit, int(one.isGrave)});
            if (!written)
                return failure(written.error());
        }
        return write(transaction, audit, d->differs);
    });
    if (!done)
        return done;
    const std::lock_guard lock(d->mutex);
    d->counts->first += added;
    d->counts->second += differMore;
    return {};
}

Result<QList<AuditRow>> Audits::audits(qint64 before, int limit) const
{
    QList<AuditRow> rows;
    const auto done = d->reader.each(u"SELECT n, id, is_over, body FROM audits WHERE (? = 0 OR n < ?) ORDER BY n DESC LIMIT ?"_s,
        {before, before, limit}, [&](const Sql::Row &row) { rows.append(readAudit(row)); });
    if (!done)
        return failure(done.error());
    return rows;
}

Result<QList<AuditRow>> Audits::openAudits() const
{
    QList<AuditRow> rows;
    const auto done = d->reader.each(u"SELECT n, id, is_over, body FROM audits WHERE is_over = 0 ORDER BY n"_s, {},
        [&](const Sql::Row &row) { rows.append(readAudit(row)); });
    if (!done)
        return failure(done.error());
    return rows;
}

Result<AuditRow> Audits::audit(const QString &id) const
{
    std::optional<AuditRow> found;
    const auto done = d->reader.each(
        u"SELECT n, id, is_over, body FROM audits WHERE id = ?"_s, {id}, [&](const Sql::Row &row) { found = readAudit(row); });
    if (!done)
        return failure(done.error());
    if (!found)
        return failure(Error::NotFound, u"There is no such audit."_s, 404, u"M_NOT_FOUND"_s);
    return *found;
}

Result<qint64> Audits::lastN() const
{
    const auto last = d->reader.value(u"SELECT coalesce(max(n), 0) FROM audits"_s);
    return last ? Result<qint64>(last->toLongLong()) : failure(last.error());
}

Result<QList<AuditedRow>> Audits::lists(qint64 audit, const QString &outcome, qint64 after, int limit) const
{
    QList<AuditedRow> rows;
    const bool all = outcome.isEmpty();
    QVariantList values{audit};
    if (!all)
        values.append(outcome);
    values += {after, limit};
    const auto done = d->reader.each(
        u"SELECT n, user, outcome, body FROM audit_lists WHERE audit = ? %1 AND n > ? ORDER BY n LIMIT ?"_s.arg(
            all ? QString() : u"AND outcome = ?"_s),
        values, [&](const Sql::Row &row) {
            rows.append(
                {.n = row.integer(0), .position = 0, .user = UserId(row.text(1)), .outcome = row.text(2), .body = row.text(3).toUtf8()});
        });
    if (!done)
        return failure(done.error());
    return rows;
}

Result<std::optional<LastAuditedRow>> Audits::last(const UserId &user) const
{
    std::optional<LastAuditedRow> found;
    const auto done = d->reader.each(
        u"SELECT outcome, at, origin, method, audit FROM audited WHERE user = ?"_s, {user.toString()}, [&](const Sql::Row &row) {
            found = LastAuditedRow{.user = user,
                .outcome = row.text(0),
                .at = row.integer(1),
                .origin = row.text(2),
                .method = row.text(3),
                .audit = row.text(4)};
        });
    if (!done)
        return failure(done.error());
    return found;
}

Result<std::pair<qint64, qint64>> Audits::Private::counted() const
{
    const std::lock_guard lock(mutex);
    if (!counts) {
        std::pair<qint64, qint64> found;
        const auto done
            = writer.each(u"SELECT count(*), count(*) FILTER (WHERE outcome = ?) FROM audited"_s, {differs}, [&](const Sql::Row &row) {
                  found = {row.integer(0), row.integer(1)};
              });
        if (!done)
            return failure(done.error());
        counts = found;
    }
    return *counts;
}

Result<AuditedTotals> Audits::totals() const
{
    const auto counts = d->counted();
    if (!counts)
        return failure(counts.error());
    AuditedTotals totals{.lists = counts->first, .differ = counts->second};
    // Two questions: each is one look into the index.
    const auto oldest = d->reader.value(u"SELECT coalesce(min(at), 0) FROM audited"_s);
    const auto newest = d->reader.value(u"SELECT coalesce(max(at), 0) FROM audited"_s);
    if (!oldest || !newest)
        return failure(oldest ? newest.error() : oldest.error());
    totals.oldest = oldest->toLongLong();
    totals.newest = newest->toLongLong();
    return totals;
}

namespace {

/// What a refresh changed is right by it. The words are those of toApiName(), as an index on them needs them in the statement.
const QString stillDiffers
    = u"outcome = 'differs' AND is_fetched = 0 AND method != 'refresh' AND NOT EXISTS (SELECT 1 FROM users u JOIN "
      "updates x ON x.user = u.id AND x.n = u.last_resync WHERE u.name = audited.user AND x.received > audited.at)"_s;

Result<QList<LastAuditedRow>> readDiffering(const Sql::Database &database, const QString &condition, const QVariantList &values)
{
    QList<LastAuditedRow> rows;
    const auto done = database.each(
        u"SELECT user, outcome, at, origin, method, audit, is_grave FROM audited WHERE %1 AND %2"_s.arg(stillDiffers, condition), values,
        [&](const Sql::Row &row) {
            rows.append({.user = UserId(row.text(0)),
                .outcome = row.text(1),
                .at = row.integer(2),
                .origin = row.text(3),
                .method = row.text(4),
                .audit = row.text(5),
                .isGrave = row.integer(6) != 0});
        });
    if (!done)
        return failure(done.error());
    return rows;
}

} // namespace

Result<QList<LastAuditedRow>> Audits::differing(const UserId &after, int limit) const
{
    return readDiffering(d->reader, u"user > ? ORDER BY user LIMIT ?"_s, {after.toString(), limit});
}

Result<QList<LastAuditedRow>> Audits::differing(const QList<UserId> &users) const
{
    constexpr qsizetype atOnce = 500;
    QList<LastAuditedRow> rows;
    for (qsizetype from = 0; from < users.size(); from += atOnce) {
        QStringList places;
        QVariantList values;
        for (const UserId &user : users.mid(from, atOnce)) {
            places.append(u"?"_s);
            values.append(user.toString());
        }
        const auto some = readDiffering(d->reader, u"user IN (%1)"_s.arg(places.join(u',')), values);
        if (!some)
            return some;
        rows += *some;
    }
    return rows;
}

Result<qint64> Audits::countGrave(qint64 most) const
{
    const auto count
        = d->reader.value(u"SELECT count(*) FROM (SELECT 1 FROM audited WHERE %1 AND is_grave = 1 LIMIT %2)"_s.arg(stillDiffers).arg(most));
    return count ? Result<qint64>(count->toLongLong()) : failure(count.error());
}

Result<void> Audits::noteFetched(const UserId &user)
{
    return d->writer.run(
        u"UPDATE audited SET is_fetched = 1 WHERE user = ? AND outcome = 'differs' AND is_fetched = 0"_s, {user.toString()});
}

} // namespace Lockstep::History
