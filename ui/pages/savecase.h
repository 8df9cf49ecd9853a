// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/casefiles/casefile.h"
#include "inspection/client/client.h"

#include <QDialog>

#include <functional>
#include <optional>

class QCheckBox;
class QLabel;
class QPushButton;

namespace Lockstep {

class Session;

/// Writes a case in a worker thread, redacted if that is wanted; \a done gets what to tell, on the caller's thread, unless \a context died.
void writeCase(const Inspection::Case &file, const QString &path, bool redact, QObject *context, std::function<void(const QString &)> done);

/// Asks the gateway for the case of one user and writes it into a file, with its names or with made-up ones.
class SaveCaseDialog : public QDialog
{
    Q_OBJECT
public:
    /// \a incident: that it is about, kept in the file; nothing for a user's own sake. Deletes itself.
    static SaveCaseDialog *open(Session *session, const UserId &user, const std::optional<Inspection::Incident> &incident, QWidget *parent);

    /// Whether what was asked for has come.
    bool isSettled() const { return !m_call.isRunning(); }

private:
    SaveCaseDialog(Session *session, const UserId &user, const std::optional<Inspection::Incident> &incident, QWidget *parent);
    void ask(Session *session);
    void choose();
    void saveTo(const QString &path);

    UserId m_user;
    std::optional<Inspection::Incident> m_incident;
    std::optional<Inspection::Case> m_case;
    Http::CallHandle m_call;
    QLabel *m_what;
    QCheckBox *m_redact;
    QLabel *m_result;
    QPushButton *m_save;
};

} // namespace Lockstep
