// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "captureworld.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringEncoder>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;

namespace {

const QString whole = u"11<-10(gap) 12<-11 13<-12 20<-19(gap)"_s;

QByteArrayList lines()
{
    QByteArrayList all = CaptureWorld::log(CaptureWorld::lostUpdate()).split('\n');
    all.removeLast();
    return all;
}

QByteArray each(const std::function<QByteArray(const QByteArray &)> &form)
{
    QByteArray out;
    for (const QByteArray &line : lines())
        out += form(line) + '\n';
    return out;
}

QByteArray inUtf16(QStringConverter::Encoding encoding, bool withMark)
{
    QStringEncoder encode(encoding, withMark ? QStringConverter::Flag::WriteBom : QStringConverter::Flag::Default);
    return encode(QString::fromUtf8(lines().join("\r\n")));
}

/// As a cloud's tool prints what it found: one member a line.
QByteArray spread(bool newestFirst)
{
    QJsonArray entries;
    for (const QByteArray &line : lines()) {
        const QJsonObject entry{{u"insertId"_s, u"a"_s}, {u"severity"_s, u"ERROR"_s}, {u"textPayload"_s, QString::fromUtf8(line)}};
        newestFirst ? entries.prepend(entry) : entries.append(entry);
    }
    return QJsonDocument(entries).toJson(QJsonDocument::Indented);
}

} // namespace

/// Files in the forms in which people have them, whole files at a time: what is read, and what is said of what is not.
class TestCaptureForms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isRead_data();
    void isRead();
    void isRefused_data();
    void isRefused();
    void isReadAndWarned_data();
    void isReadAndWarned();
    void piecesBesideOddBlanks();
    void oddBlanksHideNoInjectedLine();

private:
    CaptureWorld m_world;
};

