// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/collection.h"

#include <algorithm>

namespace Lockstep::Diagnosis {

using namespace Inspection;

Incident &Collection::at(IncidentKind kind, IncidentSubject subjectKind, const QString &subject, Severity severity)
{
    Incident &incident = m_incidents[{kind, subject}];
    incident.kind = kind;
    incident.subjectKind = subjectKind;
    incident.subject = subject;
    incident.severity = std::max(incident.severity, severity);
    incident.lastSeen = m_now;
    return incident;
}

Incident *Collection::find(IncidentKind kind, const QString &subject)
{
    const auto found = m_incidents.find({kind, subject});
    return found == m_incidents.end() ? nullptr : &found->second;
}

bool Collection::has(IncidentKind kind) const
{
    const auto first = m_incidents.lower_bound({kind, QString()});
    return first != m_incidents.end() && first->first.first == kind;
}

void Collection::addUser(Incident &incident, const UserId &user)
{
    // Users come in order, each once: only the last one can be the same.
    if (!incident.firstUsers.isEmpty() && incident.firstUsers.constLast() == user)
        return;
    ++incident.users;
    if (incident.firstUsers.size() < Incident::namedUsers)
        incident.firstUsers.append(user);
}

void Collection::addSince(Incident &incident, qint64 since)
{
    if (since > 0 && (incident.since == 0 || since < incident.since))
        incident.since = since;
}

void Collection::addEvidence(Incident &incident, Evidence evidence)
{
    if (incident.evidence.size() < Incident::keptEvidence && !incident.evidence.contains(evidence))
        incident.evidence.append(std::move(evidence));
}

void Collection::addAction(Incident &incident, IncidentAction action)
{
    if (!incident.actions.contains(action))
        incident.actions.append(action);
}

QList<Incident> Collection::take()
{
    QList<Incident> all;
    all.reserve(qsizetype(m_incidents.size()));
    for (auto &[key, incident] : m_incidents) {
        std::stable_sort(
            incident.evidence.begin(), incident.evidence.end(), [](const Evidence &a, const Evidence &b) { return a.at < b.at; });
        all.append(std::move(incident));
    }
    m_incidents.clear();
    return all;
}

} // namespace Lockstep::Diagnosis
