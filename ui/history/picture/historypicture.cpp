// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/picture/historypicture.h"

#include "ui/history/view/historygeometry.h"
#include "ui/history/view/historyview.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStandardItemModel>

#include <algorithm>

namespace Lockstep {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(HistoryPicture)
};

constexpr int measuredAtOnce = 500;
constexpr int knownAtOnce = 200; ///< rows whose contents are asked for together
constexpr int askAgain = 40; ///< times somebody waits
constexpr int mostLanes = 40; ///< that get room; then they become narrower

HistoryMetrics unhinted(const HistoryView &view)
{
    QFont font = view.font();
    font.setHintingPreference(QFont::PreferNoHinting);
    HistoryMetrics metrics = HistoryMetrics::of(font);
    metrics.fixed.setHintingPreference(QFont::PreferNoHinting);
    return metrics;
}
} // namespace

HistoryPicture::HistoryPicture(const HistoryView &view, int first, int count, Heading heading, const QPalette &palette)
    : Picture(std::move(heading), palette, view.font())
    , m_model(view.model())
    , m_first(view.model()->index(first, 0))
    , m_count(std::clamp(count, 0, view.model()->rowCount() - first))
    , m_metrics(unhinted(view))
    , m_colours(HistoryColours::of(palette, true))
    , m_times(view.timeStyle())
    , m_marked(view.markedUpdate())
    , m_isRightToLeft(view.isRightToLeft())
    , m_header(std::make_unique<QHeaderView>(Qt::Horizontal))
{
    m_header->setModel(new QStandardItemModel(0, HistoryModel::ColumnCount, m_header.get()));
    m_header->setLayoutDirection(view.layoutDirection());
    m_header->restoreState(view.saveState());
    m_header->setStretchLastSection(false);
}

HistoryPicture::~HistoryPicture() = default;

double HistoryPicture::rowHeightOf(const HistoryView &view)
{
    return unhinted(view).rowHeight;
}

QString HistoryPicture::problem() const
{
    if (m_count == 0 || (m_model && m_first.isValid() && m_first.row() + m_count <= m_model->rowCount()))
        return {};
    return Words::tr("the rows that are shown became others meanwhile. Export again when the history has come to rest");
}

bool HistoryPicture::measure()
{
    const int count = std::min(measuredAtOnce, m_count - m_measured);
    if (count > 0) {
        for (const LaneRow &row : m_model->layout(m_first.row() + m_measured, count))
            m_lanes = std::max(m_lanes, HistoryPainter::lanesOf(row));
        m_measured += count;
    }
    if (m_measured < m_count)
        return false;
    layOut();
    return true;
}

/// As wide as the view's columns, and the graph's as wide as its lanes.
void HistoryPicture::layOut()
{
    const int wanted = int((std::min(m_lanes, mostLanes) + 1) * m_metrics.lanePitch);
    if (!m_header->isSectionHidden(HistoryModel::Graph))
        m_header->resizeSection(HistoryModel::Graph, std::max(m_header->sectionSize(HistoryModel::Graph), wanted));
    // Nobody can make a column of a picture wider.
    const QFontMetrics text(m_metrics.font);
    for (const auto &[column, characters] : {std::pair(HistoryModel::Device, 16), {HistoryModel::Change, 60}}) {
        if (!m_header->isSectionHidden(column))
            m_header->resizeSection(column, std::max(m_header->sectionSize(column), characters * text.averageCharWidth()));
    }
    m_width = std::max(200, m_header->length());
    m_header->resize(m_width, m_header->sizeHint().height());
}

bool HistoryPicture::isReady(int first, int count)
{
    if (!m_model || !m_first.isValid() || (first >= m_ready.first && first + count <= m_ready.second))
        return true;
    const std::pair wanted(first, std::min(m_count, first + std::max(count, knownAtOnce)));
    const int row = m_first.row() + wanted.first;
    if (m_model->isKnown(row, wanted.second - wanted.first)) {
        m_ready = wanted;
        return true;
    }
    // Asking anew ends what is under way.
    if (m_asked != wanted || ++m_polls % askAgain == 0) {
        m_asked = wanted;
        m_model->look(row, wanted.second - wanted.first);
    }
    return false;
}

void HistoryPicture::paintRows(QPainter &painter, int first, int count)
{
    if (!problem().isEmpty())
        return;
    HistoryPainter::View view;
    view.model = m_model;
    view.header = m_header.get();
    view.metrics = &m_metrics;
    view.colours = &m_colours;
    view.top = m_first.row() + first;
    view.width = m_width;
    view.height = std::min(count, m_count - first) * m_metrics.rowHeight;
    view.rightToLeft = m_isRightToLeft;
    view.times = m_times;
    view.marked = m_marked;
    const int graph = m_header->sectionSize(HistoryModel::Graph);
    view.picturePitch = HistoryGeometry::lanePitch(graph, m_lanes, m_metrics.lanePitch);
    m_painter.forget();
    m_painter.paint(painter, QRegion(0, 0, m_width, view.height), view);
}

void HistoryPicture::paintTitles(QPainter &painter) const
{
    QFont bold = m_metrics.font;
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(m_colours.text);
    for (int column = 0; column < HistoryModel::ColumnCount; ++column) {
        if (m_header->isSectionHidden(column))
            continue;
        const QRect cell = HistoryGeometry::cell(
            m_header->sectionViewportPosition(column), 0, m_header->sectionSize(column), m_metrics.rowHeight, m_metrics.padding);
        const QString title = QFontMetrics(bold).elidedText(HistoryText::columnTitle(column, m_times), Qt::ElideRight, cell.width());
        painter.drawText(cell, Qt::AlignVCenter | (m_isRightToLeft ? Qt::AlignRight : Qt::AlignLeft), title);
    }
    painter.setPen(m_colours.quiet);
    painter.drawLine(0, m_metrics.rowHeight - 1, m_width, m_metrics.rowHeight - 1);
}

QStringList HistoryPicture::legend()
{
    return {
        Words::tr(
            "Filled circle: applied. Ring with a dot: the homeserver fetched the whole list instead. Crossed ring: ignored. Small ring: "
            "duplicate. Empty ring: not recorded what became of it."),
        Words::tr("Diamond: resync; an empty one failed. Square: the stored stream_id was seen to change. Key: cross-signing keys. Two "
                  "strokes across "
                  "the line: an update that was never received. Three dots: a run of unremarkable updates."),
        Words::tr("Lines lead down to what an update names as the one before it; dashed to what is missing, dotted through rows that the "
                  "filter hides, "
                  "with their number.")};
}

} // namespace Lockstep
