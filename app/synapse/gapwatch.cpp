// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/gapwatch.h"

#include "synapse/lists/fetchledger.h"

#include <QSet>

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

constexpr int usersAtOnce = 100;
constexpr qsizetype mostOpen = 100'000;

/// Whether a list that stands at this id has the update with that one.
bool reaches(const StreamId &list, const StreamId &update)
{
    const auto number = list.toInteger(), wanted = update.toInteger();
    return list == update || (number && wanted && *number >= *wanted);
}

} // namespace

GapWatch::GapWatch(const Sql::Database &database, History::Recorder *recorder, const FetchLedger *ledger)
    : m_database(database)
    , m_recorder(recorder)
    , m_ledger(ledger)
{
}

Result<QHash<UserId, GapWatch::Stored>> GapWatch::read(const QList<UserId> &users) const
{
    QHash<UserId, Stored> found;
    if (users.isEmpty())
        return found;
    QVariantList names;
    for (const UserId &user : users)
        names += user.toString();
    const QString in = Sql::Database::placeholders(names.size());
    auto done = m_database.each(u"SELECT user_id, stream_id FROM device_lists_remote_extremeties WHERE user_id IN (%1)"_s.arg(in), names,
        [&](const Sql::Row &row) { found[UserId(row.text(0))].streamId = StreamId(row.text(1)); });
    if (done)
        done = m_database.each(u"SELECT user_id FROM device_lists_remote_resync WHERE user_id IN (%1)"_s.arg(in), names,
            [&](const Sql::Row &row) { found[UserId(row.text(0))].marked = true; });
    if (!done)
        return failure(done.error());
    return found;
}

Result<void> GapWatch::lookForMarks(qint64 now)
{
    if (!m_recorder)
        return {};
    const History::Store &history = *m_recorder->store();
    const auto extent = history.extent();
    if (!extent)
        return failure(extent.error());
    if (std::exchange(m_recorded, extent->first) != extent->first)
        m_lookUntil = now + lookMs;
    if (now >= m_lookUntil)
        return {}; // at rest nobody's history is read
    const auto users = history.usersWithOpenGap(m_lastLook, usersAtOnce);
    if (!users)
        return failure(users.error());
    m_lastLook = users->size() < usersAtOnce ? UserId() : users->constLast();
    if (m_looks.size() >= mostOpen)
        m_looks.clear();
    QVariantList names;
    for (const UserId &user : *users) {
        const auto summary = history.userHistory(user);
        if (!summary)
            return failure(summary.error());
        Look &look = m_looks[user];
        if (look.updates != summary->updates)
            look = {.updates = summary->updates, .until = now + lookMs, .isMarked = look.isMarked};
        if (now < look.until)
            names += user.toString();
    }
    if (names.isEmpty())
        return {};
    QSet<UserId> marked;
    const auto done = m_database.each(
        u"SELECT user_id FROM device_lists_remote_resync WHERE user_id IN (%1)"_s.arg(Sql::Database::placeholders(names.size())), names,
        [&](const Sql::Row &row) { marked.insert(UserId(row.text(0))); });
    if (!done)
        return done;
    QList<History::Observation> changes;
    for (const QVariant &name : names) {
        const UserId user(name.toString());
        const bool isMarked = marked.contains(user);
        if (std::exchange(m_looks[user].isMarked, isMarked) != isMarked)
            changes += History::MarkerSeen{.user = user, .isMarked = isMarked, .at = now};
    }
    return changes.isEmpty() ? Result<void>() : m_recorder->record({.source = UpdateSource::Database, .stream = u"markers"_s}, changes);
}

Result<void> GapWatch::step(qint64 now)
{
    if (!m_recorder)
        return {};
    const History::Store &history = *m_recorder->store();
    const auto users = history.usersWithOpenGap(m_last, usersAtOnce);
    if (!users)
        return failure(users.error());
    m_last = users->size() < usersAtOnce ? UserId() : users->constLast();
    if (m_open.size() >= mostOpen)
        m_open.clear();
    QList<UserId> due;
    QHash<UserId, DeviceListUpdate> gaps;
    for (const UserId &user : *users) {
        const auto summary = history.userHistory(user);
        if (!summary)
            return failure(summary.error());
        Open &open = m_open[user];
        if (open.n != summary->openGap)
            open = {.n = summary->openGap, .seen = now};
        if (open.n == 0 || now - open.seen < graceMs)
            continue;
        const auto gap = history.update(user, open.n);
        if (!gap && gap.error().kind == Error::NotFound)
            continue; // no longer kept: the next resync that is told heals it
        if (!gap)
            return failure(gap.error());
        gaps.insert(user, *gap);
        due += user;
    }
    const auto stored = read(due);
    if (!stored)
        return failure(stored.error());
    QList<History::Observation> closed;
    for (const UserId &user : due) {
        const Stored list = stored->value(user);
        if (list.marked || list.streamId.isEmpty())
            continue;
        const DeviceListUpdate &gap = gaps[user];
        if (reaches(list.streamId, gap.streamId) || (m_ledger && m_ledger->refreshed(user) > gap.received)) {
            closed += History::ResyncOutcome{
                .user = user, .step = History::ResyncOutcome::Skipped, .streamId = list.streamId, .error = {}, .at = now};
            m_open.remove(user);
        } else if (!std::exchange(m_open[user].isToldUnmarked, true)) {
            // The mark may have gone while nobody looked.
            closed += History::MarkerSeen{.user = user, .isMarked = false, .at = now};
        }
    }
    return closed.isEmpty() ? Result<void>() : m_recorder->record({.source = UpdateSource::Database, .stream = u"heads"_s}, closed);
}

} // namespace Lockstep::Synapse
