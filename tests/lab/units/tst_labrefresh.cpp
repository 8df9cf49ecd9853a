// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "client.h"
#include "world.h"

#include "domain/apiwords.h"
#include "http/blockingcall.h"

#include <future>

using namespace Lockstep;
using namespace Qt::StringLiterals;
using Http::OutgoingAnswer;
using Tests::Client;
using Tests::World;

/// MSC2638's refresh over HTTP, as a client of the lab sees it: "Asking for a resync" in domain/PROTOCOL.md. And what the inspection API
/// then says.
class LabRefreshTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        bob = world->remote.user(u"bob"_s);
        world->local();
        world->remote.setList(bob, u"5"_s);
        world->share(bob);
        QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
        logIn();
    }
    void cleanup() { world.reset(); }

    void refusesWhoMayNot();
    void localUsersNeedNone();
    void noSharedRoom();
    void successIsKeptForAWhile();
    void routes();
    void oneRequestForManyCallers();
    void stillRunning();
    void serverAway();
    void serverTooSlow();
    void remoteErrors_data();
    void remoteErrors();
    void backoffRepeatsTheLastError();
    void rateLimit();
    void findings();

private:
    void logIn() { token = Client(world->server.get(), u"alice"_s, u"ONE"_s).token(); }
    QByteArray path(const QString &user) const
    {
        return "/_matrix/client/unstable/org.matrix.msc2638/user/" + encodePathSegment(user) + "/devices/refresh";
    }
    struct Said
    {
        int status = 0;
        QJsonObject body;
        QByteArray retryAfter;
        QString errcode() const { return body.value("errcode"_L1).toString(); }
    };
    Said ask(const QByteArray &target, const char *method = "POST", const std::optional<QString> &asWhom = {}) const
    {
        Http::HttpQuestion question{.base = world->server->clientApi(), .path = target, .method = method, .timeoutMs = 30'000};
        const QString who = asWhom.value_or(token);
        if (!who.isEmpty())
            question.headers.append({"Authorization", "Bearer " + who.toUtf8()});
        if (question.method == "POST")
            question.body = "{}";
        const auto reply = Http::callHttp(question);
        if (!reply)
            return {};
        return {reply->status, QJsonDocument::fromJson(reply->body).object(), reply->retryAfter};
    }
    Said refresh() const { return ask(path(bob.toString())); }
    QStringList findingsOf(const UserId &user) const
    {
        QStringList result;
        const auto details = world->server->source().user(user);
        for (const Finding &finding : details->summary.findings)
            result.append(toApiName(finding.severity) + u' ' + finding.id);
        return result;
    }

    std::unique_ptr<World> world;
    UserId bob;
    QString token;
};

void LabRefreshTest::refusesWhoMayNot()
{
    const Said nobody = ask(path(bob.toString()), "POST", u""_s);
    QCOMPARE(nobody.status, 401);
    QCOMPARE(nobody.errcode(), u"M_MISSING_TOKEN"_s);
    const Said stranger = ask(path(bob.toString()), "POST", u"no-such-token"_s);
    QCOMPARE(stranger.status, 401);
    QCOMPARE(stranger.errcode(), u"M_UNKNOWN_TOKEN"_s);
    const Said malformed = ask(path(u"bob"_s));
    QCOMPARE(malformed.status, 400);
    QCOMPARE(malformed.errcode(), u"M_INVALID_PARAM"_s);
    QCOMPARE(world->remote.listRequests(), 1);
}

void LabRefreshTest::localUsersNeedNone()
{
    const Said said = ask(path(u"@alice:here.lab"_s));
    QCOMPARE(said.status, 202);
    QCOMPARE(said.body, QJsonObject());
}

void LabRefreshTest::noSharedRoom()
{
    const Said said = ask(path(u"@eve:there.test"_s));
    QCOMPARE(said.status, 403);
    QCOMPARE(said.errcode(), u"M_FORBIDDEN"_s);
    QCOMPARE(world->remote.listRequests(), 1);
}

