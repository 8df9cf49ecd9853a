// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logreader.h"

#include "logs/logfragments.h"

#include <algorithm>
#include <chrono>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

qint64 steadyNow()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string_view firstLine(const QByteArray &head)
{
    const std::string_view all(head.constData(), size_t(head.size()));
    return all.substr(0, all.find('\n'));
}

} // namespace

LogReader::LogReader(const FoundFile &file, LogIdentity identity, const LogHead &head, LogBytes bytes, qint64 offset,
    const LogDialect &dialect, const QTimeZone &zone, Limits limits, LogTally &tally)
    : path(file.path)
    , log(logName(file.path))
    , m_identity(std::move(identity))
    , m_head(head.bytes().left(m_identity.length))
    , m_bytes(std::move(bytes))
    , m_dialect(dialect)
    , m_tally(tally)
    , m_parser(dialect.parser(zone, tally.memory(dialect)))
    , m_limits(limits)
    , m_offset(offset)
    , m_readTo(offset)
    , m_fileSize(file.size)
    , m_lastGrowth(steadyNow())
{
    m_parser->setFallbackTime(file.modified);
    m_parser->learn(firstLine(head.bytes()));
    m_begin = m_newest = m_parser->lastTime();
    m_compressed = m_bytes.isCompressed();
    if (m_compressed)
        m_bytes.close();
    else
        settle();
}

qint64 LogReader::beginOf(const FoundFile &file, const LogHead &head, const LogDialect &dialect, const QTimeZone &zone)
{
    const std::unique_ptr<LineParser> parser = dialect.parser(zone, nullptr);
    parser->setFallbackTime(file.modified);
    parser->learn(firstLine(head.bytes()));
    return parser->lastTime();
}

/// Read: it is open. Otherwise what is there instead.
Result<LogReader::Outcome> LogReader::open()
{
    if (const auto opened = m_bytes.open(path, m_readTo); !opened)
        return failure(opened.error());
    m_compressed = m_bytes.isCompressed();
    if (!m_identity.isFile(m_bytes.device(), m_bytes.inode())) {
        m_bytes.close();
        return Outcome::Elsewhere;
    }
    if (m_compressed) {
        LogBytes bytes;
        const auto head = readHead(bytes, path, m_identity.device, m_identity.inode);
        if (!head || !m_identity.matches(*head)) {
            retire();
            return Outcome::Replaced;
        }
    }
    if (m_compressed && m_readTo > 0 && m_bytes.statedSize() == quint32(m_readTo)) {
        // All of it was read when it had another name: no need to decompress it again.
        retire();
        return Outcome::End;
    }
    if (!m_compressed)
        settle();
    return Outcome::Read;
}

void LogReader::settle()
{
    // The end was lost (a crash of the machine): go on behind what is there.
    if (m_bytes.size() < m_readTo && isSame())
        m_offset = m_readTo = m_bytes.size();
    m_bytes.seek(m_readTo);
}

/// Whether the beginning is still what it was. A file that was truncated begins with another line, or is too short.
bool LogReader::isSame()
{
    if (m_compressed)
        return true;
    QByteArray now(m_head.size(), Qt::Uninitialized);
    return m_bytes.peekHead(now.data(), now.size()) == m_head.size() && now == m_head;
}

bool LogReader::notesReplacement()
{
    if (m_retired || !isOpen() || (isSame() && (m_compressed || m_bytes.size() >= m_readTo)))
        return false;
    retire();
    return true;
}

bool LogReader::extendIdentity()
{
    if (m_compressed || m_identity.length >= LogIdentity::maxLength || m_offset <= m_identity.length || !isOpen())
        return false;
    QByteArray bytes(LogIdentity::maxLength, Qt::Uninitialized);
    bytes.truncate(m_bytes.peekHead(bytes.data(), bytes.size()));
    const LogHead head(bytes);
    if (!m_identity.matches(head))
        return false;
    const auto longer = LogIdentity::of(m_identity.device, m_identity.inode, head);
    if (!longer || longer->length <= m_identity.length)
        return false;
    m_identity = *longer;
    m_head = bytes.left(longer->length);
    return true;
}

