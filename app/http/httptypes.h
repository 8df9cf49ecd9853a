// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace Lockstep::Http {

/// One request as it came in. The path is split before it is decoded, so that an identifier may hold a slash.
struct IncomingRequest
{
    QByteArray method; ///< upper case; a HEAD arrives as GET
    QByteArray target; ///< raw, as in the request line
    QStringList segments; ///< of the path, each decoded once; "/a/b" gives a, b; "/" gives one empty segment
    QMap<QString, QString> query; ///< decoded; the first value wins; '+' stays '+', because user IDs hold it and no spaces
    QMultiMap<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
    QString remoteAddress;
    /// Whether nobody waits for the answer any more: the client is gone, or the server is stopping. For handlers that wait: ask often.
    std::function<bool()> isAbandoned;

    QByteArray header(const QByteArray &lowerCaseName) const { return headers.value(lowerCaseName); }
    /// The token of "Authorization: Bearer …"; empty if there is none or it is not printable ASCII.
    QString bearerToken() const;
};

class LaterAnswer;

struct OutgoingAnswer
{
    int status = 200;
    QByteArray body;
    QByteArray contentType = "application/json";
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    /// Instead of all that: the answer has to be waited for.
    std::shared_ptr<LaterAnswer> later = {};

    static OutgoingAnswer json(const QJsonObject &object, int status = 200);
    /// {"errcode", "error"} and what \a more adds.
    static OutgoingAnswer error(int status, const QString &errcode, const QString &text, const QJsonObject &more = {});
};

/// An answer that has to be waited for; its connection holds no thread meanwhile. It ends when it was given, when the client is gone, or
/// when the server stops.
class LaterAnswer
{
public:
    using Clock = std::chrono::steady_clock;

    virtual ~LaterAnswer() = default;
    /// Called once, before anything else. From then on \a wake, on any thread, makes the server look soon.
    virtual void begin(std::function<void()> wake) = 0;
    /// The answer, or nothing as long as it is worth waiting; with \a isLast there has to be one. On a thread of the server's, one call at
    /// a time; it is called without having been woken, too.
    virtual std::optional<OutgoingAnswer> look(bool isLast) = 0;
    /// When to look for the last time.
    virtual Clock::time_point deadline() const = 0;
};

struct HttpServerOptions
{
    QString listen = QStringLiteral("127.0.0.1:0"); ///< HOST:PORT, "[::1]:8779"; port 0 picks a free one
    qint64 maxBody = 64 * 1024; ///< bytes; more is answered with 413
    QByteArray largePath = {}; ///< where bodies may be larger: this path exactly; empty: nowhere
    qint64 maxLargeBody = 0; ///< bytes
    /// One more takes the place of one that asks nothing, asks slowly, or does not take its answer (in what order: EvictionOrder). If all
    /// are being answered it waits for a moment, and then is answered with 503.
    int maxConnections = 256;
    /// A connection has a thread while a whole request of it is answered, unless the answer is a LaterAnswer; requests beyond that wait. No
    /// thread waits for a client. 0: as many as there may be connections.
    int maxThreads = 0;
    int maxHeaderBytes = 32 * 1024; ///< request line and headers together
    int headerTimeoutMs = 10'000; ///< for a whole head, however slowly it trickles in
    int bodyTimeoutMs = 20'000; ///< for a whole body
    int idleTimeoutMs = 15'000; ///< between two requests on one connection
    int writeTimeoutMs = 60'000; ///< for a whole answer
    bool cors = true; ///< Matrix's Access-Control headers, and OPTIONS answered without the handler
};

} // namespace Lockstep::Http
