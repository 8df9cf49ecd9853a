// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/correlator.h"

#include "domain/trackedlist.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

// How far apart two sides may tell of the same EDU. Ids that can come again (no prev_id: placeholders) need a short span; for
// others a day and more covers clocks whose zones differ.
constexpr qint64 repeatedSpan = 10 * 60 * 1000;
constexpr qint64 uniqueSpan = 26 * 60 * 60 * 1000;
// A bound on looking back, for senders that say one id for ever.
constexpr int maxLookBack = 1000;
constexpr int maxHeads = 1000;
constexpr int maxDetail = 1024;
// EDUs of one transaction; a device ID may hold commas.
constexpr qsizetype maxBatch = 100;

qint64 spanFor(const DeviceListUpdate &update)
{
    return update.prevIds.isEmpty() ? repeatedSpan : uniqueSpan;
}

bool within(qint64 a, qint64 b, qint64 span)
{
    return std::abs(a - b) <= span;
}

} // namespace

Correlator::Correlator(UserTimeline &timeline, const Feed &feed, quint32 stream, qint64 serverHeard)
    : m_timeline(timeline)
    , m_feed(feed)
    , m_stream(stream)
    , m_serverHeard(serverHeard)
    , m_isTap(contentSide(feed.source) == TapSide)
    , m_isLog(contentSide(feed.source) == LogSide)
{
}

/// Whether anything is made of what this feed says: who can reach a tap can feed it, and what is not signed by the sender proves nothing.
bool Correlator::isProven(const DeviceListUpdate &update) const
{
    return !m_feed.isUnproven && (!m_isTap || update.verified == std::optional(true));
}

/// A row that was only shown so far is told by a source that is believed: what it said beside its ids was not.
void Correlator::believe(int row)
{
    if (!(m_timeline.row(row).marks.flags & Unproven))
        return;
    m_timeline.adopt(row, m_feed.source);
    if (m_feed.isForgeable)
        m_timeline.addFlags(row, Unconfirmed);
}

/// Servers send a change of the signing keys under two names; the second one says nothing new.
bool Correlator::isAnotherCopy(const UserTimeline::Row &row, const DeviceListUpdate &update, Mark side) const
{
    return update.kind == UpdateKind::SigningKeys && (row.marks.flags & side) && within(row.update.received, update.received, repeatedSpan);
}

/// Adds an entry that no row has, in order of arrival: in the place of the first head that was seen after it.
int Correlator::add(DeviceListUpdate update, RowMarks marks)
{
    update.sources = m_feed.source;
    if (m_feed.isForgeable)
        marks.flags |= Unconfirmed;
    else if (update.kind == UpdateKind::Update && !(marks.flags & Unproven))
        marks.flags |= Told;
    if (m_serverHeard != 0 && m_timeline.outage() > 0 && update.prevIds.isEmpty()
        && within(m_serverHeard, update.received, m_timeline.outage()))
        marks.flags |= ServerHeard;
    const std::vector<int> &heads = m_timeline.heads();
    for (auto it = heads.size() > maxHeads ? heads.end() - maxHeads : heads.begin(); it != heads.end(); ++it) {
        const int head = *it;
        const DeviceListUpdate &seen = m_timeline.row(head).update;
        const bool same = !update.streamId.isEmpty() && seen.streamId == update.streamId;
        if (!same && seen.received < update.received)
            continue;
        if (!same && head == heads.back())
            m_displacedHead = HeadSeen{.user = {}, .streamId = seen.streamId, .at = seen.received};
        m_timeline.replace(head, update, marks, update.contentKnown ? m_canonicalKeys : QByteArray());
        return head;
    }
    const bool isKnown = update.contentKnown;
    return m_timeline.append(std::move(update), marks, isKnown ? m_canonicalKeys : QByteArray());
}

