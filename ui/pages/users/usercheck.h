// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/audit.h"
#include "ui/words/presentation.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace Lockstep {

class Session;

/// What the newest comparison of a user's list with its origin said, and the way to a new one, which repairs nothing.
class UserCheck : public QWidget
{
    Q_OBJECT
public:
    explicit UserCheck(Session *session, QWidget *parent = nullptr);

    /// Nothing but the ID is known yet.
    void setUser(const UserId &user);
    void setDetails(const Inspection::UserDetails &details);
    /// When the whole list was last fetched, ms since the epoch: an older comparison says nothing of it any more.
    void setFetched(qint64 at);

Q_SIGNALS:
    /// The page Audit shows more of it.
    void auditRequested(const QString &auditId);
    /// It is over: what is shown of the user is old.
    void checked(const UserId &user);

private:
    void begin();
    void handleEvent(const Inspection::Event &event);
    void ask();
    void show(const QString &text, Presentation::Tone tone);
    void updateButton();

    Session *m_session;
    UserId m_user;
    std::optional<Inspection::LastAudit> m_last;
    qint64 m_changed = 0, m_fetched = 0;
    QString m_running; ///< the audit that was begun here and is not over
    QString m_problem; ///< why the last one could not begin
    Http::CallHandle m_call;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_more;
    QPushButton *m_check;
};

} // namespace Lockstep
