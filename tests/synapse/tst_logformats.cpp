// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logrecords.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Synapse;
using namespace Lockstep::History;
using namespace Lockstep::LogRecords;

/// Formats that operators have, of Synapse's own and of what carries its lines: each line says by itself which one it has.
class TestLogFormats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formats_data();
    void formats();
    void formatsInOneFile();
    void seamsOfLinesThatDockerCut();
    void whatIsNotUnderstoodIsSaid_data();
    void whatIsNotUnderstoodIsSaid();
};

void TestLogFormats::formats_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("precision");
    const auto row = [](const char *name, const char *text, Precision precision = Milliseconds) {
        QTest::newRow(name) << QByteArray(text) << int(precision);
    };
    row("default", "%L");
    row("Debian", "%K");
    row("worker's name before it", "main | %L");
    row("worker's name, Debian", "encryption | %K");
    row("tai64n before it", "@400000006068b8c03a1b2c3d %L");
    row("compose", "synapse-1  | %L");
    row("compose with times", "synapse-1  | %DT%T.%m123456Z %L");
    row("compose around a worker's prefix", "synapse-1  | synapse_main | %L");
    row("docker logs -t", "%DT%T.%m123456Z %L");
    row("Kubernetes", "%DT%T.%m123456Z stderr F %L");
    row("Kubernetes, Debian", "%DT%T.%m123456Z stderr F %K");
    row("Docker's JSON", R"({"log":%JL,"stream":"stderr","time":"%DT%T.%m5Z"})");
    row("Docker's JSON with attributes", R"({"log":%JL,"stream":"stderr","attrs":{"tag":"synapse"},"time":"%DT%T.%m5Z"})");
    row("grep -n", "homeserver.log:1593:%L");
    row("grep of several", "/var/log/matrix-synapse/homeserver.log.2:%L");
    row("journal short", "Nov 20 %T host synapse[123]: %L");
    row("journal short, NixOS", "Nov 20 %T host synapse[123]: %N", Seconds);
    row("journal short of a host called synapse", "Nov 20 %T synapse.example.org python[123]: %N", Seconds);
    row("journal short-iso of a host called synapse", "%DT%T+0000 synapse.lan python[123]: %N", Seconds);
    row("host called synapse, Debian", "Nov 20 %T synapse.example.org python[123]: %K");
    row("JSON behind a host called synapse",
        R"(Nov 20 %T synapse.example.org python[123]: {"log":%S,"namespace":"synapse.handlers.device","level":"%l","time":%e,"request":"%r"})",
        Hundredths);
    row("journal short-iso", "%DT%T+0000 host synapse[123]: %N", Seconds);
    row("journal short-iso-precise", "%DT%T.%m000+0000 host synapse[123]: %N");
    row("journal cat, NixOS", "%N", TheFiles);
    row("journal export", "MESSAGE=%N", TheFiles);
    row("journal JSON", R"({"__REALTIME_TIMESTAMP":"%u","PRIORITY":"7","LOGGER":"synapse.handlers.device","MESSAGE":%JN})");
    row("journal JSON of bytes", R"({"__REALTIME_TIMESTAMP":"%u","PRIORITY":"7","LOGGER":"synapse.handlers.device","MESSAGE":%BN})");
    row("journal JSON of a pipe", R"({"__REALTIME_TIMESTAMP":"%u","_TRANSPORT":"stdout","SYSLOG_IDENTIFIER":"synapse","MESSAGE":%JV})");
    row("journal JSON of a pipe, bytes", R"({"__REALTIME_TIMESTAMP":"%u","_TRANSPORT":"stdout","MESSAGE":%BL})");
    row("Terse", R"({"log":%S,"namespace":"synapse.handlers.device","level":"%l","time":%e,"request":"%r"})", Hundredths);
    row("Json in Docker's time",
        R"({"log":"{\"log\":\"Handling update '@bob:remote.example'/'PHONE', ID: '8', prev: ['7'] \",\"namespace\":\"synapse.handlers.device\"}\n","stream":"stderr","time":"%DT%T.%mZ"})");
    row("GCP", R"({"severity":"%l","message":%S,"logger":"synapse.handlers.device","time":"%DT%T.%mZ"})");
    row("GCP in Kubernetes", R"(%DT%T.%mZ stdout F {"severity":"%l","message":%S,"logger":"synapse.handlers.device","time":"%DT%T.%mZ"})");
    row("vector",
        R"({"container_name":"synapse","host":"h","message":%JV,"source_type":"docker_logs","stream":"stderr","timestamp":"%DT%T.%mZ"})");
    row("Loki", R"({"labels":{"job":"synapse"},"line":%JV,"timestamp":"%DT%T.%mZ"})");
    row("Loki, NixOS", R"({"labels":{"unit":"matrix-synapse.service"},"line":%JN,"timestamp":"%DT%T.%mZ"})");
    row("stern", "synapse-main-0 synapse %L");
    row("stern with a namespace", "matrix synapse-main-0 synapse %K");
    row("basicConfig", "%l:synapse.handlers.device:%s", TheFiles);
    row("brackets", "[%D %T,%m] %l synapse.handlers.device: %s");
    row("no logger", "%D %T.%m|%l|%s");
    row("zone", "%DT%T.%m+0000 - synapse.handlers.device - 1593 - %l - %r - %s");
    row("twisted", "%D %T+0000 [synapse.handlers.device#debug] %s", Seconds);
    row("thread behind the level", "%D %T,%m - synapse.handlers.device - 1593 - %l - MainThread - %r - %s");
    row("thread behind the level, Debian", "%D %T,%m - synapse.handlers.device - 1593 - %l - MainThread - %r- %s");
    row("process and thread", "%D %T,%m %l [MainProcess:MainThread] synapse.handlers.device [%r] %s");
    row("coloured", "\x1b[32m%D %T,%m\x1b[0m - \x1b[1;34msynapse.handlers.device\x1b[0m - 1593 - %l - %r - %s");
    row("coloured, Debian", "\x1b[2m%K\x1b[0m");
    row("carriage return", "%L\r");
    row("syslog-ng", "Nov 20 %T host synapse %L");
    row("rsyslog", "%DT%T.%m000+00:00 host synapse: %L");
    row("date alone before it", "11/20/2026 %T %l synapse.handlers.device %s", TheFiles);
    row("number instead of a request", "%D %T,%m - synapse.handlers.device - 1593 - %l - 14 - %s");
    row("message alone", "%s", TheFiles);
}

