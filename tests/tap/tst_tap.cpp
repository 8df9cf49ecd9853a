// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/receiver.h"

#include "domain/apiwords.h"
#include "history/recording/recorder.h"
#include "http/httpserver.h"
#include "rawclient.h"
#include "tap/tapsender.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace Lockstep;
using namespace Lockstep::Tap;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

} // namespace

class TestTap : public QObject
{
    Q_OBJECT

    Sender good{ServerName(u"remote.example"_s)};
    Sender renewed{.name = ServerName(u"remote.example"_s), .keyId = u"ed25519:2"_s}; ///< the good one, set up again
    Sender rotated{
        .name = ServerName(u"remote.example"_s), .keyId = u"ed25519:2"_s, .oldKeyIds = {u"ed25519:1"_s}}; ///< or with another key
    Sender other{ServerName(u"other.example:8448"_s)};
    std::unique_ptr<QTemporaryDir> dir;
    std::unique_ptr<HttpServer> notary;
    std::atomic<int> asked = 0;
    std::atomic<const Sender *> published = &good; ///< whose keys the notary has for remote.example
    std::mutex mutex;
    std::condition_variable released;
    bool held = false;
    std::unique_ptr<History::Store> store;
    std::unique_ptr<History::Recorder> recorder;
    std::unique_ptr<Receiver> tap;

    OutgoingAnswer answerKeys(const IncomingRequest &request)
    {
        ++asked;
        const QString name = askedFor(request);
        if (name == u"slow.example") {
            std::unique_lock lock(mutex);
            released.wait(lock, [this] { return !held; });
        }
        QJsonArray keys;
        for (const Sender *sender : {published.load(), static_cast<const Sender *>(&other)}) {
            if (sender->name.toString() == name)
                keys.append(sender->publishedKeys());
        }
        return OutgoingAnswer::json({{u"server_keys"_s, keys}});
    }

    int put(const QByteArray &id, const QByteArray &body, const QByteArray &headers)
    {
        return request(tap->url(), "PUT", "/_matrix/federation/v1/send/" + id, {}, body, headers).status;
    }
    int send(const Sender &sender, const QByteArray &id, const QByteArray &body)
    {
        return put(id, body, sender.authorization("/_matrix/federation/v1/send/" + id, body));
    }
    /// "stream_id verified" of what is recorded.
    QString recorded(const QString &user)
    {
        QStringList lines;
        const auto updates = store->updates(UserId(user), 0, 100, false);
        for (const DeviceListUpdate &update : *updates) {
            const QString verified = !update.verified ? u"?"_s : *update.verified ? u"yes"_s : u"no"_s;
            lines.append(u"%1 %2"_s.arg(update.kind == UpdateKind::SigningKeys ? u"keys"_s : update.streamId.toString(), verified));
        }
        return lines.join(u", ");
    }

private Q_SLOTS:
    void init()
    {
        held = false;
        asked = 0;
        published = &good;
        dir = std::make_unique<QTemporaryDir>();
        store = std::move(*History::Store::open(dir->filePath(u"history"_s)));
        recorder = std::make_unique<History::Recorder>(store.get());
        notary = std::move(*HttpServer::start({}, [this](const IncomingRequest &request) { return answerKeys(request); }));
        Tap::Options options{.listen = u"127.0.0.1:0"_s, .serverName = self, .homeserver = notary->url()};
        options.unverifiedEdusPerHour = 2;
        tap = std::move(*Receiver::start(options, recorder.get()));
    }
    void cleanup()
    {
        {
            const std::lock_guard lock(mutex);
            held = false;
        }
        released.notify_all();
        tap.reset();
        notary.reset();
        recorder.reset();
        store.reset();
        dir.reset();
    }

    void recordsWhatIsSigned()
    {
        QCOMPARE(tap->status().state, SourceState::Starting);
        QCOMPARE(send(good, "t1", Sender::body(u"@bob:remote.example"_s, 5)), 200);
        QCOMPARE(send(good, "t%2F2", Sender::body(u"@bob:remote.example"_s, 6)), 200);
        QCOMPARE(send(other, "t1", Sender::body(u"@ann:other.example:8448"_s, 99)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"5 yes, 6 yes"_s, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@ann:other.example:8448"_s), u"99 yes, keys yes"_s, patienceMs);
        QCOMPARE(asked.load(), 2); // once for each server
        QCOMPARE(tap->status().state, SourceState::Ok);
        const auto updates = store->updates(UserId(u"@bob:remote.example"_s), 0, 1, false);
        QCOMPARE(updates->constFirst().displayName, u"phöne"_s);
        QCOMPARE(updates->constFirst().sources, UpdateSource::Tap);
    }

    void forgeriesAreShownAsSuch()
    {
        const QByteArray body = Sender::body(u"@bob:remote.example"_s, 5);
        const Sender forger{.name = good.name};
        QCOMPARE(send(forger, "t1", body), 200);
        // A right signature, of something else.
        QCOMPARE(put("t2", Sender::body(u"@bob:remote.example"_s, 6), good.authorization("/_matrix/federation/v1/send/t2", body)), 200);
        QCOMPARE(put("t4", body, good.authorization("/_matrix/federation/v1/send/t3", body)), 200);
        QCOMPARE(send(good, "t5", Sender::body(u"@bob:remote.example"_s, 7)), 200);
        QTRY_VERIFY_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s).endsWith(u"7 yes"), patienceMs);
        QCOMPARE(recorded(u"@bob:remote.example"_s).count(u"yes"), 1);
    }

