// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/queuesummary.h"

#include "core/log.h"

#include <QMap>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Inspection {

namespace {

constexpr qint64 hourMs = 60 * 60 * 1000;
/// A type is whatever its sender wrote.
constexpr qsizetype longestName = 255;
/// Numbers in a statement that a person should be able to read.
constexpr qsizetype mostInStatement = 500;

bool isMore(const QueueShare &a, const QueueShare &b)
{
    return a.messages != b.messages ? a.messages > b.messages : a.name < b.name;
}

QList<QueueShare> ranked(const QHash<QString, QueueShare> &shares, qint64 &others)
{
    QList<QueueShare> all = shares.values();
    std::sort(all.begin(), all.end(), isMore);
    for (qsizetype i = QueueSummary::mostShares; i < all.size(); ++i)
        others += all.at(i).messages;
    all.resize(std::min<qsizetype>(all.size(), QueueSummary::mostShares));
    return all;
}

void count(QHash<QString, QueueShare> &shares, const QString &name, qint64 bytes)
{
    QueueShare &share = shares[name];
    share.name = name;
    ++share.messages;
    share.bytes += bytes;
}

/// A text within a statement; nothing for one that would not be read as it stands here.
std::optional<QString> quoted(const QString &text)
{
    if (text != displayable(text, text.size() + 1) || text.contains(u'\\'))
        return {};
    return u'\'' + QString(text).replace(u'\'', u"''"_s) + u'\'';
}

/// \a stale: which of the messages are to be named.
QString statementFor(const QList<QueuedMessage> &messages, const QList<StaleKind> &stale, const UserId &user, const DeviceId &device)
{
    const auto userText = quoted(user.toString()), deviceText = quoted(device.toString());
    if (!userText || !deviceText)
        return u"-- The user's or the device's ID holds characters that do not belong into a statement."_s;
    // A stream_id is not unique: one that a message shares that has to stay names none.
    QSet<qint64> kept;
    for (qsizetype i = 0; i < messages.size(); ++i) {
        if (stale.at(i) == StaleKind::Unknown)
            kept.insert(messages.at(i).streamId);
    }
    QStringList ids;
    qsizetype more = 0;
    for (qsizetype i = 0; i < messages.size(); ++i) {
        if (stale.at(i) == StaleKind::Unknown || kept.contains(messages.at(i).streamId))
            continue;
        if (ids.size() < mostInStatement)
            ids += QString::number(messages.at(i).streamId);
        else
            ++more;
    }
    if (ids.isEmpty())
        return {};
    ids.removeDuplicates();
    const QString where
        = u"WHERE user_id = %1 AND device_id = %2\n  AND stream_id IN (%3)"_s.arg(*userText, *deviceText, ids.join(", "_L1));
    QString text = u"-- What MSC3944 would let a homeserver drop. It is a proposal: Synapse does not do so.\n"_s;
    if (more > 0)
        text += u"-- %1 more are not named here.\n"_s.arg(more);
    return text + u"SELECT stream_id, message_json FROM device_inbox\n"_s + where
        + u"\nORDER BY stream_id;\n-- And what would take them away:\n-- DELETE FROM device_inbox\n-- "_s
        + QString(where).replace(u'\n', u"\n-- "_s) + u';';
}

} // namespace

void QueueSummarizer::add(const QueuedMessage &message, qint64 bytes, qint64 queued)
{
    m_entries.append({message, bytes, queued});
}

QueueSummary QueueSummarizer::summary(qint64 now) const
{
    QueueSummary summary;
    QHash<QString, QueueShare> types, senders;
    for (const Entry &entry : m_entries) {
        count(types, entry.message.type.left(longestName), entry.bytes);
        count(senders, entry.message.sender.toString().left(longestName), entry.bytes);
        summary.lookedBytes += entry.bytes;
        if (entry.queued > 0)
            summary.lastHour = std::max<qint64>(summary.lastHour, 0) + (entry.queued > now - hourMs ? 1 : 0);
    }
    summary.looked = m_entries.size();
    summary.types = ranked(types, summary.otherTypes);
    summary.senders = ranked(senders, summary.otherSenders);
    return summary;
}

void QueueSummarizer::addStale(QueueSummary &summary, qint64 now,
    const std::function<bool(const UserId &user, const DeviceId &device)> &isGone, const UserId &user, const DeviceId &device) const
{
    QList<Entry> inOrder = m_entries;
    std::stable_sort(
        inOrder.begin(), inOrder.end(), [](const Entry &a, const Entry &b) { return a.message.streamId < b.message.streamId; });
    QList<QueuedMessage> messages;
    for (const Entry &entry : std::as_const(inOrder))
        messages += entry.message;
    const QList<StaleKind> stale = staleMessages(messages, now, isGone);
    summary.stale = {.available = true, .reason = {}};
    QMap<StaleKind, StaleShare> shares;
    for (qsizetype i = 0; i < stale.size(); ++i) {
        if (stale.at(i) == StaleKind::Unknown)
            continue;
        StaleShare &share = shares[stale.at(i)];
        share.kind = stale.at(i);
        ++share.messages;
        share.bytes += inOrder.at(i).bytes;
    }
    summary.droppable = shares.values();
    std::stable_sort(summary.droppable.begin(), summary.droppable.end(),
        [](const StaleShare &a, const StaleShare &b) { return a.messages > b.messages; });
    if (!summary.droppable.isEmpty() && !user.isEmpty())
        summary.sql = statementFor(messages, stale, user, device);
}

} // namespace Lockstep::Inspection
