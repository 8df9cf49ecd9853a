// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/postgres/sharedwriter.h"

#include "domain/updategraph.h"
#include "history/file/sqlstore.h"
#include "history/postgres/rowtext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

int flagsOf(const DeviceListUpdate &update)
{
    int flags = (update.deleted ? Deleted : 0) | (update.contentKnown ? ContentKnown : 0);
    if (update.verified)
        flags |= VerifiedKnown | (*update.verified ? Verified : 0);
    return flags;
}

QByteArray nullIfEmpty(const QString &text)
{
    return text.isEmpty() ? QByteArray() : text.toUtf8();
}

/// As a file has it: a number alone, or a list in JSON.
QByteArray prevBytes(const QList<StreamId> &ids)
{
    if (ids.isEmpty())
        return {};
    if (ids.size() == 1 && ids.first().toInteger())
        return ids.first().toString().toUtf8();
    QJsonArray array;
    for (const StreamId &id : ids)
        array.append(id.toString());
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

quint64 hashOf(const DeviceListUpdate &update, quint64 given)
{
    return given == 0 && update.contentKnown ? toGraphNode(update).contentHash : given;
}

Result<void> withoutDetails(const Result<Sql::Done> &done)
{
    return done ? Result<void>() : failure(done.error());
}

int monthOfNew(const NewUpdate &added)
{
    return added.shared.month != 0 ? added.shared.month : monthOf(added.update.received);
}

/// Its members in the order of the columns, for COPY and for arrays.
template <typename Add, typename AddBytes>
void eachOutlineColumn(const DeviceListUpdate &update, const RowMarks &marks, Add add, AddBytes addBytes)
{
    add(update.received);
    add(qint64(update.kind));
    addBytes(nullIfEmpty(update.streamId.toString()));
    addBytes(prevBytes(update.prevIds));
    addBytes(nullIfEmpty(update.deviceId.toString()));
    add(qint64(flagsOf(update)));
    add(qint64(update.verdict));
    add(qint64(update.breaks.toInt()));
    add(qint64(update.sources.toInt()));
    addBytes(nullIfEmpty(update.detail));
    add(qint64(marks.flags));
    add(qint64(marks.stream));
    add(qint64(marks.transaction));
}

struct ColumnName
{
    const char *name;
    const char *type;
};
constexpr ColumnName outlineColumns[] = {{"received", "bigint"}, {"kind", "bigint"}, {"stream", "bytea"}, {"prev", "bytea"},
    {"device", "bytea"}, {"flags", "bigint"}, {"verdict", "bigint"}, {"breaks", "bigint"}, {"sources", "bigint"}, {"detail", "bytea"},
    {"marks", "bigint"}, {"mark_stream", "bigint"}, {"mark_transaction", "bigint"}};
constexpr ColumnName contentColumns[] = {{"hash", "bigint"}, {"name", "bytea"}, {"keys", "bytea"}};

} // namespace

/// Rows of one month that are written anew, a list for each column.
struct SharedWriter::Revisions
{
    ArrayText users, numbers, told;
    std::vector<ArrayText> outline{std::size(outlineColumns)}, content{std::size(contentColumns)};

    void add(const UserId &user, const DeviceListUpdate &update, const RowMarks &marks, const SharedMarks &shared)
    {
        users.add(user.toString());
        numbers.add(update.n);
        told.addBytes(shared.told.isEmpty() ? QByteArray() : shared.told);
        size_t column = 0;
        eachOutlineColumn(
            update, marks, [&](qint64 value) { outline[column++].add(value); },
            [&](const QByteArray &bytes) { outline[column++].addBytes(bytes); });
    }
    void addContent(const UserId &user, const DeviceListUpdate &update, quint64 hash, KeysEncoder &keys)
    {
        content[0].add(qint64(hash));
        content[1].addBytes(toBytes(update.displayName));
        content[2].addBytes(keys.encode(update.keys, user));
    }
};

std::set<int> SharedWriter::months(const Batch &batch)
{
    std::set<int> all;
    for (const NewUpdate &added : batch.added)
        all.insert(monthOfNew(added));
    return all;
}

