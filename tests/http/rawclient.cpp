// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rawclient.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace Lockstep::Http {

namespace {

constexpr int patienceMs = 60'000;

}

QJsonObject RawAnswer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

QString RawAnswer::errcode() const
{
    return json().value(u"errcode").toString();
}

RawClient::RawClient(const QUrl &server)
    : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(quint16(server.port()));
    ::inet_pton(AF_INET, server.host().toLatin1().constData(), &address.sin_addr);
    if (::connect(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        ::close(m_fd);
        m_fd = -1;
    }
}

RawClient::~RawClient()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

bool RawClient::send(const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t sent = ::send(m_fd, bytes.constData() + done, size_t(bytes.size() - done), MSG_NOSIGNAL);
        if (sent < 0)
            return false;
        done += sent;
    }
    return true;
}

void RawClient::finishSending()
{
    ::shutdown(m_fd, SHUT_WR);
}

void RawClient::reset()
{
    const linger now{1, 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(m_fd);
    m_fd = -1;
}

bool RawClient::more(int timeoutMs)
{
    pollfd fd{m_fd, POLLIN, 0};
    if (::poll(&fd, 1, timeoutMs) <= 0)
        return false;
    std::array<char, 65536> part{};
    const ssize_t got = ::recv(m_fd, part.data(), part.size(), 0);
    if (got <= 0)
        return false;
    m_buffer.append(part.data(), got);
    return true;
}

bool RawClient::isAnswered()
{
    return !m_buffer.isEmpty() || more(0);
}

bool RawClient::isClosedWithin(int ms)
{
    QElapsedTimer timer;
    timer.start();
    pollfd fd{m_fd, POLLIN, 0};
    std::array<char, 65536> part{};
    while (timer.elapsed() < ms) {
        if (::poll(&fd, 1, int(ms - timer.elapsed())) > 0 && ::recv(m_fd, part.data(), part.size(), 0) <= 0)
            return true;
    }
    return false;
}

RawAnswer RawClient::answer(bool withBody)
{
    RawAnswer answer;
    qsizetype end = -1;
    while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
        if (!more(patienceMs))
            return answer;
    }
    answer.head = m_buffer.left(end + 2);
    m_buffer.remove(0, end + 4);
    if (answer.head.startsWith("HTTP/1.1 100")) // the interim answer to Expect
        return this->answer(withBody);
    if (!answer.head.startsWith("HTTP/1."))
        return answer;
    answer.status = answer.head.mid(9, 3).toInt();
    const qsizetype at = answer.head.toLower().indexOf("content-length:");
    const qsizetype from = at + 15;
    const qsizetype length
        = at < 0 || !withBody ? 0 : answer.head.mid(from, answer.head.indexOf("\r\n", from) - from).trimmed().toLongLong();
    while (m_buffer.size() < length && more(patienceMs)) { }
    answer.body = m_buffer.left(length);
    m_buffer.remove(0, length);
    return answer;
}

RawAnswer request(const QUrl &server, const QByteArray &method, const QByteArray &target, const QByteArray &token, const QByteArray &body,
    const QByteArray &headers)
{
    RawClient client(server);
    QByteArray text = method + ' ' + target + " HTTP/1.1\r\nHost: test\r\n" + headers;
    if (!token.isEmpty())
        text += "Authorization: Bearer " + token + "\r\n";
    if (!body.isEmpty())
        text += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    client.send(text + "\r\n" + body);
    return client.answer(method != "HEAD");
}

int threads()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QFile::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n'))
        if (line.startsWith("Threads:"))
            return line.mid(8).trimmed().toInt();
    return -1;
}

} // namespace Lockstep::Http
