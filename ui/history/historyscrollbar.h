// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QScrollBar>

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

private:
    QRect groove() const;

    HistoryModel *m_model = nullptr;
};

} // namespace Lockstep
