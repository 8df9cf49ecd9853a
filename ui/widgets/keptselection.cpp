// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/keptselection.h"

#include "ui/widgets/presentedtable.h"

#include <QAbstractItemView>
#include <QSignalBlocker>

#include <algorithm>

namespace Lockstep {

KeptSelection::KeptSelection(QAbstractItemView *view, PresentedTable *table)
    : QObject(view)
    , m_view(view)
    , m_table(table)
{
    connect(table, &PresentedTable::aboutToFilterAnew, this, &KeptSelection::take);
    connect(table, &PresentedTable::filteredAnew, this, &KeptSelection::giveBack);
}

void KeptSelection::take()
{
    QItemSelectionModel *model = m_view->selectionModel();
    m_selected.clear();
    const QModelIndexList rows = model->selectedRows();
    for (const QModelIndex &row : rows)
        m_selected.append(m_table->mapToSource(row));
    m_hadCurrent = model->currentIndex().isValid();
    m_current = m_table->mapToSource(model->currentIndex());
    model->reset(); // tells nobody
}

void KeptSelection::giveBack()
{
    QItemSelectionModel *model = m_view->selectionModel();
    QList<int> rows;
    for (const QPersistentModelIndex &one : std::as_const(m_selected)) {
        if (const QModelIndex shown = m_table->mapFromSource(one); shown.isValid())
            rows.append(shown.row());
    }
    m_selected.clear();
    std::ranges::sort(rows);
    QItemSelection selection;
    const int last = m_table->columnCount() - 1;
    for (qsizetype begin = 0; begin < rows.size();) {
        qsizetype end = begin + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1)
            ++end;
        selection.append(QItemSelectionRange(m_table->index(rows[begin], 0), m_table->index(rows[end - 1], last)));
        begin = end;
    }
    const QModelIndex current = m_table->mapFromSource(m_current);
    m_current = QPersistentModelIndex();
    if (current.isValid()) {
        const QSignalBlocker isTheSame(model);
        model->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    } else if (m_hadCurrent) {
        Q_EMIT model->currentChanged({}, {});
        Q_EMIT model->currentRowChanged({}, {});
    }
    if (selection.isEmpty())
        Q_EMIT model->selectionChanged({}, {});
    else
        model->select(selection, QItemSelectionModel::ClearAndSelect);
    m_view->viewport()->update();
}

} // namespace Lockstep
