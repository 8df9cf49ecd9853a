// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What this gateway knows of one user, for another server's operator.

#include "inspection/casefiles/casefile.h"
#include "server/callreading.h"

#include <QDateTime>
#include <QSet>

namespace Lockstep::Server {

using namespace Http;
using namespace Inspection;

/// A local user as others are told of them.
Result<void> Server::Private::addSender(Case &file, const OwnUserQuery &query) const
{
    auto own = source->ownUser(file.userId, query);
    if (!own)
        return failure(own.error());
    file.sender = std::move(*own);
    return {};
}

/// A remote one as they are held here. That they are not is something to tell, too.
Result<void> Server::Private::addReceiver(Case &file, const Info &info) const
{
    auto details = source->user(file.userId);
    if (!details && details.error().kind != Error::NotFound)
        return failure(details.error());
    if (!details) {
        file.why = details.error().text;
        return {};
    }
    if (options.incidents) {
        options.incidents->name(details->summary);
        QSet<QString> told;
        for (const Finding &finding : std::as_const(details->summary.findings)) {
            if (finding.incident.isEmpty() || told.contains(finding.incident))
                continue;
            told.insert(finding.incident);
            if (auto incident = options.incidents->incident(finding.incident))
                file.incidents.append(std::move(*incident));
        }
    }
    ReceiversView view{.at = QDateTime::currentMSecsSinceEpoch(), .details = std::move(*details), .history = info.history};
    view.recordedSince = info.recordedSince;
    if (history && view.history.available) {
        auto updates = history->updates(file.userId, 0, Case::mostUpdates + 1, true);
        if (!updates)
            return failure(updates.error());
        const auto kept = history->keptFrom(file.userId);
        view.isWhole = updates->size() <= Case::mostUpdates && kept && kept->isAll();
        if (updates->size() > Case::mostUpdates)
            updates->resize(Case::mostUpdates);
        view.updates = std::move(*updates);
    }
    file.receiver = std::move(view);
    return {};
}

OutgoingAnswer Server::Private::caseOf(const Call &call)
{
    return withPage<OwnUserQuery>(call, [&](OwnUserQuery &query) {
        if (const QString name = call.query(u"destination"_s); !name.isEmpty()) {
            query.destination = ServerName(name);
            if (!query.destination->isValid())
                return invalidParameter(u"destination is not a server name."_s);
        }
        return withUser(call, [&](const UserId &user) {
            const Result<Info> info = whole();
            if (!info)
                return answerFor(info.error());
            Case file{.server = info->serverName, .kind = info->kind, .serverVersion = info->serverVersion, .userId = user};
            file.made = QDateTime::currentMSecsSinceEpoch();
            file.madeBy = u"" LOCKSTEP_VERSION ""_s;
            file.sources = info->sources;
            const auto added = user.server() == info->serverName ? addSender(file, query) : addReceiver(file, *info);
            if (!added)
                return answerFor(added.error());
            return OutgoingAnswer{.body = toCaseFile(file)};
        });
    });
}

} // namespace Lockstep::Server
