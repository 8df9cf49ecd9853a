// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/apiwords.h"
#include "server/callreading.h"

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

namespace {

/// A device ID comes from the caller, and may be as long as an address.
constexpr qsizetype longestTarget = 600;

Role roleOf(bool operates)
{
    return operates ? Role::Operator : Role::Viewer;
}

} // namespace

/// What the server can do is said to each caller as far as they may.
void Server::Private::tailor(Info &info, const Call &call) const
{
    const auto operates = access->authorise(call.token, Right::Operate, call.from());
    info.caller = {.userId = call.caller, .role = roleOf(operates.has_value()), .contents = may(call, Right::Contents)};
    if (!operates && info.refresh.available)
        info.refresh = {.available = false, .reason = operates.error().text};
}

/// The answer for a caller who has not the \a right to do this; nothing for one who has, whose deed is kept.
std::optional<OutgoingAnswer> Server::Private::refused(const Call &call, Right right, TrailAction action, const QString &on) const
{
    const auto allowed = access->authorise(call.token, right, call.from());
    const Result<void> verdict = allowed ? Result<void>() : failure(allowed.error());
    if (!allowed && allowed.error().kind != Error::Forbidden)
        return answerFor(allowed.error());
    const bool operates = right == Right::Operate ? allowed.has_value() : may(call, Right::Operate);
    if (allowed && action != TrailAction::ReadContents)
        return {}; // it has an outcome of its own
    const auto kept = trail->note({.by = call.caller, .role = roleOf(operates), .action = action, .on = on.left(longestTarget)}, verdict);
    if (!allowed)
        return answerFor(allowed.error());
    // Nobody looks at what others wrote without leaving a trace.
    if (!kept)
        return answerFor({.kind = Error::Io,
            .text = u"Contents are not shown as long as it cannot be kept who looked at them: %1"_s.arg(kept.error().text)});
    return {};
}

OutgoingAnswer Server::Private::resetDestination(const Call &call)
{
    return withDestination(call, [&](const ServerName &destination) {
        if (auto no = refused(call, Right::Operate, TrailAction::ResetDestination, destination.toString()))
            return std::move(*no);
        const auto entry = trail->begin(
            {.by = call.caller, .role = Role::Operator, .action = TrailAction::ResetDestination, .on = destination.toString()});
        const Result<void> result = source->resetDestination(destination, call.token);
        trail->conclude(entry.value_or(0), result);
        if (!result)
            return answerFor(result.error());
        source->events().publish(EventType::Destination, {{u"destination"_s, destination.toString()}});
        return OutgoingAnswer::json({});
    });
}

OutgoingAnswer Server::Private::entries(const Call &call)
{
    return withPage<TrailQuery>(call, [&](TrailQuery &query) {
        query.by = call.query(u"by"_s);
        query.on = call.query(u"on"_s);
        if (query.by.size() > longestTarget || query.on.size() > longestTarget)
            return invalidParameter(u"by and on have at most %1 characters."_s.arg(longestTarget));
        if (const QString action = call.query(u"action"_s); !action.isEmpty()) {
            query.action = knownApiValue<TrailAction>(action);
            if (!query.action)
                return invalidParameter(u"action must be one of %1."_s.arg(apiNames<TrailAction>().join(u", ")));
        }
        bool isPlace = query.after.isEmpty();
        if (!isPlace)
            isPlace = query.after.toLongLong(&isPlace) > 0 && isPlace;
        if (!isPlace)
            return invalidParameter(u"after is not a value that this list gave out; start again without it."_s);
        return answerOf(trail->entries(query));
    });
}

} // namespace Lockstep::Server
