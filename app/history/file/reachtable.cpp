// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/reachtable.h"

#include "domain/apiwords.h"
#include "history/file/sqlstore.h"

#include <algorithm>
#include <atomic>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// How many rows are written between two looks at whether there are too many.
constexpr int rowsBetweenLooks = 2'000;
/// Stretches that are nearer to one another than this are one.
constexpr qint64 joinedMs = 1'000;
constexpr int mostWatched = 1'000;

QString textOf(const std::optional<FetchCause> &cause)
{
    return cause ? toApiName(*cause) : QString();
}

std::optional<FetchCause> causeOf(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(fromApiName<FetchCause>(text));
}

const QString spanColumns = u"server, state, since, until, cause, error, tries"_s;

std::pair<ServerName, ReachSpan> readSpan(const Sql::Row &row)
{
    return {ServerName(row.text(0)),
        {.state = fromApiName<ReachState>(row.text(1)),
            .since = row.integer(2),
            .until = row.integer(3),
            .cause = causeOf(row.text(4)),
            .error = row.text(5),
            .tries = row.integer(6)}};
}

/// Those of the statements that fail end it.
Result<void> run(Sql::Transaction &transaction, std::initializer_list<std::pair<QString, QVariantList>> statements)
{
    for (const auto &[sql, values] : statements) {
        if (const auto done = transaction.run(sql, values); !done)
            return failure(done.error());
    }
    return {};
}

Result<void> dropOldest(Sql::Transaction &transaction, qint64 now)
{
    const qint64 oldest = now - ReachTable::keptMs;
    // Where spans are too many, what is left is not the whole of the time before.
    qint64 cut = 0;
    const auto found = transaction.each(u"SELECT since FROM reach_spans ORDER BY since DESC LIMIT 1 OFFSET ?"_s, {ReachTable::mostSpans},
        [&](const Sql::Row &row) { cut = row.integer(0); });
    if (!found)
        return found;
    return run(transaction,
        {{u"DELETE FROM reach_spans WHERE since <= ? AND until > 0"_s, {cut}},
            {u"INSERT INTO reach_cut (id, before) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET before = max(before, excluded.before)"_s,
                {cut}},
            {u"DELETE FROM reach_spans WHERE since < ? AND until > 0 AND until < ?"_s, {oldest, oldest}},
            {u"DELETE FROM reach_contacts WHERE at <= ifnull((SELECT at FROM reach_contacts ORDER BY at DESC LIMIT 1 OFFSET ?), 0)"_s,
                {ReachTable::mostContacts}},
            {u"DELETE FROM reach_servers WHERE heard <= ifnull((SELECT heard FROM reach_servers ORDER BY heard DESC LIMIT 1 OFFSET ?), 0)"_s,
                {ReachTable::mostServers}},
            {u"DELETE FROM reach_watched WHERE until < ? OR since <= ifnull((SELECT since FROM reach_watched ORDER BY since DESC "
             "LIMIT 1 OFFSET ?), 0)"_s,
                {oldest, mostWatched}}});
}

} // namespace

struct ReachTable::Private
{
    const Sql::Database &writer;
    const Sql::Database &reader;
    std::atomic<int> written = rowsBetweenLooks; ///< since the last look; a process that lives shortly looks too
};

ReachTable::ReachTable(const Store &store)
    : d(new Private{store.ownWriter(), store.ownReader()})
{
}

ReachTable::~ReachTable() = default;