void TestLogFormats::formats()
{
    QFETCH(QByteArray, text);
    QFETCH(int, precision);
    LogLineParser parser(QTimeZone::utc());
    parser.setFallbackTime(fileTime);
    QList<QByteArray> lines;
    for (const Record &record : records())
        lines += format(text, record);
    if (!text.contains('%') || text.contains("ID: '8'")) { // written out, because it is escaped twice
        QCOMPARE(parse(parser, {lines.first()}), expected(Milliseconds).section(u'\n', 0, 0));
        return;
    }
    if (text.startsWith("Nov 20") && precision == Seconds)
        parser.setFallbackTime(fileTime); // the year is the file's
    QCOMPARE(parse(parser, lines), expected(Precision(precision)));
}

void TestLogFormats::formatsInOneFile()
{
    const QList<QByteArray> texts{"%L", "%K", "synapse-1  | %L",
        R"({"log":%S,"namespace":"synapse.handlers.device","time":%e,"request":"%r"})", "[%D %T,%m] %l synapse.handlers.device: %s",
        "\x1b[32m%L\x1b[0m"};
    for (qsizetype begin = 0; begin < texts.size(); ++begin) {
        LogLineParser parser(QTimeZone::utc());
        QList<QByteArray> lines;
        for (const Record &record : records())
            lines += format(texts[(begin + lines.size()) % texts.size()], record);
        QCOMPARE(parse(parser, lines), expected(Milliseconds));
    }
    // An access line, names and errors with dashes in them say nothing of the lines behind them.
    LogLineParser parser(QTimeZone::utc());
    const QByteArray head = "2026-11-20 07:08:40,000 - ";
    const QByteArrayList others{head
            + "synapse.access.http.8008 - 460 - INFO - GET-12- 192.0.2.7 - 8008 - {@ann:home.example} Processed request: 0.1sec \"GET /x\"",
        head
            + "synapse.handlers.device - 1388 - WARNING - _maybe_retry-3- Failed to handle device list update for @bob:remote.example: "
              "502: Bad - upstream",
        head
            + "synapse.8631_debug - 150 - DEBUG - PUT-13- received transaction [1] including device list updates: [{'device_display_name': "
              "'Web - Linux', 'device_id': 'PHONE', 'prev_id': [6], 'stream_id': 7, 'user_id': '@bob:remote.example'}]"};
    for (const QByteArray &other : others) {
        parser.learn(std::string_view(other.constData(), size_t(other.size())));
        std::vector<Observation> ignored;
        parser.parse(std::string_view(other.constData(), size_t(other.size())), ignored);
        QList<QByteArray> lines;
        for (const Record &record : records())
            lines += format("%K", record);
        QCOMPARE(parse(parser, lines), expected(Milliseconds));
    }
}

