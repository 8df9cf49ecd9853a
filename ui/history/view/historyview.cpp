// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historyview.h"

#include "ui/history/view/historyactions.h"
#include "ui/history/view/historygeometry.h"
#include "ui/history/view/historymap.h"
#include "ui/history/view/historyscrollbar.h"
#include "ui/history/view/historyviewtext.h"

#include <QAccessible>
#include <QHeaderView>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStandardItemModel>

namespace Lockstep {

using namespace Qt::StringLiterals;
using namespace HistoryGeometry;

HistoryView::HistoryView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_header(new QHeaderView(Qt::Horizontal, this))
    , m_map(new HistoryMap(this))
    , m_actions(new HistoryActions(this))
{
    setVerticalScrollBar(new HistoryScrollBar(this));
    connectActions();
    connectMap();
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    setAccessibleName(tr("History of device list updates"));
    // The words above the columns; the history's own model has none.
    m_header->setModel(new QStandardItemModel(0, HistoryModel::ColumnCount, m_header));
    m_header->setSectionsMovable(true);
    m_header->setStretchLastSection(true);
    m_header->setHighlightSections(false);
    m_header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    m_header->setMinimumSectionSize(24);
    adoptStyle();
    const int em = QFontMetrics(font()).averageCharWidth();
    for (const auto &[column, chars] : {std::pair(HistoryModel::Graph, 11), {HistoryModel::Stream, 10}, {HistoryModel::Device, 15},
             {HistoryModel::Change, 36}, {HistoryModel::VerdictColumn, 12}})
        m_header->resizeSection(column, em * chars);
    m_header->resizeSection(
        HistoryModel::Received, QFontMetrics(font()).horizontalAdvance(u"0000-00-00 00:00:00.000"_s) + 2 * m_metrics.padding);
    m_header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_header, &QHeaderView::customContextMenuRequested, this, &HistoryView::showHeaderMenu);
    showTitles();
    for (int column = 0; column < m_header->count(); ++column) {
        // No title is cut, whatever language it is in.
        const QString title = m_header->model()->headerData(column, Qt::Horizontal).toString();
        const int wanted = m_header->fontMetrics().horizontalAdvance(title) + 2 * m_metrics.padding;
        m_header->resizeSection(column, std::max(m_header->sectionSize(column), wanted));
    }
    const auto columnsChanged = [this] {
        layoutScrollBars();
        viewport()->update();
    };
    connect(m_header, &QHeaderView::sectionResized, this, columnsChanged);
    connect(m_header, &QHeaderView::sectionMoved, this, columnsChanged);
    connect(m_header, &QHeaderView::sectionCountChanged, this, columnsChanged);
    verticalScrollBar()->setSingleStep(1);
    constexpr int ageMs = 5'000;
    m_age.setInterval(ageMs);
    connect(&m_age, &QTimer::timeout, this, [this] {
        m_painter.forget();
        viewport()->update();
    });
}

HistoryView::~HistoryView() = default;

void HistoryView::setModel(HistoryModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    m_current = QPersistentModelIndex();
    m_compared = QPersistentModelIndex();
    m_map->setModel(model);
    static_cast<HistoryScrollBar *>(verticalScrollBar())->setModel(model);
    modelReset();
    if (!model)
        return;
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        if (m_current.isValid()) {
            const HistoryItem item = m_model->item(currentRow());
            m_wantedUpdate = item.n;
            m_wantedGhost = item.ghost;
        }
    });
    connect(model, &QAbstractItemModel::modelReset, this, &HistoryView::modelReset);
    connect(
        model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) { rowsInserted(first, last); });
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this] {
        layoutScrollBars();
        viewport()->update();
    });
    connect(model, &QAbstractItemModel::dataChanged, viewport(), qOverload<>(&QWidget::update));
    // After every page and every new update, whether or not it makes a row that is shown.
    connect(model, &HistoryModel::progressChanged, this, &HistoryView::renewExplanation);
    connect(model, &HistoryModel::progressChanged, this, [this] {
        if (m_model->noLongerKept() > 0)
            layoutScrollBars();
    });
    connect(model, &HistoryModel::userChanged, this, [this] {
        m_wantedUpdate = 0;
        unmark();
    });
}

void HistoryView::modelReset()
{
    m_hovered = -1;
    m_painter.forget();
    if (!m_pinned && !m_lit.ground)
        m_lit = {};
    if (!m_model || m_model->loaded() == 0) {
        unlight();
        m_trail.clear();
    }
    layoutScrollBars();
    if (m_model && m_wantedUpdate > 0) {
        const int row = m_model->rowOfUpdate(m_wantedUpdate);
        if (row >= 0)
            setCurrentRow(row);
    } else if (!m_model || m_model->rowCount() == 0) {
        verticalScrollBar()->setValue(0);
    }
    viewport()->update();
    Q_EMIT currentChanged();
}

