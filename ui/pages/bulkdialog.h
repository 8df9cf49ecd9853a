// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/refresh/refreshplan.h"
#include "session/refresh/usergathering.h"

#include <QDialog>

class QLabel;
class QProgressBar;
class QPushButton;

namespace Lockstep {

class Session;

/// The plan of a refresh of many users: reads who belongs to it, shows how many and how long, and who is left out and why, before
/// anything is done.
class BulkDialog : public QDialog
{
    Q_OBJECT
public:
    /// Opens it over \a parent's window. It goes by itself when it is closed.
    static BulkDialog *open(Session *session, const RefreshScope &scope, QWidget *parent);

    /// Whether the plan is there, or why it cannot be.
    bool isSettled() const { return m_settled; }

Q_SIGNALS:
    /// The operator started it.
    void begun();

private:
    BulkDialog(Session *session, const RefreshScope &scope, QWidget *parent);
    void show(const RefreshPlan &plan);
    void showProblem(const QString &text);
    void begin();
    /// Why nothing can be started whatever the plan; empty if it can.
    QString obstacle() const;

    Session *m_session;
    UserGathering m_gathering;
    RefreshPlan m_plan;
    QLabel *m_text;
    QLabel *m_leftOut;
    QLabel *m_problem;
    QProgressBar *m_reading;
    QPushButton *m_start;
    bool m_settled = false;
};

} // namespace Lockstep
