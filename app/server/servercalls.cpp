// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/serverparts.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "inspection/wire.h"
#include "server/callreading.h"
#include "server/desks/auditdesk.h"
#include "server/desks/listdifferences.h"
#include "server/desks/searchdesk.h"
#include "server/desks/seriesdesk.h"

#include <QScopeGuard>

#include <algorithm>
#include <chrono>
#include <limits>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Http;
using namespace Inspection;

namespace {

/// How often a waiting call looks whether anybody still waits for its answer.
constexpr int waitSliceMs = 250;
constexpr int defaultRefreshWaitMs = 10'000;
constexpr int maxRefreshWaitMs = 60'000;
constexpr int maxSearchLength = 512;

/// Leaves \a order as it is if the call does not say one; false if it says none that there is.
template <typename Order>
bool readOrder(const Call &call, const QString &name, Order &order)
{
    const QString word = call.query(name);
    if (word.isEmpty())
        return true;
    const std::optional<Order> said = knownApiValue<Order>(word);
    order = said.value_or(order);
    return said.has_value();
}

/// The n that the list goes on after, 0 at its beginning; nothing if no list of this order gave out such a place. What a list gives out
/// begins with its order: a place in one means nothing in the other.
std::optional<qint64> placeIn(const UpdateQuery &query)
{
    if (query.after.isEmpty())
        return 0;
    const QString order = toApiName(query.order);
    bool isNumber = false;
    const qint64 n = query.after.mid(order.size()).toLongLong(&isNumber);
    return query.after.startsWith(order) && isNumber && n > 0 ? std::optional(n) : std::nullopt;
}

} // namespace

/// The source's word, and the history's.
Result<Info> Server::Private::whole() const
{
    Result<Info> info = source->info();
    if (!info)
        return info;
    info->trail = trail->availability();
    info->incidents = options.incidents ? options.incidents->availability()
                                        : Availability{.available = false, .reason = u"Incidents are not told here."_s};
    info->audit = options.audits ? options.audits->availability()
                                 : Availability{.available = false, .reason = u"Lists are not compared here: no history is kept."_s};
    if (!history) {
        info->history = {.available = false, .reason = u"No history is kept here."_s};
        return info;
    }
    if (const auto extent = history->extent()) {
        info->history = {.available = true, .reason = {}};
        info->historyUpdates = extent->first;
        info->recordedSince = extent->second;
        info->historyRemoved = history->removed().value_or(0);
    } else {
        info->history = {.available = false, .reason = extent.error().text};
    }
    return info;
}

OutgoingAnswer Server::Private::info(const Call &call)
{
    Result<Info> info = whole();
    if (info)
        tailor(*info, call);
    return answerOf(info);
}

/// What the source says, and what stands beside it here.
Result<Overview> Server::Private::wholeOverview()
{
    Result<Overview> overview = source->overview();
    if (!overview)
        return overview;
    overview->refreshesRunning = desk->running();
    if (options.audits) {
        const auto totals = options.audits->totals();
        if (!totals)
            return failure(totals.error());
        overview->audited = *totals;
    }
    if (options.differences) {
        const auto differ = options.differences->count();
        if (!differ)
            return failure(differ.error());
        overview->states.insert(UserState::Differs, *differ);
    }
    return overview;
}

OutgoingAnswer Server::Private::overview(const Call &)
{
    return answerOf(wholeOverview());
}

OutgoingAnswer Server::Private::metrics(const Call &)
{
    const Result<Overview> overview = wholeOverview();
    if (!overview)
        return answerFor(overview.error());
    const Result<Info> info = whole();
    if (!info)
        return answerFor(info.error());
    const auto incidents = options.incidents ? options.incidents->figures() : QList<IncidentDesk::Figure>();
    const auto series = options.series ? std::optional(options.series->figures()) : std::nullopt;
    const auto audits = options.audits ? options.audits->figures() : Result<AuditDesk::Figures>(failure(Error::Unsupported, {}));
    return {.status = 200,
        .body = metricsText(*info, *overview, incidents, series, audits ? std::optional(*audits) : std::nullopt),
        .contentType = "text/plain; version=0.0.4; charset=utf-8"};
}

