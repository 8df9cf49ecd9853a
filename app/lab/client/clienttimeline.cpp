// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientapi.h"

#include "lab/client/synctoken.h"
#include "lab/state/actor.h"
#include "lab/state/roomevents.h"
#include "lab/state/rooms.h"

#include <limits>

// Messages in rooms.

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Answer = ClientApi::Answer;

namespace {

constexpr int maxMessages = 100; // of one /messages

Answer notInRoom()
{
    return Answer::error(403, u"M_FORBIDDEN"_s, u"You are not in this room."_s);
}

} // namespace

Answer ClientApi::sendEvent(ClientCall &call)
{
    const QString room = call.arguments.at(0);
    const bool isIn = m_context->actor->call([&] { return m_context->rooms->membership(room, call.caller.user) == "join"_L1; });
    if (!isIn)
        return notInRoom();
    const QString transaction = call.caller.device.toString() + u'\n' + call.arguments.at(1) + u'\n' + call.arguments.at(2);
    const Result<QString> sent = m_context->roomEvents->send(room, call.caller.user, call.arguments.at(1), call.body, transaction);
    return sent ? Answer::json({{u"event_id"_s, *sent}}) : answerOf(sent.error());
}

Answer ClientApi::roomEvent(ClientCall &call)
{
    const QString room = call.arguments.at(0);
    QJsonObject event;
    const bool isIn = m_context->actor->call([&] {
        event = m_context->roomEvents->event(room, call.arguments.at(1));
        return m_context->rooms->membership(room, call.caller.user) == "join"_L1;
    });
    if (!isIn || event.isEmpty())
        return Answer::error(404, u"M_NOT_FOUND"_s, u"There is no such event that you may see."_s);
    event.insert(u"room_id"_s, room);
    return Answer::json(event);
}

Answer ClientApi::roomMessages(ClientCall &call)
{
    const QString room = call.arguments.at(0);
    const QMap<QString, QString> &query = call.request.query;
    const QString direction = query.value(u"dir"_s);
    const QString fromText = query.value(u"from"_s);
    const std::optional<SyncToken> from = SyncToken::parse(fromText);
    if ((direction != "b"_L1 && direction != "f"_L1) || (!fromText.isEmpty() && !from))
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"\"dir\" is b or f, and \"from\" a position that this server gave."_s);
    const int limit = qBound(1, query.value(u"limit"_s, u"10"_s).toInt(), maxMessages);
    const bool isBack = direction == "b"_L1;
    const qint64 start = from ? from->lists : isBack ? std::numeric_limits<qint64>::max() - 1 : 0;
    QList<RoomEvents::Event> events;
    const bool isIn = m_context->actor->call([&] {
        events = isBack ? m_context->roomEvents->between(room, 0, start + 1, limit) : m_context->roomEvents->following(room, start, limit);
        return m_context->rooms->membership(room, call.caller.user) == "join"_L1;
    });
    if (!isIn)
        return notInRoom();
    if (isBack)
        std::reverse(events.begin(), events.end());
    QJsonArray chunk;
    for (RoomEvents::Event &event : events) {
        event.json.insert(u"room_id"_s, room);
        chunk.append(event.json);
    }
    // A position lies behind the event of its number: backwards, the next page begins before the last one shown.
    QJsonObject answer{{u"start"_s, SyncToken{.lists = start, .inbox = 0}.toString()}, {u"chunk"_s, chunk}, {u"state"_s, QJsonArray()}};
    if (!events.isEmpty())
        answer.insert(u"end"_s, SyncToken{.lists = events.last().streamId - (isBack ? 1 : 0), .inbox = 0}.toString());
    return Answer::json(answer);
}

QJsonObject ClientApi::timelineSince(const QString &room, qint64 since, const SyncFilter &filter) const
{
    const int limit = filter.timelineLimit();
    QList<RoomEvents::Event> events = m_context->roomEvents->between(room, since, std::numeric_limits<qint64>::max(), limit + 1);
    const bool isLimited = events.size() > limit;
    if (isLimited)
        events.removeFirst();
    QJsonArray shown;
    for (const RoomEvents::Event &event : std::as_const(events))
        if (filter.allowsTimeline(event.json.value("type"_L1).toString()))
            shown.append(event.json);
    const qint64 before = events.isEmpty() ? qMax(since, qint64(0)) : events.first().streamId - 1;
    return {{u"events"_s, shown}, {u"limited"_s, isLimited}, {u"prev_batch"_s, SyncToken{.lists = before, .inbox = 0}.toString()}};
}

} // namespace Lockstep::Lab
