// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <functional>

namespace Lockstep::Tests {

struct FakeRequest
{
    QByteArray method;
    QByteArray target; ///< raw, with query
    QByteArray token;
    QByteArray host;
    QByteArray body;
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    QString line() const { return QString::fromUtf8(method + ' ' + target); }
};

struct FakeReply
{
    enum Fault { None, CloseAtOnce, CutBody, Garbage, Silence };

    int status = 200;
    QByteArray body = "{}";
    QList<QByteArray> headers = {}; ///< "Retry-After: 3"
    int delayMs = 0;
    Fault fault = None;
};

inline FakeReply json(const QJsonObject &object, int status = 200)
{
    return {.status = status, .body = QJsonDocument(object).toJson(QJsonDocument::Compact)};
}

inline FakeReply matrixError(int status, const char *errcode, const QJsonObject &more = {})
{
    QJsonObject object = more;
    object.insert(QStringLiteral("errcode"), QLatin1String(errcode));
    object.insert(QStringLiteral("error"), QStringLiteral("said the server"));
    return json(object, status);
}

/// An HTTP server on a port of its own in the test's own thread, whose faults happen at the socket.
/// \a Server is QTcpServer, or QSslServer for https.
template <typename Server = QTcpServer>
class FakeServerOn
{
public:
    FakeServerOn()
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection())
                serve(socket);
        });
    }

    Server &server() { return m_server; }
    quint16 port() const { return m_server.serverPort(); }
    QUrl url(const QString &path = {}) const
    {
        QUrl url;
        url.setScheme(std::is_same_v<Server, QTcpServer> ? QStringLiteral("http") : QStringLiteral("https"));
        url.setHost(QStringLiteral("127.0.0.1"));
        url.setPort(port());
        url.setPath(path);
        return url;
    }
    /// Nothing listens any more: connections are refused, and those that exist are cut.
    void goDown()
    {
        m_port = port();
        m_server.close();
        const auto sockets = m_server.template findChildren<QTcpSocket *>();
        for (QTcpSocket *socket : sockets)
            socket->abort();
    }
    bool comeUp() { return m_server.listen(QHostAddress::LocalHost, m_port); }

    std::function<FakeReply(const FakeRequest &)> handler = [](const FakeRequest &) { return FakeReply(); };
    /// "GET /path" of every request, in order.
    QStringList seen;
    QList<FakeRequest> requests;

    int count(const QString &start) const
    {
        int n = 0;
        for (const QString &line : seen)
            n += line.startsWith(start) ? 1 : 0;
        return n;
    }

private:
    void serve(QTcpSocket *socket)
    {
        QObject::connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
            m_input.remove(socket);
            socket->deleteLater();
        });
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            m_input[socket] += socket->readAll();
            while (take(socket)) { }
        });
    }

    bool take(QTcpSocket *socket)
    {
        QByteArray &input = m_input[socket];
        const qsizetype end = input.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        const QList<QByteArray> lines = input.left(end).split('\n');
        FakeRequest request;
        request.method = lines.value(0).split(' ').value(0);
        request.target = lines.value(0).split(' ').value(1);
        qsizetype length = 0;
        for (const QByteArray &line : lines) {
            const QByteArray name = line.left(line.indexOf(':')).trimmed().toLower();
            const QByteArray value = line.mid(line.indexOf(':') + 1).trimmed();
            if (name == "content-length")
                length = value.toLongLong();
            else if (name == "authorization" && value.startsWith("Bearer "))
                request.token = value.mid(7);
            else if (name == "host")
                request.host = value;
        }
        if (input.size() < end + 4 + length)
            return false;
        request.body = input.mid(end + 4, length);
        input.remove(0, end + 4 + length);
        seen.append(request.line());
        requests.append(request);
        answer(socket, handler(request));
        return true;
    }

    void answer(QTcpSocket *socket, const FakeReply &reply)
    {
        QTimer::singleShot(reply.delayMs, socket, [socket, reply] {
            switch (reply.fault) {
            case FakeReply::Silence:
                return;
            case FakeReply::CloseAtOnce:
                return socket->abort();
            case FakeReply::Garbage:
                socket->write("\x01\x02\x03 not http at all\r\n\r\n");
                return socket->disconnectFromHost();
            case FakeReply::CutBody:
            case FakeReply::None:
                break;
            }
            QByteArray out = "HTTP/1.1 " + QByteArray::number(reply.status) + " Said\r\nContent-Type: application/json\r\n";
            for (const QByteArray &header : reply.headers)
                out += header + "\r\n";
            out += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n\r\n";
            if (reply.fault == FakeReply::CutBody) {
                socket->write(out + reply.body.left(reply.body.size() / 2));
                return socket->disconnectFromHost();
            }
            socket->write(out + reply.body);
        });
    }

    QHash<QTcpSocket *, QByteArray> m_input; // outlives the sockets, whose end it hears of
    Server m_server;
    quint16 m_port = 0;
};

using FakeServer = FakeServerOn<>;

} // namespace Lockstep::Tests
