// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logstream.h"

#include "logs/fileerror.h"

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
    , m_parser(dialect.parser(zone, m_tally.memory(dialect)))
{
    m_parser->setFallbackTime(QDateTime::currentMSecsSinceEpoch());
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
        if (::poll(&ready, 1, 0) <= 0)
            return false;
        const ssize_t count = ::read(m_file, m_buffer.room(blockSize), blockSize);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return false;
        if (count < 0)
            m_problem = fileError(m_source, errno).text;
        if (count <= 0) {
            m_hasEnded = !m_isOwned; // a named pipe gets its next writer
            return false;
        }
        m_problem.clear();
        m_buffer.added(size_t(count));
        takeLines();
    }
    return true;
}

void LogStream::takeLines()
{
    for (;;) {
        const std::string_view text = m_buffer.view();
        const size_t end = text.find('\n');
        if (end == std::string_view::npos)
            break;
        const std::string_view line = text.substr(0, end);
        if (!m_isSkipping && m_dialect.findMarker(line, 0) != std::string_view::npos) {
            // Lines without a time of their own come as they are written.
            m_parser->setFallbackTime(QDateTime::currentMSecsSinceEpoch());
            std::vector<History::Observation> observations;
            const LineResult result = m_parser->parse(line, observations);
            m_tally.count(result.outcome, line);
            for (History::Observation &what : observations) {
                m_tally.count(what);
                m_items.append(
                    {.feed = {.source = UpdateSource::Log, .stream = m_source, .isForgeable = result.forgeable}, .what = std::move(what)});
            }
        }
        m_isSkipping = false;
        m_buffer.drop(end + 1);
    }
    if (qint64(m_buffer.size()) > m_maxLine) {
        m_isSkipping = true;
        m_buffer.release();
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
