// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/session.h"

#include "session/refresh/refreshqueue.h"
#include "session/tokenrecord.h"
#include "tests/session/sessiontest.h"

#include <QSignalSpy>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

class FakeLauncher : public GatewayLauncher
{
public:
    void start(const LocalGatewayOptions &given, QObject *context, std::function<void(Result<Running>)> done) override
    {
        options = given;
        const auto gateway = std::make_shared<int>();
        alive = gateway;
        Result<Running> result = Running{.url = url, .clientApi = clientApi, .keepAlive = gateway};
        if (!error.isEmpty())
            result = failure(Error::Database, error);
        QMetaObject::invokeMethod(
            context, [done, result] { done(result); }, Qt::QueuedConnection);
    }
    LocalGatewayOptions options;
    QUrl url;
    QUrl clientApi;
    QString error;
    std::weak_ptr<int> alive;
};

} // namespace

class TestSession : public SessionTest
{
    Q_OBJECT

private Q_SLOTS:
    void passwordAtHomeserver();
    void deviceIsUsedAgain();
    void failures_data();
    void failures();
    void cancel_data();
    void cancel();
    void accessTokenIsOnlyForgotten();
    void logOut();
    void logOutOfADeadServer();
    void givenGateway();
    void inProcess();
};

void TestSession::passwordAtHomeserver()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(!recorder.session.canResume());
    QCOMPARE(recorder.session.client(), nullptr);
    recorder.session.connectTo(request());
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    QCOMPARE(recorder.text(), u"Connecting | Connected | connected"_s);
    QCOMPARE(recorder.progress,
        (QStringList{u"Looking up "_s + m_server->url().toString(), u"Signing in to 127.0.0.1"_s, u"Asking the gateway"_s}));
    QCOMPARE(recorder.session.userId(), u"@op:hs"_s);
    QCOMPARE(recorder.session.homeserver(), m_server->url());
    QCOMPARE(recorder.session.gateway(), m_server->url());
    QCOMPARE(recorder.session.info().serverVersion, u"1.160"_s);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    QCOMPARE(recorder.session.secretProblem(), QString());
    QVERIFY(recorder.session.canResume());
    recorder.settings.sync();
    const RecentConnection recent = recorder.settings.recentConnections().constFirst();
    QCOMPARE(recent.userId, u"@op:hs"_s);
    QCOMPARE(recent.deviceId, m_server->devices.constFirst());
}

void TestSession::deviceIsUsedAgain()
{
    for (int i = 0; i < 2; ++i) {
        SessionRecorder recorder(m_path, m_secrets.get());
        QVERIFY(connectNow(recorder));
        QCOMPARE(m_server->devices.size(), 1);
    }
    QStringList ids;
    for (const FakeRequest &seen : std::as_const(m_server->requests)) {
        if (seen.line() == "POST /_matrix/client/v3/login"_L1)
            ids.append(seen.json().value("device_id"_L1).toString());
    }
    QCOMPARE(ids.size(), 2);
    QVERIFY(!ids.constFirst().isEmpty());
    QCOMPARE(ids.constFirst(), ids.constLast());
}

void TestSession::failures_data()
{
    QTest::addColumn<QByteArray>("where"); ///< "METHOD /path" that answers differently
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("expected");

    const auto row
        = [](const char *name, const char *where, int status, const QByteArray &body, const char *expected, int fault = FakeReply::None) {
              QTest::newRow(name) << QByteArray(where) << status << body << fault << QString::fromUtf8(expected);
          };
    const char *versions = "GET /_matrix/client/versions";
    const char *login = "POST /_matrix/client/v3/login";
    const char *info = "GET /_lockstep/v1/info";
    const QByteArray forbidden = R"({"errcode":"M_FORBIDDEN","error":"no"})";
    row("not a homeserver", versions, 200, "<html>", "No Matrix client API answers at http://127.0.0.1");
    row("homeserver is cut off", versions, 200, "", "closed the connection", FakeReply::CloseAtOnce);
    row("homeserver talks garbage", versions, 200, "", "127.0.0.1", FakeReply::Garbage);
    row("wrong password", login, 403, forbidden, "does not accept this user name and password for op: check both.");
    row("login is cut off", login, 200, "", "closed the connection", FakeReply::CloseAtOnce);
    row("login fails", login, 500, "oops", "refused to sign op in");
    row("sso only", "GET /_matrix/client/v3/login", 200, R"({"flows":[{"type":"m.login.sso"}]})",
        "does not take passwords. Sign in in the browser, or with an access token.");
    row("no gateway", info, 404, R"({"errcode":"M_UNRECOGNIZED","error":"x"})", "There is no Lockstep gateway at http://127.0.0.1");
    row("web page instead of a gateway", info, 200, "<html>", "There is no Lockstep gateway at");
    row("gateway of a wrong shape", info, 200, R"({"server_name":7})", "There is no Lockstep gateway at");
    row("not an admin", info, 403, forbidden, "make the account a server admin, or start the gateway with “--admin @op:hs”.");
    row("gateway refuses the token", info, 401, R"({"errcode":"M_UNKNOWN_TOKEN","error":"x"})", "is it the gateway of that homeserver?");
    row("gateway is down behind the proxy", info, 502, "<html>", "is lockstep-gateway running behind it?");
    row("gateway fails", info, 500, R"({"errcode":"M_UNKNOWN","error":"no database"})", "failed (HTTP 500): no database");
    row("gateway is busy", info, 429, R"({"errcode":"M_LIMIT_EXCEEDED","error":"x","retry_after_ms":4000})", "try again in 4 s.");
    row("gateway is cut off", info, 200, "{\"server_name\":\"hs\"}", "Is lockstep-gateway running there?", FakeReply::CutBody);
}

