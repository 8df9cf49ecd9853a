// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/answertext.h"

#include <boost/beast/http/status.hpp>

namespace Lockstep::Http {

using namespace Qt::StringLiterals;

namespace {

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
    case 431:
        return u"The headers are too long."_s;
    case 501:
        return u"This Transfer-Encoding is not known; use chunked or Content-Length."_s;
    default:
        return u"The server cannot answer this request (HTTP status %1)."_s.arg(status);
    }
}

} // namespace

QByteArray answerText(const OutgoingAnswer &answer, const AnswerFraming &framing)
{
    const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(unsigned(answer.status)));
    QByteArray text = "HTTP/1.1 " + QByteArray::number(answer.status) + ' ' + QByteArray(reason.data(), qsizetype(reason.size()));
    const auto header = [&text](const QByteArray &name, const QByteArray &value) { text += "\r\n" + name + ": " + value; };
    header("Content-Type", answer.contentType);
    header("Content-Length", QByteArray::number(answer.body.size()));
    header("Cache-Control", "no-store");
    header("X-Content-Type-Options", "nosniff");
    if (framing.cors) {
        header("Access-Control-Allow-Origin", "*");
        header("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS");
        header("Access-Control-Allow-Headers", "X-Requested-With, Content-Type, Authorization");
    }
    for (const auto &[name, value] : answer.headers)
        header(name, value);
    if (framing.closes)
        header("Connection", "close");
    text += "\r\n\r\n";
    if (!framing.withoutBody)
        text += answer.body;
    return text;
}

OutgoingAnswer transportError(int status)
{
    return OutgoingAnswer::error(
        status, status == 413 || status == 414 || status == 431 ? u"M_TOO_LARGE"_s : u"M_UNKNOWN"_s, explain(status));
}

} // namespace Lockstep::Http
