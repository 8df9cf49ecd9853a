// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/listpanel.h"

#include "core/log.h"
#include "model/pagedmodel.h"
#include "session/favourites.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/flatbutton.h"
#include "ui/widgets/filter/filterinput.h"
#include "ui/widgets/filter/savedfilters.h"
#include "ui/widgets/keptselection.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/tablestyle.h"
#include "ui/words/filterwords.h"
#include "ui/words/timestyle.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int searchDelayMs = 250;
constexpr int tickMs = 5'000;
constexpr int titleRoom = 34; ///< margins and the sort indicator
constexpr qsizetype maxErrorLength = 400;
} // namespace

ListPanel::ListPanel(PagedModel *model, QList<PresentedColumn> columns, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_table(new PresentedTable(model, std::move(columns), this))
    , m_view(new QTableView(this))
    , m_actions(ViewActions::install(m_view))
    , m_stack(nullptr)
    , m_bar(new QHBoxLayout)
    , m_search(new QLineEdit(this))
    , m_footer(Presentation::plainLabel({}, this))
    , m_more(new QPushButton(tr("Load all"), this))
    , m_loadingText(tr("Loading …"))
{
    setUpTable(m_view, name);
    giveRoom(m_view);
    m_view->setModel(m_table);
    for (int column = 0; column < m_table->columns().size(); ++column) {
        // Titles differ in length between languages, and none is cut.
        const int title = m_view->horizontalHeader()->fontMetrics().horizontalAdvance(m_table->columns().at(column).title) + titleRoom;
        m_view->setColumnWidth(column, std::max(m_table->columns().at(column).width, title));
        m_view->setColumnHidden(column, m_table->columns().at(column).hidden);
    }
    m_view->horizontalHeader()->setSortIndicatorClearable(true);
    m_view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_view->setSortingEnabled(true);
    m_search->hide();
    m_stack = new StateStack(makeContent(), this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_bar);
    m_notes = new QVBoxLayout;
    layout->addLayout(m_notes);
    layout->addWidget(m_stack, 1);

    connect(m_model, &PagedModel::stateChanged, this, &ListPanel::updateState);
    connect(m_table, &QAbstractItemModel::rowsInserted, this, &ListPanel::updateState);
    connect(m_table, &QAbstractItemModel::rowsRemoved, this, &ListPanel::updateState);
    connect(m_table, &QAbstractItemModel::modelReset, this, &ListPanel::updateState);
    connect(m_table, &PresentedTable::filteredAnew, this, &ListPanel::updateState);
    letCurrentFollow(m_view);
    new KeptSelection(m_view, m_table);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ListPanel::currentRowChanged);
    connect(m_table, &QAbstractItemModel::dataChanged, this, &ListPanel::currentRowChanged);
    connect(
        m_view, &QTableView::activated, this, [this](const QModelIndex &index) { Q_EMIT activated(m_table->mapToSource(index).row()); });
    connect(m_stack, &StateStack::retryRequested, m_model, &PagedModel::restart);
    connect(m_stack, &StateStack::actionRequested, this, [this] {
        if (!m_table->filterText().isEmpty() && !m_search->isHidden())
            m_search->clear();
        else
            Q_EMIT emptyAction();
    });
    connect(m_more, &QPushButton::clicked, this, [this] {
        if (m_model->isOutdated())
            m_model->refresh();
        else
            m_model->fetchAll();
    });
    m_tick.setInterval(tickMs);
    // Dates want more room than ages.
    const auto makeRoomForTimes = [this] {
        if (TimeStyle::current().format != TimeStyle::Format::Absolute)
            return;
        const int room = m_view->fontMetrics().horizontalAdvance(u"2026-11-20 14:02:11 UTC"_s) + titleRoom;
        for (int column = 0; column < m_table->columns().size(); ++column) {
            if (m_table->columns().at(column).kind == PresentedColumn::Age && !m_view->isColumnHidden(column))
                m_view->setColumnWidth(column, std::max(m_view->columnWidth(column), room));
        }
    };
    makeRoomForTimes();
    connect(&m_tick, &QTimer::timeout, this, [this, makeRoomForTimes, before = TimeStyle::current()]() mutable {
        if (TimeStyle::current() != std::exchange(before, TimeStyle::current()))
            makeRoomForTimes();
        // Texts are made when painted: only the visible cells cost anything.
        if (m_view->isVisible())
            m_view->viewport()->update();
    });
    m_tick.start();
    updateState();
}