/// Makes rows for users who have none, and holds all of them, in the order of their names, until the transaction ends.
Result<void> SharedWriter::lock(const Batch &batch)
{
    QList<UserId> made;
    const auto touch = [&](const UserId &user) { m_rows.try_emplace(user); };
    for (const NewUpdate &added : batch.added) {
        touch(added.user);
        if (added.update.n == 1)
            made.append(added.user);
    }
    for (const auto &[user, ground] : batch.grounds)
        made.append(user);
    for (const UpdateRevision &revision : batch.revised)
        touch(revision.user);
    for (const OutlineRevision &revision : batch.outlines)
        touch(revision.user);
    for (const auto &[user, head] : batch.heads) {
        touch(user);
        made.append(user);
    }
    if (m_rows.empty())
        return {};
    if (!made.isEmpty()) {
        const auto done = m_transaction.run(
            u"INSERT INTO lockstep.users (user_id) SELECT DISTINCT u COLLATE \"C\" FROM unnest(?::text[]) u ORDER BY 1 ON CONFLICT DO NOTHING"_s,
            {ArrayText::of(made)});
        if (!done)
            return failure(done.error());
    }
    QStringList columns;
    for (const UserRowColumn &column : userRowColumns)
        columns += column.name;
    QList<UserId> all;
    for (const auto &[user, row] : m_rows)
        all.append(user);
    return m_transaction.each(
        u"SELECT user_id, rev, CASE WHEN head IS NULL THEN 0 ELSE 1 END, %1 FROM lockstep.users WHERE user_id = ANY (?::text[]) ORDER BY user_id FOR UPDATE"_s
            .arg(columns.join(u", "_s)),
        {ArrayText::of(all)}, [&](const Sql::Row &stored) {
            const UserId user(stored.text(0));
            UserRow &row = m_rows[user];
            m_revisions.insert(user, stored.integer(1));
            row.hadHead = stored.integer(2) == 1;
            int number = 3;
            for (const UserRowColumn &column : userRowColumns)
                row.*column.member = stored.integer(number++);
            row.hadOpenGap = row.openGap > 0;
        });
}

QList<UserId> SharedWriter::outdated(const Batch &batch) const
{
    QList<UserId> others;
    for (const auto &[user, revision] : batch.revisions) {
        if (m_revisions.value(user) != revision)
            others.append(user);
    }
    return others;
}

Result<void> SharedWriter::add(const Batch &batch)
{
    if (batch.added.isEmpty())
        return {};
    for (const auto &[user, ground] : batch.grounds) {
        UserRow &row = m_rows[user];
        if (row.updates > 0)
            return failure(Error::Internal, u"The history of %1 has begun already."_s.arg(user.toString()));
        row.updates = ground.first - 1;
        row.firstKept = ground.first;
        const auto done = m_transaction.run(u"UPDATE lockstep.users SET lowest = ?::bigint, ground = ?::bytea WHERE user_id = ?"_s,
            {ground.first, toBytes(ground), user.toString()});
        if (!done)
            return failure(done.error());
    }
    CopyText rows;
    for (const NewUpdate &added : batch.added) {
        const DeviceListUpdate &update = added.update;
        UserRow &row = m_rows[added.user];
        if (update.n != row.updates + 1)
            return failure(Error::Internal,
                u"Update %1 of %2 does not follow the %3 that are recorded: another gateway wrote meanwhile."_s.arg(update.n)
                    .arg(added.user.toString())
                    .arg(row.updates));
        row.updates = update.n;
        if (update.n == row.firstKept)
            row.firstReceived = update.received;
        row.summarize(update, added.marks);
        if (m_since == 0 || update.received < m_since)
            m_since = update.received;
        rows.add(added.user.toString());
        rows.add(update.n);
        rows.add(qint64(monthOfNew(added)));
        eachOutlineColumn(
            update, added.marks, [&](qint64 value) { rows.add(value); }, [&](const QByteArray &bytes) { rows.addBytes(bytes); });
        rows.add(qint64(hashOf(update, added.contentHash)));
        rows.addBytes(toBytes(update.displayName));
        rows.addBytes(m_keys.encode(update.keys, added.user, added.canonicalKeys));
        rows.addBytes(added.shared.told.isEmpty() ? QByteArray() : added.shared.told);
        rows.endRow();
    }
    QStringList columns{u"user_id"_s, u"n"_s, u"month"_s};
    for (const ColumnName &column : outlineColumns)
        columns += QString::fromLatin1(column.name);
    for (const ColumnName &column : contentColumns)
        columns += QString::fromLatin1(column.name);
    columns += u"told"_s;
    return withoutDetails(m_transaction.copyIn(u"COPY lockstep.updates (%1) FROM STDIN"_s.arg(columns.join(u", "_s)), rows.text()));
}

