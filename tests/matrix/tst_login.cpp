// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/login.h"
#include "matrix/tokenkeeper.h"
#include "tests/matrix/fakeserver.h"

#include <QDateTime>
#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Matrix;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

const QJsonObject passwordFlows{{u"flows"_s, QJsonArray{QJsonObject{{u"type"_s, u"m.login.password"_s}}}}};
const QJsonObject loginAnswer{{u"user_id"_s, u"@a:hs"_s}, {u"device_id"_s, u"DEV"_s}, {u"access_token"_s, u"syt_secret"_s},
    {u"refresh_token"_s, u"syr_secret"_s}, {u"expires_in_ms"_s, 300'000}};

QString print(const Result<Credentials> &result)
{
    if (!result)
        return result.error().text;
    return u"%1 %2 %3 %4"_s.arg(result->userId, result->deviceId, result->accessToken, result->refreshToken);
}

} // namespace

class TestLogin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void passwordReusesTheDevice();
    void refusals_data();
    void refusals();
    void waitsOutARateLimit();
    void givesUpALongRateLimit();
    void tokenIsWhose();
    void cancelledLoginLogsOutAgain();
    void logoutOfADeadTokenSucceeds();
    void endpoints_data();
    void endpoints();
    void tokenTroubles_data();
    void tokenTroubles();
    void renewsOnceForAll();
    void storesBeforeUse();
    void renewsBeforeExpiry();
    void endOfSession_data();
    void endOfSession();
    void lostAnswerOfRenewalIsRetried();

private:
    QString runPassword(int timeoutMs = 30'000);

    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
};

void TestLogin::init()
{
    m_network = std::make_unique<QNetworkAccessManager>();
    m_server = std::make_unique<FakeServer>();
    m_server->handler = [](const FakeRequest &request) -> FakeReply {
        if (request.line() == "GET /_matrix/client/v3/login"_L1)
            return json(passwordFlows);
        if (request.line() == "POST /_matrix/client/v3/login"_L1)
            return json(loginAnswer);
        return matrixError(404, "M_UNRECOGNIZED");
    };
}

QString TestLogin::runPassword(int timeoutMs)
{
    Login login(ClientApi(m_network.get(), m_server->url()), m_network.get(), nullptr);
    QString text;
    login.withPassword({.user = u"a"_s, .password = u"correct horse"_s, .deviceId = u"DEV"_s},
        [&](const Result<Credentials> &result) { text = print(result); });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(!text.isEmpty(), timeoutMs); }();
    return text;
}

void TestLogin::passwordReusesTheDevice()
{
    QCOMPARE(runPassword(), u"@a:hs DEV syt_secret syr_secret"_s);
    const QJsonObject sent = m_server->requests.constLast().json();
    QCOMPARE(sent.value("device_id"_L1).toString(), u"DEV"_s);
    QCOMPARE(sent.value("initial_device_display_name"_L1).toString(), u"Lockstep"_s);
    QCOMPARE(sent.value("refresh_token"_L1).toBool(), true);
    QCOMPARE(sent.value("identifier"_L1).toObject().value("user"_L1).toString(), u"a"_s);
    QVERIFY(!m_server->seen.join(u' ').contains("horse"_L1));
}

void TestLogin::refusals_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");

    const QString get = u"GET /_matrix/client/v3/login"_s;
    const QString post = u"POST /_matrix/client/v3/login"_s;
    const auto error = [](const char *code) -> QByteArray { return QByteArray("{\"errcode\":\"") + code + "\",\"error\":\"no\"}"; };
    QTest::newRow("wrong password") << post << 403 << error("M_FORBIDDEN") << u"does not accept this user name and password for a"_s;
    QTest::newRow("deactivated") << post << 403 << error("M_USER_DEACTIVATED") << u"deactivated"_s;
    QTest::newRow("locked") << post << 401 << error("M_USER_LOCKED") << u"locked"_s;
    QTest::newRow("server error") << post << 500 << QByteArray("oops") << u"refused to sign a in"_s;
    QTest::newRow("no token") << post << 200 << QByteArray(R"({"user_id":"@a:hs","device_id":"D"})") << u"access_token"_s;
    QTest::newRow("token with a line break") << post << 200
                                             << QByteArray(R"({"user_id":"@a:hs","device_id":"D","access_token":"a\r\nX: y"})")
                                             << u"visible ASCII"_s;
    QTest::newRow("user id of a wrong shape") << post << 200 << QByteArray(R"({"user_id":"a","device_id":"D","access_token":"t"})")
                                              << u"user ID"_s;
    QTest::newRow("sso only") << get << 200 << QByteArray(R"({"flows":[{"type":"m.login.sso"},{"type":"m.login.token"}]})")
                              << u"does not take passwords. Sign in in the browser"_s;
    QTest::newRow("no login at all") << get << 404 << error("M_UNRECOGNIZED") << u"does not take passwords. Sign in in the browser"_s;
    QTest::newRow("flows of a wrong type") << get << 200 << QByteArray(R"({"flows":{}})") << u"flows"_s;
}

