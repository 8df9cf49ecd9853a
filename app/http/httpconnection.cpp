// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpconnection.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace Lockstep::Inspection {

namespace {

constexpr size_t bufferSize = 16 * 1024;
constexpr int maxChunkLine = 256;
constexpr int maxTrailerLines = 64;
/// An answer that is being written when the server stops may take this long.
constexpr auto stopGrace = std::chrono::milliseconds(1000);
constexpr int lingerMs = 500;
constexpr size_t lingerBytes = 512 * 1024;

void addressOf(const sockaddr_storage &address, std::string &ip, int &port)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.ss_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
        port = ntohs(v4.sin_port);
    } else if (address.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
        port = ntohs(v6.sin6_port);
    }
    ip = text.data();
}

} // namespace

HttpConnection::HttpConnection(int fd, int stopFd, const HttpServerOptions &options)
    : m_fd(fd)
    , m_stopFd(stopFd)
    , m_options(options)
    , m_buffer(bufferSize)
{
}

/// 1: ready, 0: deadline, -1: the server stops.
int HttpConnection::waitFor(short events, Clock::time_point deadline)
{
    bool stopping = false;
    for (;;) {
        std::array<pollfd, 2> fds{pollfd{m_fd, events, 0}, pollfd{m_stopFd, POLLIN, 0}};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        const int ready = ::poll(fds.data(), stopping ? 1 : 2, int(std::clamp<long long>(left, 0, 3'600'000)));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return 0;
        if (fds[0].revents)
            return 1;
        if (events == POLLIN)
            return -1;
        stopping = true;
        deadline = std::min(deadline, Clock::now() + stopGrace);
        m_writeDeadline = deadline;
    }
}

bool HttpConnection::waitForRequest(int timeoutMs)
{
    if (m_begin < m_end)
        return true;
    return waitFor(POLLIN, Clock::now() + std::chrono::milliseconds(timeoutMs)) == 1;
}

void HttpConnection::beginHead()
{
    m_inHead = true;
    m_headBytes = 0;
    m_trouble = Trouble::None;
    m_readDeadline = Clock::now() + std::chrono::milliseconds(m_options.headerTimeoutMs);
    m_writeDeadline.reset();
    routed = false;
}

bool HttpConnection::fill()
{
    const int ready = waitFor(POLLIN, m_readDeadline);
    if (ready != 1) {
        m_trouble = ready == 0 ? Trouble::Timeout : Trouble::Broken;
        return false;
    }
    ssize_t got = 0;
    do
        got = ::recv(m_fd, m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got <= 0) {
        m_trouble = Trouble::Broken;
        return false;
    }
    m_begin = 0;
    m_end = size_t(got);
    return true;
}

ssize_t HttpConnection::read(char *ptr, size_t size)
{
    if (m_trouble != Trouble::None)
        return -1;
    if (m_inHead && m_headBytes >= m_options.maxHeaderBytes) {
        m_trouble = Trouble::TooLong;
        return -1;
    }
    if (m_begin == m_end && !fill())
        return -1;
    const size_t taken = std::min(size, m_end - m_begin);
    std::memcpy(ptr, m_buffer.data() + m_begin, taken);
    m_begin += taken;
    if (m_inHead)
        m_headBytes += int(taken);
    return ssize_t(taken);
}

ssize_t HttpConnection::write(const char *ptr, size_t size)
{
    if (!m_writeDeadline)
        m_writeDeadline = Clock::now() + std::chrono::milliseconds(m_options.writeTimeoutMs);
    for (;;) {
        const ssize_t sent = ::send(m_fd, ptr, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0)
            return sent;
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            break;
        if (waitFor(POLLOUT, *m_writeDeadline) != 1)
            break;
    }
    closeAfter = true;
    return -1;
}

void HttpConnection::writeRaw(const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t sent = write(bytes.constData() + done, size_t(bytes.size() - done));
        if (sent < 0)
            return;
        done += sent;
    }
}

bool HttpConnection::isAbandoned() const
{
    std::array<pollfd, 2> fds{pollfd{m_fd, POLLRDHUP, 0}, pollfd{m_stopFd, POLLIN, 0}};
    return ::poll(fds.data(), fds.size(), 0) > 0;
}

int HttpConnection::statusOfTrouble() const
{
    return m_trouble == Trouble::Timeout ? 408 : 400;
}

