// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/auditmodel.h"

#include "inspection/client/client.h"

namespace Lockstep {

using namespace Inspection;

AuditModel::AuditModel(Client *client, QObject *parent)
    : KeysetModel(parent)
    , m_client(client)
{
}

void AuditModel::update(const Audit &audit)
{
    if (const int row = rowOf(audit.id); row >= 0)
        replace(row, audit);
}

Http::CallHandle AuditModel::requestPage(const PageQuery &query, Http::Done<Page<Audit>> done)
{
    return m_client->audits(query, this, std::move(done));
}

QVariant AuditModel::value(const Audit &row, int column) const
{
    switch (Column(column)) {
    case Started:
        return rawTime(row.started);
    case What:
        return rawCount(row.chosen);
    case Method:
        return int(row.method);
    case State:
        return int(row.state);
    case Compared:
        return row.compared();
    case Differ:
        return row.differ;
    case Result:
        return row.notCompared;
    case By:
        return row.by.toString();
    case ColumnCount:
        break;
    }
    return {};
}

AuditedListModel::AuditedListModel(Client *client, QObject *parent)
    : KeysetModel(parent)
    , m_client(client)
{
}

void AuditedListModel::setAudit(const QString &id, std::optional<ListOutcome> outcome)
{
    if (m_audit == id && m_outcome == outcome)
        return;
    m_audit = id;
    m_outcome = outcome;
    if (id.isEmpty())
        clear();
    else
        restart();
}

Http::CallHandle AuditedListModel::requestPage(const PageQuery &query, Http::Done<Page<AuditedList>> done)
{
    AuditedListQuery lists;
    lists.limit = query.limit;
    lists.after = query.after;
    lists.outcome = m_outcome;
    return m_client->auditedLists(m_audit, lists, this, std::move(done));
}

QVariant AuditedListModel::value(const AuditedList &row, int column) const
{
    switch (Column(column)) {
    case User:
        return row.userId.toString();
    case Outcome:
        return int(row.outcome);
    case Differences:
        return row.outcome == ListOutcome::NotCompared ? QVariant(row.error) : QVariant(row.differences.size() + row.unlisted);
    case Missed:
        return int(row.missed);
    case At:
        return rawTime(row.at);
    case Origin:
        return row.origin;
    case Here:
        return row.here.toString();
    case There:
        return row.there.toString();
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
