// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "captureworld.h"

#include "domain/signatures.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace Lockstep;

/// Files as people attach them to reports, opened as a window opens them and asked as it asks.
class TestCapture : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void logs_data();
    void logs();
    void jsonIsNoText();
    void atDefaultLevel();
    void folderOfWorkers();
    void copiesCountOnce();
    void failedFetches();
    void breaksMakeIncidents();
    void transactions();
    void har();
    void listThenUpdate();
    void readOnly();
    void unlikeAndEmpty_data();
    void unlikeAndEmpty();
    void cancelled();
    void filesStayAsTheyAre();

private:
    CaptureWorld m_world;
};

static const QString lostGraph = u"11<-10(gap) 12<-11 13<-12 20<-19(gap)"_s;

void TestCapture::logs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray plain = CaptureWorld::log(CaptureWorld::lostUpdate());
    const auto each = [&](auto change) {
        QByteArray out;
        for (const QByteArray &line : plain.trimmed().split('\n'))
            out += change(line) + '\n';
        return out;
    };
    QTest::newRow("as Synapse writes it") << plain;
    QTest::newRow("from Windows") << each([](const QByteArray &line) -> QByteArray { return line + '\r'; });
    QTest::newRow("with a byte order mark") << QByteArray("\xef\xbb\xbf" + plain);
    QTest::newRow("without a newline at the end") << plain.chopped(1);
    QTest::newRow("compose") << each([](const QByteArray &line) -> QByteArray { return "synapse-1  | " + line; });
    QTest::newRow("compose, old, coloured") << each(
        [](const QByteArray &line) { return QByteArray("\x1b[36msynapse_1   |\x1b[0m " + line); });
    QTest::newRow("kubectl") << each([](const QByteArray &line) { return QByteArray("[pod/synapse-0/synapse] " + line); });
    QTest::newRow("docker's json-file") << each([](const QByteArray &line) {
        return QByteArray("{\"log\":\"" + line + "\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-20T07:00:00.000000000Z\"}");
    });
    QTest::newRow("pasted from a report") << QByteArray("Here is my log, thanks!\n\n```\n" + plain + "```\n");
    QTest::newRow("quoted in a mail") << each([](const QByteArray &line) -> QByteArray { return "> " + line; });
    QTest::newRow("begins in the middle of a line")
        << QByteArray(" - INFO - PUT-3 - Received txn 5 from x.example\n  File \"a.py\", line 3\n" + plain);
    QTest::newRow("gzip") << CaptureWorld::gzip(plain);
    QTest::newRow("gzip without a newline at the end") << CaptureWorld::gzip(plain.chopped(1));
}

void TestCapture::logs()
{
    QFETCH(QByteArray, bytes);
    const auto opened = m_world.open({m_world.write(u"homeserver.log"_s, bytes)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::users(**opened), QStringList{u"@bob:remote.example"_s});
    QCOMPARE(CaptureWorld::graph(**opened, u"@bob:remote.example"_s), lostGraph);
    const QJsonObject user = CaptureWorld::get(**opened, "/users/%40bob%3Aremote.example");
    QVERIFY(user[u"states"].toArray().contains(u"gap"_s));
    QCOMPARE(user[u"findings"][0][u"id"].toString(), u"gap"_s);
    // That a list was not seen is not the same as an empty one.
    QVERIFY(user[u"device_count"].isNull());
    const QJsonObject info = CaptureWorld::get(**opened, "/info");
    QCOMPARE(info[u"server"][u"kind"].toString(info[u"kind"].toString()), u"capture"_s);
    // What could be read is told, with numbers.
    const QJsonArray checks = CaptureWorld::get(**opened, "/check")[u"checks"].toArray();
    QVERIFY(!checks.isEmpty());
    QVERIFY2(checks[0][u"text"].toString().contains(u"8 lines"), qPrintable(checks[0][u"text"].toString()));
    QVERIFY2(checks[0][u"text"].toString().contains(u"8 facts rest on text alone"), qPrintable(checks[0][u"text"].toString()));
}

/// Nobody but Synapse writes its JSON.
void TestCapture::jsonIsNoText()
{
    const auto opened = m_world.open({m_world.write(u"json.log"_s,
        R"({"log":"Handling update '@bob:remote.example'/'A', ID: '2', prev: ['1'] ","namespace":"synapse.handlers.device","level":"DEBUG","time":1795158528.94})"
        "\n")});
    QVERIFY(opened);
    const QString said = CaptureWorld::get(**opened, "/check")[u"checks"][0][u"text"].toString();
    QVERIFY2(said.contains(u"1 lines") && !said.contains(u"text alone"), qPrintable(said));
}

void TestCapture::atDefaultLevel()
{
    QStringList messages;
    for (const QString &message : CaptureWorld::lostUpdate()) {
        if (message.startsWith("Received"_L1))
            messages += message;
    }
    const auto opened = m_world.open({m_world.write(u"info.log"_s, CaptureWorld::log(messages))});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, u"@bob:remote.example"_s), u"<- <- <- <-"_s);
    const QJsonArray sources = CaptureWorld::get(**opened, "/info")[u"sources"].toArray();
    QVERIFY(sources[0][u"detail"].toString().contains(u"without stream_id"));
}

