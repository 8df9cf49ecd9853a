// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What queues hold, and the homeserver's own side.

#include "inspection/ownside.h"
#include "inspection/ownuser.h"
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

OutgoingAnswer Server::Private::ownUser(const Call &call)
{
    return withPage<OwnUserQuery>(call, [&](OwnUserQuery &query) {
        if (const QString name = call.query(u"destination"_s); !name.isEmpty()) {
            query.destination = ServerName(name);
            if (!query.destination->isValid())
                return invalidParameter(u"destination is not a server name."_s);
        }
        return withUser(call, [&](const UserId &user) {
            if (user.server() != options.serverName)
                return invalidParameter(u"%1 is not a user of this homeserver; what it tells others it tells of its own users alone."_s.arg(
                    displayable(user.toString())));
            return answerOf(source->ownUser(user, query));
        });
    });
}

OutgoingAnswer Server::Private::own(const Call &)
{
    return answerOf(source->ownSide());
}

} // namespace Lockstep::Server
