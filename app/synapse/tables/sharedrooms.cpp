// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/tables/sharedrooms.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

Result<bool> SharedRooms::ask(const QString &sql, const QVariantList &values) const
{
    if (const auto can = availability(); !can.available)
        return failure(Error::Forbidden, can.reason);
    const auto found = m_database.value(sql, values);
    if (!found)
        return failure(found.error());
    return found->isValid() && !found->isNull();
}

Result<bool> SharedRooms::isMember(const UserId &remote) const
{
    return ask(u"SELECT 1 FROM current_state_events WHERE type = 'm.room.member' AND state_key = ? AND membership = 'join' LIMIT 1"_s,
        {remote.toString()});
}

Result<bool> SharedRooms::share(const UserId &local, const UserId &remote) const
{
    return ask(u"SELECT 1 FROM local_current_membership own JOIN current_state_events theirs ON theirs.room_id = own.room_id"
               " AND theirs.type = 'm.room.member' AND theirs.state_key = ? AND theirs.membership = 'join'"
               " WHERE own.user_id = ? AND own.membership = 'join' LIMIT 1"_s,
        {remote.toString(), local.toString()});
}

} // namespace Lockstep::Synapse