void LabRefreshTest::successIsKeptForAWhile()
{
    world->remote.setList(bob, u"9"_s, {u"D1"_s, u"NEW"_s});
    const Said said = refresh();
    QCOMPARE(said.status, 202);
    QCOMPARE(said.body, QJsonObject());
    QCOMPARE(world->devices(bob), (QStringList{u"D1"_s, u"NEW"_s}));
    QCOMPARE(world->remote.listRequests(), 2);
    QCOMPARE(refresh().status, 202);
    QCOMPARE(world->remote.listRequests(), 2);
}

void LabRefreshTest::routes()
{
    const QByteArray user = encodePathSegment(bob.toString());
    QCOMPARE(ask("/_matrix/client/v3/user/" + user + "/devices/refresh").status, 202);
    QCOMPARE(ask("/_matrix/client/r0/user/" + user + "/devices/refresh").status, 202);
    QCOMPARE(ask("/_matrix/unstable/org.matrix.msc2638/user/" + user + "/devices", "GET").status, 202);
    const Said versions = ask("/_matrix/client/versions", "GET");
    QCOMPARE(versions.body.value("unstable_features"_L1).toObject().value("org.matrix.msc2638"_L1), QJsonValue(true));
}

void LabRefreshTest::oneRequestForManyCallers()
{
    world->remote.hold();
    std::vector<std::future<Said>> callers;
    for (int i = 0; i < 5; ++i)
        callers.push_back(std::async(std::launch::async, [this] { return refresh(); }));
    QTRY_COMPARE(world->remote.listRequests(), 2);
    world->remote.release();
    for (auto &caller : callers)
        QCOMPARE(caller.get().status, 202);
    QCOMPARE(world->remote.listRequests(), 2);
}

void LabRefreshTest::stillRunning()
{
    world->remote.hold();
    const Said said = ask(path(bob.toString()) + "?timeout=50");
    QCOMPARE(said.status, 202); // which does not promise success
    QVERIFY(world->isStale(bob));
    world->remote.setList(bob, u"9"_s, {u"NEW"_s});
    world->remote.release();
    QTRY_COMPARE(world->devices(bob), QStringList{u"NEW"_s});
}

void LabRefreshTest::serverAway()
{
    world->network.setDown(world->remote.name(), true);
    const Said said = refresh();
    QCOMPARE(said.status, 502);
    QCOMPARE(said.errcode(), u"M_UNKNOWN"_s);
    QVERIFY(said.body.value("error"_L1).toString().contains(u"there.test"_s));
    QVERIFY(said.body.value("org.matrix.msc2638.retry_at"_L1).toInteger() > world->clock.now());
}

void LabRefreshTest::serverTooSlow()
{
    world->server.reset();
    world->fetchTimeoutMs = 150;
    world->start();
    world->local();
    world->share(bob);
    QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    logIn();
    world->remote.hold();
    const Said said = refresh();
    QCOMPARE(said.status, 504);
    QCOMPARE(said.errcode(), u"M_UNKNOWN"_s);
}

void LabRefreshTest::remoteErrors_data()
{
    QTest::addColumn<int>("remote");
    QTest::addColumn<QString>("errcode");
    QTest::newRow("not found") << 404 << u"M_NOT_FOUND"_s;
    QTest::newRow("forbidden") << 403 << u"M_FORBIDDEN"_s;
    QTest::newRow("rate limited there") << 429 << u"M_LIMIT_EXCEEDED"_s;
    QTest::newRow("broken") << 500 << u"M_UNKNOWN"_s;
    QTest::newRow("away") << 502 << u"M_UNKNOWN"_s;
    QTest::newRow("a token problem that is not the client's") << 401 << u"M_UNKNOWN_TOKEN"_s;
}

