// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/federation/waitingupdates.h"

#include "lab/state/storage.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

// In the table, what was decided has no content.

qint64 WaitingUpdates::nextTag(const UserId &user) const
{
    return m_storage->value(u"SELECT MAX(tag) FROM waiting WHERE user_id = ?"_s, {user.toString()}).toLongLong() + 1;
}

void WaitingUpdates::add(const UserId &user, const Update &update)
{
    m_storage->execute(u"INSERT INTO waiting (user_id, tag, stream_id, chains, txn_id, place, content) VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
        {user.toString(), update.tag, update.streamId.toString(), update.chains, update.transaction, update.index,
            compactText(update.content)});
}

void WaitingUpdates::addDecided(const UserId &user, qint64 tag, const StreamId &streamId)
{
    m_storage->execute(u"INSERT INTO waiting (user_id, tag, stream_id) VALUES (?, ?, ?)"_s, {user.toString(), tag, streamId.toString()});
}

bool WaitingUpdates::has(const UserId &user, const StreamId &streamId) const
{
    return m_storage->value(u"SELECT 1 FROM waiting WHERE user_id = ? AND stream_id = ? LIMIT 1"_s, {user.toString(), streamId.toString()})
        .isValid();
}

QList<WaitingUpdates::Update> WaitingUpdates::list(const UserId &user) const
{
    QList<Update> result;
    Rows rows = m_storage->run(
        u"SELECT tag, stream_id, chains, txn_id, place, content FROM waiting WHERE user_id = ? AND content IS NOT NULL ORDER BY tag"_s,
        {user.toString()});
    while (rows.next())
        result.append({.tag = rows.value(0).toLongLong(),
            .streamId = StreamId(rows.value(1).toString()),
            .chains = rows.value(2).toBool(),
            .transaction = rows.value(3).toString(),
            .index = rows.value(4).toInt(),
            .content = compactJson(rows.value(5).toString())});
    return result;
}

void WaitingUpdates::remove(const UserId &user, qint64 tag)
{
    m_storage->execute(u"DELETE FROM waiting WHERE user_id = ? AND tag = ?"_s, {user.toString(), tag});
}

void WaitingUpdates::removeDecided(const UserId &user)
{
    m_storage->execute(u"DELETE FROM waiting WHERE user_id = ? AND content IS NULL"_s, {user.toString()});
}

void WaitingUpdates::removeAll(const UserId &user)
{
    m_storage->execute(u"DELETE FROM waiting WHERE user_id = ?"_s, {user.toString()});
}

} // namespace Lockstep::Lab
