// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/indexer.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Search {

using namespace Inspection;

namespace {

/// Users that are asked for at a time, and read lists that are written at a time: fewer, and FTS5 has more to merge; more, and its hash
/// table of what is new is larger than the processor's cache, which costs twice as much.
constexpr int usersAtOnce = 500;
constexpr qsizetype writtenAtOnce = 1'000;
/// Between two rounds: so that a small server is gone through often, and no more than a small share of the time goes into it.
constexpr auto longestPause = std::chrono::minutes(10);
constexpr int restForWork = 30;

/// What a file of ours answers that makes no sense is damage.
Error ofIndex(Error error)
{
    if (error.kind == Error::Database)
        error.kind = Error::BadAnswer;
    return error;
}

Error ofSource(Error error)
{
    if (error.kind == Error::BadAnswer)
        error.kind = Error::Database;
    return error;
}

} // namespace

/// One piece of work, the most urgent first.
Result<void> Indexer::step()
{
    takeEvents(0);
    Result<void> done;
    if (!m_changed.isEmpty())
        done = readChanged();
    else if (!m_progress.isComplete || !m_progress.scanned.isEmpty())
        done = scan();
    else if (!m_isTidy)
        done = tidy();
    else if (m_place >= 0 || Clock::now() >= m_nextRound)
        done = round();
    else
        m_isIdle = true;
    if (!done || m_isIdle)
        return done;
    const Extent extent = m_index->extent();
    if (m_progress.isComplete)
        say(SourceState::Ok, u"Indexed users: %1."_s.arg(extent.users));
    else
        say(SourceState::Starting,
            m_total > 0 ? u"The first scan is under way: indexed users: %1 of %2."_s.arg(extent.users).arg(m_total)
                        : u"The first scan is under way: indexed users: %1."_s.arg(extent.users));
    return {};
}

Result<void> Indexer::readTexts(const QList<UserId> &users, QList<ListTexts> *texts, QList<UserId> *gone)
{
    auto read = m_source->listTexts(users);
    if (!read)
        return failure(ofSource(read.error()));
    if (gone) {
        QSet<UserId> left(users.cbegin(), users.cend());
        for (const ListTexts &one : std::as_const(*read))
            left.remove(one.user);
        *gone = left.values();
    }
    *texts += std::move(*read);
    return {};
}

Result<void> Indexer::readChanged()
{
    QList<UserId> users;
    for (auto it = m_changed.cbegin(); it != m_changed.cend() && users.size() < usersAtOnce; ++it)
        users.append(*it);
    QList<ListTexts> texts;
    QList<UserId> gone;
    if (const auto read = readTexts(users, &texts, &gone); !read)
        return read;
    if (const auto changed = m_index->change(texts, gone, m_index->progress()); !changed)
        return failure(ofIndex(changed.error()));
    for (const UserId &user : std::as_const(users))
        m_changed.remove(user);
    const std::lock_guard lock(m_mutex);
    m_waiting = m_changed.size();
    return {};
}

/// What the scan read.
Result<void> Indexer::flush()
{
    const auto done = m_index->change(m_read, {}, m_progress);
    if (!done)
        m_progress = m_index->progress(); // from there once more
    m_read.clear();
    return done ? done : failure(ofIndex(done.error()));
}

Result<void> Indexer::tidy()
{
    const auto more = m_index->tidy();
    if (!more)
        return failure(ofIndex(more.error()));
    m_isTidy = !*more;
    return {};
}

/// Goes on through all tracked users; those who are not indexed are read.
Result<void> Indexer::scan()
{
    m_isRound = m_progress.isComplete;
    if (m_come == 0 && !m_progress.isComplete) {
        const auto overview = m_source->overview();
        const std::lock_guard lock(m_mutex);
        m_total = overview ? overview->trackedUsers : -1;
    }
    if (m_progress.asOf == 0)
        m_progress.asOf = now();
    const auto users = m_source->trackedUsers(m_progress.scanned, usersAtOnce);
    if (!users)
        return failure(ofSource(users.error()));
    QList<UserId> unknown = *users;
    if (m_progress.isComplete) { // of the first scan nearly all are unknown
        const auto known = m_index->texts(unknown);
        if (!known)
            return failure(ofIndex(known.error()));
        unknown.removeIf([&](const UserId &user) { return known->contains(user); });
    }
    if (const auto read = readTexts(unknown, &m_read, nullptr); !read)
        return read;
    m_come += users->size();
    m_free -= unknown.size();
    const bool isOver = users->size() < usersAtOnce;
    m_progress.scanned = isOver ? UserId() : users->constLast();
    if (isOver) {
        if (!m_progress.isComplete || m_come > m_progress.total)
            m_progress.total = m_index->extent().users + m_read.size();
        m_progress.isComplete = true;
        m_isTidy = false;
        m_come = 0;
        m_nextRound = Clock::now()
            + std::clamp<Clock::duration>(std::exchange(m_roundCost, {}) * restForWork, m_options.betweenRounds,
                std::max<Clock::duration>(m_options.betweenRounds, longestPause));
    }
    return isOver || m_read.size() >= writtenAtOnce ? flush() : Result<void>();
}

/// Goes on through what is indexed and compares it with what is held, and then looks for users who are not indexed.
Result<void> Indexer::round()
{
    m_isRound = true;
    const auto begun = Clock::now();
    if (m_place < 0) {
        m_place = 0;
        m_roundBegan = now();
    }
    qint64 place = m_place;
    const auto users = m_index->users(place, usersAtOnce);
    if (!users)
        return failure(ofIndex(users.error()));
    QList<ListTexts> texts;
    QList<UserId> gone;
    if (const auto read = readTexts(*users, &texts, &gone); !read)
        return read;
    Progress progress = m_progress;
    const bool isOver = users->size() < usersAtOnce;
    if (isOver) {
        progress.asOf = m_roundBegan;
        progress.total = -1;
    }
    const auto changed = m_index->change(texts, gone, progress);
    if (!changed)
        return failure(ofIndex(changed.error()));
    m_progress = progress;
    m_roundCost += Clock::now() - begun;
    m_place = isOver ? -1 : place;
    if (!isOver)
        return {};
    m_come = 0;
    return scan(); // a first piece, from which the following steps go on
}

} // namespace Lockstep::Search
