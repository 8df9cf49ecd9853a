// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/listdifferences.h"

#include "core/log.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Server {

using namespace Inspection;

namespace {

constexpr auto countedFor = std::chrono::seconds(2);
constexpr int askedAtOnce = 5;
constexpr int readAtOnce = 1'000;
/// What a page with a filter looks through.
constexpr int mostLookedThrough = 20'000;
constexpr qint64 pageBudgetMs = 1'500;

Finding findingOf(const History::LastAuditedRow &row)
{
    const QString origin = displayable(row.origin, 120);
    return {.id = u"list_differs"_s,
        .severity = row.isGrave ? Severity::Error : Severity::Info,
        .text = row.isGrave
            ? u"The list here is not what %1 said when both were compared, and it was not fetched since: a refresh fetches it."_s.arg(
                origin)
            : u"Names of devices here are not those that %1 said when both were compared; everything else was the same."_s.arg(origin),
        .since = row.at,
        .last = row.at,
        .audit = row.audit};
}

void addTo(UserSummary &user, const History::LastAuditedRow &row)
{
    user.findings.append(findingOf(row));
    std::stable_sort(
        user.findings.begin(), user.findings.end(), [](const Finding &a, const Finding &b) { return int(a.severity) > int(b.severity); });
    if (!row.isGrave)
        return;
    user.states.removeAll(UserState::InStep);
    user.states.append(UserState::Differs);
}

bool isMeant(const UserQuery &query, const UserId &user)
{
    if (!query.server.isEmpty() && user.server().toString() != query.server)
        return false;
    const QString id = user.toString();
    return query.search.startsWith(u'@') ? id.startsWith(query.search) : id.contains(query.search, Qt::CaseInsensitive);
}

} // namespace

ListDifferences::ListDifferences(Source *source, History::Audits *kept)
    : m_source(source)
    , m_kept(kept)
{
}

Result<void> ListDifferences::addTo(QList<UserSummary> &users) const
{
    QList<UserId> ids;
    QHash<UserId, qsizetype> places;
    for (qsizetype i = 0; i < users.size(); ++i) {
        ids.append(users.at(i).userId);
        places.insert(users.at(i).userId, i);
    }
    const auto rows = m_kept->differing(ids);
    if (!rows)
        return failure(rows.error());
    for (const History::LastAuditedRow &row : *rows)
        Server::addTo(users[places.value(row.user)], row);
    return {};
}

Result<Page<UserSummary>> ListDifferences::page(const UserQuery &query) const
{
    UserId after(query.after);
    if (!query.after.isEmpty() && !after.isValid())
        return failure(Error::BadInput, u"after is not a value that this list gave out; start again without it."_s);
    QElapsedTimer clock;
    clock.start();
    Page<UserSummary> page;
    for (int looked = 0;;) {
        const auto rows = m_kept->differing(after, readAtOnce);
        if (!rows)
            return failure(rows.error());
        for (const History::LastAuditedRow &row : *rows) {
            if (page.items.size() >= query.limit || clock.hasExpired(pageBudgetMs) || looked >= mostLookedThrough) {
                page.next = after.toString();
                page.partial = page.items.size() < query.limit;
                return page;
            }
            after = row.user;
            ++looked;
            if (!row.isGrave || !isMeant(query, row.user))
                continue;
            auto details = m_source->user(row.user);
            if (!details && details.error().kind == Error::NotFound)
                continue; // not tracked any more
            if (!details)
                return failure(details.error());
            Server::addTo(details->summary, row);
            page.items.append(std::move(details->summary));
        }
        if (rows->size() < readAtOnce)
            return page;
    }
}

Result<Page<UserSummary>> ListDifferences::all()
{
    const auto rows = m_kept->differing(UserId(), mostTold + 1);
    if (!rows)
        return failure(rows.error());
    lookForGone(*rows);
    Page<UserSummary> page;
    const std::lock_guard lock(m_mutex);
    for (const History::LastAuditedRow &row : rows->first(std::min<qsizetype>(rows->size(), mostTold))) {
        if (!row.isGrave || m_gone.contains(row.user))
            continue;
        UserSummary user;
        user.userId = row.user;
        Server::addTo(user, row);
        page.items.append(std::move(user));
    }
    if (rows->size() > mostTold)
        page.next = rows->at(mostTold - 1).user.toString();
    return page;
}

/// On the thread of who looks for incidents.
void ListDifferences::lookForGone(const QList<History::LastAuditedRow> &rows)
{
    if (rows.isEmpty()) {
        const std::lock_guard lock(m_mutex);
        m_gone.clear();
        return;
    }
    auto next = std::upper_bound(
        rows.cbegin(), rows.cend(), m_asked, [](const UserId &last, const History::LastAuditedRow &row) { return last < row.user; });
    for (int i = 0; i < std::min<qsizetype>(askedAtOnce, rows.size()); ++i, ++next) {
        if (next == rows.cend())
            next = rows.cbegin();
        m_asked = next->user;
        const auto details = m_source->user(m_asked);
        const std::lock_guard lock(m_mutex);
        if (!details && details.error().kind == Error::NotFound)
            m_gone.insert(m_asked);
        else if (details)
            m_gone.remove(m_asked);
    }
}

Result<qint64> ListDifferences::count() const
{
    const std::lock_guard lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (m_count && now - m_count->second < countedFor)
        return m_count->first;
    const auto count = m_kept->countGrave(mostCounted);
    if (count)
        m_count = {*count, now};
    return count;
}

void ListDifferences::fetched(const UserId &user)
{
    if (const auto noted = m_kept->noteFetched(user); !noted)
        qCWarning(lcInspection) << "That a list was fetched could not be kept:" << noted.error().text;
}

} // namespace Lockstep::Server
