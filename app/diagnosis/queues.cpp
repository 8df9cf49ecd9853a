// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/collection.h"
#include "diagnosis/diagnose.h"

#include "core/log.h"
#include "inspection/apiwords.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Diagnosis {

using namespace Inspection;
using Kind = IncidentKind;
using Subject = IncidentSubject;

namespace {

/// What waits for a server: part of its incident if it is in backoff, otherwise of one of its own once it waits for long enough.
template <typename Queue>
Incident *waiting(Collection &into, const Facts &facts, const Queue &queue, qint64 oldest, Kind otherwise)
{
    const ServerName &server = queue.destination;
    if (Incident *incident = into.find(Kind::ServerUnreachable, server.toString())) {
        incident->severity = std::max(incident->severity, Severity::Warning);
        return incident;
    }
    // One cause: what keeps the messages keeps the updates.
    if (Incident *incident = into.find(Kind::OutboxWaits, server.toString()))
        return incident;
    if (queue.failingSince > 0) {
        Incident &incident = into.at(Kind::ServerUnreachable, Subject::Server, server.toString(), Severity::Warning);
        Collection::addSince(incident, queue.failingSince);
        incident.nextTry = queue.retryAt;
        Collection::addAction(incident, IncidentAction::EndBackoff);
        return &incident;
    }
    if (oldest <= 0 || facts.now - oldest < waitsAfterMs)
        return nullptr;
    const bool isLong = facts.now - oldest >= waitsLongAfterMs;
    Incident &incident = into.at(otherwise, Subject::Server, server.toString(), isLong ? Severity::Warning : Severity::Info);
    Collection::addSince(incident, oldest);
    return &incident;
}

} // namespace

void addQueues(Collection &into, const Facts &facts)
{
    for (const OutboxQueue &queue : facts.outbox) {
        Incident *incident = queue.messages > 0 ? waiting(into, facts, queue, queue.oldestQueued, Kind::OutboxWaits) : nullptr;
        if (!incident)
            continue;
        incident->messages += queue.messages;
        Collection::addEvidence(*incident,
            {.kind = EvidenceKind::Database, .at = queue.oldestQueued, .text = u"the oldest message to devices there was queued"_s});
        if (incident->kind == Kind::OutboxWaits) {
            incident->text = u"messages to devices of %1 wait although the homeserver is not in backoff"_s.arg(incident->subject);
            incident->advice
                = u"either nobody there takes them, which the homeserver's log tells at INFO level before it counts as a failure, or nothing woke the sender: one more message to that server does"_s;
        }
    }
    for (const UpdatesQueue &queue : facts.updates) {
        Incident *incident = queue.updates > 0 ? waiting(into, facts, queue, queue.oldest, Kind::UpdatesWait) : nullptr;
        if (!incident)
            continue;
        incident->updates += queue.updates;
        if (incident->kind == Kind::UpdatesWait) {
            Collection::addEvidence(*incident,
                {.kind = EvidenceKind::Database, .at = queue.oldest, .text = u"the oldest update of a user of ours was queued"_s});
            incident->text = u"updates of our users wait for %1 although the homeserver is not in backoff"_s.arg(incident->subject);
            incident->advice = u"nothing woke the sender, or nobody there takes them: one message to that server sends them too"_s;
        }
    }
    const QString own = facts.own.toString();
    for (const InboxQueue &queue : facts.inbox) {
        if (queue.messages <= 0)
            continue;
        if (!queue.deviceKnown) {
            Incident &incident = into.at(Kind::InboxOrphaned, Subject::Homeserver, own, Severity::Info);
            ++incident.devices;
            incident.messages += queue.messages;
            incident.text = u"messages wait for devices that do not exist any more"_s;
            incident.advice = u"nobody will ever read them; Synapse removes them with the device, so look for a removal that failed"_s;
        } else if (queue.lastSeen == 0) {
            Incident &incident = into.at(Kind::InboxUnread, Subject::Homeserver, own, Severity::Info);
            ++incident.devices;
            incident.messages += queue.messages;
            incident.text = u"messages wait for devices that never read any"_s;
            incident.advice
                = u"a device that was set up and never used, as by a bot or a script, gathers messages until it is signed out"_s;
        }
    }
}

void addSources(Collection &into, const Facts &facts)
{
    for (const SourceStatus &source : facts.sources) {
        if (source.state != SourceState::Failing)
            continue;
        if (source.kind == SourceKind::Updates) {
            // Who sends them is told by nobody but a mirror.
            if (into.has(Kind::MalformedUpdates))
                continue;
            Incident &incident = into.at(Kind::MalformedUpdates, Subject::Homeserver, facts.own.toString(), Severity::Warning);
            Collection::addEvidence(incident, {.kind = EvidenceKind::Log, .at = 0, .text = displayable(source.detail, 600)});
            incident.text = u"the homeserver cannot work on updates that it gets, and what comes beside them waits"_s;
            incident.advice
                = u"the traceback in the homeserver's log tells what they lack; a mirror of the federation traffic (--tap) tells who sends them"_s;
            continue;
        }
        const bool isDatabase = source.kind == SourceKind::Database;
        Incident &incident
            = into.at(Kind::SourceFailing, Subject::Source, toApiName(source.kind), isDatabase ? Severity::Error : Severity::Warning);
        Collection::addEvidence(incident, {.kind = EvidenceKind::Source, .at = 0, .text = displayable(source.detail, 600)});
        Collection::addAction(incident, IncidentAction::CheckSources);
        incident.text = u"a source does not tell all that it should, so that less is known than seems"_s;
        incident.advice = u"the page Sources says what to set"_s;
    }
}

} // namespace Lockstep::Diagnosis
