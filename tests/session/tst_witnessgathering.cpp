// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"
#include "inspection/wire.h"
#include "session/witnessgathering.h"
#include "tests/matrix/fakeserver.h"

#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 20'000;
} // namespace

/// Lists that another gateway tells of, for an audit here.
class WitnessGatheringTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void asTheFederationHasThem();
    void ofAllItsUsers();
    void whoIsGoneIsCounted();
    void aFailureEndsIt();
    void noMoreThanAGatewayTakes();
    void nobody();

private:
    void addUser(const QString &id);

    FakeServer m_here, m_there;
    QNetworkAccessManager m_network;
    std::unique_ptr<Client> m_hereClient, m_thereClient;
    Page<UserSummary> m_users;
    QHash<QString, OwnUser> m_own;
    QByteArrayList m_asked;
    int m_failWith = 404;
};

void WitnessGatheringTest::init()
{
    m_users = {};
    m_own.clear();
    m_asked.clear();
    m_failWith = 404;
    m_hereClient = std::make_unique<Client>(&m_network, m_here.url());
    m_thereClient = std::make_unique<Client>(&m_network, m_there.url());
    m_here.handler = [this](const FakeRequest &request) {
        m_asked.append(request.target);
        return json(toJson(m_users));
    };
    m_there.handler = [this](const FakeRequest &request) {
        const QByteArrayList parts = request.target.split('?').constFirst().split('/');
        const QString user = QString::fromUtf8(QByteArray::fromPercentEncoding(parts.value(5)));
        if (!m_own.contains(user))
            return FakeReply{.status = m_failWith, .body = R"({"errcode":"M_NOT_FOUND","error":"There is no such user."})"};
        return json(toJson(m_own.value(user)));
    };
}

void WitnessGatheringTest::addUser(const QString &id)
{
    UserSummary summary;
    summary.userId = UserId(id);
    m_users.items.append(summary);
    OwnUser own{.userId = UserId(id), .at = 1'700'000'000'000 - m_own.size()};
    own.listAvailable.available = true;
    own.streamId = StreamId(u"%1"_s.arg(7 + m_own.size()));
    Device keyless, phone;
    keyless.deviceId = DeviceId(u"KEYLESS"_s);
    phone.deviceId = DeviceId(u"PHONE"_s);
    phone.displayName = u"secret name"_s;
    phone.keys = {{u"user_id"_s, id}};
    own.devices = {keyless, phone};
    m_own.insert(id, own);
}

void WitnessGatheringTest::asTheFederationHasThem()
{
    addUser(u"@ann:there.example"_s);
    OwnUser own = m_own.value(u"@ann:there.example"_s);
    own.crossSigning.master = {{u"usage"_s, u"m"_s}};
    QCOMPARE(QJsonDocument(asFederationAnswer(own)).toJson(QJsonDocument::Compact),
        R"({"devices":[{"device_id":"PHONE","keys":{"user_id":"@ann:there.example"}}],"master_key":{"usage":"m"},"stream_id":7,"user_id":"@ann:there.example"})"_ba);
}

void WitnessGatheringTest::ofAllItsUsers()
{
    for (int i = 0; i < 20; ++i)
        addUser(u"@u%1:there.example"_s.arg(i));
    WitnessGathering gathering(m_hereClient.get(), m_thereClient.get(), ServerName(u"there.example"_s));
    QSignalSpy finished(&gathering, &WitnessGathering::finished), progressed(&gathering, &WitnessGathering::progressed);
    gathering.start();
    QVERIFY(finished.wait(patience));
    QCOMPARE(gathering.lists(), 20);
    QCOMPARE(gathering.unknown(), 0);
    QCOMPARE(progressed.size(), 20);
    QVERIFY(m_asked.constFirst().contains("server=there.example"));
    const QJsonObject witness = gathering.witness();
    QCOMPARE(witness.value("origin"_L1).toString(), u"there.example"_s);
    // What was read first is what all of it is as old as.
    QCOMPARE(witness.value("read_at"_L1).toInteger(), 1'700'000'000'000 - 19);
    QCOMPARE(witness.value("lists"_L1).toArray().size(), 20);
    QTest::qWait(50);
    QCOMPARE(finished.size(), 1);
}

void WitnessGatheringTest::whoIsGoneIsCounted()
{
    addUser(u"@ann:there.example"_s);
    addUser(u"@gone:there.example"_s);
    m_own.remove(u"@gone:there.example"_s);
    addUser(u"@unread:there.example"_s);
    m_own[u"@unread:there.example"_s].listAvailable = {.available = false, .reason = u"no grant"_s};
    WitnessGathering gathering(m_hereClient.get(), m_thereClient.get(), ServerName(u"there.example"_s));
    QSignalSpy finished(&gathering, &WitnessGathering::finished);
    gathering.start();
    QVERIFY(finished.wait(patience));
    QCOMPARE(gathering.lists(), 1);
    QCOMPARE(gathering.unknown(), 2);
}

void WitnessGatheringTest::aFailureEndsIt()
{
    addUser(u"@ann:there.example"_s);
    addUser(u"@ben:there.example"_s);
    m_own.clear();
    m_failWith = 403;
    WitnessGathering gathering(m_hereClient.get(), m_thereClient.get(), ServerName(u"there.example"_s));
    QSignalSpy finished(&gathering, &WitnessGathering::finished), failed(&gathering, &WitnessGathering::failed);
    gathering.start();
    QVERIFY(failed.wait(patience));
    QTest::qWait(50);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(finished.size(), 0);
}

void WitnessGatheringTest::noMoreThanAGatewayTakes()
{
    for (int i = 0; i < 10; ++i) {
        addUser(u"@u%1:there.example"_s.arg(i));
        m_own[u"@u%1:there.example"_s.arg(i)].crossSigning.master = {{u"x"_s, QString(300 * 1024, u'x')}};
    }
    WitnessGathering gathering(m_hereClient.get(), m_thereClient.get(), ServerName(u"there.example"_s));
    QSignalSpy finished(&gathering, &WitnessGathering::finished);
    gathering.start();
    QVERIFY(finished.wait(patience));
    QVERIFY(gathering.isCut());
    QCOMPARE(gathering.lists(), 6);
    QVERIFY(QJsonDocument(gathering.witness()).toJson(QJsonDocument::Compact).size() < 2 * 1024 * 1024);
}

void WitnessGatheringTest::nobody()
{
    WitnessGathering gathering(m_hereClient.get(), m_thereClient.get(), ServerName(u"there.example"_s));
    QSignalSpy finished(&gathering, &WitnessGathering::finished);
    gathering.start();
    QVERIFY(finished.wait(patience));
    QCOMPARE(gathering.lists(), 0);
}

QTEST_GUILESS_MAIN(WitnessGatheringTest)
#include "tst_witnessgathering.moc"
