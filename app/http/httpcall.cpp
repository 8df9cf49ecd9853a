// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpcall.h"

#include "core/jsonreader.h"
#include "core/log.h"

#include <QDateTime>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslError>

using namespace Qt::StringLiterals;

namespace Lockstep::Http {

namespace {

constexpr qint64 minRetryMs = 100;
constexpr qint64 maxRetryMs = 10 * 60 * 1000;

QString place(const QUrl &url)
{
    // Neither query nor user information: either may hold a secret.
    return url.toDisplayString(QUrl::RemoveQuery | QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveFragment);
}

// Retry-After is delta-seconds or an HTTP date (RFC 9110 section 10.2.3).
qint64 retryAfterMs(const QByteArray &header)
{
    bool isNumber = false;
    const qint64 seconds = header.trimmed().toLongLong(&isNumber);
    if (isNumber)
        return qBound(qint64(0), seconds, qint64(86'400)) * 1000;
    const QDateTime date = QDateTime::fromString(QString::fromLatin1(header.trimmed()), Qt::RFC2822Date);
    return date.isValid() ? qMax(qint64(0), QDateTime::currentDateTimeUtc().msecsTo(date)) : -1;
}

Error::Kind kindOfStatus(int status)
{
    switch (status) {
    case 401:
        return Error::Unauthorized;
    case 403:
        return Error::Forbidden;
    case 404:
        return Error::NotFound;
    case 429:
        return Error::RateLimited;
    default:
        return Error::Http;
    }
}

Error networkError(QNetworkReply::NetworkError code, const QUrl &url, const QString &detail)
{
    const QString where = place(url);
    switch (code) {
    case QNetworkReply::ConnectionRefusedError:
        return {.kind = Error::Network, .text = u"%1 refused the connection: is the server running, and is the port right?"_s.arg(where)};
    case QNetworkReply::HostNotFoundError:
        return {.kind = Error::Network, .text = u"The name %1 cannot be resolved: check its spelling and the network."_s.arg(url.host())};
    case QNetworkReply::RemoteHostClosedError:
        return {.kind = Error::Network, .text = u"%1 closed the connection before it had answered."_s.arg(where)};
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return {.kind = Error::Timeout, .text = u"%1 did not answer in time."_s.arg(where)};
    case QNetworkReply::SslHandshakeFailedError:
        return {.kind = Error::Tls, .text = u"No secure connection to %1: %2"_s.arg(where, displayable(detail))};
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolFailure:
        return {.kind = Error::BadAnswer, .text = u"%1 does not speak HTTP as expected: %2"_s.arg(where, displayable(detail))};
    default:
        return {.kind = Error::Network, .text = u"%1 cannot be reached: %2"_s.arg(where, displayable(detail))};
    }
}

} // namespace

bool mayCarryToken(const QUrl &url)
{
    if (url.scheme() == "https"_L1)
        return true;
    if (url.scheme() != "http"_L1)
        return false;
    if (url.host() == "localhost"_L1)
        return true;
    QHostAddress address;
    return address.setAddress(url.host()) && address.isLoopback();
}

Error errorFromAnswer(int status, const QByteArray &body, const QByteArray &retryAfter)
{
    Error error{.kind = kindOfStatus(status), .http = status};
    const Result<QJsonObject> object = parseJsonObject(body);
    if (object) {
        error.errcode = displayable(object->value("errcode"_L1).toString(), 80);
        error.text = displayable(redacted(object->value("error"_L1).toString()), 400);
        if (error.errcode == "M_LIMIT_EXCEEDED"_L1)
            error.kind = Error::RateLimited;
        const QJsonValue wait = object->value("retry_after_ms"_L1);
        if (wait.isDouble())
            error.retryAfterMs = qint64(qBound(0.0, wait.toDouble(), double(maxRetryMs)));
        error.softLogout = status == 401 && object->value("soft_logout"_L1).toBool();
        error.remoteStatus = object->value("org.matrix.msc2638.remote_status"_L1).toInt();
        error.retryAt = object->value("org.matrix.msc2638.retry_at"_L1).toInteger();
    }
    if (!retryAfter.isEmpty())
        error.retryAfterMs = qMax(error.retryAfterMs, retryAfterMs(retryAfter));
    if (error.retryAfterMs >= 0)
        error.retryAfterMs = qBound(minRetryMs, error.retryAfterMs, maxRetryMs);
    if (error.text.isEmpty())
        error.text = error.errcode.isEmpty() ? u"The server answered with HTTP status %1."_s.arg(status) : error.errcode;
    return error;
}

HttpCall::HttpCall(QNetworkAccessManager *manager, HttpRequest request, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_request(std::move(request))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        m_timedOut = true;
        if (m_reply)
            m_reply->abort();
    });
}

HttpCall::~HttpCall()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
}

