// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/clientapi.h"

#include "core/jsonreader.h"
#include "lab/actor.h"
#include "lab/changes.h"
#include "lab/keys.h"
#include "lab/notifier.h"
#include "lab/rooms.h"
#include "lab/storage.h"
#include "lab/todevicequeues.h"

#include <QDeadlineTimer>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Answer = ClientApi::Answer;

namespace {

constexpr int maxMessages = 100; // of one /sync, as the specification recommends
constexpr int maxPollMs = 60'000;

/// Where a client is: in the stream of lists and rooms, and in its inbox. "s12_9".
struct SyncToken
{
    qint64 lists = 0;
    qint64 inbox = 0;

    QString toString() const { return u"s%1_%2"_s.arg(lists).arg(inbox); }
    static std::optional<SyncToken> parse(const QString &text)
    {
        const QStringList parts = text.mid(1).split(u'_');
        if (!text.startsWith(u's') || parts.size() != 2)
            return {};
        SyncToken token;
        bool listsOk = false;
        bool inboxOk = false;
        token.lists = parts[0].toLongLong(&listsOk);
        token.inbox = parts[1].toLongLong(&inboxOk);
        if (!listsOk || !inboxOk || token.lists < 0 || token.inbox < 0)
            return {};
        return token;
    }
};

QJsonObject events(const QJsonArray &list)
{
    return {{u"events"_s, list}};
}

} // namespace

void ClientApi::collectListChanges(const UserId &user, qint64 since, QJsonArray *changed, QJsonArray *left) const
{
    QSet<QString> seen;
    const auto add = [&](const QString &other) {
        if (!seen.contains(other) && (other == user.toString() || m_context->rooms->share(user, UserId(other)))) {
            seen.insert(other);
            changed->append(other);
        }
    };
    {
        QSqlQuery query = m_context->storage->run(u"SELECT DISTINCT user_id FROM list_changes WHERE stream_id > ?"_s, {since});
        while (query.next())
            add(query.value(0).toString());
    }
    // Whoever shares a room only since then is new to this user, whether or not the list changed.
    QStringList newRooms;
    {
        QSqlQuery query = m_context->storage->run(
            u"SELECT room_id FROM members WHERE user_id = ? AND membership = 'join' AND stream_id > ?"_s, {user.toString(), since});
        while (query.next())
            newRooms += query.value(0).toString();
    }
    for (const QString &room : std::as_const(newRooms)) {
        const QList<Rooms::Member> members = m_context->rooms->members(room);
        for (const Rooms::Member &member : members)
            if (member.membership == "join"_L1)
                add(member.user.toString());
    }
    QSqlQuery query = m_context->storage->run(
        u"SELECT DISTINCT user_id FROM list_left WHERE for_user = ? AND stream_id > ?"_s, {user.toString(), since});
    while (query.next())
        if (!seen.contains(query.value(0).toString()) && !m_context->rooms->share(user, UserId(query.value(0).toString())))
            left->append(query.value(0).toString());
}

Answer ClientApi::sync(ClientCall &call)
{
    const QString sinceText = call.request.query.value(u"since"_s);
    const bool initial = sinceText.isEmpty();
    const std::optional<SyncToken> since = initial ? SyncToken() : SyncToken::parse(sinceText);
    if (!since)
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"\"since\" is not a next_batch of this server."_s);
    const bool fullState = call.request.query.value(u"full_state"_s) == "true"_L1;
    const int timeout = initial || fullState ? 0 : qBound(0, call.request.query.value(u"timeout"_s).toInt(), maxPollMs);
    const QDeadlineTimer deadline(timeout);
    const Accounts::Caller &caller = call.caller;
    if (!initial) {
        // The token coming back is what says that everything up to it has arrived.
        const Result<void> done = m_context->commit([&]() -> Result<void> {
            m_context->toDevice->acknowledge(caller.user, caller.device, since->inbox);
            return {};
        });
        if (!done)
            return answerOf(done.error());
    }
    for (;;) {
        QJsonObject answer;
        bool isEmpty = true;
        qint64 seen = 0;
        m_context->actor->call([&] {
            SyncToken next{.lists = m_context->storage->currentStreamId(), .inbox = since->inbox};
            seen = next.lists;
            const auto messages = m_context->toDevice->pending(caller.user, caller.device, initial ? 0 : since->inbox, maxMessages);
            QJsonArray list;
            for (const ToDeviceQueues::Message &message : messages)
                list.append(
                    QJsonObject{{u"sender"_s, message.sender.toString()}, {u"type"_s, message.type}, {u"content"_s, message.content}});
            if (!messages.isEmpty())
                next.inbox = messages.last().streamId; // never beyond what is in this answer
            QJsonArray changed;
            QJsonArray left;
            if (!initial)
                collectListChanges(caller.user, since->lists, &changed, &left);
            const QJsonObject rooms = roomsSince(caller.user, since->lists, initial || fullState);
            isEmpty = list.isEmpty() && changed.isEmpty() && left.isEmpty() && rooms.isEmpty();
            answer = {{u"next_batch"_s, next.toString()}, {u"to_device"_s, events(list)}, {u"rooms"_s, rooms},
                {u"device_lists"_s, QJsonObject{{u"changed"_s, changed}, {u"left"_s, left}}},
                {u"device_one_time_keys_count"_s, m_context->keys->oneTimeKeyCounts(caller.user, caller.device)},
                {u"device_unused_fallback_key_types"_s,
                    QJsonArray::fromStringList(m_context->keys->unusedFallbackKeyTypes(caller.user, caller.device))},
                {u"presence"_s, events({})}, {u"account_data"_s, events(initial ? accountDataEvents(caller.user) : QJsonArray())}};
        });
        if (!isEmpty || initial || deadline.hasExpired() || call.request.isAbandoned())
            return Answer::json(answer);
        // In pieces, so that a client that is gone, or a server that stops, ends the wait soon.
        m_context->notifier->wait(caller.user, seen, int(qMin(deadline.remainingTime(), qint64(500))));
    }
}