void Correlator::apply(const HandledUpdate &handled)
{
    DeviceListUpdate update;
    update.received = handled.at;
    update.streamId = boundedStreamId(handled.streamId);
    update.prevIds = boundedPrevIds(handled.prevIds);
    update.deviceId = boundedDeviceId(handled.device);

    int match = -1;
    for (const int row : m_timeline.similar(update, maxLookBack)) {
        const auto &other = m_timeline.row(row);
        if (!within(other.update.received, update.received, spanFor(update)))
            break;
        if (!(other.marks.flags & (HandledSide | Forged)) && other.update.verdict != Verdict::Ignored)
            match = row; // goes on: the oldest one
    }
    RowMarks marks{.flags = HandledSide | AwaitsVerdict, .stream = m_stream, .transaction = 0};
    if (match < 0) {
        if (m_feed.isUnproven)
            marks.flags = HandledSide | Unproven;
        add(update, marks);
        return;
    }
    if (m_feed.isUnproven)
        return;
    believe(match);
    marks.flags |= m_timeline.row(match).marks.flags;
    if (!m_feed.isForgeable)
        marks.flags = (marks.flags & ~quint32(Unconfirmed)) | Told;
    marks.transaction = m_timeline.row(match).marks.transaction;
    m_timeline.setMarks(match, marks);
    m_timeline.addSource(match, m_feed.source, update.received, std::nullopt);
}

void Correlator::apply(const UpdateContent &content)
{
    if (const auto update = toUpdate(content, &m_canonicalKeys))
        applyContent(*update, contentSide(m_feed.source), transactionNumber(content.user, content.transaction, content.index),
            content.signingKey, content.otherKeys);
    else
        applyMalformed(content);
}

void Correlator::apply(const SigningKeys &keys)
{
    m_canonicalKeys.clear();
    // Without a transaction it is the log's line about working on it.
    const bool handling = m_isLog && keys.transaction.isEmpty();
    applyContent(
        toUpdate(keys), handling ? HandledSide : contentSide(m_feed.source), transactionNumber(keys.user, keys.transaction, keys.index));
}

void Correlator::applyContent(
    const DeviceListUpdate &update, Mark side, quint64 transaction, const QString &signingKey, const QStringList &otherKeys)
{
    const bool proven = isProven(update);
    if (update.verified == std::optional(false)) {
        DeviceListUpdate forged = update;
        forged.verdict = Verdict::Ignored;
        m_timeline.append(
            [&] {
                forged.sources = m_feed.source;
                return forged;
            }(),
            {.flags = quint32(side | Forged), .transaction = transaction});
        return;
    }
    int match = -1;
    bool exact = false;
    for (const int row : m_timeline.similar(update, maxLookBack)) {
        const auto &other = m_timeline.row(row);
        if (other.marks.flags & Forged)
            continue;
        const bool sameTransaction = transaction != 0 && other.marks.transaction == transaction;
        const bool wasProven = !(other.marks.flags & Unproven);
        if ((other.marks.flags & side) && proven == wasProven && (sameTransaction || isAnotherCopy(other, update, side)))
            return; // the sender sent the transaction again
        if (!within(other.update.received, update.received, spanFor(update)) && !sameTransaction)
            break;
        if ((other.marks.flags & side && wasProven) || exact)
            continue;
        // A process logs what arrives before it works on it: what it worked on before is another one.
        if (side == LogSide && (other.marks.flags & HandledSide) && other.marks.stream == m_stream)
            continue;
        if (transaction != 0 && other.marks.transaction != 0 && !sameTransaction)
            continue;
        match = row;
        exact = sameTransaction;
    }
    if (!proven) {
        // What is believed is not touched by it, and what is not is told again.
        if (match < 0 || (m_timeline.row(match).marks.flags & Unproven))
            m_timeline.append(
                [&] {
                    DeviceListUpdate shown = update;
                    shown.sources = m_feed.source;
                    return shown;
                }(),
                {.flags = quint32(side | Unproven), .transaction = transaction});
        return;
    }
    if (match < 0 && update.kind == UpdateKind::Update) {
        for (const int row : m_timeline.flagged(IgnoredOnly)) {
            const auto &other = m_timeline.row(row);
            // Of an update that another server sent, no tap tells.
            if (side == TapSide && other.update.detail.startsWith(wrongOriginDetail))
                continue;
            if (other.update.deviceId == update.deviceId && within(other.update.received, update.received, repeatedSpan)) {
                match = row;
                break;
            }
        }
    }
    quint32 newKey = 0;
    if (!signingKey.isEmpty()) {
        const QString &before = m_timeline.signingKey();
        // Who publishes the key before, too, has changed keys; who was set up again does not know it.
        const bool isOther = !before.isEmpty() && before != signingKey && !otherKeys.contains(before);
        newKey = isOther ? quint32(NewSigningKey) : 0;
        m_timeline.setSigningKey(signingKey);
    }
    if (match < 0 && update.kind == UpdateKind::Update)
        match = withoutIds(update);
    if (match < 0) {
        add(update, {.flags = quint32(side) | newKey, .stream = 0, .transaction = transaction});
        return;
    }
    believe(match);
    RowMarks marks = m_timeline.row(match).marks;
    marks.flags = (marks.flags | side | newKey) & ~quint32(IgnoredOnly | WithoutIds);
    if (!m_feed.isForgeable)
        marks.flags = (marks.flags & ~quint32(Unconfirmed)) | Told;
    if (marks.transaction == 0)
        marks.transaction = transaction;
    if (!m_timeline.row(match).update.contentKnown)
        m_timeline.setContent(match, update, update.contentKnown ? m_canonicalKeys : QByteArray());
    m_timeline.setMarks(match, marks);
    m_timeline.addSource(match, m_feed.source, update.received, update.verified);
}

