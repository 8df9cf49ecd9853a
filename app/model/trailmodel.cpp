// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/trailmodel.h"

#include "inspection/client/client.h"

namespace Lockstep {

using namespace Inspection;

TrailModel::TrailModel(Client *client, QObject *parent)
    : KeysetModel(parent)
    , m_client(client)
{
}

void TrailModel::setAction(std::optional<TrailAction> action)
{
    m_action = action;
    restart();
}

Http::CallHandle TrailModel::requestPage(const PageQuery &query, Http::Done<Page<TrailEntry>> done)
{
    TrailQuery trail;
    trail.limit = query.limit;
    trail.after = query.after;
    trail.action = m_action;
    return m_client->trail(trail, this, std::move(done));
}

QVariant TrailModel::value(const TrailEntry &row, int column) const
{
    switch (Column(column)) {
    case At:
        return rawTime(row.at);
    case By:
        return row.by.toString();
    case Action:
        return int(row.action);
    case On:
        return row.on;
    case Outcome:
        return int(row.outcome);
    case Result:
        if (row.outcome == TrailOutcome::Failed || row.outcome == TrailOutcome::Refused || !row.change)
            return row.error;
        return row.change->added.size() + row.change->removed.size() + row.change->changed.size() + row.unlisted;
    case Took:
        return row.finished > 0 && row.count == 1 ? QVariant(row.finished - row.at) : QVariant();
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
