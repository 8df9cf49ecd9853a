// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/evidence.h"
#include "diagnosis/facts.h"
#include "inspection/incidents.h"

#include <map>

namespace Lockstep::Diagnosis {

/// The incidents of one look while they are made: one for each kind and subject. For diagnose() and its parts.
class Collection
{
public:
    explicit Collection(qint64 now)
        : m_now(now)
    {
    }

    /// The one of this kind and subject; made empty, with this severity at least.
    Inspection::Incident &at(
        Inspection::IncidentKind kind, Inspection::IncidentSubject subjectKind, const QString &subject, Severity severity);
    Inspection::Incident *find(Inspection::IncidentKind kind, const QString &subject);
    /// Whether there is one of this kind, whatever its subject.
    bool has(Inspection::IncidentKind kind) const;

    void remove(Inspection::IncidentKind kind, const QString &subject) { m_incidents.erase({kind, subject}); }

    /// One more user; each is counted once.
    static void addUser(Inspection::Incident &incident, const UserId &user);
    /// \a since: ms since the epoch, 0 if not known.
    static void addSince(Inspection::Incident &incident, qint64 since);
    static void addEvidence(Inspection::Incident &incident, Inspection::Evidence evidence);
    static void addAction(Inspection::Incident &incident, Inspection::IncidentAction action);

    QList<Inspection::Incident> take();

private:
    const qint64 m_now;
    std::map<std::pair<Inspection::IncidentKind, QString>, Inspection::Incident> m_incidents;
};

/// What recorded rows tell: point in time, seen once.
void addRows(Collection &into, const Facts &facts);
/// What waits in queues, and sources that fail.
void addQueues(Collection &into, const Facts &facts);
void addOwnSide(Collection &into, const Facts &facts);
void addSources(Collection &into, const Facts &facts);

} // namespace Lockstep::Diagnosis