void TestLogFormats::seamsOfLinesThatDockerCut()
{
    const QByteArray time = "2026-11-20T07:08:48.936123456Z ";
    const QByteArray name(20'000, 'n');
    const QByteArray line
        = "2026-11-20 07:08:48,936 - synapse.8631_debug - 150 - DEBUG - PUT-13 - received transaction [1] including device list "
          "updates: [{'device_display_name': '"
        + name + "', 'device_id': 'PHONE', 'prev_id': [6], 'stream_id': 7, 'user_id': '@bob:remote.example'}]";
    for (const char *seam : {"nnn", "'stream", "': 7", "remote.ex"}) { // in a text, in a key, between two, in an ID
        const qsizetype at = line.indexOf(seam) + 2;
        LogLineParser parser(QTimeZone::utc());
        const QByteArray joined = time + line.left(at) + time + line.mid(at);
        std::vector<Observation> out;
        parser.parse(std::string_view(joined.constData(), size_t(joined.size())), out);
        QCOMPARE(out.size(), size_t(1));
        const auto *content = std::get_if<UpdateContent>(&out.front());
        QVERIFY(content);
        QCOMPARE(content->user, UserId(u"@bob:remote.example"_s));
        QCOMPARE(content->content[u"stream_id"_s].toInteger(), 7);
        QCOMPARE(content->content[u"device_display_name"_s].toString().size(), name.size());
    }
}

void TestLogFormats::whatIsNotUnderstoodIsSaid_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("outcome");
    const auto row = [](const char *name, const char *line, int outcome) { QTest::newRow(name) << QByteArray(line) << outcome; };
    const int nothing = Logs::LineResult::Nothing, unread = Logs::LineResult::NotUnderstood;
    row("torn", "2026-11-20 07:08:48,936 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update '@bob:remote.example'/'PHO",
        unread);
    row("torn JSON", R"({"log":"Handling update '@bob:remote.example'/'PHONE', ID: '12', prev: [)", unread);
    row("in quotes", "2026-11-20 07:08:48 \"Handling update '@bob:remote.example'/'P', ID: '12', prev: ['10'] \"", unread);
    row("behind a sentence",
        "2026-11-20 07:08:48 I should like to tell you that Handling update '@bob:remote.example'/'P', ID: '12', prev: ['10'] ", unread);
    row("behind another message of the logger",
        "2026-11-20 07:08:48,936 - synapse.handlers.device - 1 - INFO - PUT-1 - Got pending device list update in room !r:x: @e:x / A - "
        "Handling update '@bob:remote.example'/'P', ID: '12', prev: ['10'] ",
        nothing);
    row("an EDU's type, which a stranger chose",
        "2026-11-20 07:08:48,936 - synapse.federation.federation_server - 1 - WARNING - PUT-1 - No handler registered for EDU type "
        "Handling update x",
        nothing);
    row("the same as Debian has it",
        "2026-11-20 07:08:48,936 - synapse.federation.federation_server - 1 - WARNING - PUT-1- No handler registered for EDU type "
        "Handling update x",
        nothing);
    row("the same in the journal",
        "Nov 20 07:08:48 host synapse[12]: synapse.federation.federation_server: [PUT-1] No handler registered for EDU type Handling "
        "update x",
        nothing);
    row("behind a few words of another message",
        "2026-11-20 07:08:48,936 - synapse.federation.federation_server - 1 - INFO - PUT-1 - Bad EDU Handling update "
        "'@ann:third.example'/'P', "
        "ID: '12', prev: ['10'] ",
        nothing);
    row("another logger's on a host called so",
        "Nov 20 07:08:48 synapse.example.org python[12]: synapse.rest: [PUT-1] Handling update '@bob:remote.example'/'P'", nothing);
    row("quoted in another message of the logger",
        "2026-11-20 07:08:48,936 - synapse.handlers.device - 1018 - DEBUG - PUT-1 - Notifying about update '@e:x'/\"X\\nHandling update "
        "'@bob:remote.example'/'P', ID: '12', prev: ['10'] \", ID: 7",
        nothing);
    row("another logger's", "2026-11-20 07:08:48,936 - synapse.rest - 1 - INFO - GET-1 - Handling update '@bob:remote.example'/'P'",
        nothing);
    row("known without interest",
        "2026-11-20 07:08:48,936 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Received device list update for '@bob:remote.example'/'P'",
        nothing);
    row("words that others use too", "2026-11-20 07:08:48,936 - synapse.x - 1 - DEBUG - PUT-1 - the device list of somebody", nothing);
}

void TestLogFormats::whatIsNotUnderstoodIsSaid()
{
    QFETCH(QByteArray, line);
    QFETCH(int, outcome);
    LogLineParser parser(QTimeZone::utc());
    QCOMPARE(parse(parser, {line}, Logs::LineResult::Outcome(outcome)), QString());
}

QTEST_GUILESS_MAIN(TestLogFormats)
#include "tst_logformats.moc"
