// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What waits, and the homeserver's own side.

#include "core/log.h"
#include "synapse/own/knownfaults.h"
#include "synapse/synapsesourceparts.h"

#include <QDateTime>

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
