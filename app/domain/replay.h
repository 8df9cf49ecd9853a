// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "domain/devicelistupdate.h"

#include <map>

namespace Lockstep {

/// A user's list at some point of the history, as far as the history tells.
struct ReplayedList
{
    /// What is known; devices ordered by ID, the stream_id that of the last entry that set one.
    DeviceList list;
    /// Devices in \c list that the homeserver may have held otherwise: an update said so, but it was not applied, or a resync
    /// whose list is not known came after it.
    QList<DeviceId> uncertain;
    /// Devices not in \c list that may have been there: a later update names them, or one whose content is not known.
    QList<DeviceId> unknown;
    /// Whether there were no devices but these.
    bool isComplete = false;
    bool isCrossSigningCertain = false;
};

struct ReplayedChange
{
    /// Only what is certain at both points.
    DeviceListChange change;
    /// Devices that may have changed, ordered by ID.
    QList<DeviceId> unknown;
    bool isComplete = false;
};

/// The list as it was at any point of a recorded history: from the last whole list that is known at or before it (a
/// resync's, if someone kept it), the updates after it, and, for devices that these do not tell, the next whole list,
/// back through what did not touch them. Whole lists are never guessed. Not thread-safe.
class DeviceListReplay
{
public:
    explicit DeviceListReplay(UserId user);

    /// The next entry; entries come in order of \c n.
    void append(const DeviceListUpdate &update);
    /// The whole list as the homeserver held it just after entry \a n: a resync's result, or the list of now with the newest
    /// n. 0: before the first entry.
    void setWholeList(qint64 n, const DeviceList &list);

    /// The list just after entry \a n. Time for all entries between the whole lists around it.
    ReplayedList at(qint64 n) const;
    ReplayedChange difference(qint64 before, qint64 after) const;

private:
    struct Known;
    qsizetype firstAfter(qint64 n) const;
    void replayForward(qint64 n, Known &known) const;
    void replayBackward(qint64 n, Known &known) const;

    UserId m_user;
    QList<DeviceListUpdate> m_updates;
    std::map<qint64, DeviceList> m_wholeLists;
};

} // namespace Lockstep
