// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logline.h"
#include "synapse/log/logmessage.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Synapse;
using namespace Lockstep::History;

namespace {

QString print(const Observation &what)
{
    const auto time = [](qint64 at) { return QDateTime::fromMSecsSinceEpoch(at).toUTC().toString(u"dd hh:mm:ss.zzz"_s); };
    const auto ids = [](const QList<StreamId> &list) {
        QStringList texts;
        for (const StreamId &id : list)
            texts += id.toString();
        return texts.join(u' ');
    };
    const auto visitor = [&](const auto &value) -> QString {
        using T = std::decay_t<decltype(value)>;
        const QString start = time(value.at) + u" "_s + value.user.toString() + u" "_s;
        if constexpr (std::is_same_v<T, HandledUpdate>)
            return start + u"handled "_s + value.device.toString() + u" "_s + value.streamId.toString() + u" <- "_s + ids(value.prevIds);
        else if constexpr (std::is_same_v<T, UpdateContent>)
            return start + u"content "_s + QString::number(value.index) + u" ["_s + value.transaction + u"] "_s
                + QString::fromUtf8(QJsonDocument(value.content).toJson(QJsonDocument::Compact));
        else if constexpr (std::is_same_v<T, SigningKeys>)
            return start + u"keys ["_s + value.transaction + u"] "_s
                + QString::fromUtf8(QJsonDocument(value.masterKey).toJson(QJsonDocument::Compact));
        else if constexpr (std::is_same_v<T, BatchVerdict>)
            return start + u"verdict "_s + (value.requiringResync ? u"resync"_s : u"apply"_s) + u" "_s + value.devices;
        else if constexpr (std::is_same_v<T, ResyncOutcome>)
            return start + u"resync %1 "_s.arg(int(value.step)) + value.streamId.toString() + value.error
                + (value.devices >= 0 ? QString::number(value.devices) : QString());
        else if constexpr (std::is_same_v<T, IgnoredUpdate>)
            return start + u"ignored "_s + value.device.toString()
                + (value.reason == IgnoredUpdate::WrongOrigin ? u" origin"_s : u" room"_s);
        else if constexpr (std::is_same_v<T, ServerTrouble>)
            return start + u"server %1 "_s.arg(int(value.kind)) + value.server.toString() + u" "_s + value.detail;
        else
            return start;
    };
    return std::visit(visitor, what);
}

QString parse(LogLineParser &parser, const QByteArray &line)
{
    std::vector<Observation> out;
    parser.parse(std::string_view(line.constData(), size_t(line.size())), out);
    QStringList printed;
    for (const Observation &what : out)
        printed += print(what);
    return printed.join(u'|');
}

} // namespace

class TestLogLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messages_data();
    void messages();
    void formats_data();
    void formats();
    void continuationsAreNotMessages();
    void times_data();
    void times();
    void markersAreFoundEverywhere();
    void everyMessageHasAMarker();
    void realLog();
};

// Bodies stand outside the class, because moc loses its way in raw strings.

