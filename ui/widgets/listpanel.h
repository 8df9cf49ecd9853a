// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/presentedtable.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QVBoxLayout;

namespace Lockstep {

class Favourites;
class FilterInput;
class PagedModel;
class SavedFilters;
class Settings;
class StateStack;
class ViewActions;

/// A field of the filter language, and what the rows of a list have for it.
struct ListField
{
    FilterField field;
    int column = 0; ///< whose raw value it is
    PresentedTable::FieldValue value = {}; ///< instead of that
};

/// A paged list with all that belongs to one: search, table, its empty, loading and failed states, and a line below that says how
/// much of the list is here and offers the rest. Relative times move on by themselves.
class ListPanel : public QWidget
{
    Q_OBJECT
public:
    /// \a name: object name of the table, under which its columns are remembered. The model is not owned.
    ListPanel(PagedModel *model, QList<PresentedColumn> columns, const QString &name, QWidget *parent = nullptr);

    QTableView *view() const { return m_view; }
    PresentedTable *table() const { return m_table; }
    ViewActions *actions() const { return m_actions; }
    StateStack *stack() const { return m_stack; }
    QLineEdit *searchEdit() const { return m_search; }
    /// The line above the table: widgets go right of the search.
    QHBoxLayout *bar() const { return m_bar; }

    /// Gives the list a search over these columns. Without the call there is none.
    void setSearch(const QList<int> &columns, const QString &placeholder);
    /// Gives the search the filter language; after setSearch(). \a name of the saved filters: the table's.
    void setFields(const QList<ListField> &fields, Settings *settings);
    /// The filter of the search, as the language has it; another one has none of this panel's fields.
    const Filter &filter() const { return m_table->filter(); }
    /// Narrows the table down beside what the model has asked for, reading all of the list if that is needed.
    void setFilter(const Filter &filter);
    void setFieldValues(const QList<ListField> &fields);
    /// Starred rows stand on top; the context menu and Ctrl+D give stars. \a column: the raw text in it is the ID. Owned by the panel.
    void setFavourites(Favourites *favourites, int column);
    void setLoadingText(const QString &text) { m_loadingText = text; }
    /// \a actionText: a button; emptyAction() when it is pressed.
    void setEmptyText(const QString &title, const QString &explanation, const QString &actionText = {});
    /// Searching is the server's business, not this panel's: then only sorting depends on what is loaded.
    void setSearchedByServer() { m_searchedByServer = true; }
    /// "%n queue(s)" for the line below the table.
    void setCountText(std::function<QString(int)> text) { m_countText = std::move(text); }

    /// Source row of the current row, -1 if there is none.
    int currentRow() const;
    QList<int> selectedRows() const;
    /// Makes a row the current one and scrolls to it.
    void setCurrentRow(int sourceRow);
    /// Brings the rows up to date; a list too long for that is only marked as outdated.
    void refreshRows();
    bool isSettled() const;

Q_SIGNALS:
    void currentRowChanged();
    /// Enter or double click.
    void activated(int sourceRow);
    void emptyAction();

private:
    void updateState();
    void updateFooter();
    void search(bool finished);
    QWidget *makeContent();
    void toggleFavourites();

    PagedModel *m_model;
    PresentedTable *m_table;
    QTableView *m_view;
    ViewActions *m_actions;
    StateStack *m_stack;
    QHBoxLayout *m_bar;
    QLineEdit *m_search;
    QVBoxLayout *m_notes = nullptr; ///< between the bar and the table
    FilterInput *m_input = nullptr;
    SavedFilters *m_saved = nullptr;
    Favourites *m_favourites = nullptr;
    int m_idColumn = 0;
    QLabel *m_footer;
    QPushButton *m_more;
    QTimer m_searchDelay;
    QTimer m_tick;
    QString m_loadingText;
    QString m_emptyTitle;
    QString m_emptyExplanation;
    QString m_emptyAction;
    std::function<QString(int)> m_countText;
    QString m_currentKey;
    bool m_searchedByServer = false;
};

} // namespace Lockstep
