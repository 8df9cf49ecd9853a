// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What waits, and the homeserver's own side.

#include "core/log.h"
#include "synapse/own/knownfaults.h"
#include "synapse/synapsesourceparts.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

Result<Page<InboxQueue>> SynapseSource::inbox(const InboxQuery &query)
{
    const WholeCall call(d->database);
    return d->queues.inbox(bounded(query));
}

Result<Page<ToDeviceMessage>> SynapseSource::inboxMessages(const UserId &user, const DeviceId &device, const MessageQuery &query)
{
    const WholeCall call(d->database);
    return d->queues.inboxMessages(user, device, bounded(query));
}

Result<Page<OutboxQueue>> SynapseSource::outbox(const PageQuery &query)
{
    const WholeCall call(d->database);
    return d->queues.outbox(bounded(query));
}

Result<Page<ToDeviceMessage>> SynapseSource::outboxMessages(const ServerName &destination, const MessageQuery &query)
{
    const WholeCall call(d->database);
    return d->queues.outboxMessages(destination, bounded(query));
}

Result<Page<UpdatesQueue>> SynapseSource::updateQueues(const PageQuery &query)
{
    const WholeCall call(d->database);
    return d->queues.updates(bounded(query));
}

Result<Page<Destination>> SynapseSource::destinations(const DestinationQuery &query)
{
    const WholeCall call(d->database);
    return d->destinations.list(bounded(query));
}

Result<DestinationDetails> SynapseSource::destination(const ServerName &destination)
{
    const WholeCall call(d->database);
    const auto state = d->destinations.lookup(destination);
    if (!state)
        return failure(state.error());
    DestinationDetails details;
    details.destination = state->value_or(Destination{.destination = destination,
        .usersTracked = d->sampler.usersTracked(destination),
        .usersStale = d->sampler.usersStale(destination)});
    details.outboxAvailable = d->schema.outbox();
    details.updatesAvailable = d->schema.updates();
    const auto read = [&](const auto &page, Availability &available, auto &queue) -> Result<void> {
        if (!page && page.error().kind == Error::Cancelled)
            return failure(page.error());
        if (!page)
            available = {.available = false, .reason = page.error().text};
        else if (!page->items.isEmpty())
            queue = page->items.constFirst();
        return {};
    };
    if (const auto done = read(d->queues.outboxOf({destination.toString()}), details.outboxAvailable, details.outbox); !done)
        return failure(done.error());
    if (const auto done = read(d->queues.updatesOf({destination.toString()}), details.updatesAvailable, details.updates); !done)
        return failure(done.error());
    qint64 oldest = details.outbox ? details.outbox->oldestQueued : 0;
    if (details.updates && (oldest == 0 || (details.updates->oldest > 0 && details.updates->oldest < oldest)))
        oldest = details.updates->oldest;
    details.waiting = d->queues.reasons().explain(destination, *state, oldest, QDateTime::currentMSecsSinceEpoch());
    if (!d->reach) {
        details.reachAvailable = details.contactsAvailable = {.available = false, .reason = u"No history is kept here."_s};
    } else if (auto reach = d->reach->of(destination)) {
        details.reach = std::move(*reach);
        // The log may have told of fetches alone.
        const auto &spans = details.reach.spans;
        const auto now = std::find_if(spans.crbegin(), spans.crend(), [](const ReachSpan &span) { return span.until == 0; });
        if (details.waiting.reason == WaitReason::Backoff && !details.waiting.cause && now != spans.crend()) {
            details.waiting.cause = now->cause;
            details.waiting.error = now->error;
        }
        details.reachAvailable = {.available = true, .reason = {}};
        details.contactsAvailable = d->settings.logs.isEmpty()
            ? Availability{.available = false, .reason = u"No log is followed, so that only refreshes tell of answers."_s}
            : Availability{.available = true, .reason = {}};
    } else {
        details.reachAvailable = details.contactsAvailable = {.available = false, .reason = reach.error().text};
    }
    const bool isKnown = *state || details.destination.usersTracked != 0 || details.destination.usersStale > 0 || details.outbox
        || details.updates || !details.reach.spans.isEmpty() || !details.reach.contacts.isEmpty() || details.reach.lastUpdate > 0;
    if (!isKnown)
        return failure(Error::NotFound,
            u"The homeserver has nothing to do with %1: it follows no user there, and has never sent anything to it."_s.arg(
                displayable(destination.toString())),
            404, u"M_NOT_FOUND"_s);
    return details;
}

Result<QueueDepths> SynapseSource::queueDepths(QueueKind kind, int most)
{
    const WholeCall call(d->database);
    return d->depths.depths(kind, most);
}

Result<QueueSummary> SynapseSource::inboxSummary(const UserId &user, const DeviceId &device)
{
    const WholeCall call(d->database);
    return d->queues.inboxSummary(user, device);
}

Result<QueueSummary> SynapseSource::outboxSummary(const ServerName &destination)
{
    const WholeCall call(d->database);
    return d->queues.outboxSummary(destination);
}

Result<Page<WaitingUpdates>> SynapseSource::waitingUpdates(const ServerName &destination, const PageQuery &query)
{
    const WholeCall call(d->database);
    return d->queues.waitingUpdates(destination, bounded(query));
}

Result<OwnUser> SynapseSource::ownUser(const UserId &user, const OwnUserQuery &query)
{
    const WholeCall call(d->database);
    if (!user.isValid() || user.server() != d->settings.serverName)
        return failure(
            Error::BadInput, u"%1 is not a user of this homeserver."_s.arg(displayable(user.toString())), 400, u"M_INVALID_PARAM"_s);
    return d->ownUsers.user(user, bounded(query), QDateTime::currentMSecsSinceEpoch());
}

Result<OwnSide> SynapseSource::ownSide()
{
    const WholeCall call(d->database);
    auto own = d->own.state(QDateTime::currentMSecsSinceEpoch());
    if (!own)
        return own;
    own->version = d->serverVersion();
    const auto &faults = knownFaults();
    if (!faults)
        own->faultsAvailable = {.available = false, .reason = faults.error().text};
    else if (own->version.isEmpty())
        own->faultsAvailable = {.available = false, .reason = u"The homeserver does not say its version."_s};
    else
        own->faultsAvailable = {.available = true, .reason = {}};
    if (own->faultsAvailable.available)
        own->faults = faultsOf(own->version, *faults);
    return own;
}

} // namespace Lockstep::Synapse
