// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpserver.h"

#include "core/log.h"
#include "http/elasticqueue.h"
#include "http/httpconnection.h"
#include "http/httprequest.h"

#include <QHostAddress>
#include <QJsonDocument>

#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <thread>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;

namespace {

thread_local HttpConnection *current = nullptr;

/// As httplib::Server, with connections of our own.
class GuardedServer : public httplib::Server
{
public:
    GuardedServer(const HttpServerOptions &options, int stopFd)
        : m_options(options)
        , m_stopFd(stopFd)
    {
    }

    quint16 port() const
    {
        sockaddr_storage address{};
        socklen_t length = sizeof address;
        if (::getsockname(svr_sock_, reinterpret_cast<sockaddr *>(&address), &length) != 0)
            return 0;
        return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6 &>(address).sin6_port)
                                             : ntohs(reinterpret_cast<sockaddr_in &>(address).sin_port);
    }
    /// cpp-httplib listens with a backlog of 5, which a burst of clients fills.
    void widenBacklog() { ::listen(svr_sock_, 256); }

private:
    bool process_and_close_socket(socket_t socket) override;
    bool serve(HttpConnection &connection);

    const HttpServerOptions &m_options;
    int m_stopFd;
};

QByteArray rawAnswer(int status, const char *reason, const OutgoingAnswer &answer)
{
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' + reason
        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + QByteArray::number(answer.body.size())
        + "\r\n\r\n" + answer.body;
}

