// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodel.h"
#include "ui/history/view/historyancestry.h"
#include "ui/history/view/historyviewtext.h"

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QPersistentModelIndex>
#include <QRegion>
#include <QStaticText>

#include <array>
#include <optional>

class QHeaderView;
class QPainter;
class QWidget;

namespace Lockstep {

/// Lengths that follow from the font.
struct HistoryMetrics
{
    QFont font;
    QFont fixed;
    QFont strong;
    int rowHeight = 26;
    int padding = 6;
    qreal lanePitch = 16;
    qreal node = 5; ///< radius
    qreal line = 2;

    static HistoryMetrics of(const QFont &font);
};

/// Colours that follow from the palette; made again when it changes.
struct HistoryColours
{
    QColor base, text, quiet, highlight, highlightedText, hover, rule, accent;
    QColor critical, warning, notice, good;
    std::array<QColor, Lanes::colours> lanes;

    static HistoryColours of(const QPalette &palette, bool active);
    /// Of a number that Lanes gives: a chain's, not a lane's.
    const QColor &chain(int colour) const { return lanes[std::size_t(colour) % lanes.size()]; }
};

/// Paints the rows of a HistoryView. Keeps what it worked out for the visible ones until the model, the columns, the font
/// or the palette change.
class HistoryPainter
{
public:
    /// What lights up, from the newest on: where one row came from, or what explains the list as it is.
    struct Lit
    {
        HistoryAncestry way;
        std::optional<HistoryGround> ground = {};
        bool isOn() const { return !way.isEmpty() || ground; }
    };
    struct View
    {
        HistoryModel *model = nullptr;
        const QHeaderView *header = nullptr;
        const HistoryMetrics *metrics = nullptr;
        const HistoryColours *colours = nullptr;
        int top = 0;
        int width = 0;
        int height = 0;
        int current = -1;
        int compared = -1;
        int hovered = -1;
        Lit *lit = nullptr; ///< extended to what is seen
        bool rightToLeft = false;
        bool focus = false;
        HistoryText::RowTimes times;
        qint64 marked = 0; ///< the update that times are counted from
        /// Of a picture, all of whose parts have lanes in the same places: the distance between them. No line ends in an arrow, and whoever
        /// draws it has looked at the rows. 0: on the screen, as the rows that are seen want it.
        qreal picturePitch = 0;
    };

    /// \a exposed: what has to be painted; while rows are moved that is their edges alone.
    void paint(QPainter &painter, const QRegion &exposed, const View &view);
    void forget() { m_rows.clear(); }
    /// A line that ends at the edge of what is seen: where a click leads to.
    struct Jump
    {
        QRectF place;
        int row = 0; ///< of the model
        bool down = false;
    };
    const Jump *jumpAt(QPointF position) const;
    /// Rows at the edges have jumps on them.
    bool hasJumps() const { return !m_jumps.empty(); }
    /// How many lanes, from the first, a row has something in.
    static int lanesOf(const LaneRow &row);

private:
    struct Prepared
    {
        int row = -1;
        HistoryItem item;
        QDate day = {}; ///< that it was received on; none of a gap
        bool newDay = false; ///< the row above lies in another day
        LaneRow lanes;
        std::array<QStaticText, HistoryModel::ColumnCount> texts;
        std::array<bool, HistoryModel::ColumnCount> ready{};
    };
    void prepare(const View &view);
    void paintRow(QPainter &painter, Prepared &row, int y, const View &view);
    void paintBackground(QPainter &painter, const Prepared &row, const QRect &rect, const View &view);
    static void findDayChanges(std::vector<Prepared> &rows, const View &view);
    static void paintDayChange(QPainter &painter, const Prepared &row, int y, const View &view);
    void paintText(QPainter &painter, Prepared &row, int column, const QRect &cell, const View &view);
    int paintBreaks(QPainter &painter, const Prepared &row, const QRect &cell, const View &view);
    void paintGraph(QPainter &painter, const Prepared &row, const QRect &cell, const View &view);
    void paintLines(QPainter &painter, const Prepared &row, const QRect &cell, const View &view);
    void paintHiddenCounts(QPainter &painter, const Prepared &row, const QRect &cell, const View &view);
    void paintNode(QPainter &painter, const Prepared &row, QPointF centre, const View &view);
    void findJumps(const View &view);
    void paintJumps(QPainter &painter, const View &view) const;
    void paintEnd(QPainter &painter, const QRegion &exposed, const View &view);
    static bool isLit(int row, const View &view);
    static bool isLit(int from, int target, int at, const View &view);

    std::vector<Prepared> m_rows;
    quint64 m_version = 0;
    int m_width = 0;
    QByteArray m_columns;
    qreal m_pitch = 16;
    std::vector<Jump> m_jumps;
};

} // namespace Lockstep
