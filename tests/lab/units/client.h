// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httptypes.h"
#include "lab/stage/homeserver.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace Lockstep::Tests {

/// A client of a lab homeserver, logged in on one device; calls its client API without HTTP between.
class Client
{
public:
    Client(Lab::Homeserver *server, const QString &localpart, const QString &device)
        : m_server(server)
    {
        const QJsonObject session = call("POST", {QStringLiteral("login")},
            {{QStringLiteral("type"), QStringLiteral("m.login.password")}, {QStringLiteral("password"), QStringLiteral("password")},
                {QStringLiteral("device_id"), device},
                {QStringLiteral("identifier"),
                    QJsonObject{{QStringLiteral("type"), QStringLiteral("m.id.user")}, {QStringLiteral("user"), localpart}}}});
        m_token = session.value(QLatin1StringView("access_token")).toString();
    }

    int status = 0; ///< of the last call
    bool tokenInQuery = false; ///< as clients before version 1.11 of the specification
    QString token() const { return m_token; }

    /// \a path: after /_matrix/client/v3.
    QJsonObject call(
        const QByteArray &method, const QStringList &path, const QJsonObject &body = {}, const QMap<QString, QString> &query = {})
    {
        return exchange(method, path, method == "GET" ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact), query);
    }

    /// The same with any body.
    QJsonObject exchange(
        const QByteArray &method, const QStringList &path, const QByteArray &body, const QMap<QString, QString> &query = {})
    {
        Http::IncomingRequest request;
        request.method = method;
        request.segments = QStringList{QStringLiteral("_matrix"), QStringLiteral("client"), QStringLiteral("v3")} + path;
        request.target = "/" + request.segments.join(u'/').toUtf8();
        request.query = query;
        if (!m_token.isEmpty() && !tokenInQuery)
            request.headers.insert("authorization", "Bearer " + m_token.toUtf8());
        if (!m_token.isEmpty() && tokenInQuery)
            request.query.insert(QStringLiteral("access_token"), m_token);
        request.body = body;
        request.remoteAddress = QStringLiteral("127.0.0.1");
        request.isAbandoned = [] { return false; };
        Http::OutgoingAnswer answer = m_server->client().handle(request);
        if (const auto later = answer.later)
            answer = awaited(later.get());
        status = answer.status;
        return QJsonDocument::fromJson(answer.body).object();
    }

    /// One sync that does not wait.
    QJsonObject sync(const QString &since = {}, const QString &filter = {})
    {
        QMap<QString, QString> query{{QStringLiteral("timeout"), QStringLiteral("0")}};
        if (!since.isEmpty())
            query.insert(QStringLiteral("since"), since);
        if (!filter.isEmpty())
            query.insert(QStringLiteral("filter"), filter);
        return call("GET", {QStringLiteral("sync")}, {}, query);
    }

    void sendToDevice(const QString &transaction, const QJsonObject &messages, const QString &type = QStringLiteral("m.test"))
    {
        call("PUT", {QStringLiteral("sendToDevice"), type, transaction}, {{QStringLiteral("messages"), messages}});
    }

private:
    /// What an HTTP server does for an answer that has to be waited for, on the calling thread.
    static Http::OutgoingAnswer awaited(Http::LaterAnswer *later)
    {
        struct Wake
        {
            std::mutex mutex;
            std::condition_variable condition;
            bool isWoken = false;
        };
        const auto wake = std::make_shared<Wake>(); // who wakes may come late
        later->begin([wake] {
            const std::lock_guard lock(wake->mutex);
            wake->isWoken = true;
            wake->condition.notify_all();
        });
        for (;;) {
            bool isLast = false;
            {
                std::unique_lock lock(wake->mutex);
                isLast = !wake->condition.wait_until(lock, later->deadline(), [&] { return std::exchange(wake->isWoken, false); });
            }
            if (const std::optional<Http::OutgoingAnswer> answer = later->look(isLast))
                return *answer;
        }
    }

    Lab::Homeserver *m_server;
    QString m_token;
};

} // namespace Lockstep::Tests
