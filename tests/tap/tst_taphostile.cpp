// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/receiver.h"

#include "history/recording/recorder.h"
#include "http/httpserver.h"
#include "rawclient.h"
#include "tap/tapsender.h"
#include "tap/unverifiedbudget.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include <unistd.h>

using namespace Lockstep;
using namespace Lockstep::Tap;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
constexpr auto bob = "@bob:remote.example";

QJsonObject update(const QString &user, const QJsonValue &streamId, const QString &name = u"phone"_s)
{
    return {{u"edu_type"_s, u"m.device_list_update"_s},
        {u"content"_s,
            QJsonObject{{u"user_id"_s, user}, {u"device_id"_s, u"D"_s}, {u"stream_id"_s, streamId}, {u"prev_id"_s, QJsonArray()},
                {u"device_display_name"_s, name}}}};
}

QByteArray transaction(const QJsonArray &edus)
{
    return QJsonDocument(QJsonObject{{u"edus"_s, edus}, {u"pdus"_s, QJsonArray()}}).toJson(QJsonDocument::Compact);
}

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

} // namespace

/// What anybody on the internet can send to a federation port comes through the proxy's mirror.
class TestTapHostile : public QObject
{
    Q_OBJECT

    Sender good{ServerName(u"remote.example"_s)};
    std::unique_ptr<QTemporaryDir> dir;
    std::unique_ptr<HttpServer> notary;
    std::mutex mutex;
    QStringList keyIds{u"ed25519:1"_s}; ///< that the good server publishes
    QList<QByteArray> questions;
    std::unique_ptr<History::Store> store;
    std::unique_ptr<History::Recorder> recorder;
    std::unique_ptr<Receiver> tap;

