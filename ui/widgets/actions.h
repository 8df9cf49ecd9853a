// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/rowcopy.h"

#include <QObject>

#include <functional>

class QAbstractItemView;
class QAction;
class QLineEdit;
class QMenu;
class QTableView;
class QTreeView;

namespace Lockstep {

/// Gives every table and list of the program the same habits: Ctrl+C copies the selected rows (tab-separated), the context menu
/// copies the cell or the rows, Enter activates. Texts are taken from Qt::DisplayRole, or from copyRole where the model has it.
class ViewActions : public QObject
{
    Q_OBJECT
public:
    /// What a cell's clipboard text is, where it differs from what is shown (unshortened ids, exact times).
    static constexpr int copyRole = rowCopyRole;

    /// Owned by the view.
    static ViewActions *install(QAbstractItemView *view);

    /// Called before the context menu is shown, to put a page's own actions first.
    void setMenuFiller(std::function<void(QMenu *)> filler);
    /// Of the view itself, shown in its menu after the page's own; \a update: makes it fit the present selection.
    void setOwnAction(QAction *action, std::function<void(QAction *)> update);
    void copyCell() const;
    void copySelection() const;
    /// Of the selected rows, to the clipboard; nothing if there are none.
    void copyAs(CopyFormat format) const;
    /// The submenu with all formats.
    void addCopyMenu(QMenu *menu);
    /// Those of the view that has the focus, or of the nearest one around it; null if there is none.
    static ViewActions *ofFocus();

private:
    explicit ViewActions(QAbstractItemView *view);
    void showMenu(const QPoint &position);

    QAbstractItemView *m_view;
    std::function<void(QMenu *)> m_filler;
    QAction *m_own = nullptr;
    std::function<void(QAction *)> m_updateOwn;
};

/// Down in a search goes on to the list that it searches.
void leadDownTo(QLineEdit *search, QAbstractItemView *list);

/// A table as the program shows all of them: rows, no grid, generous heights, sortable only where the page says so.
/// Columns can be moved and hidden; \a name is the key under which UiState keeps that.
void setUpTable(QTableView *table, const QString &name);
void setUpTree(QTreeView *tree, const QString &name);

} // namespace Lockstep
