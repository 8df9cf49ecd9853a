// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/oauthapi.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "matrix/tokentext.h"

#include <QDateTime>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace Lockstep::Http;

namespace Lockstep::Matrix {

namespace {

constexpr int timeoutMs = 20'000;
constexpr qint64 maxBody = 256 * 1024;
constexpr double longestLifeSeconds = 100.0 * 365 * 24 * 3600;
constexpr int longestCodeLifeSeconds = 3'600;
constexpr int longestIntervalSeconds = 60;
constexpr qsizetype maxUserCode = 64;
const QString deviceGrant = u"urn:ietf:params:oauth:grant-type:device_code"_s;

QByteArray encoded(const Form &form)
{
    QByteArray text;
    for (const auto &[name, value] : form) {
        if (!text.isEmpty())
            text += '&';
        text += QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    return text;
}

QString place(const QUrl &url)
{
    return url.toDisplayString(QUrl::RemoveQuery | QUrl::RemoveUserInfo);
}

/// The statuses of errors differ from server to server (a pending device code is 400 or 403): their names count.
Error refusal(const QUrl &url, const HttpAnswer &answer)
{
    Error error = errorFromAnswer(answer.status, {});
    if (answer.status == 401 || answer.status == 403)
        error.kind = Error::Http; // of the client or the code: no word about who signs in
    const Result<QJsonObject> object = parseJsonObject(answer.body);
    if (object)
        error.errcode = displayable(object->value("error"_L1).toString(), 80);
    const QString detail = object ? displayable(redacted(object->value("error_description"_L1).toString()), 300) : QString();
    const QString name = error.errcode.isEmpty() ? u"HTTP status %1"_s.arg(answer.status) : error.errcode;
    error.text = detail.isEmpty() ? u"%1 refused: %2."_s.arg(place(url), name) : u"%1 refused: %2 (%3)."_s.arg(place(url), name, detail);
    for (const auto &[header, value] : answer.headers) {
        if (header.compare("retry-after", Qt::CaseInsensitive) == 0)
            error.retryAfterMs = errorFromAnswer(answer.status, {}, value).retryAfterMs;
    }
    return error;
}

QString readToken(JsonReader &in, QStringView key)
{
    const QString token = in.string(key);
    if (in.ok() && !isToken(token))
        in.fail(key, u"visible ASCII characters"_s);
    return token;
}

/// Seconds, as a number that is above zero; 0 for anything else. A lifetime is advice: a token lives until it is refused, and a
/// session must not end because of a number.
double readSeconds(const JsonReader &in, QStringView key, double most)
{
    const QJsonValue value = in.object().value(key);
    const double seconds = value.isDouble() ? value.toDouble() : 0;
    return seconds > 0 ? std::min(seconds, most) : 0;
}

TokenAnswer readTokenAnswer(JsonReader &in)
{
    TokenAnswer answer;
    answer.accessToken = readToken(in, u"access_token");
    if (in.optionalString(u"refresh_token"))
        answer.refreshToken = readToken(in, u"refresh_token");
    const QString type = in.optionalString(u"token_type").value_or(u"Bearer"_s);
    if (in.ok() && type.compare("bearer"_L1, Qt::CaseInsensitive) != 0)
        in.fail(u"token_type", u"Bearer"_s);
    answer.scope = in.optionalString(u"scope").value_or(QString());
    if (const double seconds = readSeconds(in, u"expires_in", longestLifeSeconds); seconds > 0)
        answer.expiresAt = QDateTime::currentMSecsSinceEpoch() + qint64(seconds * 1000);
    return answer;
}

bool canBeTyped(const QString &code)
{
    return !code.trimmed().isEmpty() && code.size() <= maxUserCode && std::ranges::all_of(code, [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || c == u'-' || c == u' ';
    });
}

QUrl readPage(JsonReader &in, QStringView key, const QString &text, const QUrl &server)
{
    const QUrl url(text, QUrl::StrictMode);
    if (in.ok() && (text.size() > 2048 || !mayLeadTo(url, server)))
        in.fail(key, u"an https address, not “%1”"_s.arg(displayable(text)));
    return url;
}

DeviceCode readDeviceCode(JsonReader &in, const QUrl &server)
{
    DeviceCode code;
    code.deviceCode = readToken(in, u"device_code");
    code.userCode = in.string(u"user_code");
    if (in.ok() && !canBeTyped(code.userCode))
        in.fail(u"user_code", u"letters and digits, not “%1”"_s.arg(displayable(code.userCode, 80)));
    code.address = readPage(in, u"verification_uri", in.string(u"verification_uri"), server);
    if (const std::optional<QString> complete = in.optionalString(u"verification_uri_complete"))
        code.completeAddress = readPage(in, u"verification_uri_complete", *complete, server);
    const double interval = readSeconds(in, u"interval", longestIntervalSeconds);
    code.intervalSeconds = interval > 0 ? std::max(1, int(interval)) : 5;
    const double life = readSeconds(in, u"expires_in", longestCodeLifeSeconds);
    code.expiresAt = QDateTime::currentMSecsSinceEpoch() + qint64((life > 0 ? life : longestCodeLifeSeconds) * 1000);
    return code;
}

} // namespace

OAuthApi::OAuthApi(QNetworkAccessManager *manager, AuthorizationServer server)
    : m_manager(manager)
    , m_server(std::move(server))
{
}

template <typename T, typename Read>
CallHandle OAuthApi::call(const QUrl &url, const QByteArray &body, bool isJson, QObject *context, Done<T> done, Read read) const
{
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.body = body;
    request.contentType = isJson ? "application/json" : "application/x-www-form-urlencoded";
    request.timeoutMs = timeoutMs;
    request.maxBody = maxBody;
    request.errorsAreAnswers = true;
    auto *call = new HttpCall(m_manager, request, context);
    QObject::connect(call, &HttpCall::finished, call, [url, done = std::move(done), read](const Result<HttpAnswer> &answer) {
        if (!answer)
            return done(failure(answer.error()));
        if (answer->status >= 400)
            return done(failure(refusal(url, *answer)));
        if (answer->status >= 300)
            return done(failure(Error::BadAnswer, u"%1 redirects instead of answering."_s.arg(place(url)), answer->status));
        const Result<QJsonObject> object = parseJsonObject(answer->body);
        // A revocation answers with nothing.
        if (!object && !std::is_same_v<T, bool>)
            return done(failure(Error::BadAnswer, u"%1 did not answer with a JSON object."_s.arg(place(url)), answer->status));
        JsonReader in(object.value_or(QJsonObject()));
        T value = read(in);
        if (!in.ok())
            return done(failure(Error::BadAnswer, u"The answer of %1 cannot be used: %2"_s.arg(place(url), in.error().text)));
        done(value);
    });
    call->start();
    return CallHandle(call);
}

CallHandle OAuthApi::registerClient(QObject *context, Done<QString> done) const
{
    QJsonArray grants{u"refresh_token"_s};
    if (!m_server.authorization.isEmpty())
        grants.append(u"authorization_code"_s);
    if (!m_server.deviceAuthorization.isEmpty())
        grants.append(deviceGrant);
    // Without a version: a server that makes the ID from this makes the same one each time.
    const QJsonObject client{
        {u"client_name"_s, u"Lockstep"_s}, {u"client_uri"_s, u"https://lockstep.github.io/"_s}, {u"application_type"_s, u"native"_s},
        {u"token_endpoint_auth_method"_s, u"none"_s}, {u"grant_types"_s, grants}, {u"response_types"_s, QJsonArray{u"code"_s}},
        {u"redirect_uris"_s, QJsonArray{u"http://127.0.0.1/"_s}}, // without a port: any may be used
    };
    return call<QString>(m_server.registration, QJsonDocument(client).toJson(QJsonDocument::Compact), true, context, std::move(done),
        [](JsonReader &in) { return readToken(in, u"client_id"); });
}

CallHandle OAuthApi::startDevice(const QString &clientId, const QString &scope, QObject *context, Done<DeviceCode> done) const
{
    return call<DeviceCode>(m_server.deviceAuthorization, encoded({{u"client_id"_s, clientId}, {u"scope"_s, scope}}), false, context,
        std::move(done), [server = m_server.token](JsonReader &in) { return readDeviceCode(in, server); });
}

CallHandle OAuthApi::token(const Form &form, QObject *context, Done<TokenAnswer> done) const
{
    return call<TokenAnswer>(m_server.token, encoded(form), false, context, std::move(done), readTokenAnswer);
}

CallHandle OAuthApi::refresh(const QString &clientId, const QString &refreshToken, QObject *context, Done<TokenAnswer> done) const
{
    return token(
        {{u"grant_type"_s, u"refresh_token"_s}, {u"refresh_token"_s, refreshToken}, {u"client_id"_s, clientId}}, context, std::move(done));
}

CallHandle OAuthApi::revoke(const QString &clientId, const QString &token, const QString &hint, QObject *context, Done<bool> done) const
{
    return call<bool>(m_server.revocation, encoded({{u"token"_s, token}, {u"token_type_hint"_s, hint}, {u"client_id"_s, clientId}}), false,
        context, std::move(done), [](JsonReader &) { return true; });
}

bool isClientRefused(const Error &error)
{
    return error.errcode == "invalid_client"_L1 || error.errcode == "unauthorized_client"_L1;
}

} // namespace Lockstep::Matrix
