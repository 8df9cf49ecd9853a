// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the operator does with the history by keyboard and mouse.

#include "core/log.h"
#include "ui/history/view/historyactions.h"
#include "ui/history/view/historygeometry.h"
#include "ui/history/view/historyview.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/words/presentation.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>

namespace Lockstep {

using namespace Qt::StringLiterals;
using namespace HistoryGeometry;

bool HistoryView::moveByKey(int key)
{
    const int rows = m_model->rowCount();
    const int page = pageRows(viewport()->height(), m_metrics.rowHeight);
    const int current = currentRow();
    int row = current;
    switch (key) {
    case Qt::Key_Up:
        row = current < 0 ? 0 : current - 1;
        break;
    case Qt::Key_Down:
        row = current + 1;
        break;
    case Qt::Key_PageUp:
        row = current - page;
        break;
    case Qt::Key_PageDown:
        row = current + page;
        break;
    case Qt::Key_Home:
        row = 0;
        break;
    case Qt::Key_End:
        row = rows - 1;
        break;
    default:
        return false;
    }
    m_walking = key != Qt::Key_Home && key != Qt::Key_End;
    setCurrentRow(std::clamp(row, 0, rows - 1));
    m_walking = false;
    return true;
}

bool HistoryView::foldByKey(int key)
{
    const int row = currentRow();
    const bool forwards = key == (isRightToLeft() ? Qt::Key_Left : Qt::Key_Right);
    if (row < 0 || (key != Qt::Key_Left && key != Qt::Key_Right))
        return false;
    const int now = forwards ? m_model->unfold(row) : m_model->fold(row);
    if (now >= 0)
        setCurrentRow(now);
    return true;
}

void HistoryView::keyPressEvent(QKeyEvent *event)
{
    if (!m_model || m_model->rowCount() == 0) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (m_actions->handle(event))
        return;
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier) && event->key() != Qt::Key_Home && event->key() != Qt::Key_End) {
        QAbstractScrollArea::keyPressEvent(event);
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentRow() >= 0 && m_model->item(currentRow()).type == HistoryItem::Fold)
            m_model->unfold(currentRow());
        else
            Q_EMIT activated();
    } else if (event->key() == Qt::Key_Escape && comparedRow() >= 0) {
        setComparedRow(-1);
    } else if (event->key() == Qt::Key_Escape && unlight()) {
        return;
    } else if (event->key() == Qt::Key_Escape && m_model->filter().hasRange()) {
        setRange(0, 0);
    } else if (!moveByKey(event->key()) && !foldByKey(event->key())) {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

int HistoryView::columnAt(int x) const
{
    return m_header->logicalIndexAt(x);
}

void HistoryView::mousePressEvent(QMouseEvent *event)
{
    if (!m_model)
        return;
    const int row = rowAt(int(event->position().y()), topRow(), m_metrics.rowHeight, m_model->rowCount());
    m_lastColumn = std::max(0, columnAt(int(event->position().x())));
    if (row < 0)
        return;
    if (event->button() == Qt::LeftButton && event->modifiers() & Qt::ControlModifier && currentRow() >= 0 && row != currentRow()) {
        setComparedRow(row == comparedRow() ? -1 : row);
        return;
    }
    if (event->button() == Qt::LeftButton && pressOnArrow(event->position()))
        return;
    const bool onMark = m_lastColumn == HistoryModel::Graph || m_lastColumn == HistoryModel::Change;
    setCurrentRow(row);
    if (event->button() != Qt::LeftButton)
        return;
    if (onMark && m_model->item(row).type == HistoryItem::Fold)
        m_model->unfold(row);
    else if (m_lastColumn == HistoryModel::Graph)
        togglePin();
}

bool HistoryView::pressOnArrow(QPointF position)
{
    const HistoryPainter::Jump *jump = m_painter.jumpAt(position);
    if (!jump)
        return false;
    setCurrentRow(jump->row);
    return true;
}

void HistoryView::toggleFolds()
{
    if (!m_model->filter().isEmpty()) {
        Q_EMIT statusMessage(tr("A filtered history is not folded: what it hides is a dotted line with a number."));
    } else if (m_model->hasFolds()) {
        m_model->unfoldAll();
    } else if (m_model->foldAll() == 0) {
        Q_EMIT statusMessage(tr("Nothing to fold: no %n unremarkable updates follow each other.", nullptr, HistoryModel::shortestFold));
    }
}

void HistoryView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_model)
        return;
    const int row = rowAt(int(event->position().y()), topRow(), m_metrics.rowHeight, m_model->rowCount());
    if (event->buttons() & Qt::LeftButton && !(event->modifiers() & Qt::ControlModifier) && row >= 0)
        setCurrentRow(row);
    viewport()->setCursor(m_painter.jumpAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setHovered(row);
}

