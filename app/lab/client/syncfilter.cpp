// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/syncfilter.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

// In a type, "*" stands for any characters. Each part is looked for once, behind the one before: no pattern makes this slow.
bool matches(const QString &pattern, const QString &text)
{
    const QStringList parts = pattern.split(u'*');
    if (parts.size() == 1)
        return pattern == text;
    if (!text.startsWith(parts.first()) || text.size() < parts.first().size() + parts.last().size())
        return false;
    qsizetype at = parts.first().size();
    for (qsizetype i = 1; i + 1 < parts.size(); ++i) {
        const qsizetype found = text.indexOf(parts[i], at);
        if (found < 0)
            return false;
        at = found + parts[i].size();
    }
    return text.size() - at >= parts.last().size() && text.endsWith(parts.last());
}

bool contains(const QJsonArray &patterns, const QString &text)
{
    return std::any_of(patterns.begin(), patterns.end(), [&](const QJsonValue &pattern) { return matches(pattern.toString(), text); });
}

// An absent list of what is wanted means everything, an empty one nothing; what is not wanted wins.
bool allows(const QJsonObject &filter, QLatin1StringView wanted, QLatin1StringView unwanted, const QString &text)
{
    if (contains(filter.value(unwanted).toArray(), text))
        return false;
    return !filter.value(wanted).isArray() || contains(filter.value(wanted).toArray(), text);
}

bool allowsType(const QJsonObject &filter, const QString &type)
{
    return allows(filter, "types"_L1, "not_types"_L1, type);
}

} // namespace

QByteArray filterShape()
{
    const QByteArray events
        = R"("limit?": "integer", "types?": ["string"], "not_types?": ["string"], "senders?": ["string"], "not_senders?": ["string"])";
    const QByteArray roomEvents = "{" + events + R"(, "rooms?": ["string"], "not_rooms?": ["string"], "contains_url?": "boolean",
        "lazy_load_members?": "boolean", "include_redundant_members?": "boolean", "unread_thread_notifications?": "boolean"})";
    return R"({"event_fields?": ["string"], "event_format?": "string", "presence?": {)" + events + R"(}, "account_data?": {)" + events
        + R"(}, "room?": {"rooms?": ["string"], "not_rooms?": ["string"], "include_leave?": "boolean", "timeline?": )" + roomEvents
        + R"(, "state?": )" + roomEvents + R"(, "ephemeral?": )" + roomEvents + R"(, "account_data?": )" + roomEvents + "}}";
}

SyncFilter::SyncFilter(const QJsonObject &filter)
    : m_room(filter.value("room"_L1).toObject())
    , m_accountData(filter.value("account_data"_L1).toObject())
{
}

bool SyncFilter::allowsRoom(const QString &room) const
{
    return allows(m_room, "rooms"_L1, "not_rooms"_L1, room);
}

bool SyncFilter::allowsState(const QString &type) const
{
    return allowsType(m_room.value("state"_L1).toObject(), type);
}

bool SyncFilter::allowsTimeline(const QString &type) const
{
    return allowsType(m_room.value("timeline"_L1).toObject(), type);
}

int SyncFilter::timelineLimit() const
{
    return int(std::clamp<qint64>(m_room.value("timeline"_L1).toObject().value("limit"_L1).toInteger(10), 1, 100));
}

bool SyncFilter::lazyLoadsMembers() const
{
    return m_room.value("state"_L1).toObject().value("lazy_load_members"_L1).toBool();
}

bool SyncFilter::allowsAccountData(const QString &type) const
{
    return allowsType(m_accountData, type);
}

bool SyncFilter::allowsRoomAccountData(const QString &type) const
{
    return allowsType(m_room.value("account_data"_L1).toObject(), type);
}

} // namespace Lockstep::Lab
