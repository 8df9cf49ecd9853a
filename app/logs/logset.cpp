// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logset.h"

#include "logs/journalplace.h"

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

// A writer goes on with a renamed file until it opens the new one.
constexpr qint64 lingerMs = 60'000;
// Files that rest so long are closed; a look at their size tells when they grow.
constexpr qint64 restMs = 600'000;
constexpr char journalMagic[] = "LPKSHHRH";
constexpr qint64 catchingUp = 4 * 1024 * 1024;

qint64 steadyNow()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

LogSet::LogSet(QStringList patterns, LogDialect dialect, QTimeZone zone, LogReader::Limits limits)
    : m_patterns(std::move(patterns))
    , m_dialect(std::move(dialect))
    , m_zone(std::move(zone))
    , m_limits(limits)
{
}

void LogSet::restore(const QList<History::LogPosition> &positions)
{
    for (const History::LogPosition &position : positions) {
        const auto identity = LogIdentity::fromText(position.fileId);
        if (!identity)
            continue;
        m_known.insert(position.fileId, {.identity = *identity, .path = position.path, .offset = position.offset});
        // The newest file's state is the one that holds all of its log.
        const QString log = logName(position.path);
        const qint64 at = LogTally::beginOf(position.state);
        const auto known = m_newestBegin.constFind(log);
        if (known != m_newestBegin.constEnd() && *known >= at)
            continue;
        m_newestBegin.insert(log, at);
        tallyOf(log).restore(position.state, m_dialect);
    }
}

LogTally &LogSet::tallyOf(const QString &log)
{
    return m_tallies.try_emplace(log).first->second;
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
    return std::any_of(
        m_readers.begin(), m_readers.end(), [&](const auto &reader) { return reader->isPending() && reader->beginsLike(head); });
}

/// The furthest position of this content. With \a exactOnly, only if it lies where it lay.
const LogSet::Known *LogSet::knownFor(const FoundFile &file, const LogHead &head, bool exactOnly) const
{
    const Known *best = nullptr;
    bool lies = false;
    for (const Known &known : m_known) {
        if (!known.identity.matches(head))
            continue;
        lies = lies || known.identity.isFile(file.device, file.inode);
        if (!best || known.offset > best->offset)
            best = &known;
    }
    return exactOnly && !lies ? nullptr : best;
}

/// Begins to read a file if it holds anything new. Returns whether there is no use in looking at it again while it does not change.
bool LogSet::follow(Candidate &candidate, bool exactOnly)
{
    const FoundFile &file = candidate.file;
    const LogHead &head = candidate.head;
    auto identity = LogIdentity::of(file.device, file.inode, head);
    if (!identity && m_limits.isWhole && !head.bytes().isEmpty()) // one line, without its newline
        identity = LogIdentity{
            .device = file.device, .inode = file.inode, .length = head.bytes().size(), .hash = head.hash(head.bytes().size())};
    if (!identity) { // no whole line yet
        if (!file.onlyRest)
            tallyOf(logName(file.path)); // it has a status all the same
        return false;
    }
    const Known *known = knownFor(file, head, exactOnly);
    if (exactOnly && !known)
        return false;
    if (isHeld(head))
        return false; // a copy, perhaps one that is being made
    if (!known && file.onlyRest) {
        const auto newest = m_newestBegin.constFind(logName(file.path));
        if (newest == m_newestBegin.constEnd() || LogReader::beginOf(file, head, m_dialect, m_zone) < *newest)
            return true;
    }
    m_readers.push_back(std::make_unique<LogReader>(file, *identity, head, std::move(candidate.bytes), known ? known->offset : 0, m_dialect,
        m_zone, m_limits, tallyOf(logName(file.path))));
    return false;
}

