// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/destinationdetails.h"
#include "server/callreading.h"

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

OutgoingAnswer Server::Private::destination(const Call &call)
{
    return withDestination(call, [&](const ServerName &destination) { return answerOf(source->destination(destination)); });
}

OutgoingAnswer Server::Private::destinationRoute(const Call &call)
{
    if (!options.route)
        return OutgoingAnswer::error(501, u"M_UNRECOGNIZED"_s, u"The way to a server is not looked up here."_s);
    return withDestination(call, [&](const ServerName &destination) { return answerOf(options.route(destination)); });
}

} // namespace Lockstep::Server
