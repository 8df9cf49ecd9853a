// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/discovery.h"

#include "core/jsonreader.h"
#include "core/log.h"

#include <utility>

using namespace Qt::StringLiterals;
using namespace Lockstep::Http;

namespace Lockstep::Matrix {

namespace {

constexpr int wellKnownTimeoutMs = 15'000;
// Real files are about 100 bytes; some hold a list of widgets and call servers.
constexpr qint64 wellKnownMaxBody = 64 * 1024;

QString shown(const QUrl &url)
{
    return displayable(url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment));
}

/// A base URL without what endpoint() puts behind it, which people copy along.
QUrl trimmedBase(QUrl url)
{
    QString path = url.path(QUrl::FullyEncoded) + u'/';
    path.truncate(path.indexOf(u"/_matrix/"_s) < 0 ? path.size() : path.indexOf(u"/_matrix/"_s));
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path, QUrl::StrictMode);
    return url;
}

QString hostOf(const ServerName &server)
{
    const QString text = server.toString();
    if (text.startsWith(u'['))
        return text.mid(1, text.indexOf(u']') - 1);
    return text.section(u':', 0, 0);
}

bool isLoopbackHost(const QString &host)
{
    QUrl url;
    url.setScheme(u"http"_s);
    url.setHost(host);
    return mayCarryToken(url);
}

Result<ServerInput> parseUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1))
        return failure(Error::BadInput, u"“%1” is not a web address: type https:// and the homeserver's name."_s.arg(displayable(text)));
    if (!url.userInfo().isEmpty())
        return failure(
            Error::BadInput, u"Leave user name and password out of the address of %1: they have fields of their own."_s.arg(url.host()));
    if (url.hasQuery() || url.hasFragment())
        return failure(Error::BadInput, u"The address of %1 must end before “?” or “#”."_s.arg(url.host()));
    if (!mayCarryToken(url))
        return failure(Error::BadInput,
            u"%1 is not encrypted, and a password must not travel so: use https://%2 (http is for this machine itself only)."_s.arg(
                shown(url), url.host()));
    return ServerInput{.url = trimmedBase(url), .server = {}, .user = {}};
}

} // namespace

Result<ServerInput> parseServerInput(const QString &typed)
{
    const QString text = typed.trimmed();
    if (text.isEmpty())
        return failure(Error::BadInput, u"Type the homeserver's name, such as example.org, or the URL of its client API."_s);
    if (text.contains(u"://"_s))
        return parseUrl(text);
    if (text.startsWith(u'@')) {
        const UserId user(text);
        if (!user.isValid())
            return failure(Error::BadInput, u"“%1” is not a user ID: one looks like @alice:example.org."_s.arg(displayable(text)));
        return ServerInput{.url = {}, .server = user.server(), .user = user};
    }
    const ServerName server(text);
    if (!server.isValid())
        return failure(Error::BadInput,
            u"“%1” is not a server name: type one such as example.org, or a whole URL that starts with https://."_s.arg(displayable(text)));
    return ServerInput{.url = {}, .server = server, .user = {}};
}

