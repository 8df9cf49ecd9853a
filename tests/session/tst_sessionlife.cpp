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

/// A keychain that is not there.
class NoSecrets : public SecretStore
{
public:
    void read(const QString &, QObject *context, Http::Done<QString> done) override { refuse<QString>(context, done); }
    void write(const QString &, const QString &, QObject *context, Http::Done<bool> done) override { refuse<bool>(context, done); }
    void remove(const QString &, QObject *context, Http::Done<bool> done) override { refuse<bool>(context, done); }

private:
    template <typename T>
    void refuse(QObject *context, const Http::Done<T> &done)
    {
        QMetaObject::invokeMethod(
            context, [done] { done(failure(Error::Unsupported, u"No keychain is running."_s)); }, Qt::QueuedConnection);
    }
};

} // namespace

class TestSessionLife : public SessionTest
{
    Q_OBJECT

private Q_SLOTS:
    void resume();
    void resumeRenews();
    void resumeOfADeadSession();
    void withoutKeychain();
    void notRemembered();
    void liveEvents();
    void gatewayRestarts();
    void tokenExpiresInUse();
    void everyCallOutlivesAToken();
    void tokensThatEndEarly();
    void gatewayRefusesEveryToken();
    void sessionEndsInUse();
    void signInExpires();
    void gatewayRefusesAGoodToken();
    void lockedAccountIsKept();
    void rightIsTakenAway();
    void connectAnew();
};

void TestSessionLife::resume()
{
    {
        SessionRecorder recorder(m_path, m_secrets.get());
        QVERIFY(connectNow(recorder));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    }
    const int logins = m_server->count(u"POST /_matrix/client/v3/login"_s);
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(recorder.session.canResume());
    recorder.session.resume();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    QCOMPARE(recorder.text(), u"Connecting | Connected | connected"_s);
    QCOMPARE(m_server->count(u"POST /_matrix/client/v3/login"_s), logins);
    QVERIFY(recorder.session.isSecretKept());
    QVERIFY(recorder.session.canResume());
    recorder.take();
    recorder.session.logOut(); // the session was made by login, although by an earlier run
    QTRY_VERIFY_WITH_TIMEOUT(m_server->devices.isEmpty(), patience);
}

void TestSessionLife::resumeRenews()
{
    m_server->handsOutRefreshTokens = true;
    {
        SessionRecorder recorder(m_path, m_secrets.get());
        QVERIFY(connectNow(recorder));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    }
    for (int i = 0; i < 2; ++i) { // the second time with what the first has stored
        m_server->expireTokens();
        SessionRecorder recorder(m_path, m_secrets.get());
        recorder.session.resume();
        QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    }
    QCOMPARE(m_server->count(u"POST /_matrix/client/v3/refresh"_s), 2);
}

void TestSessionLife::resumeOfADeadSession()
{
    {
        SessionRecorder recorder(m_path, m_secrets.get());
        QVERIFY(connectNow(recorder));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    }
    SessionRecorder recorder(m_path, m_secrets.get());
    m_server->goDown();
    recorder.session.resume();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.text().contains("refused the connection"_L1), patience);
    QVERIFY(recorder.session.canResume()); // nothing is lost by a server that is away
    QVERIFY(m_server->comeUp());
    m_server->expireTokens();
    recorder.take();
    recorder.session.resume();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.text().contains("failed: "_L1), patience);
    QVERIFY2(recorder.text().contains("does not know this access token"_L1), qPrintable(recorder.text()));
    QVERIFY(!recorder.session.canResume());

    // An entry that somebody removed from the keychain.
    recorder.settings.setTokenKept(m_server->url(), u"@op:hs"_s, true);
    recorder.take();
    recorder.session.resume();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.text().contains("failed: The earlier session cannot go on"_L1), patience);
    QVERIFY(!recorder.session.canResume());
}

void TestSessionLife::withoutKeychain()
{
    NoSecrets none;
    SessionRecorder recorder(m_path, &none);
    QVERIFY(connectNow(recorder));
    QTRY_COMPARE_WITH_TIMEOUT(
        recorder.session.secretProblem(), u"The sign-in is kept for this run only. No keychain is running."_s, patience);
    QVERIFY(!recorder.session.isSecretKept());
    QVERIFY(!recorder.session.canResume());
    recorder.session.logOut();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->devices.isEmpty(), patience);
}

void TestSessionLife::notRemembered()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    ConnectRequest once = request();
    once.rememberSecret = false;
    recorder.session.connectTo(once);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    QCOMPARE(recorder.session.secretProblem(), u"The sign-in is kept for this run only, as you chose."_s);
    QVERIFY(!recorder.session.canResume());
    bool answered = false;
    m_secrets->read(tokenKey(m_server->url(), u"@op:hs"_s), this, [&](const Result<QString> &secret) { answered = !secret; });
    QTRY_VERIFY_WITH_TIMEOUT(answered, patience);
}

