// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observation.h"

#include <QHash>

#include <algorithm>

namespace Lockstep::History {

/// When a believed update of a server's users came last. Only to tell a restart from an outage: forgotten with the process. Not
/// thread-safe.
class HeardServers
{
public:
    /// \a server: that of the observation's user.
    void note(const ServerName &server, const Feed &feed, const Observation &what)
    {
        const auto *handled = std::get_if<HandledUpdate>(&what);
        const auto *content = std::get_if<UpdateContent>(&what);
        const bool fromTap = contentSide(feed.source) == TapSide;
        if (feed.isUnproven || (!handled && !content) || (content && fromTap && content->verified != std::optional(true)))
            return;
        if (m_last.size() >= maxServers)
            m_last.clear();
        qint64 &last = m_last[server];
        last = std::max(last, handled ? handled->at : content->at);
    }
    /// ms since the epoch, 0 if none did.
    qint64 last(const ServerName &server) const { return m_last.value(server); }

private:
    static constexpr qsizetype maxServers = 100'000;
    QHash<ServerName, qint64> m_last;
};

} // namespace Lockstep::History