void TestCapture::folderOfWorkers()
{
    QDir(m_world.path({})).mkpath(u"logs/worker"_s);
    QStringList first, second;
    for (int i = 0; i < 6; ++i)
        (i % 2 ? second : first) += CaptureWorld::handling(u"@u%1:a.example"_s.arg(i % 2), u"D"_s, 10 + i, QString::number(8 + i));
    m_world.write(u"logs/homeserver.log.1.gz"_s, CaptureWorld::gzip(CaptureWorld::log(first)));
    m_world.write(u"logs/homeserver.log"_s, CaptureWorld::log({CaptureWorld::handling(u"@u0:a.example"_s, u"D"_s, 20, u"14"_s)}, 100));
    m_world.write(u"logs/worker/generic_worker1.log"_s, CaptureWorld::log(second));
    m_world.write(u"logs/picture.png"_s, QByteArray("\x89PNG\r\n\x1a\n\0\0\0", 11));
    const auto opened = m_world.open({m_world.path(u"logs"_s)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::users(**opened), QStringList({u"@u0:a.example"_s, u"@u1:a.example"_s}));
    QCOMPARE(CaptureWorld::graph(**opened, u"@u0:a.example"_s), u"10<-8 12<-10 14<-12 20<-14"_s);
    QCOMPARE((*opened)->title(), u"logs"_s);
    // What was no log is said.
    QCOMPARE((*opened)->warnings().size(), 1);
    QVERIFY((*opened)->warnings().constFirst().contains(u"picture.png"));
}

void TestCapture::copiesCountOnce()
{
    const QByteArray plain = CaptureWorld::log(CaptureWorld::lostUpdate());
    QDir(m_world.path({})).mkpath(u"twice"_s);
    m_world.write(u"twice/a.log"_s, plain);
    m_world.write(u"twice/a.log.gz"_s, CaptureWorld::gzip(plain));
    const auto opened = m_world.open({m_world.path(u"twice"_s)});
    QVERIFY(opened);
    QCOMPARE(CaptureWorld::graph(**opened, u"@bob:remote.example"_s), lostGraph);
}

void TestCapture::failedFetches()
{
    QStringList messages = CaptureWorld::lostUpdate();
    messages += u"Attempting to resync the device list for @bob:remote.example"_s;
    QByteArray bytes = CaptureWorld::log(messages);
    bytes += "2026-11-20 07:01:00,000 - synapse.handlers.device - 12 - WARNING - PUT-7 - Failed to handle device list update for "
             "@bob:remote.example: 403: Forbidden\n";
    const auto opened = m_world.open({m_world.write(u"failed.log"_s, bytes)});
    QVERIFY(opened);
    const QJsonObject stale = CaptureWorld::get(**opened, "/users?state=stale");
    QCOMPARE(stale[u"users"].toArray().size(), 1);
    QCOMPARE(CaptureWorld::get(**opened, "/overview")[u"users"][u"states"][u"stale"].toInt(
                 CaptureWorld::get(**opened, "/overview")[u"states"][u"stale"].toInt()),
        1);
}

void TestCapture::breaksMakeIncidents()
{
    QStringList messages = CaptureWorld::lostUpdate();
    messages += CaptureWorld::handling(u"@bob:remote.example"_s, u"PHONE"_s, 21, {}); // its server forgot what it had sent
    const auto opened = m_world.open({m_world.write(u"restart.log"_s, CaptureWorld::log(messages))});
    QVERIFY(opened);
    const auto kinds = [&] {
        QStringList all;
        for (const auto &incident : CaptureWorld::get(**opened, "/incidents?state=all")[u"incidents"].toArray())
            all += incident[u"kind"].toString();
        return all;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(
        kinds().contains(u"sender_restarted"_s) && kinds().contains(u"lost_update"_s), qPrintable(kinds().join(u' ')), 10'000);
}

void TestCapture::transactions()
{
    QByteArray lines = "\n";
    const auto line = [](int id, int prev, const char *extra) {
        return QByteArray(R"({"origin":"remote.example","origin_server_ts":17632000)" + QByteArray::number(10'000 + id)
            + R"(,"edus":[)"
              R"({"edu_type":"m.device_list_update","content":{"user_id":"@bob:remote.example","device_id":"PHONE","stream_id":)"
            + QByteArray::number(id) + R"(,"prev_id":[)" + QByteArray::number(prev) + R"(],"device_display_name":"Bob's"}}],"pdus":[])"
            + extra + "}\n");
    };
    lines += line(11, 10, R"(,"received":"2026-11-20T07:00:00.5Z","destination":"our.example","txn_id":"t1")");
    lines += line(12, 11, R"(,"destination":"our.example","txn_id":"t2")");
    lines += line(12, 11, R"(,"destination":"our.example","txn_id":"t2")"); // the same transaction again
    lines += "{\"origin\": \"remote.example\", \"edus\": [\n"; // torn
    lines += R"({"received":1763200020000,"body":)" + line(20, 19, "").trimmed() + R"(,"destination":"our.example"})";
    const auto opened = m_world.open({m_world.write(u"traffic.ndjson"_s, lines)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, u"@bob:remote.example"_s), u"11<-10 12<-11 20<-19(gap)"_s);
    const QJsonArray checks = CaptureWorld::get(**opened, "/check")[u"checks"].toArray();
    QVERIFY2(checks[0][u"text"].toString().contains(u"1 could not be read"), qPrintable(checks[0][u"text"].toString()));
    const QJsonObject first = CaptureWorld::get(**opened, "/users/%40bob%3Aremote.example/updates?limit=1")[u"updates"][0].toObject();
    QCOMPARE(first[u"received"].toInteger(), QDateTime(QDate(2026, 11, 20), QTime(7, 0, 0, 500), QTimeZone::utc()).toMSecsSinceEpoch());
    QCOMPARE(first[u"display_name"].toString(), u"Bob's"_s);
    QVERIFY(QJsonDocument(CaptureWorld::get(**opened, "/info")).toJson().contains("our.example"));
}

/// One entry of a HAR file.
static QJsonObject entry(
    const QString &method, const QString &url, const QString &at, const QByteArray &body, int status, const QByteArray &answer)
{
    const QString header = u"X-Matrix origin=\"%1\",destination=\"%2\",key=\"ed25519:1\",sig=\"AAAA\""_s.arg(
        method == "PUT"_L1 ? u"remote.example"_s : u"our.example"_s, method == "PUT"_L1 ? u"our.example"_s : u"remote.example"_s);
    QJsonObject request{{u"method"_s, method}, {u"url"_s, url},
        {u"headers"_s, QJsonArray{QJsonObject{{u"name"_s, u"Authorization"_s}, {u"value"_s, header}}}}};
    if (!body.isEmpty())
        request.insert(u"postData"_s, QJsonObject{{u"mimeType"_s, u"application/json"_s}, {u"text"_s, QString::fromUtf8(body)}});
    return {{u"startedDateTime"_s, at}, {u"time"_s, 12.5}, {u"request"_s, request},
        {u"response"_s,
            QJsonObject{{u"status"_s, status},
                {u"content"_s, QJsonObject{{u"encoding"_s, u"base64"_s}, {u"text"_s, QString::fromLatin1(answer.toBase64())}}}}}};
}

static QByteArray harOf(const QJsonArray &entries)
{
    return QJsonDocument(QJsonObject{{u"log"_s,
                             QJsonObject{{u"version"_s, u"1.2"_s}, {u"creator"_s, QJsonObject{{u"entries"_s, QJsonArray{1, 2}}}},
                                 {u"pages"_s, QJsonArray{QJsonObject()}}, {u"entries"_s, entries}}}})
        .toJson(QJsonDocument::Indented);
}

static QByteArray update(int id, int prev, const QByteArray &device)
{
    return R"({"edus":[{"edu_type":"m.device_list_update","content":{"user_id":"@bob:remote.example","device_id":")" + device
        + R"(","stream_id":)" + QByteArray::number(id) + R"(,"prev_id":[)" + QByteArray::number(prev) + R"(]}}],"pdus":[]})";
}

