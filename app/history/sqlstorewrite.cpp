// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/findings.h"
#include "domain/malformed.h"
#include "domain/updategraph.h"
#include "history/observation.h"
#include "history/rowcodec.h"
#include "history/sqlstore.h"

#include <QDateTime>
#include <QHash>

#include <iterator>

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
    qint64 lastRestarted = 0;
    qint64 lastRewound = 0;
    qint64 lastRebuilt = 0;
    qint64 lastMalformed = 0;
    qint64 droppedList = 0;
    bool hadOpenGap = false;
    bool hadHead = false; ///< which list was stored was known before
    bool outdated = false; ///< the last one of some break was explained later: look for an earlier one
};

struct Column
{
    QLatin1StringView name;
    qint64 UserRow::*member;
};
constexpr Column columns[] = {{"updates"_L1, &UserRow::updates}, {"last_received"_L1, &UserRow::lastReceived},
    {"last_resync"_L1, &UserRow::lastResync}, {"open_gap"_L1, &UserRow::openGap}, {"last_needless"_L1, &UserRow::lastNeedless},
    {"last_pruned"_L1, &UserRow::lastPruned}, {"last_placeholder"_L1, &UserRow::lastPlaceholder},
    {"last_restarted"_L1, &UserRow::lastRestarted}, {"last_rewound"_L1, &UserRow::lastRewound}, {"last_rebuilt"_L1, &UserRow::lastRebuilt},
    {"last_malformed"_L1, &UserRow::lastMalformed}, {"dropped_list"_L1, &UserRow::droppedList}};

/// Their names, each with this behind it.
QString columnNames(QLatin1StringView behind = {})
{
    QStringList names;
    for (const Column &column : columns)
        names += column.name + behind;
    return names.join(", "_L1);
}

/// The breaks of which the newest one is kept.
struct Kept
{
    Break which;
    qint64 UserRow::*last;
};
constexpr Kept kept[] = {{Break::NeedlessResync, &UserRow::lastNeedless}, {Break::Pruned, &UserRow::lastPruned},
    {Break::Placeholder, &UserRow::lastPlaceholder}, {Break::Restarted, &UserRow::lastRestarted}, {Break::Rewound, &UserRow::lastRewound},
    {Break::Rebuilt, &UserRow::lastRebuilt}};

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
        static const QString select = u"SELECT id, head IS NOT NULL, %1 FROM users WHERE name = ?"_s.arg(columnNames());
        const auto found = m_transaction.each(select, {id.toString()}, [&](const Sql::Row &stored) {
            row.id = stored.integer(0);
            row.hadHead = stored.integer(1) != 0;
            int number = 2;
            for (const Column &column : columns)
                row.*column.member = stored.integer(number++);
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
        if (n > row.lastMalformed && isPastMalformed(update, row.lastReceived))
            row.lastMalformed = 0;
        row.lastReceived = std::max(row.lastReceived, update.received);
        const bool isFetched = isSucceededResync(update) && !(marks.flags & Unconfirmed);
        if (isFetched && n > row.lastResync) {
            row.lastResync = n;
            if (row.openGap < n)
                row.openGap = 0;
        }
        // Another list is stored than the one that was kept then.
        const bool isAnother = update.kind == UpdateKind::Head && row.hadHead;
        if ((isFetched || isAnother) && row.droppedList < n)
            row.droppedList = 0;
        if (update.verdict == Verdict::Ignored && update.detail.startsWith(malformedDetail))
            row.lastMalformed = std::max(row.lastMalformed, n);
        if (n > row.lastResync && update.verdict == Verdict::Ignored && droppedDevices(update.detail))
            row.droppedList = std::max(row.droppedList, n);
        const auto note = [&](Break which, qint64 &last) {
            if (update.breaks.testFlag(which))
                last = std::max(last, n);
            else
                row.outdated |= last == n;
        };
        if (n > row.lastResync)
            note(Break::Gap, row.openGap);
        for (const auto &[which, last] : kept)
            note(which, row.*last);
    }

    /// Time for all rows of the user; breaks seldom go away.
    Result<void> summarizeAnew(UserRow &row)
    {
        const auto find = [&](Break which, qint64 after, qint64 &last) {
            last = 0;
            return m_transaction.each(u"SELECT max(n) FROM updates WHERE user = ? AND n > ? AND breaks & ? != 0"_s,
                {row.id, after, int(which)}, [&](const Sql::Row &newest) { last = newest.integer(0); });
        };
        auto done = find(Break::Gap, row.lastResync, row.openGap);
        for (auto one = std::begin(kept); done && one != std::end(kept); ++one)
            done = find(one->which, 0, row.*one->last);
        return done;
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
            static const QString update = u"UPDATE users SET %1 WHERE id=?"_s.arg(columnNames("=?"_L1));
            QVariantList values;
            for (const Column &column : columns)
                values += row.*column.member;
            if (const auto done = run(update, values << row.id); !done)
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
