// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <QAbstractTableModel>

namespace Lockstep {

/// Where the gateway knows things from, as raw values.
class SourcesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Kind, StateColumn, Behind, Detail, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSources(const QList<Inspection::SourceStatus> &sources);
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_sources.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Inspection::SourceStatus> m_sources;
};

} // namespace Lockstep