void TestLogLine::messages_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *message, const char *expected) {
        QTest::newRow(name) << QByteArray(message) << (*expected ? u"20 07:08:48.936 "_s + QString::fromUtf8(expected) : QString());
    };
    row("handled", "Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] ", "@bob:remote.example handled PHONE 12 <- 10");
    row("no prev", "Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: [] ", "@bob:remote.example handled PHONE 12 <- ");
    row("merge", "Handling update '@bob:remote.example'/'P', ID: '12', prev: ['10', '11'] ", "@bob:remote.example handled P 12 <- 10 11");
    row("numbers", "Handling update '@bob:remote.example'/'P', ID: 12, prev: [10, 11] ", "@bob:remote.example handled P 12 <- 10 11");
    row("quotes", R"(Handling update "@b'ob:remote.example"/'P\'"\n', ID: '12', prev: ["1'0"] )",
        "@b'ob:remote.example handled P'\"\n 12 <- 1'0");
    row("cut", "Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'", "");
    row("more behind", "Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] and more", "");
    row("presence", "Handling presence update for @bob:remote.example", "");
    row("apply", "Received device list update for @bob:remote.example, requiring resync: False. Devices: A, B",
        "@bob:remote.example verdict apply A, B");
    row("resync", "Received device list update for @bob:remote.example, requiring resync: True. Devices: A",
        "@bob:remote.example verdict resync A");
    row("debug line before", "Received device list update for '@bob:remote.example'/'PHONE'", "");
    row("device that plays a verdict",
        "Received device list update for @bob:remote.example, requiring resync: True. Devices: A, requiring resync: False. Devices: B",
        "@bob:remote.example verdict resync A, requiring resync: False. Devices: B");
    row("attempt", "Attempting to resync the device list for @bob:remote.example", "@bob:remote.example resync 0 ");
    row("resync device", "Handling resync update '@bob:remote.example'/'PHONE', ID: 12", "@bob:remote.example resync 1 12");
    row("skip", "Skipping device list resync for @bob:remote.example, as our cache matches already", "@bob:remote.example resync 2 ");
    row("success", "Successfully resynced the device list for @bob:remote.example", "@bob:remote.example resync 3 ");
    row("failure", "Failed to handle device list update for @bob:remote.example: 404: Not found",
        "@bob:remote.example resync 4 404: Not found");
    row("internal failure", "Failed to handle device list update for @bob:remote.example",
        "@bob:remote.example resync 4 an internal error; Synapse's log has its traceback");
    row("retry failed", "Could not resync the device list for @bob:remote.example: bad", "@bob:remote.example resync 4 bad");
    row("too many", "Ignoring device list snapshot for @bob:remote.example as it has >1K devs (1234)", "@bob:remote.example resync 5 1234");
    row("denied", "403: Federation denied with remote.example.", " server 0 remote.example ");
    row("blocked", "Blocked 10.0.0.7 from DNS resolution to remote.example", " server 1 remote.example 10.0.0.7");
    row("a transaction that fails",
        "{PUT-O-12} [remote.example] Request failed: PUT matrix-federation://remote.example/_matrix/federation/v1/send/1795: "
        "ConnectionRefusedError('Connection refused')",
        " server 3 remote.example ConnectionRefusedError('Connection refused')");
    row("another request that fails", "{PUT-O-12} [remote.example] Request failed: PUT matrix-federation://remote.example/_matrix/x: E",
        "");
    row("a transaction that goes well", "{PUT-O-12} [remote.example] Completed request: 200 OK in 0.02 secs - PUT matrix-federation://x",
        "");
    row("blocked otherwise", "Blocked by somebody", "");
    row("update failed", "Error handling EDU of type m.device_list_update\nTraceback (most recent call last):", " server 2  ");
    row("other EDU failed", "Error handling EDU of type m.typing", "");
    row("no room", "Got device list update edu for '@bob:remote.example'/'P', but don't share a room",
        "@bob:remote.example ignored P room");
    row("wrong origin", "Got device list update edu for '@bob:remote.example'/'P' from 'evil.example'",
        "@bob:remote.example ignored P origin");
    row("old keys", "pending updates: [({'user_id': '@bob:remote.example', 'usage': ['master']}, None)]",
        R"(@bob:remote.example keys [] {"usage":["master"],"user_id":"@bob:remote.example"})");
    row("transaction",
        "received transaction [17] including device list updates: [{'device_id': 'P', 'prev_id': [9007199254740993], 'stream_id': 7, "
        "'user_id': '@bob:remote.example'}, {'user_id': '@bob:remote.example', 'master_key': {'k': 1}}]",
        R"(@bob:remote.example content 0 [17] {"device_id":"P","prev_id":[9007199254740993],"stream_id":7,"user_id":"@bob:remote.example"}|20 07:08:48.936 @bob:remote.example keys [17] {"k":1})");
    row("transaction cut", "received transaction [17] including device list updates: [{'device_id': 'P', 'pre", "");
    row("name that plays a line",
        "received transaction [17] including device list updates: [{'device_id': 'P', 'device_display_name': \"Handling update "
        "'@ann:remote.example'/'X', ID: '1', prev: [] \", 'stream_id': 7, 'user_id': '@bob:remote.example'}]",
        R"(@bob:remote.example content 0 [17] {"device_display_name":"Handling update '@ann:remote.example'/'X', ID: '1', prev: [] ","device_id":"P","stream_id":7,"user_id":"@bob:remote.example"})");
    row("txnId that plays a list",
        "received transaction [x] including device list updates: [{'user_id': '@ann:remote.example', 'stream_id': 1}]] including "
        "device list updates: [{'stream_id': 7, 'user_id': '@bob:remote.example'}]",
        R"(@bob:remote.example content 0 [x] including device list updates: [{'user_id': '@ann:remote.example', 'stream_id': 1}]] {"stream_id":7,"user_id":"@bob:remote.example"})");
    row("error that plays a line",
        "Failed to handle device list update for @bob:remote.example: 400: Handling update '@ann:remote.example'/'X', ID: '1', prev: "
        "[] ",
        "@bob:remote.example resync 4 400: Handling update '@ann:remote.example'/'X', ID: '1', prev: [] ");
    row("sent, not received", "about to send txn [17] including device list updates: [{'stream_id': 7, 'user_id': '@me:home.example'}]",
        "");
}