void TestCaptureForms::isRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("Windows' line ends") << lines().join("\r\n");
    QTest::newRow("fenced") << "Here it is:\n```shell\n" + lines().join('\n') + "\n```\n";
    QTest::newRow("in one pair of backticks") << '`' + lines().join('\n') + "`\n";
    QTest::newRow("quoted in a mail") << each([](const QByteArray &line) -> QByteArray { return "> " + line; });
    QTest::newRow("HTML") << each([](const QByteArray &line) -> QByteArray { return QByteArray(line).replace("'", "&#39;"); });
    QTest::newRow("a hole of zeros before it") << QByteArray(100'000, '\0') + lines().join('\n');
    QTest::newRow("a hole of zeros in it") << lines().first(3).join('\n') + '\n' + QByteArray(5'000, '\0') + lines().sliced(3).join('\n');
    QTest::newRow("Python's SysLogHandler") << each(
        [](const QByteArray &line) -> QByteArray { return "<15>" + line + QByteArray(1, '\0'); });
    QTest::newRow("a member a line") << spread(false);
    const auto blanks = [](const char *instead) {
        return each([instead](const QByteArray &line) -> QByteArray { return QByteArray(line).replace(" ", instead); });
    };
    QTest::newRow("no-break spaces, as of a chat") << blanks("\xc2\xa0");
    QTest::newRow("narrow ones") << blanks("\xe2\x80\xaf");
    QTest::newRow("some, as of a wiki") << each([](const QByteArray &line) -> QByteArray {
        return QByteArray(line).replace(" - ", " \xc2\xa0-\xc2\xa0").replace(" \xc2\xa0", " ");
    });
    QTest::newRow("no width, between the letters") << each(
        [](const QByteArray &line) -> QByteArray { return QByteArray(line).replace("n", "n\xe2\x80\x8b").replace(":", "\xe2\x81\xa0:"); });
    QTest::newRow("a byte order mark in every line") << each([](const QByteArray &line) -> QByteArray { return "\xef\xbb\xbf" + line; });
    QTest::newRow("soft hyphens") << each([](const QByteArray &line) -> QByteArray {
        return QByteArray(line).replace("dev",
            "d\xc2\xad"
            "ev");
    });
    QTest::newRow("tail of several") << "==> /var/log/matrix-synapse/homeserver.log <==\n" + lines().join('\n');
}

void TestCaptureForms::isRead()
{
    QFETCH(QByteArray, bytes);
    const auto opened = m_world.open({m_world.write(u"file.log"_s, bytes)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, u"@bob:remote.example"_s), whole);
    for (const auto &check : CaptureWorld::get(**opened, "/check")[u"checks"].toArray())
        QVERIFY2(check[u"state"].toString() != "warning"_L1, qPrintable(check[u"text"].toString()));
}

void TestCaptureForms::isRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("PowerShell") << inUtf16(QStringConverter::Utf16LE, true) << u"-Encoding utf8"_s;
    QTest::newRow("UTF-16, big") << inUtf16(QStringConverter::Utf16BE, true) << u"UTF-16"_s;
    QTest::newRow("UTF-16 without a mark") << inUtf16(QStringConverter::Utf16LE, false) << u"UTF-16"_s;
    QTest::newRow("carriage returns alone") << lines().join('\r') << u"tr '\\r' '\\n'"_s;
    QTest::newRow("zeros and numbers") << QByteArray("\0\0\1\2\0\0\0\7text\0\0\1", 15) << u"bytes that no text has"_s;
    QByteArray wrapped = lines().join('\n');
    for (qsizetype at = 100; at < wrapped.size(); at += 101)
        wrapped.insert(at, '\n');
    QTest::newRow("wrapped by a terminal") << wrapped << u"changed on the way"_s;
    QTest::newRow("a browser's HAR without headers") << QByteArray(
        R"({"log":{"entries":[{"request":{"method":"PUT","url":"https://our.example/_matrix/federation/v1/send/1","headers":[],)"
        R"("postData":{"text":"{\"edus\":[{\"edu_type\":\"m.device_list_update\",\"content\":{}}]}"}}}]}})")
                                                     << u"with sensitive data"_s;
    const auto othersLog = [](const char *line) { return QByteArray(line).append('\n').repeated(3); };
    QTest::newRow("Dendrite") << othersLog(
        R"(time="2026-11-20T07:08:48.930Z" level=info msg="Received transaction" func="github.com/matrix-org/dendrite/)"
        R"(federationapi/routing.Send" file=" [github.com/matrix-org/dendrite/federationapi/routing/send.go:99]")")
                              << u"a log of Dendrite, not of Synapse"_s;
    QTest::newRow("Dendrite, short") << othersLog("INFO[2026-11-20T07:08:48Z] [github.com/element-hq/dendrite/setup/base.go:64] HandleHTTP")
                                     << u"a log of Dendrite"_s;
    QTest::newRow("Conduit") << othersLog("2026-11-20T07:08:48.930000Z  INFO conduit::database: Opened database") << u"a log of Conduit"_s;
    QTest::newRow("continuwuity") << othersLog(
        "2026-11-20T07:08:48.930Z  WARN main:run: conduwuit_service::sending::sender: remote.example")
                                  << u"conduwuit or continuwuity, not of Synapse"_s;
    QTest::newRow("Tuwunel") << othersLog("2026-11-20T07:08:48.930Z  INFO tuwunel_router::run: listening") << u"a log of Tuwunel"_s;
    QTest::newRow("logfmt") << each([](const QByteArray &line) -> QByteArray { return "level=debug msg=\"" + line + '"'; })
                            << u"could not be"_s;
}

void TestCaptureForms::isRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto opened = m_world.open({m_world.write(u"file.log"_s, bytes)});
    QVERIFY(!opened);
    QVERIFY2(opened.error().text.contains(says), qPrintable(opened.error().text));
}

void TestCaptureForms::isReadAndWarned_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("saysNot");
    QByteArrayList turned = lines();
    std::reverse(turned.begin(), turned.end());
    QTest::newRow("newest first") << turned.join('\n') << u"opposite order"_s << u"no time"_s;
    QTest::newRow("newest first, a member a line") << spread(true) << u"opposite order"_s << u"no time"_s;
    QTest::newRow("without times") << each([](const QByteArray &line) -> QByteArray { return line.sliced(26); }) << u"no time"_s
                                   << u"opposite"_s;
    QTest::newRow("cut off at its beginning") << lines().join('\n').mid(10) << u"1 lines have no time"_s << u"opposite"_s;
    // What is not understood is no setting of Synapse's.
    QTest::newRow("other quotes") << each([](const QByteArray &line) -> QByteArray {
        return QByteArray(line).replace("'", "\xe2\x80\x99");
    }) << u"4 could not be"_s << u"as at the level INFO"_s;
}

