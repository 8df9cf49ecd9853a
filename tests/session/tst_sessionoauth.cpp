// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"
#include "session/tokenrecord.h"
#include "tests/matrix/fakeauthorization.h"
#include "tests/session/sessionrecorder.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 60'000;
}

/// Sessions whose tokens come from an authorization server: a fake homeserver, its authorization server and a gateway at one address.
class TestSessionOAuth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void signInOutAndIn();
    void resumeRenews();
    void resumeOfARefusedSession();
    void resumeWhileTheAuthorizationServerIsAway();
    void failureRevokes();
    void recordsOfEarlierVersions();

private:
    FakeReply answer(const FakeRequest &request) const;
    ConnectRequest request() const;
    bool connectNow(SessionRecorder &recorder);
    QString record();

    std::unique_ptr<FakeAuthorization> m_server;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_path;
    QByteArray m_valid; ///< the access token that is
    bool m_mayInspect = true;
};

void TestSessionOAuth::init()
{
    m_server = std::make_unique<FakeAuthorization>();
    m_server->elsewhere = [this](const FakeRequest &request) { return answer(request); };
    m_secrets = std::make_unique<MemorySecretStore>();
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(u"s.ini"_s);
    m_valid = "access-SECRET";
    m_mayInspect = true;
}

void TestSessionOAuth::cleanup()
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QString text = QString::fromUtf8(file.readAll());
    QVERIFY2(!text.contains("SECRET"_L1) && !text.contains("client1"_L1) && !text.contains("issuer"_L1), qPrintable(text));
}

FakeReply TestSessionOAuth::answer(const FakeRequest &request) const
{
    const QByteArray path = request.target.split('?').constFirst();
    if (path == "/_matrix/client/versions")
        return {.body = R"({"versions":["v1.15"]})"};
    if (request.token != m_valid)
        return matrixError(401, "M_UNKNOWN_TOKEN", {{u"soft_logout"_s, false}});
    if (path == "/_matrix/client/v3/account/whoami")
        return json({{u"user_id"_s, u"@op:hs"_s}});
    if (!m_mayInspect)
        return json({{u"errcode"_s, u"M_FORBIDDEN"_s}, {u"error"_s, u"The session of @op:hs has no admin scope."_s}}, 403);
    if (path == "/_lockstep/v1/info") {
        Inspection::Info info;
        info.serverName = ServerName(u"hs"_s);
        return json(Inspection::toJson(info));
    }
    return {.body = R"({"next":1,"events":[]})", .delayMs = 200};
}

ConnectRequest TestSessionOAuth::request() const
{
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.way = SignInWay::DeviceCode;
    return request;
}

bool TestSessionOAuth::connectNow(SessionRecorder &recorder)
{
    recorder.session.connectTo(request());
    return QTest::qWaitFor([&] { return recorder.has(u"connected"_s); }, patience);
}

QString TestSessionOAuth::record()
{
    QString found;
    m_secrets->read(
        tokenKey(m_server->url(), u"@op:hs"_s), this, [&](const Result<QString> &secret) { found = secret.value_or(u"none"_s); });
    (void)QTest::qWaitFor([&] { return !found.isEmpty(); }, patience);
    return found;
}

void TestSessionOAuth::signInOutAndIn()
{
    SessionRecorder recorder(m_path, m_secrets.get());
    QSignalSpy waiting(&recorder.session, &Session::signInWaiting);
    QVERIFY(connectNow(recorder));
    QCOMPARE(waiting.size(), 1);
    const auto wait = waiting.at(0).at(0).value<SignInWait>();
    QVERIFY(wait.way == SignInWait::Way::DeviceCode && wait.asksForAdmin);
    QCOMPARE(wait.userCode, u"ABCD-EFGH"_s);
    QCOMPARE(recorder.session.userId(), u"@op:hs"_s);
    QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    const std::optional<Matrix::Credentials> kept = credentialsFromSecret(record());
    QVERIFY(kept);
    QCOMPARE(kept->oauth.clientId, u"client1"_s);
    QCOMPARE(kept->oauth.issuer, m_server->metadata.value(u"issuer").toString());
    QCOMPARE(kept->refreshToken, u"refresh-SECRET"_s);

    recorder.session.logOut();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.lines.constLast().startsWith("signed out: Signed out. The homeserver may accept"_L1), patience);
    QCOMPARE(m_server->revoked, QStringList{u"refresh-SECRET"_s});
    QCOMPARE(record(), u"none"_s);
    recorder.take();
    QVERIFY(connectNow(recorder));
    QCOMPARE(m_server->count(u"POST /register"_s), 1); // the same client again
}

