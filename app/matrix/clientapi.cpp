// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/clientapi.h"

#include "core/ids.h"
#include "core/jsonreader.h"
#include "core/log.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace Lockstep::Http;

namespace Lockstep::Matrix {

namespace {

constexpr int timeoutMs = 20'000;
// Answers of these calls are a few hundred bytes; /versions of a big server a few kilobytes.
constexpr qint64 maxBody = 1024 * 1024;
constexpr qsizetype maxProviders = 20;
constexpr qint64 maxLifetimeMs = 100LL * 365 * 24 * 3600 * 1000;

qint64 expiry(std::optional<qint64> lifetimeMs)
{
    if (!lifetimeMs)
        return 0;
    return QDateTime::currentMSecsSinceEpoch() + std::clamp(*lifetimeMs, qint64(0), maxLifetimeMs);
}

QByteArray toJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<QJsonObject> bodyOf(const HttpRequest &request, const HttpAnswer &answer)
{
    const QString place = request.url.toDisplayString(QUrl::RemoveQuery | QUrl::RemoveUserInfo);
    if (answer.status >= 300) {
        QString target;
        for (const auto &[name, value] : answer.headers) {
            if (name.compare("location", Qt::CaseInsensitive) == 0)
                target = u" to "_s + displayable(QUrl(QString::fromUtf8(value)).toDisplayString(QUrl::RemoveQuery | QUrl::RemoveUserInfo));
        }
        return failure(Error::BadAnswer,
            u"%1 redirects%2 and so is not the client API itself: give the homeserver's own URL."_s.arg(place, target), answer.status);
    }
    Result<QJsonObject> object = parseJsonObject(answer.body);
    if (!object)
        return failure(
            Error::BadAnswer, u"%1 did not answer with a JSON object: is this a Matrix homeserver's URL?"_s.arg(place), answer.status);
    return object;
}

QString readToken(JsonReader &in, QStringView key)
{
    const QString token = in.string(key);
    if (in.ok() && !isToken(token))
        in.fail(key, u"a token of visible ASCII characters"_s);
    return token;
}

QString readUserId(JsonReader &in)
{
    const QString id = in.string(u"user_id");
    if (in.ok() && !UserId(id).isValid())
        in.fail(u"user_id", u"a user ID"_s);
    return id;
}

/// An ID goes into a path, and a name on a button.
QList<IdentityProvider> readProviders(const QJsonArray &array)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9._~-]{1,255}$"_s);
    QList<IdentityProvider> providers;
    for (const QJsonValue &value : array) {
        const QString id = value["id"_L1].toString();
        const QString name = value["name"_L1].toString().simplified();
        if (providers.size() < maxProviders && plain.match(id).hasMatch())
            providers.append({.id = id, .name = displayable(name.isEmpty() ? id : name, 40)});
    }
    return providers;
}

} // namespace

ClientApi::ClientApi(QNetworkAccessManager *manager, const QUrl &base)
    : m_manager(manager)
    , m_base(base)
{
}

template <typename T, typename Read>
CallHandle ClientApi::call(const HttpRequest &request, QObject *context, Done<T> done, Read read) const
{
    // The context owns the call: when it dies, the request ends too.
    auto *call = new HttpCall(m_manager, request, context);
    QObject::connect(call, &HttpCall::finished, call, [request, done = std::move(done), read](const Result<HttpAnswer> &answer) {
        if (!answer)
            return done(failure(answer.error()));
        const Result<QJsonObject> body = bodyOf(request, *answer);
        if (!body)
            return done(failure(body.error()));
        JsonReader in(*body);
        T value = read(in);
        if (!in.ok())
            return done(failure(in.error()));
        done(value);
    });
    call->start();
    return CallHandle(call);
}

HttpRequest ClientApi::request(const char *method, const QString &path) const
{
    HttpRequest request;
    request.method = method;
    request.url = endpoint(m_base, path);
    request.timeoutMs = timeoutMs;
    request.maxBody = maxBody;
    return request;
}

CallHandle ClientApi::versions(QObject *context, Done<Versions> done) const
{
    return call<Versions>(request("GET", u"_matrix/client/versions"_s), context, std::move(done), [](JsonReader &in) {
        Versions versions;
        versions.versions = in.strings(u"versions");
        const QJsonObject features = in.optionalObject(u"unstable_features").value_or(QJsonObject());
        for (auto it = features.begin(); it != features.end(); ++it) {
            if (it->toBool())
                versions.unstableFeatures.insert(it.key());
        }
        return versions;
    });
}

CallHandle ClientApi::loginFlows(QObject *context, Done<LoginFlows> done) const
{
    return call<LoginFlows>(request("GET", u"_matrix/client/v3/login"_s), context, std::move(done), [](JsonReader &in) {
        LoginFlows flows;
        const QJsonArray array = in.array(u"flows");
        for (const QJsonValue &flow : array) {
            const QString type = flow.toObject().value("type"_L1).toString();
            flows.types.append(type);
            if (type == "m.login.sso"_L1)
                flows.providers = readProviders(flow.toObject().value("identity_providers"_L1).toArray());
        }
        flows.password = flows.types.contains("m.login.password"_L1);
        flows.sso = flows.types.contains("m.login.sso"_L1);
        return flows;
    });
}

