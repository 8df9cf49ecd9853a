// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/paths.h"

#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

/// The paths of the API as bytes: other programs, proxies and their rules know them.
class TestPaths : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void clientsFillIn()
    {
        QCOMPARE(Paths::info.of(), "/_lockstep/v1/info"_ba);
        QCOMPARE(Paths::updates.of(UserId(u"@böb/x:remote.example:8448"_s)),
            "/_lockstep/v1/users/%40b%C3%B6b%2Fx%3Aremote.example%3A8448/updates"_ba);
        QCOMPARE(
            Paths::inboxMessages.of(UserId(u"@a:b"_s), DeviceId(u"A/*?#%"_s)), "/_lockstep/v1/queues/inbox/%40a%3Ab/A%2F%2A%3F%23%25"_ba);
        QCOMPARE(Paths::inboxMessages.of(UserId(u"*"_s), DeviceId(u".."_s)), "/_lockstep/v1/queues/inbox/%2A/%2E%2E"_ba);
        QCOMPARE(Paths::resetDestination.of(ServerName(u"[::1]:8448"_s)), "/_lockstep/v1/destinations/%5B%3A%3A1%5D%3A8448/reset"_ba);
        QCOMPARE(Paths::refresh.of(UserId(u"@a:b"_s)), "/_matrix/client/unstable/org.matrix.msc2638/user/%40a%3Ab/devices/refresh"_ba);
    }

    void serversSplit()
    {
        QCOMPARE(Paths::users.segments(), QStringList({u"_lockstep"_s, u"v1"_s, u"users"_s}));
        QCOMPARE(Paths::inboxMessages.segments(), QStringList({u"_lockstep"_s, u"v1"_s, u"queues"_s, u"inbox"_s, u"*"_s, u"*"_s}));
    }
};

QTEST_GUILESS_MAIN(TestPaths)
#include "tst_paths.moc"
