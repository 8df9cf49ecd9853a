// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "domain/devicelistupdate.h"
#include "domain/updategraph.h"

#include <QHash>

#include <functional>
#include <memory>

namespace Lockstep::Lab {

class Clock;
class Storage;

/// What this server received of each remote user, with verdicts and breaks: what the inspection API shows as history. State thread only.
class ReceivedUpdates
{
public:
    ReceivedUpdates(Storage *storage, const Clock *clock);

    /// Records one; returns its n.
    qint64 append(const UserId &user, DeviceListUpdate update);
    void setVerdict(const UserId &user, qint64 n, Verdict verdict, const QString &detail = {});
    /// n > after (or < after, newest first), at most limit.
    QList<DeviceListUpdate> list(const UserId &user, qint64 after, int limit, bool newestFirst) const;
    std::optional<DeviceListUpdate> at(const UserId &user, qint64 n) const;
    /// n of the newest gap after which no resync succeeded; 0 if none.
    qint64 openGap(const UserId &user);
    /// What the n-th update names and was never received.
    QList<StreamId> missing(const UserId &user, qint64 n);
    /// Updates that no verdict was given to yet, since the last resync that succeeded.
    QList<qint64> undecided(const UserId &user) const;
    /// A transaction was rolled back: what was worked out from it goes.
    void forgetGraphs() { m_graphs.clear(); }
    qint64 count() const;
    qint64 since() const;

private:
    UpdateGraph &graph(const UserId &user);
    void writeBreaks(const UserId &user, const UpdateGraph &graph, const std::vector<int> &rows);

    Storage *m_storage;
    const Clock *m_clock;
    QHash<UserId, std::shared_ptr<UpdateGraph>> m_graphs;
};

} // namespace Lockstep::Lab