QWidget *ListPanel::makeContent()
{
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_view, 1);
    auto *below = new QHBoxLayout;
    Presentation::setQuiet(m_footer);
    // An error in it may hold a long word, which must not widen the window.
    m_footer->setMinimumWidth(60);
    below->addWidget(m_footer, 1);
    below->addWidget(m_more);
    m_more->setAutoDefault(false);
    layout->addLayout(below);
    return content;
}

void ListPanel::setSearch(const QList<int> &columns, const QString &placeholder)
{
    m_table->setFilterColumns(columns);
    m_search->setPlaceholderText(placeholder);
    m_search->setAccessibleName(placeholder);
    makeSearchField(m_search);
    m_search->setMinimumWidth(140);
    m_search->setMaximumWidth(320);
    m_search->show();
    m_bar->insertWidget(0, m_search, 1);
    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(searchDelayMs);
    connect(m_search, &QLineEdit::textChanged, &m_searchDelay, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        search(true);
        m_view->setFocus();
    });
    connect(&m_searchDelay, &QTimer::timeout, this, [this] { search(false); });
    leadDownTo(m_search, m_view);
    auto *find = new QAction(this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, this, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
    addAction(find);
}

void ListPanel::setFields(const QList<ListField> &fields, Settings *settings)
{
    setFieldValues(fields);
    QList<FilterField> all;
    for (const ListField &field : fields)
        all.append(field.field);
    m_search->setObjectName(m_view->objectName() + u"-search"_s);
    m_search->setMaximumWidth(460);
    Presentation::setToolTip(m_search, FilterWords::helpText(all));
    m_input = new FilterInput(m_search, all);
    m_notes->addWidget(m_input->note());
    m_saved = new SavedFilters(settings, m_view->objectName(), m_search, this);
    m_bar->insertWidget(1, m_saved);
    connect(m_search, &QLineEdit::editingFinished, this, [this] { search(true); });
}

void ListPanel::setFieldValues(const QList<ListField> &fields)
{
    QList<PresentedTable::FieldValue> values;
    for (const ListField &field : fields) {
        const int column = field.column;
        values.append(field.value ? field.value
                                  : [column](const QModelIndex &row) { return row.siblingAtColumn(column).data(PagedModel::SortRole); });
    }
    m_table->setFieldValues(values);
}

void ListPanel::setFilter(const Filter &filter)
{
    m_table->setFilter(filter);
    // What fits may be on a page that has not been read.
    if (!filter.isEmpty())
        m_model->fetchAll();
    updateState();
}

void ListPanel::setFavourites(Favourites *favourites, int column)
{
    m_favourites = favourites;
    m_favourites->setParent(this);
    m_idColumn = column;
    const auto isOne = [this](const QModelIndex &row) {
        return m_favourites->contains(row.siblingAtColumn(m_idColumn).data(PagedModel::SortRole).toString());
    };
    m_table->setFavourite(isOne);
    connect(m_favourites, &Favourites::changed, this, [this, isOne] {
        m_table->setFavourite(isOne);
        m_view->viewport()->update();
    });
    auto *star = new QAction(Presentation::icon(u"star"_s), tr("Favourite"), m_view);
    star->setObjectName(u"favourite"_s);
    star->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    star->setShortcutContext(Qt::WidgetShortcut);
    star->setCheckable(true);
    connect(star, &QAction::triggered, this, &ListPanel::toggleFavourites);
    m_view->addAction(star);
    m_actions->setOwnAction(star, [this, isOne](QAction *action) {
        const int row = currentRow();
        action->setEnabled(row >= 0);
        action->setChecked(row >= 0 && isOne(m_model->index(row, 0)));
    });
}

void ListPanel::toggleFavourites()
{
    const int current = currentRow();
    if (!m_favourites || current < 0)
        return;
    const auto idOf = [this](int row) { return m_model->index(row, m_idColumn).data(PagedModel::SortRole).toString(); };
    // All as the current one will be.
    const bool wanted = !m_favourites->contains(idOf(current));
    QStringList ids;
    const QList<int> rows = selectedRows();
    for (const int row : rows)
        ids << idOf(row);
    if (ids.isEmpty())
        ids << idOf(current);
    if (!m_favourites->set(ids, wanted))
        m_footer->setText(tr("There is room for %1 favourites; none was added.").arg(Favourites::maxFavourites));
}

