// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/clientapi.h"
#include "matrix/oauthapi.h"
#include "matrix/tokenkeeper.h"
#include "tests/matrix/fakeauthorization.h"

#include <QDateTime>
#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace Lockstep;
using namespace Lockstep::Matrix;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

/// What an authorization server says, and what is made of it: metadata, tokens and their renewal.
class TestOAuth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void addressesOfMetadata_data();
    void addressesOfMetadata();
    void grantsOfMetadata();
    void metadataIsThereOrNot_data();
    void metadataIsThereOrNot();
    void lifetimes_data();
    void lifetimes();
    void tokensThatAreNone_data();
    void tokensThatAreNone();
    void deviceCodes_data();
    void deviceCodes();
    void scopes_data();
    void scopes();
    void renewal();
    void lostAnswer();
    void aTokenWithoutAnEndIsLeftAlone();
    void endOfSession_data();
    void endOfSession();
    void whatAnotherProgramHasRenewed();
    void anotherAuthorizationServer();
    void revocation();

private:
    Result<std::optional<AuthorizationServer>> ask();
    OAuthApi api();
    Credentials session(qint64 livesMs = 0) const;

    std::unique_ptr<FakeAuthorization> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
};

void TestOAuth::init()
{
    m_server = std::make_unique<FakeAuthorization>();
    m_server->clients.insert(u"client"_s);
    m_network = std::make_unique<QNetworkAccessManager>();
}

