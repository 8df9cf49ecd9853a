// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/authorizationserver.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "http/httpcall.h"

#include <QHostAddress>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

namespace {

const QString stableApi = u"urn:matrix:client:api:*"_s;
const QString proposedApi = u"urn:matrix:org.matrix.msc2967.client:api:*"_s;
const QString adminApi = u"urn:synapse:admin:*"_s;
constexpr qsizetype maxAddress = 2048;

bool isOnThisMachine(const QUrl &url)
{
    const QString host = url.host();
    QHostAddress address;
    if (address.setAddress(host))
        return address.isLoopback() || address.isNull() || address == QHostAddress::AnyIPv4 || address == QHostAddress::AnyIPv6;
    return host == "localhost"_L1 || host.endsWith(".localhost"_L1);
}

/// Scheme, host and port.
QString originOf(const QUrl &url)
{
    return u"%1://%2:%3"_s.arg(url.scheme(), url.host()).arg(url.port(url.scheme() == "https"_L1 ? 443 : 80));
}

/// An absent list of what a server supports means its protocol's defaults.
bool lists(JsonReader &in, QStringView key, const QString &value, bool byDefault)
{
    if (!in.optionalArray(key))
        return byDefault;
    return in.strings(key).contains(value);
}

QUrl readAddress(JsonReader &in, QStringView key, const QUrl &homeserver, bool isNeeded)
{
    const std::optional<QString> text = isNeeded ? std::optional(in.string(key)) : in.optionalString(key);
    if (!in.ok() || !text)
        return {};
    const QUrl url(*text, QUrl::StrictMode);
    if (text->size() > maxAddress || !mayLeadTo(url, homeserver)) {
        in.fail(key, u"an https address, not “%1”"_s.arg(displayable(redacted(*text))));
        return {};
    }
    return url;
}

} // namespace

QString scopeFor(Rights rights, ScopeNames names)
{
    const QString api = names == ScopeNames::Stable ? stableApi : proposedApi;
    return rights == Rights::Admin ? api + u' ' + adminApi : api;
}

bool scopeCovers(const QString &given, Rights rights)
{
    const QStringList words = given.split(u' ', Qt::SkipEmptyParts);
    const bool api = words.contains(stableApi) || words.contains(proposedApi);
    return api && (rights == Rights::ApiOnly || words.contains(adminApi));
}

bool mayLeadTo(const QUrl &target, const QUrl &source)
{
    const bool usable = target.isValid() && !target.host().isEmpty() && target.userInfo().isEmpty() && !target.hasFragment();
    if (!usable || !Http::mayCarryToken(target))
        return false;
    return !isOnThisMachine(target) || isOnThisMachine(source);
}

Result<AuthorizationServer> readAuthorizationServer(const QJsonObject &metadata, const QUrl &homeserver)
{
    JsonReader in(metadata);
    AuthorizationServer server;
    server.issuer = in.string(u"issuer");
    const QUrl issuer = readAddress(in, u"issuer", homeserver, true);
    if (in.ok() && issuer.hasQuery())
        in.fail(u"issuer", u"an address without a query"_s);
    server.token = readAddress(in, u"token_endpoint", homeserver, true);
    server.registration = readAddress(in, u"registration_endpoint", homeserver, true);
    server.revocation = readAddress(in, u"revocation_endpoint", homeserver, false);
    server.authorization = readAddress(in, u"authorization_endpoint", homeserver, false);
    server.deviceAuthorization = readAddress(in, u"device_authorization_endpoint", homeserver, false);

    // A homeserver that sends people to one server's page and the code to another's would get the session at the first.
    for (const auto &[key, url] : {std::pair(QStringView(u"authorization_endpoint"), &server.authorization),
             std::pair(QStringView(u"device_authorization_endpoint"), &server.deviceAuthorization),
             std::pair(QStringView(u"registration_endpoint"), &server.registration),
             std::pair(QStringView(u"revocation_endpoint"), &server.revocation)}) {
        if (in.ok() && !url->isEmpty() && originOf(*url) != originOf(server.token))
            in.fail(key, u"an address at %1 as token_endpoint has it, not at %2"_s.arg(originOf(server.token), originOf(*url)));
    }

    const bool code = lists(in, u"grant_types_supported", u"authorization_code"_s, true)
        && lists(in, u"response_types_supported", u"code"_s, true) && lists(in, u"code_challenge_methods_supported", u"S256"_s, true);
    const bool device = lists(in, u"grant_types_supported", u"urn:ietf:params:oauth:grant-type:device_code"_s, true);
    if (!code)
        server.authorization.clear();
    if (!device)
        server.deviceAuthorization.clear();
    if (!in.ok()) {
        Error error = in.error();
        error.text = u"%1 names an authorization server that cannot be used: %2"_s.arg(homeserver.host(), error.text);
        return failure(error);
    }
    return server;
}

} // namespace Lockstep::Matrix