/// Heads of the files that are not being read; nothing if files were renamed meanwhile, so that some may have been missed.
std::optional<std::vector<LogSet::Candidate>> LogSet::candidates(const Search &found)
{
    std::vector<Candidate> result;
    for (const FoundFile &file : found.files) {
        if (LogReader *reader = readerOf(file)) {
            reader->path = file.path;
            if (!reader->notesReplacement())
                continue;
            if (reader->isPending())
                return std::nullopt;
        }
        const auto settled = m_settled.constFind(file.path);
        if (settled != m_settled.constEnd() && *settled == file)
            continue;
        LogBytes bytes;
        auto head = readHead(bytes, file.path, file.device, file.inode);
        if (!head && (head.error().kind == Error::Cancelled || head.error().kind == Error::NotFound))
            return std::nullopt;
        if (head && head->bytes().startsWith(journalMagic)) {
            m_journals.insert(JournalPlace::activeFile(file.path));
            continue;
        }
        if (head)
            result.push_back({.file = file, .head = *head, .bytes = std::move(bytes)});
        else
            m_problems.insert(file.path, head.error().text);
    }
    const Search again = findLogFiles(m_patterns, !m_limits.isWhole);
    const auto sameFile
        = [](const FoundFile &a, const FoundFile &b) { return a.path == b.path && a.device == b.device && a.inode == b.inode; };
    if (!std::equal(found.files.begin(), found.files.end(), again.files.begin(), again.files.end(), sameFile))
        return std::nullopt;
    return result;
}

void LogSet::search()
{
    // What was read before a truncation goes first; then its copy, where there is one, and what is new.
    const auto draining = [this] {
        return std::any_of(
            m_readers.begin(), m_readers.end(), [](const auto &reader) { return reader->isRetired() && reader->isPending(); });
    };
    Search found;
    std::optional<std::vector<Candidate>> seen;
    for (int attempt = 0; attempt < 20 && !seen; ++attempt) {
        if (draining())
            return;
        found = findLogFiles(m_patterns, !m_limits.isWhole);
        m_problems.clear();
        seen = candidates(found);
    }
    if (!seen)
        return; // names change faster than they can be looked at
    for (const auto &[what, problem] : found.problems)
        m_problems.insert(what, problem);
    m_found.clear();
    for (const FoundFile &file : found.files)
        m_found.insert({file.device, file.inode});
    dropGone(found.files);
    // A file that lies where it lay goes before a copy of it.
    const auto before = std::ptrdiff_t(m_readers.size());
    for (Candidate &candidate : *seen)
        static_cast<void>(follow(candidate, true));
    for (Candidate &candidate : *seen) {
        if (!readerOf(candidate.file) && follow(candidate, false))
            m_settled.insert(candidate.file.path, candidate.file);
    }
    std::stable_sort(m_readers.begin() + before, m_readers.end(), [](const auto &a, const auto &b) { return a->begin() < b->begin(); });
    for (const auto &reader : m_readers) {
        qint64 &begin = m_newestBegin[reader->log];
        begin = std::max(begin, reader->begin());
    }
}

void LogSet::dropGone(const QList<FoundFile> &found)
{
    const qint64 now = steadyNow();
    std::erase_if(m_readers, [&](const std::unique_ptr<LogReader> &reader) {
        if (!reader->lines().empty())
            return false;
        const auto same = std::find_if(
            found.begin(), found.end(), [&](const FoundFile &file) { return reader->identity().isFile(file.device, file.inode); });
        const bool there = same != found.end();
        const bool gone = !there && (!reader->isOpen() || (reader->behind() == 0 && now - reader->lastGrowth() > lingerMs));
        if (!reader->isRetired() && !gone) {
            if (there && reader->isOpen() && now - reader->lastGrowth() > restMs)
                reader->close();
            return false;
        }
        if (there && reader->isCompressed())
            m_settled.insert(same->path, *same);
        // Its content may be in another file, or come back under another name.
        m_known.insert(reader->identity().toText(), {.identity = reader->identity(), .path = reader->path, .offset = reader->position()});
        return true;
    });
    m_settled.removeIf(
        [&](auto it) { return std::none_of(found.begin(), found.end(), [&](const FoundFile &file) { return file.path == it.key(); }); });
}

void LogSet::emitLine(LogReader &reader, Chunk &chunk)
{
    LogTally &tally = tallyOf(reader.log);
    LogReader::Line &line = reader.lines().front();
    const History::Feed feed{.source = UpdateSource::Log,
        .stream = line.process.isEmpty() ? reader.log : reader.log + u' ' + line.process,
        .isForgeable = line.forgeable};
    for (History::Observation &what : line.observations) {
        tally.count(what);
        chunk.items.append({.feed = feed, .what = std::move(what)});
    }
    reader.lines().pop_front();
}

