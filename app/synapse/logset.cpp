// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/logset.h"

#include <QDateTime>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

// A writer goes on with a renamed file until it opens the new one.
constexpr qint64 lingerMs = 60'000;
// Files that rest so long are closed; a look at their size tells when they grow.
constexpr qint64 restMs = 600'000;
constexpr qint64 catchingUp = 4 * 1024 * 1024;

qint64 steadyNow()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

LogSet::LogSet(QStringList patterns, QTimeZone zone, LogReader::Limits limits)
    : m_patterns(std::move(patterns))
    , m_zone(std::move(zone))
    , m_limits(limits)
{
}

void LogSet::restore(const QList<History::LogPosition> &positions)
{
    for (const History::LogPosition &position : positions) {
        if (const auto identity = LogIdentity::fromText(position.fileId))
            m_known.insert(position.fileId, {.identity = *identity, .path = position.path, .offset = position.offset});
    }
}

LogReader *LogSet::readerOf(const FoundFile &file) const
{
    for (const auto &reader : m_readers) {
        if (!reader->isRetired() && reader->identity().isFile(file.device, file.inode))
            return reader.get();
    }
    return nullptr;
}

/// Whether this content is being read from another file, or from this one's earlier life.
bool LogSet::isHeld(const LogHead &head) const
{
    return std::any_of(m_readers.begin(), m_readers.end(),
        [&](const auto &reader) { return (!reader->isRetired() || !reader->lines().empty()) && reader->identity().matches(head); });
}

/// The position of this content: of this very file if possible, else the furthest.
const LogSet::Known *LogSet::knownFor(const FoundFile &file, const LogHead &head, bool exactOnly) const
{
    const Known *best = nullptr;
    bool bestExact = false;
    for (const Known &known : m_known) {
        const bool exact = known.identity.isFile(file.device, file.inode);
        if ((exactOnly && !exact) || !known.identity.matches(head))
            continue;
        if (!best || (exact && !bestExact) || (exact == bestExact && known.offset > best->offset)) {
            best = &known;
            bestExact = exact;
        }
    }
    return best;
}

/// Begins to read a file if it holds anything new. Returns false if a later look may find more.
bool LogSet::follow(const FoundFile &file, bool exactOnly)
{
    const auto head = readHead(file.path);
    if (!head) {
        m_problems.insert(file.path, head.error().text);
        return false;
    }
    m_problems.remove(file.path);
    auto identity = LogIdentity::of(file.device, file.inode, *head);
    if (!identity)
        return false; // no whole line yet
    const Known *known = knownFor(file, *head, exactOnly);
    if (exactOnly && !known)
        return false;
    if (isHeld(*head))
        return false; // a copy, perhaps one that is being made
    if (!known && file.onlyRest && file.modified <= m_readUntil.value(logName(file.path), m_started))
        return true;
    const qint64 offset = known ? known->offset : 0;
    m_readers.push_back(std::make_unique<LogReader>(file, *identity, *head, offset, m_zone, m_limits));
    return true;
}

/// A log may have been rotated several times since the last run: then the file that was read last is still there, and newer ones beside it.
void LogSet::findUnseenRotations(const QList<FoundFile> &found)
{
    for (const FoundFile &file : found) {
        const auto head = readHead(file.path);
        if (!head || !knownFor(file, *head, false))
            continue;
        qint64 &until = m_readUntil[logName(file.path)];
        until = std::max(until, file.modified);
    }
}

void LogSet::search()
{
    const Search found = findLogFiles(m_patterns);
    if (m_started == 0) {
        m_started = QDateTime::currentMSecsSinceEpoch();
        if (!m_known.isEmpty())
            findUnseenRotations(found.files);
    }
    m_problems.clear();
    for (const auto &[what, problem] : found.problems)
        m_problems.insert(what, problem);
    // A file that is known by its inode goes before a copy of it.
    for (const bool exactOnly : {true, false}) {
        for (const FoundFile &file : found.files) {
            if (LogReader *reader = readerOf(file)) {
                reader->path = file.path;
                continue;
            }
            const std::pair state{file.size, file.modified};
            const auto settled = m_settled.constFind(file.path);
            if (settled != m_settled.constEnd() && *settled == state)
                continue;
            if (follow(file, exactOnly) && !exactOnly && !readerOf(file))
                m_settled.insert(file.path, state);
        }
    }
    dropGone(found.files);
}

void LogSet::dropGone(const QList<FoundFile> &found)
{
    const qint64 now = steadyNow();
    bool dropped = false;
    std::erase_if(m_readers, [&](const std::unique_ptr<LogReader> &reader) {
        if (!reader->lines().empty())
            return false;
        const auto same = std::find_if(
            found.begin(), found.end(), [&](const FoundFile &file) { return reader->identity().isFile(file.device, file.inode); });
        if (reader->isRetired()) {
            if (reader->isCompressed() && same != found.end())
                m_settled.insert(same->path, {same->size, same->modified});
            dropped = true;
            return true;
        }
        if (same == found.end()) {
            const bool gone = reader->behind() == 0 && (!reader->isOpen() || now - reader->lastGrowth() > lingerMs);
            dropped = dropped || gone;
            return gone;
        }
        if (reader->isOpen() && now - reader->lastGrowth() > restMs)
            reader->close();
        return false;
    });
    // A copy may be the only place of that content now.
    if (dropped) {
        m_settled.removeIf([&](auto it) {
            return std::none_of(found.begin(), found.end(), [&](const FoundFile &file) { return file.path == it.key(); });
        });
    }
}

