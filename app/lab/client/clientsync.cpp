// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientapi.h"

#include "core/jsonreader.h"
#include "lab/client/synctoken.h"
#include "lab/state/actor.h"
#include "lab/state/changes.h"
#include "lab/state/keys.h"
#include "lab/state/notifier.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"
#include "lab/state/todevicequeues.h"

#include <QDeadlineTimer>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Answer = ClientApi::Answer;

namespace {

constexpr int maxMessages = 100; // of one /sync, as the specification recommends
constexpr int maxPollMs = 60'000;

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
        // Changes that everybody sees, and signatures that this user alone sees.
        QSqlQuery query = m_context->storage->run(
            u"SELECT user_id FROM list_changes WHERE stream_id > ? AND for_user IN ('', ?)"_s, {since, user.toString()});
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
    const Result<SyncFilter> filter = filterOf(call);
    if (!filter)
        return answerOf(filter.error());
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
    Notifier::Waiter waiter(m_context->notifier, caller.user);
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
            const QJsonObject rooms = roomsSince(caller.user, since->lists, initial || fullState, *filter);
            QJsonArray accountData;
            const QJsonArray allAccountData = accountDataEvents(caller.user, {}, initial || fullState ? -1 : since->lists);
            for (const QJsonValue &event : allAccountData)
                if (filter->allowsAccountData(event["type"_L1].toString()))
                    accountData.append(event);
            isEmpty = list.isEmpty() && changed.isEmpty() && left.isEmpty() && rooms.isEmpty() && accountData.isEmpty();
            answer = {{u"next_batch"_s, next.toString()}, {u"to_device"_s, events(list)}, {u"rooms"_s, rooms},
                {u"device_lists"_s, QJsonObject{{u"changed"_s, changed}, {u"left"_s, left}}},
                {u"device_one_time_keys_count"_s, m_context->keys->oneTimeKeyCounts(caller.user, caller.device)},
                {u"device_unused_fallback_key_types"_s,
                    QJsonArray::fromStringList(m_context->keys->unusedFallbackKeyTypes(caller.user, caller.device))},
                {u"presence"_s, events({})}, {u"account_data"_s, events(accountData)}};
        });
        if (!isEmpty || initial || deadline.hasExpired() || call.request.isAbandoned())
            return Answer::json(answer);
        // In pieces, so that a client that is gone, or a server that stops, ends the wait soon.
        while (!waiter.wait(seen, int(qMin(deadline.remainingTime(), qint64(500)))) && !deadline.hasExpired()
            && !call.request.isAbandoned()) { }
    }
}

Answer ClientApi::keyChanges(ClientCall &call)
{
    const auto from = SyncToken::parse(call.request.query.value(u"from"_s));
    // "to" says only how fresh the answer has to be, and it is always fresh.
    if (!from)
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"\"from\" is not a next_batch of this server."_s);
    QJsonArray changed;
    QJsonArray left;
    m_context->actor->call([&] { collectListChanges(call.caller.user, from->lists, &changed, &left); });
    return Answer::json({{u"changed"_s, changed}, {u"left"_s, left}});
}

} // namespace Lockstep::Lab