Result<LogReader::Outcome> LogReader::fill()
{
    if (m_retired)
        return Outcome::End;
    if (!isOpen()) {
        const auto opened = open();
        if (!opened)
            return failure(opened.error());
        if (*opened != Outcome::Read)
            return opened;
    }
    if (!m_compressed && m_bytes.size() == m_readTo && isSame()) {
        if (m_buffer.size() == 0)
            m_buffer.release();
        return Outcome::End;
    }
    const size_t old = m_buffer.size();
    const auto count = m_bytes.read(m_buffer.room(size_t(m_limits.block)), m_limits.block);
    // Looked at after reading: whatever was read before a truncation is good, what was read after it is not.
    if (!isSame() || (!m_compressed && m_bytes.size() < m_readTo)) {
        retire();
        return Outcome::Replaced;
    }
    if (!count) {
        close();
        return failure(count.error());
    }
    if (*count == 0) {
        if (m_compressed) {
            m_offset = m_readTo; // a last line without newline will not be completed any more
            retire();
        }
        return Outcome::End;
    }
    m_buffer.added(size_t(*count));
    m_readTo += *count;
    m_lastGrowth = steadyNow();
    if (!m_compressed)
        m_fileSize = std::max(m_fileSize, m_readTo);
    // What has just been written was written just now.
    if (!m_compressed && !m_parser->hasTimes())
        m_parser->setFallbackTime(m_bytes.modified());

    const size_t newline = m_buffer.view().substr(old).rfind('\n');
    if (newline != std::string_view::npos)
        scan(old + newline + 1);
    if (m_skipping || qint64(m_buffer.size()) > m_limits.maxLine) {
        m_skipping = true;
        m_buffer.release();
    }
    return Outcome::Read;
}

/// Where the line begins that goes on at \a begin, if what stands before it (not before \a from) was cut by a container runtime.
size_t LogReader::firstFragment(std::string_view text, size_t from, size_t begin)
{
    while (begin > from) {
        const size_t before = begin < 2 ? std::string_view::npos : text.rfind('\n', begin - 2);
        const size_t start = before == std::string_view::npos ? 0 : before + 1;
        const auto fragment = LogFragment::of(text.substr(start, begin - 1 - start));
        if (start < from || !fragment || !fragment->goesOn)
            break;
        begin = start;
    }
    return begin;
}

/// Takes the whole lines, which end at \a end of the buffer.
void LogReader::scan(size_t end)
{
    std::string_view text = m_buffer.view().substr(0, end);
    qint64 base = m_offset;
    if (m_skipping) {
        // The buffer begins somewhere inside the line that is too long.
        base = m_readTo - qint64(m_buffer.size());
        const size_t rest = text.find('\n') + 1;
        base += qint64(rest);
        text.remove_prefix(rest);
        m_skipping = false;
    }
    for (size_t at = 0; at < text.size();) {
        const size_t marker = m_dialect.findMarker(text, at);
        if (marker == std::string_view::npos)
            break;
        const auto *before = static_cast<const char *>(memrchr(text.data() + at, '\n', marker - at));
        const size_t begin = firstFragment(text, at, before ? size_t(before - text.data()) + 1 : at);
        const size_t lineEnd = text.find('\n', begin);
        const std::string_view line = text.substr(begin, lineEnd - begin);
        at = lineEnd + 1;
        if (const auto fragment = LogFragment::of(line); fragment && fragment->goesOn) {
            const auto joined = joinFragments(*fragment, text, at);
            if (!joined) {
                text = text.substr(0, begin); // its end is still to come
                break;
            }
            take(*joined, base + qint64(begin));
        } else {
            take(line, base + qint64(begin));
        }
    }
    text = text.substr(0, firstFragment(text, 0, text.size())); // what is cut goes on in the next block
    // The last line's time: how far this file has come, for the order among several.
    if (text.size() > 1) {
        const size_t begin = text.rfind('\n', text.size() - 2) + 1;
        m_parser->learn(text.substr(begin, std::min<size_t>(text.size() - 1 - begin, 1024)));
        m_newest = std::max(m_newest, m_parser->lastTime());
    }
    m_offset = base + qint64(text.size());
    m_buffer.drop(size_t(text.data() + text.size() - m_buffer.view().data()));
}

void LogReader::take(std::string_view line, qint64 begin)
{
    Line taken{.begin = begin, .observations = {}};
    const LineResult result = m_parser->parse(line, taken.observations);
    m_tally.count(result.outcome, line);
    if (!taken.observations.empty() && !m_parser->hasTimes())
        m_tally.countUntimed();
    taken.forgeable = result.forgeable;
    if (taken.observations.empty())
        return;
    m_newest = std::max(m_newest, m_parser->lastTime());
    taken.at = m_newest;
    m_lines.push_back(std::move(taken));
}

qint64 LogReader::behind() const
{
    if (m_retired)
        return 0;
    if (m_compressed || !isOpen())
        return std::max<qint64>(0, m_fileSize - m_readTo);
    return std::max<qint64>(0, m_bytes.size() - m_readTo);
}

void LogReader::close()
{
    m_bytes.close();
    // What is not a whole line is read again.
    m_readTo = m_offset;
    m_buffer.release();
    m_skipping = false;
}

void LogReader::retire()
{
    m_retired = true;
    m_bytes.close();
    m_buffer.release();
}

} // namespace Lockstep::Logs