/// The reader whose next line is the oldest; null if none has or gets one now.
LogReader *LogSet::earliest(std::vector<LogReader *> &active)
{
    const auto first
        = std::min_element(active.begin(), active.end(), [](const LogReader *a, const LogReader *b) { return a->bound() < b->bound(); });
    return first == active.end() ? nullptr : *first;
}

void LogSet::emitLine(LogReader &reader, Chunk &chunk)
{
    Tally &tally = m_tallies[reader.log];
    const History::Feed feed{.source = u"log"_s, .stream = reader.log};
    for (History::Observation &what : reader.lines().front().observations) {
        tally.handled += int(std::holds_alternative<History::HandledUpdate>(what));
        tally.contents += int(std::holds_alternative<History::UpdateContent>(what));
        tally.verdicts += int(std::holds_alternative<History::BatchVerdict>(what));
        chunk.items.append({.feed = feed, .what = std::move(what)});
    }
    reader.lines().pop_front();
}

LogSet::Chunk LogSet::next(int lines, const std::atomic<bool> &stop)
{
    Chunk chunk;
    std::vector<LogReader *> active;
    for (const auto &reader : m_readers) {
        m_tallies[reader->log]; // a log without any update has a status too
        if (!reader->isRetired() || !reader->lines().empty())
            active.push_back(reader.get());
    }
    qint64 blocks = 64; // what is scanned in vain is to be recorded too, now and then
    while (!stop && lines > 0 && blocks > 0) {
        LogReader *reader = earliest(active);
        if (!reader)
            break;
        if (!reader->lines().empty()) {
            emitLine(*reader, chunk);
            --lines;
            continue;
        }
        --blocks;
        const auto outcome = reader->fill();
        if (!outcome)
            m_problems.insert(reader->path, outcome.error().text);
        else
            m_problems.remove(reader->path);
        if (!outcome || *outcome != LogReader::Outcome::Read)
            std::erase(active, reader);
    }
    chunk.atEnd = active.empty();
    collectPositions(chunk);
    return chunk;
}

void LogSet::collectPositions(Chunk &chunk)
{
    for (const auto &reader : m_readers) {
        const QString before = reader->identity().toText();
        if (reader->extendIdentity() && m_known.contains(before))
            m_forgotten.append(before);
        const QString fileId = reader->identity().toText();
        const auto known = m_known.constFind(fileId);
        if (known != m_known.constEnd() && known->offset == reader->position() && known->path == reader->path)
            continue;
        if (known == m_known.constEnd() && reader->position() == 0)
            continue;
        chunk.positions.append({.fileId = fileId, .path = reader->path, .offset = reader->position(), .state = {}});
    }
    chunk.forgotten = m_forgotten;
}

void LogSet::recorded(const Chunk &chunk)
{
    for (const QString &fileId : chunk.forgotten)
        m_known.remove(fileId);
    m_forgotten.removeIf([&](const QString &fileId) { return chunk.forgotten.contains(fileId); });
    for (const History::LogPosition &position : chunk.positions) {
        if (const auto identity = LogIdentity::fromText(position.fileId))
            m_known.insert(position.fileId, {.identity = *identity, .path = position.path, .offset = position.offset});
    }
}

QList<Inspection::SourceStatus> LogSet::status() const
{
    QMap<QString, Inspection::SourceStatus> byLog;
    for (auto it = m_tallies.begin(); it != m_tallies.end(); ++it) {
        Inspection::SourceStatus &one = byLog[it.key()];
        one = {.kind = u"log"_s, .state = u"ok"_s, .detail = it.key(), .behind = 0};
        const Tally &tally = it.value();
        if (tally.handled == 0 && tally.verdicts > 0 && tally.contents == 0) {
            one.state = u"failing"_s;
            one.detail
                += u": %1 device list updates are told without stream_id and prev_id. Set the logger synapse.handlers.device to DEBUG."_s
                       .arg(tally.verdicts);
        } else if (tally.handled > 0 && tally.contents == 0) {
            one.detail += u": ids only. Set the logger synapse.8631_debug to DEBUG to see names and keys too."_s;
        } else if (tally.handled + tally.contents == 0) {
            one.detail += u": no device list update in it yet."_s;
        }
    }
    for (const auto &reader : m_readers) {
        const auto one = byLog.find(reader->log);
        if (one != byLog.end())
            one->behind += reader->behind();
    }
    for (Inspection::SourceStatus &one : byLog) {
        if (one.behind > catchingUp)
            one.state = u"catching_up"_s;
    }
    for (auto it = m_problems.begin(); it != m_problems.end(); ++it)
        byLog[logName(it.key())]
            = {.kind = u"log"_s, .state = u"failing"_s, .detail = it.value(), .behind = byLog.value(logName(it.key())).behind};
    return byLog.values();
}

} // namespace Lockstep::Synapse
