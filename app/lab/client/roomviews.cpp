// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/roomviews.h"

#include "lab/client/synctoken.h"
#include "lab/state/accountdata.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr int maxHeroes = 5; // of a summary

QJsonObject section(const QJsonArray &events)
{
    return {{u"events"_s, events}};
}

QString typeOf(const RoomEvents::Event &event)
{
    return event.json.value("type"_L1).toString();
}

} // namespace

RoomViews::RoomViews(HomeserverState *state)
    : m_state(state)
{
}

QJsonObject RoomViews::since(const RoomEvents::Viewer &viewer, qint64 since, bool isWhole, const SyncFilter &filter) const
{
    QJsonObject join, invite, leave;
    Rows query = m_state->storage().run(
        u"SELECT own.room_id, own.membership, own.stream_id, (SELECT MAX(stream_id) FROM events AS e WHERE e.room_id = own.room_id), "
        u"(SELECT MAX(stream_id) FROM account_data AS a WHERE a.user_id = own.user_id AND a.room_id = own.room_id) "
        u"FROM members AS own WHERE own.user_id = ?"_s,
        {viewer.user.toString()});
    while (query.next()) {
        const QString room = query.value(0).toString();
        const QString membership = query.value(1).toString();
        const bool ownIsNew = query.value(2).toLongLong() > since;
        const bool hasNews = ownIsNew || query.value(3).toLongLong() > since || query.value(4).toLongLong() > since;
        if (!filter.allowsRoom(room) || (!isWhole && !hasNews))
            continue;
        // Who has just joined sees the whole room, the others what changed.
        if (membership == "join"_L1)
            join.insert(room, joined(room, viewer, isWhole || ownIsNew ? -1 : since, filter));
        else if (membership == "invite"_L1 && (isWhole || ownIsNew))
            invite.insert(room, invited(room, viewer.user));
        else if (membership == "leave"_L1 && (isWhole ? filter.includesLeft() : ownIsNew))
            leave.insert(room, left(room, viewer, isWhole ? -1 : since, filter));
    }
    QJsonObject rooms;
    if (!join.isEmpty())
        rooms.insert(u"join"_s, join);
    if (!invite.isEmpty())
        rooms.insert(u"invite"_s, invite);
    if (!leave.isEmpty())
        rooms.insert(u"leave"_s, leave);
    return rooms;
}

QJsonObject RoomViews::joined(const QString &room, const RoomEvents::Viewer &viewer, qint64 since, const SyncFilter &filter) const
{
    QJsonObject result = timelineAndState(room, viewer, since, RoomEvents::end, filter);
    QJsonArray accountData;
    const QJsonArray allAccountData = m_state->accountData().events(viewer.user, room, since);
    for (const QJsonValue &event : allAccountData)
        if (filter.allowsRoomAccountData(event["type"_L1].toString()))
            accountData.append(event);
    result.insert(u"ephemeral"_s, section({}));
    result.insert(u"account_data"_s, section(accountData));
    result.insert(u"unread_notifications"_s, QJsonObject());
    // Needed only where members may be missing from the state, and then only when it changed.
    const bool membersChanged = !m_state->rooms().members(room, since).isEmpty();
    result.insert(u"summary"_s, filter.lazyLoadsMembers() && membersChanged ? summary(room, viewer.user) : QJsonObject());
    return result;
}

QJsonObject RoomViews::timelineAndState(
    const QString &room, const RoomEvents::Viewer &viewer, qint64 after, qint64 before, const SyncFilter &filter) const
{
    const RoomEvents &events = m_state->roomEvents();
    const int limit = filter.timelineLimit();
    // Backwards in pages, until there is one more of what the filter lets through than is to be shown.
    QList<RoomEvents::Event> shown;
    for (qint64 end = before; shown.size() <= limit;) {
        const QList<RoomEvents::Event> page = events.between(room, after, end, limit + 1, viewer);
        for (auto event = page.crbegin(); event != page.crend() && shown.size() <= limit; ++event)
            if (filter.allowsTimeline(typeOf(*event)))
                shown.prepend(*event);
        if (page.size() <= limit)
            break;
        end = page.first().streamId;
    }
    const bool isLimited = shown.size() > limit;
    if (isLimited)
        shown.removeFirst();
    const qint64 begin = shown.isEmpty() ? before : shown.first().streamId;
    QJsonArray timeline;
    for (const RoomEvents::Event &event : std::as_const(shown))
        timeline.append(event.json);
    QJsonArray stateEvents;
    const QList<RoomEvents::Event> state = events.state(room, after, begin);
    for (const RoomEvents::Event &event : state)
        if (filter.allowsState(typeOf(event)))
            stateEvents.append(event.json);
    const qint64 position = shown.isEmpty() ? qMax(after, qint64(0)) : begin - 1;
    return {{u"state"_s, section(stateEvents)},
        {u"timeline"_s,
            QJsonObject{{u"events"_s, timeline}, {u"limited"_s, isLimited},
                {u"prev_batch"_s, SyncToken{.lists = position, .inbox = 0}.toString()}}}};
}

// What somebody who is not in the room is told of it: no list of its members, but who invited.
QJsonObject RoomViews::invited(const QString &room, const UserId &user) const
{
    QJsonArray stripped;
    const QList<RoomEvents::Event> state = m_state->roomEvents().state(room);
    for (const RoomEvents::Event &event : state) {
        const QString key = event.json.value("state_key"_L1).toString();
        const QString type = typeOf(event);
        if (type == "m.room.power_levels"_L1 || (type == "m.room.member"_L1 && key != user.toString()))
            continue;
        stripped.append(QJsonObject{{u"type"_s, type}, {u"state_key"_s, key}, {u"sender"_s, event.json.value("sender"_L1)},
            {u"content"_s, event.json.value("content"_L1)}});
    }
    return {{u"invite_state"_s, section(stripped)}};
}

// Up to the leave, whatever the server has heard since.
QJsonObject RoomViews::left(const QString &room, const RoomEvents::Viewer &viewer, qint64 since, const SyncFilter &filter) const
{
    const QList<RoomEvents::Event> own = m_state->roomEvents().state(room);
    qint64 end = 0;
    for (const RoomEvents::Event &event : own)
        if (typeOf(event) == "m.room.member"_L1 && event.json.value("state_key"_L1).toString() == viewer.user.toString())
            end = event.streamId;
    // Who never was in the room, and declined or was uninvited, sees that alone.
    QJsonObject result = timelineAndState(room, viewer, m_state->rooms().wasJoined(room, viewer.user) ? since : end - 1, end + 1, filter);
    result.insert(u"account_data"_s, section({}));
    return result;
}

QJsonObject RoomViews::summary(const QString &room, const UserId &user) const
{
    qint64 joinedCount = 0;
    qint64 invitedCount = 0;
    QJsonArray heroes;
    QJsonArray gone;
    const QList<Rooms::Member> members = m_state->rooms().members(room);
    for (const Rooms::Member &member : members) {
        joinedCount += member.membership == "join"_L1;
        invitedCount += member.membership == "invite"_L1;
        if (QJsonArray &list = member.membership == "leave"_L1 ? gone : heroes; member.user != user && list.size() < maxHeroes)
            list.append(member.user.toString());
    }
    return {{u"m.heroes"_s, heroes.isEmpty() ? gone : heroes}, {u"m.joined_member_count"_s, joinedCount},
        {u"m.invited_member_count"_s, invitedCount}};
}

} // namespace Lockstep::Lab