Discovery::Discovery(QNetworkAccessManager *manager, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
{
}

void Discovery::start(const QString &typed, Done<Homeserver> done)
{
    cancel();
    m_done = std::move(done);
    const Result<ServerInput> input = parseServerInput(typed);
    if (!input) {
        // Queued, so that done never comes before start() has returned.
        const Error error = input.error();
        QMetaObject::invokeMethod(
            this, [this, error] { finish(failure(error)); }, Qt::QueuedConnection);
        return;
    }
    m_input = *input;
    m_urlError.reset();
    if (m_input.url.isEmpty())
        askWellKnown(hostOf(m_input.server));
    else
        askVersions(m_input.url, Origin::Typed);
}

void Discovery::cancel()
{
    m_done = nullptr;
    m_call.cancel();
    m_call = {};
}

void Discovery::askWellKnown(const QString &host)
{
    HttpRequest request;
    request.url.setScheme(u"https"_s);
    request.url.setHost(host);
    request.url.setPath(u"/.well-known/matrix/client"_s);
    request.timeoutMs = wellKnownTimeoutMs;
    request.maxBody = wellKnownMaxBody;
    request.followRedirects = true;
    auto *call = new HttpCall(m_manager, request, this);
    connect(call, &HttpCall::finished, this, [this, host](const Result<HttpAnswer> &answer) { readWellKnown(host, answer); });
    m_call = CallHandle(call);
    call->start();
}

void Discovery::readWellKnown(const QString &host, const Result<HttpAnswer> &answer)
{
    if (!answer && answer.error().http == 404) {
        // The server has no .well-known: its name may be that of the client API too.
        if (m_urlError)
            return finish(failure(*m_urlError));
        QUrl base;
        base.setScheme(u"https"_s);
        base.setHost(host);
        return askVersions(base, Origin::Default);
    }
    if (!answer)
        return refuse(u"%1 cannot be looked up: %2"_s.arg(displayable(host), answer.error().text), answer.error().kind);
    if (answer->status != 200)
        return refuse(u"https://%1/.well-known/matrix/client answered with HTTP status %2."_s.arg(displayable(host)).arg(answer->status),
            Error::BadAnswer);
    const Result<QJsonObject> object = parseJsonObject(answer->body);
    const QString baseUrl = object ? object->value("m.homeserver"_L1).toObject().value("base_url"_L1).toString() : QString();
    if (baseUrl.isEmpty())
        return refuse(u"https://%1/.well-known/matrix/client does not name a homeserver."_s.arg(displayable(host)), Error::BadAnswer);

    // A page of another machine must not send a password to this one, or unencrypted: only a loopback server may name plain http.
    const QUrl base(baseUrl, QUrl::StrictMode);
    const bool secure = base.scheme() == "https"_L1 || (isLoopbackHost(host) && mayCarryToken(base));
    if (!base.isValid() || base.host().isEmpty() || !base.userInfo().isEmpty() || base.hasQuery() || base.hasFragment() || !secure)
        return finish(failure(Error::BadAnswer,
            u"%1 names “%2” as its homeserver, which is not a usable https address: its administrator must correct .well-known/matrix/client."_s
                .arg(displayable(host), displayable(redacted(baseUrl)))));
    askVersions(trimmedBase(base), Origin::WellKnown);
}

void Discovery::askVersions(const QUrl &base, Origin origin)
{
    m_call = ClientApi(m_manager, base).versions(this, [this, base, origin](const Result<Versions> &versions) {
        readVersions(base, origin, versions);
    });
}

void Discovery::readVersions(const QUrl &base, Origin origin, const Result<Versions> &versions)
{
    if (versions)
        return finish(Homeserver{.clientApi = base, .versions = *versions, .user = m_input.user});
    const Error &error = versions.error();
    switch (origin) {
    case Origin::Typed: {
        Error own = error;
        if (error.kind == Error::NotFound || error.kind == Error::BadAnswer)
            own.text = u"No Matrix client API answers at %1 (%2) Type the homeserver's name, or the URL of its client API."_s.arg(
                shown(base), error.text);
        const bool mayDelegate = base.scheme() == "https"_L1 && base.port() == -1 && base.path().isEmpty();
        if (mayDelegate && (error.http > 0 || error.kind == Error::BadAnswer)) {
            // People type https://example.org where example.org only says where its homeserver is.
            m_urlError = own;
            return askWellKnown(base.host());
        }
        return finish(failure(own));
    }
    case Origin::WellKnown:
        return finish(failure(Error{.kind = error.kind,
            .http = error.http,
            .errcode = error.errcode,
            .text = u"%1 is said to be the homeserver, but does not answer as one: %2"_s.arg(shown(base), error.text),
            .retryAfterMs = error.retryAfterMs}));
    case Origin::Default:
        return refuse(u"%1 has no .well-known/matrix/client, and no Matrix client API answers at %2: %3"_s.arg(
                          displayable(base.host()), shown(base), error.text),
            error.kind);
    }
}

/// FAIL_PROMPT of the specification: looking up did not work, the operator may know the address.
void Discovery::refuse(const QString &reason, Error::Kind kind)
{
    if (m_urlError)
        return finish(failure(*m_urlError));
    const QString host = hostOf(m_input.server);
    const QString example = isLoopbackHost(host) ? u"http://localhost:8008"_s : u"https://matrix.%1"_s.arg(displayable(host));
    finish(failure(kind, u"%1 Type the URL of the client API instead, for example %2."_s.arg(reason, example)));
}

void Discovery::finish(const Result<Homeserver> &result)
{
    m_call = {};
    if (Done<Homeserver> done = std::exchange(m_done, nullptr))
        done(result);
}

} // namespace Lockstep::Matrix
