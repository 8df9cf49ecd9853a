// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodel.h"
#include "ui/history/view/historyviewtext.h"

#include <QPixmap>
#include <QWidget>

class QHelpEvent;

namespace Lockstep {

/// The whole of a history, or the range that is shown, over time, newest on top: how many updates came when, every break, and what the
/// view beside it shows. A click goes there, to a break if there is one; what is dragged over becomes the range. Painted from a picture
/// that is made again when the model's timeline has changed.
class HistoryMap : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryMap(QWidget *parent = nullptr);

    /// The model outlives this or is replaced before; may be null.
    void setModel(HistoryModel *model);
    void setTimeStyle(const HistoryText::RowTimes &style);
    /// What the view shows: times of its newest and its oldest row, ms.
    void setWindow(qint64 newest, qint64 oldest);
    /// With times beside it there is more to read, and less room for the list.
    void setLabelled(bool labelled);
    QSize sizeHint() const override;

    /// For tests: where a time is, and what time is there.
    int yOf(qint64 time) const;
    qint64 timeAt(int y) const;

Q_SIGNALS:
    void timeRequested(qint64 ms);
    /// A break of this stretch of time: the next one, if it is asked for again.
    void breakRequested(qint64 from, qint64 to);
    void rangeRequested(qint64 from, qint64 to);
    void menuRequested(const QPoint &globalPosition);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Line
    {
        qint64 from = 0; ///< times of this line of pixels, ms, both in it
        qint64 to = 0;
        HistoryPlace place;
    };
    enum class Drag { None, Press, Window, Brush };

    bool hasTime() const;
    void makeLines();
    void makePicture();
    void paintLabels(QPainter &painter) const;
    QRect windowRect() const;
    /// Lines of which one has a break, near a height: first and last, or -1.
    std::pair<int, int> markNear(int y) const;
    void showToolTip(QHelpEvent *event);
    int labelWidth() const;
    int topOf() const;

    HistoryModel *m_model = nullptr;
    HistoryText::RowTimes m_times;
    qint64 m_windowNewest = 0;
    qint64 m_windowOldest = 0;
    bool m_labelled = true;
    std::vector<Line> m_lines;
    QPixmap m_picture;
    quint64 m_version = 0; ///< of the timeline that the picture is of
    Drag m_drag = Drag::None;
    int m_dragFrom = 0;
    int m_dragTo = 0;
};

} // namespace Lockstep