void LabRefreshTest::remoteErrors()
{
    QFETCH(int, remote);
    QFETCH(QString, errcode);
    world->remote.setAnswer(bob, OutgoingAnswer::error(remote, errcode, u"the remote server's own words"_s));
    const Said said = refresh();
    QCOMPARE(said.status, 502);
    if (remote == 401)
        QVERIFY2(said.errcode() != errcode, "a client would take itself for logged out");
    else
        QCOMPARE(said.errcode(), errcode);
    QVERIFY(said.body.value("error"_L1).toString().contains(u"the remote server's own words"_s));
    QCOMPARE(said.body.value("org.matrix.msc2638.remote_status"_L1).toInt(), remote);
    QVERIFY(said.body.value("org.matrix.msc2638.retry_at"_L1).toInteger() > world->clock.now());
    QVERIFY(world->isStale(bob)); // it is tried again
}

void LabRefreshTest::backoffRepeatsTheLastError()
{
    world->remote.setAnswer(bob, OutgoingAnswer::error(503, u"M_UNKNOWN"_s, u"back soon"_s));
    const Said first = refresh();
    const Said second = refresh();
    QCOMPARE(world->remote.listRequests(), 2);
    QCOMPARE(second.status, first.status);
    QCOMPARE(second.body, first.body);
    // Another user of that server has no last error, and costs one request.
    const UserId carol = world->remote.user(u"carol"_s);
    world->share(carol);
    QTRY_COMPARE(world->remote.listRequests(), 3);
}

void LabRefreshTest::rateLimit()
{
    int limited = 0;
    for (int i = 0; i < 80 && limited == 0; ++i) {
        // Whom nobody here shares a room with is refused before any limit, and costs none.
        const UserId eve = world->remote.user(u"eve%1"_s.arg(i));
        QCOMPARE(ask(path(eve.toString())).status, 403);
        world->share(eve);
        const Said said = ask(path(eve.toString()));
        if (said.status != 429)
            continue;
        ++limited;
        QCOMPARE(said.errcode(), u"M_LIMIT_EXCEEDED"_s);
        QVERIFY(said.retryAfter.toInt() >= 1);
        QVERIFY(said.body.value("retry_after_ms"_L1).toInteger() > 0);
    }
    QCOMPARE(limited, 1);
}

void LabRefreshTest::findings()
{
    QCOMPARE(findingsOf(bob), QStringList{u"info no_keys"_s});
    world->remote.setAnswer(bob, OutgoingAnswer::error(503, u"M_UNKNOWN"_s, u"back soon"_s));
    QVERIFY(world->send({Tests::deviceListEdu(bob, u"D2"_s, 9, {8, 7})}));
    QTRY_VERIFY(world->states(bob).contains(Inspection::UserState::RemoteFailing));
    QCOMPARE(findingsOf(bob), (QStringList{u"error stale"_s, u"error gap"_s, u"info no_keys"_s}));
    const auto details = world->server->source().user(bob);
    const auto finding = [&](const QString &id) {
        for (const Finding &each : details->summary.findings)
            if (each.id == id)
                return each;
        return Finding();
    };
    QVERIFY(finding(u"stale"_s).text.contains(u"back soon"_s));
    QVERIFY(finding(u"gap"_s).text.contains(u"8, 7"_s) || finding(u"gap"_s).text.contains(u"7, 8"_s));
    QCOMPARE(finding(u"gap"_s).n, 2);
    const auto page = world->server->source().users({});
    QCOMPARE(page->items.size(), 1);
    QVERIFY(!page->items.first().findings.isEmpty());

    world->remote.setList(bob, u"9"_s);
    world->clock.advance(60'000);
    QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    QCOMPARE(findingsOf(bob), (QStringList{u"info gap_healed"_s, u"info no_keys"_s}));
}

QTEST_GUILESS_MAIN(LabRefreshTest)

#include "tst_labrefresh.moc"