void HistoryView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!m_model || event->button() != Qt::LeftButton)
        return;
    const int row = rowAt(int(event->position().y()), topRow(), m_metrics.rowHeight, m_model->rowCount());
    if (row < 0)
        return;
    setCurrentRow(row);
    Q_EMIT activated();
}

bool HistoryView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_model) {
        showToolTip(static_cast<QHelpEvent *>(event));
        return true;
    }
    if (event->type() == QEvent::Leave && m_model)
        setHovered(-1);
    return QAbstractScrollArea::viewportEvent(event);
}

void HistoryView::showToolTip(QHelpEvent *event)
{
    const int row = rowAt(event->pos().y(), topRow(), m_metrics.rowHeight, m_model->rowCount());
    if (row < 0) {
        QToolTip::hideText();
        return;
    }
    const HistoryItem item = m_model->item(row);
    QStringList lines;
    if (const HistoryPainter::Jump *jump = m_painter.jumpAt(event->pos())) {
        const HistoryItem end = m_model->item(jump->row);
        lines << tr("A click goes to the other end of this line: %1").arg(HistoryText::heading(end, m_model->knowsTheStart()));
        QToolTip::showText(event->globalPos(), Presentation::toolTip(lines.join(u'\n')), viewport(), jump->place.toAlignedRect());
        return;
    }
    const int column = columnAt(event->pos().x());
    if (column >= 0) {
        const QString cell = displayable(HistoryText::copy(item, column, m_model->knowsTheStart(), m_times), 500);
        if (column == HistoryModel::Graph)
            lines << HistoryText::heading(item, m_model->knowsTheStart());
        else if (!cell.isEmpty())
            lines << cell;
    }
    if (item.type == HistoryItem::Update && !item.displayName.isEmpty())
        lines << displayable(item.displayName);
    lines << HistoryText::explanations(item);
    QToolTip::showText(event->globalPos(), Presentation::toolTip(lines.join(u'\n')), viewport(), rowRect(row));
}

bool HistoryView::goToBreak(int step)
{
    if (!m_model)
        return false;
    const int row = m_model->nextBreak(currentRow() < 0 && step < 0 ? m_model->rowCount() : currentRow(), step);
    if (row >= 0)
        setCurrentRow(row);
    else
        Q_EMIT statusMessage(step > 0 ? tr("No older break.") : tr("No newer break."));
    return row >= 0;
}

void HistoryView::goToParent()
{
    const int row = currentRow() < 0 ? -1 : m_model->parentOf(currentRow());
    if (row >= 0)
        setCurrentRow(row);
    else
        Q_EMIT statusMessage(tr("This row names no earlier update that is shown."));
}

void HistoryView::goToChild()
{
    const int row = currentRow() < 0 ? -1 : m_model->childOf(currentRow());
    if (row >= 0)
        setCurrentRow(row);
    else
        Q_EMIT statusMessage(tr("No later update that is shown names this one."));
}

