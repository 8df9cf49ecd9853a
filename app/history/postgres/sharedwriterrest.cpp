// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a batch writes beside the updates themselves.

#include "history/postgres/changes.h"
#include "history/postgres/rowtext.h"
#include "history/postgres/sharedwriter.h"

#include <QDateTime>

#include <algorithm>
#include <iterator>
#include <map>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

QByteArray nullIfEmpty(const QString &text)
{
    return text.isEmpty() ? QByteArray() : text.toUtf8();
}

Result<void> withoutDetails(const Result<Sql::Done> &done)
{
    return done ? Result<void>() : failure(done.error());
}

} // namespace

/// Time for all rows of the user; breaks seldom go away.
Result<void> SharedWriter::summarizeAnew(const UserId &user, UserRow &row)
{
    const auto find = [&](Break which, qint64 after, qint64 &last) {
        // What is no longer kept cannot be looked at: it stays as it was.
        if (last >= row.firstKept || after >= last)
            last = 0;
        return m_transaction.each(
            u"SELECT max(n) FROM lockstep.updates WHERE user_id = ? AND n > ?::bigint AND breaks & ?::bigint != 0"_s,
            {user.toString(), std::max(after, row.firstKept - 1), qint64(which)},
            [&](const Sql::Row &newest) { last = newest.isNull(0) ? last : newest.integer(0); });
    };
    auto done = find(Break::Gap, row.lastResync, row.openGap);
    for (auto one = std::begin(keptBreaks); done && one != std::end(keptBreaks); ++one)
        done = find(one->which, 0, row.*one->last);
    return done;
}

Result<void> SharedWriter::writeUsers(const Batch &batch)
{
    if (batch.added.isEmpty() && batch.revised.isEmpty() && batch.outlines.isEmpty())
        return {};
    for (auto &[user, row] : m_rows) {
        if (!row.outdated)
            continue;
        if (const auto done = summarizeAnew(user, row); !done)
            return done;
    }
    for (const auto &[user, gap] : batch.openGaps) {
        if (const auto known = m_rows.find(user); known != m_rows.end())
            known->second.openGap = gap;
    }
    std::map<UserId, qint64, ByName> lowest; // that each has of what is written
    const auto note = [&](const UserId &user, qint64 n) {
        const auto [known, isNew] = lowest.try_emplace(user, n);
        known->second = std::min(known->second, n);
    };
    for (const NewUpdate &added : batch.added)
        note(added.user, added.update.n);
    for (const UpdateRevision &revision : batch.revised)
        note(revision.user, revision.update.n);
    for (const OutlineRevision &revision : batch.outlines)
        note(revision.user, revision.update.n);
    ArrayText users, written;
    std::vector<ArrayText> arrays(std::size(userRowColumns));
    for (const auto &[user, row] : m_rows) {
        m_openGaps += int(row.openGap > 0) - int(row.hadOpenGap);
        users.add(user.toString());
        const auto low = lowest.find(user);
        written.add(low == lowest.end() ? row.updates + 1 : low->second);
        for (size_t i = 0; i < arrays.size(); ++i)
            arrays[i].add(row.*userRowColumns[i].member);
    }
    // The newest revision and what the newest sixteen wrote, unless somebody wrote who does not keep that.
    QStringList set{u"rev = u.rev + 1"_s,
        u"recent = CASE WHEN u.recent[1] = u.rev THEN ARRAY[u.rev + 1] || (u.recent[greatest(2, cardinality(u.recent) - 14):] || v.low) "
        "ELSE ARRAY[u.rev + 1, v.low] END"_s};
    QStringList lists{u"?::text[]"_s, u"?::bigint[]"_s}, names{u"user_id"_s, u"low"_s};
    QVariantList values{users.text(), written.text()};
    for (size_t i = 0; i < arrays.size(); ++i) {
        const QString name = userRowColumns[i].name;
        set += name + " = v."_L1 + name;
        lists += u"?::bigint[]"_s;
        names += name;
        values += arrays[i].text();
    }
    return withoutDetails(m_transaction.run(u"UPDATE lockstep.users u SET %1 FROM unnest(%2) AS v (%3) WHERE u.user_id = v.user_id"_s.arg(
                                                set.join(u", "_s), lists.join(u", "_s), names.join(u", "_s)),
        values));
}

