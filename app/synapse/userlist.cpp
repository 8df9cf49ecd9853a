// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/cursor.h"
#include "synapse/devicelists.h"
#include "synapse/queuesql.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;

namespace {

/// How long a page may look for what no index answers, and how many users at a time.
constexpr qint64 searchBudgetMs = 1'500;
constexpr int cheapChunk = 5'000;
constexpr int factsChunk = 500;
constexpr int mostCandidates = 200'000;
constexpr int mostFacts = 5'000;

bool needsFacts(const QString &state)
{
    return state == State::inStep || state == State::remoteFailing || state == State::unsignedDevices || state == State::stale
        || state == State::queued || state == State::orphaned;
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

ListKind kindOf(const QString &state)
{
    if (state == State::stale || state == State::queued)
        return {DeviceLists::Order::Marked, u"marked"_s, "is"};
    if (state == State::orphaned)
        return {DeviceLists::Order::Cached, u"cached"_s, "s"};
    if (state == State::gap)
        return {DeviceLists::Order::Gaps, u"gaps"_s, "s"};
    return {DeviceLists::Order::Tracked, u"tracked"_s, "s"};
}

bool isState(const QString &state)
{
    return state.isEmpty() || state == State::inStep || state == State::stale || state == State::queued || state == State::orphaned
        || state == State::gap || state == State::remoteFailing || state == State::unsignedDevices || state == State::untracked;
}

} // namespace

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
    }
    if (!done)
        return failure(done.error());
    return found;
}

Result<Page<UserSummary>> DeviceLists::users(const UserQuery &query) const
{
    if (!isState(query.state))
        return failure(Error::BadInput, u"\"%1\" is not a state that users can have."_s.arg(query.state.left(40)));
    const ListKind kind = kindOf(query.state);
    const auto start = decodeCursor(query.after, kind.cursor, kind.types);
    if (!start)
        return failure(start.error());
    Page<UserSummary> page;
    if (query.state == State::untracked)
        return page;
    const Filter filter(query);
    const bool byState = needsFacts(query.state);
    const QString from = filter.isPrefix && kind.order == Order::Tracked ? query.search : QString();
    // A prefix in the tracked list needs no search: its range is read and ends.
    const bool search = !filter.isEmpty() && (from.isEmpty() || !query.server.isEmpty());

    QElapsedTimer clock;
    clock.start();
    QJsonArray after = *start;
    int looked = 0, checked = 0;
    for (;;) {
        const int wanted = int(query.limit - page.items.size());
        const int chunk = search ? cheapChunk : byState ? factsChunk : wanted + 1;
        const auto found = candidates(kind.order, after, from, chunk);
        if (!found)
            return failure(found.error());
        looked += int(found->size());
        for (qsizetype next = 0; next < found->size();) {
            // As many as are still wanted, or a chunk where most will not have the state.
            QList<UserId> batch;
            const qsizetype most = byState ? factsChunk : query.limit - page.items.size();
            QList<QJsonArray> keys;
            bool beyond = false;
            for (; next < found->size() && batch.size() < most; ++next) {
                const Candidate &candidate = found->at(next);
                beyond = !from.isEmpty() && !candidate.user.toString().startsWith(from);
                if (beyond)
                    break;
                after = candidate.key;
                if (filter.isEmpty() || filter.accepts(candidate.user)) {
                    batch += candidate.user;
                    keys += candidate.key;
                }
            }
            const auto facts = this->facts(batch);
            if (!facts)
                return failure(facts.error());
            checked += int(batch.size());
            for (qsizetype i = 0; i < facts->size(); ++i) {
                UserSummary summary = toSummary(facts->at(i));
                if (!query.state.isEmpty() && !summary.states.contains(query.state))
                    continue;
                page.items += std::move(summary);
                if (page.items.size() < query.limit)
                    continue;
                const bool last = found->size() < chunk && next == found->size() && i + 1 == facts->size();
                if (!last && !beyond)
                    page.next = encodeCursor(kind.cursor, keys.at(i));
                return page;
            }
            if (beyond)
                return page;
        }
        if (found->size() < chunk)
            return page;
        if (clock.hasExpired(searchBudgetMs) || looked >= mostCandidates || (byState && checked >= mostFacts)) {
            page.partial = true;
            page.next = encodeCursor(kind.cursor, after);
            return page;
        }
    }
}

} // namespace Lockstep::Synapse