void TestSessionOAuth::resumeRenews()
{
    {
        SessionRecorder recorder(m_path, m_secrets.get());
        QVERIFY(connectNow(recorder));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    }
    m_valid = "second-SECRET";
    m_server->tokenAnswer = {{u"access_token"_s, u"second-SECRET"_s}, {u"refresh_token"_s, u"refresh2-SECRET"_s}, {u"expires_in"_s, 300}};
    SessionRecorder recorder(m_path, m_secrets.get());
    recorder.session.resume();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.has(u"connected"_s), patience);
    const std::optional<Matrix::Credentials> kept = credentialsFromSecret(record());
    QVERIFY(kept);
    QCOMPARE(kept->refreshToken, u"refresh2-SECRET"_s);
    QCOMPARE(kept->oauth.clientId, u"client1"_s);
    QCOMPARE(m_server->tokenForms.constLast().value(u"refresh_token"_s), u"refresh-SECRET"_s);
}

void TestSessionOAuth::resumeOfARefusedSession()
{
    {
        SessionRecorder recorder(m_path, m_secrets.get());
        QVERIFY(connectNow(recorder));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    }
    m_valid = "other";
    m_server->tokenReplies = {FakeAuthorization::refusal(400, "invalid_grant")};
    SessionRecorder recorder(m_path, m_secrets.get());
    recorder.session.resume();
    QTRY_VERIFY2_WITH_TIMEOUT(recorder.text().contains("sign in again"_L1), qPrintable(recorder.text()), patience);
    QVERIFY(!recorder.session.canResume());
    QCOMPARE(recorder.settings.recentConnections().size(), 1); // where it was is not forgotten
}

void TestSessionOAuth::resumeWhileTheAuthorizationServerIsAway()
{
    {
        SessionRecorder recorder(m_path, m_secrets.get());
        QVERIFY(connectNow(recorder));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), patience);
    }
    m_valid = "other";
    m_server->tokenReplies = {{.status = 502, .body = "<html>"}};
    SessionRecorder recorder(m_path, m_secrets.get());
    recorder.session.resume();
    QTRY_VERIFY2_WITH_TIMEOUT(recorder.text().contains("failed: "_L1), qPrintable(recorder.text()), patience);
    QVERIFY(recorder.session.canResume());
    m_valid = "access-SECRET";
    recorder.take();
    recorder.session.resume();
    QTRY_VERIFY2_WITH_TIMEOUT(recorder.has(u"connected"_s), qPrintable(recorder.text()), patience);
}

/// What the gateway says of the account is what the operator reads, and no session stays behind.
void TestSessionOAuth::failureRevokes()
{
    m_mayInspect = false;
    SessionRecorder recorder(m_path, m_secrets.get());
    recorder.session.connectTo(request());
    QTRY_VERIFY_WITH_TIMEOUT(recorder.text().contains("failed: "_L1), patience);
    QVERIFY2(recorder.text().contains("The session of @op:hs has no admin scope."_L1), qPrintable(recorder.text()));
    QCOMPARE(m_server->revoked, QStringList{u"refresh-SECRET"_s});
    QCOMPARE(record(), u"none"_s);
}

void TestSessionOAuth::recordsOfEarlierVersions()
{
    const auto old = credentialsFromSecret(
        uR"({"user_id":"@a:hs","device_id":"D","access_token":"t","refresh_token":"r","expires_at":7,"from_login":true})"_s);
    QVERIFY(old);
    QCOMPARE(old->oauth, Matrix::OAuthClient());
    QCOMPARE(credentialsFromSecret(toSecret(*old))->refreshToken, u"r"_s);
    QVERIFY(!credentialsFromSecret(
        uR"({"user_id":"@a:hs","device_id":"D","access_token":"t","refresh_token":"r","expires_at":7,"from_login":true,"issuer":7})"_s));
}

QTEST_GUILESS_MAIN(TestSessionOAuth)
#include "tst_sessionoauth.moc"
