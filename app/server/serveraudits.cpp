// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/jsonreader.h"
#include "server/callreading.h"
#include "server/desks/auditdesk.h"

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

namespace {

OutgoingAnswer notHere()
{
    return OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"Lists are not compared here: no history is kept."_s);
}

/// Whom refreshes of an audit are made as; asked again before each, because an audit takes long and a right may end.
RefreshCaller refresher(const Call &call, Access *access)
{
    return {.user = call.caller, .isAdmin = true, .token = call.token, .confirm = [access, token = call.token, user = call.caller] {
                return access->confirm(token, user);
            }};
}

} // namespace

OutgoingAnswer Server::Private::audits(const Call &call)
{
    if (!options.audits)
        return notHere();
    return withPage<PageQuery>(call, [&](const PageQuery &query) { return answerOf(options.audits->page(query)); });
}

OutgoingAnswer Server::Private::audit(const Call &call)
{
    return options.audits ? answerOf(options.audits->audit(call.parts.value(0))) : notHere();
}

OutgoingAnswer Server::Private::auditedLists(const Call &call)
{
    if (!options.audits)
        return notHere();
    return withPage<AuditedListQuery>(call, [&](AuditedListQuery &query) {
        if (const QString outcome = call.query(u"outcome"_s); !outcome.isEmpty()) {
            query.outcome = knownApiValue<ListOutcome>(outcome);
            if (!query.outcome)
                return invalidParameter(u"outcome must be one of %1."_s.arg(apiNames<ListOutcome>().join(u", ")));
        }
        return answerOf(options.audits->lists(call.parts.value(0), query));
    });
}

OutgoingAnswer Server::Private::beginAudit(const Call &call)
{
    if (!options.audits)
        return notHere();
    const auto body = parseJsonObject(call.request.body);
    if (!body)
        return OutgoingAnswer::error(400, u"M_NOT_JSON"_s, u"The body must be a JSON object, such as {\"method\": \"federation\"}."_s);
    const auto request = fromJson<AuditRequest>(*body);
    if (!request)
        return invalidParameter(request.error().text);
    if (auto no = refused(call, Right::Operate, TrailAction::Audit, toApiName(request->method)))
        return std::move(*no);
    const auto begun = options.audits->begin(*request, refresher(call, access));
    trail->note(
        {.by = call.caller, .role = Role::Operator, .action = TrailAction::Audit, .on = begun ? begun->id : toApiName(request->method)},
        begun ? Result<void>() : failure(begun.error()));
    return answerOf(begun);
}

OutgoingAnswer Server::Private::auditDeed(const Call &call)
{
    if (!options.audits)
        return notHere();
    const auto deed = knownApiValue<AuditDeed>(call.parts.value(1));
    if (!deed)
        return OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"What can be done with an audit is pause, resume or cancel."_s);
    const auto known = options.audits->audit(call.parts.value(0));
    if (!known)
        return answerFor(known.error());
    const QString on = known->id + u' ' + toApiName(*deed);
    if (auto no = refused(call, Right::Operate, TrailAction::Audit, on))
        return std::move(*no);
    const auto done = options.audits->perform(known->id, *deed, refresher(call, access));
    trail->note(
        {.by = call.caller, .role = Role::Operator, .action = TrailAction::Audit, .on = on}, done ? Result<void>() : failure(done.error()));
    return answerOf(done);
}

} // namespace Lockstep::Server