/// Rows that a log which does not tell what is being handled can mean: content that arrived lately and has no verdict, in order.
std::vector<int> Correlator::unhandled(qint64 at) const
{
    std::vector<int> rows;
    for (int row = m_timeline.size() - 1; row >= 0 && row >= m_timeline.size() - maxLookBack; --row) {
        const auto &entry = m_timeline.row(row);
        const bool open = entry.update.kind == UpdateKind::Update && entry.update.verdict == Verdict::Unknown
            && !(entry.marks.flags & (HandledSide | Unproven));
        if (open && within(entry.update.received, at, repeatedSpan))
            rows.push_back(row);
    }
    std::reverse(rows.begin(), rows.end());
    return rows;
}

void Correlator::decide(const std::vector<int> &rows, const BatchVerdict &verdict)
{
    for (const int row : rows) {
        RowMarks marks = m_timeline.row(row).marks;
        marks.flags = (marks.flags & ~quint32(ClaimedVerdict)) | HandledSide;
        if (m_feed.isForgeable && !verdict.requiringResync)
            marks.flags |= ClaimedVerdict;
        m_timeline.setMarks(row, marks);
        m_timeline.setVerdict(row, verdict.requiringResync ? Verdict::Resync : Verdict::Applied);
    }
}

/// Gives the verdict to the last candidates whose devices are the ones it lists.
bool Correlator::assign(const std::vector<int> &candidates, const BatchVerdict &verdict)
{
    const auto device = [&](int row) { return m_timeline.row(row).update.deviceId.toString(); };
    QString text;
    for (auto it = candidates.rbegin(); it != candidates.rend() && text.size() <= verdict.devices.size(); ++it) {
        text = text.isNull() ? device(*it) + u""_s : QString(device(*it) + u", "_s + text);
        if (text == verdict.devices) {
            decide({it.base() - 1, candidates.end()}, verdict);
            return true;
        }
    }
    // The homeserver may handle updates that come together in another order, and what tells of that is not in every log, nor in the store.
    QStringList listed = verdict.devices.split(u", "_s);
    if (size_t(listed.size()) > candidates.size())
        return false;
    const std::vector<int> last(candidates.end() - listed.size(), candidates.end());
    QStringList devices;
    std::transform(last.begin(), last.end(), std::back_inserter(devices), device);
    listed.sort();
    devices.sort();
    if (devices != listed)
        return false;
    decide(last, verdict);
    return true;
}

void Correlator::apply(const BatchVerdict &verdict)
{
    if (m_feed.isUnproven)
        return;
    std::vector<int> awaiting = m_timeline.flagged(AwaitsVerdict);
    std::erase_if(awaiting, [&](int row) { return m_timeline.row(row).marks.stream != m_stream; });
    if (awaiting.empty()) {
        if (!assign(unhandled(verdict.at), verdict))
            addWithoutIds(verdict);
        return;
    }
    if (!assign(awaiting, verdict))
        return;
    for (const int row : awaiting)
        m_timeline.clearFlags(row, AwaitsVerdict);
}

