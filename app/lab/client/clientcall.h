// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httptypes.h"
#include "lab/state/accounts.h"
#include "lab/state/bodyshape.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QStringList>

#include <functional>
#include <optional>

namespace Lockstep::Lab {

using Answer = Http::OutgoingAnswer;

/// One call of the client-server API, read and authenticated.
struct ClientCall
{
    const Http::IncomingRequest &request;
    QStringList arguments; ///< the path's variable segments, decoded once
    Accounts::Caller caller; ///< empty for open endpoints
    QJsonObject body;
    QString token;
};

/// One endpoint of the client-server API.
struct ClientRoute
{
    enum Need { Open, Token };
    enum Body {
        Wanted, ///< a JSON object
        Optional, ///< no body is as good as {}
        Ignored, ///< the specification has none: what clients send all the same ("null", "{}") says nothing
    };

    QByteArray method;
    QStringList path; ///< "*" stands for one variable segment, "V" for the version: v3, the historical r0, and v1 of newer endpoints
    std::function<Answer(ClientCall &)> handler;
    Need need = Token;
    Body bodyNeed = Wanted;
    BodyShape body;

    /// The variable segments, or nothing if the path is another one.
    std::optional<QStringList> match(const QStringList &segments) const;
};

/// Makes the routes of one topic, an object that outlives them. \c path is below /_matrix/client/V/, or begins with a slash.
template <class Topic>
class RouteMaker
{
public:
    using Handler = Answer (Topic::*)(ClientCall &);

    explicit RouteMaker(Topic *topic)
        : m_topic(topic)
    {
    }

    /// Needs a token; the body, except for GET, has the shape.
    ClientRoute operator()(const char *method, const char *path, Handler handler, const char *body = anyBody) const
    {
        return make(method, path, handler, ClientRoute::Token, ClientRoute::Wanted, body);
    }
    /// Needs no token.
    ClientRoute open(const char *method, const char *path, Handler handler, const char *body = anyBody) const
    {
        return make(method, path, handler, ClientRoute::Open, ClientRoute::Wanted, body);
    }
    ClientRoute optional(const char *method, const char *path, Handler handler, const char *body = anyBody) const
    {
        return make(method, path, handler, ClientRoute::Token, ClientRoute::Optional, body);
    }
    ClientRoute bodiless(const char *method, const char *path, Handler handler) const
    {
        return make(method, path, handler, ClientRoute::Token, ClientRoute::Ignored, anyBody);
    }

private:
    static constexpr auto anyBody = R"({"@": "any"})";

    ClientRoute make(
        const char *method, const char *path, Handler handler, ClientRoute::Need need, ClientRoute::Body bodyNeed, const char *body) const
    {
        const QString whole = *path == '/' ? QString::fromLatin1(path + 1) : QStringLiteral("_matrix/client/V/") + QLatin1StringView(path);
        return {method, whole.split(u'/'), [topic = m_topic, handler](ClientCall &call) { return (topic->*handler)(call); }, need, bodyNeed,
            BodyShape(body)};
    }

    Topic *m_topic;
};

} // namespace Lockstep::Lab
