// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/searchdesk.h"

#include "search/index.h"
#include "search/indexer.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Server {

using namespace Inspection;

namespace {

/// Of one page; what is not found by then comes with the next one.
constexpr qint64 pageBudgetMs = 1'000;
/// Hits whose states are looked at for one page.
constexpr qsizetype mostLookedAt = 5'000;
constexpr int leastHits = 20, mostHits = 500;

/// Whether the source has a list of its own of the users in this state, which is the shorter way.
bool hasOwnList(UserState state)
{
    switch (state) {
    case UserState::InStep:
    case UserState::RemoteFailing:
    case UserState::UnsignedDevices:
        return false;
    default:
        return true;
    }
}

/// What the ID alone tells of rows that are not from the index.
void addMatches(QList<UserSummary> &users, const Search::Query &search)
{
    for (UserSummary &user : users) {
        if (const auto found = search.in({.user = user.userId}))
            user.matched = found->matches;
    }
}

} // namespace

/// Where a page begins: among the hits, or among those that were not indexed when the list began.
struct SearchDesk::Place
{
    bool isIndexed = true;
    QString scannedTo; ///< where the first scan was then
    bool wasComplete = false;
    QString after; ///< of the index, or of the source

    static std::optional<Place> parse(const QString &text)
    {
        const QStringList parts = text.split(u'~');
        if (parts.size() != 4 || (parts.at(0) != "i"_L1 && parts.at(0) != "s"_L1))
            return {};
        return Place{.isIndexed = parts.at(0) == "i"_L1,
            .scannedTo = QString::fromUtf8(QByteArray::fromBase64(parts.at(1).toLatin1(), QByteArray::Base64UrlEncoding)),
            .wasComplete = parts.at(2) == "1"_L1,
            .after = parts.at(3)};
    }
    QString toString() const
    {
        const QByteArray user = scannedTo.toUtf8().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        return QStringList{isIndexed ? u"i"_s : u"s"_s, QString::fromLatin1(user), wasComplete ? u"1"_s : u"0"_s, after}.join(u'~');
    }
};

SearchDesk::SearchDesk(Source *source, Search::Indexer *indexer)
    : m_source(source)
    , m_indexer(indexer)
{
}

void SearchDesk::noteDamage(const Error &error) const
{
    if (m_indexer && error.kind == Error::BadAnswer)
        m_indexer->distrust(error.text);
}

Result<SearchDesk::Users> SearchDesk::users(const UserQuery &query) const
{
    const bool isPlain = query.search.trimmed().isEmpty() && query.server.isEmpty();
    const bool holdsNul = query.search.contains(QChar::Null) || query.server.contains(QChar::Null);
    if (isPlain || holdsNul || !m_indexer)
        return m_source->users(query);
    if (query.state && hasOwnList(*query.state))
        return among(query, [this](const UserQuery &all) { return m_source->users(all); });
    // From its beginning an ID is found along the source's own order, which is of this moment.
    if (query.search.startsWith(u'@') && !Place::parse(query.after)) {
        auto page = m_source->users(query);
        const bool isEmpty = page && page->items.isEmpty() && page->next.isEmpty() && query.after.isEmpty();
        if (!page || !isEmpty) {
            if (page) {
                addMatches(page->items, Search::Query(query.search));
                page->searched = m_indexer->state();
            }
            return page;
        }
    }
    return ranked(query);
}

Result<SearchDesk::Users> SearchDesk::ranked(const UserQuery &query) const
{
    const auto index = m_indexer->index();
    const SearchState state = m_indexer->state();
    Place place{.isIndexed = index != nullptr,
        .scannedTo = index ? m_indexer->scannedTo().toString() : QString(),
        .wasComplete = index && state.complete,
        .after = {}};
    if (!query.after.isEmpty()) {
        const auto given = Place::parse(query.after);
        if (!given)
            return failure(Error::BadInput, u"after is not a value that this list gave out; start again without it."_s);
        place = *given;
    }
    const Search::Query search(query.search, ServerName(query.server));
    Users page;
    page.searched = state;
    if (place.isIndexed && index) {
        const auto added = addHits(page, query, search, *index, place);
        if (!added && added.error().kind == Error::BadInput)
            return failure(added.error());
        if (!added) {
            noteDamage(added.error());
            // The index is no use now: as if there were none.
            place = {.isIndexed = false, .scannedTo = {}, .wasComplete = false, .after = {}};
            page.searched = SearchState{.total = state.total};
        } else if (!page.next.isEmpty()) {
            return page;
        } else if (place.wasComplete) {
            return page;
        } else {
            place.isIndexed = false;
            place.after.clear();
        }
    }
    place.isIndexed = false;
    if (page.items.size() >= query.limit) {
        page.next = place.toString();
        return page;
    }
    if (const auto added = addUnindexed(page, query, search, place); !added)
        return failure(added.error());
    return page;
}

