// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/wholetrends.h"

#include "inspection/apiwords.h"

#include <QDateTime>

namespace Lockstep {

using namespace Inspection;

namespace {

qint64 present()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

WholeTrends::WholeTrends(Client *client, QObject *parent)
    : QObject(parent)
    , m_kept(client, {SeriesKind::InboxDepth, SeriesKind::OutboxDepth, SeriesKind::UpdatesDepth}, this, present)
{
    connect(&m_kept, &SeriesTrends::changed, this, &WholeTrends::changed);
}

void WholeTrends::record(const Overview &overview)
{
    const std::pair<QueueKind, QueueTotals> all[]
        = {{QueueKind::Inbox, overview.inbox}, {QueueKind::Outbox, overview.outbox}, {QueueKind::Updates, overview.updates}};
    m_depths.clear();
    for (const auto &[kind, totals] : all) {
        // Two estimates differ without anything having happened.
        if (totals.messages < 0 || totals.estimate)
            continue;
        m_depths.insert(kind, totals.messages);
        m_own.record(toApiName(kind), totals.messages, present());
    }
    m_kept.want({QString()});
}

std::optional<Trend> WholeTrends::trend(QueueKind kind) const
{
    const auto depth = m_depths.constFind(kind);
    if (depth == m_depths.cend())
        return std::nullopt;
    const auto kept = m_kept.trend(depthSeries(kind), QString(), *depth);
    return kept ? kept : m_own.trend(toApiName(kind), present());
}

} // namespace Lockstep