Result<void> SharedWriter::writeHeads(const Batch &batch)
{
    if (batch.heads.isEmpty())
        return {};
    std::map<QString, QByteArray> last;
    for (const auto &[user, head] : batch.heads)
        last[user.toString()] = nullIfEmpty(head.toString());
    ArrayText users, heads;
    for (const auto &[user, head] : last) {
        users.add(user);
        heads.addBytes(head);
    }
    return withoutDetails(m_transaction.run(
        u"UPDATE lockstep.users u SET head = v.head FROM unnest(?::text[], ?::bytea[]) AS v (user_id, head) WHERE u.user_id = v.user_id"_s,
        {users.text(), heads.text()}));
}

Result<void> SharedWriter::writePositions(const Batch &batch)
{
    if (!batch.forgottenPositions.isEmpty()) {
        ArrayText files;
        for (const QString &file : batch.forgottenPositions)
            files.addBytes(toBytes(file));
        const auto done = m_transaction.run(
            u"DELETE FROM lockstep.positions WHERE gateway = ? AND file = ANY (?::bytea[])"_s, {m_gateway, files.text()});
        if (!done)
            return failure(done.error());
    }
    if (batch.positions.isEmpty())
        return {};
    std::map<QString, const LogPosition *> last;
    for (const LogPosition &position : batch.positions)
        last[position.fileId] = &position;
    ArrayText files, paths, offsets, states;
    for (const auto &[file, position] : last) {
        files.addBytes(toBytes(file));
        paths.addBytes(position->path.isNull() ? QByteArray("") : toBytes(position->path));
        offsets.add(position->offset);
        states.addBytes(position->state);
    }
    return withoutDetails(m_transaction.run(
        u"INSERT INTO lockstep.positions (gateway, file, path, \"offset\", state, seen) SELECT ?::text, v.file, v.path, v.o, v.state, "
        u"?::bigint "
        "FROM unnest(?::bytea[], ?::bytea[], ?::bigint[], ?::bytea[]) AS v (file, path, o, state) ON CONFLICT (gateway, file) DO UPDATE "
        "SET path = excluded.path, \"offset\" = excluded.\"offset\", state = excluded.state, seen = excluded.seen"_s,
        {m_gateway, QDateTime::currentMSecsSinceEpoch(), files.text(), paths.text(), offsets.text(), states.text()}));
}

Result<void> SharedWriter::writeGateway(const Batch &batch)
{
    return m_transaction.each(
        u"INSERT INTO lockstep.gateways AS g (gateway, name, seq, updates, since, open_gaps, seen) VALUES (?, ?, 1, ?::bigint, ?::bigint, "
        "?::bigint, ?::bigint) ON CONFLICT (gateway) DO UPDATE SET name = excluded.name, seq = g.seq + 1, updates = g.updates + "
        "excluded.updates, since = CASE WHEN g.since = 0 OR (excluded.since > 0 AND excluded.since < g.since) THEN excluded.since ELSE "
        "g.since END, open_gaps = g.open_gaps + excluded.open_gaps, seen = excluded.seen RETURNING seq"_s,
        {m_gateway, m_name, batch.added.size(), m_since, m_openGaps, QDateTime::currentMSecsSinceEpoch()},
        [&](const Sql::Row &row) { m_stored = row.integer(0); });
}

Result<void> SharedWriter::notify(const Batch &batch)
{
    const QStringList all = toNotices(m_gateway, batch);
    if (all.isEmpty())
        return {};
    ArrayText payloads;
    for (const QString &one : all)
        payloads.add(one);
    return m_transaction.each(
        u"SELECT pg_notify(?, p) FROM unnest(?::text[]) p"_s, {changesChannel, payloads.text()}, [](const Sql::Row &) {});
}

} // namespace Lockstep::History
