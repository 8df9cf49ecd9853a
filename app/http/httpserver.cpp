// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpserver.h"

#include "core/log.h"
#include "http/connectiondesk.h"

#include <QHostAddress>

#include <netdb.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

namespace Lockstep::Http {

using namespace Qt::StringLiterals;

namespace {

constexpr int backlog = 1024;

struct AddressList
{
    addrinfo *first = nullptr;
    AddressList() = default;
    AddressList(const AddressList &) = delete;
    AddressList &operator=(const AddressList &) = delete;
    ~AddressList()
    {
        if (first)
            ::freeaddrinfo(first);
    }
};

void setOption(int fd, int level, int name)
{
    const int yes = 1;
    ::setsockopt(fd, level, name, &yes, sizeof yes);
}

/// A listening socket, or why there is none.
Result<int> listenOn(const QString &host, quint16 port, const QString &named)
{
    addrinfo hints{};
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    AddressList addresses;
    QString why = u"the host name cannot be resolved"_s;
    if (::getaddrinfo(host.toUtf8().constData(), QByteArray::number(port).constData(), &hints, &addresses.first) != 0)
        return failure(Error::Network, u"Cannot listen on %1: %2."_s.arg(named, why));
    for (const addrinfo *address = addresses.first; address; address = address->ai_next) {
        const int fd = ::socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
        // Not SO_REUSEPORT: two programs would listen on one port without a word.
        if (fd >= 0)
            setOption(fd, SOL_SOCKET, SO_REUSEADDR);
        if (fd >= 0 && ::bind(fd, address->ai_addr, address->ai_addrlen) == 0 && ::listen(fd, backlog) == 0)
            return fd;
        const int code = errno;
        if (fd >= 0)
            ::close(fd);
        why = code == EADDRINUSE    ? u"another program uses this port; choose another one"_s
            : code == EADDRNOTAVAIL ? u"this machine does not have that address"_s
            : code == EACCES        ? u"this user may not use that port; choose one above 1023"_s
                                    : QString::fromLocal8Bit(std::strerror(code));
    }
    return failure(Error::Network, u"Cannot listen on %1: %2."_s.arg(named, why));
}

quint16 portOf(int fd)
{
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    std::array<char, NI_MAXSERV> port{};
    if (::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &length) != 0
        || ::getnameinfo(reinterpret_cast<sockaddr *>(&address), length, nullptr, 0, port.data(), port.size(), NI_NUMERICSERV) != 0)
        return 0;
    return QByteArray(port.data()).toUShort();
}

} // namespace

struct HttpServer::Private
{
    HttpServerOptions options;
    Handler handler;
    QString host;
    quint16 port = 0;
    int listenFd = -1;
    int stopFd = -1;
    std::thread acceptor;

    ~Private()
    {
        for (const int fd : {listenFd, stopFd}) {
            if (fd >= 0)
                ::close(fd);
        }
    }
    void accept();
};

/// Until the server stops; then until no connection is left.
void HttpServer::Private::accept()
{
    ConnectionDesk desk(options, handler, listenFd, stopFd);
    desk.run();
    ::close(std::exchange(listenFd, -1));
    desk.finish();
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
    const auto listening = listenOn(d->host, address->second, options.listen);
    if (!listening)
        return failure(listening.error());
    d->listenFd = *listening;
    d->port = portOf(d->listenFd);
    d->acceptor = std::thread([priv = d.get()] { priv->accept(); });
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
    d->acceptor.join();
}

void raiseDescriptorLimit()
{
    constexpr rlim_t wanted = 16'384;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = std::min(limit.rlim_max, wanted);
    ::setrlimit(RLIMIT_NOFILE, &limit);
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

} // namespace Lockstep::Http