void ListPanel::search(bool finished)
{
    m_searchDelay.stop();
    if (m_input) {
        m_input->read(finished);
        m_table->setFilter(m_input->filter());
        // What a link of another page filled in is nobody's habit.
        if (m_search->hasFocus())
            m_saved->remember();
    } else {
        m_table->setFilterText(m_search->text().trimmed());
    }
    // A match may be on a page that has not been read.
    if (!m_table->filter().isEmpty())
        m_model->fetchAll();
    const QModelIndex current = m_view->currentIndex();
    if (current.isValid())
        m_view->scrollTo(current);
    updateState();
}

void ListPanel::setEmptyText(const QString &title, const QString &explanation, const QString &actionText)
{
    m_emptyTitle = title;
    m_emptyExplanation = explanation;
    m_emptyAction = actionText;
    updateState();
}

int ListPanel::currentRow() const
{
    const QModelIndex current = m_view->currentIndex();
    return current.isValid() ? m_table->mapToSource(current).row() : -1;
}

QList<int> ListPanel::selectedRows() const
{
    QList<int> rows;
    QModelIndexList selected = m_view->selectionModel()->selectedRows();
    std::ranges::sort(selected, {}, &QModelIndex::row);
    for (const QModelIndex &index : std::as_const(selected))
        rows.append(m_table->mapToSource(index).row());
    return rows;
}

void ListPanel::setCurrentRow(int sourceRow)
{
    const QModelIndex index = m_table->mapFromSource(m_model->index(sourceRow, 0));
    if (!index.isValid())
        return;
    // Not the view's own setCurrentIndex: that heeds the modifier keys, and with Ctrl adds the row to the selection.
    m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_view->scrollTo(index);
}

void ListPanel::refreshRows()
{
    if (m_model->rowCount({}) > PagedModel::maxRefreshRows)
        m_model->setOutdated();
    else
        m_model->refresh();
}

bool ListPanel::isSettled() const
{
    return !m_model->isLoading() && !m_searchDelay.isActive() && (m_model->hasLoaded() || m_model->error());
}

void ListPanel::updateState()
{
    updateFooter();
    if (m_table->rowCount() > 0) {
        m_stack->showContent();
    } else if (m_model->isLoading()) {
        m_stack->showLoading(m_loadingText);
    } else if (m_model->error()) {
        m_stack->showError(*m_model->error());
    } else if (!m_model->hasLoaded()) {
        m_stack->showLoading(m_loadingText);
    } else if (m_model->rowCount({}) > 0) {
        const bool isWords = std::ranges::all_of(m_table->filter().terms(), [](const FilterTerm &term) { return term.field < 0; });
        //: %1: what was searched for
        m_stack->showEmpty(!isWords ? tr("Nothing fits “%1”").arg(displayable(m_table->filterText(), 60))
                                    : tr("Nothing contains “%1”").arg(displayable(m_table->filterText(), 60)),
            m_model->isComplete() ? tr("The whole list was searched.") : tr("Only the part of the list that is loaded was searched."),
            tr("Clear the search"));
    } else {
        m_stack->showEmpty(m_emptyTitle, m_emptyExplanation, m_emptyAction);
    }
}

void ListPanel::updateFooter()
{
    const int rows = m_model->rowCount({});
    QStringList parts;
    parts << (m_countText ? m_countText(rows) : tr("%n row(s)", nullptr, rows));
    if (const int shown = m_table->rowCount(); !m_table->filter().isEmpty() && !m_model->isComplete())
        //: of a filter: "12 of the 500 loaded fit"
        parts << tr("%1 of the %2 loaded fit").arg(Presentation::count(shown), Presentation::count(rows));
    else if (shown < rows)
        parts << tr("%n match(es)", nullptr, shown);
    if (m_model->isFull())
        parts << tr("more are not held in memory: narrow the list down");
    else if (m_model->isPartial())
        parts << tr("the server stopped looking early, more may follow");
    else if (!m_model->isComplete())
        parts << (m_searchedByServer ? tr("more follow") : tr("more follow; sorting and searching see what is loaded"));
    if (m_model->isOutdated())
        parts << tr("changed since it was read");
    if (m_model->error() && rows > 0)
        parts << displayable(m_model->error()->text, maxErrorLength);
    m_footer->setText(parts.join(u" · "_s));
    m_more->setText(m_model->error() ? tr("Try again") : m_model->isOutdated() ? tr("Read again") : tr("Load all"));
    m_more->setVisible(!m_model->isFull() && (!m_model->isComplete() || m_model->isOutdated() || m_model->error()));
    m_more->setEnabled(!m_model->isLoading());
}

} // namespace Lockstep