void HistoryView::rowsInserted(int first, int last)
{
    const bool wasAtTop = topRow() == 0;
    layoutScrollBars();
    // What the operator reads stays where it is, unless he follows the newest.
    const bool follows = wasAtTop && (currentRow() < 0 || currentRow() <= last + 1);
    if (first == 0 && last + 1 < m_model->rowCount() && first <= topRow() && !follows)
        verticalScrollBar()->setValue(topRow() + last - first + 1);
    if (m_wantedUpdate > 0 && !m_current.isValid()) {
        const int row = m_model->rowOfUpdate(m_wantedUpdate);
        if (row >= 0)
            setCurrentRow(row);
    }
    viewport()->update();
}

void HistoryView::adoptStyle()
{
    m_metrics = HistoryMetrics::of(font());
    m_colours = HistoryColours::of(palette(), hasFocus());
    m_painter.forget();
    placeHeader();
    layoutScrollBars();
    viewport()->update();
}

void HistoryView::placeHeader()
{
    const int height = m_header->sizeHint().height();
    const int map = placeMap(height);
    const QMargins margins(isRightToLeft() ? 0 : map, height, isRightToLeft() ? map : 0, 0);
    // Laying out resizes the viewport, which asks for the header again: in a view lower than its header that would never end.
    if (viewportMargins() != margins)
        setViewportMargins(margins);
    m_header->setGeometry(viewport()->geometry().left(), viewport()->geometry().top() - height, viewport()->width(), height);
}

void HistoryView::layoutScrollBars()
{
    // What is no longer kept has a line of its own below the oldest row.
    const int rows = m_model ? m_model->rowCount() + (m_model->noLongerKept() > 0 ? 1 : 0) : 0;
    verticalScrollBar()->setRange(0, largestTop(viewport()->height(), m_metrics.rowHeight, rows));
    verticalScrollBar()->setPageStep(pageRows(viewport()->height(), m_metrics.rowHeight));
    const int width = m_header->length();
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(m_metrics.rowHeight);
    showWindow();
}

QByteArray HistoryView::saveState() const
{
    return m_header->saveState();
}

bool HistoryView::restoreState(const QByteArray &state)
{
    return m_header->restoreState(state);
}

int HistoryView::topRow() const
{
    return verticalScrollBar()->value();
}

QRect HistoryView::rowRect(int row) const
{
    return {0, yOfRow(row, topRow(), m_metrics.rowHeight), viewport()->width(), m_metrics.rowHeight};
}

void HistoryView::repaintRow(int row)
{
    if (row >= 0)
        viewport()->update(rowRect(row));
}

void HistoryView::setCurrentRow(int row)
{
    if (!m_model || row < 0 || row >= m_model->rowCount() || row == currentRow())
        return;
    repaintRow(currentRow());
    const bool jumped = !m_walking && std::abs(row - currentRow()) > 1;
    m_current = m_model->index(row, 0);
    m_wantedUpdate = 0;
    noteVisit(jumped);
    repaintRow(row);
    scrollToRow(row);
    announceCurrent();
    Q_EMIT currentChanged();
}

void HistoryView::setComparedRow(int row)
{
    if (!m_model || row == comparedRow())
        return;
    repaintRow(comparedRow());
    m_compared = row >= 0 && row < m_model->rowCount() && m_model->item(row).type != HistoryItem::Gap
        ? QPersistentModelIndex(m_model->index(row, 0))
        : QPersistentModelIndex();
    repaintRow(row);
    Q_EMIT comparedChanged();
}

void HistoryView::scrollToRow(int row)
{
    verticalScrollBar()->setValue(topToShow(row, topRow(), viewport()->height(), m_metrics.rowHeight, m_model->rowCount()));
}

void HistoryView::announceCurrent()
{
    QAccessibleEvent event(this, QAccessible::Focus);
    event.setChild(currentRow());
    QAccessible::updateAccessibility(&event);
}

void HistoryView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    HistoryPainter::View view;
    view.model = m_model;
    view.header = m_header;
    view.metrics = &m_metrics;
    view.colours = &m_colours;
    view.top = topRow();
    view.width = viewport()->width();
    view.height = viewport()->height();
    view.current = currentRow();
    view.compared = comparedRow();
    view.hovered = m_hovered;
    view.lit = &m_lit;
    view.rightToLeft = isRightToLeft();
    view.focus = hasFocus();
    view.times = m_times;
    view.marked = m_marked;
    m_painter.paint(painter, event->region(), view);
}

void HistoryView::resizeEvent(QResizeEvent *)
{
    placeHeader();
    layoutScrollBars();
}

void HistoryView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::LayoutDirectionChange:
        adoptStyle();
        break;
    case QEvent::LanguageChange:
        showTitles();
        break;
    default:
        break;
    }
}

void HistoryView::scrollContentsBy(int dx, int dy)
{
    if (dx != 0) {
        m_header->setOffset(horizontalScrollBar()->value());
        viewport()->update();
        return;
    }
    showWindow();
    const int rows = viewport()->height() / m_metrics.rowHeight + 1;
    if (m_hovered >= 0)
        setHovered(-1);
    else if (std::abs(dy) < rows)
        moveRows(dy);
    else
        viewport()->update();
}

} // namespace Lockstep