void Correlator::apply(const UpdateDecision &decision)
{
    if (m_feed.isUnproven)
        return;
    DeviceListUpdate update;
    update.deviceId = boundedDeviceId(decision.device);
    update.streamId = boundedStreamId(decision.streamId);
    update.prevIds = boundedPrevIds(decision.prevIds);
    const quint64 transaction = transactionNumber(decision.user, decision.transaction, decision.index);
    for (const int row : m_timeline.similar(update, maxLookBack)) {
        if (m_timeline.row(row).marks.transaction != transaction)
            continue;
        m_timeline.setVerdict(row, decision.verdict);
        if (!decision.why.isEmpty())
            m_timeline.setDetail(row, decision.why.left(maxDetail));
        return;
    }
}

/// A log at its default level tells what was decided, and no ids: rows that stay outside the graph, unless another source has the ids.
void Correlator::addWithoutIds(const BatchVerdict &verdict)
{
    const QStringList devices = verdict.devices.split(u", "_s);
    for (const QString &device : devices.first(std::min<qsizetype>(devices.size(), maxBatch))) {
        DeviceListUpdate update;
        update.received = verdict.at;
        update.deviceId = boundedDeviceId(DeviceId(device));
        if (wasHandled(update))
            continue; // it is told, and this is a verdict that came late, or another process's
        update.verdict = verdict.requiringResync ? Verdict::Resync : Verdict::Applied;
        add(update, {.flags = HandledSide | WithoutIds, .stream = m_stream, .transaction = 0});
    }
}

bool Correlator::wasHandled(const DeviceListUpdate &update) const
{
    for (int row = m_timeline.size() - 1; row >= 0 && row >= m_timeline.size() - maxLookBack; --row) {
        const auto &other = m_timeline.row(row);
        if (other.update.received < update.received - repeatedSpan)
            return false;
        if ((other.marks.flags & HandledSide) && !(other.marks.flags & WithoutIds) && other.update.deviceId == update.deviceId)
            return true;
    }
    return false;
}

/// The row without ids that this update can be, or -1: of these the oldest.
int Correlator::withoutIds(const DeviceListUpdate &update) const
{
    int found = -1;
    for (int row = m_timeline.size() - 1; row >= 0 && row >= m_timeline.size() - maxLookBack; --row) {
        const auto &other = m_timeline.row(row);
        if (other.update.received < update.received - repeatedSpan)
            break;
        if ((other.marks.flags & WithoutIds) && other.update.deviceId == update.deviceId
            && within(other.update.received, update.received, repeatedSpan))
            found = row;
    }
    return found;
}

void Correlator::apply(const IgnoredUpdate &ignored)
{
    if (m_feed.isUnproven)
        return;
    const DeviceId device = boundedDeviceId(ignored.device);
    QString why = ignored.reason == IgnoredUpdate::NoSharedRoom ? u"no room is shared with this user"_s : wrongOriginDetail;
    if (ignored.origin.isValid())
        why += u": "_s + ignored.origin.toString();
    for (const int row : unhandled(ignored.at)) {
        if (m_timeline.row(row).update.deviceId != device)
            continue;
        if (ignored.reason == IgnoredUpdate::WrongOrigin && (m_timeline.row(row).marks.flags & TapSide))
            continue;
        if (m_feed.isForgeable)
            m_timeline.addFlags(row, ClaimedVerdict);
        m_timeline.setVerdict(row, Verdict::Ignored);
        m_timeline.setDetail(row, why);
        m_timeline.addSource(row, m_feed.source, ignored.at, std::nullopt);
        return;
    }
    DeviceListUpdate update;
    update.received = ignored.at;
    update.deviceId = device;
    update.verdict = Verdict::Ignored;
    update.detail = why;
    add(update, {.flags = IgnoredOnly | (m_feed.isForgeable ? quint32(ClaimedVerdict) : 0), .stream = 0, .transaction = 0});
}

} // namespace Lockstep::History
