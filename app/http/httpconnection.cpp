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
#include <utility>

namespace Lockstep::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t bufferSize = 16 * 1024;
constexpr auto lingering = std::chrono::milliseconds(500);
constexpr size_t lingerBytes = 512 * 1024;
/// So long a thread waits for the next request.
constexpr auto nextRequest = std::chrono::milliseconds(20);
/// So many of one client's requests are answered before others have their turn.
constexpr int mostInTurn = 32;
/// Bytes of an answer that are written at once, for the same reason.
constexpr qsizetype mostAtOnce = 1024 * 1024;

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
{
    rest();
}

HttpConnection::~HttpConnection()
{
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

void HttpConnection::rest()
{
    m_state = State::Idle;
    m_since = Clock::now();
    m_deadline = m_since + std::chrono::milliseconds(m_options.idleTimeoutMs);
}

HttpConnection::State HttpConnection::serve(bool stays)
{
    // Few threads look for answers that were waited for: none of them answers, or waits for, what comes next.
    if (m_state == State::Waiting) {
        answerLater();
        return m_state;
    }
    for (int turn = 0; turn < mostInTurn && m_state == State::Ready; ++turn) {
        answerRequest();
        if (m_state == State::Idle && stays && isThereSoon())
            advance();
    }
    return m_state;
}

HttpConnection::State HttpConnection::advance()
{
    switch (m_state) {
    case State::Idle:
    case State::Reading:
        return readOn();
    case State::Writing:
        return writeOn(mostAtOnce);
    case State::Lingering:
        return linger();
    case State::Ended:
    case State::Ready:
    case State::Waiting:
        break;
    }
    return m_state;
}

HttpConnection::State HttpConnection::expire()
{
    return m_state == State::Reading ? refuseRequest(408) : m_state = State::Ended;
}

HttpConnection::Clock::time_point HttpConnection::deadline() const
{
    return m_later ? m_later->deadline() : m_deadline;
}

bool HttpConnection::hasUnread() const
{
    char next = 0;
    return ::recv(m_fd, &next, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool HttpConnection::isThereSoon() const
{
    std::array<pollfd, 2> fds{pollfd{m_fd, POLLIN, 0}, pollfd{m_stopFd, POLLIN, 0}};
    return ::poll(fds.data(), fds.size(), int(nextRequest.count())) > 0 && fds[0].revents;
}

bool HttpConnection::isAbandoned() const
{
    std::array<pollfd, 2> fds{pollfd{m_fd, POLLRDHUP, 0}, pollfd{m_stopFd, POLLIN, 0}};
    return ::poll(fds.data(), fds.size(), 0) > 0;
}

HttpConnection::State HttpConnection::readOn()
{
    switch (fill()) {
    case Input::Some:
        return takeInput();
    case Input::None:
        return m_state;
    case Input::Over:
        break;
    }
    // Of a head, the client may want to hear that half of one is none.
    return m_end > m_begin ? refuseRequest(400) : m_state = State::Ended;
}

/// One read, so that no client keeps the others waiting. Over: the client closed its side, or is gone.
HttpConnection::Input HttpConnection::fill()
{
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end == m_buffer.size())
        m_buffer.resize(m_buffer.size() * 2); // what is not whole yet, and takeInput() bounds
    ssize_t got = 0;
    do
        got = ::recv(m_fd, m_buffer.data() + m_end, m_buffer.size() - m_end, MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? Input::None : Input::Over;
    m_end += size_t(got);
    return got > 0 ? Input::Some : Input::Over;
}

/// What is in the buffer belongs to the request that has begun, or begins one.
HttpConnection::State HttpConnection::takeInput()
{
    if (!m_reader) {
        m_reader = std::make_unique<RequestReader>(m_options);
        m_inBody = false;
        // A client that has never sent a whole request does not become younger by beginning one.
        if (m_wasAnswered)
            m_since = Clock::now();
        m_deadline = Clock::now() + std::chrono::milliseconds(m_options.headerTimeoutMs);
        m_state = State::Reading;
    }
    m_begin += m_reader->feed({m_buffer.data() + m_begin, m_end - m_begin});
    if (m_reader->status())
        return refuseRequest(m_reader->status());
    if (m_reader->isDone()) {
        m_wasAnswered = true;
        return m_state = State::Ready;
    }
    // Of a body, only the line before a chunk, or what follows the last one, waits here to be whole. The reader bounds a head itself.
    if (m_reader->isHeadDone() && m_end - m_begin > size_t(m_options.maxHeaderBytes))
        return refuseRequest(400);
    if (!m_inBody && m_reader->isHeadDone()) {
        m_inBody = true;
        m_deadline = Clock::now() + std::chrono::milliseconds(m_options.bodyTimeoutMs);
        constexpr std::string_view go = "HTTP/1.1 100 Continue\r\n\r\n";
        if (m_reader->expectsContinue() && ::send(m_fd, go.data(), go.size(), MSG_NOSIGNAL | MSG_DONTWAIT) != ssize_t(go.size()))
            return m_state = State::Ended;
    }
    return m_state;
}

/// There is no request that could be answered, and nothing after it that could be understood.
HttpConnection::State HttpConnection::refuseRequest(int status)
{
    m_reader.reset();
    m_inputLeft = true;
    return give(transportError(status), true, false);
}

void HttpConnection::answerRequest()
{
    const std::unique_ptr<RequestReader> reader = std::move(m_reader);
    OutgoingAnswer outgoing = answer(*reader);
    if (!outgoing.later) {
        give(outgoing, !reader->keepsAlive(), reader->isHead());
        return;
    }
    m_later = std::move(outgoing.later);
    m_closes = !reader->keepsAlive();
    m_isHead = reader->isHead();
    m_state = State::Waiting;
    m_later->begin(m_waker);
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

void HttpConnection::answerLater()
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
        return;
    m_later.reset();
    give(*outgoing, m_closes, m_isHead);
}

HttpConnection::State HttpConnection::give(const OutgoingAnswer &outgoing, bool closes, bool isHead)
{
    m_output = answerText(outgoing, {.closes = closes, .withoutBody = isHead, .cors = m_options.cors});
    m_written = 0;
    m_closes = closes;
    m_since = Clock::now();
    m_deadline = m_since + std::chrono::milliseconds(m_options.writeTimeoutMs);
    m_state = State::Writing;
    return writeOn(mostAtOnce);
}

/// As much as the client takes now; then, what follows the answer.
HttpConnection::State HttpConnection::writeOn(qsizetype most)
{
    while (m_written < m_output.size()) {
        if (most <= 0)
            return m_state; // others have their turn
        const qsizetype next = std::min(m_output.size() - m_written, most);
        const ssize_t sent = ::send(m_fd, m_output.constData() + m_written, size_t(next), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            m_written += sent;
            most -= sent;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return m_state;
        else if (errno != EINTR)
            return m_state = State::Ended;
    }
    m_output = QByteArray();
    if (!m_closes) {
        rest();
        return m_begin < m_end ? takeInput() : m_state;
    }
    // Closing on unread input resets the connection, and takes the answer with it.
    if (!m_inputLeft)
        return m_state = State::Ended;
    ::shutdown(m_fd, SHUT_WR);
    m_deadline = Clock::now() + lingering;
    m_begin = m_end = 0;
    m_state = State::Lingering;
    return linger();
}

HttpConnection::State HttpConnection::linger()
{
    m_begin = m_end = 0;
    const Input input = fill();
    m_drained += m_end;
    if (input == Input::Over || m_drained >= lingerBytes)
        m_state = State::Ended;
    return m_state;
}

} // namespace Lockstep::Http
