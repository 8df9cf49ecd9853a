// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/server.h"

#include "history/file/trail.h"
#include "history/recording/recorder.h"
#include "inspection/fakes.h"
#include "logs/logset.h"
#include "logs/lookup/linesearch.h"
#include "rawclient.h"
#include "synapse/log/logline.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

const QByteArray received
    = "2026-11-20 07:00:00,000 - synapse.8631_debug - 1 - DEBUG - PUT-1 - received transaction [17] including device list updates: "
      "[{'device_id': 'P\\nQ', 'prev_id': [1], 'stream_id': 2, 'user_id': '@bob:remote.example', 'keys': {}}]\n";
const QByteArray handling = "2026-11-20 07:00:00,010 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update "
                            "'@bob:remote.example'/'P\\nQ', ID: '2', prev: ['1'] \n";

} // namespace

/// GET /users/{userId}/updates/{n}/lines as a stranger asks it.
class TestRowLines : public QObject
{
    Q_OBJECT

    QTemporaryDir dir;
    FakeSource source;
    FakeAccess access;
    std::unique_ptr<History::Store> store = std::move(*History::Store::openInMemory());
    std::unique_ptr<History::Trail> kept = std::move(*Server::openTrail(*store));
    Server::Trail trail{kept.get(), &source.events()};
    Server::RefreshDesk desk{&source, {}, &trail};
    std::unique_ptr<Server::Server> server;