static const QString sendUrl = u"https://our.example:8448/_matrix/federation/v1/send/t%1"_s;
static const QString listUrl = u"https://remote.example/proxied/_matrix/federation/v1/user/devices/%40bob%3Aremote.example"_s;

void TestCapture::har()
{
    const QByteArray list
        = R"({"user_id":"@bob:remote.example","stream_id":13,"devices":[{"device_id":"PHONE","device_display_name":"x"}]})";
    const QJsonArray entries{entry(u"GET"_s, u"https://our.example/index.html"_s, u"2026-11-20T07:00:00Z"_s, {}, 200, "<html>"),
        entry(u"PUT"_s, sendUrl.arg(1), u"2026-11-20T07:00:01Z"_s, update(11, 10, "PHONE"), 200, "{}"),
        entry(u"GET"_s, listUrl, u"2026-11-20T07:00:02+00:00"_s, {}, 502, "{\"errcode\":\"M_UNKNOWN\",\"error\":\"bad \\u202e gateway\"}"),
        entry(u"GET"_s, listUrl, u"2026-11-20T07:00:30Z"_s, {}, 200, list),
        entry(u"PUT"_s, sendUrl.arg(2), u"2026-11-20T07:00:40Z"_s, {}, 200, "{}")};
    const auto opened = m_world.open({m_world.write(u"federation.har"_s, harOf(entries))});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, u"@bob:remote.example"_s), u"11<-10 R R"_s);
    const QJsonObject user = CaptureWorld::get(**opened, "/users/%40bob%3Aremote.example");
    QCOMPARE(user[u"devices"].toArray().size(), 1);
    QCOMPARE(user[u"stream_id"].toString(), u"13"_s);
    QVERIFY(!user[u"states"].toArray().contains(u"gap"_s));
    const QString said = CaptureWorld::get(**opened, "/check")[u"checks"][0][u"text"].toString();
    QVERIFY2(said.contains(u"1 whole lists") && said.contains(u"1 saved without their content") && said.contains(u"5 requests"),
        qPrintable(said));
}

