// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QObject>
#include <QPersistentModelIndex>

class QAbstractItemView;

namespace Lockstep {

class PresentedTable;

/// Keeps a view's selection over a filter that is applied anew to all of a long list. A view that is told no more than a new layout takes
/// "all rows are selected" for all of the new ones (QItemSelectionModel), and says nothing when the rows that it had selected are gone.
/// Owned by the view.
class KeptSelection : public QObject
{
    Q_OBJECT
public:
    KeptSelection(QAbstractItemView *view, PresentedTable *table);

private:
    void take();
    void giveBack();

    QAbstractItemView *m_view;
    PresentedTable *m_table;
    // of the table's source
    QList<QPersistentModelIndex> m_selected;
    QPersistentModelIndex m_current;
    bool m_hadCurrent = false;
};

} // namespace Lockstep
