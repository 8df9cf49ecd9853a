// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/overviewservers.h"

#include "core/log.h"
#include "inspection/apiwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::UserState;
using Presentation::Tone;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(OverviewFindings)
};

constexpr qsizetype maxNamed = 3;

int plural(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, 1'000'000));
}

/// The first few by name; the server is said already.
QString names(const QList<UserId> &users)
{
    QStringList result;
    for (const UserId &user : users.mid(0, maxNamed))
        result << displayable(user.toString().section(u':', 0, 0), 60);
    if (users.size() > maxNamed)
        result << u"…"_s;
    return result.join(u", "_s);
}

/// What comes of it: "1 user with a gap, 14 stale (@a, @b, …), 25 messages wait".
QString consequences(const ServerTrouble &trouble)
{
    QStringList parts;
    const auto withNames = [](const QString &text, const QList<UserId> &users) {
        //: %1: "2 users stale", %2: some of their names
        return users.isEmpty() ? text : Words::tr("%1 (%2)").arg(text, names(users));
    };
    if (!trouble.gap.isEmpty())
        parts << withNames(Words::tr("%n user(s) with a gap", nullptr, plural(trouble.gap.size())), trouble.gap);
    if (trouble.staleCount > 0)
        parts << withNames(Words::tr("%n user(s) stale", nullptr, plural(trouble.staleCount)), trouble.stale);
    if (trouble.waiting > 0)
        parts << Words::tr("%n message(s) wait", nullptr, plural(trouble.waiting));
    return parts.join(u", "_s);
}

OverviewFinding failingLine(const ServerTrouble &trouble)
{
    const Inspection::Destination &server = *trouble.failing;
    OverviewFinding finding{.key = u"server:"_s + trouble.server.toString(),
        .tone = trouble.gap.isEmpty() && trouble.staleCount == 0 ? Tone::Warning : Tone::Critical,
        .icon = u"state-failing"_s,
        .page = u"servers"_s,
        .arguments = {{u"server"_s, trouble.server.toString()}}};
    const QString name = displayable(trouble.server.toString(), 120);
    const QString since = Presentation::clockTime(server.failingSince);
    //: %1 a server, %2 a time; what follows are the consequences
    QString sentence = Words::tr("%1 does not answer since %2").arg(name, since);
    if (server.retryAt > 0)
        sentence += Words::tr(", next try %1").arg(Presentation::clockTime(server.retryAt));
    const QString then = consequences(trouble);
    finding.sentence = then.isEmpty() ? sentence : sentence + u": "_s + then;
    finding.explanation = trouble.staleCount > 0
        ? Words::tr("Its users' lists cannot be fetched, and what is addressed to it waits. The homeserver tries again by itself; the wait "
                    "can be ended there.")
        : Words::tr("What is addressed to it waits. The homeserver tries again by itself; the wait can be ended there.");
    finding.action = Words::tr("Try again …");
    return finding;
}

OverviewFinding usersLine(const ServerTrouble &trouble)
{
    OverviewFinding finding{.key = u"users:"_s + trouble.server.toString(),
        .tone = trouble.gap.isEmpty() ? Tone::Warning : Tone::Critical,
        .icon = trouble.gap.isEmpty() ? u"state-stale"_s : u"state-gap"_s,
        .page = u"users"_s};
    finding.refresh = trouble.gap + trouble.stale;
    if (finding.refresh.size() == 1)
        finding.arguments = {{u"user"_s, finding.refresh.constFirst().toString()}};
    else
        finding.arguments = {
            {u"state"_s, toApiName(trouble.gap.isEmpty() ? UserState::Stale : UserState::Gap)}, {u"server"_s, trouble.server.toString()}};
    finding.sentence = displayable(trouble.server.toString(), 120) + u": "_s + consequences(trouble);
    finding.explanation = trouble.gap.isEmpty()
        ? Words::tr("The homeserver knows that it missed something and tries to fetch the list again.")
        : Words::tr("An update was lost and no resync followed: messages may go to devices that are gone, or miss new ones. Refresh them.");
    finding.action = Words::tr("Refresh %n user(s)", nullptr, int(finding.refresh.size()));
    return finding;
}

void takeOff(Inspection::Overview &overview, UserState state, qint64 number)
{
    if (overview.states.contains(state))
        overview.states[state] = std::max<qint64>(0, overview.states.value(state) - number);
}
} // namespace

QList<ServerTrouble> serverTroubles(const OverviewDetails &details)
{
    QHash<ServerName, ServerTrouble> byServer;
    const auto at = [&byServer](const ServerName &server) -> ServerTrouble & {
        ServerTrouble &trouble = byServer[server];
        trouble.server = server;
        return trouble;
    };
    for (const Inspection::Destination &failing : details.failing) {
        at(failing.destination).failing = failing;
        at(failing.destination).marked = std::max<qint64>(0, failing.usersStale);
    }
    QHash<ServerName, std::pair<qint64, qint64>> counted; // stale, and stale with a gap
    for (const Inspection::UserSummary &user : details.users) {
        if (user.states.contains(UserState::Stale)) {
            ++counted[user.userId.server()].first;
            counted[user.userId.server()].second += user.states.contains(UserState::Gap) ? 1 : 0;
        }
        ServerTrouble &trouble = at(user.userId.server());
        // The louder word says it for both.
        (user.states.contains(UserState::Gap) ? trouble.gap : trouble.stale).append(user.userId);
    }
    for (const Inspection::OutboxQueue &queue : details.outbox) {
        if (const auto known = byServer.find(queue.destination); known != byServer.end())
            known->waiting = std::max<qint64>(0, queue.messages);
    }
    QList<ServerTrouble> result = byServer.values();
    for (ServerTrouble &trouble : result) {
        const auto [stale, both] = counted.value(trouble.server);
        trouble.marked = std::max(trouble.marked, stale);
        trouble.staleCount = trouble.marked - both;
    }
    std::ranges::sort(result, [](const ServerTrouble &a, const ServerTrouble &b) {
        return std::tuple(-a.gap.size(), -a.staleCount, -a.waiting, a.server.toString())
            < std::tuple(-b.gap.size(), -b.staleCount, -b.waiting, b.server.toString());
    });
    return result;
}

QList<OverviewFinding> serverFindings(const QList<ServerTrouble> &troubles, Inspection::Overview &overview, int limit)
{
    QList<OverviewFinding> findings;
    for (const ServerTrouble &trouble : troubles) {
        if (findings.size() >= limit)
            break;
        if (trouble.failing) {
            findings.append(failingLine(trouble));
            overview.destinationsFailing = std::max<qint64>(0, overview.destinationsFailing - 1);
            takeOff(overview, UserState::RemoteFailing, std::max<qint64>(0, trouble.failing->usersTracked));
        } else {
            findings.append(usersLine(trouble));
        }
        takeOff(overview, UserState::Gap, trouble.gap.size());
        takeOff(overview, UserState::Stale, trouble.marked);
    }
    return findings;
}

} // namespace Lockstep
