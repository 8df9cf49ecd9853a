// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/mergedmodel.h"

#include "inspection/outline.h"
#include "inspection/wire.h"

#include <memory>

using namespace Qt::StringLiterals;

namespace Lockstep {

using namespace Inspection;

namespace {

constexpr qint64 nothingOlder = -1;

/// A page under way: what has come of each user.
struct Gathering
{
    QList<qint64> before; ///< of each user: what to ask for, 0 for the newest, nothingOlder
    QList<Outline> blocks;
    qsizetype outstanding = 0;
    std::shared_ptr<bool> wanted = std::make_shared<bool>(true);
    QList<Http::CallHandle> calls = {};
};

/// The newest of all, as far as it is sure that no user has a newer one that did not come, and where to go on.
Page<MergedUpdate> merged(const Gathering &all, const QList<UserId> &users, int limit)
{
    Page<MergedUpdate> page;
    QList<qsizetype> taken(users.size(), 0);
    while (page.items.size() < limit) {
        qsizetype newest = -1;
        bool isSure = true;
        for (qsizetype i = 0; i < users.size(); ++i) {
            const Outline &block = all.blocks[i];
            if (taken[i] >= block.rows.size()) {
                isSure = isSure && block.next == 0;
                continue;
            }
            const bool isNewer
                = newest < 0 || block.rows[taken[i]].update.received > all.blocks[newest].rows[taken[newest]].update.received;
            newest = isNewer ? i : newest;
        }
        if (newest < 0 || !isSure)
            break;
        page.items.append({.user = users[newest], .update = all.blocks[newest].rows[taken[newest]++].update});
    }
    QStringList next;
    bool isMore = false;
    for (qsizetype i = 0; i < users.size(); ++i) {
        const Outline &block = all.blocks[i];
        qint64 before = nothingOlder;
        if (taken[i] < block.rows.size())
            before = block.rows[taken[i]].update.n + 1; // by its number, for newer ones may come meanwhile
        else if (block.next != 0)
            before = block.rows.isEmpty() ? block.next : block.rows.last().update.n;
        isMore = isMore || before != nothingOlder;
        next += QString::number(before);
    }
    if (isMore)
        page.next = next.join(u' ');
    return page;
}

} // namespace

Http::CallHandle fetchMerged(
    const FetchOutline &fetch, const QList<UserId> &users, const PageQuery &query, QObject *context, Http::Done<Page<MergedUpdate>> done)
{
    const auto all = std::make_shared<Gathering>();
    const QStringList places = query.after.split(u' ', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < users.size(); ++i)
        all->before.append(places.value(i).toLongLong());
    all->blocks.resize(users.size());
    all->outstanding = all->before.size() - all->before.count(nothingOlder);
    for (qsizetype i = 0; i < users.size(); ++i) {
        if (all->before[i] == nothingOlder)
            continue;
        all->calls.append(fetch(users[i], all->before[i], query.limit, context,
            [keep = all, wanted = all->wanted, i, users, limit = query.limit, done](const Result<Outline> &block) {
                if (!*wanted)
                    return;
                if (!block) {
                    *wanted = false;
                    for (Http::CallHandle &call : keep->calls)
                        call.cancel();
                    return done(failure(block.error()));
                }
                keep->blocks[i] = *block;
                if (--keep->outstanding > 0)
                    return;
                *wanted = false;
                done(merged(*keep, users, limit));
            }));
    }
    return {nullptr, all->wanted};
}

ExportSource exportOfMerged(const FetchOutline &fetch, const QList<UserId> &users)
{
    constexpr int pageSize = 500; // of each user
    using C = ExportColumn;
    return {.name = u"by-time"_s,
        .subject = {},
        .columns = {{u"received"_s, C::Time}, {u"user_id"_s, C::Text}, {u"n"_s, C::Number}, {u"kind"_s, C::Text}, {u"stream_id"_s, C::Text},
            {u"prev_ids"_s, C::Texts}, {u"device_id"_s, C::Text}, {u"display_name"_s, C::Text}, {u"deleted"_s, C::Flag},
            {u"verdict"_s, C::Text}, {u"breaks"_s, C::Texts}, {u"sources"_s, C::Texts}, {u"verified"_s, C::Flag}, {u"detail"_s, C::Text}},
        .read = [fetch, users](const QString &after, QObject *context, Http::Done<ExportSource::Rows> done) {
            PageQuery query;
            query.limit = pageSize;
            query.after = after;
            return fetchMerged(fetch, users, query, context, [done = std::move(done)](const Result<Page<MergedUpdate>> &page) {
                if (!page)
                    return done(failure(page.error()));
                ExportSource::Rows rows{.items = {}, .next = page->next, .partial = page->partial};
                for (const MergedUpdate &entry : page->items) {
                    QJsonObject row = toJson(entry.update);
                    row.insert(u"user_id"_s, entry.user.toString());
                    rows.items.append(row);
                }
                done(rows);
            });
        }};
}

MergedModel::MergedModel(FetchOutline fetch, QObject *parent)
    : KeysetModel(parent)
    , m_fetch(std::move(fetch))
{
}

void MergedModel::setUsers(const QList<UserId> &users)
{
    m_users = users.first(std::min<qsizetype>(users.size(), mostUsers));
    restart();
}

Http::CallHandle MergedModel::requestPage(const PageQuery &query, Http::Done<Page<MergedUpdate>> done)
{
    return fetchMerged(m_fetch, m_users, query, this, std::move(done));
}

QString MergedModel::keyOf(const MergedUpdate &row) const
{
    return row.user.toString() + u' ' + QString::number(row.update.n);
}

QVariant MergedModel::value(const MergedUpdate &row, int column) const
{
    switch (Column(column)) {
    case Received:
        return rawTime(row.update.received);
    case User:
        return row.user.toString();
    case What:
        return int(row.update.kind);
    case Device:
        return row.update.deviceId.toString();
    case Name:
        return row.update.displayName;
    case Breaks:
        return int(row.update.breaks.toInt());
    case Verdict:
        return int(row.update.verdict);
    case Stream:
        return row.update.streamId.toString();
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
