// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/usergathering.h"

#include "inspection/client/client.h"
#include "session/refresh/refreshplan.h"

namespace Lockstep {

UserGathering::UserGathering(Inspection::Client *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
}

void UserGathering::start(const Inspection::UserQuery &query)
{
    m_call.cancel();
    m_query = query;
    m_query.limit = Inspection::PageQuery::maxLimit;
    m_query.after.clear();
    m_users.clear();
    m_cut = false;
    next();
}

void UserGathering::cancel()
{
    m_call.cancel();
}

void UserGathering::next()
{
    m_call = m_client->users(m_query, this, [this](const Result<Inspection::Page<Inspection::UserSummary>> &page) { take(page); });
}

void UserGathering::take(const Result<Inspection::Page<Inspection::UserSummary>> &page)
{
    if (!page) {
        Q_EMIT failed(page.error());
        return;
    }
    m_users += page->items;
    // A page may be empty and not the last one, but one that leads to itself would have no end.
    const bool isLast = page->next.isEmpty();
    const bool goesOn = !isLast && page->next != m_query.after && m_users.size() <= RefreshPlan::maxUsers;
    m_query.after = page->next;
    if (goesOn) {
        Q_EMIT progressed(m_users.size());
        next();
        return;
    }
    m_cut = !isLast || page->partial;
    Q_EMIT finished();
}

} // namespace Lockstep
