// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/incidents.h"
#include "inspection/types.h"
#include "ui/words/findingwords.h"

#include <QTimer>
#include <QWidget>

class QListWidget;
class QListWidgetItem;

namespace Lockstep {

class StateStack;

namespace Inspection {
class Client;
}

/// What is wrong with a user's list or history, worst first: the sentence, since when, how often and on what it rests, and a link to
/// what it is about, by a click on it, Enter or a double click. One that is part of an incident leads there, too.
class FindingsView : public QWidget
{
    Q_OBJECT
public:
    /// \a client: who tells the incidents that findings name; without one they are not told.
    explicit FindingsView(Inspection::Client *client, QWidget *parent = nullptr);

    /// The current row stays with its finding.
    void setFindings(const Inspection::UserDetails &details);

Q_SIGNALS:
    void opened(const Lockstep::Finding &finding, Lockstep::FindingWords::Target target);
    /// Leads to an incident, by its ID.
    void incidentRequested(const QString &id);

private:
    void open(const QListWidgetItem *item);
    void fill(QListWidgetItem *item, const Finding &finding) const;
    void updateAges();
    void readIncidents();
    void openIncident(const QListWidgetItem *item);

    Inspection::Client *m_client;
    QHash<QString, Inspection::Incident> m_incidents; ///< of this user's findings, as far as they were read
    QList<Http::CallHandle> m_calls;
    Inspection::UserSummary m_user;
    QList<Device> m_devices;
    QList<Finding> m_findings; ///< as they are shown
    QListWidget *m_list;
    StateStack *m_stack;
    QTimer m_age;
};

} // namespace Lockstep
