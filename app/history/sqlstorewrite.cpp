// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/updategraph.h"
#include "history/observation.h"
#include "history/rowcodec.h"
#include "history/sqlstore.h"

#include <QDateTime>
#include <QHash>

#include <tuple>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// A row of the table of users: what userHistory() says, kept up to date so that nothing needs to be counted.
struct UserRow
{
    qint64 id = 0;
    qint64 updates = 0;
    qint64 lastReceived = 0;
    qint64 lastResync = 0;
    qint64 openGap = 0;
    qint64 lastNeedless = 0;
    qint64 lastPruned = 0;
    qint64 lastPlaceholder = 0;
    bool hadOpenGap = false;
    bool outdated = false; ///< the last one of some break was explained later: look for an earlier one
};

class BatchWriter
{
public:
    BatchWriter(Sql::Transaction &transaction, KeysEncoder &keys)
        : m_transaction(transaction)
        , m_keys(keys)
    {
    }

    Result<void> write(const Batch &batch)
    {
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

    Result<UserRow *> user(const UserId &id)
    {
        const auto known = m_users.find(id);
        if (known != m_users.end())
            return &*known;
        UserRow row;
        qint64 *const members[] = {&row.id, &row.updates, &row.lastReceived, &row.lastResync, &row.openGap, &row.lastNeedless,
            &row.lastPruned, &row.lastPlaceholder};
        const auto found = m_transaction.each(
            u"SELECT id, updates, last_received, last_resync, open_gap, last_needless, last_pruned, last_placeholder FROM users WHERE name = ?"_s,
            {id.toString()}, [&](const Sql::Row &stored) {
                int column = 0;
                for (qint64 *member : members)
                    *member = stored.integer(column++);
            });
        if (!found)
            return failure(found.error());
        if (row.id == 0) {
            if (const auto added = run(u"INSERT INTO users (name) VALUES (?)"_s, {id.toString()}); !added)
                return failure(added.error());
            row.id = m_done.insertId;
        }
        row.hadOpenGap = row.openGap > 0;
        return &*m_users.insert(id, row);
    }

    static QVariant text(const QString &string) { return string.isNull() ? QVariant() : QVariant(string); }

    static QVariantList outline(const DeviceListUpdate &update, const RowMarks &marks)
    {
        int flags = (update.deleted ? Deleted : 0) | (update.contentKnown ? ContentKnown : 0);
        if (update.verified)
            flags |= VerifiedKnown | (*update.verified ? Verified : 0);
        return {update.received, int(update.kind), encodeStreamId(update.streamId), encodePrevIds(update.prevIds),
            text(update.deviceId.isEmpty() ? QString() : update.deviceId.toString()), flags, int(update.verdict),
            uint(update.breaks.toInt()), update.sources.toInt(), text(update.detail.isEmpty() ? QString() : update.detail), marks.flags,
            marks.stream, qint64(marks.transaction)};
    }

    QVariantList content(const DeviceListUpdate &update, const RowMarks &marks, quint64 hash)
    {
        if (hash == 0 && update.contentKnown)
            hash = toGraphNode(update).contentHash;
        return outline(update, marks) << qint64(hash) << text(update.displayName) << m_keys.encode(update.keys);
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
        summarize(**row, update, added.marks);
        ++m_added;
        if (m_since == 0 || update.received < m_since)
            m_since = update.received;
        return run(
            u"INSERT INTO updates (received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, marks, mark_stream, "
            "mark_transaction, hash, name, keys, user, n) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"_s,
            content(update, added.marks, added.contentHash) << (*row)->id << update.n);
    }

    Result<void> revise(const UpdateRevision &revision)
    {
        const auto row = user(revision.user);
        if (!row)
            return failure(row.error());
        const DeviceListUpdate &update = revision.update;
        summarize(**row, update, revision.marks);
        const auto done
            = run(u"UPDATE updates SET received=?, kind=?, stream=?, prev=?, device=?, flags=?, verdict=?, breaks=?, sources=?, detail=?, "
                  "marks=?, mark_stream=?, mark_transaction=?, hash=?, name=?, keys=? WHERE user=? AND n=?"_s,
                content(update, revision.marks, revision.contentHash) << (*row)->id << update.n);
        return done ? mustExist(revision.user, update.n) : done;
    }

    Result<void> reviseOutline(const OutlineRevision &revision)
    {
        const auto row = user(revision.user);
        if (!row)
            return failure(row.error());
        const DeviceListUpdate &update = revision.update;
        summarize(**row, update, revision.marks);
        const auto done
            = run(u"UPDATE updates SET received=?, kind=?, stream=?, prev=?, device=?, flags=?, verdict=?, breaks=?, sources=?, detail=?, "
                  "marks=?, mark_stream=?, mark_transaction=? WHERE user=? AND n=?"_s,
                outline(update, revision.marks) << (*row)->id << update.n);
        return done ? mustExist(revision.user, update.n) : done;
    }

    Result<void> mustExist(const UserId &id, qint64 n) const
    {
        if (m_done.affected == 1)
            return {};
        return failure(Error::Internal, u"The history of %1 has no update %2 to revise."_s.arg(id.toString()).arg(n));
    }

    static void summarize(UserRow &row, const DeviceListUpdate &update, const RowMarks &marks)
    {
        if (!isBelieved(marks.flags))
            return;
        const qint64 n = update.n;
        row.lastReceived = std::max(row.lastReceived, update.received);
        if (isSucceededResync(update) && n > row.lastResync) {
            row.lastResync = n;
            if (row.openGap < n)
                row.openGap = 0;
        }
        const auto note = [&](Break which, qint64 &last) {
            if (update.breaks.testFlag(which))
                last = std::max(last, n);
            else
                row.outdated |= last == n;
        };
        if (n > row.lastResync)
            note(Break::Gap, row.openGap);
        note(Break::NeedlessResync, row.lastNeedless);
        note(Break::Pruned, row.lastPruned);
        note(Break::Placeholder, row.lastPlaceholder);
    }

    /// Time for all rows of the user; breaks seldom go away.
    Result<void> summarizeAnew(UserRow &row)
    {
        const std::tuple<Break, qint64, qint64 *> breaks[]
            = {{Break::Gap, row.lastResync, &row.openGap}, {Break::NeedlessResync, 0, &row.lastNeedless},
                {Break::Pruned, 0, &row.lastPruned}, {Break::Placeholder, 0, &row.lastPlaceholder}};
        for (const auto &[which, after, last] : breaks) {
            *last = 0;
            const auto done = m_transaction.each(u"SELECT max(n) FROM updates WHERE user = ? AND n > ? AND breaks & ? != 0"_s,
                {row.id, after, int(which)}, [target = last](const Sql::Row &newest) { *target = newest.integer(0); });
            if (!done)
                return done;
        }
        return {};
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
        }
        return {};
    }

