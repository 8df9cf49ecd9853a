// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientapi.h"

#include "lab/client/clientroutes.h"
#include "lab/state/actor.h"
#include "lab/state/changes.h"
#include "lab/state/storage.h"

#include <QJsonDocument>

// What clients keep on the server, and what they ask for when they start.

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Answer = ClientApi::Answer;

namespace {

constexpr int maxFilters = 1000; // of one user

Answer notYours()
{
    return Answer::error(403, u"M_FORBIDDEN"_s, u"What other users keep here is not yours to read or to set."_s);
}

} // namespace

Answer ClientApi::makeFilter(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return notYours();
    const QString user = call.caller.user.toString();
    const QString text = compactText(call.body);
    qint64 id = 0;
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        // The same filter again has the same ID, so that a client that asks at each start fills nothing.
        const QVariant known = m_context->storage->value(u"SELECT filter_id FROM filters WHERE user_id = ? AND filter = ?"_s, {user, text});
        id = known.isValid()
            ? known.toLongLong()
            : m_context->storage->value(u"SELECT COALESCE(MAX(filter_id), 0) + 1 FROM filters WHERE user_id = ?"_s, {user}).toLongLong();
        if (!known.isValid() && id > maxFilters)
            return failure(Error::RateLimited, u"You have too many filters."_s, 429, u"M_LIMIT_EXCEEDED"_s);
        if (!known.isValid())
            m_context->storage->execute(u"INSERT INTO filters (user_id, filter_id, filter) VALUES (?, ?, ?)"_s, {user, id, text});
        return {};
    });
    return done ? Answer::json({{u"filter_id"_s, QString::number(id)}}) : answerOf(done.error());
}

Answer ClientApi::filter(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return notYours();
    const QString found = m_context->actor->call([&] {
        return m_context->storage
            ->value(u"SELECT filter FROM filters WHERE user_id = ? AND filter_id = ?"_s,
                {call.caller.user.toString(), call.arguments.at(1).toLongLong()})
            .toString();
    });
    return found.isEmpty() ? Answer::error(404, u"M_NOT_FOUND"_s, u"You have no such filter."_s) : Answer::json(compactJson(found));
}

Result<SyncFilter> ClientApi::filterOf(ClientCall &call) const
{
    const QString given = call.request.query.value(u"filter"_s);
    if (given.isEmpty())
        return SyncFilter();
    if (given.startsWith(u'{')) {
        const QJsonDocument document = QJsonDocument::fromJson(given.toUtf8());
        if (!document.isObject())
            return failure(Error::BadInput, u"\"filter\" is not JSON."_s, 400, u"M_NOT_JSON"_s);
        if (const auto mismatch = filterBody().mismatch(document.object()))
            return failure(Error::BadInput, mismatch->text, 400, mismatch->errcode);
        return SyncFilter(document.object());
    }
    const QString stored = m_context->actor->call([&] {
        return m_context->storage
            ->value(u"SELECT filter FROM filters WHERE user_id = ? AND filter_id = ?"_s, {call.caller.user.toString(), given.toLongLong()})
            .toString();
    });
    if (stored.isEmpty())
        return failure(Error::BadInput, u"\"filter\" is not the ID of a filter of yours."_s, 400, u"M_INVALID_PARAM"_s);
    return SyncFilter(compactJson(stored));
}

// Both kinds: /user/*/account_data/* and /user/*/rooms/*/account_data/*.
Answer ClientApi::accountData(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return notYours();
    const QString room = call.arguments.size() > 2 ? call.arguments.at(1) : QString();
    const QString found = m_context->actor->call([&] {
        return m_context->storage
            ->value(u"SELECT content FROM account_data WHERE user_id = ? AND room_id = ? AND type = ?"_s,
                {call.caller.user.toString(), room, call.arguments.last()})
            .toString();
    });
    return found.isEmpty() ? Answer::error(404, u"M_NOT_FOUND"_s, u"There is no such account data."_s) : Answer::json(compactJson(found));
}

