// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/incidentlist.h"

#include "model/incidentmodel.h"
#include "ui/pages/overview/incidentdelegate.h"
#include "ui/pages/overview/incidentdetails.h"
#include "ui/pages/overview/incidentlines.h"
#include "ui/widgets/actions.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLayout>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int detailsRight = 12;

QScrollArea *pageOf(const QWidget *widget)
{
    for (QWidget *above = widget->parentWidget(); above; above = above->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(above))
            return area;
    }
    return nullptr;
}
} // namespace

IncidentList::IncidentList(IncidentModel *model, IncidentDetails *details, QWidget *parent)
    : QListView(parent)
    , m_model(model)
    , m_lines(new IncidentLines(model, this))
    , m_delegate(new IncidentDelegate(model, this))
    , m_details(details)
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    setItemDelegate(m_delegate);
    setModel(m_lines);
    viewport()->setAutoFillBackground(false);
    setAttribute(Qt::WA_Hover);
    ViewActions::install(this);
    m_details->setParent(viewport());
    m_details->hide();
    m_details->installEventFilter(this);
    connect(this, &QListView::clicked, this, &IncidentList::press);
    connect(model, &IncidentModel::stateChanged, this, &IncidentList::updateDetails);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *before, QWidget *now) {
        if ((before && (before == this || isAncestorOf(before))) || (now && (now == this || isAncestorOf(now))))
            used();
    });
    connect(m_lines, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this](const QModelIndex &, int first, int last) {
        for (int row = first; row <= last; ++row)
            m_delegate->forget(m_lines->index(row, 0).data(IncidentModel::KeyRole).toString());
    });
    m_hold.setSingleShot(true);
    connect(&m_hold, &QTimer::timeout, this, &IncidentList::updateHold);
}

IncidentList::~IncidentList()
{
    // A widget that goes gives up its focus and tells so, and the model may have gone before it.
    disconnect(qApp, &QApplication::focusChanged, this, nullptr);
}

bool IncidentList::openIncident(const QString &id)
{
    const int row = m_model->reveal(id);
    if (row < 0)
        return false;
    const QModelIndex index = m_lines->index(row, 0);
    setCurrentIndex(index);
    const bool isOther = std::exchange(m_opened, id) != id;
    updateDetails();
    doItemsLayout();
    showRow(index);
    if (isOther)
        Q_EMIT openedChanged();
    return true;
}

void IncidentList::closeIncident()
{
    if (m_opened.isEmpty())
        return;
    if (m_details->isAncestorOf(QApplication::focusWidget()))
        setFocus();
    m_opened.clear();
    updateDetails();
    Q_EMIT openedChanged();
}

void IncidentList::press(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const Inspection::Incident *incident = m_model->at(index.row());
    if (!incident) {
        const IncidentModel::Line heading = m_model->lineAt(index.row());
        m_model->setOpened(heading, !m_model->isOpened(heading));
        viewport()->update();
    } else if (incident->id == m_opened) {
        closeIncident();
    } else {
        openIncident(incident->id);
    }
}

/// The details show what the model has of the one that is opened.
void IncidentList::updateDetails()
{
    const Inspection::Incident *incident = m_opened.isEmpty() ? nullptr : m_model->find(m_opened);
    if (!incident || m_model->rowOf(m_opened) < 0) {
        if (!m_opened.isEmpty() && m_details->isAncestorOf(QApplication::focusWidget()))
            setFocus();
        const bool wasOpened = !std::exchange(m_opened, {}).isEmpty();
        m_details->hide();
        if (wasOpened)
            Q_EMIT openedChanged();
    } else {
        m_details->setIncident(*incident, m_model->isOver(m_opened));
    }
    scheduleDelayedItemsLayout();
}

void IncidentList::doItemsLayout()
{
    const int row = m_opened.isEmpty() ? -1 : m_model->rowOf(m_opened);
    const int width = viewport()->width() - IncidentDelegate::textLeft - detailsRight;
    const QString key = row < 0 ? QString() : m_lines->index(row, 0).data(IncidentModel::KeyRole).toString();
    m_delegate->setOpened(key, row < 0 ? 0 : m_details->heightFor(width));
    QListView::doItemsLayout();
    const int height = m_lines->rowCount() == 0 ? 0 : contentsSize().height();
    if (height != this->height() || minimumHeight() != height)
        setFixedHeight(height);
    placeDetails();
    // What somebody reads stays where it is on screen, whatever comes or goes above it.
    QScrollArea *page = pageOf(this);
    const int top = m_anchor.isValid() ? visualRect(m_anchor).top() : -1;
    if (page && top >= 0 && m_anchorTop >= 0 && top != m_anchorTop && (hasFocus() || !m_opened.isEmpty())) {
        const int wasAt = viewport()->mapTo(page->viewport(), QPoint(0, m_anchorTop)).y();
        if (wasAt >= 0 && wasAt < page->viewport()->height())
            page->verticalScrollBar()->setValue(page->verticalScrollBar()->value() + top - m_anchorTop);
    }
    m_anchor = currentIndex();
    m_anchorTop = m_anchor.isValid() ? visualRect(m_anchor).top() : -1;
}

