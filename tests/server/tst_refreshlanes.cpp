// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/refreshlanes.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

Server::RefreshTicket attempt(const QString &user, const QString &caller, bool isAdmin = false)
{
    auto made = std::make_shared<Server::RefreshAttempt>();
    made->user = UserId(user);
    made->caller = UserId(caller);
    made->isAdmin = isAdmin;
    return made;
}

QString name(const Server::RefreshTicket &ticket)
{
    return ticket ? ticket->user.toString() : u"nobody"_s;
}

} // namespace

class TestRefreshLanes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneServerHoldsFewWorkers()
    {
        Server::RefreshLanes lanes({.workers = 8, .perServer = 2});
        for (int i = 0; i < 5; ++i)
            lanes.add(attempt(u"@%1:slow.example"_s.arg(i), u"@a:hs"_s));
        lanes.add(attempt(u"@x:fast.example"_s, u"@b:hs"_s));
        const auto slow = lanes.next();
        QCOMPARE(name(slow), u"@0:slow.example"_s);
        QCOMPARE(name(lanes.next()), u"@x:fast.example"_s);
        QVERIFY(!lanes.hasNext());
        // An admin's goes beside the one that hangs.
        lanes.add(attempt(u"@y:slow.example"_s, u"@admin:hs"_s, true));
        QCOMPARE(name(lanes.next()), u"@y:slow.example"_s);
        lanes.add(attempt(u"@z:slow.example"_s, u"@admin:hs"_s, true));
        QCOMPARE(name(lanes.next()), u"nobody"_s);
        lanes.finished(slow);
        QCOMPARE(name(lanes.next()), u"@z:slow.example"_s);
    }

    void adminsFirstAndSomeWorkersForThemAlone()
    {
        Server::RefreshLanes lanes({.workers = 4, .perServer = 2});
        for (int i = 0; i < 6; ++i)
            lanes.add(attempt(u"@u:%1.example"_s.arg(i), u"@a:hs"_s));
        lanes.add(attempt(u"@u:admins.example"_s, u"@admin:hs"_s, true));
        QCOMPARE(name(lanes.next()), u"@u:admins.example"_s);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(name(lanes.next()), u"@u:%1.example"_s.arg(i));
        QVERIFY(!lanes.next()); // all four work
        Server::RefreshLanes others({.workers = 4, .perServer = 2});
        for (int i = 0; i < 6; ++i)
            others.add(attempt(u"@u:%1.example"_s.arg(i), u"@a:hs"_s));
        for (int i = 0; i < 3; ++i)
            QVERIFY(others.next());
        QVERIFY(!others.next()); // the fourth is for admins
        others.add(attempt(u"@u:admins.example"_s, u"@admin:hs"_s, true));
        QVERIFY(others.next());
    }

    void oneCallerHoldsFewPlaces()
    {
        Server::RefreshLanes lanes({.workers = 4, .perServer = 2, .perCaller = 2, .maxWaiting = 3});
        const UserId a(u"@a:hs"_s);
        const auto first = attempt(u"@1:x.example"_s, a.toString());
        lanes.add(first);
        lanes.add(attempt(u"@2:x.example"_s, a.toString()));
        QVERIFY(!lanes.hasRoomFor(a, false));
        QVERIFY(lanes.hasRoomFor(UserId(u"@b:hs"_s), false));
        QCOMPARE(lanes.next(), first);
        QVERIFY(!lanes.hasRoomFor(a, false)); // it runs, and counts
        lanes.finished(first);
        QVERIFY(lanes.hasRoomFor(a, false));
        lanes.add(attempt(u"@3:x.example"_s, u"@b:hs"_s));
        lanes.add(attempt(u"@4:x.example"_s, u"@c:hs"_s));
        QVERIFY(!lanes.hasRoomFor(UserId(u"@d:hs"_s), false));
        QVERIFY(lanes.hasRoomFor(UserId(u"@d:hs"_s), true));
        QCOMPARE(lanes.takeWaiting().size(), size_t(3));
        QVERIFY(!lanes.hasNext());
    }

    void whatAnAdminJoinsIsTheAdmins()
    {
        Server::RefreshLanes lanes({.workers = 4, .perServer = 2});
        lanes.add(attempt(u"@1:slow.example"_s, u"@a:hs"_s));
        const auto joined = attempt(u"@2:slow.example"_s, u"@a:hs"_s);
        lanes.add(joined);
        const auto running = lanes.next();
        QVERIFY(!lanes.hasNext());
        lanes.promote(joined);
        QCOMPARE(lanes.next(), joined);
        lanes.promote(running); // too late, and no harm
        lanes.finished(running);
        lanes.finished(joined);
        QVERIFY(!running->isAdmin);
    }
};

QTEST_GUILESS_MAIN(TestRefreshLanes)
#include "tst_refreshlanes.moc"