/// The files of each log that may have more. Those of one log follow one another, whatever their time stamps say.
LogSet::Lanes LogSet::lanes()
{
    Lanes lanes;
    for (const auto &reader : m_readers) {
        tallyOf(reader->log); // a log without any update has a status too
        if (!reader->isPending())
            continue;
        auto lane = std::find_if(lanes.begin(), lanes.end(), [&](const auto &other) { return other.front()->log == reader->log; });
        if (lane == lanes.end())
            lane = lanes.insert(lanes.end(), std::deque<LogReader *>());
        lane->push_back(reader.get());
    }
    return lanes;
}

/// Reads a block of the lane's first file, or goes on to the next file.
void LogSet::advance(Lanes &lanes, Lanes::iterator lane)
{
    LogReader *reader = lane->front();
    const auto outcome = reader->fill();
    if (!outcome)
        m_problems.insert(reader->path, outcome.error().text);
    else
        m_problems.remove(reader->path);
    if (outcome && *outcome == LogReader::Outcome::Read)
        return;
    if (outcome ? *outcome == LogReader::Outcome::Elsewhere : outcome.error().kind == Error::NotFound)
        lane->clear(); // the search finds it first, then what comes after it
    else
        lane->pop_front();
    if (lane->empty())
        lanes.erase(lane);
}

LogSet::Chunk LogSet::next(int lines, const std::atomic<bool> &stop)
{
    Chunk chunk;
    Lanes active = lanes();
    chunk.items.reserve(lines); // most lines tell one thing
    qint64 blocks = 256; // what is scanned in vain is to be recorded too, now and then
    while (!stop && lines > 0 && blocks > 0) {
        const auto oldest = std::min_element(
            active.begin(), active.end(), [](const auto &a, const auto &b) { return a.front()->bound() < b.front()->bound(); });
        if (oldest == active.end())
            break;
        if (!oldest->front()->lines().empty()) {
            // What long ones hold takes room in memory: contents of updates, and whatever a remote server sends.
            constexpr qint64 usualLine = 512;
            lines -= 1 + int(std::min<qint64>(lines, oldest->front()->lines().front().size / usualLine));
            emitLine(*oldest->front(), chunk);
            continue;
        }
        --blocks;
        advance(active, oldest);
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
        chunk.positions.append(
            {.fileId = fileId, .path = reader->path, .offset = reader->position(), .state = tallyOf(reader->log).save(reader->begin())});
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

QStringList LogSet::present() const
{
    QStringList all;
    for (auto it = m_known.cbegin(); it != m_known.cend(); ++it) {
        if (m_found.contains({it->identity.device, it->identity.inode}))
            all.append(it.key());
    }
    return all;
}

QMap<QString, LogTally::Lines> LogSet::lines() const
{
    QMap<QString, LogTally::Lines> all;
    for (const auto &[log, tally] : m_tallies)
        all.insert(log, tally.lines());
    return all;
}

bool LogSet::hasContents() const
{
    return std::any_of(m_tallies.begin(), m_tallies.end(), [](const auto &one) { return one.second.hasContents(); });
}

QList<Inspection::SourceStatus> LogSet::status(bool contentsElsewhere) const
{
    contentsElsewhere |= hasContents();
    QMap<QString, Inspection::SourceStatus> byLog;
    for (const auto &[log, tally] : m_tallies)
        byLog[log] = tally.status(log, contentsElsewhere);
    for (const auto &reader : m_readers) {
        const auto one = byLog.find(reader->log);
        if (one != byLog.end())
            one->behind += reader->behind();
    }
    for (Inspection::SourceStatus &one : byLog) {
        if (one.behind > catchingUp)
            one.state = Inspection::SourceState::CatchingUp;
    }
    for (auto it = m_problems.begin(); it != m_problems.end(); ++it)
        byLog[logName(it.key())] = {.kind = Inspection::SourceKind::Log,
            .state = Inspection::SourceState::Failing,
            .detail = it.value(),
            .behind = byLog.value(logName(it.key())).behind};
    return byLog.values();
}

} // namespace Lockstep::Logs
