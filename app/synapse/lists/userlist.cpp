// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/lists/devicelists.h"
#include "synapse/tables/cursor.h"
#include "synapse/tables/queuesql.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// How long a page may look for what no index answers, and how many users at a time.
constexpr qint64 searchBudgetMs = 1'500;
constexpr int cheapChunk = 5'000;
constexpr int factsChunk = 500;
constexpr int mostCandidates = 200'000;
constexpr int mostFacts = 5'000;

bool needsFacts(std::optional<UserState> state)
{
    return state == UserState::InStep || state == UserState::RemoteFailing || state == UserState::UnsignedDevices
        || state == UserState::Stale || state == UserState::Queued || state == UserState::Orphaned || state == UserState::LeftoverMarker
        || state == UserState::UnusableKeys || state == UserState::CrossSigningBroken || state == UserState::TooManyDevices
        || state == UserState::ResyncLoop;
}

/// What a user ID alone decides.
struct Filter
{
    QString server;
    QString search;
    bool isPrefix = false;

    explicit Filter(const UserQuery &query)
        : server(query.server)
        , search(query.search)
        , isPrefix(query.search.startsWith(u'@'))
    {
    }
    bool isEmpty() const { return server.isEmpty() && search.isEmpty(); }
    bool accepts(const UserId &user) const
    {
        if (!server.isEmpty() && user.server().toString() != server)
            return false;
        return isPrefix ? user.toString().startsWith(search) : user.toString().contains(search, Qt::CaseInsensitive);
    }
};

struct ListKind
{
    DeviceLists::Order order;
    QString cursor;
    QByteArray types;
};

ListKind kindOf(std::optional<UserState> state)
{
    if (state == UserState::Stale || state == UserState::Queued || state == UserState::LeftoverMarker)
        return {DeviceLists::Order::Marked, u"marked"_s, "is"};
    if (state == UserState::Orphaned)
        return {DeviceLists::Order::Cached, u"cached"_s, "s"};
    if (state == UserState::Gap)
        return {DeviceLists::Order::Gaps, u"gaps"_s, "s"};
    if (state == UserState::UnusableKeys)
        return {DeviceLists::Order::UnusableKeys, u"keys"_s, "s"};
    if (state == UserState::CrossSigningBroken)
        return {DeviceLists::Order::CrossSigningBroken, u"crosssigning"_s, "s"};
    if (state == UserState::TooManyDevices)
        return {DeviceLists::Order::TooManyDevices, u"toomany"_s, "s"};
    if (state == UserState::ResyncLoop)
        return {DeviceLists::Order::ResyncLoop, u"loops"_s, "s"};
    return {DeviceLists::Order::Tracked, u"tracked"_s, "s"};
}

} // namespace

/// Users of an order that is kept in memory.
QList<UserId> DeviceLists::remembered(Order order, const UserId &after, int limit) const
{
    switch (order) {
    case Order::UnusableKeys:
        return m_keys ? m_keys->usersWith(KeyCheck::UnusableKeys, after, limit) : QList<UserId>();
    case Order::CrossSigningBroken:
        return m_keys ? m_keys->usersWith(KeyCheck::CrossSigningBroken, after, limit) : QList<UserId>();
    case Order::TooManyDevices:
        return m_ledger ? m_ledger->tooLong(after, limit) : QList<UserId>();
    case Order::ResyncLoop:
        return m_ledger ? m_ledger->loops(after, limit) : QList<UserId>();
    default:
        return {};
    }
}

Result<QList<DeviceLists::Candidate>> DeviceLists::candidates(Order order, const QJsonArray &after, const QString &from, int limit) const
{
    QList<Candidate> found;
    const auto byUser = [&](const Row &row) { found.append({UserId(row.text(0)), QJsonArray{row.text(0)}}); };
    const QString last = after.isEmpty() ? QString() : after.last().toString();
    Result<void> done;
    switch (order) {
    case Order::Tracked: {
        // A prefix is a range of the index: from the prefix itself on. LIKE would be a scan.
        const bool inclusive = after.isEmpty() || last < from;
        done = m_database.each(u"SELECT user_id FROM device_lists_remote_extremeties WHERE user_id %1 ? ORDER BY user_id LIMIT ?"_s.arg(
                                   inclusive ? u">="_s : u">"_s),
            {inclusive ? from : last, limit}, byUser);
        break;
    }
    case Order::Marked: {
        const qint64 since = after.isEmpty() ? -1 : after.first().toInteger();
        // The first condition is what the index on added_ts can use.
        done = m_database.each(
            u"SELECT user_id, added_ts FROM device_lists_remote_resync WHERE added_ts >= ? AND (added_ts > ? OR user_id > ?)"
            " ORDER BY added_ts, user_id LIMIT ?"_s,
            {since, since, last, limit}, [&](const Row &row) {
                found.append({UserId(row.text(0)), QJsonArray{row.integer(1), row.text(0)}});
            });
        break;
    }
    case Order::Cached:
        done = m_database.each(looseIndexScan(m_database.engine(), u"device_lists_remote_cache"_s, {u"user_id"_s}), {last, limit}, byUser);
        break;
    case Order::Gaps: {
        if (!m_history)
            break;
        const auto users = m_history->usersWithOpenGap(UserId(last), limit);
        if (!users)
            return failure(users.error());
        for (const UserId &user : *users)
            found.append({user, QJsonArray{user.toString()}});
        break;
    }
    case Order::UnusableKeys:
    case Order::CrossSigningBroken:
    case Order::TooManyDevices:
    case Order::ResyncLoop:
        for (const UserId &user : remembered(order, UserId(last), limit))
            found.append({user, QJsonArray{user.toString()}});
        break;
    }
    if (!done)
        return failure(done.error());
    return found;
}

