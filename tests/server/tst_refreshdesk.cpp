// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/refreshdesk.h"

#include "http/ratelimiter.h"
#include "inspection/fakes.h"

#include <QTest>

#include <thread>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
const UserId admin(u"@admin:hs.example"_s);
const UserId bob(u"@bob:remote.example"_s);

Server::RefreshOptions unlimited()
{
    Server::RefreshOptions options;
    options.serverName = ServerName(u"hs.example"_s);
    options.perCaller = {};
    options.perServer = {};
    options.perAdmin = {};
    options.perServerForAdmins = {};
    return options;
}

auto ask(Server::RefreshDesk &desk, const UserId &user)
{
    return desk.begin({.user = admin, .isAdmin = true, .token = u"secret"_s}, user);
}

QString states(FakeSource &source, qint64 since)
{
    QStringList states;
    for (const Event &event : source.events().wait(since, 0).events) {
        if (event.type == EventType::Refresh)
            states.append(event.members.value(u"state").toString());
    }
    return states.join(u' ');
}

} // namespace

class TestRefreshDesk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsWhatChanged()
    {
        FakeSource source;
        Server::RefreshDesk desk(&source, unlimited(), source.trail());
        QCOMPARE(desk.status(bob).state, RefreshState::Idle);
        const qint64 since = source.events().wait(0, 0).next;
        source.setUser(source.details(bob.toString(), {u"A"_s, u"B"_s}));
        source.setOutcome({}, source.details(bob.toString(), {u"B"_s, u"C"_s, u"D"_s}));
        const auto ticket = ask(desk, bob);
        QVERIFY(ticket);
        const auto outcome = desk.wait(*ticket, patienceMs);
        QVERIFY(outcome && *outcome);
        QCOMPARE(source.lastToken(), u"secret"_s);
        const RefreshStatus status = desk.status(bob);
        QCOMPARE(status.state, RefreshState::Succeeded);
        QVERIFY(status.change);
        QCOMPARE(status.change->added, QList<DeviceId>({DeviceId(u"C"_s), DeviceId(u"D"_s)}));
        QCOMPARE(status.change->removed, QList<DeviceId>({DeviceId(u"A"_s)}));
        QCOMPARE(status.change->toStreamId.toString(), u"3"_s);
        QVERIFY(status.requested > 0 && status.finished >= status.requested);
        QTRY_COMPARE_WITH_TIMEOUT(states(source, since), u"running succeeded"_s, patienceMs);
    }

    void firstListOfAUser()
    {
        FakeSource source;
        Server::RefreshDesk desk(&source, unlimited(), source.trail());
        source.setOutcome({}, source.details(bob.toString(), {u"A"_s}));
        const auto ticket = ask(desk, bob);
        QVERIFY(ticket && desk.wait(*ticket, patienceMs));
        QCOMPARE(desk.status(bob).change->added.size(), 1);
    }

    void failuresAreKept()
    {
        FakeSource source;
        Server::RefreshDesk desk(&source, unlimited(), source.trail());
        UserDetails details = source.details(bob.toString(), {u"A"_s});
        details.summary.retryAt = 4711;
        source.setUser(details);
        source.setOutcome(failure(Error{.kind = Error::Http, .errcode = u"M_X"_s, .text = u"no\u202e"_s, .remoteStatus = 500}));
        for (int i = 1; i <= 2; ++i) { // a failure is no reason not to try again
            const auto ticket = ask(desk, bob);
            const auto outcome = desk.wait(*ticket, patienceMs);
            QVERIFY(outcome && !*outcome);
            QCOMPARE(outcome->error().retryAt, 4711);
            QCOMPARE(source.resyncs(), i);
        }
        const RefreshStatus status = desk.status(bob);
        QCOMPARE(status.state, RefreshState::Failed);
        QCOMPARE(status.errcode, u"M_X"_s);
        QCOMPARE(status.error, u"no\\u202e"_s);
        QCOMPARE(status.retryAt, 4711);
    }

    void homeserverSucceedsLater()
    {
        FakeSource source;
        Server::RefreshOptions options = unlimited();
        options.lookAgainMs = 3'600'000;
        Server::RefreshDesk desk(&source, options, source.trail());
        UserDetails details = source.details(bob.toString(), {u"A"_s});
        details.summary.states = {UserState::Stale};
        source.setUser(details);
        source.setOutcome(failure(Error{.kind = Error::Network, .errcode = u"M_X"_s, .text = u"no"_s, .retryAt = 5}));
        const qint64 since = source.events().wait(0, 0).next;
        const auto ticket = ask(desk, bob);
        QVERIFY(desk.wait(*ticket, patienceMs));
        QCOMPARE(desk.status(bob).state, RefreshState::Failed);
        source.setUser(source.details(bob.toString(), {u"A"_s, u"B"_s}));
        const RefreshStatus status = desk.status(bob);
        QCOMPARE(status.state, RefreshState::Succeeded);
        QVERIFY(status.errcode.isEmpty() && status.error.isEmpty());
        QCOMPARE(status.retryAt, 0);
        QVERIFY(status.requested > 0 && status.finished >= status.requested);
        QVERIFY(status.change);
        QCOMPARE(status.change->added, QList<DeviceId>({DeviceId(u"B"_s)}));
        QCOMPARE(states(source, since), u"running failed succeeded"_s);
        QCOMPARE(source.resyncs(), 1);
    }

    void tellsWithoutBeingAsked()
    {
        FakeSource source;
        Server::RefreshOptions options = unlimited();
        options.lookAgainMs = 1;
        Server::RefreshDesk desk(&source, options, source.trail());
        UserDetails details = source.details(bob.toString(), {u"A"_s});
        details.summary.states = {UserState::Stale};
        source.setUser(details);
        source.setOutcome(failure(Error{.kind = Error::Network, .text = u"no"_s}));
        const qint64 since = source.events().wait(0, 0).next;
        QVERIFY(desk.wait(*ask(desk, bob), patienceMs));
        source.setUser(source.details(bob.toString(), {u"A"_s, u"B"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(states(source, since), u"running failed succeeded"_s, patienceMs);
    }

    void aListThatWasDroppedIsNoSuccess()
    {
        FakeSource source;
        Server::RefreshOptions options = unlimited();
        options.lookAgainMs = 3'600'000;
        Server::RefreshDesk desk(&source, options, source.trail());
        UserDetails details = source.details(bob.toString(), {u"A"_s});
        details.summary.states = {UserState::Stale};
        source.setUser(details);
        source.setOutcome(failure(Error{.kind = Error::Network, .text = u"no"_s}));
        QVERIFY(desk.wait(*ask(desk, bob), patienceMs));
        // The marker is gone, and the log tells why a moment later.
        details.summary.states = {UserState::InStep};
        source.setUser(details);
        QCOMPARE(desk.status(bob).state, RefreshState::Failed);
        details.summary.states = {UserState::TooManyDevices};
        details.summary.findings
            = QList<Finding>{Finding{.id = u"too_many_devices"_s, .severity = Severity::Error, .text = u"1,337 devices are too many."_s}};
        source.setUser(details);
        const RefreshStatus status = desk.status(bob);
        QCOMPARE(status.state, RefreshState::Failed);
        QCOMPARE(status.error, u"1,337 devices are too many."_s);
    }

    void aListThatWasRightIsASuccess()
    {
        FakeSource source;
        Server::RefreshOptions options = unlimited();
        options.lookAgainMs = 3'600'000;
        Server::RefreshDesk desk(&source, options, source.trail());
        UserDetails details = source.details(bob.toString(), {u"A"_s});
        details.summary.states = {UserState::Stale};
        source.setUser(details);
        source.setOutcome(failure(Error{.kind = Error::Network, .text = u"no"_s}));
        QVERIFY(desk.wait(*ask(desk, bob), patienceMs));
        details.summary.states = {UserState::InStep};
        source.setUser(details);
        (void)desk.status(bob);
        QCOMPARE(desk.status(bob).state, RefreshState::Succeeded);
    }

    void staysFailedWhereNothingIsTriedAgain()
    {
        FakeSource source;
        Server::RefreshDesk desk(&source, unlimited(), source.trail());
        source.setUser(source.details(bob.toString(), {u"A"_s}));
        source.setOutcome(failure(Error{.kind = Error::Unauthorized, .text = u"no"_s}));
        QVERIFY(desk.wait(*ask(desk, bob), patienceMs));
        QCOMPARE(desk.status(bob).state, RefreshState::Failed);
        QCOMPARE(desk.status(bob).state, RefreshState::Failed);
    }

    void oneResyncForAllWhoAsk()
    {
        FakeSource source;
        source.holdResyncs();
        Server::RefreshDesk desk(&source, unlimited(), source.trail());
        const auto first = ask(desk, bob);
        QTRY_COMPARE_WITH_TIMEOUT(source.resyncs(), 1, patienceMs);
        QCOMPARE(desk.status(bob).state, RefreshState::Running);
        QCOMPARE(desk.running(), 1);
        QVERIFY(!desk.wait(*first, 1));
        std::vector<std::thread> others;
        std::atomic<int> succeeded = 0;
        for (int i = 0; i < 8; ++i) {
            others.emplace_back([&, i] {
                const auto ticket = desk.begin({.user = UserId(u"@u%1:hs.example"_s.arg(i)), .token = u"t"_s}, bob);
                const auto outcome = desk.wait(*ticket, patienceMs);
                succeeded += outcome && *outcome;
            });
        }
        source.release();
        for (std::thread &other : others)
            other.join();
        QCOMPARE(succeeded.load(), 8);
        QCOMPARE(source.resyncs(), 1); // who came after its end found it fresh
        QCOMPARE(desk.running(), 0);
    }

    void freshForAWhile()
    {
        FakeSource source;
        Server::RefreshOptions options = unlimited();
        options.freshForMs = 0;
        Server::RefreshDesk eager(&source, options, source.trail());
        for (int i = 1; i <= 3; ++i) {
            QVERIFY(eager.wait(*ask(eager, bob), patienceMs));
            QCOMPARE(source.resyncs(), i);
        }
    }

    void usersSideBySide()
    {
        FakeSource source;
        source.holdResyncs();
        Server::RefreshOptions options = unlimited();
        options.lanes.workers = 3;
        Server::RefreshDesk desk(&source, options, source.trail());
        QList<Server::RefreshDesk::Ticket> tickets;
        for (int i = 0; i < 9; ++i)
            tickets.append(*ask(desk, UserId(u"@u:remote%1.example"_s.arg(i))));
        QTRY_COMPARE_WITH_TIMEOUT(source.resyncs(), 3, patienceMs);
        QCOMPARE(desk.running(), 9);
        source.release();
        for (const auto &ticket : tickets)
            QVERIFY(desk.wait(ticket, patienceMs));
        QCOMPARE(source.resyncs(), 9);
        QCOMPARE(source.atOnce(), 3);
    }

    void localAndMalformed()
    {
        FakeSource source;
        Server::RefreshDesk desk(&source, unlimited(), source.trail());
        const auto local = ask(desk, UserId(u"@x:hs.example"_s));
        QVERIFY(local && desk.wait(*local, 0));
        const auto malformed = ask(desk, UserId(u"x"_s));
        QVERIFY(!malformed);
        QCOMPARE(malformed.error().kind, Error::BadInput);
        QCOMPARE(source.resyncs(), 0);
    }

    void limitsCallersAndServers()
    {
        FakeSource source;
        Server::RefreshOptions options = unlimited();
        options.perCaller = {.burst = 3, .perSecond = 0.001};
        options.perServer = {.burst = 2, .perSecond = 0.001};
        Server::RefreshDesk desk(&source, options, source.trail());
        const auto ask = [&](const QString &caller, const QString &user) {
            return desk.begin({.user = UserId(caller), .token = u"t"_s}, UserId(user));
        };
        QVERIFY(ask(u"@a:hs.example"_s, u"@1:one.example"_s));
        QVERIFY(ask(u"@a:hs.example"_s, u"@2:one.example"_s));
        const auto server = ask(u"@b:hs.example"_s, u"@3:one.example"_s);
        QVERIFY(!server);
        QCOMPARE(server.error().kind, Error::RateLimited);
        QVERIFY(server.error().retryAfterMs > 0);
        QVERIFY(server.error().text.contains(u"one.example"));
        QVERIFY(ask(u"@a:hs.example"_s, u"@1:two.example"_s));
        const auto caller = ask(u"@a:hs.example"_s, u"@1:three.example"_s);
        QVERIFY(!caller);
        QVERIFY(ask(u"@b:hs.example"_s, u"@2:two.example"_s));
    }

    void boundedQueueAndMemory()
    {
        FakeSource source;
        source.holdResyncs();
        Server::RefreshOptions options = unlimited();
        options.lanes.workers = 1;
        options.lanes.maxWaiting = 2;
        options.maxOutcomes = 3;
        options.freshForMs = 0;
        Server::RefreshDesk desk(&source, options, source.trail());
        const auto user = [](int i) { return UserId(u"@u%1:remote.example"_s.arg(i)); };
        const auto first = ask(desk, user(0));
        QTRY_COMPARE_WITH_TIMEOUT(source.resyncs(), 1, patienceMs);
        QVERIFY(ask(desk, user(1)));
        const auto last = ask(desk, user(2));
        QVERIFY(last);
        const auto refused = ask(desk, user(3));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::RateLimited);
        source.release();
        QVERIFY(desk.wait(*last, patienceMs));
        for (int i = 3; i < 10; ++i)
            QVERIFY(desk.wait(*ask(desk, user(i)), patienceMs));
        QCOMPARE(desk.status(user(0)).state, RefreshState::Idle);
        QCOMPARE(desk.status(user(9)).state, RefreshState::Succeeded);
    }

    void shutsDownWithWaitersInside()
    {
        FakeSource source;
        source.holdResyncs();
        Server::RefreshOptions options = unlimited();
        options.lanes.workers = 1;
        Server::RefreshDesk desk(&source, options, source.trail());
        const auto running = ask(desk, bob);
        QTRY_COMPARE_WITH_TIMEOUT(source.resyncs(), 1, patienceMs);
        const auto waiting = ask(desk, UserId(u"@c:remote.example"_s));
        std::optional<Result<void>> outcome;
        std::thread waiter([&] { outcome = desk.wait(*waiting, patienceMs); });
        std::thread ender([&] { desk.shutDown(); });
        waiter.join();
        QVERIFY(outcome && !*outcome);
        QCOMPARE(outcome->error().kind, Error::Cancelled);
        source.release();
        ender.join();
        QVERIFY(desk.wait(*running, 0));
        QVERIFY(!ask(desk, UserId(u"@d:remote.example"_s)));
    }

    void bucketsFillAgain()
    {
        Http::RateLimiter limiter({.burst = 2, .perSecond = 4});
        const auto start = Http::RateLimiter::Clock::now();
        QCOMPARE(limiter.take(u"a"_s, start), 0);
        QCOMPARE(limiter.take(u"a"_s, start), 0);
        QCOMPARE(limiter.take(u"a"_s, start), 250);
        QCOMPARE(limiter.take(u"b"_s, start), 0);
        QCOMPARE(limiter.take(u"a"_s, start + std::chrono::milliseconds(200)), 50);
        QCOMPARE(limiter.take(u"a"_s, start + std::chrono::milliseconds(251)), 0);
        Http::RateLimiter off;
        for (int i = 0; i < 100; ++i)
            QCOMPARE(off.take(u"a"_s, start), 0);
        QCOMPARE(off.size(), 0);
        for (int i = 0; i < 20'000; ++i)
            limiter.take(QString::number(i), start + std::chrono::seconds(i));
        QVERIFY(limiter.size() <= 4096);
    }
};

QTEST_GUILESS_MAIN(TestRefreshDesk)
#include "tst_refreshdesk.moc"
