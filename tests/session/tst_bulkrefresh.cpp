// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"
#include "inspection/wire.h"
#include "session/refresh/bulkrefresh.h"
#include "session/refresh/usergathering.h"
#include "tests/matrix/fakeserver.h"

#include <QDateTime>
#include <QDir>
#include <QNetworkAccessManager>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 120'000;
using State = BulkRefresh::State;

/// A gateway whose servers answer at once, hang, or fail, and which limits what it takes.
struct Gateway
{
    FakeServer server;
    QStringList order; ///< who was asked for, as it was taken
    QHash<QString, int> times; ///< how often
    QHash<QString, Inspection::RefreshStatus> statuses;
    QSet<QString> hanging; ///< servers
    QHash<QString, qint64> failing; ///< servers, and until when the homeserver does not ask them again
    QSet<QString> changing; ///< users
    int freeTokens = -1; ///< of the caller; -1: no limit
    int refused = 0;
    QList<Inspection::UserSummary> users;
    int pageSize = 400;

    Gateway()
    {
        server.handler = [this](const FakeRequest &request) { return answer(request); };
        refill.setInterval(10);
        QObject::connect(&refill, &QTimer::timeout, &refill, [this] { freeTokens = freeTokens < 0 ? -1 : 1; });
    }
    QTimer refill;

    FakeReply answer(const FakeRequest &request)
    {
        const QList<QByteArray> parts = request.target.split('?').constFirst().split('/');
        if (request.method == "POST")
            return refresh(QString::fromUtf8(QByteArray::fromPercentEncoding(parts.value(6))));
        if (parts.constLast() == "refresh") {
            const QString user = QString::fromUtf8(QByteArray::fromPercentEncoding(parts.value(4)));
            Inspection::RefreshStatus status = statuses.value(user);
            status.userId = UserId(user);
            return json(Inspection::toJson(status));
        }
        const QUrlQuery query(QUrl::fromEncoded(request.target));
        const int from = query.queryItemValue(u"after"_s).toInt();
        Inspection::Page<Inspection::UserSummary> page;
        page.items = users.mid(from, pageSize);
        if (from + pageSize < users.size())
            page.next = QString::number(from + pageSize);
        return json(Inspection::toJson(page));
    }

    FakeReply refresh(const QString &user)
    {
        if (freeTokens == 0) {
            ++refused;
            return matrixError(429, "M_LIMIT_EXCEEDED", {{u"retry_after_ms"_s, 10}});
        }
        freeTokens -= freeTokens > 0 ? 1 : 0;
        order << user;
        ++times[user];
        Inspection::RefreshStatus &status = statuses[user];
        const QString name = UserId(user).server().toString();
        status.requested = QDateTime::currentMSecsSinceEpoch();
        status.state = Inspection::RefreshState::Running;
        if (hanging.contains(name))
            return json({}, 202);
        status.finished = status.requested;
        if (failing.contains(name)) {
            status.state = Inspection::RefreshState::Failed;
            status.error = name + u" did not\u202e answer."_s;
            status.retryAt = failing.value(name);
            return matrixError(504, "M_UNKNOWN");
        }
        status.state = Inspection::RefreshState::Succeeded;
        if (changing.contains(user)) {
            status.change.emplace();
            status.change->added = {DeviceId(u"NEW"_s)};
        }
        return json({});
    }
};

RefreshPlan planFor(int users, int servers)
{
    QList<Inspection::UserSummary> all;
    for (int i = 0; i < users; ++i) {
        Inspection::UserSummary user;
        user.userId = UserId(u"@u%1:s%2"_s.arg(i, 4, 10, QLatin1Char('0')).arg(i % servers));
        all.append(user);
    }
    return planOf(all, 0);
}

} // namespace

class TestBulkRefresh : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fromTheTopDown();
    void oneServerHangs();
    void goesOnAfterAKill();
    void aKillWhileOneHangs();
    void limits();
    void failingServerIsGivenUp_data();
    void failingServerIsGivenUp();
    void retryFailed();
    void pause();
    void gatewayAway();
    void oneWindowAtATime();
    void withoutAFile();
    void forgotten();
    void gathers();
    void gathersForEver();

private:
    void open(const QString &user = u"@op:hs"_s);
    /// "3 succeeded, 1 changed", without what is nought.
    QString tally() const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Gateway> m_gateway;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<Inspection::Client> m_client;
    std::unique_ptr<BulkRefresh> m_bulk;
};

