// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/sourcesmodel.h"

#include "inspection/apiwords.h"

namespace Lockstep {

void SourcesModel::setSources(const QList<Inspection::SourceStatus> &sources)
{
    if (sources.size() != m_sources.size()) {
        beginResetModel();
        m_sources = sources;
        endResetModel();
        return;
    }
    m_sources = sources;
    if (!sources.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QVariant SourcesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || (role != Qt::DisplayRole && role != Qt::UserRole))
        return {};
    const Inspection::SourceStatus &source = m_sources.at(index.row());
    switch (Column(index.column())) {
    case Kind:
        return role == Qt::UserRole ? QVariant::fromValue(source.kind) : toApiName(source.kind);
    case StateColumn:
        return role == Qt::UserRole ? QVariant::fromValue(source.state) : toApiName(source.state);
    case Behind:
        return source.behind;
    case Detail:
        return source.detail;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
