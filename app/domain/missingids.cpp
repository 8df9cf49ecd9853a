// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/missingids.h"

#include <QSet>

namespace Lockstep {

QList<StreamId> missingIds(const QList<DeviceListUpdate> &updates, qint64 n)
{
    QSet<StreamId> received;
    QList<StreamId> named;
    for (const DeviceListUpdate &update : updates) {
        received.insert(update.streamId);
        if (update.n == n)
            named = update.prevIds;
    }
    named.removeIf([&](const StreamId &id) { return received.contains(id); });
    return named;
}

} // namespace Lockstep
