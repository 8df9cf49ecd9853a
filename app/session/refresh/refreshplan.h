// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

namespace Lockstep {

/// Whose lists are to be fetched anew.
struct RefreshScope
{
    std::optional<Inspection::UserState> state; ///< only users in it; nothing for all
    ServerName server; ///< only its users; empty for all servers
    QList<Inspection::UserSummary> selection = {}; ///< exactly these, in this order; then the rest does not count
};

/// Why a refresh would be in vain.
enum class LeftOutWhy : quint8 {
    NotTracked, ///< the homeserver keeps no list of theirs, so that there is nothing to bring in step
    InBackoff, ///< the homeserver does not ask their server before a time
    OwnBlock, ///< the homeserver's own configuration forbids to ask their server
    TooManyDevices, ///< the list is longer than the homeserver takes
    NoUserId, ///< the ID is none, and no call can name it
};

/// Users who are not asked for, for one reason.
struct LeftOut
{
    LeftOutWhy why = LeftOutWhy::NotTracked;
    ServerName server; ///< whose; empty for NotTracked and NoUserId, which are not told apart by server
    qint64 until = 0; ///< InBackoff: when their server is asked again, ms since the epoch; 0: not known
    qint64 users = 0;

    friend bool operator==(const LeftOut &, const LeftOut &) = default;
};

/// Refreshes of many users, as they are shown before they begin. A value.
struct RefreshPlan
{
    static constexpr qsizetype maxUsers = 100'000;

    QList<UserId> users; ///< each once, in the order in which they are asked for
    QList<LeftOut> leftOut; ///< most users first
    qsizetype servers = 0; ///< how many servers the users are of
    qsizetype largest = 0; ///< how many of the users are of one server
    bool isWhole = true; ///< whether all who belong to it were read
};

/// \a now: ms since the epoch. More than maxUsers make a plan that is not whole.
RefreshPlan planOf(const QList<Inspection::UserSummary> &users, qint64 now);

/// How fast a gateway lets an operator refresh: so many at once, then so many a second. What a gateway grants who was not told
/// otherwise; while refreshes run, they are measured instead.
struct RefreshPace
{
    double burst = 60;
    double perSecond = 4;
    double burstPerServer = 40;
    double perSecondPerServer = 2;
};

/// How long a plan takes at this pace if every server answers at once, in ms.
qint64 expectedMs(const RefreshPlan &plan, const RefreshPace &pace = {});

} // namespace Lockstep