void TestCapture::listThenUpdate()
{
    const QByteArray list = R"({"user_id":"@bob:remote.example","stream_id":13,"devices":[{"device_id":"PHONE"},{"device_id":"OLD"}]})";
    QByteArray gone = update(14, 13, "OLD");
    gone.replace("\"stream_id\"", "\"deleted\":true,\"stream_id\"");
    const QJsonArray entries{entry(u"GET"_s, listUrl, u"2026-11-20T07:00:30Z"_s, {}, 200, list),
        entry(u"PUT"_s, sendUrl.arg(3), u"2026-11-20T07:00:40Z"_s, gone, 200, "{}"),
        entry(u"PUT"_s, sendUrl.arg(4), u"2026-11-20T07:00:50Z"_s, update(15, 14, "NEW"), 200, "{}")};
    const auto opened = m_world.open({m_world.write(u"list.har"_s, harOf(entries))});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QStringList devices;
    for (const auto &device : CaptureWorld::get(**opened, "/users/%40bob%3Aremote.example")[u"devices"].toArray())
        devices += device[u"device_id"].toString();
    QCOMPARE(devices, QStringList({u"NEW"_s, u"PHONE"_s}));
}

void TestCapture::readOnly()
{
    const auto opened = m_world.open({m_world.write(u"a.log"_s, CaptureWorld::log(CaptureWorld::lostUpdate()))});
    QVERIFY(opened);
    for (const char *path : {"/queues/inbox", "/queues/outbox", "/queues/updates", "/own"})
        QCOMPARE(CaptureWorld::get(**opened, path)[u"errcode"].toString(), u"M_UNRECOGNIZED"_s);
    const QJsonObject info = CaptureWorld::get(**opened, "/info");
    QVERIFY(QJsonDocument(info).toJson().contains("a file that was opened"));
    QVERIFY(CaptureWorld::get(**opened, "/destinations")[u"destinations"].toArray().size() == 1);
    QVERIFY(CaptureWorld::get(**opened, "/users/%40nobody%3Ax.example").contains(u"status"_s));
    QVERIFY(CaptureWorld::get(**opened, "/incidents").contains(u"incidents"_s));
}