Result<void> SharedWriter::run(const Revisions &revisions, int month, bool withContent)
{
    QStringList set, lists{u"?::text[]"_s, u"?::bigint[]"_s, u"?::bytea[]"_s}, names{u"user_id"_s, u"n"_s, u"told"_s};
    QVariantList values{revisions.users.text(), revisions.numbers.text(), revisions.told.text()};
    const auto take = [&](const auto &columns, const std::vector<ArrayText> &arrays) {
        for (size_t i = 0; i < arrays.size(); ++i) {
            const QString name = QString::fromLatin1(columns[i].name);
            names += name;
            set += name + " = v."_L1 + name;
            lists += u"?::%1[]"_s.arg(QString::fromLatin1(columns[i].type));
            values += arrays[i].text();
        }
    };
    take(outlineColumns, revisions.outline);
    if (withContent)
        take(contentColumns, revisions.content);
    // With the month no other partition is looked at.
    const QString sql
        = u"UPDATE lockstep.updates u SET %1, told = CASE WHEN v.told IS NULL THEN u.told ELSE coalesce(u.told, ''::bytea) || v.told END "
          "FROM unnest(%2) AS v (%3) WHERE u.user_id = v.user_id AND u.n = v.n%4"_s.arg(
              set.join(u", "_s), lists.join(u", "_s), names.join(u", "_s), month == 0 ? QString() : u" AND u.month = %1"_s.arg(month));
    const auto done = m_transaction.run(sql, values);
    if (!done)
        return failure(done.error());
    if (done->affected != revisions.numbers.count())
        return failure(Error::Internal,
            u"The history has %1 of the %2 updates that are to be revised."_s.arg(done->affected).arg(revisions.numbers.count()));
    return {};
}

Result<void> SharedWriter::revise(const Batch &batch)
{
    // Of the same row the last one counts.
    std::map<std::pair<QString, qint64>, const UpdateRevision *> whole;
    std::map<std::pair<QString, qint64>, const OutlineRevision *> outlines;
    for (const UpdateRevision &revision : batch.revised) {
        m_rows[revision.user].summarize(revision.update, revision.marks);
        whole[{revision.user.toString(), revision.update.n}] = &revision;
    }
    for (const OutlineRevision &revision : batch.outlines) {
        m_rows[revision.user].summarize(revision.update, revision.marks);
        outlines[{revision.user.toString(), revision.update.n}] = &revision;
    }
    std::map<int, Revisions> byMonth;
    for (const auto &[key, revision] : whole) {
        Revisions &rows = byMonth[revision->shared.month];
        rows.add(revision->user, revision->update, revision->marks, revision->shared);
        rows.addContent(revision->user, revision->update, hashOf(revision->update, revision->contentHash), m_keys);
    }
    for (const auto &[month, rows] : byMonth) {
        if (const auto done = run(rows, month, true); !done)
            return done;
    }
    byMonth.clear();
    for (const auto &[key, revision] : outlines)
        byMonth[revision->shared.month].add(revision->user, revision->update, revision->marks, revision->shared);
    for (const auto &[month, rows] : byMonth) {
        if (const auto done = run(rows, month, false); !done)
            return done;
    }
    return {};
}

Result<QList<UserId>> SharedWriter::write(const Batch &batch)
{
    if (const auto done = lock(batch); !done)
        return failure(done.error());
    if (const QList<UserId> others = outdated(batch); !others.isEmpty())
        return others;
    using Step = Result<void> (SharedWriter::*)(const Batch &);
    constexpr Step steps[] = {&SharedWriter::add, &SharedWriter::revise, &SharedWriter::writeUsers, &SharedWriter::writeHeads,
        &SharedWriter::writePositions, &SharedWriter::writeGateway, &SharedWriter::notify};
    for (const Step step : steps) {
        if (const auto done = (this->*step)(batch); !done)
            return failure(done.error());
    }
    return QList<UserId>();
}

} // namespace Lockstep::History
