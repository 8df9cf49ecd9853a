// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"
#include "session/refresh/refreshqueue.h"
#include "tests/session/fakehomeserver.h"

#include <QNetworkAccessManager>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000;

UserId bob(int n)
{
    return UserId(u"@bob%1:remote"_s.arg(n));
}

Inspection::RefreshStatus statusOf(Inspection::RefreshState state, const QString &error = {}, qint64 retryAt = 0)
{
    Inspection::RefreshStatus status;
    status.state = state;
    status.error = error;
    status.retryAt = retryAt;
    return status;
}

} // namespace

class TestRefreshQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void succeeds();
    void twoAtATime();
    void sameUserIsNotQueuedTwice();
    void failureOfTheRemote();
    void relayedErrorWithoutStatus();
    void refusals_data();
    void refusals();
    void rateLimitIsWaitedOut();
    void watchesUntilItEnds();
    void anEventSavesThePoll();
    void idleForEver();
    void cancelWaiting();
    void cancelRunning();
    void outlivesTheToken();
    void serverGoesAwayWhileWatching();

private:
    /// "1 succeeded", "2 failed: why", one line a job.
    QStringList lines() const;

    std::unique_ptr<FakeHomeserver> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<Inspection::Client> m_client;
    std::unique_ptr<RefreshQueue> m_queue;
};

void TestRefreshQueue::init()
{
    m_queue.reset();
    m_client.reset();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_server = std::make_unique<FakeHomeserver>();
    m_server->tokens.insert("t");
    m_client = std::make_unique<Inspection::Client>(m_network.get(), m_server->url());
    m_client->setToken(u"t"_s);
    m_queue = std::make_unique<RefreshQueue>(m_client.get());
    for (int i = 0; i < 20; ++i)
        m_server->statuses[bob(i).toString()] = statusOf(Inspection::RefreshState::Succeeded);
}

QStringList TestRefreshQueue::lines() const
{
    static const char *const names[] = {"waiting", "running", "succeeded", "failed", "cancelled"};
    QStringList lines;
    for (const RefreshJob &job : m_queue->jobs()) {
        QString line = u"%1 %2"_s.arg(job.id).arg(QLatin1String(names[int(job.state)]));
        if (!job.error.isEmpty())
            line += u": "_s + job.error;
        lines.append(line);
    }
    return lines;
}

void TestRefreshQueue::succeeds()
{
    DeviceListChange change;
    change.added = {DeviceId(u"NEW"_s)};
    m_server->statuses[bob(1).toString()].change = change;
    QStringList heard;
    connect(m_queue.get(), &RefreshQueue::jobAdded, this, [&](int index) { heard.append(u"added %1 "_s.arg(index) + lines().at(index)); });
    connect(
        m_queue.get(), &RefreshQueue::jobChanged, this, [&](int index) { heard.append(u"changed %1 "_s.arg(index) + lines().at(index)); });
    QCOMPARE(m_queue->refresh(bob(1)), 1);
    QCOMPARE(m_queue->unfinished(), 1);
    QCOMPARE(m_queue->newestFor(bob(1))->id, 1);
    QCOMPARE(m_queue->newestFor(bob(2)), nullptr);
    QTRY_COMPARE_WITH_TIMEOUT(lines(), QStringList{u"1 succeeded"_s}, patience);
    QCOMPARE(heard, (QStringList{u"added 0 1 waiting"_s, u"changed 0 1 running"_s, u"changed 0 1 succeeded"_s}));
    QCOMPARE(m_queue->unfinished(), 0);
    const RefreshJob &job = m_queue->jobs().constFirst();
    QVERIFY(job.outcome.change);
    QCOMPARE(job.outcome.change->added, QList<DeviceId>{DeviceId(u"NEW"_s)});
    QVERIFY(job.finished >= job.requested);
}

void TestRefreshQueue::twoAtATime()
{
    m_server->refreshDelayMs = 30;
    QList<UserId> users;
    for (int i = 0; i < 8; ++i)
        users.append(bob(i));
    QCOMPARE(m_queue->refreshAll(users), (QList<int>{1, 2, 3, 4, 5, 6, 7, 8}));
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(m_server->mostRefreshesAtOnce, 2);
    QCOMPARE(lines().filter(u"succeeded"_s).size(), 8);
    QVERIFY(m_server->seen.constFirst().contains("%40bob0%3Aremote"_L1));
}