QJsonArray ClientApi::accountDataEvents(const UserId &user) const
{
    QJsonArray result;
    QSqlQuery query = m_context->storage->run(u"SELECT type, content FROM account_data WHERE user_id = ?"_s, {user.toString()});
    while (query.next())
        result.append(QJsonObject{{u"type"_s, query.value(0).toString()}, {u"content"_s, compactJson(query.value(1).toString())}});
    return result;
}

Answer ClientApi::keyChanges(ClientCall &call)
{
    const auto from = SyncToken::parse(call.request.query.value(u"from"_s));
    if (!from)
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"\"from\" is not a next_batch of this server."_s);
    QJsonArray changed;
    QJsonArray left;
    m_context->actor->call([&] { collectListChanges(call.caller.user, from->lists, &changed, &left); });
    return Answer::json({{u"changed"_s, changed}, {u"left"_s, left}});
}

Answer ClientApi::makeFilter(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return Answer::error(403, u"M_FORBIDDEN"_s, u"Filters of other users are not yours to make."_s);
    qint64 id = 0;
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        id = m_context->storage
                 ->value(u"SELECT COALESCE(MAX(filter_id), 0) + 1 FROM filters WHERE user_id = ?"_s, {call.caller.user.toString()})
                 .toLongLong();
        m_context->storage->execute(u"INSERT INTO filters (user_id, filter_id, filter) VALUES (?, ?, ?)"_s,
            {call.caller.user.toString(), id, compactText(call.body)});
        return {};
    });
    return done ? Answer::json({{u"filter_id"_s, QString::number(id)}}) : answerOf(done.error());
}

Answer ClientApi::filter(ClientCall &call)
{
    const QString found = m_context->actor->call([&] {
        return m_context->storage
            ->value(u"SELECT filter FROM filters WHERE user_id = ? AND filter_id = ?"_s,
                {call.caller.user.toString(), call.arguments.at(1).toLongLong()})
            .toString();
    });
    return found.isEmpty() ? Answer::error(404, u"M_NOT_FOUND"_s, u"You have no such filter."_s) : Answer::json(compactJson(found));
}

Answer ClientApi::accountData(ClientCall &call)
{
    const QString found = m_context->actor->call([&] {
        return m_context->storage
            ->value(
                u"SELECT content FROM account_data WHERE user_id = ? AND type = ?"_s, {call.caller.user.toString(), call.arguments.at(1)})
            .toString();
    });
    return found.isEmpty() ? Answer::error(404, u"M_NOT_FOUND"_s, u"There is no such account data."_s) : Answer::json(compactJson(found));
}

Answer ClientApi::setAccountData(ClientCall &call)
{
    if (call.arguments.first() != call.caller.user.toString())
        return Answer::error(403, u"M_FORBIDDEN"_s, u"Account data of other users is not yours to set."_s);
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        m_context->storage->execute(u"INSERT INTO account_data (user_id, type, content) VALUES (?, ?, ?) "
                                    "ON CONFLICT (user_id, type) DO UPDATE SET content = excluded.content"_s,
            {call.caller.user.toString(), call.arguments.at(1), compactText(call.body)});
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientApi::pushRules(ClientCall &)
{
    QJsonObject global;
    for (const QString &kind : {u"override"_s, u"content"_s, u"room"_s, u"sender"_s, u"underride"_s})
        global.insert(kind, QJsonArray());
    return Answer::json({{u"global"_s, global}});
}

Answer ClientApi::notHere(ClientCall &)
{
    return Answer::error(404, u"M_NOT_FOUND"_s, u"The lab has none."_s);
}

Answer ClientApi::emptyAnswer(ClientCall &)
{
    return Answer::json({});
}

} // namespace Lockstep::Lab
