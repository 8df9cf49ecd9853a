// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/refreshplan.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace Lockstep {

using Inspection::UserState;

namespace {

bool isTracked(const Inspection::UserSummary &user)
{
    return std::ranges::none_of(user.states, [](UserState state) {
        return state == UserState::Untracked || state == UserState::Orphaned || state == UserState::LeftoverMarker;
    });
}

bool failsBy(const Inspection::UserSummary &user, std::initializer_list<FetchCause> causes)
{
    return std::ranges::any_of(
        user.findings, [&](const Finding &finding) { return finding.cause && std::ranges::find(causes, *finding.cause) != causes.end(); });
}

std::optional<LeftOutWhy> reasonAgainst(const Inspection::UserSummary &user, qint64 now)
{
    if (!user.userId.isValid())
        return LeftOutWhy::NoUserId;
    if (!isTracked(user))
        return LeftOutWhy::NotTracked;
    if (failsBy(user, {FetchCause::OwnWhitelist, FetchCause::OwnIpRange}))
        return LeftOutWhy::OwnBlock;
    if (user.states.contains(UserState::TooManyDevices) || failsBy(user, {FetchCause::TooManyDevices}))
        return LeftOutWhy::TooManyDevices;
    // A wait that is over is none: the next one who asks finds out.
    if (user.states.contains(UserState::RemoteFailing) && (user.retryAt == 0 || user.retryAt > now))
        return LeftOutWhy::InBackoff;
    return {};
}

qint64 msFor(qsizetype users, double burst, double perSecond)
{
    const double beyond = double(users) - burst;
    return beyond > 0 && perSecond > 0 ? qint64(std::ceil(beyond / perSecond * 1000)) : 0;
}

} // namespace

RefreshPlan planOf(const QList<Inspection::UserSummary> &users, qint64 now)
{
    RefreshPlan plan;
    QSet<UserId> seen;
    QHash<ServerName, qsizetype> perServer;
    std::map<std::tuple<LeftOutWhy, QString, qint64>, qint64> leftOut;
    for (const Inspection::UserSummary &user : users) {
        // A list that changes while it is read page by page may name somebody twice.
        if (seen.contains(user.userId))
            continue;
        if (seen.size() == RefreshPlan::maxUsers) {
            plan.isWhole = false;
            break;
        }
        seen.insert(user.userId);
        const ServerName server = user.userId.server();
        if (const auto why = reasonAgainst(user, now)) {
            const bool byServer = *why != LeftOutWhy::NotTracked && *why != LeftOutWhy::NoUserId;
            ++leftOut[{*why, byServer ? server.toString() : QString(), *why == LeftOutWhy::InBackoff ? user.retryAt : 0}];
            continue;
        }
        plan.users.append(user.userId);
        plan.largest = std::max(plan.largest, ++perServer[server]);
    }
    plan.servers = perServer.size();
    for (const auto &[key, number] : leftOut)
        plan.leftOut.append({.why = std::get<0>(key), .server = ServerName(std::get<1>(key)), .until = std::get<2>(key), .users = number});
    std::ranges::stable_sort(plan.leftOut, std::ranges::greater(), &LeftOut::users);
    return plan;
}

qint64 expectedMs(const RefreshPlan &plan, const RefreshPace &pace)
{
    return std::max(
        msFor(plan.users.size(), pace.burst, pace.perSecond), msFor(plan.largest, pace.burstPerServer, pace.perSecondPerServer));
}

} // namespace Lockstep