CallHandle ClientApi::login(const PasswordLogin &login, QObject *context, Done<Credentials> done) const
{
    return postLogin(
        {
            {u"type"_s, u"m.login.password"_s},
            {u"identifier"_s, QJsonObject{{u"type"_s, u"m.id.user"_s}, {u"user"_s, login.user}}},
            {u"password"_s, login.password},
            {u"initial_device_display_name"_s, login.deviceName},
        },
        login.deviceId, context, std::move(done));
}

CallHandle ClientApi::login(const TokenLogin &login, QObject *context, Done<Credentials> done) const
{
    return postLogin(
        {
            {u"type"_s, u"m.login.token"_s},
            {u"token"_s, login.loginToken},
            {u"initial_device_display_name"_s, login.deviceName},
        },
        login.deviceId, context, std::move(done));
}

CallHandle ClientApi::postLogin(QJsonObject body, const QString &deviceId, QObject *context, Done<Credentials> done) const
{
    body.insert(u"refresh_token"_s, true);
    if (!deviceId.isEmpty())
        body.insert(u"device_id"_s, deviceId);
    HttpRequest post = request("POST", u"_matrix/client/v3/login"_s);
    post.body = toJson(body);
    // The answer's "well_known" is not followed: the operator has just said, or discovery has just found, where the
    // client API is, and beside the homeserver that is often an address which no other machine can use.
    return call<Credentials>(post, context, std::move(done), [](JsonReader &in) {
        Credentials credentials;
        credentials.userId = readUserId(in);
        credentials.deviceId = in.string(u"device_id");
        credentials.accessToken = readToken(in, u"access_token");
        if (in.optionalString(u"refresh_token"))
            credentials.refreshToken = readToken(in, u"refresh_token");
        credentials.expiresAt = expiry(in.optionalInteger(u"expires_in_ms"));
        credentials.fromLogin = true;
        return credentials;
    });
}

CallHandle ClientApi::whoami(const QString &token, QObject *context, Done<Whoami> done) const
{
    HttpRequest get = request("GET", u"_matrix/client/v3/account/whoami"_s);
    get.token = token;
    return call<Whoami>(get, context, std::move(done),
        [](JsonReader &in) { return Whoami{.userId = readUserId(in), .deviceId = in.optionalString(u"device_id").value_or(QString())}; });
}

void ClientApi::logout(const Credentials &credentials, QObject *context, Done<bool> done) const
{
    if (!credentials.oauth.clientId.isEmpty())
        return revoke(credentials, context, std::move(done));
    HttpRequest post = request("POST", u"_matrix/client/v3/logout"_s);
    post.token = credentials.accessToken;
    post.body = "{}";
    auto answered = [done = std::move(done)](const Result<bool> &result) {
        // After a soft logout the device is still there.
        if (!result && tokenTrouble(result.error()) == TokenTrouble::Rejected && !result.error().softLogout)
            return done(true);
        done(result);
    };
    call<bool>(post, context, std::move(answered), [](JsonReader &) { return true; });
}

void ClientApi::refresh(const Credentials &credentials, QObject *context, Done<Credentials> done) const
{
    if (!credentials.oauth.clientId.isEmpty())
        return refreshByOAuth(credentials, context, std::move(done));
    HttpRequest post = request("POST", u"_matrix/client/v3/refresh"_s);
    post.body = toJson({{u"refresh_token"_s, credentials.refreshToken}});
    call<Credentials>(post, context, std::move(done), [credentials](JsonReader &in) {
        Credentials renewed = credentials;
        renewed.accessToken = readToken(in, u"access_token");
        if (in.optionalString(u"refresh_token")) // absent: the old one goes on being valid
            renewed.refreshToken = readToken(in, u"refresh_token");
        renewed.expiresAt = expiry(in.optionalInteger(u"expires_in_ms"));
        return renewed;
    });
}

QUrl endpoint(const QUrl &base, const QString &path)
{
    QUrl url = base;
    QString prefix = base.path(QUrl::FullyEncoded);
    while (prefix.endsWith(u'/'))
        prefix.chop(1);
    url.setPath(prefix + u'/' + path, QUrl::StrictMode);
    url.setQuery(QString());
    url.setFragment(QString());
    return url;
}

TokenTrouble tokenTrouble(const Error &error)
{
    if (error.errcode == "M_USER_LOCKED"_L1)
        return TokenTrouble::Locked;
    if (error.errcode == "M_UNKNOWN_TOKEN"_L1 || error.errcode == "M_MISSING_TOKEN"_L1)
        return TokenTrouble::Rejected;
    return TokenTrouble::None;
}

} // namespace Lockstep::Matrix