Result<std::optional<AuthorizationServer>> TestOAuth::ask()
{
    std::optional<Result<std::optional<AuthorizationServer>>> found;
    ClientApi(m_network.get(), m_server->url()).authorizationServer(this, [&](const auto &result) { found = result; });
    if (!QTest::qWaitFor([&] { return found.has_value(); }, 30'000))
        return failure(Error::Timeout, u"no answer"_s);
    return *found;
}

OAuthApi TestOAuth::api()
{
    return {m_network.get(), readAuthorizationServer(m_server->metadata, m_server->url()).value_or(AuthorizationServer())};
}

Credentials TestOAuth::session(qint64 livesMs) const
{
    Credentials credentials;
    credentials.userId = u"@op:hs"_s;
    credentials.accessToken = u"old-access"_s;
    credentials.refreshToken = u"old-refresh"_s;
    credentials.expiresAt = livesMs == 0 ? 0 : QDateTime::currentMSecsSinceEpoch() + livesMs;
    credentials.fromLogin = true;
    credentials.oauth = {.issuer = m_server->metadata.value(u"issuer").toString(), .clientId = u"client"_s};
    return credentials;
}

void TestOAuth::addressesOfMetadata_data()
{
    QTest::addColumn<QString>("homeserver");
    QTest::addColumn<QString>("member");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("usable");
    const QString remote = u"https://matrix.example.org"_s;
    const QString local = u"http://localhost:8008"_s;
    QTest::newRow("as it should be") << remote << u"token_endpoint"_s << u"https://auth.example.org/token"_s << true;
    QTest::newRow("http of another host") << remote << u"token_endpoint"_s << u"http://auth.example.org/token"_s << false;
    QTest::newRow("http of another host, by a local server") << local << u"token_endpoint"_s << u"http://auth.example.org/t"_s << false;
    QTest::newRow("local by local") << local << u"token_endpoint"_s << u"http://127.0.0.1:8080/token"_s << true;
    QTest::newRow("our machine, by a remote server") << remote << u"token_endpoint"_s << u"http://127.0.0.1:631/"_s << false;
    QTest::newRow("our machine by https, by a remote server") << remote << u"registration_endpoint"_s << u"https://localhost/"_s << false;
    QTest::newRow("any address of ours") << remote << u"registration_endpoint"_s << u"https://0.0.0.0/"_s << false;
    QTest::newRow("javascript") << remote << u"authorization_endpoint"_s << u"javascript:alert(1)"_s << false;
    QTest::newRow("file") << remote << u"authorization_endpoint"_s << u"file:///etc/passwd"_s << false;
    QTest::newRow("user information") << remote << u"authorization_endpoint"_s << u"https://good.example@evil.example/"_s << false;
    QTest::newRow("fragment") << remote << u"authorization_endpoint"_s << u"https://auth.example.org/a#b"_s << false;
    QTest::newRow("relative") << remote << u"revocation_endpoint"_s << u"/revoke"_s << false;
    QTest::newRow("issuer with a query") << remote << u"issuer"_s << u"https://auth.example.org/?a=b"_s << false;
    QTest::newRow("issuer without https") << remote << u"issuer"_s << u"http://auth.example.org/"_s << false;
    QTest::newRow("a page of another server's") << remote << u"authorization_endpoint"_s << u"https://evil.example/authorize"_s << false;
    QTest::newRow("the code goes elsewhere") << remote << u"token_endpoint"_s << u"https://evil.example/token"_s << false;
    QTest::newRow("another port") << remote << u"registration_endpoint"_s << u"https://auth.example.org:8443/register"_s << false;
    QTest::newRow("the port of https") << remote << u"token_endpoint"_s << u"https://auth.example.org:443/token"_s << true;
    QTest::newRow("long") << remote << u"token_endpoint"_s << u"https://auth.example.org/"_s + QString(5'000, u'x') << false;
}

void TestOAuth::addressesOfMetadata()
{
    QFETCH(QString, homeserver);
    QFETCH(QString, member);
    QFETCH(QString, value);
    QFETCH(bool, usable);
    QJsonObject metadata{
        {u"issuer"_s, u"https://auth.example.org/"_s},
        {u"authorization_endpoint"_s, u"https://auth.example.org/authorize"_s},
        {u"token_endpoint"_s, u"https://auth.example.org/token"_s},
        {u"registration_endpoint"_s, u"https://auth.example.org/register"_s},
    };
    metadata.insert(member, value);
    if (usable) { // all of one server
        for (const QString &endpoint : {u"authorization_endpoint"_s, u"token_endpoint"_s, u"registration_endpoint"_s})
            metadata.insert(endpoint, QString(value + u'/' + endpoint));
    }
    const Result<AuthorizationServer> server = readAuthorizationServer(metadata, QUrl(homeserver));
    QCOMPARE(server.has_value(), usable);
    if (!usable)
        QVERIFY2(server.error().text.contains(member), qPrintable(server.error().text));
}

void TestOAuth::grantsOfMetadata()
{
    m_server->metadata.insert(u"code_challenge_methods_supported"_s, QJsonArray{u"plain"_s});
    Result<std::optional<AuthorizationServer>> found = ask();
    QVERIFY(found && *found);
    QVERIFY((*found)->authorization.isEmpty()); // not without S256
    QVERIFY(!(*found)->deviceAuthorization.isEmpty());
    m_server->metadata.insert(u"grant_types_supported"_s, QJsonArray{u"authorization_code"_s});
    m_server->metadata.remove(u"code_challenge_methods_supported"_s);
    found = ask();
    QVERIFY(!(*found)->authorization.isEmpty());
    QVERIFY((*found)->deviceAuthorization.isEmpty());
}

void TestOAuth::metadataIsThereOrNot_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");
    QTest::newRow("has none") << 404 << QByteArray(R"({"errcode":"M_UNRECOGNIZED"})") << u"none"_s;
    QTest::newRow("a proxy's 404") << 404 << QByteArray("<html>") << u"none"_s;
    QTest::newRow("away") << 500 << QByteArray(R"({"errcode":"M_UNKNOWN","error":"Internal server error"})") << u"cannot say now"_s;
    QTest::newRow("refused by a proxy") << 403 << QByteArray("<html>") << u"cannot say now"_s;
    QTest::newRow("redirect") << 302 << QByteArray() << u"did not answer with the metadata"_s;
    QTest::newRow("no object") << 200 << QByteArray("[]") << u"did not answer with the metadata"_s;
    QTest::newRow("nothing in it") << 200 << QByteArray("{}") << u"issuer"_s;
    QTest::newRow("10 MB") << 200 << QByteArray("{\"a\":\"" + QByteArray(10 * 1024 * 1024, 'x') + "\"}") << u"is larger than"_s;
}

void TestOAuth::metadataIsThereOrNot()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    m_server->handler = [&](const FakeRequest &) {
        return FakeReply{.status = status, .body = body, .headers = {"Location: http://127.0.0.1:1/elsewhere"}};
    };
    const Result<std::optional<AuthorizationServer>> found = ask();
    const QString text = found ? u"none"_s : found.error().text;
    QVERIFY2(text.contains(expected), qPrintable(text));
    QVERIFY(found || (found.error().kind != Error::Forbidden && found.error().kind != Error::Unauthorized));
}

void TestOAuth::lifetimes_data()
{
    QTest::addColumn<QJsonValue>("expiresIn");
    QTest::addColumn<bool>("known");
    QTest::newRow("five minutes") << QJsonValue(300) << true;
    QTest::newRow("a fraction") << QJsonValue(0.5) << true;
    QTest::newRow("0") << QJsonValue(0) << false;
    QTest::newRow("-1") << QJsonValue(-1) << false;
    QTest::newRow("1e300") << QJsonValue(1e300) << true;
    QTest::newRow("text") << QJsonValue(u"300"_s) << false;
    QTest::newRow("null") << QJsonValue(QJsonValue::Null) << false;
    QTest::newRow("object") << QJsonValue(QJsonObject()) << false;
    QTest::newRow("absent") << QJsonValue(QJsonValue::Undefined) << false;
}

/// A lifetime that means nothing is none: the token is used until it is refused.
void TestOAuth::lifetimes()
{
    QFETCH(QJsonValue, expiresIn);
    QFETCH(bool, known);
    m_server->tokenAnswer.insert(u"expires_in"_s, expiresIn);
    std::optional<Result<TokenAnswer>> answer;
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    api().refresh(u"client"_s, u"r"_s, this, [&](const Result<TokenAnswer> &result) { answer = result; });
    QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000);
    QVERIFY2(answer->has_value(), qPrintable(answer->has_value() ? QString() : answer->error().text));
    QCOMPARE((*answer)->expiresAt > before, known);
    QVERIFY(known || (*answer)->expiresAt == 0);
    QVERIFY((*answer)->expiresAt < before + 101LL * 366 * 24 * 3600 * 1000);
}

