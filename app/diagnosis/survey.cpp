// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/survey.h"

#include "core/log.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Diagnosis {

using namespace Inspection;

namespace {

constexpr qint64 keysKeptMs = 60'000;

template <typename Item>
void append(QList<Item> &items, QSet<Part> &unread, Part part, const Result<Page<Item>> &page)
{
    if (page)
        items += page->items;
    else if (page.error().kind != Error::Unsupported && page.error().kind != Error::NotFound)
        unread.insert(part);
}

} // namespace

Survey::Survey(Source &source, ServerName own, Differing differing)
    : m_source(source)
    , m_own(std::move(own))
    , m_differing(std::move(differing))
{
}

/// Each user once, with all that any of the lists said.
static void addOnce(Facts &facts, QHash<UserId, qsizetype> &place, const UserSummary &user)
{
    const auto known = place.constFind(user.userId);
    if (known == place.cend()) {
        place.insert(user.userId, facts.users.size());
        facts.users.append(user);
        return;
    }
    UserSummary &kept = facts.users[*known];
    for (const UserState state : user.states) {
        if (!kept.states.contains(state))
            kept.states.append(state);
    }
}

void Survey::addUsers(Facts &facts, UserState state)
{
    UserQuery query;
    query.state = state;
    query.limit = listedUsers;
    const auto page = m_source.users(query);
    if (!page) {
        if (page.error().kind != Error::Unsupported)
            facts.unread.insert(Part::Lists);
        return;
    }
    if (!page->next.isEmpty())
        facts.cutAt.insert(state);
    for (const UserSummary &user : page->items)
        addOnce(facts, m_place, user);
}

/// The checks behind these counts go on slowly, and a list costs a look at each user.
void Survey::addKeys(Facts &facts, const Overview &overview)
{
    for (const UserState state : {UserState::UnusableKeys, UserState::CrossSigningBroken}) {
        const qint64 count = overview.states.value(state, -1);
        Kept &kept = m_kept[state];
        if (count != 0 && (count != kept.count || facts.now - kept.at >= keysKeptMs)) {
            UserQuery query;
            query.state = state;
            query.limit = listedUsers;
            auto page = m_source.users(query);
            if (!page) {
                if (page.error().kind != Error::Unsupported)
                    facts.unread.insert(Part::Keys);
                continue;
            }
            kept = {.count = count, .at = facts.now, .page = std::move(*page)};
        } else if (count == 0) {
            kept = {.count = 0, .at = facts.now, .page = {}};
        }
        if (!kept.page.next.isEmpty())
            facts.cutAt.insert(state);
        for (const UserSummary &user : std::as_const(kept.page.items))
            addOnce(facts, m_place, user);
    }
}

void Survey::addServers(Facts &facts)
{
    DestinationQuery query;
    query.failingOnly = true;
    query.limit = PageQuery::maxLimit;
    while (facts.failing.size() < listedServers) {
        const auto page = m_source.destinations(query);
        append(facts.failing, facts.unread, Part::Servers, page);
        if (!page || page->next.isEmpty())
            return;
        query.after = page->next;
    }
}

void Survey::addQueues(Facts &facts)
{
    PageQuery query;
    query.limit = listedQueues;
    append(facts.outbox, facts.unread, Part::Queues, m_source.outbox(query));
    append(facts.updates, facts.unread, Part::Queues, m_source.updateQueues(query));
    InboxQuery deepest;
    deepest.order = InboxOrder::ByDepth;
    append(facts.inbox, facts.unread, Part::Queues, m_source.inbox(deepest));
    auto own = m_source.ownSide();
    if (own)
        facts.ownSide = std::move(*own);
    else if (own.error().kind != Error::Unsupported && own.error().kind != Error::NotFound)
        facts.unread.insert(Part::Queues);
}

/// What a comparison found stands beside what the source says of the same list.
void Survey::addDiffering(Facts &facts)
{
    if (!m_differing)
        return;
    const auto page = m_differing();
    if (!page) {
        facts.unread.insert(Part::Audits);
        return;
    }
    if (!page->next.isEmpty())
        facts.cutAt.insert(UserState::Differs);
    for (const UserSummary &user : page->items) {
        const qsizetype known = m_place.value(user.userId, -1);
        addOnce(facts, m_place, user);
        if (known >= 0)
            facts.users[known].findings += user.findings;
    }
}

Facts Survey::look(qint64 now)
{
    Facts facts;
    facts.now = now;
    facts.own = m_own;
    m_place.clear();
    const auto info = m_source.info();
    if (info)
        facts.sources = info->sources;
    else
        facts.unread.insert(Part::Sources);
    const auto overview = m_source.overview();
    if (overview)
        facts.troubles = overview->troubles;
    else
        facts.unread += {Part::Lists, Part::Keys};
    for (const UserState state :
        {UserState::Stale, UserState::Queued, UserState::LeftoverMarker, UserState::Gap, UserState::TooManyDevices, UserState::ResyncLoop})
        addUsers(facts, state);
    if (overview)
        addKeys(facts, *overview);
    addDiffering(facts);
    addServers(facts);
    addQueues(facts);
    std::sort(facts.users.begin(), facts.users.end(), [](const UserSummary &a, const UserSummary &b) { return a.userId < b.userId; });
    return facts;
}

} // namespace Lockstep::Diagnosis
