// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/signin/codesignin.h"
#include "matrix/signin/devicesignin.h"
#include "matrix/signin/ssosignin.h"
#include "tests/matrix/fakeauthorization.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QNetworkAccessManager>
#include <QNetworkInterface>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Matrix;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

/// Memory of client IDs that a test can look into.
struct Remembered
{
    QHash<QString, QString> ids;

    ClientMemory memory()
    {
        return {
            .recall =
                [this](const QString &issuer, QObject *context, const std::function<void(const QString &)> &done) {
                    QMetaObject::invokeMethod(
                        context, [done, id = ids.value(issuer)] { done(id); }, Qt::QueuedConnection);
                },
            .remember = [this](const QString &issuer, const QString &id) { ids.insert(issuer, id); },
        };
    }
};

} // namespace

/// The ways that lead through a browser, which the test plays.
class TestBrowserSignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void code();
    void listenerIsForThisMachineOnly();
    void whatEndsNoWait_data();
    void whatEndsNoWait();
    void silentConnectionsDoNotKeepTheBrowserOut();
    void refusedInTheBrowser_data();
    void refusedInTheBrowser();
    void olderNamesOfScopes();
    void lessThanAsked_data();
    void lessThanAsked();
    void clientIsRememberedAndRegisteredAnew();
    void registrationIsRefused();
    void stoppedDuringTheExchange();
    void device();
    void deviceEnds_data();
    void deviceEnds();
    void deviceClientIsRegisteredAnew();
    void singleSignOn();

private:
    OAuthApi api() const;
    std::unique_ptr<CodeSignIn> startCode(Rights rights = Rights::Admin);
    /// What comes back for these bytes at the port of m_opened's redirect address.
    QByteArray send(const QByteArray &bytes) const;
    QByteArray get(const QByteArray &target) const;
    QByteArray target(const QByteArray &more) const { return "/?" + more + "&state=" + value(u"state"_s).toUtf8(); }
    QString value(const QString &name) const { return QUrlQuery(m_opened).queryItemValue(name, QUrl::FullyDecoded); }
    QString text() const;

    std::unique_ptr<FakeAuthorization> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    Remembered m_remembered;
    QUrl m_opened;
    int m_openings = 0;
    quint16 m_port = 0;
    std::optional<Result<Credentials>> m_result;
};

void TestBrowserSignIn::init()
{
    m_server = std::make_unique<FakeAuthorization>();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_remembered = {};
    m_opened.clear();
    m_openings = 0;
    m_result.reset();
}

OAuthApi TestBrowserSignIn::api() const
{
    return {m_network.get(), readAuthorizationServer(m_server->metadata, m_server->url()).value_or(AuthorizationServer())};
}

std::unique_ptr<CodeSignIn> TestBrowserSignIn::startCode(Rights rights)
{
    auto signIn = std::make_unique<CodeSignIn>(api(), m_network.get(), m_remembered.memory(), nullptr);
    connect(signIn.get(), &CodeSignIn::opening, this, [this](const QUrl &address) {
        m_opened = address;
        m_port = quint16(QUrl(value(u"redirect_uri"_s)).port());
        ++m_openings;
    });
    const int before = m_openings;
    signIn->start(rights, [this](const Result<Credentials> &result) { m_result = result; });
    (void)QTest::qWaitFor([&] { return m_openings > before || m_result.has_value(); }, 30'000);
    return signIn;
}

QByteArray TestBrowserSignIn::send(const QByteArray &bytes) const
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
    if (!QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::ConnectedState; }, 30'000))
        return "no connection";
    socket.write(bytes);
    (void)QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, 30'000);
    return socket.readAll();
}

QByteArray TestBrowserSignIn::get(const QByteArray &target) const
{
    return send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_port) + "\r\n\r\n");
}

QString TestBrowserSignIn::text() const
{
    return !m_result ? u"waits"_s : m_result->has_value() ? (*m_result)->accessToken : m_result->error().text;
}