Result<Page<UserSummary>> Server::Private::usersOf(const UserQuery &query) const
{
    if (query.state == UserState::Differs) {
        const auto differing = [this](const UserQuery &all) { return options.differences->page(all); };
        return options.search ? options.search->among(query, differing) : differing(query);
    }
    return options.search ? options.search->users(query) : source->users(query);
}

OutgoingAnswer Server::Private::users(const Call &call)
{
    return withPage<UserQuery>(call, [&](UserQuery &query) {
        query.server = call.query(u"server"_s);
        query.search = call.query(u"search"_s);
        if (const QString state = call.query(u"state"_s); !state.isEmpty()) {
            query.state = knownApiValue<UserState>(state);
            if (!query.state)
                return invalidParameter(u"state must be one of %1."_s.arg(apiNames<UserState>().join(u", ")));
        }
        if (query.search.size() > maxSearchLength)
            return invalidParameter(u"search is longer than %1 characters."_s.arg(maxSearchLength));
        if (query.state == UserState::Differs && !options.differences)
            return invalidParameter(u"state cannot be differs: lists are not compared here."_s);
        auto page = usersOf(query);
        if (page && options.differences && query.state != UserState::Differs) {
            if (const auto added = options.differences->addTo(page->items); !added)
                return answerFor(added.error());
        }
        for (qsizetype i = 0; page && options.incidents && i < page->items.size(); ++i)
            options.incidents->name(page->items[i]);
        return answerOf(page);
    });
}

OutgoingAnswer Server::Private::user(const Call &call)
{
    return withUser(call, [this](const UserId &user) {
        auto details = source->user(user);
        if (details && options.differences) {
            QList<UserSummary> one{details->summary};
            if (const auto added = options.differences->addTo(one); !added)
                return answerFor(added.error());
            details->summary = one.constFirst();
        }
        if (details && options.incidents)
            options.incidents->name(details->summary);
        if (details && options.audits) {
            const auto last = options.audits->last(user);
            if (!last)
                return answerFor(last.error());
            details->audited = *last;
        }
        return answerOf(details);
    });
}

OutgoingAnswer Server::Private::updates(const Call &call)
{
    return withPage<UpdateQuery>(call, [&](UpdateQuery &query) {
        if (!readOrder(call, u"dir"_s, query.order))
            return invalidParameter(u"dir must be f (order of arrival) or b (newest first)."_s);
        const auto after = placeIn(query);
        if (!after)
            return invalidParameter(u"after is not a value that this list gave out; start again without it."_s);
        return withUser(call, [&](const UserId &user) {
            if (user.server() == options.serverName)
                return invalidParameter(
                    u"%1 is a user of this homeserver; only the lists of other servers' users are copies that can be out of step."_s.arg(
                        displayable(user.toString())));
            if (!history)
                return OutgoingAnswer::json(toJson(Page<DeviceListUpdate>()));
            auto found = history->updates(user, *after, query.limit + 1, query.order == UpdateOrder::NewestFirst);
            if (!found)
                return answerFor(found.error());
            Page<DeviceListUpdate> page;
            if (found->size() > query.limit) {
                found->resize(query.limit);
                page.next = toApiName(query.order) + QString::number(found->constLast().n);
            }
            page.items = std::move(*found);
            page.kept = history->keptFrom(user).value_or(KeptFrom());
            return OutgoingAnswer::json(toJson(page));
        });
    });
}

OutgoingAnswer Server::Private::refreshStatus(const Call &call)
{
    return withUser(call, [this](const UserId &user) { return OutgoingAnswer::json(toJson(desk->status(user))); });
}

OutgoingAnswer Server::Private::inbox(const Call &call)
{
    return withPage<InboxQuery>(call, [&](InboxQuery &query) {
        if (!readOrder(call, u"order"_s, query.order))
            return invalidParameter(u"order must be user or depth."_s);
        return answerOf(source->inbox(query));
    });
}

OutgoingAnswer Server::Private::inboxMessages(const Call &call)
{
    return withPage<MessageQuery>(call, [&](MessageQuery &query) {
        query.content = call.flag(u"content"_s);
        return withUser(call, [&](const UserId &user) {
            const DeviceId device(call.parts.value(1));
            if (query.content) {
                if (auto no = refused(call, Right::Contents, TrailAction::ReadContents, user.toString() + u' ' + device.toString()))
                    return std::move(*no);
            }
            return answerOf(source->inboxMessages(user, device, query));
        });
    });
}

