// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"

#include "fakes.h"
#include "server/server.h"

#include <QNetworkAccessManager>
#include <QTest>
#include <QThreadPool>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
const UserId bob(u"@bob/x+y:remote.example"_s);

/// Keeps the outcome of one call.
template <typename T>
struct Outcome
{
    std::optional<Result<T>> result;
    int times = 0;
    Http::Done<T> taker()
    {
        return [this](const Result<T> &got) {
            result = got;
            ++times;
        };
    }
};

Page<UserSummary> manyUsers(int count)
{
    Page<UserSummary> page;
    for (int i = 0; i < count; ++i) {
        UserSummary user;
        user.userId = UserId(u"@user%1:remote.example"_s.arg(i));
        page.items.append(user);
    }
    return page;
}

} // namespace

class TestInspectionClient : public QObject
{
    Q_OBJECT

    std::unique_ptr<FakeSource> source;
    FakeHistory history;
    FakeAccess access;
    std::unique_ptr<Server::RefreshDesk> desk;
    std::unique_ptr<Server::Server> server;
    std::unique_ptr<QNetworkAccessManager> manager;
    std::unique_ptr<Client> client;

private Q_SLOTS:
    void init()
    {
        source = std::make_unique<FakeSource>();
        history = {};
        history.fill(7);
        desk = std::make_unique<Server::RefreshDesk>(source.get(), Server::RefreshOptions(), source->trail());
        server = std::move(*Server::Server::start({}, source.get(), &history, &access, desk.get(), source->trail()));
        manager = std::make_unique<QNetworkAccessManager>();
        client = std::make_unique<Client>(manager.get(), server->url());
        client->setToken(u"admin"_s);
    }
    void cleanup()
    {
        source->release();
        client.reset();
        manager.reset();
        server.reset();
        desk.reset();
        source.reset();
        QThreadPool::globalInstance()->waitForDone();
    }

