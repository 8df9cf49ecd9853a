// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/exportsource.h"

#include "domain/apiwords.h"
#include "inspection/client/client.h"
#include "inspection/wire.h"

#include <QDate>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {
constexpr int pageSize = 500;
constexpr qsizetype maxNamePart = 60;

using Rows = ExportSource::Rows;

/// \a ask: asks the client for a page of T.
template <typename T, typename Query, typename Ask>
auto reader(Query query, Ask ask)
{
    return [query, ask](const QString &after, QObject *context, Http::Done<Rows> done) {
        Query page = query;
        page.limit = pageSize;
        page.after = after;
        return ask(page, context, [done = std::move(done)](const Result<Page<T>> &result) {
            if (!result) {
                done(failure(result.error()));
                return;
            }
            Rows rows{.items = {}, .next = result->next, .partial = result->partial};
            rows.items.reserve(result->items.size());
            for (const T &item : result->items)
                rows.items.append(toJson(item));
            done(rows);
        });
    };
}

std::function<bool(const QJsonObject &)> containing(const QString &text, const QStringList &keys)
{
    if (text.isEmpty())
        return {};
    return [text, keys](const QJsonObject &row) {
        return std::ranges::any_of(keys, [&](const QString &key) { return row.value(key).toString().contains(text, Qt::CaseInsensitive); });
    };
}

QString namePart(const QString &text)
{
    QString part;
    for (const QChar c : text.left(maxNamePart)) {
        const bool isPlain = c.unicode() < 128 && (c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_');
        part += isPlain ? c : QChar(u'-');
    }
    return part;
}

constexpr auto text = ExportColumn::Text;
constexpr auto number = ExportColumn::Number;
constexpr auto time = ExportColumn::Time;
constexpr auto texts = ExportColumn::Texts;
constexpr auto flag = ExportColumn::Flag;
} // namespace

ExportSource exportOfUsers(Client *client, const UserQuery &query)
{
    return {.name = u"users"_s,
        .subject = {},
        .columns = {{u"user_id"_s, text}, {u"server"_s, text}, {u"states"_s, texts}, {u"stream_id"_s, text}, {u"device_count"_s, number},
            {u"stale_since"_s, time}, {u"last_update"_s, time}, {u"retry_at"_s, time}},
        .read = reader<UserSummary>(
            query, [client](const UserQuery &page, QObject *context, auto done) { return client->users(page, context, std::move(done)); })};
}

ExportSource exportOfHistory(Client *client, const UserId &user, const HistoryFilter &filter)
{
    UpdateQuery query;
    query.order = UpdateOrder::NewestFirst;
    ExportSource source{.name = u"history"_s,
        .subject = user.toString(),
        .columns = {{u"n"_s, number}, {u"received"_s, time}, {u"kind"_s, text}, {u"stream_id"_s, text}, {u"prev_ids"_s, texts},
            {u"device_id"_s, text}, {u"display_name"_s, text}, {u"deleted"_s, flag}, {u"verdict"_s, text}, {u"breaks"_s, texts},
            {u"sources"_s, texts}, {u"verified"_s, flag}, {u"detail"_s, text}},
        .read = reader<DeviceListUpdate>(query, [client, user](const UpdateQuery &page, QObject *context, auto done) {
            return client->updates(user, page, context, std::move(done));
        })};
    if (filter.isEmpty())
        return source;
    // As HistoryRows decides it.
    const auto contains = containing(filter.text, {u"device_id"_s, u"display_name"_s, u"stream_id"_s});
    source.accepts = [contains, breaksOnly = filter.breaksOnly, from = filter.from, to = filter.to](const QJsonObject &row) {
        const qint64 received = row.value(u"received").toInteger();
        if (to > 0 && (received < from || received > to))
            return false;
        const bool isBreak = !row.value(u"breaks").toArray().isEmpty() || row.value(u"kind") == toApiName(UpdateKind::Resync)
            || row.value(u"verified") == false;
        return (!breaksOnly || isBreak) && (!contains || contains(row));
    };
    return source;
}

