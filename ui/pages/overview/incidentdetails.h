// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/incidents.h"

#include <QTimer>
#include <QVariantMap>
#include <QWidget>

class QLabel;
class QPushButton;

namespace Lockstep {

class FlowLayout;
class IncidentDeeds;
class IncidentEvidence;
class Session;

/// An incident in full: what helps, why, whom it touches, and in order of time what it rests on.
class IncidentDetails : public QWidget
{
    Q_OBJECT
public:
    explicit IncidentDetails(Session *session, QWidget *parent = nullptr);

    void setIncident(const Inspection::Incident &incident, bool isOver);
    const Inspection::Incident &incident() const { return m_incident; }
    bool isAsking() const;
    /// What it needs at this width.
    int heightFor(int width) const;

Q_SIGNALS:
    void openRequested(const QString &page, const QVariantMap &arguments);
    void changed(const Lockstep::Inspection::Incident &incident);
    /// One line for the status bar.
    void statusMessage(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showFacts();
    void showUsers();
    void link(QPushButton *button, const QString &page, const QVariantMap &arguments);

    Inspection::Incident m_incident;
    IncidentDeeds *m_deeds;
    QLabel *m_advice;
    QLabel *m_explanation;
    QLabel *m_facts;
    QLabel *m_notes;
    QWidget *m_users;
    QLabel *m_evidenceTitle;
    IncidentEvidence *m_evidence;
    QTimer m_tick;
};

} // namespace Lockstep
