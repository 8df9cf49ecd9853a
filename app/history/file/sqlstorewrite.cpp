// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/updategraph.h"
#include "history/file/rowcodec.h"
#include "history/file/sqlstore.h"
#include "history/observation.h"

#include <QDateTime>

#include <limits>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

class BatchWriter
{
public:
    BatchWriter(Sql::Transaction &transaction, KeysEncoder &keys, KeySets &sets, UserRows &users)
        : m_transaction(transaction)
        , m_keys(keys)
        , m_sets(sets)
        , m_users(users)
    {
    }

    Result<void> write(const Batch &batch)
    {
        if (const auto begun = m_users.begin(m_transaction); !begun)
            return begun;
        for (const auto &[id, ground] : batch.grounds) {
            if (const auto done = begin(id, ground); !done)
                return done;
        }
        for (const NewUpdate &added : batch.added) {
            if (const auto done = add(added); !done)
                return done;
        }
        for (const UpdateRevision &revision : batch.revised) {
            if (const auto done = revise(revision); !done)
                return done;
        }
        for (const OutlineRevision &revision : batch.outlines) {
            if (const auto done = reviseOutline(revision); !done)
                return done;
        }
        if (const auto done = writeRest(batch); !done)
            return done;
        return writeUsers(batch);
    }

private:
    Result<void> run(const QString &sql, const QVariantList &values)
    {
        const auto done = m_transaction.run(sql, values);
        if (!done)
            return failure(done.error());
        m_done = *done;
        return {};
    }

    Result<UserRow *> user(const UserId &id) { return m_users.row(m_transaction, id); }

    Result<Sql::Statement *> statement(WriterStatement which, const QString &sql) { return m_transaction.statement(which, sql); }

    /// The first columns of a row. Nothing is NULL.
    static void bindOutline(Sql::Statement &to, const DeviceListUpdate &update, const RowMarks &marks)
    {
        int flags = (update.deleted ? Deleted : 0) | (update.contentKnown ? ContentKnown : 0);
        if (update.verified)
            flags |= VerifiedKnown | (*update.verified ? Verified : 0);
        to.bind(0, update.received);
        to.bind(1, qint64(update.kind));
        bindStreamId(to, 2, update.streamId);
        bindPrevIds(to, 3, update.prevIds);
        if (!update.deviceId.isEmpty())
            to.bind(4, update.deviceId.toString());
        to.bind(5, qint64(flags));
        to.bind(6, qint64(update.verdict));
        to.bind(7, qint64(update.breaks.toInt()));
        to.bind(8, qint64(update.sources.toInt()));
        if (!update.detail.isEmpty())
            to.bind(9, update.detail);
        to.bind(10, qint64(marks.flags));
        to.bind(11, qint64(marks.stream));
        to.bind(12, qint64(marks.transaction));
    }
    static constexpr int outlineColumns = 13;

    /// \a change: a NewUpdate or an UpdateRevision.
    Result<void> bindContent(Sql::Statement &to, qint64 id, const auto &change)
    {
        const DeviceListUpdate &update = change.update;
        quint64 hash = change.contentHash;
        const auto keys = m_sets.place(m_transaction, id, update.n, m_keys.encode(update.keys, change.user, change.canonicalKeys));
        if (!keys)
            return failure(keys.error());
        if (hash == 0 && update.contentKnown)
            hash = toGraphNode(update).contentHash;
        bindOutline(to, update, change.marks);
        to.bind(outlineColumns, qint64(hash));
        to.bind(outlineColumns + 1, update.displayName);
        if (keys->typeId() == QMetaType::LongLong)
            to.bind(outlineColumns + 2, keys->toLongLong());
        else
            to.bind(outlineColumns + 2, keys->toByteArray());
        return {};
    }
    static constexpr int contentColumns = outlineColumns + 3;

    Result<void> runFor(Sql::Statement &statement, const UserRow &row, int columns, qint64 n)
    {
        statement.bind(columns, row.id);
        statement.bind(columns + 1, n);
        const auto done = statement.run();
        if (!done)
            return failure(done.error());
        m_done = *done;
        return {};
    }

    Result<void> begin(const UserId &id, const Ground &ground)
    {
        const auto row = user(id);
        if (!row)
            return failure(row.error());
        if ((*row)->updates > 0)
            return failure(Error::Internal, u"The history of %1 has begun already."_s.arg(id.toString()));
        (*row)->updates = ground.first - 1;
        (*row)->firstKept = ground.first;
        return run(u"UPDATE users SET lowest = ?, ground = ? WHERE id = ?"_s, {ground.first, toBytes(ground), (*row)->id});
    }

    Result<void> add(const NewUpdate &added)
    {
        const auto row = user(added.user);
        if (!row)
            return failure(row.error());
        const DeviceListUpdate &update = added.update;
        if (update.n != (*row)->updates + 1) {
            return failure(Error::Internal,
                u"Update %1 of %2 does not follow the %3 that are recorded: does another gateway write into this history?"_s.arg(update.n)
                    .arg(added.user.toString())
                    .arg((*row)->updates));
        }
        (*row)->updates = update.n;
        if (update.n == (*row)->firstKept)
            (*row)->firstReceived = update.received;
        (*row)->summarize(update, added.marks);
        ++m_added;
        if (m_since == 0 || update.received < m_since)
            m_since = update.received;
        const auto insert = statement(InsertUpdate,
            u"INSERT INTO updates (received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, marks, mark_stream, "
            "mark_transaction, hash, name, keys, user, n) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"_s);
        if (!insert)
            return failure(insert.error());
        if (const auto bound = bindContent(**insert, (*row)->id, added); !bound)
            return bound;
        return runFor(**insert, **row, contentColumns, update.n);
    }

