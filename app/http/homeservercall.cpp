// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/homeservercall.h"

#include "http/httpcall.h"

#include <httplib.h>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxAnswer = 1024 * 1024;

QString describe(httplib::Error error)
{
    switch (error) {
    case httplib::Error::Connection:
        return u"the connection was refused or the name cannot be resolved. Is it running, and is the address right?"_s;
    case httplib::Error::ConnectionTimeout:
    case httplib::Error::Read:
        return u"it did not answer in time."_s;
    case httplib::Error::SSLConnection:
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
        return u"its TLS certificate is not valid."_s;
    case httplib::Error::Canceled:
        return u"its answer is too large."_s;
    default:
        return u"the connection broke (%1)."_s.arg(QString::fromStdString(httplib::to_string(error)));
    }
}

} // namespace

QString HomeserverAnswer::explain() const
{
    if (status == 0)
        return problem;
    return u"it answered with HTTP status %1: %2"_s.arg(status).arg(errorFromAnswer(status, body).text);
}

HomeserverAnswer callHomeserver(const HomeserverQuestion &question)
{
    const QUrl origin = question.base.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    httplib::Client client(origin.toString(QUrl::FullyEncoded).toStdString());
    if (!client.is_valid())
        return {.problem = u"\"%1\" is not an http or https address."_s.arg(origin.toString())};
    const time_t seconds = question.timeoutMs / 1000;
    const time_t micros = time_t(question.timeoutMs % 1000) * 1000;
    client.set_connection_timeout(seconds, micros);
    client.set_read_timeout(seconds, micros);
    client.set_write_timeout(seconds, micros);
    client.set_tcp_nodelay(true);
    client.set_url_encode(false); // the path is encoded already
    client.set_follow_location(false); // a token follows nobody elsewhere

    QByteArray prefix = question.base.path(QUrl::FullyEncoded).toUtf8();
    while (prefix.endsWith('/'))
        prefix.chop(1);
    httplib::Request request;
    request.method = question.body.isEmpty() ? "GET" : "POST";
    request.path = QByteArray(prefix + question.path).toStdString();
    request.headers.emplace("Accept", "application/json");
    if (!question.token.isEmpty())
        request.headers.emplace("Authorization", "Bearer " + question.token.toStdString());
    if (!question.body.isEmpty()) {
        request.headers.emplace("Content-Type", "application/json");
        request.body = question.body.toStdString();
    }
    HomeserverAnswer answer;
    request.content_receiver = [&answer](const char *data, size_t length, uint64_t, uint64_t) {
        answer.body.append(data, qsizetype(length));
        return answer.body.size() <= maxAnswer;
    };
    const httplib::Result result = client.send(request);
    if (!result) {
        answer.problem = describe(result.error());
        return answer;
    }
    answer.status = result->status;
    answer.retryAfter = QByteArray::fromStdString(result->get_header_value("Retry-After"));
    return answer;
}

} // namespace Lockstep::Inspection