void TestSessionLife::liveEvents()
{
    m_server->publish(Inspection::EventType::Destination);
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    recorder.take();
    m_server->publish(Inspection::EventType::Update);
    m_server->publish(Inspection::EventType::User);
    QTRY_COMPARE_WITH_TIMEOUT(recorder.text(), u"event update | event user"_s, patience);

    recorder.take();
    m_server->goDown();
    QTRY_COMPARE_WITH_TIMEOUT(recorder.session.state(), Session::State::Reconnecting, patience);
    QVERIFY(recorder.text().contains("not live: "_L1));
    m_server->publish(Inspection::EventType::Queue);
    QVERIFY(m_server->comeUp());
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"event queue"_s), patience);
    QCOMPARE(recorder.session.state(), Session::State::Connected);
    QCOMPARE(recorder.lines.count(u"live"_s), 1);
    QVERIFY(recorder.lines.indexOf(u"live"_s) < recorder.lines.indexOf(u"event queue"_s));
}

void TestSessionLife::gatewayRestarts()
{
    for (int i = 0; i < 5; ++i)
        m_server->publish(Inspection::EventType::Destination);
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    recorder.take();
    QSignalSpy infoChanged(&recorder.session, &Session::infoChanged);
    // A server that counts from the start again and is asked for what it has not got yet.
    m_server->info.serverVersion = u"1.161"_s;
    m_server->overrides["GET /_lockstep/v1/events"] = [this](const FakeRequest &) {
        m_server->overrides.erase("GET /_lockstep/v1/events");
        return json(Inspection::toJson(Inspection::EventBatch{.next = 1, .events = {}}));
    };
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"event gap"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(infoChanged.size() >= 1, patience);
    QCOMPARE(recorder.session.info().serverVersion, u"1.161"_s);
}

void TestSessionLife::tokenExpiresInUse()
{
    m_server->handsOutRefreshTokens = true;
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    recorder.take();
    m_server->expireTokens();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->count(u"POST /_matrix/client/v3/refresh"_s), 1, patience);
    const int events = m_server->count(u"GET /_lockstep/v1/events"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_server->count(u"GET /_lockstep/v1/events"_s) > events + 1, patience);
    QCOMPARE(recorder.text(), QString()); // without a word
    m_server->statuses[u"@bob:remote"_s].state = Inspection::RefreshState::Succeeded;
    recorder.session.refreshes()->refresh(UserId(u"@bob:remote"_s));
    QTRY_COMPARE_WITH_TIMEOUT(recorder.session.refreshes()->unfinished(), 0, patience);
    QCOMPARE(recorder.session.refreshes()->jobs().constFirst().state, RefreshJob::State::Succeeded);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.canResume(), patience);
}

/// Several calls of pages at once are refused: one renewal, and each gets what it asked for.
void TestSessionLife::everyCallOutlivesAToken()
{
    m_server->handsOutRefreshTokens = true;
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    recorder.take();
    m_server->expireTokens();
    QStringList answers;
    for (int i = 0; i < 5; ++i)
        recorder.session.client()->info(
            this, [&](const Result<Inspection::Info> &info) { answers.append(info ? info->serverName.toString() : info.error().text); });
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 5, patience);
    QCOMPARE(answers, QStringList(5, u"hs"_s));
    QCOMPARE(m_server->count(u"POST /_matrix/client/v3/refresh"_s), 1);
    QCOMPARE(recorder.text(), QString());
    QVERIFY(!recorder.ended);
}

