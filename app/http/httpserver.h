// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "http/httptypes.h"

#include <QUrl>

#include <functional>
#include <memory>

namespace Lockstep::Http {

/// An HTTP/1.1 server that is strict and bounded in bytes, time and connections against any client, with pipelining and errors in Matrix
/// form. Boost.Beast parses; sockets, deadlines and threads are here, because no library of Debian bounds the time of a head that trickles
/// in and refuses what RFC 9112 calls malformed. The handler is called from many threads at once; an exception that leaves it becomes a
/// 500. What it has to wait for long it answers with a LaterAnswer: connections that wait hold no thread.
class HttpServer
{
public:
    using Handler = std::function<OutgoingAnswer(const IncomingRequest &)>;

    /// Listens when it returns. Errors: BadInput (not HOST:PORT), Network (port taken, address not of this machine).
    static Result<std::unique_ptr<HttpServer>> start(const HttpServerOptions &options, Handler handler);
    /// Stops.
    ~HttpServer();

    QUrl url() const;
    /// Closes the listening socket, lets answers that are being written finish, ends everything else. Blocks until no handler runs.
    void stop();

private:
    struct Private;
    explicit HttpServer(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// For programs that serve many connections, each of which needs a descriptor or several: the usual limit of 1024 is for programs that use
/// select().
void raiseDescriptorLimit();
/// "HOST:PORT" taken apart; IPv6 addresses in brackets. Error: BadInput.
Result<std::pair<QString, quint16>> parseListenAddress(const QString &text);
/// Whether \a host is a loopback address or "localhost".
bool isLoopbackHost(const QString &host);

} // namespace Lockstep::Http