void TestLogLine::formats_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("taken");
    const QByteArray message = "Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] ";
    const QByteArray line = "2026-11-20 07:08:48,936 - synapse.handlers.device - 1593 - DEBUG - PUT-14 - " + message;
    const auto row = [](const char *name, const QByteArray &text, bool taken = true) { QTest::newRow(name) << text << taken; };
    row("default", line);
    row("carriage return", line + "\r");
    row("journald short", "Nov 20 07:08:48 host synapse[123]: " + line);
    row("journald short-iso", "2026-11-20T09:08:48+0200 host synapse[123]: " + line);
    row("docker logs -t", "2026-11-20T07:08:48.936123456Z " + line);
    row("Kubernetes", "2026-11-20T07:08:48.936123456Z stdout F " + line);
    row("hole of zeros", QByteArray(5000, '\0') + line);
    row("Terse JSON",
        R"({"log":"Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] ","namespace":"synapse.handlers.device","level":"DEBUG","time":1795158528.94,"request":"PUT-14"})");
    row("GCP JSON",
        R"({"severity":"DEBUG","message":"Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] ","logger":"synapse.handlers.device","time":"2026-11-20T07:08:48.936Z"})");
    row("Docker's JSON",
        R"({"log":"2026-11-20 07:08:48,936 - synapse.handlers.device - 1593 - DEBUG - PUT-14 - Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] \n","stream":"stderr","time":"2026-11-20T07:08:48.937Z"})");
    row("JSON in Docker's JSON",
        R"({"log":"{\"log\":\"Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] \",\"namespace\":\"synapse.handlers.device\",\"level\":\"DEBUG\"}\n","stream":"stderr","time":"2026-11-20T07:08:48.936Z"})");
    row("JSON behind Kubernetes' prefix",
        R"(2026-11-20T07:08:48.936Z stdout F {"log":"Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] ","namespace":"synapse.handlers.device","level":"DEBUG"})");
    row("own format", "[2026-11-20 07:08:48,936] DEBUG synapse.handlers.device: " + message);
    row("own format without logger", "2026-11-20 07:08:48.936|DEBUG|" + message);
    row("message alone", message);
    row("other logger", "2026-11-20 07:08:48,936 - synapse.rest - 1 - INFO - GET-1 - " + message, false);
    row("other logger, own format", "2026-11-20 07:08:48,936 INFO synapse.rest: " + message, false);
    row("other logger, JSON",
        R"({"log":"Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: ['10'] ","namespace":"synapse.rest","level":"DEBUG","time":1795158528.94})",
        false);
    row("inside quotes", "2026-11-20 07:08:48,936 WARN something '" + message + "'", false);
    row("behind a word", "2026-11-20 07:08:48,936 WARN x" + message, false);
    row("inside another message", "2026-11-20 07:08:48,936 - synapse.rest - 1 - INFO - GET-1 - error: " + message, false);
    row("JSON cut", R"({"log":"Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: [)", false);
    row("JSON list", R"([{"log":"x"}])", false);
    row("wrapped too deep", R"({"log":"{\"log\":\"{\\\"log\\\":\\\"{}\\\"}\"}"})", false);
}