void TestOAuth::tokensThatAreNone_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("named");
    QTest::newRow("no token") << QByteArray(R"({"token_type":"Bearer"})") << u"access_token"_s;
    QTest::newRow("line break") << QByteArray(R"({"access_token":"a\r\nX: y"})") << u"access_token"_s;
    QTest::newRow("refresh token of another type") << QByteArray(R"({"access_token":"a","refresh_token":7})") << u"refresh_token"_s;
    QTest::newRow("not for us") << QByteArray(R"({"access_token":"a","token_type":"DPoP"})") << u"token_type"_s;
    QTest::newRow("list") << QByteArray("[1]") << u"JSON object"_s;
    QTest::newRow("large") << QByteArray("{\"access_token\":\"" + QByteArray(10 * 1024 * 1024, 'x') + "\"}") << u"larger"_s;
}

void TestOAuth::tokensThatAreNone()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, named);
    m_server->tokenReplies = {{.body = body}};
    std::optional<Result<TokenAnswer>> answer;
    api().refresh(u"client"_s, u"refresh-SECRET"_s, this, [&](const Result<TokenAnswer> &result) { answer = result; });
    QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000);
    QVERIFY(!answer->has_value());
    QCOMPARE(answer->error().kind, Error::BadAnswer);
    QVERIFY2(answer->error().text.contains(named), qPrintable(answer->error().text));
    QVERIFY(!answer->error().text.contains("SECRET"_L1));
}