bool GuardedServer::process_and_close_socket(socket_t socket)
{
    HttpConnection connection(socket, m_stopFd, m_options);
    if (ElasticQueue::isOverloaded()) {
        const QByteArray text = rawAnswer(503, "Service Unavailable",
            OutgoingAnswer::error(
                503, u"M_LIMIT_EXCEEDED"_s, u"Too many connections are open; try again in a moment."_s, {{u"retry_after_ms"_s, 1000}}));
        // One attempt: this is the thread that accepts.
        [[maybe_unused]] const auto sent = ::send(socket, text.constData(), size_t(text.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        ::shutdown(socket, SHUT_RDWR);
        ::close(socket);
        return false;
    }
    current = &connection;
    while (connection.waitForRequest(m_options.idleTimeoutMs) && serve(connection)) { }
    current = nullptr;
    connection.closeGently();
    return true;
}

/// One request. False: the connection ends.
bool GuardedServer::serve(HttpConnection &connection)
{
    connection.beginHead();
    bool closed = false;
    const bool answered = process_request(connection, false, closed, [](httplib::Request &request) {
        // JSON is small and asked for as a whole. cpp-httplib would compress with brotli at its slowest level.
        request.ranges.clear();
        request.headers.erase("Accept-Encoding");
    });
    if (!answered && !connection.routed && connection.trouble() == HttpConnection::Trouble::TooLong) {
        connection.closeAfter = true;
        connection.writeRaw(
            rawAnswer(414, "URI Too Long", OutgoingAnswer::error(414, u"M_TOO_LARGE"_s, u"The request line is too long."_s)));
    }
    if (!connection.routed)
        connection.closeAfter = true;
    return answered && !closed && !connection.closeAfter;
}

QString explain(int status)
{
    switch (status) {
    case 400:
        return u"This is not a well-formed HTTP/1.1 request."_s;
    case 408:
        return u"The request did not arrive in time."_s;
    case 413:
        return u"The body is too large."_s;
    case 414:
        return u"The request line is too long."_s;
    case 415:
        return u"A body with a Content-Encoding is not accepted; send it as it is."_s;
    case 416:
        return u"The Range header is malformed; leave it out."_s;
    case 431:
        return u"The headers are too long."_s;
    case 501:
        return u"This Transfer-Encoding is not known; use chunked or Content-Length."_s;
    default:
        return u"The server cannot answer this request (HTTP status %1)."_s.arg(status);
    }
}

OutgoingAnswer transportError(int status)
{
    return OutgoingAnswer::error(
        status, status == 413 || status == 414 || status == 431 ? u"M_TOO_LARGE"_s : u"M_UNKNOWN"_s, explain(status));
}

void fillIn(httplib::Response &response, const OutgoingAnswer &answer)
{
    response.status = answer.status;
    response.set_content(answer.body.constData(), size_t(answer.body.size()), answer.contentType.toStdString());
    for (const auto &[name, value] : answer.headers)
        response.set_header(name.toStdString(), value.toStdString());
}

httplib::Headers defaultHeaders(const HttpServerOptions &options)
{
    httplib::Headers headers{{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
    if (options.cors) {
        headers.emplace("Access-Control-Allow-Origin", "*");
        headers.emplace("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS");
        headers.emplace("Access-Control-Allow-Headers", "X-Requested-With, Content-Type, Authorization");
    }
    return headers;
}

} // namespace

struct HttpServer::Private
{
    HttpServerOptions options;
    Handler handler;
    QString host;
    quint16 port = 0;
    int stopFd = -1;
    std::unique_ptr<GuardedServer> server;
    std::thread acceptor;

    ~Private()
    {
        if (stopFd >= 0)
            ::close(stopFd);
    }
    OutgoingAnswer answer(const httplib::Request &request, HttpConnection &connection) const;
    void route(const httplib::Request &request, httplib::Response &response) const;
    void prepare();
};

OutgoingAnswer HttpServer::Private::answer(const httplib::Request &request, HttpConnection &connection) const
{
    Result<IncomingRequest> incoming = readRequest(request);
    QByteArray body;
    if (const int status = connection.readBody(request.headers, body)) {
        connection.closeAfter = true;
        return transportError(status);
    }
    if (!incoming)
        return OutgoingAnswer::error(400, u"M_INVALID_PARAM"_s, incoming.error().text);
    if (options.cors && incoming->method == "OPTIONS")
        return OutgoingAnswer::json({});
    incoming->body = std::move(body);
    incoming->isAbandoned = [&connection] { return connection.isAbandoned(); };
    return handler(*incoming);
}

void HttpServer::Private::route(const httplib::Request &request, httplib::Response &response) const
{
    HttpConnection &connection = *current;
    connection.routed = true;
    try {
        fillIn(response, answer(request, connection));
    } catch (const std::exception &problem) {
        qCCritical(lcInspection) << "A request could not be answered:" << problem.what();
        fillIn(response, transportError(500));
    } catch (...) {
        fillIn(response, transportError(500));
    }
    if (connection.closeAfter)
        response.set_header("Connection", "close");
}

void HttpServer::Private::prepare()
{
    server->new_task_queue = [this] { return new ElasticQueue(options.maxConnections); };
    server->set_tcp_nodelay(true);
    server->set_keep_alive_timeout(std::max(1, options.idleTimeoutMs / 1000));
    server->set_keep_alive_max_count(1'000'000);
    server->set_default_headers(defaultHeaders(options));
    // Not cpp-httplib's own: SO_REUSEPORT would let two programs listen on one port without a word.
    server->set_socket_options([](socket_t socket) {
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server->set_pre_routing_handler([this](const httplib::Request &request, httplib::Response &response) {
        route(request, response);
        return httplib::Server::HandlerResponse::Handled;
    });
    // What cpp-httplib refuses by itself, before it is routed.
    server->set_error_handler(httplib::Server::HandlerWithResponse([](const httplib::Request &, httplib::Response &response) {
        if (!response.body.empty())
            return httplib::Server::HandlerResponse::Unhandled;
        if (current && current->trouble() == HttpConnection::Trouble::TooLong)
            response.status = 431;
        else if (current && current->trouble() == HttpConnection::Trouble::Timeout)
            response.status = 408;
        response.set_header("Connection", "close");
        fillIn(response, transportError(response.status));
        return httplib::Server::HandlerResponse::Handled;
    }));
}

HttpServer::HttpServer(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpServerOptions &options, Handler handler)
{
    const auto address = parseListenAddress(options.listen);
    if (!address)
        return failure(address.error());
    auto d = std::make_unique<Private>();
    d->options = options;
    d->handler = std::move(handler);
    d->host = address->first;
    d->stopFd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (d->stopFd < 0)
        return failure(Error::Io, u"No file descriptor is left for a server on %1; raise the limit (ulimit -n)."_s.arg(options.listen));
    d->server = std::make_unique<GuardedServer>(d->options, d->stopFd);
    d->prepare();
    errno = 0;
    if (!d->server->bind_to_port(d->host.toStdString(), address->second)) {
        const int code = errno;
        const QString why = code == EADDRINUSE ? u"another program uses this port; choose another one"_s
            : code == EADDRNOTAVAIL            ? u"this machine does not have that address"_s
            : code == 0                        ? u"the host name cannot be resolved"_s
                                               : QString::fromLocal8Bit(std::strerror(code));
        return failure(Error::Network, u"Cannot listen on %1: %2."_s.arg(options.listen, why));
    }
    d->server->widenBacklog();
    d->port = d->server->port();
    d->acceptor = std::thread([server = d->server.get()] { server->listen_after_bind(); });
    // stop() does nothing before the thread has come this far.
    while (!d->server->is_running())
        std::this_thread::yield();
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(d)));
}

HttpServer::~HttpServer()
{
    stop();
}

QUrl HttpServer::url() const
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(d->host);
    url.setPort(d->port);
    return url;
}

void HttpServer::stop()
{
    if (!d->acceptor.joinable())
        return;
    const quint64 one = 1;
    [[maybe_unused]] const auto written = ::write(d->stopFd, &one, sizeof one);
    d->server->stop();
    d->acceptor.join();
}

Result<std::pair<QString, quint16>> parseListenAddress(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool isNumber = false;
    const quint16 port = colon < 0 ? 0 : text.mid(colon + 1).toUShort(&isNumber);
    QString host = text.left(std::max<qsizetype>(colon, 0));
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (bracketed)
        host = host.mid(1, host.size() - 2);
    if (!isNumber || host.isEmpty() || (!bracketed && host.contains(u':')))
        return failure(Error::BadInput, u"\"%1\" is not HOST:PORT, such as 127.0.0.1:8779 or [::1]:8779."_s.arg(displayable(text)));
    return std::pair(host, port);
}

bool isLoopbackHost(const QString &host)
{
    QHostAddress address;
    return host == "localhost"_L1 || (address.setAddress(host) && address.isLoopback());
}

} // namespace Lockstep::Inspection
