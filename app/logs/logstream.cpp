// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logstream.h"

#include "logs/fileerror.h"
#include "logs/journalentry.h"
#include "logs/journaljson.h"

#include <QDateTime>
#include <QFile>

#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

constexpr size_t blockSize = 64 * 1024;
/// The pieces of a line that was cut come one right after the other.
constexpr auto pieceTime = std::chrono::seconds(2);

} // namespace

bool LogStream::isStream(const QString &source)
{
    struct stat info = {};
    return source == "-"_L1 || (::stat(QFile::encodeName(source).constData(), &info) == 0 && S_ISFIFO(info.st_mode));
}

LogStream::LogStream(QString source, const LogDialect &dialect, const QTimeZone &zone, qint64 maxLine)
    : m_source(std::move(source))
    , m_dialect(dialect)
    , m_maxLine(maxLine)
    , m_parsers(dialect, zone, m_tally)
    , m_scanner(dialect, m_tally)
    , m_exportScanner(dialect, m_tally, size_t(maxLine))
{
}

LogStream::~LogStream()
{
    if (m_isOwned)
        ::close(m_file);
}

bool LogStream::open()
{
    if (m_file >= 0)
        return true;
    if (m_source == "-"_L1) {
        m_file = STDIN_FILENO;
        return true;
    }
    m_file = ::open(QFile::encodeName(m_source).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    m_isOwned = m_file >= 0;
    m_problem = m_isOwned ? QString() : fileError(m_source, errno).text;
    return m_isOwned;
}

bool LogStream::read(qsizetype enough)
{
    if (m_hasEnded || !open())
        return false;
    while (m_items.size() < enough) {
        // Standard input may be shared with others, who do not expect that reading it does not block.
        pollfd ready{.fd = m_file, .events = POLLIN, .revents = 0};
        if (::poll(&ready, 1, 0) <= 0) {
            if (m_buffer.size() > 0 && std::chrono::steady_clock::now() - m_lastGrowth > pieceTime)
                takeLines(true);
            return false;
        }
        const ssize_t count = ::read(m_file, m_buffer.room(blockSize), blockSize);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return false;
        if (count < 0)
            m_problem = fileError(m_source, errno).text;
        if (count <= 0) {
            takeLines(true);
            m_isExport = false;
            m_isJournal.reset();
            m_hasEnded = !m_isOwned; // a named pipe gets its next writer
            return false;
        }
        m_problem.clear();
        m_buffer.added(size_t(count));
        m_lastGrowth = std::chrono::steady_clock::now();
        takeLines(false);
    }
    return true;
}

/// \a isLast: what is cut will not be completed any more.
void LogStream::takeLines(bool isLast)
{
    const auto takeLine = [this](std::string_view line, qint64) { take(line); };
    for (;;) {
        std::string_view text = m_buffer.view();
        size_t done = 0;
        if (m_isSkipping) {
            done = (m_isExport ? text.find("\n__CURSOR=") : text.find('\n')) + 1;
            m_isSkipping = done == 0;
        } else if (m_isExport || isExport(text)) {
            m_isExport = true;
            m_isJournal = true;
            done = m_exportScanner.scan(text, m_base, isLast, takeLine);
        } else {
            text = text.substr(0, text.rfind('\n') + 1);
            if (!m_isJournal && !text.empty()) {
                m_isJournal = beginsAsJournal(text);
                m_scanner.setJournal(*m_isJournal);
            }
            done = text.empty() ? 0 : m_scanner.scan(text, m_base, isLast, takeLine);
        }
        m_buffer.drop(done);
        m_base += qint64(done);
        if (done == 0)
            break;
    }
    if (qint64(m_buffer.size()) > m_maxLine) {
        m_base += qint64(m_buffer.size());
        m_isSkipping = true;
        m_buffer.release();
    }
}

void LogStream::take(std::string_view line)
{
    const std::string process = m_isJournal.value_or(false) && isJournalLine(line) ? journalProcess(line) : std::string();
    LineParser &parser = m_parsers.of(process);
    // Lines without a time of their own come as they are written.
    parser.setFallbackTime(QDateTime::currentMSecsSinceEpoch());
    std::vector<History::Observation> observations;
    const LineResult result = parser.parse(line, observations);
    m_tally.count(result.outcome, line);
    const QString stream = process.empty() ? m_source : m_source + u' ' + QString::fromStdString(process);
    for (History::Observation &what : observations) {
        m_tally.count(what);
        m_items.append({.feed = {.source = UpdateSource::Log, .stream = stream, .isForgeable = result.forgeable}, .what = std::move(what)});
    }
}

Inspection::SourceStatus LogStream::status(bool contentsElsewhere) const
{
    Inspection::SourceStatus status = m_tally.status(m_source == "-"_L1 ? u"standard input"_s : m_source, contentsElsewhere);
    if (!m_problem.isEmpty() || m_hasEnded) {
        status.state = Inspection::SourceState::Failing;
        status.detail = m_hasEnded && m_problem.isEmpty() ? u"standard input has ended: nothing more is read."_s : m_problem;
    }
    return status;
}

} // namespace Lockstep::Logs