    void everyCall()
    {
        QObject context;
        Outcome<Info> info;
        Outcome<Overview> overview;
        Outcome<UserDetails> details;
        Outcome<Page<DeviceListUpdate>> updates;
        Outcome<RefreshStatus> status;
        Outcome<Page<InboxQueue>> inbox;
        Outcome<Page<ToDeviceMessage>> messages;
        Outcome<Page<OutboxQueue>> outbox;
        Outcome<Page<Destination>> destinations;
        Outcome<bool> reset;
        Outcome<bool> refresh;
        Outcome<EventBatch> events;
        source->setUser(source->details(bob.toString(), {u"A"_s}));
        client->info(&context, info.taker());
        client->overview(&context, overview.taker());
        client->user(bob, &context, details.taker());
        UpdateQuery newest;
        newest.order = UpdateOrder::NewestFirst;
        newest.limit = 5;
        client->updates(bob, newest, &context, updates.taker());
        client->refreshStatus(bob, &context, status.taker());
        InboxQuery deepest;
        deepest.order = InboxOrder::ByDepth;
        client->inbox(deepest, &context, inbox.taker());
        MessageQuery withContent;
        withContent.content = true;
        client->setToken(u"owner"_s);
        client->inboxMessages(UserId(u"@a/b:hs"_s), DeviceId(u"D/%1 ?#"_s), withContent, &context, messages.taker());
        client->outbox({}, &context, outbox.taker());
        DestinationQuery failing;
        failing.failingOnly = true;
        client->destinations(failing, &context, destinations.taker());
        client->resetDestination(ServerName(u"[::1]:8448"_s), &context, reset.taker());
        client->refresh(bob, 30'000, &context, refresh.taker());
        client->events(0, 0, &context, events.taker());
        QTRY_VERIFY_WITH_TIMEOUT(info.result && overview.result && details.result && updates.result && status.result && inbox.result
                && messages.result && outbox.result && destinations.result && reset.result && refresh.result && events.result,
            patienceMs);
        QCOMPARE((*info.result)->serverName.toString(), u"hs.example"_s);
        QVERIFY((*info.result)->refresh.available);
        QCOMPARE((*overview.result)->trackedUsers, 3);
        QCOMPARE((*details.result)->devices.size(), 1);
        QVERIFY(*updates.result && (*updates.result)->items.size() == 5 && (*updates.result)->items.first().n == 7);
        QVERIFY(*status.result);
        QCOMPARE((*inbox.result)->items.constFirst().deviceId.toString(), u"DEEP"_s);
        QCOMPARE(source->lastInbox().second.toString(), u"D/%1 ?#"_s);
        QVERIFY(source->lastMessages().content);
        QCOMPARE(outbox.result->error().http, 503);
        QCOMPARE((*destinations.result)->items.constFirst().destination.toString(), u"failing.example"_s);
        QVERIFY(*reset.result);
        QCOMPARE(source->lastReset().toString(), u"[::1]:8448"_s);
        QVERIFY(*refresh.result);
        QVERIFY((*events.result)->next > 0);
    }

    void errorsKeepTheirKind()
    {
        QObject context;
        Outcome<UserDetails> unknown;
        client->user(bob, &context, unknown.taker());
        QTRY_VERIFY_WITH_TIMEOUT(unknown.result, patienceMs);
        QCOMPARE(unknown.result->error().kind, Error::NotFound);
        client->setToken(u"other"_s);
        Outcome<Info> info;
        client->info(&context, info.taker());
        QTRY_VERIFY_WITH_TIMEOUT(info.result, patienceMs);
        QCOMPARE(info.result->error().kind, Error::Unauthorized);
        QCOMPARE(info.result->error().errcode, u"M_UNKNOWN_TOKEN"_s);
        client->setToken(u"plain"_s);
        Error remote{.kind = Error::Http, .errcode = u"M_NOT_FOUND"_s, .text = u"gone"_s, .retryAt = 4711, .remoteStatus = 404};
        source->setOutcome(failure(remote));
        Outcome<bool> refresh;
        client->refresh(bob, 30'000, &context, refresh.taker());
        QTRY_VERIFY_WITH_TIMEOUT(refresh.result, patienceMs);
        QCOMPARE(refresh.result->error().remoteStatus, 404);
        QCOMPARE(refresh.result->error().retryAt, 4711);
        QCOMPARE(refresh.result->error().text, u"gone"_s);
    }

    void largeAnswersComeFromAWorker()
    {
        source->setUsers(manyUsers(1000));
        QObject context;
        Outcome<Page<UserSummary>> users;
        const Http::CallHandle handle = client->users({}, &context, users.taker());
        QVERIFY(handle.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(users.result, patienceMs);
        QCOMPARE((*users.result)->items.size(), 1000);
        QCOMPARE((*users.result)->items.constLast().userId.toString(), u"@user999:remote.example"_s);
        QVERIFY(!handle.isRunning());
        QCOMPARE(users.times, 1);
    }

    void nothingAfterCancel_data()
    {
        QTest::addColumn<int>("users");
        QTest::newRow("small") << 1;
        QTest::newRow("large") << 1000;
    }
    void nothingAfterCancel()
    {
        QFETCH(int, users);
        source->setUsers(manyUsers(users));
        QObject context;
        Outcome<Page<UserSummary>> cancelled;
        // At every stage of the call: a later call's answer shows that the time has come.
        for (int turns = 0; turns < 40; ++turns) {
            Http::CallHandle handle = client->users({}, &context, cancelled.taker());
            for (int i = 0; i < turns; ++i)
                QCoreApplication::processEvents(QEventLoop::AllEvents);
            if (cancelled.times)
                break;
            handle.cancel();
            QVERIFY(!handle.isRunning());
        }
        const int before = cancelled.times;
        Outcome<Page<UserSummary>> later;
        client->users({}, &context, later.taker());
        QTRY_VERIFY_WITH_TIMEOUT(later.result, patienceMs);
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QCOMPARE(cancelled.times, before);
    }

    void nothingAfterTheContextDied()
    {
        source->setUsers(manyUsers(1000));
        Outcome<Page<UserSummary>> orphan;
        for (int turns = 0; turns < 40 && !orphan.times; ++turns) {
            QObject context;
            client->users({}, &context, orphan.taker());
            for (int i = 0; i < turns; ++i)
                QCoreApplication::processEvents(QEventLoop::AllEvents);
        }
        const int before = orphan.times;
        QThreadPool::globalInstance()->waitForDone();
        QObject context;
        Outcome<Info> later;
        client->info(&context, later.taker());
        QTRY_VERIFY_WITH_TIMEOUT(later.result, patienceMs);
        QCOMPARE(orphan.times, before);
    }

    void nothingAfterTheClientDied()
    {
        QObject context;
        Outcome<EventBatch> poll;
        const Http::CallHandle handle = client->events(0, 60'000, &context, poll.taker());
        client.reset();
        QVERIFY(!handle.isRunning());
        client = std::make_unique<Client>(manager.get(), server->url());
        client->setToken(u"admin"_s);
        Outcome<Info> later;
        client->info(&context, later.taker());
        QTRY_VERIFY_WITH_TIMEOUT(later.result, patienceMs);
        QCOMPARE(poll.times, 0);
    }

    void longPollDelivers()
    {
        QObject context;
        Outcome<EventBatch> now;
        client->events(0, 0, &context, now.taker());
        QTRY_VERIFY_WITH_TIMEOUT(now.result, patienceMs);
        Outcome<EventBatch> poll;
        client->events((*now.result)->next, 60'000, &context, poll.taker());
        source->events().publish(EventType::Queue, {{u"queue"_s, u"inbox"_s}});
        QTRY_VERIFY_WITH_TIMEOUT(poll.result, patienceMs);
        QCOMPARE((*poll.result)->events.constFirst().members.value(u"queue").toString(), u"inbox"_s);
    }

    void pathPrefixIsKept()
    {
        Client behind(manager.get(), QUrl(server->url().toString() + u"/prefix/"_s));
        behind.setToken(u"admin"_s);
        QObject context;
        Outcome<Info> info;
        behind.info(&context, info.taker());
        QTRY_VERIFY_WITH_TIMEOUT(info.result, patienceMs);
        QCOMPARE(info.result->error().errcode, u"M_UNRECOGNIZED"_s); // there is nothing at /prefix/_lockstep
    }

    void tokensStayHome()
    {
        Client far(manager.get(), QUrl(u"http://gateway.example:8779"_s));
        far.setToken(u"admin"_s);
        QObject context;
        Outcome<Info> info;
        far.info(&context, info.taker());
        QTRY_VERIFY_WITH_TIMEOUT(info.result, patienceMs);
        QCOMPARE(info.result->error().kind, Error::BadInput);
        QVERIFY(info.result->error().text.contains(u"https"));
    }
};

QTEST_GUILESS_MAIN(TestInspectionClient)
#include "tst_inspectionclient.moc"
