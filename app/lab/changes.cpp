// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/changes.h"

#include "lab/actor.h"
#include "lab/notifier.h"
#include "lab/rooms.h"
#include "lab/services.h"
#include "lab/storage.h"

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
    m_storage->execute(u"INSERT INTO list_changes (stream_id, user_id) VALUES (?, ?)"_s, {m_storage->nextStreamId(), user.toString()});
    const QList<UserId> concerned = m_rooms->localUsersSharingWith(user);
    for (const UserId &other : concerned)
        m_waiting.insert(other);
}

void Changes::listLeft(const UserId &forUser, const UserId &user)
{
    m_storage->execute(u"INSERT INTO list_left (stream_id, for_user, user_id) VALUES (?, ?, ?)"_s,
        {m_storage->nextStreamId(), forUser.toString(), user.toString()});
    m_waiting.insert(forUser);
}

void Changes::wake(const UserId &user)
{
    m_waiting.insert(user);
}

void Changes::flush()
{
    const qint64 now = m_storage->currentStreamId();
    for (const UserId &user : std::as_const(m_waiting))
        m_notifier->notify(user, now);
    m_waiting.clear();
}

Result<void> Context::commit(const std::function<Result<void>()> &work)
{
    return actor->call([&]() -> Result<void> {
        std::optional<Error> refused;
        const Result<void> done = storage->transaction([&] {
            if (const Result<void> result = work(); !result) {
                refused = result.error();
                throw StorageError{};
            }
        });
        if (!done)
            changes->discard();
        if (refused)
            return failure(*refused);
        if (!done)
            return done;
        changes->flush();
        return {};
    });
}

} // namespace Lockstep::Lab
