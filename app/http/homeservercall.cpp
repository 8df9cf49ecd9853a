// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/homeservercall.h"

#include "http/httpcall.h"

namespace Lockstep::Http {

using namespace Qt::StringLiterals;

QString HomeserverAnswer::explain() const
{
    if (status == 0)
        return problem;
    return u"it answered with HTTP status %1: %2"_s.arg(status).arg(errorFromAnswer(status, body).text);
}

HomeserverAnswer callHomeserver(const HomeserverQuestion &question, CutOff *cutOff)
{
    HttpQuestion asked{.base = question.base, .path = question.path, .timeoutMs = question.timeoutMs};
    if (!question.token.isEmpty())
        asked.headers.append({"Authorization", "Bearer " + question.token.toUtf8()});
    if (!question.body.isEmpty()) {
        asked.method = "POST";
        asked.body = question.body;
    }
    const Result<HttpReply> reply = callHttp(asked, cutOff);
    if (!reply && reply.error().kind == Error::Network)
        return {.problem = reply.error().text + u". Is it running, and is the address right?"_s};
    if (!reply)
        return {.problem = reply.error().text + u'.'};
    return {.status = reply->status, .body = reply->body, .retryAfter = reply->retryAfter};
}

} // namespace Lockstep::Http