void TestLogLine::messages()
{
    QFETCH(QByteArray, message);
    QFETCH(QString, expected);
    LogLineParser parser(QTimeZone::utc());
    QCOMPARE(parse(parser, "2026-11-20 07:08:48,936 - synapse.handlers.device - 1593 - DEBUG - PUT-14 - " + message), expected);
}

void TestLogLine::formats()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, taken);
    LogLineParser parser(QTimeZone::utc());
    parser.setFallbackTime(QDateTime(QDate(2026, 11, 20), QTime(7, 8, 48, 936), QTimeZone::utc()).toMSecsSinceEpoch());
    QString printed = parse(parser, line);
    printed.remove(u""_s).remove(u" ()"_s).replace(u"48.940"_s, u"48.936"_s).replace(u"48.000"_s, u"48.936"_s);
    QCOMPARE(printed, taken ? u"20 07:08:48.936 @bob:remote.example handled PHONE 12 <- 10"_s : QString());
}

void TestLogLine::continuationsAreNotMessages()
{
    LogLineParser parser(QTimeZone::utc());
    parser.learn("2026-11-20 07:08:48,936 - synapse.x - 1 - INFO - main - hello");
    QCOMPARE(parse(parser, "Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: [] "), QString());
}

void TestLogLine::times_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QByteArrayList>("stamps");
    QTest::addColumn<QString>("utc");
    QTest::newRow("zone") << QByteArray("Europe/Berlin") << QByteArrayList{"2026-07-01 12:00:00,500"} << u"10:00:00.500"_s;
    QTest::newRow("winter") << QByteArray("Europe/Berlin") << QByteArrayList{"2026-12-01 12:00:00"} << u"11:00:00.000"_s;
    QTest::newRow("offset") << QByteArray("Europe/Berlin") << QByteArrayList{"2026-07-01T12:00:00.25-03:30"} << u"15:30:00.250"_s;
    QTest::newRow("the hour that comes twice") << QByteArray("Europe/Berlin")
                                               << QByteArrayList{"2026-10-25 02:10:00,000", "2026-10-25 02:50:00,000",
                                                      "2026-10-25 02:05:00,000", "2026-10-25 03:00:00,000"}
                                               << u"00:10:00.000 00:50:00.000 01:05:00.000 02:00:00.000"_s;
    QTest::newRow("the hour that is missing") << QByteArray("Europe/Berlin")
                                              << QByteArrayList{"2026-03-29 01:59:59,000", "2026-03-29 03:00:00,000"}
                                              << u"00:59:59.000 01:00:00.000"_s;
    QTest::newRow("no such day") << QByteArray("UTC") << QByteArrayList{"2026-02-01 00:00:01,000", "2026-02-30 12:00:00,000"}
                                 << u"00:00:01.000 00:00:01.000"_s;
    QTest::newRow("no such time") << QByteArray("UTC") << QByteArrayList{"2026-02-01 00:00:01,000", "2026-02-01 25:00:00,000"}
                                  << u"00:00:01.000 00:00:01.000"_s;
    QTest::newRow("years") << QByteArray("UTC") << QByteArrayList{"2026-12-31 23:59:59,000", "Jan  1 00:00:01 host x: "}
                           << u"23:59:59.000 00:00:01.000"_s;
}