/// A server that counts a token's life in whole seconds, or by another clock, ends it sooner than it says: again and again.
void TestSessionLife::tokensThatEndEarly()
{
    m_server->handsOutRefreshTokens = true;
    m_server->tokenLifeMs = 1'500;
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    recorder.take();
    for (int i = 0; i < 3; ++i) {
        QTest::qWait(1'000); // of 1.5 s
        m_server->expireTokens();
        QString answer;
        recorder.session.client()->info(
            this, [&](const Result<Inspection::Info> &info) { answer = info ? info->serverName.toString() : info.error().text; });
        QTRY_VERIFY_WITH_TIMEOUT(!answer.isEmpty(), patience);
        QCOMPARE(answer, u"hs"_s);
    }
    QCOMPARE(recorder.text(), QString());
}

/// A gateway that refuses every token gets no new one with each call.
void TestSessionLife::gatewayRefusesEveryToken()
{
    m_server->handsOutRefreshTokens = true;
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    m_server->overrides["GET /_lockstep/v1/info"] = [](const FakeRequest &) { return matrixError(401, "M_UNKNOWN_TOKEN"); };
    for (int i = 0; i < 5; ++i) {
        QString answer;
        recorder.session.client()->info(
            this, [&](const Result<Inspection::Info> &info) { answer = info ? info->serverName.toString() : info.error().errcode; });
        QTRY_VERIFY_WITH_TIMEOUT(!answer.isEmpty(), patience);
        QCOMPARE(answer, u"M_UNKNOWN_TOKEN"_s);
    }
    QCOMPARE(m_server->count(u"POST /_matrix/client/v3/refresh"_s), 1);
}

void TestSessionLife::sessionEndsInUse()
{
    for (const bool refreshable : {false, true}) {
        init();
        m_server->handsOutRefreshTokens = refreshable;
        SessionRecorder recorder(m_path, m_secrets.get());
        QVERIFY(connectNow(recorder));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
        m_server->expireTokens();
        m_server->refreshTokens.clear();
        QTRY_COMPARE_WITH_TIMEOUT(recorder.session.state(), Session::State::SignedOut, patience);
        QVERIFY2(recorder.lines.constLast().startsWith("signed out: 127.0.0.1 ended the session"_L1), qPrintable(recorder.text()));
        QVERIFY(!recorder.session.canResume());
        QVERIFY(recorder.session.client()); // pages that are about to go may still look
        recorder.take();
        QVERIFY(connectNow(recorder));
    }
}

/// soft_logout: the homeserver wants the password again, and keeps the device.
void TestSessionLife::signInExpires()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    const QStringList devices = m_server->devices;
    const auto expired = [](const FakeRequest &) { return matrixError(401, "M_UNKNOWN_TOKEN", {{u"soft_logout"_s, true}}); };
    m_server->overrides["GET /_matrix/client/v3/account/whoami"] = expired;
    m_server->overrides["GET /_lockstep/v1/events"] = expired;
    QTRY_COMPARE_WITH_TIMEOUT(recorder.ended, Session::End::Expired, patience);
    QVERIFY2(recorder.text().contains("asks for the password again"_L1), qPrintable(recorder.text()));
    m_server->overrides.clear();
    recorder.take();
    QVERIFY(connectNow(recorder));
    QCOMPARE(m_server->devices, devices);
}

void TestSessionLife::gatewayRefusesAGoodToken()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    m_server->overrides["GET /_lockstep/v1/events"] = [](const FakeRequest &) { return matrixError(401, "M_UNKNOWN_TOKEN"); };
    QTRY_VERIFY_WITH_TIMEOUT(m_server->count(u"GET /_matrix/client/v3/account/whoami"_s) == 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_server->count(u"GET /_lockstep/v1/events"_s) > 3, patience);
    QCOMPARE(recorder.session.state(), Session::State::Reconnecting);
    m_server->overrides.clear();
    QTRY_COMPARE_WITH_TIMEOUT(recorder.session.state(), Session::State::Connected, patience);
    QCOMPARE(m_server->count(u"GET /_matrix/client/v3/account/whoami"_s), 1);
}

void TestSessionLife::lockedAccountIsKept()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    m_server->overrides["GET /_lockstep/v1/events"] = [](const FakeRequest &) {
        return matrixError(401, "M_USER_LOCKED", {{u"soft_logout"_s, true}});
    };
    QTRY_COMPARE_WITH_TIMEOUT(recorder.session.state(), Session::State::Reconnecting, patience);
    QVERIFY(recorder.session.canResume());
    QCOMPARE(m_server->count(u"GET /_matrix/client/v3/account/whoami"_s), 0);
}

void TestSessionLife::rightIsTakenAway()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    m_server->isAdmin = false;
    QTRY_COMPARE_WITH_TIMEOUT(recorder.session.state(), Session::State::Reconnecting, patience);
    QVERIFY(recorder.text().contains("not live: said the server"_L1));
    recorder.session.logOut(); // still works
    QTRY_VERIFY_WITH_TIMEOUT(m_server->devices.isEmpty(), patience);
}

void TestSessionLife::connectAnew()
{
    FakeHomeserver other;
    SessionRecorder recorder(m_path, m_secrets.get());
    QVERIFY(connectNow(recorder));
    recorder.take();
    ConnectRequest second = request();
    second.server = other.url().toString();
    recorder.session.connectTo(second);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    QCOMPARE(recorder.session.homeserver(), other.url());
    recorder.take();
    m_server->publish(Inspection::EventType::Destination);
    other.publish(Inspection::EventType::Refresh);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"event refresh"_s), patience);
    QCOMPARE(recorder.text(), u"event refresh"_s);
}

QTEST_GUILESS_MAIN(TestSessionLife)
#include "tst_sessionlife.moc"