void TestBulkRefresh::init()
{
    m_bulk.reset();
    m_client.reset();
    m_network = std::make_unique<QNetworkAccessManager>();
    m_gateway = std::make_unique<Gateway>();
    m_folder = std::make_unique<QTemporaryDir>();
    open();
}

void TestBulkRefresh::open(const QString &user)
{
    m_bulk.reset(); // as a kill: nothing is said good-bye to
    m_client = std::make_unique<Inspection::Client>(m_network.get(), m_gateway->server.url());
    m_client->setToken(u"t"_s);
    m_bulk = std::make_unique<BulkRefresh>(m_client.get(), m_folder->path(), m_gateway->server.url(), user);
}

QString TestBulkRefresh::tally() const
{
    const BulkCounts &counts = m_bulk->counts();
    QStringList parts;
    const auto add = [&](qsizetype number, const char *what) {
        if (number > 0)
            parts << u"%1 %2"_s.arg(number).arg(QLatin1String(what));
    };
    add(counts.waiting, "waiting");
    add(counts.running, "running");
    add(counts.succeeded, "succeeded");
    add(counts.changed, "changed");
    add(counts.failed, "failed");
    add(counts.notAsked, "not asked");
    add(counts.notStarted, "not started");
    add(counts.unfinished, "unfinished");
    return parts.join(u", "_s);
}

void TestBulkRefresh::fromTheTopDown()
{
    m_gateway->changing = {u"@u0003:s1"_s, u"@u0004:s0"_s};
    const RefreshPlan plan = planFor(30, 2);
    QSignalSpy entries(m_bulk.get(), &BulkRefresh::entriesChanged);
    QVERIFY(m_bulk->start(plan));
    QCOMPARE(m_bulk->state(), State::Running);
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(tally(), u"30 succeeded, 2 changed"_s);
    QCOMPARE(m_gateway->order.size(), 30);
    for (int i = 0; i < 30; ++i) // a few are under way together
        QVERIFY(std::abs(m_gateway->order.indexOf(plan.users.at(i).toString()) - i) < 8);
    QSet<int> told;
    for (const auto &arguments : entries) {
        for (const int index : arguments.constFirst().value<QList<int>>())
            told.insert(index);
    }
    QCOMPARE(told.size(), 30);
    QVERIFY(QDir(m_folder->path()).entryList(QDir::Files).isEmpty());
    // And once more, in place of the result.
    QVERIFY(m_bulk->start(planFor(2, 1)));
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(tally(), u"2 succeeded"_s);
}