void HttpCall::start()
{
    if (!m_request.token.isEmpty() && !mayCarryToken(m_request.url)) {
        // Queued, so that finished never comes before start() has returned.
        QMetaObject::invokeMethod(
            this,
            [this] {
                finish(failure(Error::BadInput,
                    u"An access token travels only over https or to this machine itself; %1 is neither. Use an https address."_s.arg(
                        place(m_request.url))));
            },
            Qt::QueuedConnection);
        return;
    }
    QNetworkRequest request(m_request.url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
        m_request.followRedirects ? QNetworkRequest::NoLessSafeRedirectPolicy : QNetworkRequest::ManualRedirectPolicy);
    request.setMaximumRedirectsAllowed(5);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Lockstep/" LOCKSTEP_VERSION ""_s);
    request.setRawHeader("Accept", "application/json");
    if (!m_request.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_request.token.toUtf8());
    if (!m_request.body.isEmpty())
        request.setRawHeader("Content-Type", m_request.contentType);

    m_reply = m_manager->sendCustomRequest(request, m_request.method, m_request.body);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpCall::collect);
    connect(m_reply, &QNetworkReply::finished, this, &HttpCall::conclude);
    m_deadline.start(m_request.timeoutMs);
}

void HttpCall::cancel()
{
    if (m_done)
        return;
    m_done = true;
    m_deadline.stop();
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply.clear(); // a second abort by the destructor is an error to Qt
    }
    deleteLater();
}

void HttpCall::collect()
{
    m_body += m_reply->readAll();
    if (m_body.size() > m_request.maxBody && !m_tooLarge) {
        m_tooLarge = true;
        m_reply->abort();
    }
}

void HttpCall::conclude()
{
    if (m_done)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_reply->isOpen())
        m_body += m_reply->readAll();
    if (m_tooLarge || m_body.size() > m_request.maxBody)
        return finish(failure(
            Error::BadAnswer, u"The answer of %1 is larger than %2 bytes."_s.arg(place(m_request.url)).arg(m_request.maxBody), status));
    if (m_timedOut)
        return finish(
            failure(Error::Timeout, u"%1 did not answer within %2 s."_s.arg(place(m_request.url)).arg(m_request.timeoutMs / 1000)));
    const auto code = m_reply->error();
    // With a status of 400 and above Qt also reports an error; the body explains it better. Without one, or when the
    // connection broke in the middle of an answer, Qt's error is all there is.
    if (status == 0 || (code != QNetworkReply::NoError && status < 400))
        return finish(failure(networkError(code, m_request.url, m_reply->errorString())));
    if (status >= 400 && !m_request.errorsAreAnswers)
        return finish(failure(errorFromAnswer(status, m_body, m_reply->rawHeader("Retry-After"))));
    HttpAnswer answer{.status = status, .body = m_body, .headers = {}};
    const auto pairs = m_reply->rawHeaderPairs();
    for (const auto &[name, value] : pairs)
        answer.headers.emplaceBack(name, value);
    finish(answer);
}

void HttpCall::finish(const Result<HttpAnswer> &result)
{
    if (m_done)
        return;
    m_done = true;
    m_deadline.stop();
    deleteLater(); // before finished: a slot may delete the parent, and this with it
    Q_EMIT finished(result);
}

} // namespace Lockstep::Http
