// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/checks.h"

#include <QAbstractTableModel>

namespace Lockstep {

/// What a gateway found when it looked at its surroundings, as raw values; SortRole is Qt::UserRole.
class ChecksModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { State, Area, Subject, Text, Remedy, RestsOn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows that are the same as before stay what they are, so that a selection stays with its row.
    void setChecks(const QList<Inspection::Check> &checks);
    const Inspection::Check &at(int row) const { return m_checks.at(row); }
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_checks.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Inspection::Check> m_checks;
};

} // namespace Lockstep
