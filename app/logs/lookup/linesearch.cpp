// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/lookup/linesearch.h"

#include "logs/journalplace.h"
#include "logs/logreader.h"
#include "logs/logstream.h"
#include "logs/lookup/lookupwords.h"
#include "logs/lookup/timeplace.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

using namespace Inspection;

namespace {

constexpr char journalMagic[] = "LPKSHHRH";
/// After a file was written last, its lines may be a little younger by the clock that wrote them.
constexpr qint64 slackMs = 5'000;
/// Lines of one user that are kept until it is known which ones made the row.
constexpr size_t mostKept = 20'000;
constexpr qint64 mostKeptBytes = 64 * 1024 * 1024;
/// Once the row is whole, for how long lines are read on: what another process says of it.
constexpr qint64 lingerMs = 5'000;

} // namespace

/// One search.
struct LineSearch::Work
{
    using Lane = std::vector<std::unique_ptr<LogReader>>; ///< files of one log, the next one first

    Work(const LineSearch &search_, WantedRow wanted, const std::function<bool()> &isAbandoned_)
        : search(search_)
        , isAbandoned(isAbandoned_)
        , received(wanted.row.received)
        , from(received - search.m_limits.beforeMs)
        , to(received + (wanted.row.kind == UpdateKind::Resync ? search.m_limits.afterFetchMs : search.m_limits.afterMs))
        , user(wanted.user)
        , replay(std::move(wanted))
    {
    }

    const LineSearch &search;
    const std::function<bool()> &isAbandoned;
    const qint64 received, from, to;
    const UserId user;
    const std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    RowReplay replay;
    RowLines answer{.isFromLog = true};
    std::map<QString, LogTally> tallies;
    std::map<QString, Lane> lanes; ///< by log
    std::map<QString, qint64> begins; ///< of each log, its oldest file
    struct Kept
    {
        RowLine line;
        std::vector<History::Observation> observations;
    };
    std::vector<Kept> kept;
    std::vector<std::pair<int, size_t>> taken; ///< line and index of its observation, of those that were replayed
    qint64 keptBytes = 0;

    bool isOver() const
    {
        const auto took = std::chrono::steady_clock::now() - began;
        return answer.bytes >= search.m_limits.bytes || took > std::chrono::milliseconds(search.m_limits.ms) || kept.size() >= mostKept
            || keptBytes >= mostKeptBytes;
    }
    void leaveOut(const QString &path, UnreadReason reason, const QString &detail = {}, qint64 begin = 0)
    {
        answer.unread.append({.path = path, .reason = reason, .detail = detail, .begins = begin});
    }

    void open();
    void add(const FoundFile &file);
    void begin(FoundFile file, const LogHead &head, LogBytes bytes);
    void read();
    bool advance(Lane &lane);
    void take(LogReader &reader);
    void collect();
};

void LineSearch::Work::open()
{
    QStringList patterns;
    for (const QString &pattern : search.m_patterns) {
        if (JournalPlace::isJournal(pattern))
            leaveOut(pattern, UnreadReason::Journal);
        else if (LogStream::isStream(pattern))
            leaveOut(pattern, UnreadReason::Pipe);
        else
            patterns += pattern;
    }
    const Search found = findLogFiles(patterns);
    for (const auto &[what, problem] : found.problems)
        leaveOut(what, UnreadReason::Missing, problem);
    for (const FoundFile &file : found.files)
        add(file);
    for (auto &[log, lane] : lanes)
        std::stable_sort(lane.begin(), lane.end(), [](const auto &a, const auto &b) { return a->begin() < b->begin(); });
    for (const auto &[log, begin] : begins) {
        if (begin > received + slackMs)
            leaveOut(log, UnreadReason::BeginsLater, {}, begin);
    }
}

void LineSearch::Work::add(const FoundFile &file)
{
    LogBytes bytes;
    const auto head = readHead(bytes, file.path, file.device, file.inode);
    if (!head)
        return leaveOut(file.path, UnreadReason::Unreadable, head.error().text);
    if (head->bytes().startsWith(journalMagic))
        return leaveOut(file.path, UnreadReason::Journal);
    if (head->bytes().isEmpty())
        return;
    // A compressed copy of a file that is there, too, while it is made.
    const Lane &lane = lanes[logName(file.path)];
    if (std::any_of(lane.begin(), lane.end(), [&](const auto &other) { return other->beginsLike(*head); }))
        return;
    begin(file, *head, std::move(bytes));
}

void LineSearch::Work::begin(FoundFile file, const LogHead &head, LogBytes bytes)
{
    const LogDialect &dialect = search.m_dialect;
    const QString log = logName(file.path);
    const qint64 modified = std::exchange(file.modified, 0); // of what has no time
    const qint64 first = LogReader::beginOf(file, head, dialect, search.m_zone);
    const auto known = begins.try_emplace(log, first).first;
    known->second = std::min(known->second, first);
    if (first > to || modified + slackMs < from)
        return;
    auto identity = LogIdentity::of(file.device, file.inode, head);
    if (!identity)
        identity = LogIdentity{
            .device = file.device, .inode = file.inode, .length = head.bytes().size(), .hash = head.hash(head.bytes().size())};
    const bool isHalved = !bytes.isCompressed() && file.size > search.m_limits.wholeUpTo;
    const qint64 place = isHalved ? placeOf(bytes, from, dialect, search.m_zone).value_or(0) : 0;
    ++answer.files;
    const LogReader::Limits limits{.block = search.m_limits.block, .isWhole = true, .keptText = RowLines::mostText, .hasFileTime = false};
    lanes[log].push_back(
        std::make_unique<LogReader>(file, *identity, head, std::move(bytes), place, dialect, search.m_zone, limits, tallies[log]));
}