void TestSession::failures()
{
    QFETCH(QByteArray, where);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, fault);
    QFETCH(QString, expected);
    m_server->overrides[where]
        = [=](const FakeRequest &) -> FakeReply { return {.status = status, .body = body, .fault = FakeReply::Fault(fault)}; };
    SessionRecorder recorder(m_path, m_secrets.get());
    recorder.session.connectTo(request());
    QTRY_COMPARE_WITH_TIMEOUT(recorder.lines.size(), 3, patience);
    QCOMPARE(recorder.lines.first(2), (QStringList{u"Connecting"_s, u"Disconnected"_s}));
    const QString sentence = recorder.lines.constLast();
    QVERIFY2(sentence.contains(expected), qPrintable(sentence));
    QVERIFY2(
        sentence.endsWith(u'.') || sentence.endsWith(u'?') || sentence.endsWith("database"_L1) || sentence.endsWith("HTTP status 500."_L1),
        qPrintable(sentence));
    // A login that had worked is undone before the failure is told.
    QVERIFY(m_server->tokens.isEmpty());
    QVERIFY(m_server->devices.isEmpty());
    QVERIFY(!recorder.session.canResume());
    QVERIFY(recorder.settings.recentConnections().isEmpty());

    m_server->overrides.clear();
    recorder.take();
    recorder.session.connectTo(request());
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
}

void TestSession::cancel_data()
{
    QTest::addColumn<QByteArray>("where");
    QTest::newRow("before anything") << QByteArray();
    for (const char *where : {"GET /_matrix/client/versions", "GET /_matrix/client/v3/login", "POST /_matrix/client/v3/login",
             "GET /_lockstep/v1/info", "GET /_lockstep/v1/events"})
        QTest::newRow(where) << QByteArray(where);
}

void TestSession::cancel()
{
    QFETCH(QByteArray, where);
    SessionRecorder recorder(m_path, m_secrets.get());
    bool reached = where.isEmpty();
    bool inside = false;
    const auto usual = m_server->handler;
    m_server->handler = [&](const FakeRequest &seen) {
        FakeReply reply = usual(seen);
        if (!inside && seen.line().toUtf8().startsWith(where) && !where.isEmpty()) {
            inside = true;
            reached = true;
            reply.delayMs = 50;
            QTimer::singleShot(0, &recorder.session, &Session::cancelConnect);
        }
        return reply;
    };
    recorder.session.connectTo(request());
    if (where.isEmpty())
        recorder.session.cancelConnect();
    QTRY_VERIFY_WITH_TIMEOUT(reached && recorder.session.state() == Session::State::Disconnected, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_server->tokens.isEmpty() && m_server->devices.isEmpty(), patience);
    QCOMPARE(recorder.lines, (QStringList{u"Connecting"_s, u"Disconnected"_s}));

    // Nothing of it disturbs the next attempt, and nothing more is heard of it.
    m_server->handler = usual;
    recorder.take();
    QVERIFY(connectNow(recorder));
    QCOMPARE(recorder.text(), u"Connecting | Connected | connected"_s);
}

void TestSession::accessTokenIsOnlyForgotten()
{
    m_server->tokens.insert("syt_SECRET_given");
    m_server->devices = {u"OTHER"_s};
    ConnectRequest byToken = request();
    byToken.user.clear();
    byToken.password.clear();
    byToken.accessToken = u" syt_SECRET_given\n"_s;
    SessionRecorder recorder(m_path, m_secrets.get());
    recorder.session.connectTo(byToken);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    recorder.take();
    recorder.session.logOut();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.state() == Session::State::SignedOut, patience);
    QVERIFY2(recorder.text().contains("stays valid"_L1), qPrintable(recorder.text()));
    QVERIFY(m_server->tokens.contains("syt_SECRET_given"));
    QCOMPARE(m_server->count(u"POST"_s), 0);
    QVERIFY(!recorder.session.canResume());
}

