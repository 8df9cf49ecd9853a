// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clienttimeline.h"

#include "lab/client/synctoken.h"
#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/eventexchange.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/roomevents.h"
#include "lab/state/rooms.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr int maxMessages = 100; // of one /messages

Answer notInRoom()
{
    return Answer::error(403, u"M_FORBIDDEN"_s, u"You are not in this room."_s);
}

Answer noEvent()
{
    return Answer::error(404, u"M_NOT_FOUND"_s, u"There is no such event that you may see."_s);
}

RoomEvents::Viewer viewerOf(const ClientCall &call)
{
    return {call.caller.user, call.caller.device};
}

QJsonArray listed(const QList<RoomEvents::Event> &events, const QString &room)
{
    QJsonArray result;
    for (RoomEvents::Event event : events) {
        event.json.insert(u"room_id"_s, room);
        result.append(event.json);
    }
    return result;
}

QString position(qint64 streamId)
{
    return SyncToken{.lists = streamId, .inbox = 0}.toString();
}

} // namespace

ClientTimeline::ClientTimeline(HomeserverState *state, EventExchange *exchange)
    : m_state(state)
    , m_exchange(exchange)
{
}

QList<ClientRoute> ClientTimeline::routes()
{
    using C = ClientTimeline;
    const RouteMaker route(this);
    return {
        route("PUT", "rooms/*/send/*/*", &C::send),
        route("PUT", "rooms/*/redact/*/*", &C::redact, R"({"reason?": "string"})"),
        route("GET", "rooms/*/event/*", &C::event),
        route("GET", "rooms/*/context/*", &C::context),
        route("GET", "rooms/*/messages", &C::messages),
    };
}

bool ClientTimeline::isIn(const ClientCall &call, const QString &room) const
{
    return m_state->actor().call([&] { return m_state->rooms().membership(room, call.caller.user) == "join"_L1; });
}

Answer ClientTimeline::send(ClientCall &call)
{
    const QString room = call.arguments.at(0);
    if (!isIn(call, room))
        return notInRoom();
    const Result<QString> sent = m_exchange->send(room, viewerOf(call), call.arguments.at(1), call.body, call.arguments.at(2));
    return sent ? Answer::json({{u"event_id"_s, *sent}}) : answerOf(sent.error());
}

Answer ClientTimeline::redact(ClientCall &call)
{
    const QString room = call.arguments.at(0);
    if (!isIn(call, room))
        return notInRoom();
    const Result<QString> sent = m_exchange->redact(room, viewerOf(call), call.arguments.at(1), call.body, call.arguments.at(2));
    return sent ? Answer::json({{u"event_id"_s, *sent}}) : answerOf(sent.error());
}

Answer ClientTimeline::event(ClientCall &call)
{
    const QString room = call.arguments.at(0);
    if (!isIn(call, room))
        return noEvent();
    const QJsonArray found
        = m_state->actor().call([&] { return listed({m_state->roomEvents().find(room, call.arguments.at(1), viewerOf(call))}, room); });
    const QJsonObject event = found.first().toObject();
    return event.contains("event_id"_L1) ? Answer::json(event) : noEvent();
}

// An event and those around it.
Answer ClientTimeline::context(ClientCall &call)
{
    const QString room = call.arguments.at(0);
    if (!isIn(call, room))
        return noEvent();
    const int limit = qBound(0, call.request.query.value(u"limit"_s, u"10"_s).toInt(), maxMessages);
    QJsonObject answer;
    m_state->actor().call([&] {
        const RoomEvents &events = m_state->roomEvents();
        const RoomEvents::Event event = events.find(room, call.arguments.at(1), viewerOf(call));
        if (event.json.isEmpty())
            return;
        QList<RoomEvents::Event> before = events.between(room, 0, event.streamId, limit / 2, viewerOf(call));
        std::reverse(before.begin(), before.end());
        const QList<RoomEvents::Event> after = events.following(room, event.streamId, limit - limit / 2, viewerOf(call));
        const qint64 last = after.isEmpty() ? event.streamId : after.last().streamId;
        answer = {{u"event"_s, listed({event}, room).first()}, {u"events_before"_s, listed(before, room)},
            {u"events_after"_s, listed(after, room)}, {u"state"_s, listed(events.state(room, -1, last + 1), room)},
            {u"start"_s, position((before.isEmpty() ? event : before.last()).streamId - 1)}, {u"end"_s, position(last)}};
    });
    return answer.isEmpty() ? noEvent() : Answer::json(answer);
}

Answer ClientTimeline::messages(ClientCall &call)
{
    const QString room = call.arguments.at(0);
    const QMap<QString, QString> &query = call.request.query;
    const QString direction = query.value(u"dir"_s);
    const QString fromText = query.value(u"from"_s);
    const std::optional<SyncToken> from = SyncToken::parse(fromText);
    if ((direction != "b"_L1 && direction != "f"_L1) || (!fromText.isEmpty() && !from))
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"\"dir\" is b or f, and \"from\" a position that this server gave."_s);
    if (!isIn(call, room))
        return notInRoom();
    const int limit = qBound(1, query.value(u"limit"_s, u"10"_s).toInt(), maxMessages);
    const bool isBack = direction == "b"_L1;
    const qint64 start = from ? from->lists : isBack ? RoomEvents::end - 1 : 0;
    QList<RoomEvents::Event> events = m_state->actor().call([&] {
        return isBack ? m_state->roomEvents().between(room, 0, qMin(start, RoomEvents::end - 1) + 1, limit, viewerOf(call))
                      : m_state->roomEvents().following(room, start, limit, viewerOf(call));
    });
    if (isBack)
        std::reverse(events.begin(), events.end());
    // A position lies behind the event of its number: backwards, the next page begins before the last one shown.
    QJsonObject answer{{u"start"_s, position(start)}, {u"chunk"_s, listed(events, room)}, {u"state"_s, QJsonArray()}};
    if (!events.isEmpty())
        answer.insert(u"end"_s, position(events.last().streamId - (isBack ? 1 : 0)));
    return Answer::json(answer);
}

} // namespace Lockstep::Lab