    void aServerThatWasSetUpAgainIsTold()
    {
        QCOMPARE(send(good, "t1", Sender::body(u"@bob:remote.example"_s, 36)), 200);
        QCOMPARE(send(good, "t2", Sender::body(u"@bob:remote.example"_s, 41)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"36 yes, 41 yes"_s, patienceMs);
        published = &renewed;
        QCOMPARE(send(renewed, "t3", Sender::body(u"@bob:remote.example"_s, 6)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"36 yes, 41 yes, 6 yes"_s, patienceMs);
        QStringList breaks;
        const auto updates = store->updates(UserId(u"@bob:remote.example"_s), 0, 10, false);
        for (const DeviceListUpdate &update : *updates)
            breaks += toApiNames(update.breaks).join(u' ');
        QCOMPARE(breaks, (QStringList{u"first"_s, u"restarted"_s, u"rebuilt"_s}));
    }

    void aServerThatChangedItsKeyWasNotSetUpAgain()
    {
        QCOMPARE(send(good, "t1", Sender::body(u"@bob:remote.example"_s, 36)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"36 yes"_s, patienceMs);
        published = &rotated;
        QCOMPARE(send(rotated, "t2", Sender::body(u"@bob:remote.example"_s, 41)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"36 yes, 41 yes"_s, patienceMs);
        QStringList breaks;
        const auto updates = store->updates(UserId(u"@bob:remote.example"_s), 0, 10, false);
        for (const DeviceListUpdate &update : *updates)
            breaks += toApiNames(update.breaks).join(u' ');
        QCOMPARE(breaks, (QStringList{u"first"_s, u"restarted"_s}));
    }

    void noSayAboutOthersUsers()
    {
        QCOMPARE(send(good, "t1", Sender::body(u"@ann:other.example:8448"_s, 5)), 200);
        QCOMPARE(send(good, "t2", Sender::body(u"@bob:remote.example"_s, 5)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"5 yes"_s, patienceMs);
        QCOMPARE(recorded(u"@ann:other.example:8448"_s), QString());
    }

    void unknownServersAreUncheckedAndFew()
    {
        const Sender unknown{ServerName(u"unknown.example"_s)};
        for (int i = 1; i <= 5; ++i)
            QCOMPARE(send(unknown, QByteArray::number(i), Sender::body(u"@x:unknown.example"_s, i)), 200);
        QTRY_VERIFY_WITH_TIMEOUT(tap->status().detail.contains(u"unknown.example"), patienceMs);
        QCOMPARE(send(good, "t1", Sender::body(u"@bob:remote.example"_s, 5)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"5 yes"_s, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(tap->status().behind, 0, patienceMs);
        QCOMPARE(recorded(u"@x:unknown.example"_s), u"1 ?, 2 ?"_s);
        QCOMPARE(asked.load(), 3); // the good one's; the unknown one's by name, and whatever the notary has of it: once for all five
    }

    void slowKeysHoldUpNobodyElse()
    {
        held = true;
        const Sender slow{ServerName(u"slow.example"_s)};
        QCOMPARE(send(slow, "t1", Sender::body(u"@x:slow.example"_s, 1)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(asked.load(), 1, patienceMs);
        QCOMPARE(send(good, "t1", Sender::body(u"@bob:remote.example"_s, 5)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"5 yes"_s, patienceMs);
        QCOMPARE(recorded(u"@x:slow.example"_s), QString());
        {
            const std::lock_guard lock(mutex);
            held = false;
        }
        released.notify_all();
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@x:slow.example"_s), u"1 ?"_s, patienceMs);
    }

    void nothingIsLostAtTheEnd()
    {
        held = true;
        const Sender slow{ServerName(u"slow.example"_s)};
        QCOMPARE(send(slow, "t1", Sender::body(u"@x:slow.example"_s, 1)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(asked.load(), 1, patienceMs);
        std::thread ender([this] { tap->stop(); });
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@x:slow.example"_s), u"1 ?"_s, patienceMs);
        {
            const std::lock_guard lock(mutex);
            held = false;
        }
        released.notify_all();
        ender.join();
    }

    void answers_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const QByteArray target = "/_matrix/federation/v1/send/t1";
        const QByteArray body = Sender::body(u"@bob:remote.example"_s, 5);
        const auto row = [](const char *name, const QByteArray &method, const QByteArray &where, const QByteArray &headers,
                             const QByteArray &bytes, int status) { QTest::newRow(name) << method << where << headers << bytes << status; };
        row("other path", "PUT", "/_matrix/federation/v2/invite/x", {}, body, 404);
        row("other method", "POST", target, {}, body, 404);
        row("no header", "PUT", target, {}, body, 401);
        row("other scheme", "PUT", target, "Authorization: Bearer x\r\n", body, 401);
        row("malformed", "PUT", target, "Authorization: X-Matrix nonsense\r\n", body, 401);
        row("to somebody else", "PUT", target, good.authorization(target, body, ServerName(u"third.example"_s)), body, 401);
        row("nothing of interest", "PUT", target, {}, "{\"pdus\":[],\"edus\":[{\"edu_type\":\"m.typing\",\"content\":{}}]}", 200);
        row("empty", "PUT", target, {}, {}, 200);
        row("not JSON", "PUT", target, "Authorization: X-Matrix origin=a,key=\"ed25519:1\",sig=x\r\n", "m.device_list_update", 200);
    }
    void answers()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, headers);
        QFETCH(QByteArray, body);
        QCOMPARE(request(tap->url(), method, target, {}, body, headers).status, [] {
            QFETCH(int, status);
            return status;
        }());
        QCOMPARE(send(good, "after", Sender::body(u"@bob:remote.example"_s, 7)), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(u"@bob:remote.example"_s), u"7 yes"_s, patienceMs);
    }
};

QTEST_GUILESS_MAIN(TestTap)
#include "tst_tap.moc"
