// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/ownside.h"

#include <QSet>

namespace Lockstep::Diagnosis {

/// What was looked at. What could not be read proves nothing: no incident that rests on it ends.
enum class Part : quint8 {
    Lists, ///< users whose lists are marked, broken, too long or in a loop
    Keys, ///< users whose keys do not hold
    Servers,
    Queues,
    Sources,
    Rows, ///< recorded rows: each is seen once
    Audits, ///< lists that differed from what their origins said
};

/// A row that was recorded or changed lately.
struct NewRow
{
    UserId user;
    DeviceListUpdate row;
    /// The last row before it that says something of the same: of the same device with keys, or of the user's cross-signing keys.
    std::optional<DeviceListUpdate> before;
    bool wasSignedOut = false; ///< the device was deleted between the two
};

/// What incidents are made of: one look at a homeserver. Plain values.
struct Facts
{
    qint64 now = 0; ///< ms since the epoch
    ServerName own;
    QList<Inspection::UserSummary> users; ///< in trouble of any kind, each once
    QSet<Inspection::UserState> cutAt; ///< of these states there are more users than listed
    QList<Inspection::Destination> failing; ///< servers in backoff
    QList<Inspection::Trouble> troubles; ///< as the overview has them: counts where users are not listed
    QList<Inspection::OutboxQueue> outbox;
    QList<Inspection::UpdatesQueue> updates;
    QList<Inspection::InboxQueue> inbox; ///< the deepest
    std::optional<Inspection::OwnSide> ownSide; ///< nothing where it is not told
    QList<Inspection::SourceStatus> sources;
    QList<NewRow> rows;
    QSet<Part> unread;
};

} // namespace Lockstep::Diagnosis