ExportSource exportOfInbox(Client *client, bool byDepth, const QString &search)
{
    InboxQuery query;
    query.order = byDepth ? InboxOrder::ByDepth : InboxOrder::ByUser;
    return {.name = u"inbox"_s,
        .subject = {},
        .columns
        = {{u"user_id"_s, text}, {u"device_id"_s, text}, {u"messages"_s, number}, {u"messages_at_least"_s, flag}, {u"bytes"_s, number},
            {u"oldest_stream_id"_s, text}, {u"newest_stream_id"_s, text}, {u"device_known"_s, flag}, {u"last_seen"_s, time}},
        .read = reader<InboxQueue>(
            query, [client](const InboxQuery &page, QObject *context, auto done) { return client->inbox(page, context, std::move(done)); }),
        .accepts = containing(search, {u"user_id"_s, u"device_id"_s})};
}

ExportSource exportOfOutbox(Client *client, const QString &search)
{
    return {.name = u"outbox"_s,
        .subject = {},
        .columns = {{u"destination"_s, text}, {u"messages"_s, number}, {u"messages_at_least"_s, flag}, {u"bytes"_s, number},
            {u"oldest_queued"_s, time}, {u"newest_queued"_s, time}, {u"failing_since"_s, time}, {u"retry_at"_s, time}},
        .read = reader<OutboxQueue>(PageQuery(),
            [client](const PageQuery &page, QObject *context, auto done) { return client->outbox(page, context, std::move(done)); }),
        .accepts = containing(search, {u"destination"_s})};
}

ExportSource exportOfUpdateQueues(Client *client, const QString &search)
{
    return {.name = u"updates"_s,
        .subject = {},
        .columns = {{u"destination"_s, text}, {u"updates"_s, number}, {u"updates_at_least"_s, flag}, {u"users"_s, number},
            {u"oldest"_s, time}, {u"failing_since"_s, time}, {u"retry_at"_s, time}},
        .read = reader<UpdatesQueue>(PageQuery(),
            [client](const PageQuery &page, QObject *context, auto done) { return client->updateQueues(page, context, std::move(done)); }),
        .accepts = containing(search, {u"destination"_s})};
}

ExportSource exportOfDestinations(Client *client, bool failingOnly, const QString &search)
{
    DestinationQuery query;
    query.failingOnly = failingOnly;
    return {.name = u"servers"_s,
        .subject = {},
        .columns = {{u"destination"_s, text}, {u"failing_since"_s, time}, {u"retry_last"_s, time}, {u"retry_interval"_s, number},
            {u"retry_at"_s, time}, {u"users_tracked"_s, number}, {u"users_stale"_s, number}},
        .read = reader<Destination>(query,
            [client](const DestinationQuery &page, QObject *context, auto done) {
                return client->destinations(page, context, std::move(done));
            }),
        .accepts = containing(search, {u"destination"_s})};
}

ExportSource exportOfTrail(Client *client, std::optional<TrailAction> action, const QString &search)
{
    TrailQuery query;
    query.action = action;
    return {.name = u"trail"_s,
        .subject = {},
        .columns = {{u"n"_s, number}, {u"at"_s, time}, {u"finished"_s, time}, {u"by"_s, text}, {u"role"_s, text}, {u"action"_s, text},
            {u"on"_s, text}, {u"outcome"_s, text}, {u"errcode"_s, text}, {u"error"_s, text}, {u"count"_s, number}},
        .read = reader<TrailEntry>(
            query, [client](const TrailQuery &page, QObject *context, auto done) { return client->trail(page, context, std::move(done)); }),
        .accepts = containing(search, {u"by"_s, u"on"_s})};
}

QString exportFileName(const ExportSource &source, const ServerName &server, const QDate &day, const QString &suffix)
{
    QStringList parts{u"lockstep"_s, source.name};
    parts << namePart(source.subject.isEmpty() ? server.toString() : source.subject.mid(1)) << day.toString(Qt::ISODate);
    return parts.join(u'-') + u'.' + suffix;
}

} // namespace Lockstep