void TestCapture::unlikeAndEmpty_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << QByteArray() << u"is empty"_s;
    QTest::newRow("zip") << QByteArray("PK\x03\x04zzzz") << u"cut off or damaged"_s;
    QTest::newRow("xz") << QByteArray("\xfd"
                                      "7zXZ\0zz",
        8) << u"cut off or damaged"_s;
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe"
                                          "2\0",
        4) << u"UTF-16"_s;
    QTest::newRow("binary") << QByteArray("ELF\0\0\1", 6) << u"no text has"_s;
    QTest::newRow("another log") << QByteArray("127.0.0.1 - - [20/Nov/2026] \"GET / HTTP/1.1\" 200\n")
                                 << u"Nothing in it tells of device lists"_s;
    QTest::newRow("a HAR of a web page") << harOf({entry(u"GET"_s, u"https://x.example/"_s, u"2026-11-20T07:00:00Z"_s, {}, 200, "x")})
                                         << u"Nothing in it tells of device lists"_s;
    QTest::newRow("a HAR without entries") << QByteArray("{\"log\":{\"version\":\"1.2\"}}") << u"without entries"_s;
}

void TestCapture::unlikeAndEmpty()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto opened = m_world.open({m_world.write(u"file"_s, bytes)});
    QVERIFY(!opened);
    QVERIFY2(opened.error().text.contains(says), qPrintable(opened.error().text));
    QVERIFY(!m_world.open({m_world.path(u"nowhere"_s)}));
}

void TestCapture::cancelled()
{
    const std::atomic<bool> stop = true;
    const auto opened = Capture::OpenedFiles::open({m_world.write(u"c.log"_s, CaptureWorld::log(CaptureWorld::lostUpdate()))}, {}, stop);
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, Error::Cancelled);
}

void TestCapture::filesStayAsTheyAre()
{
    QDir(m_world.path({})).mkpath(u"alone"_s);
    const QByteArray plain = CaptureWorld::log(CaptureWorld::lostUpdate());
    const QString path = m_world.write(u"alone/a.log"_s, plain);
    QFile(path).setPermissions(QFileDevice::ReadOwner);
    const QDateTime before = QFileInfo(path).lastModified();
    {
        const auto opened = m_world.open({path});
        QVERIFY(opened);
        QCOMPARE(CaptureWorld::users(**opened).size(), 1);
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), plain);
    QCOMPARE(QFileInfo(path).lastModified(), before);
    QCOMPARE(QDir(m_world.path(u"alone"_s)).entryList(QDir::Files | QDir::Hidden), QStringList{u"a.log"_s});
}

QTEST_GUILESS_MAIN(TestCapture)
#include "tst_capture.moc"
