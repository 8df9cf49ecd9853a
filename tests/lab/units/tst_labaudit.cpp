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

/// An audit of a server of the lab, over its inspection API: it asks with the lab's own key and network.
class LabAuditTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<World> world;
    UserId bob;
    QString token;

    QJsonObject call(const char *method, const QByteArray &path, const std::optional<QByteArray> &body = {}) const
    {
        const auto reply = Http::callHttp({.base = world->server->inspectionApi(),
            .path = "/_lockstep/v1/" + path,
            .method = method,
            .headers = {{"Authorization", "Bearer " + token.toUtf8()}},
            .body = body});
        if (!reply || reply->status != 200)
            qWarning() << method << path << (reply ? QString::fromUtf8(reply->body) : reply.error().text);
        return reply ? QJsonDocument::fromJson(reply->body).object() : QJsonObject();
    }
    /// The list that the audit compared, once it is over.
    QJsonObject auditBob() const
    {
        const QByteArray id = call("POST", "audits", QByteArray("{\"method\": \"federation\"}"))[u"id"].toString().toUtf8();
        QJsonObject list;
        [&] {
            QTRY_COMPARE_WITH_TIMEOUT(call("GET", "audits/" + id)[u"state"].toString(), u"finished"_s, 30'000);
            list = call("GET", "audits/" + id + "/lists")[u"lists"][0].toObject();
        }();
        return list;
    }

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        bob = world->remote.user(u"bob"_s);
        QVERIFY(world->server->client().registerUser(u"root"_s, u"password"_s, true));
        world->remote.setList(bob, u"5"_s);
        world->share(bob);
        QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
        token = Client(world->server.get(), u"root"_s, u"ONE"_s).token();
    }
    void cleanup() { world.reset(); }

    void verifiesWhatIsRight()
    {
        QCOMPARE(auditBob()[u"outcome"].toString(), u"same"_s);
        QCOMPARE(call("GET", "users/" + encodePathSegment(bob.toString()))[u"audited"][u"origin"].toString(), u"there.test"_s);
    }

    /// The last update was lost, and nobody noticed: an audit does, and changes nothing.
    void findsWhatWasLostWithoutATrace()
    {
        world->remote.setList(bob, u"6"_s, {u"D1"_s, u"D2"_s});
        const QJsonObject list = auditBob();
        QCOMPARE(list[u"outcome"].toString(), u"differs"_s);
        QCOMPARE(list[u"differences"][0][u"kind"].toString(), u"device_missing"_s);
        QCOMPARE(list[u"differences"][0][u"device_id"].toString(), u"D2"_s);
        QCOMPARE(list[u"missed"].toString(), u"never_came"_s);
        QCOMPARE(world->devices(bob), QStringList{u"D1"_s});
        QVERIFY(!world->isStale(bob));
    }

    void aServerThatIsDownIsNoVerdict()
    {
        world->network.setDown(world->remote.name(), true);
        QCOMPARE(auditBob()[u"outcome"].toString(), u"not_compared"_s);
    }
};

QTEST_GUILESS_MAIN(LabAuditTest)
#include "tst_labaudit.moc"
