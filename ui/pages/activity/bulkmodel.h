// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/refresh/bulkrefresh.h"

#include <QAbstractTableModel>
#include <QHash>

namespace Lockstep {

/// The users of a refresh of many, by what became of them, in the order in which it did. Raw values: the state as int of
/// BulkEntry::State, times in ms.
class BulkModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { User, StateColumn, Outcome, Finished, ColumnCount };
    enum Role { SortRole = Qt::UserRole };
    enum class Show { Changed, Failed, All };

    explicit BulkModel(BulkRefresh *bulk, QObject *parent = nullptr);

    void setShow(Show show);
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_rows.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    const BulkEntry &at(int row) const { return m_bulk->entries().at(m_rows.at(row)); }

private:
    bool accepts(const BulkEntry &entry) const;
    void fill();
    void take(const QList<int> &indices);

    BulkRefresh *m_bulk;
    Show m_show = Show::Changed;
    QList<int> m_rows; ///< indices of entries
    QHash<int, int> m_rowOf;
};

} // namespace Lockstep
