// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/accountdata.h"

#include "lab/state/storage.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {
constexpr int maxFilters = 1000; // of one user
} // namespace

AccountData::AccountData(Storage *storage)
    : m_storage(storage)
{
}

std::optional<QJsonObject> AccountData::content(const UserId &user, const QString &room, const QString &type) const
{
    const QVariant found = m_storage->value(
        u"SELECT content FROM account_data WHERE user_id = ? AND room_id = ? AND type = ?"_s, {user.toString(), room, type});
    return found.isValid() ? std::optional(compactJson(found.toString())) : std::nullopt;
}

void AccountData::set(const UserId &user, const QString &room, const QString &type, const QJsonObject &content)
{
    m_storage->execute(u"INSERT INTO account_data (user_id, room_id, type, content, stream_id) VALUES (?, ?, ?, ?, ?) "
                       "ON CONFLICT (user_id, room_id, type) DO UPDATE SET content = excluded.content, stream_id = excluded.stream_id"_s,
        {user.toString(), room, type, compactText(content), m_storage->nextStreamId()});
}

QJsonArray AccountData::events(const UserId &user, const QString &room, qint64 since) const
{
    QJsonArray result;
    Rows query = m_storage->run(
        u"SELECT type, content FROM account_data WHERE user_id = ? AND room_id = ? AND stream_id > ?"_s, {user.toString(), room, since});
    while (query.next())
        result.append(QJsonObject{{u"type"_s, query.value(0).toString()}, {u"content"_s, compactJson(query.value(1).toString())}});
    return result;
}

std::optional<qint64> AccountData::addFilter(const UserId &user, const QJsonObject &filter)
{
    const QString text = compactText(filter);
    const QVariant known = m_storage->value(u"SELECT filter_id FROM filters WHERE user_id = ? AND filter = ?"_s, {user.toString(), text});
    if (known.isValid())
        return known.toLongLong();
    const qint64 id
        = m_storage->value(u"SELECT COALESCE(MAX(filter_id), 0) + 1 FROM filters WHERE user_id = ?"_s, {user.toString()}).toLongLong();
    if (id > maxFilters)
        return {};
    m_storage->execute(u"INSERT INTO filters (user_id, filter_id, filter) VALUES (?, ?, ?)"_s, {user.toString(), id, text});
    return id;
}

std::optional<QJsonObject> AccountData::filter(const UserId &user, qint64 id) const
{
    const QVariant found = m_storage->value(u"SELECT filter FROM filters WHERE user_id = ? AND filter_id = ?"_s, {user.toString(), id});
    return found.isValid() ? std::optional(compactJson(found.toString())) : std::nullopt;
}

} // namespace Lockstep::Lab
