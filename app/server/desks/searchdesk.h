// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/source.h"
#include "search/query.h"

#include <functional>

namespace Lockstep::Search {
class Index;
class Indexer;
} // namespace Lockstep::Search

namespace Lockstep::Server {

/// The users that a search, or one server's name, narrows a list down to: by the index as far as that goes, and beyond it as the source
/// searches by itself, which knows IDs only and looks at a bounded stretch for each page. Every row says what matched, every page how much
/// is indexed. Thread-safe.
class SearchDesk
{
public:
    using Users = Inspection::Page<Inspection::UserSummary>;
    using Pages = std::function<Result<Users>(const Inspection::UserQuery &)>;

    /// Both outlive it. \a indexer may be null: nothing is indexed.
    SearchDesk(Inspection::Source *source, Search::Indexer *indexer);

    /// As Source::users(). With a state that has a list of its own the order is that list's; otherwise the best come first, and in a page
    /// that is not from the index (SearchState::complete says when there are such) a user may come again.
    Result<Users> users(const Inspection::UserQuery &query) const;
    /// Of the lists that \a pages gives for the query without its search, those that the search finds.
    Result<Users> among(const Inspection::UserQuery &query, const Pages &pages) const;

private:
    struct Place;
    Result<Users> ranked(const Inspection::UserQuery &query) const;
    Result<void> addHits(
        Users &page, const Inspection::UserQuery &query, const Search::Query &search, const Search::Index &index, Place &place) const;
    Result<void> addUnindexed(Users &page, const Inspection::UserQuery &query, const Search::Query &search, Place &place) const;
    void noteDamage(const Error &error) const;

    Inspection::Source *const m_source;
    Search::Indexer *const m_indexer;
};

} // namespace Lockstep::Server
