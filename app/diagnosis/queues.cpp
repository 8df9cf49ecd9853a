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

void addEvidence(Incident &incident, const Waiting &waiting, const QString &of = {})
{
    if (waiting.evidence.isEmpty())
        return;
    const QString what = of.isEmpty() ? waiting.evidence : displayable(of) + u": "_s + waiting.evidence;
    Collection::addEvidence(incident,
        {.kind = waiting.reason == WaitReason::Unreachable ? EvidenceKind::Log : EvidenceKind::Database,
            .at = waiting.since,
            .text = displayable(what, 600)});
}

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
    // Its tries fail already, and there will be a backoff.
    if (queue.failingSince > 0 || queue.waiting.reason == WaitReason::Unreachable) {
        Incident &incident = into.at(Kind::ServerUnreachable, Subject::Server, server.toString(), Severity::Warning);
        Collection::addSince(incident, queue.failingSince > 0 ? queue.failingSince : queue.waiting.since);
        incident.nextTry = queue.retryAt;
        if (queue.waiting.cause && !incident.cause) {
            incident.cause = queue.waiting.cause;
            incident.error = queue.waiting.error;
        }
        addEvidence(incident, queue.waiting);
        Collection::addAction(incident, IncidentAction::EndBackoff);
        return &incident;
    }
    const bool isNotWoken = queue.waiting.reason == WaitReason::NotWoken;
    if (oldest <= 0 || (facts.now - oldest < waitsAfterMs && !isNotWoken))
        return nullptr;
    const bool isLong = facts.now - oldest >= waitsLongAfterMs;
    Incident &incident = into.at(otherwise, Subject::Server, server.toString(), isLong ? Severity::Warning : Severity::Info);
    Collection::addSince(incident, oldest);
    addEvidence(incident, queue.waiting);
    return &incident;
}

/// Messages for devices of ours that do not come for them, by why not.
void addInbox(Collection &into, const Facts &facts, const InboxQueue &queue)
{
    WaitReason reason = queue.waiting.reason;
    if (reason == WaitReason::Unknown || reason == WaitReason::CannotTell)
        reason = !queue.deviceKnown ? WaitReason::DeviceDeleted : queue.lastSeen == 0 ? WaitReason::NeverSynced : WaitReason::Lags;
    const QString own = facts.own.toString();
    Incident *incident = nullptr;
    switch (reason) {
    case WaitReason::DeviceDeleted:
        incident = &into.at(Kind::InboxOrphaned, Subject::Homeserver, own, Severity::Info);
        incident->text = u"messages wait for devices that do not exist any more"_s;
        incident->advice = u"nobody will ever read them; Synapse removes them with the device, so look for a removal that failed"_s;
        break;
    case WaitReason::NeverSynced:
    case WaitReason::NotSeenLately:
    case WaitReason::DoesNotFetch:
        incident = &into.at(
            Kind::InboxUnread, Subject::Homeserver, own, reason == WaitReason::DoesNotFetch ? Severity::Warning : Severity::Info);
        incident->text = u"messages wait for devices that do not fetch them"_s;
        incident->advice
            = u"a device that was set up and never used, as by a bot or a script, or left behind gathers messages until it is signed out"_s;
        break;
    default:
        return; // it comes for them, or they are meant to wait
    }
    ++incident->devices;
    incident->messages += queue.messages;
    if (incident->devices <= 3)
        addEvidence(*incident, queue.waiting, queue.userId.toString() + u' ' + queue.deviceId.toString());
}

} // namespace

void addQueues(Collection &into, const Facts &facts)
{
    for (const OutboxQueue &queue : facts.outbox) {
        Incident *incident = queue.messages > 0 ? waiting(into, facts, queue, queue.oldestQueued, Kind::OutboxWaits) : nullptr;
        if (!incident)
            continue;
        incident->messages += queue.messages;
        Collection::addEvidence(*incident, evidence(EvidenceKind::Database, queue.oldestQueued, EvidenceFact::MessageQueued));
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
            Collection::addEvidence(*incident, evidence(EvidenceKind::Database, queue.oldest, EvidenceFact::UpdateQueued));
            incident->text = u"updates of our users wait for %1 although the homeserver is not in backoff"_s.arg(incident->subject);
            incident->advice = u"nothing woke the sender, or nobody there takes them: one message to that server sends them too"_s;
        }
    }
    for (const InboxQueue &queue : facts.inbox) {
        if (queue.messages > 0)
            addInbox(into, facts, queue);
    }
}

/// What the homeserver itself does not do.
void addOwnSide(Collection &into, const Facts &facts)
{
    if (!facts.ownSide)
        return;
    const QString own = facts.own.toString();
    const ConversionLag &lag = facts.ownSide->conversion;
    if (lag.available.available && lag.changes > 0 && (lag.isAhead || (lag.since > 0 && facts.now - lag.since >= waitsAfterMs))) {
        Incident &incident = into.at(Kind::FanOutStopped, Subject::Homeserver, own, Severity::Error);
        Collection::addSince(incident, lag.since);
        incident.updates = lag.changes;
        for (const UserId &user : lag.users)
            Collection::addUser(incident, user);
        Collection::addEvidence(incident,
            evidence(EvidenceKind::Database, lag.since, EvidenceFact::ConversionBehind,
                {QString::number(lag.position), QString::number(lag.newest)}));
        incident.text = u"changes of our users' devices are not turned into updates, so that nobody hears of them"_s;
        incident.advice = lag.isAhead
            ? u"the position that Synapse has reached is above what its stream gives out, as after a restored backup: it has to be set back while Synapse is stopped"_s
            : u"look in the homeserver's log for _handle_new_device_update_async: it fails or hangs, and a restart of Synapse begins it anew"_s;
    }
    for (const StreamStandstill &stream : facts.ownSide->streams) {
        if (stream.since > 0 && facts.now - stream.since < waitsAfterMs)
            continue;
        Incident &incident = into.at(Kind::StreamStandsStill, Subject::Homeserver, own, Severity::Error);
        Collection::addSince(incident, stream.since);
        Collection::addEvidence(incident,
            evidence(EvidenceKind::Database, stream.since, EvidenceFact::StreamBehind,
                {stream.stream, stream.writer, QString::number(stream.position), stream.table, QString::number(stream.newest)}));
        incident.text = u"what one of the homeserver's processes has written is not seen by the others"_s;
        incident.advice
            = u"a writer that exists no more holds the stream back: remove its row in stream_positions while Synapse is stopped, or start that process again"_s;
    }
}

void addSources(Collection &into, const Facts &facts)
{
    const auto fails = [](const SourceStatus &source) { return source.state == SourceState::Failing; };
    const bool historyFails = std::ranges::any_of(
        facts.sources, [&](const SourceStatus &source) { return source.kind == SourceKind::History && fails(source); });
    for (const SourceStatus &source : facts.sources) {
        if (!fails(source))
            continue;
        // Nothing can be recorded without it, so that those fail too: one cause, one incident.
        if (historyFails && (source.kind == SourceKind::Log || source.kind == SourceKind::Heads || source.kind == SourceKind::Tap))
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
