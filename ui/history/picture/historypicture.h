// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/history/view/historyviewpaint.h"
#include "ui/widgets/picture/picture.h"

#include <QHeaderView>
#include <QPointer>

#include <memory>

namespace Lockstep {

class HistoryView;

/// Rows of a history as the view shows them: its columns, times, folds and filter; with room for the lanes. Nothing is selected in it.
class HistoryPicture : public Picture
{
public:
    /// Rows of the view's model from \a first on; they are followed as newer ones come on top.
    HistoryPicture(const HistoryView &view, int first, int count, Heading heading, const QPalette &palette);
    ~HistoryPicture() override;

    bool measure() override;
    double width() const override { return m_width; }
    int rows() const override { return m_count; }
    double rowHeight() const override { return m_metrics.rowHeight; }
    bool isReady(int first, int count) override;
    QString problem() const override;
    void paintRows(QPainter &painter, int first, int count) override;

    double titlesHeight() const override { return m_metrics.rowHeight; }
    void paintTitles(QPainter &painter) const override;

    /// What shapes and lines mean.
    static QStringList legend();
    static double rowHeightOf(const HistoryView &view);

private:
    void layOut();

    QPointer<HistoryModel> m_model;
    QPersistentModelIndex m_first;
    int m_count;
    HistoryMetrics m_metrics;
    HistoryColours m_colours;
    HistoryPainter m_painter;
    HistoryText::RowTimes m_times;
    qint64 m_marked;
    bool m_isRightToLeft;
    std::unique_ptr<QHeaderView> m_header;
    int m_measured = 0;
    int m_lanes = 1;
    int m_width = 1;
    std::pair<int, int> m_ready; ///< rows that are known, from, to
    std::pair<int, int> m_asked;
    int m_polls = 0;
};

} // namespace Lockstep
