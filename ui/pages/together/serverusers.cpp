// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/together/serverusers.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "model/mergedmodel.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>

#include <algorithm>
#include <climits>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Lockstep::ServerUsers)
};

constexpr qsizetype longestServer = 120;

/// As many as are missing; the list that the server gives holds those that are here already.
void take(const Page<UserSummary> &page, ServerUsers *chosen)
{
    for (const UserSummary &user : page.items) {
        if (chosen->users.contains(user.userId))
            continue;
        if (chosen->users.size() == MergedModel::mostUsers) {
            chosen->isAll = false;
            return;
        }
        chosen->users.append(user.userId);
    }
}

int plural(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, INT_MAX));
}

} // namespace

void chooseServerUsers(Client *client, const ServerName &server, QObject *context, std::function<void(const Result<ServerUsers> &)> done)
{
    UserQuery stale;
    stale.state = UserState::Stale;
    stale.server = server.toString();
    stale.limit = MergedModel::mostUsers;
    client->users(stale, context, [client, server, context, done = std::move(done)](const Result<Page<UserSummary>> &first) {
        if (!first)
            return done(failure(first.error()));
        ServerUsers chosen;
        take(*first, &chosen);
        chosen.stale = chosen.users.size();
        if (chosen.users.size() == MergedModel::mostUsers)
            return done(chosen);
        UserQuery all;
        all.server = server.toString();
        all.limit = 2 * MergedModel::mostUsers; // those that were found already are among them
        client->users(all, context, [chosen, done](const Result<Page<UserSummary>> &second) mutable {
            if (!second)
                return done(failure(second.error()));
            chosen.isAll = second->next.isEmpty() && !second->partial;
            take(*second, &chosen);
            done(chosen);
        });
    });
}

QString textOf(const ServerUsers &chosen, const ServerName &server, qint64 tracked, qint64 stale)
{
    const QString name = displayable(server.toString(), longestServer);
    const qint64 shown = chosen.users.size();
    // Where all that are shown are stale nobody asked for others, and the count of the server's row is all that there is.
    if (chosen.isAll || (tracked == shown && chosen.stale == shown))
        return Words::tr("All %n tracked user(s) of %1, the newest first.", nullptr, plural(shown)).arg(name);
    QString text
        = Words::tr("%n user(s) of %1, those who are stale before the others; the newest first.", nullptr, plural(shown)).arg(name);
    if (tracked <= shown)
        return text + u' ' + Words::tr("There may be others, who are left out.");
    text += u' ' + Words::tr("%n other(s) are left out.", nullptr, plural(tracked - shown));
    if (stale > chosen.stale)
        text += u' ' + Words::tr("%n of those are stale.", nullptr, plural(stale - chosen.stale));
    return text;
}

} // namespace Lockstep
