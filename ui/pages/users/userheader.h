// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace Lockstep {

class FlowLayout;
class Session;
class UserCheck;

/// Who the selected user is, in which states, and what is wrong in one sentence.
class UserHeader : public QWidget
{
    Q_OBJECT
public:
    explicit UserHeader(Session *session, QWidget *parent = nullptr);

    /// Nothing but the ID is known yet.
    void setUser(const UserId &user);
    void setDetails(const Inspection::UserDetails &details);
    /// Empty reason: a refresh is possible.
    void setRefreshable(const QString &reason, bool busy);
    /// When the whole list was last fetched from the user's server, ms since the epoch; 0: not known. Only then "in step" is more than
    /// that nothing is known to be wrong.
    void setCompared(qint64 at);
    QString sentence() const;

Q_SIGNALS:
    void refreshRequested();
    /// As UserCheck.
    void auditRequested(const QString &auditId);
    void checked(const UserId &user);

private:
    void setStates(const QList<Inspection::UserState> &states);
    bool isKnownToBeRight() const;
    void showFacts();

    QLineEdit *m_id;
    QPushButton *m_refresh;
    QWidget *m_states;
    FlowLayout *m_stateLayout;
    QLabel *m_facts;
    QLabel *m_findingIcon;
    QLabel *m_finding;
    UserCheck *m_check;
    QString m_user;
    QStringList m_factTexts;
    QList<Inspection::UserState> m_shownStates;
    qint64 m_lastUpdate = 0;
    qint64 m_compared = 0;
    std::optional<Inspection::LastAudit> m_audited;
};

} // namespace Lockstep
