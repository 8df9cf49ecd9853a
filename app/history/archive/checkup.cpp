// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/archive/archive.h"
#include "history/archive/archivetables.h"
#include "history/file/schema.h"
#include "history/file/sqlstore.h"

#include <QFileInfo>
#include <QStorageInfo>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr qsizetype mostFaults = 100;
constexpr qint64 rowsBetweenLooks = 10'000;

class Examiner
{
public:
    Examiner(const Sql::Database &database, const ArchiveWatch &watch)
        : m_database(database)
        , m_watch(watch)
    {
    }

    Result<Checkup> run()
    {
        ask(u"SELECT users.c, extent.updates FROM extent, (SELECT count(*) AS c FROM users) users"_s, [&](const Sql::Row &row) {
            m_found.users = row.integer(0);
            m_progress.of = row.integer(1);
        });
        ask(u"SELECT f.freelist_count * p.page_size FROM pragma_freelist_count f, pragma_page_size p"_s,
            [&](const Sql::Row &row) { m_found.unused = row.integer(0); });
        ask(u"PRAGMA integrity_check(%1)"_s.arg(mostFaults), [&](const Sql::Row &row) {
            if (row.text(0) != u"ok"_s)
                fault(u"SQLite: "_s + row.text(0));
        });
        readAll();
        if (m_isCancelled)
            return failure(Error::Cancelled, u"The check was cancelled."_s);
        ask(u"SELECT name, updates - lowest + 1, ifnull(there, 0), ifnull(newest, 0) FROM users LEFT JOIN (SELECT user, count(*) AS there, "
            u"max(n) AS "
            "newest FROM updates GROUP BY user) ON user = id WHERE ifnull(there, 0) != updates - lowest + 1 OR (ifnull(newest, 0) != "
            "updates "
            "AND updates >= lowest)"_s,
            [&](const Sql::Row &row) {
                fault(u"Of %1 there are to be %2 updates, and %3 are there, the newest number %4."_s.arg(row.text(0))
                          .arg(row.integer(1))
                          .arg(row.integer(2))
                          .arg(row.integer(3)));
            });
        ask(u"SELECT count(*), count(DISTINCT user) FROM updates WHERE user NOT IN (SELECT id FROM users)"_s, [&](const Sql::Row &row) {
            if (row.integer(0) > 0)
                fault(u"%1 updates are of %2 users whose names are lost."_s.arg(row.integer(0)).arg(row.integer(1)));
        });
        ask(u"SELECT extent.updates, extent.open_gaps, u.updates, u.gaps FROM extent, (SELECT ifnull(sum(updates - first_kept + 1), 0) AS "
            u"updates, "
            "ifnull(sum(open_gap > 0), 0) AS gaps FROM users) u WHERE extent.updates != u.updates OR extent.open_gaps != u.gaps"_s,
            [&](const Sql::Row &row) {
                fault(u"The totals say %1 updates and %2 users with an open gap, the users' own numbers %3 and %4."_s.arg(row.integer(0))
                          .arg(row.integer(1))
                          .arg(row.integer(2))
                          .arg(row.integer(3)));
            });
        return m_found;
    }

private:
    void fault(const QString &sentence)
    {
        if (m_found.faults.size() < mostFaults && !m_found.faults.contains(sentence))
            m_found.faults.append(sentence);
    }

    void ask(const QString &sql, const Sql::RowTaker &row)
    {
        if (const auto done = m_database.each(sql, {}, row); !done)
            fault(done.error().text);
    }

    /// Every row with its content, as whoever opens a history reads it.
    void readAll()
    {
        ask(u"SELECT " LOCKSTEP_UPDATE_COLUMNS ", user FROM updates"_s, [&](const Sql::Row &row) {
            if (m_isCancelled)
                return;
            ++m_found.updates;
            if (const auto update = readUpdate(row, UserId(u"user number %1"_s.arg(row.integer(row.columns() - 1))), true); !update)
                fault(update.error().text);
            if (++m_progress.rows % rowsBetweenLooks == 0 && m_watch)
                m_isCancelled = !m_watch(m_progress);
        });
    }

    const Sql::Database &m_database;
    const ArchiveWatch &m_watch;
    ArchiveProgress m_progress;
    bool m_isCancelled = false;
    Checkup m_found;
};

} // namespace

Result<Checkup> checkHistory(const QString &path, const ArchiveWatch &watch)
{
    const Sql::Database database(archiveAddress(path), archiveOptions(Sql::Access::ReadOnly));
    const auto format = formatOf(database, path);
    if (!format)
        return failure(format.error());
    if (*format < newestFormat())
        return failure(Error::Database,
            u"The history %1 was made by an older version of Lockstep (format %2, this one makes %3): a gateway that is started with it brings it up to date."_s
                .arg(path)
                .arg(*format)
                .arg(newestFormat()));
    auto found = Examiner(database, watch).run();
    if (found) {
        found->format = *format;
        found->bytes = QFileInfo(path).size();
    }
    return found;
}

Result<qint64> compactHistory(const QString &path)
{
    const Sql::Database database(archiveAddress(path), archiveOptions(Sql::Access::Owner));
    if (const auto format = formatOf(database, path); !format)
        return failure(format.error());
    const qint64 before = QFileInfo(path).size() + QFileInfo(path + u"-wal"_s).size();
    const qint64 left = QStorageInfo(QFileInfo(path).absolutePath()).bytesAvailable();
    // SQLite writes the whole anew, to a file of its own and from there into this one's log.
    if (left >= 0 && left < 2 * before)
        return failure(Error::Io,
            u"Compacting %1 takes up to %2 MB for a while, and %3 MB are free: make room first."_s.arg(path)
                .arg(2 * before / 1'000'000 + 1)
                .arg(left / 1'000'000));
    if (const auto done = database.run(u"VACUUM"_s); !done)
        return failure(done.error());
    if (const auto done = database.run(u"PRAGMA wal_checkpoint(TRUNCATE)"_s); !done)
        return failure(done.error());
    return before;
}

} // namespace Lockstep::History
