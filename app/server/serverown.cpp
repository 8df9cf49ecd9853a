// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What queues hold, and the homeserver's own side.

#include "inspection/ownside.h"
#include "inspection/queuesummary.h"
#include "server/callreading.h"

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

OutgoingAnswer Server::Private::inboxSummary(const Call &call)
{
    return withUser(call, [&](const UserId &user) { return answerOf(source->inboxSummary(user, DeviceId(call.parts.value(1)))); });
}

OutgoingAnswer Server::Private::outboxSummary(const Call &call)
{
    return withDestination(call, [&](const ServerName &destination) { return answerOf(source->outboxSummary(destination)); });
}

OutgoingAnswer Server::Private::waitingUpdates(const Call &call)
{
    return withPage<PageQuery>(call, [&](const PageQuery &query) {
        return withDestination(call, [&](const ServerName &destination) { return answerOf(source->waitingUpdates(destination, query)); });
    });
}

OutgoingAnswer Server::Private::own(const Call &)
{
    return answerOf(source->ownSide());
}

} // namespace Lockstep::Server
