// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "client.h"
#include "http/blockingcall.h"
#include "world.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Lockstep;
using namespace Qt::StringLiterals;
using Tests::Client;
using Tests::World;

/// The search of a lab's server, over its inspection API.
class LabSearchTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<World> world;
    UserId bob;
    QString token;

    /// "user: field text", each hit.
    QStringList found(const QByteArray &text) const
    {
        const auto reply = Http::callHttp({.base = world->server->inspectionApi(),
            .path = "/_lockstep/v1/users?search=" + text.toPercentEncoding(),
            .method = "GET",
            .headers = {{"Authorization", "Bearer " + token.toUtf8()}},
            .body = {}});
        if (!reply || reply->status != 200)
            return {u"error"_s};
        QStringList lines;
        const QJsonArray users = QJsonDocument::fromJson(reply->body).object().value(u"users").toArray();
        for (const QJsonValue &user : users)
            lines += user[u"user_id"].toString() + u": "_s + user[u"matched"][0][u"field"].toString() + u' '
                + user[u"matched"][0][u"text"].toString();
        return lines;
    }

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        bob = world->remote.user(u"bob"_s);
        QVERIFY(world->server->client().registerUser(u"root"_s, u"password"_s, true));
        world->remote.setList(bob, u"5"_s, {u"PHONE"_s, u"TABLET"_s});
        token = Client(world->server.get(), u"root"_s, u"ONE"_s).token();
        QCOMPARE(found("phone"), QStringList());
        world->share(bob);
        QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    }
    void cleanup() { world.reset(); }

    void followsTheList()
    {
        QTRY_COMPARE_WITH_TIMEOUT(found("tabl"), QStringList(bob.toString() + u": device_id TABLET"_s), 30'000);
        QCOMPARE(found("bob"), QStringList(bob.toString() + u": user_id "_s + bob.toString()));
        QCOMPARE(found("there.test").size(), 1);
        QCOMPARE(found("me of ta"), QStringList(bob.toString() + u": display_name name of TABLET"_s));

        world->remote.setList(bob, u"6"_s, {u"PHONE"_s, u"LAPTOP"_s});
        QVERIFY(world->server->source().resync(bob, {}, 30'000));
        QTRY_COMPARE_WITH_TIMEOUT(found("lapt").size(), 1, 30'000);
        QCOMPARE(found("tabl"), QStringList());
    }

    void whoIsTrackedNoMoreDropsOut()
    {
        const UserId carl = world->remote.user(u"carl"_s);
        world->remote.setList(carl, u"5"_s, {u"CARLPC"_s});
        const QString room = world->share(carl);
        QTRY_COMPARE_WITH_TIMEOUT(found("carlpc").size(), 1, 30'000);
        QVERIFY(world->membership(room, carl, u"leave"_s));
        QTRY_COMPARE_WITH_TIMEOUT(found("carlpc").size(), 0, 30'000);
        QCOMPARE(found("tablet").size(), 1);
    }
};

QTEST_GUILESS_MAIN(LabSearchTest)
#include "tst_labsearch.moc"
