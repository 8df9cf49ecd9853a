// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/changes.h"

#include "lab/state/notifier.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

Changes::Changes(Storage *storage, Rooms *rooms, Notifier *notifier)
    : m_storage(storage)
    , m_rooms(rooms)
    , m_notifier(notifier)
{
}

void Changes::deviceListChanged(const UserId &user)
{
    remember({}, user);
    m_changedLists.insert(user);
}

// Only the newest change of a list counts for /sync.
void Changes::remember(const UserId &forUser, const UserId &user)
{
    m_storage->execute(u"INSERT INTO list_changes (for_user, user_id, stream_id) VALUES (?, ?, ?) "
                       "ON CONFLICT (for_user, user_id) DO UPDATE SET stream_id = excluded.stream_id"_s,
        {forUser.toString(), user.toString(), m_storage->nextStreamId()});
}

void Changes::signatureMade(const UserId &forUser, const UserId &user)
{
    remember(forUser, user);
    m_concerned.insert(forUser);
}

void Changes::listLeft(const UserId &forUser, const UserId &user)
{
    m_storage->execute(u"INSERT INTO list_left (for_user, user_id, stream_id) VALUES (?, ?, ?) "
                       "ON CONFLICT (for_user, user_id) DO UPDATE SET stream_id = excluded.stream_id"_s,
        {forUser.toString(), user.toString(), m_storage->nextStreamId()});
    m_concerned.insert(forUser);
}

void Changes::wake(const UserId &user)
{
    m_concerned.insert(user);
}

void Changes::roomChanged(const QString &room)
{
    m_changedRooms.insert(room);
}

void Changes::flush()
{
    if (m_concerned.isEmpty() && m_changedLists.isEmpty() && m_changedRooms.isEmpty())
        return;
    const qint64 now = m_storage->currentStreamId();
    const QSet<UserId> waiting = m_notifier->waiting();
    for (const UserId &user : waiting) {
        const auto sees = [&] {
            if (m_concerned.contains(user) || m_changedLists.contains(user))
                return true;
            for (const QString &room : std::as_const(m_changedRooms))
                if (m_rooms->membership(room, user) == "join"_L1)
                    return true;
            return std::any_of(
                m_changedLists.cbegin(), m_changedLists.cend(), [&](const UserId &changed) { return m_rooms->share(user, changed); });
        };
        if (sees())
            m_notifier->notify(user, now);
    }
    discard();
}

void Changes::discard()
{
    m_concerned.clear();
    m_changedLists.clear();
    m_changedRooms.clear();
}

} // namespace Lockstep::Lab