void TestSession::logOut()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    recorder.take();
    recorder.session.logOut();
    recorder.session.logOut();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.state() == Session::State::SignedOut, patience);
    QCOMPARE(recorder.text(), u"Disconnected | SignedOut | signed out: Signed out."_s);
    QVERIFY(m_server->tokens.isEmpty());
    QVERIFY(m_server->devices.isEmpty());
    QVERIFY(!recorder.session.canResume());
    QVERIFY(!recorder.session.isSecretKept());
    std::optional<Error::Kind> kept;
    m_secrets->read(tokenKey(m_server->url(), u"@op:hs"_s), this,
        [&](const Result<QString> &secret) { kept = secret ? Error::Internal : secret.error().kind; });
    QTRY_COMPARE_WITH_TIMEOUT(kept, Error::NotFound, patience);
}

void TestSession::logOutOfADeadServer()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    m_server->goDown();
    recorder.session.logOut();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.state() == Session::State::SignedOut, patience);
    QVERIFY2(recorder.lines.constLast().startsWith("signed out: Signed out here only: "_L1), qPrintable(recorder.text()));
    QVERIFY2(recorder.lines.constLast().contains("Remove the device LOCKSTEP"_L1), qPrintable(recorder.text()));
    QVERIFY(!recorder.session.canResume());
}

void TestSession::givenGateway()
{
    FakeServer gateway;
    QByteArray token;
    gateway.handler = [&](const FakeRequest &seen) -> FakeReply {
        token = seen.token;
        if (seen.target == "/gw/_lockstep/v1/info")
            return json(Inspection::toJson(m_server->info));
        return matrixError(404, "M_UNRECOGNIZED");
    };
    SessionRecorder recorder(m_path, m_secrets.get());
    ConnectRequest given = request();
    given.gatewayPlace = GatewayPlace::Given;
    const auto expectFailure = [&](const QUrl &url, const QString &expected) {
        recorder.take();
        given.gateway = url;
        recorder.session.connectTo(given);
        QTRY_COMPARE_WITH_TIMEOUT(recorder.lines.size(), 3, patience);
        QVERIFY2(recorder.lines.constLast().contains(expected), qPrintable(recorder.text()));
        QVERIFY(m_server->devices.isEmpty());
    };
    expectFailure(QUrl(u"http://gw.example:8779"_s), u"must start with https://"_s);
    expectFailure(QUrl(), u"must start with https://"_s);
    expectFailure(gateway.url(), u"answers, but not as a Lockstep gateway"_s);
    m_server->info.serverName = ServerName(u"other.example"_s);
    expectFailure(gateway.url(u"/gw/"_s), u"watches the homeserver other.example, but @op:hs is a user of another one"_s);
    m_server->info.serverName = ServerName(u"hs"_s);
    gateway.goDown();
    expectFailure(gateway.url(u"/gw"_s), u"Is lockstep-gateway running there?"_s);
    QVERIFY(gateway.comeUp());

    recorder.take();
    given.gateway = gateway.url(u"/gw/"_s);
    recorder.session.connectTo(given);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    QCOMPARE(recorder.session.gateway(), given.gateway);
    QVERIFY(m_server->tokens.contains(token));
    // This gateway has no events: that shows, and the rest works.
    QTRY_VERIFY_WITH_TIMEOUT(recorder.text().contains("not live: "_L1), patience);
    QCOMPARE(recorder.session.state(), Session::State::Reconnecting);
}

void TestSession::inProcess()
{
    FakeLauncher launcher;
    launcher.url = m_server->url();
    launcher.clientApi = m_server->url();
    ConnectRequest local = request();
    local.server.clear();
    local.gatewayPlace = GatewayPlace::InProcess;
    local.local.database = u"postgresql://reader:SECRET@db/synapse"_s;
    {
        SessionRecorder recorder(m_path, m_secrets.get(), &launcher);
        recorder.session.connectTo(local);
        QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
        QCOMPARE(launcher.options.database, local.local.database);
        QCOMPARE(recorder.progress.constFirst(), u"Starting the gateway on this machine"_s);
        QVERIFY(!launcher.alive.expired());
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.canResume(), patience);
        QCOMPARE(recorder.settings.recentConnections().constFirst().local.database, u"postgresql://reader@db/synapse"_s);
    }
    QVERIFY(launcher.alive.expired());

    // Another run: the password comes out of the keychain.
    SessionRecorder recorder(m_path, m_secrets.get(), &launcher);
    recorder.session.resume();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    QCOMPARE(launcher.options.database, local.local.database);
    recorder.session.logOut();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.state() == Session::State::SignedOut, patience);
    QVERIFY(launcher.alive.expired());

    recorder.take();
    launcher.error = u"hs.db is not a Synapse database."_s;
    recorder.session.connectTo(local);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"failed: hs.db is not a Synapse database."_s), patience);
    QVERIFY(launcher.alive.expired());
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
