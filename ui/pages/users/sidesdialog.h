// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/twosides.h"
#include "http/httpcall.h"

#include <QDialog>
#include <QPointer>

class QFileDialog;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QTreeWidget;

namespace Lockstep {

class Session;

/// One user as two servers see them: this window's gateway, and another window's or a case file. Says who is behind and where the chain
/// broke. A window of its own, beside the page.
class SidesDialog : public QDialog
{
    Q_OBJECT
public:
    /// \a user may be empty: it can be typed, and may be a local one.
    static SidesDialog *open(Session *session, const UserId &user, QWidget *parent);

    /// Whether everything that was asked for has been answered.
    bool isSettled() const { return !m_ownCall.isRunning() && !m_otherCall.isRunning(); }

private:
    SidesDialog(Session *session, const UserId &user, QWidget *parent);
    void build();
    void takeUser();
    void ask();
    void askOther();
    void fillOthers();
    void chooseFile();
    void takeFile(const QString &path);
    void save();
    void saveTo(const QString &path);
    void show();
    void showProblem(const QString &text);
    void fillRows(const Diagnosis::TwoSides &sides);
    ServerName destination() const;

    Session *m_session;
    QPointer<Session> m_otherSession;
    UserId m_user;
    std::optional<Inspection::Case> m_own, m_other;
    Http::CallHandle m_ownCall, m_otherCall;
    QLineEdit *m_id;
    QLabel *m_verdict, *m_ground, *m_facts, *m_source, *m_problem;
    QTreeWidget *m_rows;
    QMenu *m_others;
    QPushButton *m_choose, *m_again, *m_save;
};

} // namespace Lockstep
