// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/actions.h"

#include "ui/widgets/density.h"
#include "ui/words/presentation.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
QString clipboardText(const QModelIndex &index)
{
    const QVariant own = index.data(ViewActions::copyRole);
    QString text = (own.isValid() ? own : index.data(Qt::DisplayRole)).toString();
    // Tabs and line breaks separate cells and rows.
    return text.replace(u'\t', u' ').replace(u'\n', u' ');
}

void setUpView(QAbstractItemView *view, const QString &name)
{
    view->setObjectName(name);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setTextElideMode(Qt::ElideRight);
    view->setIconSize(QSize(16, 16));
}

void setUpColumns(QHeaderView *header)
{
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setMinimumSectionSize(40);
}
} // namespace

namespace {
class DownKey : public QObject
{
public:
    DownKey(QLineEdit *search, QAbstractItemView *list)
        : QObject(search)
        , m_list(list)
    {
        search->installEventFilter(this);
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::KeyPress || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Down || !m_list->isVisible())
            return false;
        m_list->setFocus(Qt::ShortcutFocusReason);
        // A view that gets the focus makes its first row the current one, and selects nothing.
        if (!m_list->selectionModel()->hasSelection())
            m_list->setCurrentIndex(m_list->model()->index(0, 0));
        return true;
    }

private:
    QAbstractItemView *m_list;
};
} // namespace

void leadDownTo(QLineEdit *search, QAbstractItemView *list)
{
    new DownKey(search, list); // owned by the search
}

ViewActions *ViewActions::install(QAbstractItemView *view)
{
    return new ViewActions(view); // owned by the view
}

ViewActions::ViewActions(QAbstractItemView *view)
    : QObject(view)
    , m_view(view)
{
    auto *copy = new QAction(tr("Copy"), view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &ViewActions::copySelection);
    view->addAction(copy);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view, &QWidget::customContextMenuRequested, this, &ViewActions::showMenu);
}

void ViewActions::setMenuFiller(std::function<void(QMenu *)> filler)
{
    m_filler = std::move(filler);
}

void ViewActions::setOwnAction(QAction *action, std::function<void(QAction *)> update)
{
    m_own = action;
    m_updateOwn = std::move(update);
}

void ViewActions::copyCell() const
{
    const QModelIndex current = m_view->currentIndex();
    if (current.isValid())
        QApplication::clipboard()->setText(clipboardText(current));
}

void ViewActions::copySelection() const
{
    if (!m_view->selectionModel())
        return;
    if (const QString text = selectedRowsAs(m_view, CopyFormat::Text); !text.isEmpty())
        QApplication::clipboard()->setText(text);
    else
        copyCell();
}

void ViewActions::copyAs(CopyFormat format) const
{
    if (const QString text = selectedRowsAs(m_view, format); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void ViewActions::addCopyMenu(QMenu *menu)
{
    QMenu *formats = menu->addMenu(tr("Copy selected rows as"));
    formats->setEnabled(m_view->selectionModel() && m_view->selectionModel()->hasSelection());
    const auto add = [&](const QString &title, CopyFormat format) { formats->addAction(title, this, [this, format] { copyAs(format); }); };
    add(tr("Text"), CopyFormat::Text);
    add(tr("CSV"), CopyFormat::Csv);
    add(tr("JSON"), CopyFormat::Json);
    add(tr("Markdown table"), CopyFormat::Markdown);
}

ViewActions *ViewActions::ofFocus()
{
    for (QWidget *widget = QApplication::focusWidget(); widget; widget = widget->parentWidget()) {
        if (auto *actions = widget->findChild<ViewActions *>(QString(), Qt::FindDirectChildrenOnly))
            return actions;
    }
    return nullptr;
}

void ViewActions::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_filler) {
        m_filler(menu);
        menu->addSeparator();
    }
    if (m_own) {
        m_updateOwn(m_own);
        menu->addAction(m_own);
        menu->addSeparator();
    }
    const bool any = m_view->currentIndex().isValid();
    QAction *cell = menu->addAction(Presentation::icon(u"copy"_s), tr("Copy cell"), this, &ViewActions::copyCell);
    cell->setEnabled(any);
    QAction *rows = menu->addAction(tr("Copy selected rows"), this, &ViewActions::copySelection);
    rows->setShortcut(QKeySequence::Copy);
    rows->setEnabled(any);
    addCopyMenu(menu);
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void setUpTable(QTableView *table, const QString &name)
{
    setUpView(table, name);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setCornerButtonEnabled(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    followDensity(table);
    setUpColumns(table->horizontalHeader());
}

void setUpTree(QTreeView *tree, const QString &name)
{
    setUpView(tree, name);
    tree->setUniformRowHeights(true);
    tree->setAllColumnsShowFocus(true);
    setUpColumns(tree->header());
}

} // namespace Lockstep
