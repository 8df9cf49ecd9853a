// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/destinationmodel.h"

#include "inspection/client/client.h"

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

// The model's own cursors: which of the two queries goes on, then the server's cursor.
static const QString failingCursor = u"failing:"_s;
static const QString allCursor = u"all:"_s;

DestinationModel::DestinationModel(Client *client, QObject *parent)
    : KeysetModel(parent)
    , m_client(client)
{
    connect(this, &PagedModel::listRead, this, &DestinationModel::readWaiting);
}

/// The deepest part of the outbox, once for each time that the list is read; a column must not cost a request for each row.
void DestinationModel::readWaiting()
{
    PageQuery query;
    query.limit = PageQuery::maxLimit;
    m_waitingCall.cancel();
    m_waitingCall = m_client->outbox(query, this, [this](const Result<Page<OutboxQueue>> &result) {
        m_waitingCall = {};
        m_waiting.clear();
        m_waitingWhole = result && result->next.isEmpty() && !result->partial;
        if (result) {
            for (const OutboxQueue &queue : result->items)
                m_waiting.insert(queue.destination, queue.messages);
        }
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, Waiting), index(rowCount() - 1, Waiting));
    });
}

void DestinationModel::setFailingOnly(bool failingOnly)
{
    m_failingOnly = failingOnly;
    restart();
}

Http::CallHandle DestinationModel::requestPage(const PageQuery &query, Http::Done<Page<Inspection::Destination>> done)
{
    DestinationQuery destinations;
    destinations.limit = query.limit;
    destinations.failingOnly = !query.after.startsWith(allCursor);
    destinations.after = query.after.mid(query.after.indexOf(u':') + 1);
    const bool goOn = !m_failingOnly;
    return m_client->destinations(destinations, this,
        [done = std::move(done), failing = destinations.failingOnly, goOn](const Result<Page<Inspection::Destination>> &result) {
            if (!result) {
                done(result);
                return;
            }
            Page<Inspection::Destination> page = *result;
            if (!page.next.isEmpty())
                page.next.prepend(failing ? failingCursor : allCursor);
            else if (failing && goOn)
                page.next = allCursor;
            done(page);
        });
}

QVariant DestinationModel::value(const Inspection::Destination &row, int column) const
{
    switch (Column(column)) {
    case Destination:
        return row.destination.toString();
    case FailingSince:
        return rawTime(row.failingSince);
    case RetryLast:
        return rawTime(row.retryLast);
    case RetryAt:
        return rawTime(row.retryAt);
    case RetryInterval:
        return rawTime(row.retryInterval);
    case UsersTracked:
        return rawCount(row.usersTracked);
    case UsersStale:
        return rawCount(row.usersStale);
    case Waiting:
        return rawCount(m_waiting.value(row.destination, m_waitingWhole ? 0 : -1));
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