    Result<void> revise(const UpdateRevision &revision)
    {
        const auto row = user(revision.user);
        if (!row)
            return failure(row.error());
        const DeviceListUpdate &update = revision.update;
        (*row)->summarize(update, revision.marks);
        const auto revise = statement(ReviseUpdate,
            u"UPDATE updates SET received=?, kind=?, stream=?, prev=?, device=?, flags=?, verdict=?, breaks=?, sources=?, detail=?, "
            "marks=?, mark_stream=?, mark_transaction=?, hash=?, name=?, keys=? WHERE user=? AND n=?"_s);
        if (!revise)
            return failure(revise.error());
        if (const auto bound = bindContent(**revise, (*row)->id, revision); !bound)
            return bound;
        const auto done = runFor(**revise, **row, contentColumns, update.n);
        return done ? mustExist(revision.user, **row, update.n) : done;
    }

    Result<void> reviseOutline(const OutlineRevision &revision)
    {
        const auto row = user(revision.user);
        if (!row)
            return failure(row.error());
        const DeviceListUpdate &update = revision.update;
        (*row)->summarize(update, revision.marks);
        const auto revise = statement(ReviseOutline,
            u"UPDATE updates SET received=?, kind=?, stream=?, prev=?, device=?, flags=?, verdict=?, breaks=?, sources=?, detail=?, "
            "marks=?, mark_stream=?, mark_transaction=? WHERE user=? AND n=?"_s);
        if (!revise)
            return failure(revise.error());
        bindOutline(**revise, update, revision.marks);
        const auto done = runFor(**revise, **row, outlineColumns, update.n);
        return done ? mustExist(revision.user, **row, update.n) : done;
    }

    /// What was cut off since somebody read it need not be revised.
    Result<void> mustExist(const UserId &id, const UserRow &row, qint64 n) const
    {
        if (m_done.affected == 1 || n < row.firstKept)
            return {};
        return failure(Error::Internal, u"The history of %1 has no update %2 to revise."_s.arg(id.toString()).arg(n));
    }

    Result<void> writeRest(const Batch &batch)
    {
        for (const QString &file : batch.forgottenPositions) {
            if (const auto done = run(u"DELETE FROM positions WHERE file = ?"_s, {file}); !done)
                return done;
        }
        for (const LogPosition &position : batch.positions) {
            if (const auto done = run(u"INSERT OR REPLACE INTO positions (file, path, offset, state, seen) VALUES (?,?,?,?,?)"_s,
                    {position.fileId, position.path, position.offset, position.state, QDateTime::currentMSecsSinceEpoch()});
                !done)
                return done;
        }
        for (const auto &[id, head] : batch.heads) {
            const auto row = user(id);
            if (!row)
                return failure(row.error());
            if (const auto done
                = run(u"UPDATE users SET head = ? WHERE id = ?"_s, {head.isEmpty() ? QVariant() : QVariant(head.toString()), (*row)->id});
                !done)
                return done;
            (*row)->hadHead = !head.isEmpty();
        }
        return {};
    }

    Result<void> writeUsers(const Batch &batch)
    {
        if (batch.added.isEmpty() && batch.revised.isEmpty() && batch.outlines.isEmpty())
            return {};
        const auto openGaps = m_users.write(m_transaction, batch.openGaps);
        if (!openGaps)
            return failure(openGaps.error());
        const qint64 since = m_since == 0 ? std::numeric_limits<qint64>::max() : m_since;
        return run(u"UPDATE extent SET since = CASE WHEN updates = 0 THEN ? ELSE min(since, ?) END, updates = updates + ?, open_gaps = "
                   "open_gaps + ?"_s,
            {m_since, since, m_added, *openGaps});
    }

    Sql::Transaction &m_transaction;
    KeysEncoder &m_keys;
    KeySets &m_sets;
    UserRows &m_users;
    qint64 m_added = 0;
    qint64 m_since = 0;
    Sql::Done m_done; ///< of the last run()
};

} // namespace

Result<QList<UserId>> SqlStore::writeUnlessOutdated(const Batch &batch)
{
    if (batch.isEmpty())
        return QList<UserId>();
    if (const auto known = d->knowNames(); !known)
        return failure(known.error());
    const std::lock_guard lock(d->writing);
    auto done = d->writer.transaction(
        [&](Sql::Transaction &transaction) { return BatchWriter(transaction, d->keys, d->keySets, *d->users).write(batch); });
    if (done) {
        d->users->end(batch.added.size());
    } else {
        d->users->forget();
        d->keySets.forget();
    }
    if (!done)
        return failure(done.error());
    return QList<UserId>();
}

Result<void> SqlStore::seePositions(const QStringList &fileIds)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    return d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        for (const QString &file : fileIds) {
            if (const auto done = transaction.run(u"UPDATE positions SET seen = ? WHERE file = ?"_s, {now, file}); !done)
                return failure(done.error());
        }
        const auto done = transaction.run(u"DELETE FROM positions WHERE seen < ?"_s, {now - positionDays * qint64(86'400'000)});
        return done ? Result<void>() : failure(done.error());
    });
}

} // namespace Lockstep::History