    OutgoingAnswer answerKeys(const IncomingRequest &request)
    {
        const std::lock_guard lock(mutex);
        questions.append(request.method);
        if (askedFor(request) != good.name.toString())
            return OutgoingAnswer::json({{u"server_keys"_s, QJsonArray()}});
        const QString key = QString::fromLatin1(encodeUnpaddedBase64(good.key.publicKey()));
        QJsonObject published;
        for (const QString &id : keyIds)
            published.insert(id, QJsonObject{{u"key"_s, key}});
        QJsonObject keys{{u"server_name"_s, good.name.toString()}, {u"valid_until_ts"_s, QDateTime::currentMSecsSinceEpoch() + 86'400'000},
            {u"verify_keys"_s, published}};
        for (const QString &id : keyIds)
            keys = *signJson(keys, good.name.toString(), id, good.key);
        // As Synapse's notary: asked by name, it answers with nothing but sets that hold the name.
        if (request.method == "POST") {
            const QJsonObject named = QJsonDocument::fromJson(request.body).object().value(u"server_keys").toObject();
            const QStringList ids = named.value(good.name.toString()).toObject().keys();
            if (std::none_of(ids.begin(), ids.end(), [&](const QString &id) { return keyIds.contains(id); }))
                return OutgoingAnswer::json({{u"server_keys"_s, QJsonArray()}});
        }
        return OutgoingAnswer::json({{u"server_keys"_s, QJsonArray{keys}}});
    }
    void startTap(const std::function<void(Tap::Options &)> &change = {})
    {
        Tap::Options options{.listen = u"127.0.0.1:0"_s, .serverName = self, .homeserver = notary->url()};
        options.isFollowed = [](const UserId &user) { return std::optional(!user.toString().startsWith(u"@invented")); };
        if (change)
            change(options);
        tap = std::move(*Receiver::start(options, recorder.get()));
    }
    int put(const QByteArray &id, const QByteArray &body, const QByteArray &headers)
    {
        return request(tap->url(), "PUT", "/_matrix/federation/v1/send/" + id, {}, body, headers).status;
    }
    int send(const QByteArray &id, const QByteArray &body, const QString &keyId = u"ed25519:1"_s)
    {
        const FederationRequest request{
            .method = "PUT", .target = "/_matrix/federation/v1/send/" + id, .origin = good.name, .destination = self, .body = body};
        return put(id, body, "Authorization: " + *signRequest(request, keyId, good.key) + "\r\n");
    }
    int forge(const QByteArray &id, const QByteArray &body, const QByteArray &keyId = "ed25519:nope")
    {
        return put(id, body,
            "Authorization: X-Matrix origin=\"remote.example\",destination=\"home.example\",key=\"" + keyId + "\",sig=\""
                + QByteArray(86, 'A') + "\"\r\n");
    }
    QString recorded(const QString &user = QString::fromLatin1(bob))
    {
        QStringList lines;
        const auto updates = store->updates(UserId(user), 0, 1000, false);
        for (const DeviceListUpdate &update : *updates) {
            const QString verified = !update.verified ? u"?"_s : *update.verified ? u"yes"_s : u"no"_s;
            lines.append(update.streamId.toString() + u' ' + verified);
        }
        return lines.join(u", ");
    }
    QString detail() const { return tap->status().detail; }
    /// After everything that came before.
    void settle(const QByteArray &id)
    {
        const QString last = QString::fromLatin1(id);
        QCOMPARE(send("settle" + id, transaction({update(QString::fromLatin1(bob), last)})), 200);
        QTRY_VERIFY_WITH_TIMEOUT(recorded().endsWith(last + u" yes"), patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(tap->status().behind, 0, patienceMs);
    }

private Q_SLOTS:
    void init()
    {
        keyIds = {u"ed25519:1"_s};
        questions.clear();
        dir = std::make_unique<QTemporaryDir>();
        store = std::move(*History::Store::open(dir->filePath(u"history"_s)));
        recorder = std::make_unique<History::Recorder>(store.get());
        notary = std::move(*HttpServer::start({}, [this](const IncomingRequest &request) { return answerKeys(request); }));
    }
    void cleanup()
    {
        tap.reset();
        notary.reset();
        recorder.reset();
        store.reset();
        dir.reset();
    }

    void aKeyThatTheServerDoesNotHaveIsForged()
    {
        startTap();
        settle("1");
        QCOMPARE(forge("f1", transaction({update(QString::fromLatin1(bob), 66)})), 200);
        settle("2");
        QCOMPARE(recorded(), u"1 yes, 66 no, 2 yes"_s);
        QVERIFY2(detail().contains(u"1 forged"), qPrintable(detail()));
        // Asked about once, however often it is named.
        const qsizetype asked = questions.size();
        QCOMPARE(forge("f2", transaction({update(QString::fromLatin1(bob), 67)})), 200);
        settle("3");
        QCOMPARE(questions.size(), asked);
    }

    void aChangeOfKeysIsNoForgery()
    {
        startTap();
        settle("1");
        QCOMPARE(forge("f1", transaction({update(QString::fromLatin1(bob), 66)})), 200);
        settle("2");
        {
            const std::lock_guard lock(mutex);
            keyIds.append(u"ed25519:new"_s);
        }
        // Within the minute in which the invented key was asked for.
        QCOMPARE(send("n1", transaction({update(QString::fromLatin1(bob), 3)}), u"ed25519:new"_s), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(), u"1 yes, 66 no, 2 yes, 3 yes"_s, patienceMs);
    }

    void fewInventedKeysAreAskedFor()
    {
        startTap();
        settle("1");
        for (int i = 0; i < 30; ++i)
            QCOMPARE(forge("f" + QByteArray::number(i), transaction({update(u"@invented:remote.example"_s, i)}),
                         "ed25519:x" + QByteArray::number(i)),
                200);
        settle("2");
        QVERIFY2(questions.size() <= 20, qPrintable(QString::number(questions.size())));
    }

    void largeNumbersAreSignedToo()
    {
        startTap();
        QCOMPARE(put("big", {}, {}), 200);
        // As Synapse signs it; canonical JSON of the specification has no such number.
        QByteArray body = transaction({update(QString::fromLatin1(bob), u"NUMBER"_s)});
        body.replace("\"NUMBER\"", "1152921504606846976");
        const QByteArray covered = "{\"content\":" + *canonicalJsonOfAnyInteger(body)
            + R"(,"destination":"home.example","method":"PUT","origin":"remote.example","uri":"/_matrix/federation/v1/send/t1"})";
        const QByteArray signature = encodeUnpaddedBase64(good.key.sign(covered));
        const XMatrixHeader header{.origin = good.name, .destination = self, .key = u"ed25519:1"_s, .signature = signature};
        QCOMPARE(put("t1", body, "Authorization: " + formatXMatrix(header) + "\r\n"), 200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(), u"1152921504606846976 yes"_s, patienceMs);
    }

    void whatCannotBeSignedIsNotCalledForged()
    {
        startTap();
        settle("1");
        QByteArray body = transaction({update(QString::fromLatin1(bob), u"NUMBER"_s)});
        body.replace("\"NUMBER\"", "1.5");
        QCOMPARE(forge("t1", body, "ed25519:1"), 200);
        settle("2");
        QVERIFY2(!detail().contains(u"forged"), qPrintable(detail()));
    }

    void tooManyEdus()
    {
        startTap();
        QJsonArray edus;
        for (int i = 1; i <= 100; ++i)
            edus.append(update(u"@ann:remote.example"_s, i));
        QCOMPARE(send("t1", transaction(edus)), 200);
        edus.append(update(u"@ann:remote.example"_s, 101));
        QCOMPARE(send("t2", transaction(edus)), 200); // the homeserver answers 400 to this one
        settle("1");
        QCOMPARE(recorded(u"@ann:remote.example"_s).count(u"yes"), 100);
        QVERIFY2(detail().contains(u"1 with more EDUs"), qPrintable(detail()));
    }

    void contentHasALimit()
    {
        startTap();
        QCOMPARE(send("t1",
                     transaction({update(QString::fromLatin1(bob), 1, QString(60'000, u'x')),
                         update(QString::fromLatin1(bob), 2, QString(70'000, u'x'))})),
            200);
        QTRY_COMPARE_WITH_TIMEOUT(recorded(), u"1 yes, 2 yes"_s, patienceMs);
        const auto updates = store->updates(UserId(QString::fromLatin1(bob)), 0, 10, false);
        QVERIFY(updates->at(0).contentKnown);
        QVERIFY(!updates->at(1).contentKnown);
    }

    void onlyWhoIsFollowed()
    {
        startTap();
        QCOMPARE(send("t1", transaction({update(u"@invented1:remote.example"_s, 1), update(QString::fromLatin1(bob), 1)})), 200);
        settle("2");
        QCOMPARE(recorded(u"@invented1:remote.example"_s), QString());
        QCOMPARE(recorded(), u"1 yes, 2 yes"_s);
        QVERIFY2(detail().contains(u"1 update of users whom the homeserver does not follow"), qPrintable(detail()));
    }

    void whoCannotBeLookedUpIsRecordedIfVerified()
    {
        startTap([](Tap::Options &options) { options.isFollowed = [](const UserId &) { return std::optional<bool>(); }; });
        QCOMPARE(send("t1", transaction({update(QString::fromLatin1(bob), 1)})), 200);
        QCOMPARE(forge("f1", transaction({update(QString::fromLatin1(bob), 66)})), 200);
        settle("2");
        QCOMPARE(recorded(), u"1 yes, 2 yes"_s);
    }

    void unverifiedBytesAreBounded()
    {
        startTap([](Tap::Options &options) { options.unverifiedBytesPerHour = 50'000; });
        settle("1");
        for (int i = 0; i < 5; ++i)
            QCOMPARE(
                forge("f" + QByteArray::number(i), transaction({update(QString::fromLatin1(bob), 60 + i, QString(20'000, u'x'))})), 200);
        settle("2");
        QCOMPARE(recorded(), u"1 yes, 60 no, 61 no, 2 yes"_s);
        QVERIFY2(detail().contains(u"5 forged") && detail().contains(u"3 of these were dropped"), qPrintable(detail()));
    }

    void budgetComesBack()
    {
        UnverifiedBudget budget(2, 100);
        const auto start = UnverifiedBudget::Clock::now();
        QVERIFY(budget.take(1, 60, start));
        QVERIFY(!budget.take(1, 60, start));
        QVERIFY(budget.hasRoomFor(40, start));
        QVERIFY(budget.take(1, 40, start));
        QVERIFY(!budget.hasRoomFor(0, start));
        QVERIFY(budget.take(2, 100, start + std::chrono::hours(2)));
    }

    void malformedUpdatesAreCounted()
    {
        startTap();
        QJsonObject bad = update(QString::fromLatin1(bob), 5);
        bad[u"content"_s] = QJsonObject{{u"user_id"_s, QString::fromLatin1(bob)}, {u"stream_id"_s, 5}};
        QCOMPARE(send("t1", transaction({bad, update(u"nobody"_s, 1)})), 200);
        settle("6");
        QVERIFY2(detail().contains(u"2 updates were malformed"), qPrintable(detail()));
    }

    void memoryComesBackAfterAFlood()
    {
        startTap();
        settle("1");
        QJsonArray edus;
        for (int i = 0; i < 100'000; ++i)
            edus.append(update(u"@invented%1:remote.example"_s.arg(i), i));
        const QByteArray flood = transaction(edus).left(11 * 1024 * 1024);
        edus = {};
        const qint64 before = residentBytes();
        qint64 most = 0;
        for (int i = 0; i < 10; ++i) {
            forge("f" + QByteArray::number(i), flood, i % 2 ? "ed25519:1" : "ed25519:nope");
            most = std::max(most, residentBytes());
        }
        settle("2");
#ifdef __SANITIZE_ADDRESS__
        const qint64 kept = 256 * 1024 * 1024; // the quarantine of freed memory, the sanitizer's default
#else
        const qint64 kept = 24 * 1024 * 1024;
#endif
        QTRY_VERIFY2_WITH_TIMEOUT(residentBytes() < before + kept,
            qPrintable(u"before %1, most %2, after %3 MiB"_s.arg(before >> 20).arg(most >> 20).arg(residentBytes() >> 20)), 10'000);
        qInfo("resident: before %lld, most %lld, after %lld MiB", before >> 20, most >> 20, residentBytes() >> 20);
        QCOMPARE(recorded(u"@invented5:remote.example"_s), QString());
    }

    void inventedUsersAreFewQuestions()
    {
        std::atomic<int> asked = 0;
        startTap([&](Tap::Options &options) {
            options.isFollowed = [&](const UserId &user) {
                ++asked;
                std::this_thread::sleep_for(std::chrono::milliseconds(1)); // a database
                return std::optional(user.toString() == QString::fromLatin1(bob));
            };
        });
        settle("1");
        for (int i = 0; i < 200; ++i) {
            QJsonArray edus;
            for (int k = 0; k < 100; ++k)
                edus.append(update(u"@i%1:remote.example"_s.arg(i * 100 + k), k));
            QCOMPARE(forge("f" + QByteArray::number(i), transaction(edus)), 200);
        }
        QElapsedTimer timer;
        timer.start();
        settle("2"); // not behind 20,000 questions
        tap->stop();
        QVERIFY2(timer.elapsed() < 15'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY2(asked <= 302, qPrintable(QString::number(asked)));
    }

    void stopsAtOnceWhileTheNotaryHangs()
    {
        QTcpServer hanging; // takes connections, says nothing
        QVERIFY(hanging.listen(QHostAddress::LocalHost));
        startTap([&](Tap::Options &options) { options.homeserver = QUrl(u"http://127.0.0.1:%1"_s.arg(hanging.serverPort())); });
        for (int i = 0; i < 5; ++i) {
            const QByteArray body = transaction({update(u"@x:slow%1.example"_s.arg(i), 1)});
            QCOMPARE(put("t", body,
                         "Authorization: X-Matrix origin=\"slow" + QByteArray::number(i)
                             + ".example\",destination=\"home.example\",key=\"ed25519:1\",sig=\"QQ\"\r\n"),
                200);
        }
        QTest::qWait(200);
        QElapsedTimer timer;
        timer.start();
        tap->stop();
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestTapHostile)
#include "tst_taphostile.moc"