int HttpConnection::readExactly(qint64 length, QByteArray &body)
{
    while (length > 0) {
        std::array<char, 4096> part; // NOLINT: filled by read
        const ssize_t got = read(part.data(), size_t(std::min<qint64>(length, qint64(part.size()))));
        if (got <= 0)
            return statusOfTrouble();
        body.append(part.data(), got);
        length -= got;
    }
    return 0;
}

bool HttpConnection::readLine(QByteArray &line, int maxLength)
{
    line.clear();
    char c = 0;
    while (line.size() <= maxLength + 1 && read(&c, 1) == 1) { // one more for the CR
        if (c == '\n') {
            if (!line.endsWith('\r'))
                return false;
            line.chop(1);
            return true;
        }
        line.append(c);
    }
    return false;
}

int HttpConnection::readChunked(QByteArray &body)
{
    QByteArray line;
    for (;;) {
        if (!readLine(line, maxChunkLine))
            return statusOfTrouble();
        const qsizetype extension = line.indexOf(';');
        const QByteArray digits = (extension < 0 ? line : line.left(extension)).trimmed();
        const bool hexadecimal = !digits.isEmpty() && digits.size() <= 15
            && std::all_of(digits.begin(), digits.end(), [](char c) { return std::isxdigit(uchar(c)); });
        if (!hexadecimal)
            return 400;
        const qint64 length = digits.toLongLong(nullptr, 16);
        if (length == 0)
            break;
        if (length > m_options.maxBody - body.size())
            return 413;
        if (const int status = readExactly(length, body))
            return status;
        if (!readLine(line, 0) || !line.isEmpty())
            return statusOfTrouble();
    }
    for (int i = 0; i < maxTrailerLines; ++i) {
        if (!readLine(line, m_options.maxHeaderBytes / maxTrailerLines))
            return statusOfTrouble();
        if (line.isEmpty())
            return 0;
    }
    return 400;
}

int HttpConnection::readBody(const httplib::Headers &headers, QByteArray &body)
{
    m_inHead = false;
    m_readDeadline = Clock::now() + std::chrono::milliseconds(m_options.bodyTimeoutMs);
    const auto encodings = headers.count("Transfer-Encoding");
    const auto lengths = headers.count("Content-Length");
    // Two statements about the length are how requests are smuggled past a proxy that believes the other one.
    if (encodings + lengths > 1)
        return 400;
    // Nobody compresses "{}"; and what unpacks to more than it weighs is not wanted.
    if (headers.count("Content-Encoding"))
        return 415;
    if (encodings == 1) {
        const QByteArray encoding = QByteArray::fromStdString(headers.find("Transfer-Encoding")->second).trimmed().toLower();
        return encoding == "chunked" ? readChunked(body) : 501;
    }
    if (lengths == 0)
        return 0;
    const QByteArray text = QByteArray::fromStdString(headers.find("Content-Length")->second);
    const bool number
        = !text.isEmpty() && text.size() <= 18 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!number)
        return 400;
    const qint64 length = text.toLongLong();
    return length > m_options.maxBody ? 413 : readExactly(length, body);
}

void HttpConnection::closeGently()
{
    ::shutdown(m_fd, SHUT_WR);
    const auto deadline = Clock::now() + std::chrono::milliseconds(lingerMs);
    // Only where the client may still be sending: closing on unread input resets the connection, and takes the answer with it.
    if (closeAfter) {
        for (size_t drained = 0; drained < lingerBytes && waitFor(POLLIN, deadline) == 1;) {
            const ssize_t got = ::recv(m_fd, m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
            if (got <= 0)
                break;
            drained += size_t(got);
        }
    }
    ::shutdown(m_fd, SHUT_RDWR);
    ::close(m_fd);
}

bool HttpConnection::is_readable() const
{
    pollfd fd{m_fd, POLLIN, 0};
    return m_begin < m_end || ::poll(&fd, 1, 0) > 0;
}

bool HttpConnection::is_writable() const
{
    pollfd fd{m_fd, POLLOUT, 0};
    return ::poll(&fd, 1, 0) > 0;
}

void HttpConnection::get_remote_ip_and_port(std::string &ip, int &port) const
{
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (::getpeername(m_fd, reinterpret_cast<sockaddr *>(&address), &length) == 0)
        addressOf(address, ip, port);
}

void HttpConnection::get_local_ip_and_port(std::string &ip, int &port) const
{
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (::getsockname(m_fd, reinterpret_cast<sockaddr *>(&address), &length) == 0)
        addressOf(address, ip, port);
}

socket_t HttpConnection::socket() const
{
    // cpp-httplib only asks to see whether select() could take it; nothing here uses select().
    return 0;
}

} // namespace Lockstep::Inspection