void TestLogLine::times()
{
    QFETCH(QByteArray, zone);
    QFETCH(QByteArrayList, stamps);
    QFETCH(QString, utc);
    Logs::LogClock clock((QTimeZone(zone)));
    QStringList printed;
    for (const QByteArray &stamp : stamps) {
        const std::string line = stamp.toStdString() + " - synapse.x";
        clock.read(line);
        printed += QDateTime::fromMSecsSinceEpoch(clock.last()).toUTC().toString(u"hh:mm:ss.zzz"_s);
    }
    QCOMPARE(printed.join(u' '), utc);
}

void TestLogLine::markersAreFoundEverywhere()
{
    for (const char *marker : {"Handling update '", "Handling resync update '", "x device list y", "pending updates: [",
             "Federation denied with a", "DNS resolution to a", "EDU of type m.device_list_update", "Received txn 17",
             "'m.device_list_update' edu from a", "Request failed: PUT matrix"}) {
        // noise made of the very letters that are compared, at the distance at which they are
        for (const std::string noise : {"HvpgEs'RFD uratn m", "'''''''''m", "HHHHHHHHHu", "ppppppppppp"}) {
            for (int before = 0; before < 150; ++before) {
                for (int after = 0; after < 150; after += 13) {
                    std::string text;
                    while (text.size() < size_t(before))
                        text += noise[text.size() % noise.size()];
                    const size_t expected = text.size() + (marker[0] == 'x' ? 2 : 0);
                    text += marker;
                    for (int i = 0; i < after; ++i)
                        text += noise[size_t(i) % noise.size()];
                    QCOMPARE(findMarker(text), expected);
                    QCOMPARE(findMarker(text, expected), expected);
                    QCOMPARE(findMarker(text, expected + 1), std::string_view::npos);
                    QCOMPARE(findMarker(std::string_view(text).substr(0, expected + 11)), std::string_view::npos);
                }
            }
        }
    }
    QCOMPARE(findMarker(""), std::string_view::npos);
    QCOMPARE(findMarker("Handling update ", 17), std::string_view::npos);
    // what begins like one
    for (const char *other : {"Handling presence update for @a:b", "get_device_list_last_stream_id_for_remote device_lists_outbound",
             "Received response to GET /_matrix", "Request failed: GET matrix"})
        QCOMPARE(findMarker(std::string(200, ' ') + other + std::string(200, ' ')), std::string_view::npos);
}

void TestLogLine::everyMessageHasAMarker()
{
    QFile file(QStringLiteral(LOCKSTEP_TEST_DATA "/synapse-text.log"));
    QVERIFY(file.open(QFile::ReadOnly));
    int messages = 0;
    while (!file.atEnd()) {
        const std::string line = file.readLine().toStdString();
        if (findMessage(line) != std::string_view::npos) {
            ++messages;
            QVERIFY(findMarker(line) != std::string_view::npos);
        }
    }
    QVERIFY(messages > 100);
}

void TestLogLine::realLog()
{
    QFile file(QStringLiteral(LOCKSTEP_TEST_DATA "/synapse-text.log"));
    QVERIFY(file.open(QFile::ReadOnly));
    LogLineParser parser(QTimeZone::utc());
    std::vector<Observation> out;
    while (!file.atEnd()) {
        const std::string line = file.readLine().chopped(1).toStdString();
        parser.parse(line, out);
    }
    std::array<int, std::variant_size_v<Observation>> counts{};
    for (const Observation &what : out)
        ++counts[what.index()];
    QCOMPARE(counts[0], 56); // "Handling update" lines, by grep
    QVERIFY(counts[1] >= 56);
    QCOMPARE(counts[2], 0);
    QVERIFY(counts[3] > 40);
}

QTEST_GUILESS_MAIN(TestLogLine)
#include "tst_logline.moc"
