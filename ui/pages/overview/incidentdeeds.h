// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/incidents.h"
#include "ui/words/presentation.h"

#include <QHash>
#include <QVariantMap>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace Lockstep {

class RefreshQueue;
class Session;

/// What can be done with an incident: the buttons that help, and those that say something about it. A deed that takes effect elsewhere
/// or for others asks first, in place; what became of it stays beside the buttons of its incident.
class IncidentDeeds : public QWidget
{
    Q_OBJECT
public:
    explicit IncidentDeeds(Session *session, QWidget *parent = nullptr);

    /// \a isOver: it has ended, and nothing helps any more.
    void setIncident(const Inspection::Incident &incident, bool isOver);
    /// Whether somebody writes a note or is asked something.
    bool isAsking() const;

Q_SIGNALS:
    void openRequested(const QString &page, const QVariantMap &arguments);
    /// What a deed made of an incident.
    void changed(const Lockstep::Inspection::Incident &incident);

private:
    enum class Question : quint8 { None, EndWait, Acknowledge, Mute };
    struct Outcome
    {
        Presentation::Tone tone = Presentation::Tone::Quiet;
        QString text = {};
        QList<UserId> refreshed = {}; ///< whose refreshes it tells of
        bool isRunning = false;
    };

    QWidget *makeButtons();
    QWidget *makeQuestion();
    void update();
    void ask(Question question);
    void answer();
    void refreshUsers();
    void showAudit();
    void endWait();
    void tell(Inspection::IncidentDeed deed, const QString &note);
    void followRefreshes();
    void showOutcome();
    Outcome outcomeOfRefreshes(const QList<UserId> &users) const;
    bool has(Inspection::IncidentAction action) const { return m_incident.actions.contains(action); }
    QString whyNot() const;

    Session *m_session;
    Inspection::Incident m_incident;
    bool m_isOver = false;
    Question m_asked = Question::None;
    /// What was begun for an incident, and left by going to another one.
    struct Draft
    {
        Question asked = Question::None;
        QString note = {};
    };
    QHash<QString, Draft> m_drafts; ///< by incident
    QHash<QString, Outcome> m_outcomes; ///< by the incident's ID
    QPushButton *m_refresh = nullptr;
    QPushButton *m_audit = nullptr;
    QPushButton *m_case = nullptr;
    QPushButton *m_endWait = nullptr;
    QPushButton *m_sources = nullptr;
    QPushButton *m_server = nullptr;
    QPushButton *m_acknowledge = nullptr;
    QPushButton *m_mute = nullptr;
    QPushButton *m_unmute = nullptr;
    QLabel *m_reason = nullptr;
    QLabel *m_result = nullptr;
    QPushButton *m_activity = nullptr;
    QWidget *m_question = nullptr;
    QLabel *m_questionText = nullptr;
    QLineEdit *m_note = nullptr;
    QPushButton *m_yes = nullptr;
};

} // namespace Lockstep
