// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "captureworld.h"

#include "capture/jsonmembers.h"
#include "inspection/casefiles/casefile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace Lockstep;

/// Files that are damaged, cut off, huge, or made to do harm: a sentence, or what is good of them, and never more than that.
class TestCaptureHostile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cutOffAnywhere_data();
    void cutOffAnywhere();
    void gzipBomb();
    void caseBomb();
    void nested();
    void names();
    void numbers();
    void manyUsers();
    void membersOfAnyShape();
    void linksAndPipes();
    void newerCase();

private:
    CaptureWorld m_world;
};

static QByteArray har()
{
    return R"({"log":{"version":"1.2","entries":[{"startedDateTime":"2026-11-20T07:00:01Z","request":{"method":"PUT",)"
           R"("url":"https://our.example/_matrix/federation/v1/send/t1","headers":[],"postData":{"text":"{\"origin\":\"remote.example\",)"
           R"(\"edus\":[{\"edu_type\":\"m.device_list_update\",\"content\":{\"user_id\":\"@bob:remote.example\",\"device_id\":\"A\",)"
           R"(\"stream_id\":5,\"prev_id\":[]}}]}"}},"response":{"status":200}}]}})";
}

static QByteArray transaction(const QByteArray &user, const QByteArray &device, const QByteArray &id)
{
    return R"({"origin":"remote.example","received":1763200020000,"edus":[{"edu_type":"m.device_list_update","content":{"user_id":")" + user
        + R"(","device_id":")" + device + R"(","stream_id":)" + id + R"(,"prev_id":[]}}]})" + '\n';
}

static qint64 peakKiB()
{
    struct rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

void TestCaptureHostile::cutOffAnywhere_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    Inspection::Case file{.server = ServerName(u"far.test"_s), .userId = UserId(u"@u:own.test"_s)};
    QTest::newRow("log") << u"a.log"_s << CaptureWorld::log(CaptureWorld::lostUpdate().first(3));
    QTest::newRow("har") << u"a.har"_s << har();
    QTest::newRow("transactions") << u"a.ndjson"_s << transaction("@bob:remote.example", "A", "5");
    QTest::newRow("case") << u"a.lockstep-case"_s << Inspection::toCompressedCaseFile(file);
    QTest::newRow("plain case") << u"a.json"_s << Inspection::toCaseFile(file);
    QTest::newRow("gzip") << u"a.gz"_s << CaptureWorld::gzip(CaptureWorld::log(CaptureWorld::lostUpdate().first(2)));
}

void TestCaptureHostile::cutOffAnywhere()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    // All of a file's end and beginning, and every third place between: each is a server that starts and stops.
    for (qsizetype length = 0; length < bytes.size(); length += length < 20 || length > bytes.size() - 40 ? 1 : 3) {
        const auto opened = m_world.open({m_world.write(name, bytes.first(length))});
        if (opened)
            continue; // what came before the cut was good
        QVERIFY2(!opened.error().text.isEmpty() && opened.error().text.size() < 800, qPrintable(opened.error().text));
        QVERIFY2(!opened.error().text.contains(u'\n'), qPrintable(opened.error().text));
    }
    QVERIFY(m_world.open({m_world.write(name, bytes)}));
}

void TestCaptureHostile::gzipBomb()
{
    // 512 MiB of one line that never ends, in half a MiB.
    const QByteArray bomb = CaptureWorld::gzip(QByteArray(512 * 1024 * 1024, 'a'));
    QVERIFY(bomb.size() < 1024 * 1024);
    const qint64 before = peakKiB();
    const auto opened = m_world.open({m_world.write(u"bomb.log.gz"_s, bomb)});
    QVERIFY(!opened);
    QVERIFY2(peakKiB() - before < 300 * 1024, qPrintable(QString::number(peakKiB() - before)));
}

void TestCaptureHostile::caseBomb()
{
    QByteArray inside = "{\"lockstep_case\":1,\"x\":\"";
    inside += QByteArray(200 * 1024 * 1024, 'a') + "\"}";
    QByteArray bomb = CaptureWorld::gzip(inside);
    bomb[3] = 16; // the flag of a comment, and the comment
    bomb.insert(10, QByteArray("Lockstep case\0", 14));
    const auto read = Inspection::fromCaseFile(bomb);
    QVERIFY(!read);
    QVERIFY2(read.error().text.contains("more than 32 MiB"_L1), qPrintable(read.error().text));
    QVERIFY(!m_world.open({m_world.write(u"bomb.lockstep-case"_s, bomb)}));
}

void TestCaptureHostile::nested()
{
    const QByteArray deep(2'000'000, '[');
    QVERIFY(!m_world.open({m_world.write(u"deep.har"_s, "{\"log\":{\"entries\":[{\"a\":" + deep)}));
    const QByteArray lines = "{\"origin\":\"remote.example\",\"edus\":" + deep + "\n" + transaction("@bob:remote.example", "A", "5");
    const auto opened = m_world.open({m_world.write(u"deep.ndjson"_s, lines)});
    // The damaged line is left out, the good one is read.
    if (opened)
        QCOMPARE(CaptureWorld::users(**opened).size(), 1);
    const auto mixed = m_world.open({m_world.write(u"mixed.ndjson"_s, transaction("@bob:remote.example", "A", "5") + lines)});
    QVERIFY2(mixed, mixed ? "" : qPrintable(mixed.error().text));
    QCOMPARE(CaptureWorld::users(**mixed).size(), 1);
}

