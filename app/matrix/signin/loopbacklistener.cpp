// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/signin/loopbacklistener.h"

#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

namespace {

constexpr qsizetype maxHead = 16 * 1024;
constexpr qsizetype maxConnections = 16;
constexpr qsizetype maxParameters = 16;
constexpr int patienceMs = 10'000;

QString decoded(QByteArray text)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text.replace('+', ' ')));
}

} // namespace

LoopbackListener::LoopbackListener(QObject *parent)
    : QObject(parent)
{
    connect(&m_server, &QTcpServer::newConnection, this, &LoopbackListener::accept);
}

Result<QUrl> LoopbackListener::listen()
{
    if (!m_server.listen(QHostAddress(QHostAddress::LocalHost), 0))
        return failure(Error::Io,
            u"The browser cannot come back to this program: no port of 127.0.0.1 can be opened (%1). Sign in with a code instead."_s.arg(
                m_server.errorString()));
    return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()));
}

void LoopbackListener::expect(const QByteArray &path, Judge judge)
{
    m_path = path;
    m_judge = std::move(judge);
}

void LoopbackListener::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        // Who opens connections and says nothing must not keep the browser out.
        if (m_sockets.size() >= maxConnections)
            m_sockets.constFirst()->abort();
        m_sockets.append(socket);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_sockets.removeOne(socket);
            m_input.remove(socket);
            socket->deleteLater();
        });
        QTimer::singleShot(patienceMs, socket, &QTcpSocket::abort);
    }
}

void LoopbackListener::read(QTcpSocket *socket)
{
    if (!m_sockets.contains(socket)) {
        socket->skip(socket->bytesAvailable()); // it has its answer
        return;
    }
    QByteArray &input = m_input[socket];
    input += socket->read(maxHead + 1 - input.size());
    const qsizetype end = input.indexOf("\r\n\r\n");
    if (end < 0 && input.size() <= maxHead)
        return;
    const QByteArray head = end < 0 ? QByteArray() : input.left(end);
    m_sockets.removeOne(socket);
    m_input.remove(socket);
    Query query;
    if (!isExpected(head, query))
        return answer(socket, "404 Not Found", tr("There is nothing here."));
    m_judge = nullptr;
    answer(socket, "200 OK", tr("Lockstep has heard from the browser. You may close this page and go back to the program."));
    QMetaObject::invokeMethod(
        this, [this, query] { Q_EMIT arrived(query); }, Qt::QueuedConnection);
}

bool LoopbackListener::isExpected(const QByteArray &head, Query &query) const
{
    const QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> words = lines.constFirst().trimmed().split(' ');
    if (!m_judge || words.size() != 3 || words[0] != "GET" || !words[2].startsWith("HTTP/1."))
        return false;
    // A page that a name of its own has led here asks for that name.
    QList<QByteArray> hosts;
    for (const QByteArray &line : lines) {
        if (line.toLower().startsWith("host:"))
            hosts.append(line.mid(5).trimmed());
    }
    if (hosts != QList<QByteArray>{"127.0.0.1:" + QByteArray::number(m_server.serverPort())})
        return false;
    const qsizetype mark = words[1].indexOf('?');
    if (mark < 0 || words[1].left(mark) != m_path)
        return false;
    const QList<QByteArray> pairs = words[1].mid(mark + 1).split('&');
    if (pairs.size() > maxParameters)
        return false;
    for (const QByteArray &pair : pairs) {
        const qsizetype equals = pair.indexOf('=');
        const QString name = decoded(equals < 0 ? pair : pair.left(equals));
        if (query.contains(name))
            return false;
        query.insert(name, equals < 0 ? QString() : decoded(pair.mid(equals + 1)));
    }
    return m_judge(query);
}

void LoopbackListener::answer(QTcpSocket *socket, const QByteArray &status, const QString &text)
{
    const QByteArray body = text.toUtf8() + '\n';
    socket->write("HTTP/1.1 " + status
        + "\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
          "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'\r\nConnection: close\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    socket->flush(); // the listener may be gone in a moment
    socket->disconnectFromHost();
}

} // namespace Lockstep::Matrix