void TestOAuth::deviceCodes_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &member, const QJsonValue &value, const QString &expected) {
        QTest::newRow(name) << member << value << expected;
    };
    row("good", u"interval"_s, 7, u"every 7 s"_s);
    row("no interval", u"interval"_s, QJsonValue::Undefined, u"every 5 s"_s);
    row("interval 0", u"interval"_s, 0, u"every 5 s"_s);
    row("interval below a second", u"interval"_s, 0.01, u"every 1 s"_s);
    row("interval -3", u"interval"_s, -3, u"every 5 s"_s);
    row("interval 1e9", u"interval"_s, 1e9, u"every 60 s"_s);
    row("interval as text", u"interval"_s, u"1"_s, u"every 5 s"_s);
    row("script", u"verification_uri"_s, u"javascript:alert(1)"_s, u"verification_uri"_s);
    row("file", u"verification_uri"_s, u"file:///etc/passwd"_s, u"verification_uri"_s);
    row("http elsewhere", u"verification_uri"_s, u"http://example.org/link"_s, u"verification_uri"_s);
    row("complete script", u"verification_uri_complete"_s, u"javascript:alert(1)"_s, u"verification_uri_complete"_s);
    row("bidi", u"user_code"_s, u"AB\u202eCD"_s, u"user_code"_s);
    row("control", u"user_code"_s, u"AB\nCD"_s, u"user_code"_s);
    row("empty", u"user_code"_s, u"  "_s, u"user_code"_s);
    row("long", u"user_code"_s, QString(1'000, u'A'), u"user_code"_s);
    row("lookalike", u"user_code"_s, u"АВСD"_s, u"user_code"_s); // Cyrillic
}

void TestOAuth::deviceCodes()
{
    QFETCH(QString, member);
    QFETCH(QJsonValue, value);
    QFETCH(QString, expected);
    m_server->deviceAnswer.insert(member, value);
    QString text;
    api().startDevice(u"client"_s, u"scope"_s, this,
        [&](const Result<DeviceCode> &code) { text = code ? u"every %1 s"_s.arg(code->intervalSeconds) : code.error().text; });
    QTRY_VERIFY_WITH_TIMEOUT(!text.isEmpty(), 30'000);
    QVERIFY2(text.contains(expected), qPrintable(text));
    QVERIFY(!text.contains(u'\u202e') && !text.contains(u'\n') && text.size() < 600);
}

void TestOAuth::scopes_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<bool>("admin");
    QTest::addColumn<bool>("api");
    QTest::newRow("both") << u"urn:matrix:client:api:* urn:synapse:admin:*"_s << true << true;
    QTest::newRow("by the older name, and more")
        << u"openid urn:synapse:admin:*  urn:matrix:org.matrix.msc2967.client:api:*"_s << true << true;
    QTest::newRow("no admin") << u"urn:matrix:client:api:*"_s << false << true;
    QTest::newRow("no API") << u"urn:synapse:admin:*"_s << false << false;
    QTest::newRow("a part of a word") << u"urn:matrix:client:api:*x urn:synapse:admin:**"_s << false << false;
}

void TestOAuth::scopes()
{
    QFETCH(QString, given);
    QTEST(scopeCovers(given, Rights::Admin), "admin");
    QTEST(scopeCovers(given, Rights::ApiOnly), "api");
    for (const ScopeNames names : {ScopeNames::Stable, ScopeNames::Msc2967}) {
        QVERIFY(scopeCovers(scopeFor(Rights::Admin, names), Rights::Admin));
        QVERIFY(!scopeCovers(scopeFor(Rights::ApiOnly, names), Rights::Admin));
        QVERIFY(!scopeFor(Rights::Admin, names).contains("device"_L1));
    }
}

void TestOAuth::renewal()
{
    m_server->tokenReplies = {json({{u"access_token"_s, u"second"_s}, {u"refresh_token"_s, u"next"_s}, {u"expires_in"_s, 2}})};
    int stored = 0;
    TokenKeeper keeper(
        ClientApi(m_network.get(), m_server->url()), session(2'000),
        [&](const Credentials &, const std::function<void()> &then) {
            ++stored;
            then();
        },
        nullptr);
    QStringList got;
    for (int i = 0; i < 5; ++i) // refused at once, by five calls
        keeper.renew(u"old-access"_s, this, [&](const Result<QString> &token) { got.append(token.value_or(u"failed"_s)); });
    QTRY_COMPARE_WITH_TIMEOUT(got, QStringList(5, u"second"_s), 30'000);
    QCOMPARE(m_server->tokenForms.size(), 1);
    QCOMPARE(m_server->tokenForms[0],
        (QHash<QString, QString>{
            {u"grant_type"_s, u"refresh_token"_s}, {u"refresh_token"_s, u"old-refresh"_s}, {u"client_id"_s, u"client"_s}}));
    QCOMPARE(stored, 1);
    // And by itself before two seconds are over, with the rotated token.
    QSignalSpy renewed(&keeper, &TokenKeeper::renewed);
    QTRY_VERIFY_WITH_TIMEOUT(!renewed.isEmpty(), 30'000);
    QCOMPARE(m_server->tokenForms[1].value(u"refresh_token"_s), u"next"_s);
    QCOMPARE(keeper.credentials().oauth, session().oauth);
    QCOMPARE(keeper.credentials().userId, u"@op:hs"_s);
}

void TestOAuth::lostAnswer()
{
    FakeReply lost = json(m_server->tokenAnswer);
    lost.fault = FakeReply::CutBody;
    m_server->tokenReplies = {lost, {.status = 503, .body = "no"}};
    TokenKeeper keeper(
        ClientApi(m_network.get(), m_server->url()), session(1'000), [](const Credentials &, const std::function<void()> &then) { then(); },
        nullptr);
    QSignalSpy renewed(&keeper, &TokenKeeper::renewed);
    QSignalSpy over(&keeper, &TokenKeeper::lost);
    QTRY_VERIFY_WITH_TIMEOUT(!renewed.isEmpty(), 30'000);
    QVERIFY(over.isEmpty());
    QCOMPARE(m_server->tokenForms.size(), 3);
    for (const auto &form : std::as_const(m_server->tokenForms))
        QCOMPARE(form.value(u"refresh_token"_s), u"old-refresh"_s);
}

/// The machine has slept, and the token is one that does not expire.
void TestOAuth::aTokenWithoutAnEndIsLeftAlone()
{
    for (const bool renewable : {false, true}) {
        Credentials credentials = session();
        if (!renewable)
            credentials.refreshToken.clear();
        TokenKeeper keeper(
            ClientApi(m_network.get(), m_server->url()), credentials,
            [](const Credentials &, const std::function<void()> &then) { then(); }, nullptr);
        QSignalSpy lost(&keeper, &TokenKeeper::lost);
        keeper.check();
        QTest::qWait(200);
        QVERIFY(lost.isEmpty());
        QVERIFY(m_server->tokenForms.isEmpty());
    }
}

void TestOAuth::endOfSession_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("over");
    QTest::newRow("refused for good") << 400 << QByteArray(R"({"error":"invalid_grant"})") << true;
    QTest::newRow("client forgotten") << 401 << QByteArray(R"({"error":"invalid_client"})") << true;
    QTest::newRow("a proxy's 403") << 403 << QByteArray("<html>") << false;
    QTest::newRow("a proxy's 401") << 401 << QByteArray("<html>") << false;
    QTest::newRow("server error") << 500 << QByteArray(R"({"error":"server_error"})") << false;
    QTest::newRow("busy") << 429 << QByteArray(R"({"error":"temporarily_unavailable"})") << false;
    QTest::newRow("moved") << 307 << QByteArray() << false;
    QTest::newRow("nonsense") << 200 << QByteArray("{}") << false;
}

void TestOAuth::endOfSession()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, over);
    m_server->tokenReplies = {{.status = status, .body = body}};
    TokenKeeper keeper(
        ClientApi(m_network.get(), m_server->url()), session(), [](const Credentials &, const std::function<void()> &then) { then(); },
        nullptr);
    QSignalSpy lost(&keeper, &TokenKeeper::lost);
    std::optional<Error> error;
    keeper.renew(u"old-access"_s, this, [&](const Result<QString> &token) { error = token ? Error() : token.error(); });
    QTRY_VERIFY_WITH_TIMEOUT(error, 30'000);
    QCOMPARE(lost.size(), over ? 1 : 0);
    QCOMPARE(error->errcode == "M_UNKNOWN_TOKEN"_L1, over);
}

void TestOAuth::whatAnotherProgramHasRenewed()
{
    m_server->tokenReplies = {FakeAuthorization::refusal(400, "invalid_grant")};
    TokenKeeper keeper(
        ClientApi(m_network.get(), m_server->url()), session(), [](const Credentials &, const std::function<void()> &then) { then(); },
        nullptr);
    Credentials stored = session();
    stored.accessToken = u"theirs"_s;
    stored.refreshToken = u"their-refresh"_s;
    keeper.setRecall([&](const std::function<void(const std::optional<Credentials> &)> &answer) { answer(stored); });
    QSignalSpy lost(&keeper, &TokenKeeper::lost);
    QString got;
    const auto done = [&](const Result<QString> &token) { got = token ? *token : token.error().text; };
    keeper.renew(u"old-access"_s, this, done);
    QTRY_COMPARE_WITH_TIMEOUT(got, u"theirs"_s, 30'000);
    QVERIFY(lost.isEmpty());
    // What is stored is what is refused: then it is over.
    m_server->tokenReplies = {FakeAuthorization::refusal(400, "invalid_grant")};
    keeper.renew(u"theirs"_s, this, done);
    QTRY_COMPARE_WITH_TIMEOUT(lost.size(), 1, 30'000);
}

/// A refresh token goes to nobody but the server that issued it.
void TestOAuth::anotherAuthorizationServer()
{
    m_server->metadata.insert(u"issuer"_s, QString(m_server->url().toString() + u"/other/"_s));
    Credentials credentials = session();
    credentials.oauth.issuer = m_server->url().toString() + u'/';
    std::optional<Result<Credentials>> renewed;
    ClientApi(m_network.get(), m_server->url()).refresh(credentials, this, [&](const Result<Credentials> &result) { renewed = result; });
    QTRY_VERIFY_WITH_TIMEOUT(renewed, 30'000);
    QVERIFY(!renewed->has_value());
    QVERIFY(m_server->tokenForms.isEmpty());
    QVERIFY(renewed->error().text.contains("another authorization server"_L1));
}

void TestOAuth::revocation()
{
    const ClientApi api(m_network.get(), m_server->url());
    std::optional<Result<bool>> out;
    const auto done = [&](const Result<bool> &result) { out = result; };
    api.logout(session(), this, done);
    QTRY_VERIFY_WITH_TIMEOUT(out, 30'000);
    QVERIFY(out->has_value());
    QCOMPARE(m_server->revoked, QStringList{u"old-refresh"_s});
    Credentials once = session();
    once.refreshToken.clear();
    out.reset();
    api.logout(once, this, done);
    QTRY_VERIFY_WITH_TIMEOUT(out, 30'000);
    QCOMPARE(m_server->revoked.constLast(), u"old-access"_s);
    QCOMPARE(m_server->count(u"POST /_matrix/client/v3/logout"_s), 0);
}

QTEST_GUILESS_MAIN(TestOAuth)
#include "tst_oauth.moc"