Result<void> SearchDesk::addHits(
    Users &page, const UserQuery &query, const Search::Query &search, const Search::Index &index, Place &place) const
{
    QElapsedTimer clock;
    clock.start();
    qsizetype looked = 0;
    for (int wanted = query.limit;;) {
        const auto hits = index.find(search, place.after, wanted);
        if (!hits)
            return failure(hits.error());
        QList<UserId> users;
        QHash<UserId, QList<Match>> matches;
        for (const auto &hit : hits->hits) {
            users.append(hit.user);
            matches.insert(hit.user, hit.matches);
        }
        auto rows = m_source->summaries(users);
        if (!rows)
            return failure(
                rows.error().kind == Error::BadAnswer ? Error{.kind = Error::Database, .text = rows.error().text} : rows.error());
        looked += users.size();
        for (UserSummary &row : *rows) {
            if (query.state && !row.states.contains(*query.state))
                continue;
            row.matched = matches.value(row.userId);
            page.items.append(std::move(row));
        }
        place.after = hits->next;
        page.partial = hits->isPartial;
        if (hits->next.isEmpty())
            return {};
        const qsizetype left = query.limit - page.items.size();
        if (left <= 0 || hits->isPartial || clock.hasExpired(pageBudgetMs) || looked >= mostLookedAt) {
            page.next = place.toString();
            page.partial = left > 0;
            return {};
        }
        // Never more than what is wanted: a row that was left out would be lost.
        wanted = int(std::clamp<qsizetype>(left, std::min<qsizetype>(leastHits, left), mostHits));
    }
}

/// Those who were not indexed when the list began.
Result<void> SearchDesk::addUnindexed(Users &page, const UserQuery &query, const Search::Query &search, Place &place) const
{
    UserQuery rest = query;
    rest.limit = int(query.limit - page.items.size());
    rest.after = place.after;
    rest.beyond = UserId(place.scannedTo);
    auto found = m_source->users(rest);
    if (!found)
        return failure(found.error());
    found->items.removeIf([&](const UserSummary &user) {
        return std::ranges::any_of(page.items, [&](const UserSummary &before) { return before.userId == user.userId; });
    });
    addMatches(found->items, search);
    page.items += std::move(found->items);
    page.partial = found->partial;
    place.after = found->next;
    page.next = found->next.isEmpty() ? QString() : place.toString();
    return {};
}

Result<SearchDesk::Users> SearchDesk::among(const UserQuery &query, const Pages &pages) const
{
    if (query.search.trimmed().isEmpty() || !m_indexer)
        return pages(query);
    QElapsedTimer clock;
    clock.start();
    const Search::Query search(query.search, ServerName(query.server));
    const auto index = m_indexer->index();
    UserQuery rest = query;
    rest.search.clear();
    Users page;
    page.searched = m_indexer->state();
    for (;;) {
        rest.limit = int(query.limit - page.items.size());
        auto some = pages(rest);
        if (!some)
            return some;
        QList<UserId> users;
        for (const UserSummary &user : std::as_const(some->items))
            users.append(user.userId);
        QHash<UserId, ListTexts> texts;
        if (index && !users.isEmpty()) {
            if (auto known = index->texts(users))
                texts = std::move(*known);
            else
                noteDamage(known.error());
        }
        for (UserSummary &user : some->items) {
            const auto found = search.in(texts.value(user.userId, ListTexts{.user = user.userId}));
            if (!found)
                continue;
            user.matched = found->matches;
            page.items.append(std::move(user));
        }
        page.next = some->next;
        page.partial = some->partial;
        if (some->next.isEmpty() || page.items.size() >= query.limit)
            return page;
        if (some->partial || clock.hasExpired(pageBudgetMs)) {
            page.partial = true;
            return page;
        }
        rest.after = some->next;
    }
}

} // namespace Lockstep::Server