void TestBulkRefresh::oneServerHangs()
{
    m_gateway->hanging = {u"s3"_s};
    const RefreshPlan plan = planFor(5'000, 10);
    QVERIFY(m_bulk->start(plan));
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->counts().succeeded, 4'500, patience);
    // All others got through while two of the server that hangs have their turn, and in their order.
    QStringList others, wanted;
    for (const QString &user : std::as_const(m_gateway->order)) {
        if (!user.endsWith(":s3"_L1))
            others << user;
    }
    for (const UserId &user : plan.users) {
        if (user.server().toString() != u"s3")
            wanted << user.toString();
    }
    QCOMPARE(m_gateway->order.size() - others.size(), 2);
    QCOMPARE(others.size(), wanted.size());
    QHash<QString, int> places;
    for (int i = 0; i < others.size(); ++i)
        places.insert(others.at(i), i);
    for (int i = 0; i < wanted.size(); ++i)
        QVERIFY(std::abs(places.value(wanted.at(i), -100) - i) < 8);
    QCOMPARE(m_bulk->state(), State::Running);
    QCOMPARE(tally(), u"498 waiting, 2 running, 4500 succeeded"_s);

    m_bulk->cancel();
    QCOMPARE(m_bulk->state(), State::Ended); // at once
    QCOMPARE(tally(), u"4500 succeeded, 498 not started, 2 unfinished"_s);
    QTest::qWait(300);
    QCOMPARE(m_gateway->order.size(), 4'502);
    QVERIFY(QDir(m_folder->path()).entryList(QDir::Files).isEmpty());
}

void TestBulkRefresh::goesOnAfterAKill()
{
    const RefreshPlan plan = planFor(1'000, 10);
    m_gateway->changing = {plan.users.first().toString(), plan.users.last().toString()};
    QVERIFY(m_bulk->start(plan));
    for (const int until : {150, 400, 700}) {
        QTRY_VERIFY_WITH_TIMEOUT(m_bulk->counts().succeeded >= until, patience);
        open();
        QCOMPARE(m_bulk->state(), State::Interrupted);
        QVERIFY(m_bulk->counts().succeeded >= until);
        QCOMPARE(m_bulk->counts().total, 1'000);
        QTest::qWait(50);
        QCOMPARE(m_bulk->state(), State::Interrupted); // nothing happens by itself
        m_bulk->goOn();
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(tally(), u"1000 succeeded, 2 changed"_s);
    QCOMPARE(m_gateway->times.size(), 1'000);
    for (auto it = m_gateway->times.cbegin(); it != m_gateway->times.cend(); ++it)
        QVERIFY2(it.value() == 1, qPrintable(it.key()));
}

/// Those under way when it was killed are not asked for again: the gateway still works on them, or has the outcome.
void TestBulkRefresh::aKillWhileOneHangs()
{
    m_gateway->hanging = {u"s0"_s, u"s1"_s};
    QVERIFY(m_bulk->start(planFor(6, 2)));
    QTRY_COMPARE_WITH_TIMEOUT(m_gateway->order.size(), 4, patience);
    open();
    QCOMPARE(tally(), u"6 waiting"_s);
    m_gateway->statuses[u"@u0000:s0"_s].state = Inspection::RefreshState::Succeeded;
    m_gateway->statuses[u"@u0001:s1"_s].state = Inspection::RefreshState::Failed;
    m_gateway->statuses.remove(u"@u0002:s0"_s); // a gateway that was restarted as well
    m_gateway->hanging = {};
    m_bulk->goOn();
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->counts().waiting, 0, patience);
    QTRY_COMPARE_WITH_TIMEOUT(tally(), u"1 running, 4 succeeded, 1 failed"_s, patience);
    m_gateway->statuses[u"@u0003:s1"_s].state = Inspection::RefreshState::Succeeded;
    m_bulk->onEvent({.id = 1, .type = Inspection::EventType::Refresh, .members = {{u"user_id"_s, u"@u0003:s1"_s}}});
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(m_gateway->times.value(u"@u0000:s0"_s), 1);
    QCOMPARE(m_gateway->times.value(u"@u0002:s0"_s), 2);
    QCOMPARE(m_gateway->times.value(u"@u0003:s1"_s), 1);
}

void TestBulkRefresh::limits()
{
    m_gateway->freeTokens = 20;
    m_gateway->refill.start();
    QVERIFY(m_bulk->start(planFor(60, 6)));
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(tally(), u"60 succeeded"_s);
    QVERIFY(m_gateway->refused > 0);
    QCOMPARE(m_gateway->order.size(), 60);
}

void TestBulkRefresh::failingServerIsGivenUp_data()
{
    QTest::addColumn<qint64>("retryAt");
    QTest::addColumn<int>("mostAsked");
    QTest::newRow("all fail alike") << qint64(0) << 6;
    QTest::newRow("in backoff since the first") << QDateTime::currentMSecsSinceEpoch() + 3'600'000 << 2;
}

void TestBulkRefresh::failingServerIsGivenUp()
{
    QFETCH(qint64, retryAt);
    QFETCH(int, mostAsked);
    m_gateway->failing = {{u"s1"_s, retryAt}};
    QVERIFY(m_bulk->start(planFor(100, 2)));
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(m_bulk->counts().succeeded, 50);
    QCOMPARE(m_bulk->counts().failed + m_bulk->counts().notAsked, 50);
    QVERIFY(m_bulk->counts().failed > 0 && m_bulk->counts().failed <= mostAsked);
    const QList<BulkFailures> failures = failuresOf(m_bulk->entries());
    QCOMPARE(failures.size(), 1);
    QCOMPARE(failures.constFirst().server.toString(), u"s1"_s);
    QCOMPARE(failures.constFirst().failed + failures.constFirst().notAsked, 50);
    QCOMPARE(failures.constFirst().error, u"s1 did not\\u202e answer."_s);
}

void TestBulkRefresh::retryFailed()
{
    m_gateway->failing = {{u"s1"_s, 0}};
    m_gateway->changing = {u"@u0000:s0"_s};
    QVERIFY(m_bulk->start(planFor(40, 2)));
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    m_gateway->failing = {};
    m_bulk->retryFailed();
    QCOMPARE(m_bulk->state(), State::Running);
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(tally(), u"40 succeeded, 1 changed"_s);
    QCOMPARE(m_gateway->times.value(u"@u0000:s0"_s), 1);
}

void TestBulkRefresh::pause()
{
    QVERIFY(m_bulk->start(planFor(200, 2)));
    QTRY_VERIFY_WITH_TIMEOUT(m_bulk->counts().succeeded >= 20, patience);
    m_bulk->pause();
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->counts().running, 0, patience);
    const qsizetype asked = m_gateway->order.size();
    QTest::qWait(800); // longer than it looks after itself
    QCOMPARE(m_gateway->order.size(), asked);
    QCOMPARE(m_bulk->state(), State::Paused);
    m_bulk->resume();
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(tally(), u"200 succeeded"_s);
}

void TestBulkRefresh::gatewayAway()
{
    QVERIFY(m_bulk->start(planFor(300, 3)));
    QTRY_VERIFY_WITH_TIMEOUT(m_bulk->counts().succeeded >= 50, patience);
    m_gateway->server.goDown();
    QTRY_VERIFY_WITH_TIMEOUT(!m_bulk->trouble().isEmpty(), patience);
    QCOMPARE(m_bulk->counts().failed, 0);
    QVERIFY(m_gateway->server.comeUp());
    QTRY_COMPARE_WITH_TIMEOUT(m_bulk->state(), State::Ended, patience);
    QCOMPARE(tally(), u"300 succeeded"_s);
    QCOMPARE(m_gateway->order.size(), 300);
}

void TestBulkRefresh::oneWindowAtATime()
{
    m_gateway->hanging = {u"s0"_s};
    QVERIFY(m_bulk->start(planFor(3, 1)));
    BulkRefresh second(m_client.get(), m_folder->path(), m_gateway->server.url(), u"@op:hs"_s);
    QCOMPARE(second.state(), State::Idle); // it is not interrupted, but under way
    const auto refused = second.start(planFor(3, 1));
    QVERIFY(!refused);
    QVERIFY(refused.error().text.contains(u"Another window"_s));
    BulkRefresh other(m_client.get(), m_folder->path(), m_gateway->server.url(), u"@op2:hs"_s);
    QVERIFY(other.start(planFor(1, 1)));
    QVERIFY(!m_bulk->start(planFor(3, 1)));
    m_bulk->cancel();
    QVERIFY(second.start(planFor(3, 1)));
}

void TestBulkRefresh::withoutAFile()
{
    m_bulk.reset();
    m_bulk = std::make_unique<BulkRefresh>(m_client.get(), u"/proc/no/such"_s, m_gateway->server.url(), u"@op:hs"_s);
    QVERIFY(m_bulk->start(planFor(3, 1)));
    QVERIFY(m_bulk->journalProblem().contains(u"/proc/no/such"_s));
    QTRY_COMPARE_WITH_TIMEOUT(tally(), u"3 succeeded"_s, patience);
}

void TestBulkRefresh::forgotten()
{
    m_gateway->hanging = {u"s0"_s};
    QVERIFY(m_bulk->start(planFor(3, 1)));
    QTRY_COMPARE_WITH_TIMEOUT(m_gateway->order.size(), 2, patience);
    open(u"@op2:hs"_s);
    QCOMPARE(m_bulk->state(), State::Idle); // it is another one's
    open();
    QCOMPARE(m_bulk->state(), State::Interrupted);
    m_bulk->forget();
    QCOMPARE(m_bulk->state(), State::Idle);
    open();
    QCOMPARE(m_bulk->state(), State::Idle);
}

void TestBulkRefresh::gathers()
{
    for (int i = 0; i < 1'234; ++i) {
        Inspection::UserSummary user;
        user.userId = UserId(u"@u%1:s"_s.arg(i));
        m_gateway->users.append(user);
    }
    UserGathering gathering(m_client.get());
    QSignalSpy finished(&gathering, &UserGathering::finished), progressed(&gathering, &UserGathering::progressed);
    gathering.start({});
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    QCOMPARE(gathering.users().size(), 1'234);
    QCOMPARE(gathering.users().last().userId.toString(), u"@u1233:s"_s);
    QCOMPARE(progressed.size(), 3);
    QVERIFY(!gathering.isCut());
    gathering.start({});
    gathering.cancel();
    QTest::qWait(100);
    QCOMPARE(finished.size(), 1);
}

void TestBulkRefresh::gathersForEver()
{
    m_gateway->server.handler = [](const FakeRequest &) { return json({{u"users"_s, QJsonArray()}, {u"next"_s, u"again"_s}}); };
    UserGathering gathering(m_client.get());
    QSignalSpy finished(&gathering, &UserGathering::finished), failed(&gathering, &UserGathering::failed);
    gathering.start({});
    QTRY_COMPARE_WITH_TIMEOUT(finished.size() + failed.size(), 1, patience);
    QVERIFY(!failed.isEmpty() || gathering.isCut());
}

QTEST_GUILESS_MAIN(TestBulkRefresh)
#include "tst_bulkrefresh.moc"
