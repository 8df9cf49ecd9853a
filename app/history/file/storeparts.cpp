// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is the same of every store.

#include "history/store.h"

#include "history/file/sqlstore.h"

#include <QDateTime>
#include <QtEndian>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {
/// How often what is cut off meanwhile is read once more.
constexpr int mostTries = 5;
} // namespace

Result<std::unique_ptr<Store>> Store::open(const QString &path)
{
    return SqlStore::open(path);
}

Result<std::unique_ptr<Store>> Store::openInMemory()
{
    return SqlStore::openInMemory();
}

Result<void> Store::write(const Batch &batch)
{
    const auto outdated = writeUnlessOutdated(batch);
    if (!outdated)
        return failure(outdated.error());
    if (!outdated->isEmpty())
        return failure(Error::Internal, u"Another gateway wrote of %1 meanwhile."_s.arg(outdated->constFirst().toString()));
    return {};
}

Result<QHash<UserId, TimelineState>> Store::states(const QList<UserId> &users) const
{
    Q_UNUSED(users)
    return QHash<UserId, TimelineState>();
}

qint64 TimelineState::writtenSince(qint64 known) const
{
    const qint64 others = revision - known;
    if (others < 0 || others > recent.size())
        return 1;
    const auto lowest = std::min_element(recent.end() - others, recent.end());
    return lowest == recent.end() ? std::numeric_limits<qint64>::max() : std::max<qint64>(*lowest, 1);
}

Result<StoredTimeline> Store::timeline(const UserId &user) const
{
    // What is cut off meanwhile is read once more: then the rows begin where the ground is.
    for (int tries = 0; tries < mostTries; ++tries) {
        auto ground = this->ground(user);
        if (!ground)
            return failure(ground.error());
        auto rows = outlines(user);
        if (!rows)
            return failure(rows.error());
        if (rows->isEmpty() || rows->constFirst().update.n <= ground->first)
            return StoredTimeline{.rows = std::move(*rows), .ground = std::move(*ground)};
    }
    return failure(Error::Database,
        u"The first updates of %1 are missing: see what \"lockstep-gateway history check\" says of the history."_s.arg(user.toString()));
}

Result<QHash<UserId, StoredTimeline>> Store::timelines(const QList<TimelineWanted> &wanted) const
{
    QHash<UserId, StoredTimeline> all;
    for (const auto &[user, from, revision] : wanted) {
        auto one = timeline(user);
        if (!one)
            return failure(one.error());
        const auto first = std::ranges::find_if(one->rows, [from = from](const RowOutline &row) { return row.update.n >= from; });
        one->rows.erase(one->rows.cbegin(), first);
        all.insert(user, std::move(*one));
    }
    return all;
}

void append(QByteArray &bytes, const Telling &telling)
{
    const quint64 digest = qToLittleEndian(telling.digest);
    const quint32 gateway = qToLittleEndian(telling.gateway);
    bytes.append(reinterpret_cast<const char *>(&digest), sizeof digest);
    bytes.append(reinterpret_cast<const char *>(&gateway), sizeof gateway);
}

QList<Telling> readTellings(const QByteArray &bytes)
{
    constexpr auto size = qsizetype(sizeof(quint64) + sizeof(quint32));
    QList<Telling> all;
    for (qsizetype at = 0; at + size <= bytes.size(); at += size)
        all.append({.digest = qFromLittleEndian<quint64>(bytes.constData() + at),
            .gateway = qFromLittleEndian<quint32>(bytes.constData() + at + sizeof(quint64))});
    return all;
}

Result<DeviceListUpdate> Store::update(const UserId &user, qint64 n) const
{
    const auto list = updates(user, n - 1, 1, false);
    if (!list)
        return failure(list.error());
    if (!list->isEmpty() && list->first().n == n)
        return list->first();
    const auto kept = keptFrom(user);
    if (kept && n > 0 && n < kept->first)
        return failure(Error::NotFound, olderThanKept(*kept));
    return failure(Error::NotFound, u"The history of %1 has no update %2."_s.arg(user.toString()).arg(n));
}

QString olderThanKept(const KeptFrom &kept)
{
    const QString day = QDateTime::fromMSecsSinceEpoch(kept.until).toUTC().date().toString(Qt::ISODate);
    return u"It is older than what this history keeps: of this user the updates from number %1 on, those after %2."_s.arg(kept.first)
        .arg(day);
}

Result<KeptFrom> Store::keptFrom(const UserId &user) const
{
    const auto ground = this->ground(user);
    if (!ground)
        return failure(ground.error());
    return KeptFrom{.first = ground->first, .until = ground->until};
}

void FetchRunFinder::take(const DeviceListUpdate &entry)
{
    const bool isForged = entry.verified == std::optional(false);
    const bool failed = entry.kind == UpdateKind::Resync && entry.verdict == Verdict::Ignored;
    m_isOver |= (entry.kind == UpdateKind::Update || entry.kind == UpdateKind::SigningKeys) && !isForged;
    m_isOver |= failed || (m_run.fetches > 0 && m_run.since - entry.received > m_apartMs);
    // What the database alone tells of is no fetch that was seen.
    if (m_isOver || !isSucceededResync(entry) || entry.sources == UpdateSource::Database)
        return;
    if (++m_run.fetches == 1)
        m_run.until = entry.received;
    m_run.since = entry.received;
}

} // namespace Lockstep::History