void TestCaptureForms::isReadAndWarned()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    QFETCH(QString, saysNot);
    const auto opened = m_world.open({m_world.write(u"file.log"_s, bytes)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QStringList warnings;
    for (const auto &check : CaptureWorld::get(**opened, "/check")[u"checks"].toArray()) {
        if (check[u"state"].toString() == "warning"_L1)
            warnings += check[u"text"].toString();
    }
    const QString all = warnings.join(u'\n');
    QVERIFY2(all.contains(says), qPrintable(all));
    QVERIFY2(!all.contains(saysNot), qPrintable(all));
}

/// What a container's log has in pieces, beside a character that pasted texts have, too.
void TestCaptureForms::piecesBesideOddBlanks()
{
    QByteArray log;
    int n = 0;
    for (const QByteArray &line : lines()) {
        const QByteArray front = "2026-11-20T07:00:" + QByteArray::number(n++).rightJustified(2, '0') + ".5Z stdout ";
        const QByteArray text = QByteArray(line).replace("PHONE",
            "PHO\xe2\x80\x8d"
            "NE");
        if (n % 2)
            log += front + "P " + text.first(text.size() / 2) + '\n' + front + "F " + text.sliced(text.size() / 2) + '\n';
        else
            log += front + "F " + text + '\n';
    }
    const auto opened = m_world.open({m_world.write(u"file.log"_s, log)});
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
    QCOMPARE(CaptureWorld::graph(**opened, u"@bob:remote.example"_s), whole);
}

/// A device's ID may hold line feeds, and what its lines are remembered by must not differ from what they are read as.
void TestCaptureForms::oddBlanksHideNoInjectedLine()
{
    const auto head = [](const QByteArray &logger, const QByteArray &request) -> QByteArray {
        return "2026-11-20 07:08:48,936 - " + logger + " - 1 - INFO - " + request + " - ";
    };
    const QByteArray device = "synapse.handlers.device";
    const auto received = [&](const QByteArray &request, const QByteArray &server, const QByteArray &blank) -> QByteArray {
        return head("synapse.federation.transport.server.federation", request) + "Received" + blank + "txn 17 from " + server
            + ". (PDUs: 0, EDUs: 1)\n";
    };
    const auto verdict
        = [&](const QByteArray &request, const QByteArray &user, const QByteArray &devices, const QByteArray &blank) -> QByteArray {
        return head(device, request) + "Received device list" + blank + "update for " + user
            + ", requiring resync: False. Devices: " + devices + '\n';
    };
    for (const QByteArray blank : {" ", "\xc2\xa0", "\xe2\x80\x8b "}) {
        const QByteArray inner = "PHONE\n" + received("PUT-15", "third.example", blank) + head(device, "PUT-15") + "Handling" + blank
            + "update '@ann:third.example'/'EVIL', ID: '666', prev: ['7'] \n"
            + verdict("PUT-15", "@ann:third.example", "EVIL", blank).chopped(1);
        const QByteArray log = received("PUT-13", "remote.example", " ")
            + verdict("PUT-13", "@bob:remote.example", "X\xc2\xa0Y", " ") // as if all of it had been pasted
            + received("PUT-14", "remote.example", " ") + head(device, "PUT-14") + "Handling update '@bob:remote.example'/\""
            + QByteArray(inner).replace('\n', "\\n") + "\", ID: '8', prev: ['7'] \n" + verdict("PUT-14", "@bob:remote.example", inner, " ");
        const auto opened = m_world.open({m_world.write(u"file.log"_s, log)});
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        const QStringList users = CaptureWorld::users(**opened);
        QVERIFY2(
            users == QStringList({u"@bob:remote.example"_s}), qPrintable(QString::fromLatin1(blank.toHex()) + u' ' + users.join(u' ')));
    }
}

QTEST_GUILESS_MAIN(TestCaptureForms)
#include "tst_captureforms.moc"