void TestLogin::refusals()
{
    QFETCH(QString, line);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    m_server->handler = [=, usual = m_server->handler](const FakeRequest &request) -> FakeReply {
        if (request.line() == line)
            return {.status = status, .body = body};
        return usual(request);
    };
    const QString text = runPassword();
    QVERIFY2(text.contains(expected), qPrintable(text));
    QVERIFY2(!text.contains("horse"_L1), qPrintable(text));
}

void TestLogin::waitsOutARateLimit()
{
    int attempts = 0;
    m_server->handler = [&, usual = m_server->handler](const FakeRequest &request) -> FakeReply {
        if (request.method == "POST" && ++attempts <= 2)
            return matrixError(429, "M_LIMIT_EXCEEDED", {{u"retry_after_ms"_s, 150}});
        return usual(request);
    };
    QCOMPARE(runPassword(), u"@a:hs DEV syt_secret syr_secret"_s);
    QCOMPARE(attempts, 3);
}

void TestLogin::givesUpALongRateLimit()
{
    m_server->handler = [usual = m_server->handler](const FakeRequest &request) -> FakeReply {
        if (request.method == "POST")
            return matrixError(429, "M_LIMIT_EXCEEDED", {{u"retry_after_ms"_s, 120'000}});
        return usual(request);
    };
    QVERIFY(runPassword().contains("try again in 120 s"_L1));
    QCOMPARE(m_server->count(u"POST"_s), 1);
}

void TestLogin::tokenIsWhose()
{
    m_server->handler = [](const FakeRequest &request) -> FakeReply {
        if (request.token == "good")
            return json({{u"user_id"_s, u"@a:hs"_s}});
        return matrixError(401, "M_UNKNOWN_TOKEN");
    };
    Login login(ClientApi(m_network.get(), m_server->url()), m_network.get(), nullptr);
    QString text;
    const auto done = [&](const Result<Credentials> &result) { text = print(result); };
    Credentials given;
    given.accessToken = u"good"_s;
    login.withToken(given, done);
    QTRY_COMPARE_WITH_TIMEOUT(text, u"@a:hs  good "_s, 30'000);
    given.accessToken = u"bad_token"_s;
    login.withToken(given, done);
    QTRY_VERIFY_WITH_TIMEOUT(text.contains("does not know this access token"_L1), 30'000);
    QVERIFY(!text.contains("bad_token"_L1));
    given.accessToken = u"two\nlines"_s;
    text.clear();
    login.withToken(given, done);
    QTRY_VERIFY_WITH_TIMEOUT(text.contains("not an access token"_L1), 30'000);
    QVERIFY(!text.contains("lines"_L1));
}

void TestLogin::cancelledLoginLogsOutAgain()
{
    bool released = false;
    m_server->handler = [&, usual = m_server->handler](const FakeRequest &request) -> FakeReply {
        if (request.line() == "POST /_matrix/client/v3/login"_L1) {
            FakeReply reply = usual(request);
            reply.delayMs = 100;
            return reply;
        }
        if (request.target == "/_matrix/client/v3/logout") {
            released = request.token == "syt_secret";
            return {};
        }
        return usual(request);
    };
    bool called = false;
    {
        Login login(ClientApi(m_network.get(), m_server->url()), m_network.get(), nullptr);
        login.withPassword({.user = u"a"_s, .password = u"p"_s, .deviceId = {}}, [&](const Result<Credentials> &) { called = true; });
        QTRY_COMPARE_WITH_TIMEOUT(m_server->count(u"POST /_matrix/client/v3/login"_s), 1, 30'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(released, 30'000);
    QVERIFY(!called);
}

void TestLogin::logoutOfADeadTokenSucceeds()
{
    const ClientApi api(m_network.get(), m_server->url());
    QObject context;
    QStringList answers;
    const auto done = [&](const Result<bool> &result) { answers.append(result ? u"out"_s : result.error().errcode); };
    for (const FakeReply &reply : {FakeReply(), matrixError(401, "M_UNKNOWN_TOKEN"),
             matrixError(401, "M_UNKNOWN_TOKEN", {{u"soft_logout"_s, true}}), matrixError(500, "M_UNKNOWN")}) {
        m_server->handler = [reply](const FakeRequest &) { return reply; };
        const qsizetype before = answers.size();
        Credentials credentials;
        credentials.accessToken = u"token"_s;
        api.logout(credentials, &context, done);
        QTRY_COMPARE_WITH_TIMEOUT(answers.size(), before + 1, 30'000);
    }
    QCOMPARE(answers, (QStringList{u"out"_s, u"out"_s, u"M_UNKNOWN_TOKEN"_s, u"M_UNKNOWN"_s}));
}

void TestLogin::endpoints_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << u"https://hs"_s << u"https://hs/_matrix/x"_s;
    QTest::newRow("slash") << u"https://hs/"_s << u"https://hs/_matrix/x"_s;
    QTest::newRow("prefix") << u"https://hs/a"_s << u"https://hs/a/_matrix/x"_s;
    QTest::newRow("prefix, slash") << u"https://hs/a/b/"_s << u"https://hs/a/b/_matrix/x"_s;
    QTest::newRow("escapes stay") << u"https://hs/a%2Fb"_s << u"https://hs/a%2Fb/_matrix/x"_s;
}

void TestLogin::endpoints()
{
    QFETCH(QString, base);
    QTEST(QString::fromUtf8(endpoint(QUrl(base), u"_matrix/x"_s).toEncoded()), "expected");
}

void TestLogin::tokenTroubles_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("expected");
    QTest::newRow("unknown") << 401 << QByteArray(R"({"errcode":"M_UNKNOWN_TOKEN","soft_logout":true})") << int(TokenTrouble::Rejected);
    QTest::newRow("missing") << 401 << QByteArray(R"({"errcode":"M_MISSING_TOKEN"})") << int(TokenTrouble::Rejected);
    QTest::newRow("locked") << 401 << QByteArray(R"({"errcode":"M_USER_LOCKED","soft_logout":true})") << int(TokenTrouble::Locked);
    QTest::newRow("interactive") << 401 << QByteArray(R"({"flows":[],"params":{},"session":"s"})") << int(TokenTrouble::None);
    QTest::newRow("interactive, failed stage") << 401 << QByteArray(R"({"flows":[],"errcode":"M_FORBIDDEN"})") << int(TokenTrouble::None);
    QTest::newRow("a proxy's own") << 401 << QByteArray("<html>") << int(TokenTrouble::None);
    QTest::newRow("forbidden") << 403 << QByteArray(R"({"errcode":"M_FORBIDDEN"})") << int(TokenTrouble::None);
}

void TestLogin::tokenTroubles()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QTEST(int(tokenTrouble(Http::errorFromAnswer(status, body))), "expected");
}

namespace {

Credentials expiring(qint64 inMs)
{
    return {.userId = u"@a:hs"_s,
        .deviceId = u"DEV"_s,
        .accessToken = u"t1"_s,
        .refreshToken = u"r1"_s,
        .expiresAt = inMs == 0 ? 0 : QDateTime::currentMSecsSinceEpoch() + inMs,
        .fromLogin = true};
}

void useAtOnce(const Credentials &, const std::function<void()> &then)
{
    then();
}

} // namespace

void TestLogin::renewsOnceForAll()
{
    int renewals = 0;
    m_server->handler = [&](const FakeRequest &request) -> FakeReply {
        ++renewals;
        if (request.json().value("refresh_token"_L1).toString() != "r1"_L1)
            return matrixError(403, "M_FORBIDDEN");
        FakeReply reply = json({{u"access_token"_s, u"t2"_s}, {u"refresh_token"_s, u"r2"_s}});
        reply.delayMs = 50;
        return reply;
    };
    TokenKeeper keeper(ClientApi(m_network.get(), m_server->url()), expiring(0), useAtOnce, nullptr);
    QObject context;
    QStringList got;
    const auto done = [&](const Result<QString> &token) { got.append(token ? *token : token.error().text); };
    for (int i = 0; i < 3; ++i)
        keeper.renew(u"t1"_s, &context, done);
    {
        QObject dying;
        keeper.renew(u"t1"_s, &dying, done);
    }
    QTRY_COMPARE_WITH_TIMEOUT(got, (QStringList{u"t2"_s, u"t2"_s, u"t2"_s}), 30'000);
    keeper.renew(u"t1"_s, &context, done); // came late: refused with the old token
    QTRY_COMPARE_WITH_TIMEOUT(got.size(), 4, 30'000);
    QCOMPARE(got.constLast(), u"t2"_s);
    QCOMPARE(renewals, 1);
}

void TestLogin::storesBeforeUse()
{
    m_server->handler = [&](const FakeRequest &) { return json({{u"access_token"_s, u"t2"_s}}); };
    std::function<void()> stored;
    Credentials given;
    TokenKeeper keeper(
        ClientApi(m_network.get(), m_server->url()), expiring(0),
        [&](const Credentials &credentials, std::function<void()> then) {
            given = credentials;
            stored = std::move(then);
        },
        nullptr);
    QString got;
    keeper.renew(u"t1"_s, &keeper, [&](const Result<QString> &token) { got = token.value_or(u"failed"_s); });
    QTRY_VERIFY_WITH_TIMEOUT(stored, 30'000);
    QCOMPARE(given.accessToken, u"t2"_s);
    QCOMPARE(given.refreshToken, u"r1"_s); // none in the answer: the old one goes on
    QCOMPARE(keeper.credentials().accessToken, u"t1"_s);
    QVERIFY(got.isEmpty());
    stored();
    QCOMPARE(got, u"t2"_s);
    QCOMPARE(keeper.credentials().accessToken, u"t2"_s);
}

void TestLogin::renewsBeforeExpiry()
{
    m_server->handler = [&](const FakeRequest &) { return json({{u"access_token"_s, u"t2"_s}, {u"expires_in_ms"_s, 3'600'000}}); };
    TokenKeeper keeper(ClientApi(m_network.get(), m_server->url()), expiring(1'200), useAtOnce, nullptr);
    QSignalSpy renewed(&keeper, &TokenKeeper::renewed);
    QTRY_COMPARE_WITH_TIMEOUT(renewed.size(), 1, 30'000);
    QCOMPARE(keeper.credentials().accessToken, u"t2"_s);
}

void TestLogin::endOfSession_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("errcode");
    QTest::addColumn<bool>("over");
    QTest::newRow("unknown token") << 401 << QByteArray("M_UNKNOWN_TOKEN") << true;
    QTest::newRow("used before") << 403 << QByteArray("M_FORBIDDEN") << true;
    QTest::newRow("locked") << 401 << QByteArray("M_USER_LOCKED") << false;
    QTest::newRow("server error") << 500 << QByteArray("M_UNKNOWN") << false;
    QTest::newRow("rate limit") << 429 << QByteArray("M_LIMIT_EXCEEDED") << false;
}

void TestLogin::endOfSession()
{
    QFETCH(int, status);
    QFETCH(QByteArray, errcode);
    QFETCH(bool, over);
    m_server->handler = [&](const FakeRequest &) { return matrixError(status, errcode.constData()); };
    TokenKeeper keeper(ClientApi(m_network.get(), m_server->url()), expiring(0), useAtOnce, nullptr);
    QSignalSpy lost(&keeper, &TokenKeeper::lost);
    std::optional<Error> error;
    keeper.renew(u"t1"_s, &keeper, [&](const Result<QString> &token) { error = token.error(); });
    QTRY_VERIFY_WITH_TIMEOUT(error, 30'000);
    QCOMPARE(lost.size(), over ? 1 : 0);
    QCOMPARE(error->kind == Error::Unauthorized && error->errcode == "M_UNKNOWN_TOKEN"_L1, over);
    QCOMPARE(keeper.credentials().refreshToken, u"r1"_s);
}

void TestLogin::lostAnswerOfRenewalIsRetried()
{
    m_server->handler = [&](const FakeRequest &) -> FakeReply {
        FakeReply reply = json({{u"access_token"_s, u"t2"_s}, {u"refresh_token"_s, u"r2"_s}});
        if (m_server->seen.size() == 1)
            reply.fault = FakeReply::CutBody;
        return reply;
    };
    TokenKeeper keeper(ClientApi(m_network.get(), m_server->url()), expiring(0), useAtOnce, nullptr);
    QStringList got;
    const auto done = [&](const Result<QString> &token) { got.append(token ? *token : u"failed"_s); };
    keeper.renew(u"t1"_s, &keeper, done);
    QTRY_COMPARE_WITH_TIMEOUT(got.size(), 1, 30'000);
    keeper.renew(u"t1"_s, &keeper, done);
    QTRY_COMPARE_WITH_TIMEOUT(got, (QStringList{u"failed"_s, u"t2"_s}), 30'000);
    // Both times with the same refresh token, which stays valid until a new one is used.
    QCOMPARE(m_server->requests.at(0).json(), m_server->requests.at(1).json());
}

QTEST_GUILESS_MAIN(TestLogin)
#include "tst_login.moc"