void TestRefreshQueue::sameUserIsNotQueuedTwice()
{
    QCOMPARE(m_queue->refreshAll({bob(1), bob(2), bob(1)}), (QList<int>{1, 2, 1}));
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(m_queue->refresh(bob(1)), 3);
    QCOMPARE(m_queue->newestFor(bob(1))->id, 3);
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(m_server->count(u"POST"_s), 3);
}

void TestRefreshQueue::failureOfTheRemote()
{
    m_server->refreshAnswers = {502};
    m_server->statuses[bob(1).toString()]
        = statusOf(Inspection::RefreshState::Failed, u"remote refused\u202e the connection"_s, 1'800'000'000'000);
    m_queue->refreshAll({bob(1), bob(2)});
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(lines().constFirst(), u"1 failed: remote refused\\u202e the connection"_s);
    QCOMPARE(m_queue->jobs().constFirst().retryAt, 1'800'000'000'000);
    QCOMPARE(lines().constLast(), u"2 succeeded"_s);
}

void TestRefreshQueue::relayedErrorWithoutStatus()
{
    m_server->refreshAnswers = {504};
    m_server->statuses.clear();
    m_queue->refresh(bob(1));
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(lines(), QStringList{u"1 failed: said the server"_s});
    QCOMPARE(m_queue->jobs().constFirst().outcome.state, Inspection::RefreshState::Failed);
}

void TestRefreshQueue::refusals_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {400, 401, 403, 404, 500})
        QTest::addRow("%d", status) << status;
}

void TestRefreshQueue::refusals()
{
    QFETCH(int, status);
    m_server->refreshAnswers = {status};
    m_queue->refresh(bob(1));
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(lines(), QStringList{u"1 failed: said the server"_s});
    QCOMPARE(m_server->count(u"GET"_s), 0);
}

void TestRefreshQueue::rateLimitIsWaitedOut()
{
    m_server->refreshAnswers = {429, 429, 202, 429};
    bool sawWait = false;
    connect(m_queue.get(), &RefreshQueue::jobChanged, this, [&](int index) {
        const RefreshJob &job = m_queue->jobs().at(index);
        sawWait = sawWait || (job.state == RefreshJob::State::Waiting && job.retryAt > 0);
    });
    m_queue->refreshAll({bob(1), bob(2), bob(3)});
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(lines(), (QStringList{u"1 succeeded"_s, u"2 succeeded"_s, u"3 succeeded"_s}));
    QCOMPARE(m_server->count(u"POST"_s), 6);
    QVERIFY(sawWait);
}

void TestRefreshQueue::watchesUntilItEnds()
{
    m_server->statuses[bob(1).toString()] = statusOf(Inspection::RefreshState::Running);
    m_queue->refresh(bob(1));
    QTRY_VERIFY_WITH_TIMEOUT(m_server->count(u"GET"_s) >= 3, patience);
    QCOMPARE(lines(), QStringList{u"1 running"_s});
    m_server->statuses[bob(1).toString()] = statusOf(Inspection::RefreshState::Succeeded);
    QTRY_COMPARE_WITH_TIMEOUT(lines(), QStringList{u"1 succeeded"_s}, patience);
}

void TestRefreshQueue::anEventSavesThePoll()
{
    m_server->statuses[bob(1).toString()] = statusOf(Inspection::RefreshState::Running);
    m_queue->refresh(bob(1));
    QTRY_VERIFY_WITH_TIMEOUT(m_server->count(u"GET"_s) >= 4, patience); // now the polls are seconds apart
    const int polls = m_server->count(u"GET"_s);
    m_server->statuses[bob(1).toString()] = statusOf(Inspection::RefreshState::Succeeded);
    m_queue->onEvent({.id = 1, .type = Inspection::EventType::Update, .members = {{u"user_id"_s, bob(1).toString()}}});
    m_queue->onEvent({.id = 2, .type = Inspection::EventType::Refresh, .members = {{u"user_id"_s, bob(2).toString()}}});
    m_queue->onEvent({.id = 3, .type = Inspection::EventType::Refresh, .members = {{u"user_id"_s, bob(1).toString()}}});
    m_queue->onEvent({.id = 4, .type = Inspection::EventType::Refresh, .members = {{u"user_id"_s, bob(1).toString()}}});
    QTRY_COMPARE_WITH_TIMEOUT(lines(), QStringList{u"1 succeeded"_s}, patience);
    QCOMPARE(m_server->count(u"GET"_s), polls + 1);
}

