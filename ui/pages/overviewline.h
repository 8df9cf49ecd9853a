// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/overviewfindings.h"

#include <QAbstractButton>

namespace Lockstep {

/// One finding as a line that can be pressed with mouse or keyboard; one that leads nowhere is only text.
class OverviewLine : public QAbstractButton
{
    Q_OBJECT
public:
    explicit OverviewLine(const OverviewFinding &finding, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeSnippet(const QString &snippet);

    Presentation::Tone m_tone;
    bool m_leadsOn;
};

} // namespace Lockstep