Result<QList<UserId>> DeviceLists::trackedUsers(const UserId &after, int limit) const
{
    QList<UserId> users;
    const auto done = m_database.each(u"SELECT user_id FROM device_lists_remote_extremeties WHERE user_id > ? ORDER BY user_id LIMIT ?"_s,
        {after.toString(), limit}, [&](const Row &row) { users.append(UserId(row.text(0))); });
    if (!done)
        return failure(done.error());
    return users;
}

namespace {

/// One page in the making: takes candidates in the order of their index until the page is full, the index ends or the budget is spent.
class UserSearch
{
public:
    UserSearch(const DeviceLists &lists, const UserQuery &query, ListKind kind)
        : m_lists(lists)
        , m_query(query)
        , m_kind(std::move(kind))
        , m_filter(query)
        , m_byState(needsFacts(query.state))
        , m_from(m_filter.isPrefix && m_kind.order == DeviceLists::Order::Tracked ? query.search : QString())
    {
        m_clock.start();
    }

    const QString &from() const { return m_from; }
    int chunk() const
    {
        // A prefix in the tracked list needs no search: its range is read and ends.
        if (!m_filter.isEmpty() && (m_from.isEmpty() || !m_query.server.isEmpty()))
            return cheapChunk;
        return m_byState ? factsChunk : wanted() + 1;
    }
    bool isSpent() const
    {
        return m_clock.hasExpired(searchBudgetMs) || m_looked >= mostCandidates || (m_byState && m_checked >= mostFacts);
    }

    /// True when the page is complete.
    Result<bool> take(const QList<DeviceLists::Candidate> &found, bool isLastChunk)
    {
        m_looked += int(found.size());
        for (qsizetype next = 0; next < found.size();) {
            QList<DeviceLists::Candidate> batch;
            // As many as are still wanted, or a chunk where most will not have the state.
            const qsizetype most = m_byState ? factsChunk : wanted();
            bool beyond = false;
            for (; next < found.size() && batch.size() < most && !beyond; ++next) {
                beyond = !m_from.isEmpty() && !found.at(next).user.toString().startsWith(m_from);
                if (!beyond && (m_filter.isEmpty() || m_filter.accepts(found.at(next).user)))
                    batch += found.at(next);
            }
            const auto full = add(batch, isLastChunk && (beyond || next == found.size()));
            if (!full)
                return failure(full.error());
            if (*full || beyond)
                return true;
        }
        return isLastChunk;
    }

    Page<UserSummary> page;

private:
    int wanted() const { return int(m_query.limit - page.items.size()); }

    Result<bool> add(const QList<DeviceLists::Candidate> &batch, bool isLast)
    {
        QList<UserId> users;
        for (const auto &candidate : batch)
            users += candidate.user;
        m_checked += int(batch.size());
        const auto facts = m_lists.facts(users);
        if (!facts)
            return failure(facts.error());
        for (qsizetype i = 0; i < facts->size(); ++i) {
            UserSummary summary = toSummary(facts->at(i));
            if (m_query.state && !summary.states.contains(*m_query.state))
                continue;
            page.items += std::move(summary);
            if (wanted() > 0)
                continue;
            if (!isLast || i + 1 < facts->size())
                page.next = encodeCursor(m_kind.cursor, batch.at(i).key);
            return true;
        }
        return false;
    }

    const DeviceLists &m_lists;
    const UserQuery &m_query;
    const ListKind m_kind;
    const Filter m_filter;
    const bool m_byState;
    const QString m_from;
    QElapsedTimer m_clock;
    int m_looked = 0;
    int m_checked = 0;
};

} // namespace

Result<Page<UserSummary>> DeviceLists::users(const UserQuery &query) const
{
    if (query.search.contains(QChar::Null) || query.server.contains(QChar::Null))
        return failure(Error::BadInput, u"What is searched for holds a NUL, which no identifier can hold."_s);
    const ListKind kind = kindOf(query.state);
    const auto start = decodeCursor(query.after, kind.cursor, kind.types);
    if (!start)
        return failure(start.error());
    if (query.state == UserState::Untracked)
        return Page<UserSummary>();

    UserSearch search(*this, query, kind);
    const bool isFromTheMiddle = start->isEmpty() && !query.beyond.isEmpty() && kind.order == Order::Tracked;
    for (QJsonArray after = isFromTheMiddle ? QJsonArray{query.beyond.toString()} : *start;;) {
        const int chunk = search.chunk();
        const auto found = candidates(kind.order, after, search.from(), chunk);
        if (!found)
            return failure(found.error());
        const auto complete = search.take(*found, found->size() < chunk);
        if (!complete)
            return failure(complete.error());
        if (*complete)
            return std::move(search.page);
        after = found->constLast().key;
        if (search.isSpent()) {
            search.page.partial = true;
            search.page.next = encodeCursor(kind.cursor, after);
            return std::move(search.page);
        }
    }
}

} // namespace Lockstep::Synapse