/// Reads a block of the lane's first file. Returns whether the lane has more.
bool LineSearch::Work::advance(Lane &lane)
{
    using Outcome = LogReader::Outcome;
    LogReader &reader = *lane.front();
    const qint64 block = search.m_limits.block;
    const qint64 most = reader.isCompressed() ? block : std::min(block, reader.behind());
    const auto outcome = reader.fill();
    if (!outcome)
        leaveOut(reader.path, UnreadReason::Unreadable, outcome.error().text);
    else if (*outcome == Outcome::Replaced || *outcome == Outcome::Elsewhere)
        leaveOut(reader.path, UnreadReason::Unreadable, u"%1 was rotated while it was read."_s.arg(reader.path));
    if (outcome && *outcome == Outcome::Read) {
        answer.bytes += most;
        return true;
    }
    lane.erase(lane.begin());
    return !lane.empty();
}

void LineSearch::Work::take(LogReader &reader)
{
    LogReader::Line line = std::move(reader.lines().front());
    reader.lines().pop_front();
    const auto isOurs = [&](const History::Observation &what) {
        return std::visit([](const auto &value) { return value.user; }, what) == user;
    };
    std::erase_if(line.observations, [&](const History::Observation &what) { return !isOurs(what); });
    if (line.observations.empty())
        return;
    const History::Feed feed{.source = UpdateSource::Log,
        .stream = line.process.isEmpty() ? reader.log : reader.log + u' ' + line.process,
        .isForgeable = line.forgeable};
    const int index = int(kept.size());
    for (size_t i = 0; i < line.observations.size(); ++i) {
        replay.take(index, feed, line.observations[i]);
        taken.emplace_back(index, i);
    }
    keptBytes += line.size; // of which the text may be a part; what was understood of it is as large
    kept.push_back({.line = {.path = reader.path,
                        .offset = line.begin,
                        .length = line.size,
                        .text = QString::fromUtf8(line.text),
                        .at = line.at,
                        .tells = {},
                        .origin = {},
                        .transaction = {},
                        .isForgeable = line.forgeable},
        .observations = std::move(line.observations)});
}

void LineSearch::Work::read()
{
    std::erase_if(lanes, [](const auto &lane) { return lane.second.empty(); });
    std::optional<qint64> whole; ///< the time when the row was found to be whole
    while (!lanes.empty() && !isOver()) {
        if (isAbandoned())
            return;
        const auto oldest = std::min_element(lanes.begin(), lanes.end(),
            [](const auto &a, const auto &b) { return a.second.front()->bound() < b.second.front()->bound(); });
        LogReader &reader = *oldest->second.front();
        const qint64 bound = reader.bound();
        // A file whose times are out of order is read to its end, where that is not far.
        if (bound > to + slackMs && (reader.isCompressed() || reader.behind() > search.m_limits.wholeUpTo)) {
            lanes.erase(oldest);
            continue;
        }
        if (whole && bound > *whole + lingerMs)
            return;
        if (!reader.lines().empty()) {
            take(reader);
            continue;
        }
        if (!whole && replay.isWhole())
            whole = bound;
        if (!advance(oldest->second))
            lanes.erase(oldest);
    }
    for (const auto &[log, lane] : lanes) {
        for (const auto &reader : lane)
            leaveOut(reader->path, UnreadReason::TooMuch);
    }
}

void LineSearch::Work::collect()
{
    int last = -1;
    for (const RowReplay::Telling &telling : replay.tellings()) {
        const auto [line, observation] = taken[telling.observation];
        if (line == last)
            continue;
        last = line;
        if (answer.lines.size() >= RowLines::mostLines) {
            answer.isMore = true;
            return;
        }
        RowLine found = kept[size_t(line)].line;
        describe(kept[size_t(line)].observations[observation], found);
        answer.lines.append(std::move(found));
    }
}

LineSearch::LineSearch(QStringList patterns, LogDialect dialect, QTimeZone zone)
    : LineSearch(std::move(patterns), std::move(dialect), std::move(zone), Limits())
{
}

LineSearch::LineSearch(QStringList patterns, LogDialect dialect, QTimeZone zone, Limits limits)
    : m_patterns(std::move(patterns))
    , m_dialect(std::move(dialect))
    , m_zone(std::move(zone))
    , m_limits(limits)
{
}

Result<RowLines> LineSearch::find(const UserId &user, const DeviceListUpdate &row, const QList<DeviceListUpdate> &before,
    const std::function<bool()> &isAbandoned) const
{
    if (!row.sources.testFlag(UpdateSource::Log))
        return RowLines();
    Work work(*this, {.user = user, .row = row, .alikeBefore = countAlike(row, before)}, isAbandoned);
    work.open();
    work.read();
    if (isAbandoned())
        return failure(Error::Cancelled, u"The search for lines of the log was ended."_s);
    work.collect();
    return std::move(work.answer);
}

} // namespace Lockstep::Logs
