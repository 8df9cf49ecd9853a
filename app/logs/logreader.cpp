// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logreader.h"

#include "logs/journalentry.h"
#include "logs/journaljson.h"
#include "logs/pastedtext.h"

#include <algorithm>
#include <chrono>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

/// The pieces of a line that was cut come one right after the other.
constexpr qint64 pieceMs = 2000;

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
    , m_parsers(dialect, zone, tally)
    , m_parser(&m_parsers.of())
    , m_scanner(dialect, tally)
    , m_exportScanner(dialect, tally, size_t(limits.maxLine))
    , m_isExport(isExport(std::string_view(head.bytes().constData(), size_t(head.bytes().size()))))
    , m_limits(limits)
    , m_offset(offset)
    , m_readTo(offset)
    , m_fileSize(file.size)
    , m_lastGrowth(steadyNow())
{
    m_isJournal = m_isExport || beginsAsJournal(std::string_view(head.bytes().constData(), size_t(head.bytes().size())));
    m_scanner.setJournal(m_isJournal);
    const std::string_view begins(head.bytes().constData(), size_t(head.bytes().size()));
    // What is followed was written by a program: there, a remote server could have put such characters at the beginning.
    m_scanner.setPasted(limits.isWhole && looksPasted(begins));
    if (dialect.otherProgram)
        m_tally.setOther(dialect.otherProgram(begins));
    m_parser->setFallbackTime(limits.hasFileTime ? file.modified : 0);
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
        if (m_limits.isWhole)
            return end() ? Outcome::Read : Outcome::End;
        return steadyNow() - m_lastGrowth > pieceMs && finish() ? Outcome::Read : Outcome::End;
    }
    const size_t old = m_buffer.size();
    const auto count = m_bytes.read(m_buffer.room(size_t(m_limits.block)), m_limits.block);
    // Looked at after reading: whatever was read before a truncation is good, what was read after it is not.
    if (!isSame() || (!m_compressed && m_bytes.size() < m_readTo)) {
        retire();
        return Outcome::Replaced;
    }
    if (!count) {
        if (m_limits.isWhole)
            end(); // what came before is good, and nothing will come behind it
        else
            close();
        return failure(count.error());
    }
    if (*count == 0) {
        if (m_limits.isWhole)
            return end() ? Outcome::Read : Outcome::End;
        if (m_compressed) {
            if (finish())
                return Outcome::Read;
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
    if (!m_compressed && m_limits.hasFileTime && !m_parser->hasTimes())
        m_parser->setFallbackTime(m_bytes.modified());

    const size_t newline = m_buffer.view().substr(old).rfind('\n');
    if (m_isExport)
        scan(m_buffer.size(), false);
    else if (newline != std::string_view::npos)
        scan(old + newline + 1, false);
    if (m_skipping || qint64(m_buffer.size()) > m_limits.maxLine) {
        m_skipping = true;
        m_buffer.release();
    }
    return Outcome::Read;
}

/// Takes the whole lines, which end at \a end of the buffer. \a isLast: what is cut will not be completed any more.
void LogReader::scan(size_t end, bool isLast)
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
    const auto takeLine = [this](std::string_view line, qint64 begin) { take(line, begin); };
    text = text.substr(0, m_isExport ? m_exportScanner.scan(text, base, isLast, takeLine) : m_scanner.scan(text, base, isLast, takeLine));
    // The last line's time: how far this file has come, for the order among several.
    if (m_isExport) {
        m_newest = std::max(m_newest, m_exportScanner.newest());
    } else if (text.size() > 1) {
        const size_t begin = text.rfind('\n', text.size() - 2) + 1;
        m_parser->learn(text.substr(begin, std::min<size_t>(text.size() - 1 - begin, 1024)));
        m_newest = std::max(m_newest, m_parser->lastTime());
    }
    m_offset = base + qint64(text.size());
    m_buffer.drop(size_t(text.data() + text.size() - m_buffer.view().data()));
}

/// Gives up waiting for the rest of a line that was cut. Returns whether there was one.
bool LogReader::finish()
{
    const size_t end = m_skipping ? std::string_view::npos : m_buffer.view().rfind('\n');
    if (end != std::string_view::npos)
        scan(end + 1, true);
    return end != std::string_view::npos;
}

void LogReader::take(std::string_view line, qint64 begin)
{
    Line taken{.begin = begin, .size = qint64(line.size()), .process = {}, .observations = {}, .text = {}};
    LineParser *parser = m_parser;
    if (m_isJournal && isJournalLine(line)) {
        const std::string process = journalProcess(line);
        taken.process = QString::fromStdString(process);
        parser = &m_parsers.of(process);
    }
    const LineResult result = parser->parse(line, taken.observations);
    m_tally.count(result.outcome, line);
    if (!taken.observations.empty() && !parser->hasTimes())
        m_tally.countUntimed();
    taken.forgeable = result.forgeable;
    if (taken.observations.empty())
        return;
    m_newest = std::max(m_newest, parser->lastTime());
    taken.at = m_newest;
    if (m_limits.keptText > 0)
        taken.text = QByteArray(line.data(), std::min(m_limits.keptText, qsizetype(line.size())));
    m_lines.push_back(std::move(taken));
}

/// Takes the rest of a file that will not grow. Returns whether there was one.
bool LogReader::end()
{
    if (!m_skipping && m_buffer.size() > 0 && !m_isExport && m_buffer.view().back() != '\n') {
        *m_buffer.room(1) = '\n';
        m_buffer.added(1);
    }
    const bool isMore = finish();
    retire();
    return isMore;
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
