// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "inspection/types.h"

#include <functional>

class QObject;

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Who of a server is looked at together.
struct ServerUsers
{
    QList<UserId> users; ///< the stale ones first, no more than MergedModel::mostUsers
    qint64 stale = 0; ///< how many of them are
    bool isAll = false; ///< whether the server has no others that are tracked
};

/// Asks for them, once or twice, and answers while \a context lives. The client outlives the call.
void chooseServerUsers(
    Inspection::Client *client, const ServerName &server, QObject *context, std::function<void(const Result<ServerUsers> &)> done);

/// In words, with who is left out: by how many are tracked and how many of those are stale, -1 where that is not known.
QString textOf(const ServerUsers &chosen, const ServerName &server, qint64 tracked, qint64 stale);

} // namespace Lockstep
