// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/login.h"
#include "matrix/tokenkeeper.h"
#include "tests/session/fakehomeserver.h"
#include "tests/session/sessionrecorder.h"

#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

/// Signing in and out at a real homeserver: LOCKSTEP_TEST_HOMESERVER is the URL of its client API, LOCKSTEP_TEST_USER the full ID of an
/// account and LOCKSTEP_TEST_PASSWORD its password. Skipped without. What the homeserver has is read by a second, independent sign-in.
class TestSessionSynapse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void wrongPassword();
    void deviceComesAndGoes();
    void failureLeavesNoDevice();
    void cancelLeavesNoDevice();
    void renewal();

private:
    QStringList devices();
    ConnectRequest request() const;

    QNetworkAccessManager m_network;
    QUrl m_homeserver;
    QString m_user;
    QString m_password;
    Matrix::Credentials m_observer;
    QTemporaryDir m_dir;
    MemorySecretStore m_secrets;
    FakeServer m_gateway; ///< its events are those of the fake, its tokens are real
    std::function<FakeReply()> m_info;
};

void TestSessionSynapse::initTestCase()
{
    m_homeserver = QUrl(qEnvironmentVariable("LOCKSTEP_TEST_HOMESERVER"));
    m_user = qEnvironmentVariable("LOCKSTEP_TEST_USER");
    m_password = qEnvironmentVariable("LOCKSTEP_TEST_PASSWORD");
    if (m_homeserver.isEmpty())
        QSKIP("NOT TESTED: a real homeserver, because LOCKSTEP_TEST_HOMESERVER is not set");
    m_gateway.handler = [this](const FakeRequest &seen) -> FakeReply {
        if (seen.target == "/_lockstep/v1/info")
            return m_info();
        return {.body = R"({"next":1,"events":[]})", .delayMs = 200};
    };
    m_info = [this] {
        Inspection::Info info;
        info.serverName = UserId(m_user).server();
        return json(Inspection::toJson(info));
    };
    Matrix::Login login(Matrix::ClientApi(&m_network, m_homeserver), &m_network, nullptr);
    bool done = false;
    login.withPassword({.user = m_user, .password = m_password, .deviceId = u"OBSERVER"_s}, [&](const Result<Matrix::Credentials> &result) {
        done = true;
        if (result)
            m_observer = *result;
    });
    QTRY_VERIFY_WITH_TIMEOUT(done, 90'000);
    QVERIFY(!m_observer.accessToken.isEmpty());
}

void TestSessionSynapse::cleanupTestCase()
{
    if (m_observer.accessToken.isEmpty())
        return;
    bool out = false;
    Matrix::ClientApi(&m_network, m_homeserver).logout(m_observer, this, [&](const Result<bool> &result) { out = result.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(out, 30'000);
}

QStringList TestSessionSynapse::devices()
{
    Http::HttpRequest request;
    request.url = Matrix::endpoint(m_homeserver, u"_matrix/client/v3/devices"_s);
    request.token = m_observer.accessToken;
    std::optional<QStringList> found;
    auto *call = new Http::HttpCall(&m_network, request, this);
    connect(call, &Http::HttpCall::finished, this, [&](const Result<Http::HttpAnswer> &answer) {
        found.emplace();
        const QJsonArray list = QJsonDocument::fromJson(answer ? answer->body : QByteArray()).object().value("devices"_L1).toArray();
        for (const QJsonValue &device : list)
            found->append(device["device_id"_L1].toString());
    });
    call->start();
    const bool answered = QTest::qWaitFor([&] { return found.has_value(); }, 30'000);
    QStringList own = answered ? found->filter(u"LOCKSTEP"_s) : QStringList{u"no answer"_s};
    return own;
}

ConnectRequest TestSessionSynapse::request() const
{
    ConnectRequest request;
    request.server = m_homeserver.toString();
    request.user = m_user;
    request.password = m_password;
    request.gatewayPlace = GatewayPlace::Given;
    request.gateway = m_gateway.url();
    return request;
}

void TestSessionSynapse::wrongPassword()
{
    SessionRecorder recorder(m_dir.filePath(u"s.ini"_s), &m_secrets);
    ConnectRequest wrong = request();
    wrong.password = u"not this one"_s;
    recorder.session.connectTo(wrong);
    QTRY_COMPARE_WITH_TIMEOUT(recorder.lines.size(), 3, 90'000);
    QVERIFY2(recorder.text().contains("does not accept this user name and password"_L1), qPrintable(recorder.text()));
    QCOMPARE(devices(), QStringList());
}

void TestSessionSynapse::deviceComesAndGoes()
{
    QStringList first;
    for (int i = 0; i < 2; ++i) {
        SessionRecorder recorder(m_dir.filePath(u"s.ini"_s), &m_secrets);
        recorder.session.connectTo(request());
        QTRY_VERIFY2_WITH_TIMEOUT(recorder.has(u"connected"_s), qPrintable(recorder.text()), 90'000);
        QTRY_VERIFY_WITH_TIMEOUT(recorder.session.isSecretKept(), 30'000);
        QCOMPARE(devices().size(), 1);
        if (first.isEmpty())
            first = devices();
        QCOMPARE(devices(), first); // the same device again
    }
    SessionRecorder recorder(m_dir.filePath(u"s.ini"_s), &m_secrets);
    recorder.session.resume();
    QTRY_VERIFY2_WITH_TIMEOUT(recorder.has(u"connected"_s), qPrintable(recorder.text()), 90'000);
    recorder.session.logOut();
    QTRY_COMPARE_WITH_TIMEOUT(recorder.lines.constLast(), u"signed out: Signed out."_s, 30'000);
    QCOMPARE(devices(), QStringList());
}

void TestSessionSynapse::failureLeavesNoDevice()
{
    const auto usual = m_info;
    QStringList meanwhile;
    m_info = [] { return matrixError(403, "M_FORBIDDEN"); };
    SessionRecorder recorder(m_dir.filePath(u"s.ini"_s), &m_secrets);
    recorder.session.connectTo(request());
    QTRY_COMPARE_WITH_TIMEOUT(recorder.lines.size(), 3, 90'000);
    QVERIFY2(recorder.text().contains(u"start the gateway with “--admin %1”."_s.arg(m_user)), qPrintable(recorder.text()));
    QCOMPARE(devices(), QStringList());
    m_info = usual;
}

void TestSessionSynapse::cancelLeavesNoDevice()
{
    const auto usual = m_info;
    SessionRecorder recorder(m_dir.filePath(u"s.ini"_s), &m_secrets);
    m_info = [&] {
        QTimer::singleShot(0, &recorder.session, &Session::cancelConnect);
        return FakeReply{.delayMs = 5'000};
    };
    recorder.session.connectTo(request());
    QTRY_COMPARE_WITH_TIMEOUT(recorder.text(), u"Connecting | Disconnected"_s, 90'000);
    QTRY_COMPARE_WITH_TIMEOUT(devices(), QStringList(), 30'000);
    m_info = usual;
}

void TestSessionSynapse::renewal()
{
    const Matrix::ClientApi api(&m_network, m_homeserver);
    if (m_observer.refreshToken.isEmpty())
        QSKIP("NOT TESTED: renewal of tokens, because the homeserver hands out no refresh tokens");
    const Matrix::Credentials old = m_observer;
    Matrix::TokenKeeper keeper(
        api, old, [](const Matrix::Credentials &, const std::function<void()> &then) { then(); }, nullptr);
    QString token;
    keeper.renew(old.accessToken, this, [&](const Result<QString> &renewed) { token = renewed.value_or(u"failed"_s); });
    QTRY_VERIFY_WITH_TIMEOUT(!token.isEmpty(), 30'000);
    QVERIFY(token != u"failed"_s && token != old.accessToken);
    m_observer = keeper.credentials();
    QCOMPARE(devices(), QStringList()); // the new token is good, and in use now

    // The refresh token from before is void now: the session of whoever still had it would be over.
    Matrix::TokenKeeper late(
        api, old, [](const Matrix::Credentials &, const std::function<void()> &then) { then(); }, nullptr);
    std::optional<Error> error;
    late.renew(old.accessToken, this, [&](const Result<QString> &renewed) { error = renewed ? Error() : renewed.error(); });
    QTRY_VERIFY_WITH_TIMEOUT(error, 30'000);
    QCOMPARE(error->kind, Error::Unauthorized);
}

QTEST_GUILESS_MAIN(TestSessionSynapse)
#include "tst_sessionsynapse.moc"
