// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/activity/bulkmodel.h"

namespace Lockstep {

BulkModel::BulkModel(BulkRefresh *bulk, QObject *parent)
    : QAbstractTableModel(parent)
    , m_bulk(bulk)
{
    connect(bulk, &BulkRefresh::restarted, this, &BulkModel::fill);
    connect(bulk, &BulkRefresh::entriesChanged, this, &BulkModel::take);
    fill();
}

void BulkModel::setShow(Show show)
{
    if (show == m_show)
        return;
    m_show = show;
    fill();
}

bool BulkModel::accepts(const BulkEntry &entry) const
{
    switch (m_show) {
    case Show::Changed:
        return entry.state == BulkEntry::State::Succeeded && entry.hasChanged();
    case Show::Failed:
        return entry.state == BulkEntry::State::Failed || entry.state == BulkEntry::State::NotAsked;
    case Show::All:
        return true;
    }
    return true;
}

void BulkModel::fill()
{
    beginResetModel();
    m_rows.clear();
    m_rowOf.clear();
    const QList<BulkEntry> &entries = m_bulk->entries();
    for (qsizetype i = 0; i < entries.size(); ++i) {
        if (!accepts(entries.at(i)))
            continue;
        m_rowOf.insert(int(i), int(m_rows.size()));
        m_rows.append(int(i));
    }
    endResetModel();
}

void BulkModel::take(const QList<int> &indices)
{
    QList<int> fresh;
    for (const int index : indices) {
        const auto row = m_rowOf.constFind(index);
        const bool accepted = accepts(m_bulk->entries().at(index));
        if (row == m_rowOf.cend()) {
            if (accepted)
                fresh.append(index);
        } else if (!accepted) {
            return fill(); // tried again
        } else {
            Q_EMIT dataChanged(this->index(*row, 0), this->index(*row, ColumnCount - 1));
        }
    }
    if (fresh.isEmpty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + fresh.size()) - 1);
    for (const int index : std::as_const(fresh)) {
        m_rowOf.insert(index, int(m_rows.size()));
        m_rows.append(index);
    }
    endInsertRows();
}

QVariant BulkModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || (role != Qt::DisplayRole && role != SortRole))
        return {};
    const BulkEntry &entry = at(index.row());
    switch (Column(index.column())) {
    case User:
        return entry.user.toString();
    case StateColumn:
        return int(entry.state);
    case Outcome:
        return entry.error.isEmpty() ? QVariant(entry.added + entry.removed + entry.changed) : QVariant(entry.error);
    case Finished:
        return entry.finished;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