void TestBrowserSignIn::code()
{
    const auto signIn = startCode();
    QCOMPARE(m_server->registration.value(u"redirect_uris").toArray(), QJsonArray{u"http://127.0.0.1/"_s});
    QCOMPARE(m_server->registration.value(u"token_endpoint_auth_method").toString(), u"none"_s);
    QCOMPARE(m_server->registration.value(u"application_type").toString(), u"native"_s);
    QVERIFY(m_server->registration.value(u"client_uri").toString().startsWith("https://"_L1));
    QCOMPARE(m_opened.path(), u"/authorize"_s);
    QCOMPARE(value(u"own"_s), u"1"_s); // the server's own query stays
    QCOMPARE(value(u"scope"_s), u"urn:matrix:client:api:* urn:synapse:admin:*"_s);
    QCOMPARE(value(u"code_challenge_method"_s), u"S256"_s);
    QCOMPARE(value(u"redirect_uri"_s), u"http://127.0.0.1:%1/"_s.arg(m_port));
    const QByteArray page = get(target("code=a%2Bb+c"));
    QVERIFY2(page.startsWith("HTTP/1.1 200") && page.contains("You may close this page"), page.constData());
    QTRY_COMPARE_WITH_TIMEOUT(text(), u"access-SECRET"_s, 30'000);
    const QHash<QString, QString> form = m_server->tokenForms.value(0);
    QCOMPARE(form.value(u"code"_s), u"a+b c"_s);
    QCOMPARE(form.value(u"redirect_uri"_s), value(u"redirect_uri"_s));
    const QByteArray hash = QCryptographicHash::hash(form.value(u"code_verifier"_s).toLatin1(), QCryptographicHash::Sha256);
    QCOMPARE(value(u"code_challenge"_s).toLatin1(), hash.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    QVERIFY(form.value(u"code_verifier"_s).size() >= 43);
    QVERIFY(!form.contains(u"client_secret"_s));
    const Credentials &got = **m_result;
    QCOMPARE(got.refreshToken, u"refresh-SECRET"_s);
    QCOMPARE(got.oauth.clientId, u"client1"_s);
    QVERIFY(got.fromLogin && got.deviceId.isEmpty());
    QCOMPARE(get(target("code=again")).left(12), QByteArray("HTTP/1.1 404")); // one answer is enough
}

void TestBrowserSignIn::listenerIsForThisMachineOnly()
{
    const auto signIn = startCode();
    const auto addresses = QNetworkInterface::allAddresses();
    for (const QHostAddress &address : addresses) {
        if (address == QHostAddress(QHostAddress::LocalHost))
            continue;
        QTcpSocket socket;
        socket.connectToHost(address, m_port);
        (void)QTest::qWaitFor(
            [&] { return socket.state() == QAbstractSocket::ConnectedState || socket.error() != QAbstractSocket::UnknownSocketError; },
            5'000);
        QVERIFY2(socket.state() != QAbstractSocket::ConnectedState, qPrintable(address.toString()));
    }
}

void TestBrowserSignIn::whatEndsNoWait_data()
{
    QTest::addColumn<QByteArray>("request");
    const auto row = [](const char *name, const QByteArray &request) { QTest::newRow(name) << request; };
    const QByteArray host = "Host: 127.0.0.1:PORT\r\n\r\n";
    row("icon", "GET /favicon.ico HTTP/1.1\r\n" + host);
    row("nothing", "GET / HTTP/1.1\r\n" + host);
    row("another state", "GET /?code=c&state=guessed HTTP/1.1\r\n" + host);
    row("no state", "GET /?code=c HTTP/1.1\r\n" + host);
    row("two states", "GET /?code=c&state=x&state=STATE HTTP/1.1\r\n" + host);
    row("two codes", "GET /?code=c&code=d&state=STATE HTTP/1.1\r\n" + host);
    row("code and error", "GET /?code=c&error=e&state=STATE HTTP/1.1\r\n" + host);
    row("another server's answer", "GET /?code=c&state=STATE&iss=https%3A%2F%2Fevil.example%2F HTTP/1.1\r\n" + host);
    row("neither", "GET /?state=STATE HTTP/1.1\r\n" + host);
    row("another path", "GET /callback?code=c&state=STATE HTTP/1.1\r\n" + host);
    row("path with dots", "GET /./?code=c&state=STATE HTTP/1.1\r\n" + host);
    row("form", "POST /?code=c&state=STATE HTTP/1.1\r\nContent-Length: 0\r\n" + host);
    row("head", "HEAD /?code=c&state=STATE HTTP/1.1\r\n" + host);
    row("another page's name for us", "GET /?code=c&state=STATE HTTP/1.1\r\nHost: evil.example:PORT\r\n\r\n");
    row("no host", "GET /?code=c&state=STATE HTTP/1.0\r\n\r\n");
    row("two hosts", "GET /?code=c&state=STATE HTTP/1.1\r\nHost: evil.example\r\n" + host);
    row("no HTTP", "hello\r\n\r\n");
    row("empty", "\r\n\r\n");
    row("long", "GET /?code=c&state=STATE&x=" + QByteArray(100'000, 'y') + " HTTP/1.1\r\n" + host);
    row("many parameters", "GET /?code=c&state=STATE" + QByteArray("&<script>=1").repeated(100) + " HTTP/1.1\r\n" + host);
}

void TestBrowserSignIn::whatEndsNoWait()
{
    QFETCH(QByteArray, request);
    const auto signIn = startCode();
    request.replace("PORT", QByteArray::number(m_port)).replace("STATE", value(u"state"_s).toUtf8());
    const QByteArray answer = send(request);
    QVERIFY2(answer.isEmpty() || (answer.startsWith("HTTP/1.1 404") && !answer.contains("code=") && !answer.contains("<script>")),
        answer.constData());
    QCOMPARE(text(), u"waits"_s);
    QVERIFY(m_server->tokenForms.isEmpty());
    get(target("code=c"));
    QTRY_COMPARE_WITH_TIMEOUT(text(), u"access-SECRET"_s, 30'000);
}

void TestBrowserSignIn::silentConnectionsDoNotKeepTheBrowserOut()
{
    const auto signIn = startCode();
    std::vector<std::unique_ptr<QTcpSocket>> silent;
    for (int i = 0; i < 60; ++i) {
        silent.push_back(std::make_unique<QTcpSocket>());
        silent.back()->connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
    }
    QTRY_VERIFY_WITH_TIMEOUT(silent.front()->state() != QAbstractSocket::ConnectingState, 30'000);
    get(target("code=c"));
    QTRY_COMPARE_WITH_TIMEOUT(text(), u"access-SECRET"_s, 30'000);
}

void TestBrowserSignIn::refusedInTheBrowser_data()
{
    QTest::addColumn<QByteArray>("back");
    QTest::addColumn<QString>("expected");
    QTest::newRow("cancelled") << QByteArray("error=access_denied") << u"sign in without them"_s;
    QTest::newRow("other") << QByteArray("error=server_error&error_description=The+server%0Ais+ill")
                           << u"server_error (The server\\u000ais ill)"_s;
    QTest::newRow("long") << QByteArray("error=" + QByteArray(4'000, 'x')) << u"did not sign in"_s;
}

void TestBrowserSignIn::refusedInTheBrowser()
{
    QFETCH(QByteArray, back);
    QFETCH(QString, expected);
    const auto signIn = startCode();
    const QByteArray page = get(target(back));
    QVERIFY(page.startsWith("HTTP/1.1 200") && !page.contains("ill"));
    QTRY_VERIFY_WITH_TIMEOUT(m_result, 30'000);
    QVERIFY2(text().contains(expected), qPrintable(text()));
    QVERIFY(text().size() < 600);
    QVERIFY(m_server->tokenForms.isEmpty());
}

void TestBrowserSignIn::olderNamesOfScopes()
{
    const auto signIn = startCode();
    const QString first = value(u"state"_s);
    get(target("error=invalid_scope"));
    QTRY_COMPARE_WITH_TIMEOUT(m_openings, 2, 30'000);
    QCOMPARE(value(u"scope"_s), u"urn:matrix:org.matrix.msc2967.client:api:* urn:synapse:admin:*"_s);
    QVERIFY(value(u"state"_s) != first);
    get(target("code=c"));
    QTRY_COMPARE_WITH_TIMEOUT(text(), u"access-SECRET"_s, 30'000);
    // Refused by both names: that is the answer.
    m_result.reset();
    const auto again = startCode();
    get(target("error=invalid_scope"));
    QTRY_COMPARE_WITH_TIMEOUT(m_openings, 4, 30'000);
    get(target("error=invalid_scope"));
    QTRY_VERIFY_WITH_TIMEOUT(text().contains("without admin rights"_L1), 30'000);
}

void TestBrowserSignIn::lessThanAsked_data()
{
    QTest::addColumn<QString>("scope");
    QTest::addColumn<bool>("admin");
    QTest::addColumn<QString>("expected");
    QTest::newRow("no admin") << u"urn:matrix:client:api:*"_s << true << u"without the admin rights"_s;
    QTest::newRow("not asked for") << u"urn:matrix:client:api:*"_s << false << u"access-SECRET"_s;
    QTest::newRow("by the older name") << u"urn:matrix:org.matrix.msc2967.client:api:*"_s << false << u"access-SECRET"_s;
    QTest::newRow("something else") << u"openid"_s << false << u"gave other rights"_s;
}

void TestBrowserSignIn::lessThanAsked()
{
    QFETCH(QString, scope);
    QFETCH(bool, admin);
    QFETCH(QString, expected);
    m_server->tokenAnswer.insert(u"scope"_s, scope);
    const auto signIn = startCode(admin ? Rights::Admin : Rights::ApiOnly);
    get(target("code=c"));
    QTRY_VERIFY2_WITH_TIMEOUT(text().contains(expected), qPrintable(text()), 30'000);
    if (!(*m_result))
        QTRY_COMPARE_WITH_TIMEOUT(m_server->revoked, QStringList{u"refresh-SECRET"_s}, 30'000); // nothing stays behind
}

void TestBrowserSignIn::clientIsRememberedAndRegisteredAnew()
{
    const QString issuer = m_server->metadata.value(u"issuer").toString();
    for (int i = 0; i < 3; ++i)
        startCode();
    QCOMPARE(m_server->count(u"POST /register"_s), 1);
    QCOMPARE(value(u"client_id"_s), u"client1"_s);
    m_server->clients.clear(); // another authorization server, or one that has lost its memory
    startCode();
    QCOMPARE(value(u"client_id"_s), u"client2"_s);
    QCOMPARE(m_remembered.ids.value(issuer), u"client2"_s);
    m_remembered.ids.insert(issuer, u"no\nid"_s);
    startCode();
    QCOMPARE(value(u"client_id"_s), u"client3"_s);
}

void TestBrowserSignIn::registrationIsRefused()
{
    m_server->handler = [](const FakeRequest &) { return FakeAuthorization::refusal(403, "access_denied"); };
    const auto signIn = startCode();
    QVERIFY2(text().contains("lets no program register itself"_L1), qPrintable(text()));
    QVERIFY(m_opened.isEmpty());
}

void TestBrowserSignIn::stoppedDuringTheExchange()
{
    FakeReply slow = json(m_server->tokenAnswer);
    slow.delayMs = 200;
    m_server->tokenReplies = {slow};
    auto signIn = startCode();
    get(target("code=c"));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->tokenForms.size(), 1, 30'000);
    signIn.reset();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->revoked, QStringList{u"refresh-SECRET"_s}, 30'000);
    QCOMPARE(text(), u"waits"_s);
}

void TestBrowserSignIn::device()
{
    m_server->tokenReplies
        = {FakeAuthorization::refusal(403, "authorization_pending"), FakeAuthorization::refusal(400, "authorization_pending"),
            {.status = 502, .body = "<html>"}, FakeAuthorization::refusal(400, "slow_down")};
    m_server->deviceReplies = {FakeAuthorization::refusal(400, "invalid_scope")};
    DeviceSignIn signIn(api(), m_network.get(), m_remembered.memory(), nullptr);
    QSignalSpy showing(&signIn, &DeviceSignIn::showing);
    QElapsedTimer clock;
    clock.start();
    signIn.start(Rights::Admin, [this](const Result<Credentials> &result) { m_result = result; });
    QTRY_COMPARE_WITH_TIMEOUT(showing.size(), 1, 30'000);
    QCOMPARE(showing.at(0).at(0).value<DeviceCode>().userCode, u"ABCD-EFGH"_s);
    QCOMPARE(m_server->deviceForms.size(), 2);
    QCOMPARE(m_server->deviceForms[0].value(u"scope"_s), u"urn:matrix:client:api:* urn:synapse:admin:*"_s);
    QCOMPARE(m_server->deviceForms[1].value(u"scope"_s), u"urn:matrix:org.matrix.msc2967.client:api:* urn:synapse:admin:*"_s);
    QTRY_COMPARE_WITH_TIMEOUT(text(), u"access-SECRET"_s, 60'000);
    QVERIFY(clock.elapsed() >= 1'000 + 1'000 + 1'000 + 6'000 + 11'000); // slower after a 502, and when told so
    QCOMPARE(m_server->tokenForms.size(), 5);
    QCOMPARE(m_server->tokenForms[0].value(u"device_code"_s), u"device-SECRET"_s);
}

void TestBrowserSignIn::deviceEnds_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QString>("expected");
    QTest::newRow("refused") << 403 << QByteArray("access_denied") << u"refused or cancelled in the browser"_s;
    QTest::newRow("expired") << 403 << QByteArray("expired_token") << u"before the code expired"_s;
    QTest::newRow("used") << 400 << QByteArray("invalid_grant") << u"invalid_grant"_s;
    QTest::newRow("pending, for ever") << 403 << QByteArray("authorization_pending") << u"before the code expired"_s;
}

void TestBrowserSignIn::deviceEnds()
{
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    QFETCH(QString, expected);
    m_server->deviceAnswer.insert(u"expires_in"_s, 3);
    for (int i = 0; i < 5; ++i)
        m_server->tokenReplies.append(FakeAuthorization::refusal(status, error.constData()));
    DeviceSignIn signIn(api(), m_network.get(), m_remembered.memory(), nullptr);
    signIn.start(Rights::Admin, [this](const Result<Credentials> &result) { m_result = result; });
    QTRY_VERIFY_WITH_TIMEOUT(m_result, 30'000);
    QVERIFY2(text().contains(expected), qPrintable(text()));
}

void TestBrowserSignIn::deviceClientIsRegisteredAnew()
{
    m_remembered.ids.insert(m_server->metadata.value(u"issuer").toString(), u"old"_s);
    m_server->clients.insert(u"old"_s);
    m_server->deviceReplies = {FakeAuthorization::refusal(401, "unauthorized_client")}; // registered before there was this grant
    DeviceSignIn signIn(api(), m_network.get(), m_remembered.memory(), nullptr);
    signIn.start(Rights::ApiOnly, [this](const Result<Credentials> &result) { m_result = result; });
    QTRY_COMPARE_WITH_TIMEOUT(text(), u"access-SECRET"_s, 30'000);
    QCOMPARE(m_server->deviceForms[0].value(u"client_id"_s), u"old"_s);
    QCOMPARE(m_server->deviceForms[1].value(u"client_id"_s), u"client1"_s);
    QCOMPARE(m_server->deviceForms[1].value(u"scope"_s), u"urn:matrix:client:api:*"_s);
}

void TestBrowserSignIn::singleSignOn()
{
    SsoSignIn signIn(ClientApi(m_network.get(), QUrl(u"https://hs.example/prefix"_s)), nullptr);
    connect(&signIn, &SsoSignIn::opening, this, [this](const QUrl &address) { m_opened = address; });
    QString token;
    signIn.start(u"idp.1"_s, [&](const Result<QString> &result) { token = result.value_or(u"failed"_s); });
    QCOMPARE(m_opened.toString(QUrl::RemoveQuery), u"https://hs.example/prefix/_matrix/client/v3/login/sso/redirect/idp.1"_s);
    const QUrl back(value(u"redirectUrl"_s));
    m_port = quint16(back.port());
    QCOMPARE(back.host(), u"127.0.0.1"_s);
    QVERIFY(back.path().size() > 30);
    QVERIFY(get("/sso/guess?loginToken=evil").startsWith("HTTP/1.1 404"));
    QVERIFY(get("/?loginToken=evil").startsWith("HTTP/1.1 404"));
    QVERIFY(get(back.path().toUtf8() + "?loginToken=two%0Alines").startsWith("HTTP/1.1 404"));
    QVERIFY(get(back.path().toUtf8() + "?loginToken=good").startsWith("HTTP/1.1 200"));
    QTRY_COMPARE_WITH_TIMEOUT(token, u"good"_s, 30'000);
}

QTEST_GUILESS_MAIN(TestBrowserSignIn)
#include "tst_browsersignin.moc"
