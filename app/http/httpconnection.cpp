// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpconnection.h"

#include "core/log.h"
#include "http/answertext.h"
#include "http/requestreader.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace Lockstep::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t bufferSize = 16 * 1024;
/// An answer that is being written when the server stops may take this long.
constexpr auto stopGrace = std::chrono::milliseconds(1000);
constexpr auto linger = std::chrono::milliseconds(500);
constexpr size_t lingerBytes = 512 * 1024;
/// So long a thread waits for the next request, which costs less than to come back to it.
constexpr auto nextRequest = std::chrono::milliseconds(20);

QString remoteAddressOf(int fd)
{
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    std::array<char, NI_MAXHOST> text{};
    if (::getpeername(fd, reinterpret_cast<sockaddr *>(&address), &length) != 0
        || ::getnameinfo(reinterpret_cast<sockaddr *>(&address), length, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    return QString::fromLatin1(text.data());
}

} // namespace

HttpConnection::HttpConnection(int fd, int stopFd, const HttpServerOptions &options, const Handler &handler)
    : m_fd(fd)
    , m_stopFd(stopFd)
    , m_options(options)
    , m_handler(handler)
    , m_buffer(bufferSize)
    , m_idleUntil(Clock::now() + std::chrono::milliseconds(options.idleTimeoutMs))
{
}

HttpConnection::~HttpConnection()
{
    ::shutdown(m_fd, SHUT_WR);
    // Only where the client may still be sending: closing on unread input resets the connection, and takes the answer with it.
    if (m_inputLeft) {
        const auto deadline = Clock::now() + linger;
        for (size_t drained = 0; drained < lingerBytes && waitFor(POLLIN, deadline) == Wait::Ready;) {
            const ssize_t got = ::recv(m_fd, m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
            if (got <= 0)
                break;
            drained += size_t(got);
        }
    }
    ::shutdown(m_fd, SHUT_RDWR);
    ::close(m_fd);
}

void HttpConnection::refuse(int fd)
{
    const QByteArray text = answerText(OutgoingAnswer::error(503, u"M_LIMIT_EXCEEDED"_s,
                                           u"Too many connections are open; try again in a moment."_s, {{u"retry_after_ms"_s, 1000}}),
        {.closes = true});
    // One attempt: this is the thread that accepts.
    [[maybe_unused]] const auto sent = ::send(fd, text.constData(), size_t(text.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(fd, SHUT_RDWR);
    ::close(fd);
}

HttpConnection::Wait HttpConnection::waitFor(short events, Clock::time_point deadline)
{
    bool stopping = false;
    for (;;) {
        std::array<pollfd, 2> fds{pollfd{m_fd, events, 0}, pollfd{m_stopFd, POLLIN, 0}};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        const int ready = ::poll(fds.data(), stopping ? 1 : 2, int(std::clamp<long long>(left, 0, 3'600'000)));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return Wait::Timeout;
        if (fds[0].revents)
            return Wait::Ready;
        if (events == POLLIN)
            return Wait::Stopping;
        stopping = true;
        deadline = std::min(deadline, Clock::now() + stopGrace);
        m_writeDeadline = deadline;
    }
}

bool HttpConnection::isAbandoned() const
{
    std::array<pollfd, 2> fds{pollfd{m_fd, POLLRDHUP, 0}, pollfd{m_stopFd, POLLIN, 0}};
    return ::poll(fds.data(), fds.size(), 0) > 0;
}

HttpConnection::State HttpConnection::serve()
{
    // Few threads look for answers that were waited for: none of them waits for what comes next.
    const auto patience = m_later ? std::chrono::milliseconds(0) : nextRequest;
    m_state = m_later ? answerLater() : State::Idle;
    while (m_state == State::Idle) {
        if (m_begin == m_end) {
            m_idleUntil = Clock::now() + std::chrono::milliseconds(m_options.idleTimeoutMs);
            const Wait wait = waitFor(POLLIN, std::min(m_idleUntil, Clock::now() + patience));
            if (wait == Wait::Timeout)
                break;
            if (wait == Wait::Stopping) {
                m_state = State::Ended;
                break;
            }
        }
        m_state = serveOne();
    }
    return m_state;
}

HttpConnection::Clock::time_point HttpConnection::deadline() const
{
    return m_later ? m_later->deadline() : m_idleUntil;
}

HttpConnection::State HttpConnection::serveOne()
{
    m_writeDeadline.reset();
    RequestReader reader(m_options);
    if (!read(reader))
        return State::Ended;
    OutgoingAnswer outgoing = answer(reader);
    if (!outgoing.later)
        return give(outgoing, !reader.keepsAlive(), reader.isHead()) ? State::Idle : State::Ended;
    m_later = std::move(outgoing.later);
    m_closes = !reader.keepsAlive();
    m_isHead = reader.isHead();
    m_later->begin(m_waker);
    return State::Waiting;
}

HttpConnection::State HttpConnection::answerLater()
{
    std::optional<OutgoingAnswer> outgoing;
    try {
        outgoing = m_later->look(Clock::now() >= m_later->deadline());
    } catch (const std::exception &problem) {
        qCCritical(lcInspection) << "A request could not be answered:" << problem.what();
        outgoing = transportError(500);
    } catch (...) {
        qCCritical(lcInspection) << "A request could not be answered.";
        outgoing = transportError(500);
    }
    if (!outgoing)
        return State::Waiting;
    m_later.reset();
    m_writeDeadline.reset();
    return give(*outgoing, m_closes, m_isHead) ? State::Idle : State::Ended;
}

/// False: the connection ends.
bool HttpConnection::give(const OutgoingAnswer &outgoing, bool closes, bool isHead)
{
    return write(answerText(outgoing, {.closes = closes, .withoutBody = isHead, .cors = m_options.cors})) && !closes;
}

/// False: there is no request to answer; what there was to say about it is said.
bool HttpConnection::read(RequestReader &reader)
{
    auto deadline = Clock::now() + std::chrono::milliseconds(m_options.headerTimeoutMs);
    bool inHead = true;
    int status = 0;
    for (;;) {
        m_begin += reader.feed({m_buffer.data() + m_begin, m_end - m_begin});
        if (reader.isDone() || reader.status())
            break;
        if (inHead && reader.isHeadDone()) {
            inHead = false;
            deadline = Clock::now() + std::chrono::milliseconds(m_options.bodyTimeoutMs);
            if (reader.expectsContinue() && !write("HTTP/1.1 100 Continue\r\n\r\n"))
                return false;
        }
        if (!fill(deadline, status))
            break;
    }
    if (reader.isDone() && !reader.status())
        return true;
    if (reader.status())
        status = reader.status();
    m_inputLeft = true;
    if (status)
        write(answerText(transportError(status), {.closes = true, .withoutBody = false, .cors = m_options.cors}));
    return false;
}

/// Reads more into the buffer. False with \a status 408: not in time; with 400: the client closed its side; with 0: there is nobody to
/// tell.
bool HttpConnection::fill(Clock::time_point deadline, int &status)
{
    const Wait wait = waitFor(POLLIN, deadline);
    if (wait != Wait::Ready) {
        status = wait == Wait::Timeout ? 408 : 0;
        return false;
    }
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end == m_buffer.size())
        m_buffer.resize(m_buffer.size() * 2); // a head; the reader refuses it beyond its limit
    ssize_t got = 0;
    do
        got = ::recv(m_fd, m_buffer.data() + m_end, m_buffer.size() - m_end, MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        m_end += size_t(got);
    else
        status = got == 0 && m_end > m_begin ? 400 : 0;
    return got > 0;
}

OutgoingAnswer HttpConnection::answer(RequestReader &reader)
{
    Result<IncomingRequest> incoming = reader.take();
    if (!incoming)
        return OutgoingAnswer::error(400, u"M_INVALID_PARAM"_s, incoming.error().text);
    if (m_options.cors && incoming->method == "OPTIONS")
        return OutgoingAnswer::json({});
    incoming->remoteAddress = remoteAddressOf(m_fd);
    incoming->isAbandoned = [this] { return isAbandoned(); };
    try {
        return m_handler(*incoming);
    } catch (const std::exception &problem) {
        qCCritical(lcInspection) << "A request could not be answered:" << problem.what();
    } catch (...) {
        qCCritical(lcInspection) << "A request could not be answered.";
    }
    return transportError(500);
}

bool HttpConnection::write(const QByteArray &bytes)
{
    if (!m_writeDeadline)
        m_writeDeadline = Clock::now() + std::chrono::milliseconds(m_options.writeTimeoutMs);
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t sent = ::send(m_fd, bytes.constData() + done, size_t(bytes.size() - done), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            done += sent;
            continue;
        }
        if (errno == EINTR)
            continue;
        if ((errno != EAGAIN && errno != EWOULDBLOCK) || waitFor(POLLOUT, *m_writeDeadline) != Wait::Ready)
            return false;
    }
    return true;
}

} // namespace Lockstep::Http
