// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/bulktally.h"

#include <QHash>

#include <algorithm>

namespace Lockstep {

void BulkCounts::add(const BulkEntry &entry, int by)
{
    total += by;
    switch (entry.state) {
    case BulkEntry::State::Waiting:
        waiting += by;
        break;
    case BulkEntry::State::Running:
        running += by;
        break;
    case BulkEntry::State::Succeeded:
        succeeded += by;
        changed += entry.hasChanged() ? by : 0;
        break;
    case BulkEntry::State::Failed:
        failed += by;
        break;
    case BulkEntry::State::NotAsked:
        notAsked += by;
        break;
    case BulkEntry::State::NotStarted:
        notStarted += by;
        break;
    case BulkEntry::State::Unfinished:
        unfinished += by;
        break;
    }
}

QList<BulkFailures> failuresOf(const QList<BulkEntry> &entries)
{
    QHash<ServerName, qsizetype> places;
    QList<BulkFailures> all;
    for (const BulkEntry &entry : entries) {
        if (entry.state != BulkEntry::State::Failed && entry.state != BulkEntry::State::NotAsked)
            continue;
        const ServerName server = entry.user.server();
        const auto place = places.constFind(server);
        const qsizetype at = place != places.cend() ? *place : all.size();
        if (at == all.size()) {
            places.insert(server, at);
            all.append({.server = server, .failed = 0, .notAsked = 0, .error = entry.error});
        }
        ++(entry.state == BulkEntry::State::Failed ? all[at].failed : all[at].notAsked);
    }
    std::ranges::stable_sort(all, std::ranges::greater(), [](const BulkFailures &of) { return of.failed + of.notAsked; });
    return all;
}

} // namespace Lockstep
