// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// One other server, and when it could be reached.

#include "core/log.h"
#include "history/recording/reachrecorder.h"
#include "lab/stage/labsource.h"
#include "lab/state/actor.h"
#include "lab/state/clock.h"
#include "lab/state/storage.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Inspection;

/// Every look at all of them is one for the record: who tells of incidents looks every few seconds.
void LabSource::record(const QList<Destination> &all) const
{
    QList<ServerName> over = m_parts.reach->allInBackoff();
    for (const Destination &destination : all) {
        if (destination.failingSince == 0)
            continue;
        m_parts.reach->inBackoff(destination.destination, destination.failingSince);
        over.removeOne(destination.destination);
    }
    for (const ServerName &server : std::as_const(over))
        m_parts.reach->notInBackoff(server);
    if (const auto kept = m_parts.reach->keep(); !kept)
        qCWarning(lcLab).noquote() << kept.error().text;
}

Result<DestinationDetails> LabSource::destination(const ServerName &destination)
{
    const auto all = destinations({});
    if (!all)
        return failure(all.error());
    DestinationDetails details;
    const auto reach = m_parts.reach->of(destination);
    if (!reach)
        return failure(reach.error());
    details.reach = *reach;
    details.reachAvailable = details.contactsAvailable = details.outboxAvailable = details.updatesAvailable
        = {.available = true, .reason = {}};
    const QString name = destination.toString();
    bool isKnown = false;
    m_state->actor().call([&] {
        Storage &storage = m_state->storage();
        isKnown = storage
                      .value(u"SELECT 1 WHERE EXISTS (SELECT 1 FROM destinations WHERE destination = ?) OR EXISTS (SELECT 1 FROM tracked "
                             "WHERE server = ?) OR EXISTS (SELECT 1 FROM outgoing WHERE destination = ?)"_s,
                          {name, name, name})
                      .isValid();
        details.destination = destinationOf(destination).value_or(Destination{.destination = destination});
        Rows rows = storage.run(u"SELECT edu_type = 'm.direct_to_device', COUNT(*), COUNT(DISTINCT user_id), SUM(LENGTH(content)), "
                                "MIN(queued), MAX(queued) FROM outgoing WHERE destination = ? GROUP BY 1"_s,
            {name});
        while (rows.next()) {
            if (rows.value(0).toInt() == 1)
                details.outbox = OutboxQueue{.destination = destination,
                    .messages = rows.value(1).toLongLong(),
                    .bytes = rows.value(3).toLongLong(),
                    .oldestQueued = rows.value(4).toLongLong(),
                    .newestQueued = rows.value(5).toLongLong()};
            else
                details.updates = UpdatesQueue{.destination = destination,
                    .updates = rows.value(1).toLongLong(),
                    .users = rows.value(2).toLongLong(),
                    .oldest = rows.value(4).toLongLong()};
        }
        qint64 oldest = details.outbox ? details.outbox->oldestQueued : 0;
        if (details.updates && (oldest == 0 || details.updates->oldest < oldest))
            oldest = details.updates->oldest;
        details.waiting = waitingFor(destination, oldest > 0 ? oldest : m_state->clock().now());
        if (details.outbox)
            details.outbox->waiting = details.waiting;
        if (details.updates)
            details.updates->waiting = details.waiting;
    });
    if (!isKnown && details.reach.contacts.isEmpty() && details.reach.spans.isEmpty())
        return failure(Error::NotFound, u"This homeserver has nothing to do with %1."_s.arg(displayable(name)), 404, u"M_NOT_FOUND"_s);
    return details;
}

} // namespace Lockstep::Lab