void IncidentList::placeDetails()
{
    const int row = m_opened.isEmpty() ? -1 : m_model->rowOf(m_opened);
    if (row < 0) {
        m_details->hide();
        return;
    }
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const QModelIndex index = m_lines->index(row, 0);
    const QRect whole = visualRect(index);
    QRect place = QStyle::visualRect(
        layoutDirection(), whole, whole.adjusted(IncidentDelegate::textLeft, 0, -detailsRight, -IncidentDelegate::gap));
    place.setTop(place.top() + m_delegate->lineHeight(option, index, viewport()->width()));
    m_details->setGeometry(place);
    m_details->show();
}

void IncidentList::showRow(const QModelIndex &index)
{
    QScrollArea *page = pageOf(this);
    if (!page || !page->widget() || !index.isValid())
        return;
    // The heights above are known once the page is laid out.
    if (QLayout *layout = page->widget()->layout())
        layout->activate();
    const QRect row = visualRect(index);
    const QPoint top = viewport()->mapTo(page->widget(), row.topLeft());
    const int shown = std::min(row.height(), page->viewport()->height() - 20);
    page->ensureVisible(top.x(), top.y() + shown, 0, 10);
    page->ensureVisible(top.x(), top.y(), 0, 10);
    m_anchor = index;
    m_anchorTop = row.top();
}

void IncidentList::keyPressEvent(QKeyEvent *event)
{
    used();
    if (!hasFocus()) {
        event->ignore(); // a button of the details has it
        return;
    }
    const QModelIndex current = currentIndex();
    const Inspection::Incident *incident = current.isValid() ? m_model->at(current.row()) : nullptr;
    const bool isOpened = current.isValid()
        && (incident ? incident->id == m_opened && !m_opened.isEmpty() : m_model->isOpened(m_model->lineAt(current.row())));
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        press(current);
        return;
    case Qt::Key_Right:
        if (!isOpened)
            press(current);
        return;
    case Qt::Key_Left:
    case Qt::Key_Escape:
        if (isOpened)
            press(current);
        else if (event->key() == Qt::Key_Escape)
            closeIncident();
        return;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        event->ignore(); // the page scrolls
        return;
    default:
        QListView::keyPressEvent(event);
        if (currentIndex() != current)
            showRow(currentIndex());
    }
}

void IncidentList::mouseMoveEvent(QMouseEvent *event)
{
    used();
    QListView::mouseMoveEvent(event);
}

void IncidentList::wheelEvent(QWheelEvent *event)
{
    used();
    event->ignore();
}

void IncidentList::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        scheduleDelayedItemsLayout();
}

void IncidentList::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_delegate->forgetAll();
        scheduleDelayedItemsLayout();
    }
    QListView::changeEvent(event);
}

bool IncidentList::event(QEvent *event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) {
        m_isPointed = event->type() == QEvent::Enter;
        used();
    }
    if (event->type() == QEvent::FocusIn && !currentIndex().isValid() && m_lines->rowCount() > 0)
        setCurrentIndex(m_lines->index(0, 0)); // or the focus would not be seen
    return QListView::event(event);
}

bool IncidentList::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress)
        used();
    return QListView::viewportEvent(event);
}

bool IncidentList::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_details && event->type() == QEvent::LayoutRequest)
        scheduleDelayedItemsLayout();
    // The line above the details takes their key.
    if (object == m_details && event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        closeIncident();
        return true;
    }
    return QListView::eventFilter(object, event);
}

void IncidentList::dataChanged(const QModelIndex &first, const QModelIndex &last, const QList<int> &roles)
{
    for (int row = first.row(); row <= last.row(); ++row)
        m_delegate->forget(m_lines->index(row, 0).data(IncidentModel::KeyRole).toString());
    QListView::dataChanged(first, last, roles);
    scheduleDelayedItemsLayout();
}

void IncidentList::used()
{
    m_used.start();
    updateHold();
}

void IncidentList::updateHold()
{
    const QWidget *focus = QApplication::focusWidget();
    const bool isIn = isVisible() && (m_isPointed || (focus && (focus == this || isAncestorOf(focus))));
    const qint64 left = m_used.isValid() ? holdMs - m_used.elapsed() : 0;
    const bool isHeld = isIn && (left > 0 || m_details->isAsking());
    if (isHeld)
        m_hold.start(int(std::max<qint64>(left, 1'000)));
    m_model->setHeld(isHeld);
}

} // namespace Lockstep
