// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/headpoller.h"

#include "inspection/apiwords.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// Numbers of a stream that may still appear behind the newest one.
constexpr qint64 overlap = 1'000;
constexpr int tailRows = 5'000;
constexpr int scanRows = 2'000;
/// More markers than this are not compared one by one.
constexpr int mostMarkers = 10'000;
constexpr int usersPerStatement = 500;
/// More users than this whose keys turned out well or badly are better read anew as a whole.
constexpr qsizetype mostPublished = 500;

} // namespace

void HeadPoller::publishUser(const UserId &user)
{
    // Once a round is enough, whatever happened.
    if (m_published.contains(user))
        return;
    m_published.insert(user);
    m_events.publish(EventType::User, {{u"user_id"_s, user.toString()}});
}

Result<void> HeadPoller::pollKeys()
{
    if (!m_keys)
        return {};
    if (auto done = m_keys->step(); !done)
        return done;
    const QList<UserId> changed = m_keys->takeChanged();
    if (changed.size() > mostPublished) {
        m_events.publish(EventType::Gap, {});
        return {};
    }
    for (const UserId &user : changed)
        publishUser(user);
    return {};
}

Result<void> HeadPoller::readHeads(const QSet<UserId> &users, QList<std::pair<UserId, StreamId>> &heads) const
{
    const QList<UserId> all = users.values();
    for (qsizetype from = 0; from < all.size(); from += usersPerStatement) {
        QVariantList names;
        for (const UserId &user : all.mid(from, usersPerStatement))
            names += user.toString();
        const auto done = m_database.each(u"SELECT user_id, stream_id FROM device_lists_remote_extremeties WHERE user_id IN (%1)"_s.arg(
                                              Database::placeholders(names.size())),
            names, [&](const Row &row) {
                heads.append({UserId(row.text(0)), StreamId(row.text(1))});
            });
        if (!done)
            return done;
    }
    return {};
}

Result<void> HeadPoller::report(const QList<std::pair<UserId, StreamId>> &heads)
{
    if (!m_recorder || heads.isEmpty())
        return {};
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QList<History::Observation> observations;
    observations.reserve(heads.size());
    for (const auto &[user, streamId] : heads) {
        if (!streamId.isEmpty())
            observations += History::HeadSeen{user, streamId, now};
    }
    return m_recorder->record({.source = UpdateSource::Database, .stream = u"heads"_s}, observations);
}

Result<void> HeadPoller::pollTail(Tail part)
{
    if (!m_schema.has(u"device_lists_stream"_s, u"stream_id"_s) || !m_schema.has(u"device_lists_stream"_s, u"user_id"_s))
        return {};
    if (m_tail < 0) {
        // What was before the first look is the scan's matter.
        const auto newest = m_database.value(u"SELECT max(stream_id) FROM device_lists_stream"_s);
        if (!newest)
            return failure(newest.error());
        m_tail = newest->toLongLong();
    }
    QSet<UserId> changed;
    decltype(m_seen) seen;
    qint64 newest = m_tail;
    const qint64 from = part == Tail::Overlapping ? m_tail - overlap : m_tail;
    const bool first = m_seen.empty();
    const auto done
        = m_database.each(u"SELECT stream_id, user_id FROM device_lists_stream WHERE stream_id > ? ORDER BY stream_id LIMIT ?"_s,
            {from, tailRows}, [&](const Row &row) {
                const std::pair key{row.integer(0), row.text(1)};
                newest = std::max(newest, key.first);
                const UserId user(key.second);
                // The overlap of the very first look is old news.
                const bool old = m_seen.contains(key) || (first && key.first <= m_tail);
                if (!old && user.server() != m_own)
                    changed.insert(user);
                seen.insert(key);
            });
    if (!done)
        return done;
    QList<std::pair<UserId, StreamId>> heads;
    if (const auto read = readHeads(changed, heads); !read)
        return read;
    if (const auto noted = noteMoves(heads); !noted)
        return noted;
    if (const auto reported = report(heads); !reported)
        return reported;
    for (const UserId &user : changed)
        publishUser(user);
    if (m_keys)
        m_keys->changed(changed);
    // Only now: what failed is looked at once more.
    if (part == Tail::Overlapping)
        m_seen = std::move(seen);
    else
        m_seen.merge(seen);
    m_tail = newest;
    return {};
}

/// Before they are reported: the store still knows the ids of before.
Result<void> HeadPoller::noteMoves(const QList<std::pair<UserId, StreamId>> &heads)
{
    if (!m_silence || !m_recorder)
        return {};
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const auto &[user, streamId] : heads) {
        // A list that is due to be fetched changes without an update.
        if (m_markers && m_markers->contains(user))
            continue;
        const auto before = m_recorder->store()->head(user);
        if (!before)
            return failure(before.error());
        if (!before->isEmpty() && *before != streamId)
            m_silence->moved(user, now);
    }
    return {};
}

