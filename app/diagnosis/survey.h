// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/facts.h"
#include "inspection/source.h"

#include <QHash>

#include <functional>

namespace Lockstep::Diagnosis {

/// Looks at a homeserver through its Source: bounded pages of what is in trouble, never a whole table. What costs most is looked at again
/// only when its count moved or a minute is over. One thread at a time.
class Survey
{
public:
    /// Users listed of each state.
    static constexpr int listedUsers = 1'000;
    static constexpr int listedServers = 20'000;
    static constexpr int listedQueues = 1'000;

    /// Users whose lists differ from what their origins said, in order of user IDs; with nothing but ID, state and finding. Blocks.
    using Differing = std::function<Result<Inspection::Page<Inspection::UserSummary>>()>;

    /// \a source outlives the survey. \a differing is empty where nobody compares lists.
    Survey(Inspection::Source &source, ServerName own, Differing differing = {});

    /// One look; \a now in ms since the epoch. What cannot be read is in Facts::unread. Blocks as the source's calls do.
    Facts look(qint64 now);

private:
    void addUsers(Facts &facts, Inspection::UserState state);
    void addKeys(Facts &facts, const Inspection::Overview &overview);
    void addServers(Facts &facts);
    void addQueues(Facts &facts);
    void addDiffering(Facts &facts);

    Inspection::Source &m_source;
    const ServerName m_own;
    const Differing m_differing;
    QHash<UserId, qsizetype> m_place; ///< of users in the facts being made

    struct Kept
    {
        qint64 count = -1;
        qint64 at = 0;
        Inspection::Page<Inspection::UserSummary> page;
    };
    QMap<Inspection::UserState, Kept> m_kept;
};

} // namespace Lockstep::Diagnosis