void HistoryView::copyRows()
{
    if (currentRow() < 0)
        return;
    QStringList lines{HistoryText::copyRow(*m_model, currentRow(), m_times)};
    if (comparedRow() >= 0 && comparedRow() != currentRow())
        lines << HistoryText::copyRow(*m_model, comparedRow(), m_times);
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void HistoryView::fillMenu(QMenu *menu)
{
    if (!m_model)
        return;
    using Id = HistoryActions::Id;
    updateActions();
    menu->addAction(m_actions->at(Id::CopyRows));
    if (currentRow() >= 0)
        addCopies(menu);
    menu->addAction(m_actions->at(Id::Find));
    menu->addSeparator();
    for (const Id id : {Id::Earlier, Id::Later, Id::NextBreak, Id::PreviousBreak, Id::Back, Id::Forward})
        menu->addAction(m_actions->at(id));
    if (currentRow() >= 0)
        addOtherParents(menu);
    menu->addSeparator();
    for (const Id id : {Id::Explain, Id::Pin, Id::Folds})
        menu->addAction(m_actions->at(id));
    fillTimesMenu(menu->addMenu(tr("Times")));
    menu->addSeparator();
    menu->addAction(m_actions->at(Id::ExportGraph));
    menu->addAction(m_actions->at(Id::Print));
    menu->addSeparator();
    if (currentRow() >= 0)
        addRowActions(menu);
}

void HistoryView::addCopies(QMenu *menu)
{
    const HistoryItem item = m_model->item(currentRow());
    const QString cell = HistoryText::copy(item, m_lastColumn, m_model->knowsTheStart(), m_times);
    const auto copyText = [](const QString &text) { return [text] { QGuiApplication::clipboard()->setText(text); }; };
    if (!cell.isEmpty() && m_lastColumn != HistoryModel::Graph)
        menu->addAction(tr("Copy “%1”").arg(displayable(cell, 30)), this, copyText(cell));
    if (!item.streamId.isEmpty())
        menu->addAction(tr("Copy stream_id"), this, copyText(item.streamId.toString()));
    if (item.type == HistoryItem::Update)
        menu->addAction(tr("Copy JSON"), this, [this, n = item.n] { Q_EMIT jsonRequested(n); });
}

/// What a merge names beside its first.
void HistoryView::addOtherParents(QMenu *menu)
{
    constexpr std::size_t most = 8;
    const HistoryItem item = m_model->item(currentRow());
    if (item.type == HistoryItem::Gap)
        return;
    const auto parents = m_model->parents(item.lastRow);
    for (std::size_t i = 1; i < parents.size() && i < most; ++i) {
        const int row = Lanes::isRow(parents[i]) ? m_model->shownRow(parents[i]) : -1;
        if (row >= 0)
            menu->addAction(tr("Go to %1, which it names too").arg(displayable(m_model->parentStream(item.lastRow, int(i)).toString(), 40)),
                this, [this, row] { setCurrentRow(row); });
    }
}

void HistoryView::addRowActions(QMenu *menu)
{
    const int row = currentRow();
    const HistoryItem item = m_model->item(row);
    if (item.type == HistoryItem::Fold)
        menu->addAction(tr("Show these %n update(s)", nullptr, item.count()), this, [this, row] { m_model->unfold(row); });
    else if (m_model->canFold(row))
        menu->addAction(tr("Fold this run"), this, [this, row] { setCurrentRow(m_model->fold(row)); });
    if (item.type != HistoryItem::Gap) {
        menu->addAction(tr("Device list as it was then"), this, &HistoryView::listRequested);
        if (comparedRow() >= 0)
            menu->addAction(tr("End comparison"), this, [this] { setComparedRow(-1); });
        else
            menu->addAction(tr("Compare with another (Ctrl+click)"), this, [this, row] {
                setComparedRow(row);
                Q_EMIT statusMessage(tr("Now select the update to compare it with; Esc ends the comparison."));
            });
    }
}

void HistoryView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!m_model || currentRow() < 0)
        return;
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint at = byKey ? viewport()->mapToGlobal(rowRect(currentRow()).center()) : event->globalPos();
    // Shown without a nested event loop: it belongs to the view and goes when it is closed.
    auto *shown = new QMenu(this);
    shown->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(shown);
    shown->popup(at);
}

void HistoryView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (m_model && currentRow() < 0 && m_model->rowCount() > 0 && event->reason() != Qt::MouseFocusReason)
        setCurrentRow(topRow());
    m_colours = HistoryColours::of(palette(), true);
    viewport()->update();
}

void HistoryView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    m_colours = HistoryColours::of(palette(), false);
    viewport()->update();
}

} // namespace Lockstep
