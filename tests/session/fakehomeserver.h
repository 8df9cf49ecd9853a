// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/wire.h"
#include "tests/matrix/fakeserver.h"

#include <QSet>
#include <QUrlQuery>

#include <map>

namespace Lockstep::Tests {

/// A homeserver with one account, @op:hs, and a gateway at the same address. A test overrides single calls and changes the state.
class FakeHomeserver : public FakeServer
{
public:
    static inline const QString user = QStringLiteral("@op:hs");
    static inline const QString password = QStringLiteral("hunter2-password");
    static inline const QString secretMark = QStringLiteral("SECRET");

    FakeHomeserver()
    {
        info.serverName = ServerName(QStringLiteral("hs"));
        info.kind = Inspection::ServerKind::Synapse;
        info.serverVersion = QStringLiteral("1.160");
        handler = [this](const FakeRequest &request) { return answer(request); };
    }

    QSet<QByteArray> tokens; ///< that are valid
    QSet<QString> refreshTokens;
    QStringList devices; ///< that exist, in the order of their making
    bool handsOutRefreshTokens = false;
    int tokenLifeMs = 3'600'000; ///< what is said of it; a test ends tokens by expireTokens()
    bool isAdmin = true;
    Inspection::Info info;
    QList<Inspection::Event> events;
    int eventDelayMs = 100; ///< how long an events call without news takes
    QList<int> refreshAnswers; ///< statuses of the next refresh calls; then 202
    std::map<QString, Inspection::RefreshStatus> statuses;
    int refreshDelayMs = 0;
    int refreshesAtOnce = 0;
    int mostRefreshesAtOnce = 0;
    /// "METHOD /path" → what answers instead; the path without query.
    std::map<QByteArray, std::function<FakeReply(const FakeRequest &)>> overrides;

    void publish(Inspection::EventType type, const QJsonObject &members = {})
    {
        events.append({.id = ++m_lastEvent, .type = type, .members = members});
    }
    void expireTokens() { tokens.clear(); }

private:
    FakeReply answer(const FakeRequest &request)
    {
        const QByteArray path = request.target.split('?').constFirst();
        if (const auto override = overrides.find(request.method + ' ' + path); override != overrides.end())
            return override->second(request);
        if (path == "/_matrix/client/versions")
            return {.body = R"({"versions":["v1.11"]})"};
        if (path == "/_matrix/client/v3/login")
            return request.method == "GET" ? FakeReply{.body = R"({"flows":[{"type":"m.login.password"}]})"} : logIn(request.json());
        if (path == "/_matrix/client/v3/refresh")
            return renew(request.json());
        if (!tokens.contains(request.token))
            return matrixError(401, "M_UNKNOWN_TOKEN");
        if (path == "/_matrix/client/v3/account/whoami")
            return json({{QStringLiteral("user_id"), user}, {QStringLiteral("device_id"), devices.value(0)}});
        if (path == "/_matrix/client/v3/logout") {
            tokens.remove(request.token);
            devices.removeAll(m_deviceOf.value(request.token));
            return {};
        }
        if (!isAdmin)
            return matrixError(403, "M_FORBIDDEN");
        return inspect(request, path);
    }

    FakeReply logIn(const QJsonObject &body)
    {
        if (body.value(QStringLiteral("password")).toString() != password)
            return matrixError(403, "M_FORBIDDEN");
        const QString device = body.value(QStringLiteral("device_id")).toString();
        devices.removeAll(device);
        devices.append(device);
        QJsonObject answer{{QStringLiteral("user_id"), user}, {QStringLiteral("device_id"), device}};
        addTokens(answer, device);
        return json(answer);
    }

    FakeReply renew(const QJsonObject &body)
    {
        if (!refreshTokens.remove(body.value(QStringLiteral("refresh_token")).toString()))
            return matrixError(401, "M_UNKNOWN_TOKEN");
        tokens.clear();
        QJsonObject answer;
        addTokens(answer, devices.value(0));
        return json(answer);
    }

    void addTokens(QJsonObject &answer, const QString &device)
    {
        const QString token = QStringLiteral("syt_%1_%2").arg(secretMark).arg(++m_lastToken);
        tokens.insert(token.toUtf8());
        m_deviceOf.insert(token.toUtf8(), device);
        answer.insert(QStringLiteral("access_token"), token);
        if (!handsOutRefreshTokens)
            return;
        const QString refresh = QStringLiteral("syr_%1_%2").arg(secretMark).arg(m_lastToken);
        refreshTokens.insert(refresh);
        answer.insert(QStringLiteral("refresh_token"), refresh);
        answer.insert(QStringLiteral("expires_in_ms"), tokenLifeMs);
    }

    FakeReply inspect(const FakeRequest &request, const QByteArray &path)
    {
        if (path == "/_lockstep/v1/info")
            return json(Inspection::toJson(info));
        if (path == "/_lockstep/v1/events") {
            const QUrlQuery query(QUrl::fromEncoded(request.target));
            const qint64 since = query.queryItemValue(QStringLiteral("since")).toLongLong();
            Inspection::EventBatch batch;
            batch.next = since > m_lastEvent ? m_lastEvent : since;
            for (const Inspection::Event &event : events) {
                if (event.id > since) {
                    batch.events.append(event);
                    batch.next = event.id;
                }
            }
            FakeReply reply = json(Inspection::toJson(batch));
            const bool waits = batch.events.isEmpty() && query.queryItemValue(QStringLiteral("timeout")) != QLatin1String("0");
            reply.delayMs = waits ? eventDelayMs : 0;
            return reply;
        }
        const QList<QByteArray> parts = path.split('/');
        if (path.startsWith("/_matrix/client/unstable/org.matrix.msc2638/user/"))
            return refresh();
        if (path.startsWith("/_lockstep/v1/users/") && path.endsWith("/refresh")) {
            const QString name = QString::fromUtf8(QByteArray::fromPercentEncoding(parts.value(4)));
            Inspection::RefreshStatus status;
            if (const auto found = statuses.find(name); found != statuses.end())
                status = found->second;
            status.userId = UserId(name);
            return json(Inspection::toJson(status));
        }
        return matrixError(404, "M_UNRECOGNIZED");
    }

    FakeReply refresh()
    {
        const int status = refreshAnswers.isEmpty() ? 202 : refreshAnswers.takeFirst();
        mostRefreshesAtOnce = std::max(mostRefreshesAtOnce, ++refreshesAtOnce);
        QTimer::singleShot(refreshDelayMs, &server(), [this] { --refreshesAtOnce; });
        FakeReply reply;
        if (status == 429)
            reply = matrixError(429, "M_LIMIT_EXCEEDED", {{QStringLiteral("retry_after_ms"), 200}});
        else if (status >= 400)
            reply = matrixError(status, "M_UNKNOWN");
        reply.status = status;
        reply.delayMs = refreshDelayMs;
        return reply;
    }

    qint64 m_lastEvent = 0;
    int m_lastToken = 0;
    QHash<QByteArray, QString> m_deviceOf;
};

} // namespace Lockstep::Tests
