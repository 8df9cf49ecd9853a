// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/page.h"

#include <QTimer>

class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;
class QTabWidget;
class QTableView;

namespace Lockstep {

class ActivityModel;
class Banner;
class BulkView;
class PresentedTable;
class RefreshBar;
class StateStack;
class TrailView;

/// Every refresh of this session with its progress and result, and beside it the trail of what everybody did.
class ActivityPage : public Page
{
    Q_OBJECT
public:
    explicit ActivityPage(Session *session, QWidget *parent = nullptr);

    static PageKind kind();
    void activate(const QVariantMap &arguments) override;
    void reload() override;
    bool isSettled() const override;
    void fillSelectionMenu(QMenu *menu) override;
    QList<ExportSource> exports() const override;

private:
    QWidget *makeProgress();
    QWidget *makeFailures();
    void updateFailures();
    QWidget *makeList();
    QWidget *makeDetails();
    void updateProgress();
    void updateProblems();
    bool hasTrail() const;
    void showCurrent();
    void tick();
    /// Rows of the model, -1 and empty if there are none.
    int currentRow() const;
    QList<int> selectedRows() const;
    void retrySelected();
    void cancelSelected();
    void openUser();

    ActivityModel *m_model;
    PresentedTable *m_table;
    Banner *m_problems;
    QTableView *m_view;
    QTabWidget *m_tabs;
    bool m_wasShown = false;
    BulkView *m_many;
    TrailView *m_trail;
    StateStack *m_stack = nullptr;
    RefreshBar *m_details = nullptr;
    QWidget *m_detailsArea = nullptr;
    QPushButton *m_showUser = nullptr;
    QLabel *m_progressText = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancelAll = nullptr;
    QPushButton *m_clear = nullptr;
    QString m_liveProblem;
    QTimer m_tick;
    QWidget *m_failures = nullptr;
    QLabel *m_failureText = nullptr;
    QPushButton *m_retryFailed = nullptr;
    QPushButton *m_showServer = nullptr;
    QList<UserId> m_failedUsers; ///< whose newest refresh failed
};

} // namespace Lockstep
