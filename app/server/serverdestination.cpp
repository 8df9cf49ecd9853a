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

} // namespace Lockstep::Server