void TestCaptureHostile::names()
{
    QByteArray lines = transaction("@bob:remote.example", "A\\u202e\\u0007\\n{}", "\"\\u202eid\"");
    lines += transaction("@\\u202eevil\\u0000:remote.example", "B", "6");
    lines += transaction("@caf\xc3\xa9:remote.example", "C", "7");
    lines += transaction("@bad\xff\xfe:remote.example", "D", "8");
    lines += transaction("@x:" + QByteArray(5'000, 'a'), "E", "9");
    const auto opened = m_world.open({m_world.write(u"names\u202e\n.ndjson"_s, lines)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QVERIFY(!(*opened)->title().contains(QChar(0x202e)) && !(*opened)->title().contains(u'\n'));
    const QByteArray info = QJsonDocument(CaptureWorld::get(**opened, "/info")).toJson();
    QVERIFY(!info.isEmpty());
    QVERIFY(CaptureWorld::users(**opened).contains(u"@bob:remote.example"_s));
}

void TestCaptureHostile::numbers()
{
    QByteArray lines;
    for (const char *id : {"1e400", "-0", "NaN", "9223372036854775808", "0.1", "null", "[]", "true", "\"\"", "5"})
        lines += transaction("@bob:remote.example", "A", id);
    for (const char *at : {"1e308", "-5", "\"yesterday\"", "99999999999999999", "{}", "null"})
        lines += transaction("@bob:remote.example", "A", "6").replace("1763200020000", at);
    const auto opened = m_world.open({m_world.write(u"numbers.ndjson"_s, lines)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::users(**opened).size(), 1);
}

void TestCaptureHostile::manyUsers()
{
    QByteArray lines;
    constexpr int users = 60'000;
    for (int i = 0; i < users; ++i)
        lines += transaction("@u" + QByteArray::number(i) + ":remote.example", "A", "5");
    const auto opened = m_world.open({m_world.write(u"many.ndjson"_s, lines)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QJsonObject page = CaptureWorld::get(**opened, "/users?limit=1000");
    QCOMPARE(page[u"users"].toArray().size(), 1000);
    QVERIFY(!page[u"next"].toString().isEmpty());
    // A filter that lets nobody through ends, page by page.
    int pages = 0;
    QString next;
    do {
        page = CaptureWorld::get(**opened, "/users?limit=100&search=nobody&after=" + QUrl::toPercentEncoding(next));
        next = page[u"next"].toString();
        ++pages;
    } while (!next.isEmpty() && pages < 100);
    QVERIFY2(pages > 1 && pages < 20, qPrintable(QString::number(pages)));
}

void TestCaptureHostile::membersOfAnyShape()
{
    const auto membersOf = [](const QByteArray &text, qsizetype step) {
        Capture::JsonMembers members("log", "entries");
        QByteArrayList all;
        for (qsizetype at = 0; at < text.size(); at += step)
            members.feed(QByteArrayView(text).sliced(at, std::min(step, text.size() - at)), [&](const QByteArray &one) { all += one; });
        return std::pair(all, members.isWhole());
    };
    const QByteArray text
        = R"({"x":{"log":{"entries":[9]}},"log":{"a":"]}\"[","entries":[ {"b":"}\\"} , {"c":[{},"{"]},3 ,{}]},"log2":[{}]})";
    for (qsizetype step = 1; step < text.size(); ++step) {
        const auto [all, isWhole] = membersOf(text, step);
        QCOMPARE(all, QByteArrayList({R"({"b":"}\\"})", R"({"c":[{},"{"]})", "{}"}));
        QVERIFY(isWhole);
    }
    for (const char *wrong :
        {"]]]]}}}}", "{\"log\":[{\"entries\":[{}]}]}", "\"\"\"\"", "{\"log\":{\"entries\":{}}}", "}{\"log\":{\"entries\":[{}]}}"})
        membersOf(wrong, 1);
}

void TestCaptureHostile::linksAndPipes()
{
    QDir(m_world.path({})).mkpath(u"loop/inner"_s);
    m_world.write(u"loop/a.log"_s, CaptureWorld::log(CaptureWorld::lostUpdate()));
    QVERIFY(QFile::link(m_world.path(u"loop"_s), m_world.path(u"loop/inner/again"_s)));
    const auto opened = m_world.open({m_world.path(u"loop"_s)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::users(**opened).size(), 1);
    QVERIFY(!m_world.open({u"/dev/zero"_s}));
    QVERIFY(!m_world.open({m_world.path(u"loop/inner"_s)}));
}

void TestCaptureHostile::newerCase()
{
    Inspection::Case file{.server = ServerName(u"far.test"_s), .userId = UserId(u"@u:own.test"_s)};
    QByteArray plain = Inspection::toCaseFile(file);
    plain.replace("\"lockstep_case\": 1", "\"lockstep_case\": 77");
    const auto opened = m_world.open({m_world.write(u"newer.json"_s, plain)});
    QVERIFY(!opened);
    QVERIFY2(opened.error().text.contains("version 77"_L1), qPrintable(opened.error().text));
}

QTEST_GUILESS_MAIN(TestCaptureHostile)
#include "tst_capturehostile.moc"
