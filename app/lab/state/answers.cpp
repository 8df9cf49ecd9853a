// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/answers.h"

#include "core/jsonreader.h"
#include "lab/state/bodyshape.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Http::IncomingRequest;
using Http::OutgoingAnswer;

OutgoingAnswer tooMany(qint64 waitMs)
{
    return answerOf({.kind = Error::RateLimited,
        .http = 429,
        .errcode = u"M_LIMIT_EXCEEDED"_s,
        .text = u"Too many requests; wait a moment."_s,
        .retryAfterMs = waitMs});
}

std::optional<OutgoingAnswer> readBody(const IncomingRequest &request, const BodyShape &shape, QJsonObject *body)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(request.body, &problem);
    if (!document.isObject()) {
        // In brackets, because a document of Qt holds no lone string or number.
        const bool isJson = problem.error == QJsonParseError::NoError || problem.error == QJsonParseError::DeepNesting
            || QJsonDocument::fromJson('[' + request.body + ']').array().size() == 1;
        return OutgoingAnswer::error(
            400, isJson ? u"M_BAD_JSON"_s : u"M_NOT_JSON"_s, isJson ? u"The body is not a JSON object."_s : u"The body is not JSON."_s);
    }
    *body = document.object();
    if (const auto mismatch = shape.mismatch(*body))
        return OutgoingAnswer::error(400, mismatch->errcode, mismatch->text);
    return {};
}

OutgoingAnswer answerOf(const Error &error)
{
    QJsonObject more;
    if (error.retryAfterMs >= 0)
        more.insert(u"retry_after_ms"_s, error.retryAfterMs);
    const int ownStatus = error.kind == Error::Timeout ? 504 : error.kind == Error::Network || error.kind == Error::BadAnswer ? 502 : 500;
    OutgoingAnswer answer = OutgoingAnswer::error(
        error.http ? error.http : ownStatus, error.errcode.isEmpty() ? u"M_UNKNOWN"_s : error.errcode, error.text, more);
    if (error.retryAfterMs >= 0)
        answer.headers.emplaceBack("Retry-After", QByteArray::number((error.retryAfterMs + 999) / 1000));
    return answer;
}

} // namespace Lockstep::Lab
