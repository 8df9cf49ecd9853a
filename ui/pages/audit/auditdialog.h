// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/audit.h"
#include "session/witnessgathering.h"
#include "ui/pages/audit/witnessfile.h"

#include <QDialog>
#include <QFutureWatcher>

class QLabel;
class QMenu;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QSpinBox;

namespace Lockstep {

class Session;

/// Which lists are to be compared, and with what. Says before anything is done what it will prove and whether it changes anything.
class AuditDialog : public QDialog
{
    Q_OBJECT
public:
    /// Opens it over \a parent's window. It goes by itself when it is closed. \a server: whose lists are proposed; empty: a sample of all.
    static AuditDialog *open(Session *session, const QString &server, QWidget *parent);

Q_SIGNALS:
    /// The gateway has begun it.
    void begun(const QString &auditId);

private:
    AuditDialog(Session *session, const QString &server, QWidget *parent);
    QWidget *makeMethods();
    QWidget *makeScope(const QString &server);
    void fillSources();
    void choose();
    void read(const QString &path);
    void gather(Session *other);
    QString witnessText() const;
    void update();
    Inspection::AuditMethod method() const;
    Inspection::AuditRequest request() const;
    /// Why it cannot be started as it stands; empty if it can.
    QString obstacle() const;
    void showProblem(const QString &text);
    void begin();

    Session *m_session;
    QRadioButton *m_federation = nullptr;
    QRadioButton *m_witness = nullptr;
    QRadioButton *m_refresh = nullptr;
    QWidget *m_file = nullptr;
    QLabel *m_fileText = nullptr;
    QMenu *m_sources = nullptr;
    QWidget *m_scope = nullptr;
    QRadioButton *m_sample = nullptr;
    QRadioButton *m_all = nullptr;
    QRadioButton *m_ofServer = nullptr;
    QSpinBox *m_number = nullptr;
    QLineEdit *m_server = nullptr;
    QLabel *m_note;
    QLabel *m_problem;
    QPushButton *m_start = nullptr;
    QFutureWatcher<Result<WitnessFile>> m_reading;
    std::unique_ptr<WitnessGathering> m_gathering; ///< under way, or over
    QString m_progress; ///< of it; empty if none is under way
    std::optional<Result<WitnessFile>> m_read;
    Http::CallHandle m_call;
    QString m_refused; ///< what the gateway answered to the last try
};

} // namespace Lockstep