    void start(const Server::ServerOptions &options)
    {
        server.reset();
        auto started = Server::Server::start(options, &source, store.get(), &access, &desk, &trail);
        QVERIFY(started);
        server = std::move(*started);
    }
    RawAnswer get(const QByteArray &what, const QByteArray &token = "admin")
    {
        return request(server->url(), "GET", "/_lockstep/v1/users/%40bob%3Aremote.example/updates/" + what, token);
    }
    QString log() const { return dir.filePath(u"homeserver.log"_s); }
    Server::ServerOptions searching() const
    {
        Server::ServerOptions options;
        options.serverName = ServerName(u"hs.example"_s);
        options.lines = [search = Logs::LineSearch({log()}, Synapse::logDialect(), QTimeZone::utc())](const UserId &user,
                            const DeviceListUpdate &row, const QList<DeviceListUpdate> &before,
                            const std::function<bool()> &isAbandoned) { return search.find(user, row, before, isAbandoned); };
        return options;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(log());
        QVERIFY(file.open(QFile::WriteOnly) && file.write(received + handling) > 0);
        file.close();
        History::Recorder recorder(store.get());
        Logs::LogSet set({log()}, Synapse::logDialect(), QTimeZone::utc(), {});
        set.search();
        QVERIFY(recorder.record(set.next(100, false).items));
        // And one that a tap told alone.
        History::UpdateContent tapped{
            .user = UserId(u"@bob:remote.example"_s), .content = {}, .origin = {}, .transaction = {}, .verified = true};
        tapped.content
            = {{u"user_id"_s, u"@bob:remote.example"_s}, {u"device_id"_s, u"T"_s}, {u"stream_id"_s, 9}, {u"prev_id"_s, QJsonArray{2}}};
        tapped.at = 1795158100000;
        QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = u"tap"_s}, {tapped}));
        QCOMPARE(store->updates(UserId(u"@bob:remote.example"_s), 0, 10, false)->size(), 2);
    }

    void lines()
    {
        start(searching());
        const RawAnswer answer = get("1/lines");
        QCOMPARE(answer.status, 200);
        const QJsonObject found = answer.json();
        QCOMPARE(found[u"from_log"_s].toBool(), true);
        const QJsonArray all = found[u"lines"_s].toArray();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0][u"tells"_s].toString(), u"content"_s);
        QCOMPARE(all[0][u"transaction"_s].toString(), u"17"_s);
        QCOMPARE(all[0][u"path"_s].toString(), log());
        QCOMPARE(all[0][u"offset"_s].toInteger(-1), 0);
        QCOMPARE(all[0][u"text"_s].toString().toUtf8() + '\n', received);
        QCOMPARE(all[1][u"tells"_s].toString(), u"handling"_s);
        QCOMPARE(all[1][u"offset"_s].toInteger(), received.size());
        QCOMPARE(all[1][u"length"_s].toInteger(), handling.size() - 1);
        QCOMPARE(all[1][u"forgeable"_s].toBool(), true);
        // What a tap told alone is in no log.
        const QJsonObject tapped = get("2/lines").json();
        QCOMPARE(tapped[u"from_log"_s].toBool(true), false);
        QVERIFY(tapped[u"lines"_s].toArray().isEmpty());
    }

    void whoAndWhat()
    {
        start(searching());
        const RawAnswer refused = get("1/lines", "viewer");
        QCOMPARE(refused.status, 403);
        QVERIFY2(refused.json()[u"error"_s].toString().contains(u"operators"_s), refused.body.constData());
        QVERIFY(!refused.body.contains("homeserver.log"));
        QCOMPARE(get("1/lines", "plain").status, 403);
        QCOMPARE(get("1/lines", "nobody").status, 401);
        QCOMPARE(get("3/lines").status, 404);
        QCOMPARE(get("9223372036854775807/lines").status, 400);
        for (const char *n : {"0", "-1", "x", "1.5", "99999999999999999999"})
            QCOMPARE(get(QByteArray(n) + "/lines").status, 400);
        QCOMPARE(request(server->url(), "GET", "/_lockstep/v1/users/bob/updates/1/lines", "admin").status, 400);
        QCOMPARE(request(server->url(), "GET", "/_lockstep/v1/users/@ann:remote.example/updates/1/lines", "admin").status, 404);
        start({});
        QCOMPARE(get("1/lines").status, 501);
        QCOMPARE(get("2/lines").status, 200);
    }

    /// The file is gone: that is said, and it is no error.
    void gone()
    {
        QVERIFY(QFile::rename(log(), log() + u".away"_s));
        start(searching());
        const QJsonObject found = get("1/lines").json();
        QVERIFY(QFile::rename(log() + u".away"_s, log()));
        QVERIFY(found[u"lines"_s].toArray().isEmpty());
        QCOMPARE(found[u"unread"_s][0][u"reason"_s].toString(), u"missing"_s);
        QVERIFY(found[u"unread"_s][0][u"detail"_s].toString().contains(log()));
    }

    /// A search ends when who asked is gone; of those that go on there are as many as may be.
    void bounded()
    {
        std::atomic<int> running = 0, most = 0;
        std::atomic<bool> isReleased = false;
        Server::ServerOptions options = searching();
        options.maxLineSearches = 1;
        options.lines
            = [&](const UserId &, const DeviceListUpdate &, const QList<DeviceListUpdate> &, const std::function<bool()> &isAbandoned) {
                  most = std::max(most.load(), ++running);
                  while (!isAbandoned() && !isReleased)
                      std::this_thread::sleep_for(std::chrono::milliseconds(5));
                  --running;
                  return Result<RowLines>(RowLines{.isFromLog = true});
              };
        start(options);
        {
            RawClient leaves(server->url());
            QVERIFY(leaves.send("GET /_lockstep/v1/users/%40bob%3Aremote.example/updates/1/lines HTTP/1.1\r\nHost: x\r\nAuthorization: "
                                "Bearer admin\r\n\r\n"));
            QTRY_COMPARE_WITH_TIMEOUT(running.load(), 1, 30'000);
            QCOMPARE(get("1/lines").status, 429);
            leaves.reset();
        }
        QTRY_COMPARE_WITH_TIMEOUT(running.load(), 0, 30'000);
        isReleased = true;
        QCOMPARE(get("1/lines").status, 200);
        QCOMPARE(most.load(), 1);
        server.reset();
    }
};

QTEST_GUILESS_MAIN(TestRowLines)
#include "tst_rowlines.moc"