Answer ClientApi::setAccountData(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return notYours();
    const QString type = call.arguments.last();
    const QString room = call.arguments.size() > 2 ? call.arguments.at(1) : QString();
    if (type == "m.push_rules"_L1 || type == "m.fully_read"_L1)
        return Answer::error(405, u"M_BAD_JSON"_s, u"\"%1\" is not set as account data."_s.arg(type));
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        m_context->storage->execute(
            u"INSERT INTO account_data (user_id, room_id, type, content, stream_id) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (user_id, room_id, type) DO UPDATE SET content = excluded.content, stream_id = excluded.stream_id"_s,
            {call.caller.user.toString(), room, type, compactText(call.body), m_context->storage->nextStreamId()});
        m_context->changes->wake(call.caller.user);
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

QJsonArray ClientApi::accountDataEvents(const UserId &user, const QString &room, qint64 since) const
{
    QJsonArray result;
    QSqlQuery query = m_context->storage->run(
        u"SELECT type, content FROM account_data WHERE user_id = ? AND room_id = ? AND stream_id > ?"_s, {user.toString(), room, since});
    while (query.next())
        result.append(QJsonObject{{u"type"_s, query.value(0).toString()}, {u"content"_s, compactJson(query.value(1).toString())}});
    return result;
}

Answer ClientApi::profile(ClientCall &call)
{
    const UserId user(call.arguments.first());
    if (user.server() != m_context->serverName || !m_context->actor->call([&] { return m_context->accounts->exists(user); }))
        return Answer::error(404, u"M_NOT_FOUND"_s, u"There is no profile of this user."_s);
    if (call.arguments.size() > 1 && call.arguments.last() != "displayname"_L1)
        return Answer::error(404, u"M_NOT_FOUND"_s, u"The profile has no such field."_s);
    return Answer::json({{u"displayname"_s, user.localpart()}});
}

Answer ClientApi::presence(ClientCall &)
{
    return Answer::json({{u"presence"_s, u"offline"_s}});
}

// Of this server's users and those of the rooms that it knows.
Answer ClientApi::searchUsers(ClientCall &call)
{
    const QString term = call.body.value("search_term"_L1).toString().toLower();
    const qint64 limit = qBound(qint64(1), call.body.value("limit"_L1).toInteger(10), qint64(50));
    QJsonArray results;
    m_context->actor->call([&] {
        QSqlQuery query = m_context->storage->run(
            u"SELECT user_id FROM users WHERE instr(user_id, ?) UNION SELECT user_id FROM members WHERE instr(user_id, ?) ORDER BY 1 LIMIT ?"_s,
            {term, term, limit + 1});
        while (query.next()) {
            const UserId user(query.value(0).toString());
            results.append(QJsonObject{{u"user_id"_s, user.toString()}, {u"display_name"_s, user.localpart()}});
        }
    });
    const bool isLimited = results.size() > limit;
    if (isLimited)
        results.removeLast();
    return Answer::json({{u"results"_s, results}, {u"limited"_s, isLimited}});
}

Answer ClientApi::pushRules(ClientCall &call)
{
    QJsonObject global;
    for (const QString &kind : {u"override"_s, u"content"_s, u"room"_s, u"sender"_s, u"underride"_s})
        global.insert(kind, QJsonArray());
    return Answer::json(call.request.segments.contains(u"global"_s) ? global : QJsonObject{{u"global"_s, global}});
}

Answer ClientApi::notHere(ClientCall &)
{
    return Answer::error(404, u"M_NOT_FOUND"_s, u"The lab has none."_s);
}

Answer ClientApi::notSettable(ClientCall &)
{
    return Answer::error(403, u"M_FORBIDDEN"_s, u"This cannot be set in the lab; /capabilities says so."_s);
}

Answer ClientApi::emptyAnswer(ClientCall &)
{
    return Answer::json({});
}

// Of whatever the endpoint lists there is nothing.
Answer ClientApi::emptyList(ClientCall &call)
{
    const QString endpoint = call.request.segments.last();
    const QString member = endpoint == "publicRooms"_L1 ? u"chunk"_s : endpoint == "3pid"_L1 ? u"threepids"_s : endpoint;
    return Answer::json({{member, QJsonArray()}});
}

} // namespace Lockstep::Lab