void HeadPoller::publishSilence()
{
    const bool isSilent = m_silence && m_silence->silence(QDateTime::currentMSecsSinceEpoch()).lists > 0;
    if (std::exchange(m_wasSilent, isSilent) != isSilent)
        m_events.publish(EventType::Source,
            {{u"kind"_s, toApiName(SourceKind::Log)}, {u"state"_s, toApiName(isSilent ? SourceState::Failing : SourceState::Ok)}});
}

Result<void> HeadPoller::pollScan()
{
    QList<std::pair<UserId, StreamId>> heads;
    const auto done
        = m_database.each(u"SELECT user_id, stream_id FROM device_lists_remote_extremeties WHERE user_id > ? ORDER BY user_id LIMIT ?"_s,
            {m_scanned.toString(), scanRows}, [&](const Row &row) {
                heads.append({UserId(row.text(0)), StreamId(row.text(1))});
            });
    if (!done)
        return done;
    if (const auto reported = report(heads); !reported)
        return reported;
    for (const auto &[user, streamId] : heads)
        ++m_perServer[user.server()];
    m_total += heads.size();
    if (heads.size() == scanRows) {
        m_scanned = heads.constLast().first;
        return {};
    }
    m_sampler.setUsersTracked(std::exchange(m_perServer, {}), std::exchange(m_total, 0));
    m_scanned = {};
    m_firstScan = false;
    return {};
}

Result<void> HeadPoller::pollMarkers()
{
    QHash<UserId, qint64> markers;
    QHash<ServerName, qint64> perServer;
    const auto done = m_database.each(
        u"SELECT user_id, added_ts FROM device_lists_remote_resync ORDER BY added_ts LIMIT ?"_s, {mostMarkers + 1}, [&](const Row &row) {
            const UserId user(row.text(0));
            markers.insert(user, row.integer(1));
            ++perServer[user.server()];
        });
    if (!done)
        return done;
    const bool tooMany = markers.size() > mostMarkers;
    if (tooMany)
        markers.clear(); // what is not followed any more confirms nothing
    else
        m_sampler.setUsersStale(std::move(perServer));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QList<History::Observation> changes;
    for (auto it = markers.cbegin(); it != markers.cend(); ++it) {
        if (!m_markers || !m_markers->contains(it.key()))
            changes += History::MarkerSeen{.user = it.key(), .isMarked = true, .at = now};
    }
    if (m_markers) {
        for (auto it = m_markers->cbegin(); it != m_markers->cend(); ++it) {
            if (!markers.contains(it.key()))
                changes += History::MarkerSeen{.user = it.key(), .isMarked = false, .at = now};
        }
    }
    if (m_recorder && !changes.isEmpty()) {
        if (const auto told = m_recorder->record({.source = UpdateSource::Database, .stream = u"markers"_s}, changes); !told)
            return told;
    }
    if (tooMany) {
        m_markers.reset();
        return {};
    }
    if (m_markers) {
        for (auto it = markers.cbegin(); it != markers.cend(); ++it) {
            if (m_markers->value(it.key(), -1) != it.value())
                publishUser(it.key());
        }
        for (auto it = m_markers->cbegin(); it != m_markers->cend(); ++it) {
            if (markers.contains(it.key()))
                continue;
            if (m_ledger)
                m_ledger->markerGone(it.key());
            publishUser(it.key());
        }
    }
    m_markers = std::move(markers);
    return {};
}

Result<void> HeadPoller::pollQueues(Look look)
{
    Result<void> done;
    if (look.queues && m_schema.inbox().available)
        done = pollQueue(u"device_inbox"_s, QueueKind::Inbox);
    if (done && look.queues && m_schema.outbox().available)
        done = pollQueue(u"device_federation_outbox"_s, QueueKind::Outbox);
    // What is to be sent of local users' lists.
    if (done && look.lists && m_schema.updates().available)
        done = pollQueue(u"device_lists_outbound_pokes"_s, QueueKind::Updates);
    return done;
}

Result<void> HeadPoller::pollQueue(const QString &table, QueueKind queue)
{
    // Both ends of the index: what is queued appears at one, what is delivered goes at the other, nearly always.
    std::pair<qint64, qint64> ends;
    const auto done
        = m_database.each(u"SELECT (SELECT min(stream_id) FROM %1), (SELECT max(stream_id) FROM %1)"_s.arg(table), {}, [&](const Row &row) {
              ends = {row.integer(0), row.integer(1)};
          });
    if (!done)
        return done;
    if (const auto before = m_queues.constFind(queue); before != m_queues.cend() && *before != ends) {
        ++m_queueChanges;
        if (queue == QueueKind::Inbox) {
            // One event for both: who reads at once finds the deepest queues as they are now.
            if (auto swept = m_sampler.inboxMoved(); !swept)
                return swept;
            m_sampler.takeInboxChanged();
        }
        m_events.publish(EventType::Queue, {{u"queue"_s, toApiName(queue)}});
    }
    m_queues.insert(queue, ends);
    return {};
}

} // namespace Lockstep::Synapse
