// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/heat/heatmap.h"

#include "model/heatmapmodel.h"
#include "ui/pages/servers/heat/heatwords.h"
#include "ui/words/presentation.h"
#include "ui/words/timestyle.h"

#include <QDateTime>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int narrowest = 4; ///< px of a column

/// The times above the columns, where they have room.
class TimeHeader : public QHeaderView
{
public:
    TimeHeader(HeatMapModel *model, QWidget *parent)
        : QHeaderView(Qt::Horizontal, parent)
        , m_model(model)
    {
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(viewport());
        painter.fillRect(rect(), palette().color(QPalette::Window));
        painter.setPen(palette().color(QPalette::WindowText));
        painter.translate(-offset(), 0);
        HeatMap::paintTimes(painter, *m_model, double(length()) / std::max(1, count()), length(), height(), fontMetrics());
    }

private:
    HeatMapModel *m_model;
};

/// Names, cut in the middle: what tells servers apart is at either end.
class NameHeader : public QHeaderView
{
public:
    explicit NameHeader(QWidget *parent)
        : QHeaderView(Qt::Vertical, parent)
    {
    }

protected:
    void paintSection(QPainter *painter, const QRect &place, int section) const override
    {
        painter->fillRect(place, palette().color(QPalette::Window));
        painter->setPen(palette().color(QPalette::WindowText));
        const QRect inner = place.adjusted(4, 0, -6, 0);
        const QString name = model()->headerData(section, Qt::Vertical).toString();
        painter->drawText(inner, Qt::AlignLeading | Qt::AlignVCenter, fontMetrics().elidedText(name, Qt::ElideMiddle, inner.width()));
    }
};
} // namespace

HeatMap::HeatMap(HeatMapModel *model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setObjectName(u"heatMap"_s);
    setLayoutDirection(Qt::LeftToRight); // as time goes in all of our plots
    setAccessibleName(tr("Servers by time"));
    setModel(new HeatWordsModel(model, this));
    setHorizontalHeader(new TimeHeader(model, this));
    setVerticalHeader(new NameHeader(this));
    setShowGrid(false);
    setSelectionMode(SingleSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    const int height = fontMetrics().height() + 6;
    for (QHeaderView *header : {verticalHeader(), horizontalHeader()}) {
        header->setMinimumSectionSize(1);
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setSectionsClickable(false);
        header->setHighlightSections(false);
    }
    verticalHeader()->setDefaultSectionSize(height);
    verticalHeader()->setFixedWidth(nameWidth);
    horizontalHeader()->setFixedHeight(fontMetrics().height() + 8);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        layOut();
        // What is seen after that.
        QTimer::singleShot(0, this, &HeatMap::look);
    });
    connect(model, &HeatMapModel::read, this, [this] {
        m_scale = HeatScale(m_model->largest());
        Q_EMIT scaleChanged();
        viewport()->update();
    });
    connect(model, &HeatMapModel::stateChanged, this, &HeatMap::look);
}

void HeatMap::paintTimes(QPainter &painter, const HeatMapModel &model, double columnWidth, double width, double height, const QFontMetrics &metrics)
{
    const int columns = model.columnCount();
    if (columns == 0 || model.from(0) == 0)
        return;
    const qint64 length = HeatMapModel::spans[model.span()].length;
    const QLocale locale;
    const auto text = [&](qint64 at) {
        const QDateTime when = Presentation::inZone(at);
        if (length <= HeatMapModel::dayMs)
            return when.toString(u"HH:mm"_s);
        return length <= 7 * HeatMapModel::dayMs ? locale.toString(when, u"ddd HH:mm"_s) : locale.toString(when, u"d MMM"_s);
    };
    const double room = metrics.horizontalAdvance(text(model.from(0))) + 16;
    const int every = std::max(1, int(room / columnWidth) + 1);
    for (int column = 0; column < columns; column += every) {
        const double x = column * columnWidth;
        if (x + room > width && column > 0)
            break;
        painter.drawLine(QPointF(x + 0.5, height - 4), QPointF(x + 0.5, height));
        painter.drawText(QRectF(x + 3, 0, room, height - 2), Qt::AlignLeft | Qt::AlignVCenter, text(model.from(column)));
    }
}

void HeatMap::layOut()
{
    const int columns = m_model->columnCount();
    const double width = columns > 0 ? std::max(double(narrowest), double(viewport()->width()) / columns) : 0;
    for (int column = 0; column < columns; ++column)
        horizontalHeader()->resizeSection(column, int((column + 1) * width) - int(column * width));
}

void HeatMap::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    layOut();
    look();
}

void HeatMap::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    viewport()->update();
    look();
}

/// A screen more than what is seen.
void HeatMap::look()
{
    if (m_model->state() != HeatMapModel::State::Ready || m_model->rowCount() == 0)
        return;
    const int first = std::max(0, rowAt(0));
    const int rows = viewport()->height() / std::max(1, verticalHeader()->defaultSectionSize()) + 1;
    m_model->look(first, 2 * rows);
}

void HeatMap::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().base());
    const int rows = m_model->rowCount(), columns = m_model->columnCount();
    const int height = verticalHeader()->defaultSectionSize();
    QColor rule = palette().color(QPalette::Text);
    rule.setAlphaF(0.08F);
    for (int row = std::max(0, rowAt(0)); row < rows && rowViewportPosition(row) < viewport()->height(); ++row) {
        const int y = rowViewportPosition(row);
        const bool isRead = m_model->isRead(row);
        for (int column = std::max(0, columnAt(0)); isRead && column < columns; ++column) {
            const int x = columnViewportPosition(column);
            if (x > viewport()->width())
                break;
            m_scale.paint(painter, QRectF(x, y + 1, columnWidth(column) - (columnWidth(column) > 6 ? 1 : 0), height - 2), m_model->count(row, column), palette());
        }
        if (!isRead) {
            painter.setPen(palette().color(QPalette::PlaceholderText));
            painter.drawText(QRect(6, y, viewport()->width(), height), Qt::AlignLeft | Qt::AlignVCenter, u"…"_s);
        }
        painter.fillRect(QRect(0, y + height - 1, viewport()->width(), 1), rule);
    }
    if (const QModelIndex current = currentIndex(); current.isValid()) {
        const QRect place = visualRect(current).adjusted(-2, -1, 1, 0);
        painter.setPen(QPen(palette().color(hasFocus() ? QPalette::Highlight : QPalette::PlaceholderText), 2));
        painter.drawRect(place);
    }
}

void HeatMap::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update();
    Q_EMIT currentChosen();
}

void HeatMap::choose(const QModelIndex &index)
{
    if (index.isValid())
        Q_EMIT chosen(m_model->server(index.row()), m_model->from(index.column()), m_model->to(index.column()));
}

void HeatMap::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        return choose(currentIndex());
    QTableView::keyPressEvent(event);
}

void HeatMap::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && indexAt(event->pos()) == currentIndex())
        choose(currentIndex());
}

} // namespace Lockstep