    Result<void> writeUsers(const Batch &batch)
    {
        if (batch.added.isEmpty() && batch.revised.isEmpty() && batch.outlines.isEmpty())
            return {};
        qint64 openGaps = 0;
        const QHash<UserId, qint64> healed(batch.openGaps.begin(), batch.openGaps.end());
        for (auto it = m_users.begin(); it != m_users.end(); ++it) {
            UserRow &row = it.value();
            if (row.outdated) {
                if (const auto done = summarizeAnew(row); !done)
                    return done;
            }
            row.openGap = healed.value(it.key(), row.openGap);
            openGaps += int(row.openGap > 0) - int(row.hadOpenGap);
            const auto done
                = run(u"UPDATE users SET updates=?, last_received=?, last_resync=?, open_gap=?, last_needless=?, last_pruned=?, "
                      "last_placeholder=? WHERE id=?"_s,
                    {row.updates, row.lastReceived, row.lastResync, row.openGap, row.lastNeedless, row.lastPruned, row.lastPlaceholder,
                        row.id});
            if (!done)
                return done;
        }
        const qint64 since = m_since == 0 ? std::numeric_limits<qint64>::max() : m_since;
        return run(u"UPDATE extent SET since = CASE WHEN updates = 0 THEN ? ELSE min(since, ?) END, updates = updates + ?, open_gaps = "
                   "open_gaps + ?"_s,
            {m_since, since, m_added, openGaps});
    }

    Sql::Transaction &m_transaction;
    KeysEncoder &m_keys;
    QHash<UserId, UserRow> m_users;
    qint64 m_added = 0;
    qint64 m_since = 0;
    Sql::Done m_done; ///< of the last run()
};

} // namespace

Result<void> Store::write(const Batch &batch)
{
    if (batch.isEmpty())
        return {};
    return d->writer.transaction([&](Sql::Transaction &transaction) { return BatchWriter(transaction, d->keys).write(batch); });
}

Result<void> Store::seePositions(const QStringList &fileIds)
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
