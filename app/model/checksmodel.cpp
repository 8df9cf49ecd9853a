// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/checksmodel.h"

#include <algorithm>

namespace Lockstep {

void ChecksModel::setChecks(const QList<Inspection::Check> &checks)
{
    const bool same = std::ranges::equal(checks, m_checks,
        [](const Inspection::Check &a, const Inspection::Check &b) { return a.area == b.area && a.subject == b.subject; });
    if (!same) {
        beginResetModel();
        m_checks = checks;
        endResetModel();
        return;
    }
    m_checks = checks;
    if (!checks.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QVariant ChecksModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || (role != Qt::DisplayRole && role != Qt::UserRole))
        return {};
    const Inspection::Check &check = m_checks.at(index.row());
    switch (Column(index.column())) {
    case State:
        return role == Qt::UserRole ? QVariant(int(check.state)) : QVariant(toApiName(check.state));
    case Area:
        return role == Qt::UserRole ? QVariant(int(check.area)) : QVariant(toApiName(check.area));
    case Subject:
        return check.subject;
    case Text:
        return check.text;
    case Remedy:
        return check.remedy;
    case RestsOn:
        return check.restsOn;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