OutgoingAnswer Server::Private::outbox(const Call &call)
{
    return withPage<PageQuery>(call, [&](const PageQuery &query) { return answerOf(source->outbox(query)); });
}

OutgoingAnswer Server::Private::outboxMessages(const Call &call)
{
    return withPage<MessageQuery>(call, [&](MessageQuery &query) {
        query.content = call.flag(u"content"_s);
        return withDestination(call, [&](const ServerName &destination) {
            if (query.content) {
                if (auto no = refused(call, Right::Contents, TrailAction::ReadContents, destination.toString()))
                    return std::move(*no);
            }
            return answerOf(source->outboxMessages(destination, query));
        });
    });
}

OutgoingAnswer Server::Private::updateQueues(const Call &call)
{
    return withPage<PageQuery>(call, [&](const PageQuery &query) { return answerOf(source->updateQueues(query)); });
}

OutgoingAnswer Server::Private::destinations(const Call &call)
{
    return withPage<DestinationQuery>(call, [&](DestinationQuery &query) {
        query.failingOnly = call.flag(u"failing"_s);
        return answerOf(source->destinations(query));
    });
}

OutgoingAnswer Server::Private::events(const Call &call)
{
    using Clock = std::chrono::steady_clock;
    const auto since = call.number(u"since"_s, 0, 0, std::numeric_limits<qint64>::max());
    const auto timeout = call.number(u"timeout"_s, 0, 0, std::numeric_limits<qint64>::max());
    if (!since || !timeout)
        return invalidParameter(u"since and timeout must be integers that are not negative."_s);
    EventBatch batch = source->events().wait(*since, 0);
    const int others = polls.fetch_add(1);
    const auto leave = qScopeGuard([this] { polls.fetch_sub(1); });
    if (others < options.maxPolls) {
        const auto deadline = Clock::now() + std::chrono::milliseconds(std::min<qint64>(*timeout, options.maxPollMs));
        while (batch.events.isEmpty() && Clock::now() < deadline && !call.request.isAbandoned()) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
            const auto started = Clock::now();
            const int slice = int(std::clamp<qint64>(left, 1, waitSliceMs));
            batch = source->events().wait(batch.next, slice);
            // A feed that was shut down returns at once: no reason to spin.
            if (batch.events.isEmpty() && Clock::now() - started < std::chrono::milliseconds(slice / 2))
                break;
        }
    }
    return OutgoingAnswer::json(toJson(batch));
}

OutgoingAnswer Server::Private::check(const Call &call)
{
    const auto report = checkDesk->report(call.request.isAbandoned);
    return report ? OutgoingAnswer::json(toJson(*report)) : OutgoingAnswer::error(503, u"M_UNKNOWN"_s, u"The gateway is stopping."_s);
}

OutgoingAnswer Server::Private::refresh(const Call &call)
{
    using Clock = std::chrono::steady_clock;
    const auto timeout = call.number(u"timeout"_s, defaultRefreshWaitMs, 0, std::numeric_limits<qint64>::max());
    if (!timeout)
        return invalidParameter(u"timeout must be a number of milliseconds that is not negative."_s);
    return withUser(call, [&](const UserId &user) {
        const bool isAdmin = may(call, Right::Operate);
        const auto ticket = desk->begin({.user = call.caller,
                                            .isAdmin = isAdmin,
                                            .token = call.token,
                                            .confirm = [&] { return access->confirm(call.token, call.caller); }},
            user);
        if (!ticket)
            return refreshAnswerFor(ticket.error());
        // A waiting call holds a thread of the server, so there are not many.
        const WaitSlots::Slot slot(isAdmin ? *adminRefreshWaits : *refreshWaits, call.caller);
        const auto deadline = Clock::now() + std::chrono::milliseconds(slot ? std::min<qint64>(*timeout, maxRefreshWaitMs) : 0);
        for (;;) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
            if (const auto outcome = desk->wait(*ticket, int(std::clamp<qint64>(left, 0, waitSliceMs))))
                return *outcome ? OutgoingAnswer::json({}, 202) : refreshAnswerFor(outcome->error());
            if (left <= 0 || call.request.isAbandoned())
                return OutgoingAnswer::json({}, 202); // it goes on; GET …/refresh tells how it ended
        }
    });
}

} // namespace Lockstep::Server
