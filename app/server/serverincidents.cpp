// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/jsonreader.h"
#include "inspection/incidents.h"
#include "server/callreading.h"

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

namespace {

constexpr qsizetype longestSubject = 600;
constexpr qsizetype longestNote = 1'000;

OutgoingAnswer notHere()
{
    return OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"Incidents are not told here."_s);
}

TrailAction actionOf(IncidentDeed deed)
{
    switch (deed) {
    case IncidentDeed::Acknowledge:
        return TrailAction::AcknowledgeIncident;
    case IncidentDeed::Mute:
        return TrailAction::MuteIncidents;
    default:
        return TrailAction::UnmuteIncidents;
    }
}

/// A place that this list gave out: "open" and a number for those that go on, a number otherwise.
bool isPlace(const IncidentQuery &query)
{
    if (query.after.isEmpty())
        return true;
    const bool isOpen = query.after.startsWith("open"_L1);
    bool isNumber = false;
    const qint64 n = (isOpen ? query.after.mid(4) : query.after).toLongLong(&isNumber);
    return isNumber && n > 0 && isOpen == (query.state == IncidentState::Open);
}

} // namespace

OutgoingAnswer Server::Private::incidents(const Call &call)
{
    if (!options.incidents)
        return notHere();
    return withPage<IncidentQuery>(call, [&](IncidentQuery &query) {
        const QString state = call.query(u"state"_s), kind = call.query(u"kind"_s);
        query.state = state.isEmpty() ? std::optional(IncidentState::Open) : knownApiValue<IncidentState>(state);
        if (state == "all"_L1)
            query.state = std::nullopt;
        else if (!query.state)
            return invalidParameter(u"state must be one of open, ended, all."_s);
        if (!kind.isEmpty()) {
            query.kind = knownApiValue<IncidentKind>(kind);
            if (!query.kind)
                return invalidParameter(u"kind must be one of %1."_s.arg(apiNames<IncidentKind>().join(u", ")));
        }
        query.subject = call.query(u"subject"_s);
        if (query.subject.size() > longestSubject)
            return invalidParameter(u"subject has at most %1 characters."_s.arg(longestSubject));
        const auto since = call.number(u"since"_s, 0, 0, std::numeric_limits<qint64>::max());
        if (!since)
            return invalidParameter(u"since must be a time in milliseconds since 1970."_s);
        query.since = *since;
        if (!isPlace(query))
            return invalidParameter(u"after is not a value that this list gave out; start again without it."_s);
        return answerOf(options.incidents->page(query));
    });
}

OutgoingAnswer Server::Private::incident(const Call &call)
{
    return options.incidents ? answerOf(options.incidents->incident(call.parts.value(0))) : notHere();
}

OutgoingAnswer Server::Private::incidentDeed(const Call &call)
{
    if (!options.incidents)
        return notHere();
    const auto deed = knownApiValue<IncidentDeed>(call.parts.value(1));
    if (!deed)
        return OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"What can be done with an incident is acknowledge, mute or unmute."_s);
    QString note;
    if (!call.request.body.isEmpty()) {
        const auto body = parseJsonObject(call.request.body);
        if (!body)
            return OutgoingAnswer::error(400, u"M_NOT_JSON"_s, u"The body must be a JSON object, such as {\"note\": \"…\"}."_s);
        const QJsonValue said = body->value("note"_L1);
        if (!said.isUndefined() && !said.isString())
            return invalidParameter(u"note must be a text."_s);
        note = said.toString();
    }
    if (note.size() > longestNote)
        return invalidParameter(u"note has at most %1 characters."_s.arg(longestNote));
    const auto known = options.incidents->incident(call.parts.value(0));
    if (!known)
        return answerFor(known.error());
    const QString on = deed == IncidentDeed::Acknowledge ? known->id : toApiName(known->kind) + u' ' + known->subject;
    if (auto no = refused(call, Right::Operate, actionOf(*deed), on))
        return std::move(*no);
    const Result<void> done = options.incidents->perform(known->id, *deed, call.caller, note);
    trail->note({.by = call.caller, .role = Role::Operator, .action = actionOf(*deed), .on = on}, done);
    return done ? answerOf(options.incidents->incident(known->id)) : answerFor(done.error());
}

} // namespace Lockstep::Server
