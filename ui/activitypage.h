// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/page.h"

#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace Lockstep {

class ActivityModel;
class JobPanel;
class PresentedTable;
class StateStack;

/// Every refresh of this session with its progress and result, and what keeps the gateway from knowing more.
class ActivityPage : public Page
{
    Q_OBJECT
public:
    explicit ActivityPage(Session *session, QWidget *parent = nullptr);

    QString title() const override;
    QIcon icon() const override;
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;

private:
    QWidget *makeProgress();
    QWidget *makeTable();
    void fillMenu(class QMenu *menu);
    void updateProgress();
    void updateProblems();
    void showCurrent();
    int currentRow() const;
    void retryCurrent();
    void cancelCurrent();

    ActivityModel *m_model;
    PresentedTable *m_table;
    QTableView *m_view = nullptr;
    StateStack *m_stack = nullptr;
    JobPanel *m_panel = nullptr;
    QLabel *m_progressText = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancelAll = nullptr;
    QPushButton *m_clear = nullptr;
    QLabel *m_problems = nullptr;
    QString m_liveProblem;
    QTimer m_tick;
};

} // namespace Lockstep