Result<void> ReachTable::save(const ReachBatch &batch, qint64 now)
{
    return d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        for (const auto &[server, span] : batch.spans) {
            const QString name = server.toString();
            const auto done = run(transaction,
                {{u"INSERT OR REPLACE INTO reach_spans (%1) VALUES (?, ?, ?, ?, ?, ?, ?)"_s.arg(spanColumns),
                     {name, toApiName(span.state), span.since, span.until, textOf(span.cause), span.error, span.tries}},
                    {u"DELETE FROM reach_spans WHERE server = ? AND until > 0 AND since < (SELECT since FROM reach_spans WHERE server = ? "
                     "ORDER BY since DESC LIMIT 1 OFFSET ?)"_s,
                        {name, name, Reachability::keptSpans - 1}}});
            if (!done)
                return done;
        }
        for (const auto &[server, contact] : batch.contacts) {
            const QString name = server.toString();
            const auto done = run(transaction,
                {{u"INSERT OR REPLACE INTO reach_contacts (server, at, kind, user, answered, cause, error) VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                     {name, contact.at, toApiName(contact.kind), contact.user.toString(), int(contact.answered), textOf(contact.cause),
                         contact.error}},
                    {u"DELETE FROM reach_contacts WHERE server = ? AND at < (SELECT at FROM reach_contacts WHERE server = ? "
                     "ORDER BY at DESC LIMIT 1 OFFSET ?)"_s,
                        {name, name, Reachability::keptContacts - 1}}});
            if (!done)
                return done;
        }
        for (const auto &[server, at] : batch.heard) {
            const auto done = run(transaction,
                {{u"INSERT INTO reach_servers (server, heard) VALUES (?, ?) ON CONFLICT (server) DO UPDATE SET heard = max(heard, excluded.heard)"_s,
                    {server.toString(), at}}});
            if (!done)
                return done;
        }
        if (batch.watched) {
            const auto done = run(transaction,
                {{u"INSERT OR REPLACE INTO reach_watched (since, until) VALUES (?, ?)"_s, {batch.watched->since, batch.watched->until}}});
            if (!done)
                return done;
        }
        d->written += int(batch.spans.size() + batch.contacts.size() + batch.heard.size());
        if (d->written < rowsBetweenLooks)
            return {};
        d->written = 0;
        return dropOldest(transaction, now);
    });
}

Result<QList<std::pair<ServerName, ReachSpan>>> ReachTable::open() const
{
    QList<std::pair<ServerName, ReachSpan>> found;
    const auto done
        = d->reader.each(u"SELECT %1 FROM reach_spans WHERE until = 0 ORDER BY server LIMIT %2"_s.arg(spanColumns).arg(mostServers), {},
            [&](const Sql::Row &row) { found.append(readSpan(row)); });
    if (!done)
        return failure(done.error());
    return found;
}

Result<qint64> ReachTable::watchedUntil() const
{
    const auto last = d->reader.value(u"SELECT coalesce(max(until), 0) FROM reach_watched"_s);
    return last ? Result<qint64>(last->toLongLong()) : failure(last.error());
}

Result<Reachability> ReachTable::of(const ServerName &server) const
{
    Reachability found;
    const QVariantList name{server.toString()};
    const auto spans = d->reader.each(
        u"SELECT %1 FROM reach_spans WHERE server = ? ORDER BY since DESC LIMIT %2"_s.arg(spanColumns).arg(Reachability::keptSpans), name,
        [&](const Sql::Row &row) { found.spans.prepend(readSpan(row).second); });
    const auto contacts = d->reader.each(
        u"SELECT at, kind, user, answered, cause, error FROM reach_contacts WHERE server = ? ORDER BY at DESC LIMIT %1"_s.arg(
            Reachability::keptContacts),
        name, [&](const Sql::Row &row) {
            found.contacts.append({.at = row.integer(0),
                .kind = fromApiName<ContactKind>(row.text(1)),
                .user = UserId(row.text(2)),
                .answered = row.integer(3) != 0,
                .cause = causeOf(row.text(4)),
                .error = row.text(5)});
        });
    const auto heard = d->reader.value(u"SELECT heard FROM reach_servers WHERE server = ?"_s, name);
    const auto cut = d->reader.value(u"SELECT before FROM reach_cut"_s);
    const auto watched = d->reader.each(u"SELECT since, until FROM reach_watched ORDER BY since"_s, {}, [&](const Sql::Row &row) {
        const WatchedSpan one{row.integer(0), row.integer(1)};
        if (!found.watched.isEmpty() && one.since <= found.watched.constLast().until + joinedMs)
            found.watched.last().until = std::max(found.watched.constLast().until, one.until);
        else
            found.watched.append(one);
    });
    for (const Result<void> *done : {&spans, &contacts, &watched}) {
        if (!*done)
            return failure(done->error());
    }
    if (!heard || !cut)
        return failure(heard ? cut.error() : heard.error());
    found.lastUpdate = heard->toLongLong();
    const bool isFull = found.spans.size() == Reachability::keptSpans;
    const qint64 from = std::max(cut->toLongLong(), isFull ? found.spans.constFirst().since : 0);
    found.watched.removeIf([&](const WatchedSpan &one) { return one.until <= from; });
    for (WatchedSpan &one : found.watched)
        one.since = std::max(one.since, from);
    return found;
}

} // namespace Lockstep::History
