// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/overview/overviewfinding.h"

#include <QAbstractButton>

class QLabel;
class QPushButton;

namespace Lockstep {

/// One finding as a line that can be pressed with mouse or keyboard; one that leads nowhere is only text.
class OverviewLine : public QAbstractButton
{
    Q_OBJECT
public:
    explicit OverviewLine(const OverviewFinding &finding, QWidget *parent = nullptr);

    /// Says something else, in the same place and with the focus that it has.
    void setFinding(const OverviewFinding &finding);
    const OverviewFinding &finding() const { return m_finding; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    /// The button that helps.
    void actionRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeSnippet(const QString &snippet);

    bool leadsOn() const { return !m_finding.page.isEmpty() && !m_finding.solved; }

    OverviewFinding m_finding;
    QLabel *m_icon;
    QLabel *m_sentence;
    QLabel *m_explanation;
    QLabel *m_next;
    QPushButton *m_action;
};

} // namespace Lockstep