void TestRefreshQueue::idleForEver()
{
    m_server->statuses.clear();
    m_queue->refresh(bob(1));
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QVERIFY(lines().constFirst().startsWith("1 failed: The gateway accepted the refresh and then knew nothing of it"_L1));
}

void TestRefreshQueue::cancelWaiting()
{
    m_server->refreshDelayMs = 200;
    m_queue->refreshAll({bob(1), bob(2), bob(3), bob(4)});
    QTRY_COMPARE_WITH_TIMEOUT(m_server->count(u"POST"_s), 2, patience);
    m_queue->cancel(3);
    m_queue->cancel(3);
    m_queue->cancel(99);
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(lines(), (QStringList{u"1 succeeded"_s, u"2 succeeded"_s, u"3 cancelled"_s, u"4 succeeded"_s}));
    QCOMPARE(m_server->count(u"POST"_s), 3);
}

void TestRefreshQueue::cancelRunning()
{
    m_server->statuses[bob(1).toString()] = statusOf(Inspection::RefreshState::Running);
    m_server->statuses[bob(2).toString()] = statusOf(Inspection::RefreshState::Running);
    m_queue->refreshAll({bob(1), bob(2), bob(3)});
    QTRY_VERIFY_WITH_TIMEOUT(m_server->count(u"GET"_s) >= 2, patience);
    m_queue->cancel(1);
    QTRY_COMPARE_WITH_TIMEOUT(lines(), (QStringList{u"1 cancelled"_s, u"2 running"_s, u"3 succeeded"_s}), patience);
    m_queue->refresh(bob(4));
    m_queue->cancelAll();
    QCOMPARE(m_queue->unfinished(), 0);
    QCOMPARE(lines().last(2), (QStringList{u"3 succeeded"_s, u"4 cancelled"_s}));
    QCOMPARE(m_queue->refresh(bob(1)), 5); // may be asked for again
}

/// The client gets a new token in the middle of the work; the queue does not hear of it.
void TestRefreshQueue::outlivesTheToken()
{
    m_server->tokens = {"t2"};
    int asked = 0;
    m_client->setAuthorizer([&](const QString &token, const std::function<void()> &then) {
        QCOMPARE(token, u"t"_s);
        ++asked;
        QTimer::singleShot(20, this, [this, then] {
            m_client->setToken(u"t2"_s);
            then();
        });
    });
    m_queue->refreshAll({bob(1), bob(2), bob(3)});
    QTRY_COMPARE_WITH_TIMEOUT(m_queue->unfinished(), 0, patience);
    QCOMPARE(lines().filter(u"succeeded"_s).size(), 3);
    QVERIFY2(asked <= 2, "the third was made with the new one");

    m_server->tokens.clear();
    m_client->setAuthorizer([](const QString &, const std::function<void()> &then) { then(); });
    m_queue->refresh(bob(1));
    QTRY_COMPARE_WITH_TIMEOUT(lines().constLast(), u"4 failed: said the server"_s, patience);
}

void TestRefreshQueue::serverGoesAwayWhileWatching()
{
    m_server->statuses[bob(1).toString()] = statusOf(Inspection::RefreshState::Running);
    m_queue->refreshAll({bob(1)});
    QTRY_VERIFY_WITH_TIMEOUT(m_server->count(u"GET"_s) >= 1, patience);
    m_server->goDown();
    m_queue->refresh(bob(2));
    QTRY_VERIFY_WITH_TIMEOUT(lines().constLast().contains("refused the connection"_L1), patience);
    QCOMPARE(lines().constFirst(), u"1 running"_s);
    QVERIFY(m_server->comeUp());
    m_server->statuses[bob(1).toString()] = statusOf(Inspection::RefreshState::Succeeded);
    QTRY_COMPARE_WITH_TIMEOUT(lines().constFirst(), u"1 succeeded"_s, patience);
}

QTEST_GUILESS_MAIN(TestRefreshQueue)
#include "tst_refreshqueue.moc"
