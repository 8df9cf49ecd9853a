// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/history/view/historyplacelook.h"

#include <QPixmap>
#include <QScrollBar>

#include <utility>
#include <vector>

namespace Lockstep {

class HistoryModel;

/// A vertical scroll bar with the breaks of a history along it.
class HistoryScrollBar : public QScrollBar
{
    Q_OBJECT
public:
    explicit HistoryScrollBar(QWidget *parent = nullptr);
    void setModel(HistoryModel *model);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QRect groove() const;
    void makeMarks();
    void makePicture();

    HistoryModel *m_model = nullptr;
    QPixmap m_picture; ///< of the marks
    std::vector<std::pair<double, HistoryPlaceLook>> m_marks; ///< where along the groove, 0 to 1
};

} // namespace Lockstep
