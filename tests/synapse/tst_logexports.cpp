// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logrecords.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Synapse;
using namespace Lockstep::History;
using namespace Lockstep::LogRecords;

/// Lines as others have them who never saw Synapse's file: out of a log store, from a syslog daemon, pasted into a report.
class TestLogExports : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exported_data();
    void exported() { isRead(); }
    void pasted_data();
    void pasted() { isRead(); }
    void monthsOfLanguages();
    void newestFirstInOneLine();
    void quotesThatAreNotClosed();
    void timesThatCannotBeRead_data();
    void timesThatCannotBeRead();
    void timesThatStrangersChoose_data();
    void timesThatStrangersChoose();
    void yearsOfLongLogs();

private:
    static void columns()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("precision");
    }
    static void row(const char *name, const char *text, Precision precision = Milliseconds)
    {
        QTest::newRow(name) << QByteArray(text) << int(precision);
    }
    static void isRead();
};

void TestLogExports::isRead()
{
    QFETCH(QByteArray, text);
    QFETCH(int, precision);
    LogLineParser parser(QTimeZone::utc());
    parser.setFallbackTime(fileTime);
    QList<QByteArray> lines;
    for (const Record &record : records())
        lines += format(text, record);
    parser.learn(std::string_view(lines.first().constData(), size_t(lines.first().size())));
    parser.setFallbackTime(fileTime);
    QCOMPARE(parse(parser, lines), expected(Precision(precision)));
}

/// What log stores and their clients make of lines.
void TestLogExports::exported_data()
{
    columns();
    row("stern's JSON", R"({"message":%JV,"nodeName":"n1","namespace":"matrix","podName":"synapse-0","containerName":"synapse"})");
    row("stern's JSON around Synapse's",
        R"({"message":{"log":%S,"namespace":"synapse.handlers.device","level":"%l","time":%e,"request":"%r"},"namespace":"matrix"})",
        Hundredths);
    row("Kubernetes' namespace beside a level", R"({"level":"info","namespace":"matrix","message":%JV,"timestamp":"%DT%T.%mZ"})");
    row("logcli", R"(%DT%TZ {container="synapse", job="matrix"} %L)", Seconds);
    row("Elasticsearch", R"({"_index":"logs","_source":{"@timestamp":"%DT%T.%mZ","message":%JV,"host":{"name":"h"}}})");
    row("Elasticsearch, NixOS", R"({"_index":"logs","_source":{"@timestamp":"%DT%T.%mZ","message":%JN}})");
    row("Filebeat", R"({"@timestamp":"%DT%T.%mZ","message":%JV,"log":{"offset":12,"file":{"path":"/x.log"}}})");
    row("Logstash", R"({"@timestamp":"%DT%T.%mZ","message":%S,"level":"%l","logger_name":"synapse.handlers.device"})");
    row("structlog", R"({"event":%S,"logger":"synapse.handlers.device","level":"debug","timestamp":"%DT%T.%m000Z"})");
    row("python-json-logger", R"({"asctime":"%D %T,%m","name":"synapse.handlers.device","levelname":"%l","message":%S})");
    row("GELF", R"({"version":"1.1","host":"h","short_message":%JV,"timestamp":%e,"level":7,"_container_name":"synapse"})");
    row("GELF with fields", R"({"version":"1.1","short_message":%S,"timestamp":%e,"_logger":"synapse.handlers.device"})", Hundredths);
    row("gcloud", R"({"insertId":"a","textPayload":%JV,"timestamp":"%DT%T.%m000Z","severity":"ERROR"})");
    row("gcloud with fields",
        R"({"jsonPayload":{"message":%S,"logger":"synapse.handlers.device","request":"%r"},"timestamp":"%DT%T.%mZ"})");
    row("VictoriaLogs", R"({"_msg":%JV,"_stream":"{}","_time":"%DT%T.%mZ"})");
    row("Datadog", R"({"id":"a","content":{"timestamp":"%DT%T.%mZ","host":"h","message":%JN}})");
    row("blank behind the brace", R"({ "message": %JV, "timestamp": "%DT%T.%mZ" })");
    row("JSON sequence", "\x1e{\"__REALTIME_TIMESTAMP\":\"%u\",\"MESSAGE\":%JN}");
    row("event stream", R"(data: {"__REALTIME_TIMESTAMP":"%u","MESSAGE":%JN})");
    row("a line of an array", R"(  {"log":%S,"namespace":"synapse.handlers.device","level":"%l","time":%e,"request":"%r"},)", Hundredths);
    row("an array with one", R"([{"line":%JV,"timestamp":"%u000"}])");
    row("a member a line", R"(    "message": %JV,)");
    row("a member a line, journal", "\t\"MESSAGE\" : %JN,", TheFiles);
    row("CSV", R"("%DT%T.%mZ","host","%L")");
    row("CSV, NixOS", R"("%DT%T.%mZ";host;"%N";"{""job"":""synapse""}")");
}

/// What syslog daemons and people make of them.
void TestLogExports::pasted_data()
{
    columns();
    row("backticks", "`%L`");
    row("backticks in a list", "* `%N`", TheFiles);
    row("a table of Markdown", "| %L |");
    row("HTML", "%H");
    row("byte order mark", "\xef\xbb\xbf%L");
    row("RFC 5424", "<15>1 %DT%T.%m000Z host synapse 123 - - \xef\xbb\xbf%N");
    row("priority", "<15>Nov 20 %T host synapse[123]: %N", Seconds);
    row("trailing NUL by rsyslog", "Nov 20 %T host %N#000", Seconds);
    row("line feed by rsyslog", "Nov 20 %T host synapse %L#012");
    row("journal short, French", "nov. 20 %T host synapse[123]: %N", Seconds);
    row("journal short, Russian", "ноя 20 %T host synapse[123]: %N", Seconds);
    row("journal short-full", "Fri %D %T UTC host synapse[123]: %N", Seconds);
    row("journal short-unix", "%U host synapse[123]: %N");
    row("slashes", "2026/11/20 %T %l synapse.handlers.device: %s", Seconds);
    row("day first", "20.11.2026 %T %l synapse.handlers.device: %s", Seconds);
}

void TestLogExports::monthsOfLanguages()
{
    const QList<std::pair<int, QByteArrayList>> months{{1, {"Jan", "janv.", "ene", "gen"}}, {3, {"Mär", "mars", "mrt"}},
        {5, {"Mai", "maj", "mei"}}, {6, {"juin", "giu", "juni"}}, {8, {"Aug", "août", "ago"}}, {10, {"Okt", "oct.", "out", "ott"}},
        {11, {"lis", "Nov"}}, {12, {"Dez", "déc.", "dic"}}};
    for (const auto &[month, names] : months) {
        for (const QByteArray &name : names) {
            LogLineParser parser(QTimeZone::utc());
            parser.setFallbackTime(
                QDateTime(QDate(2026, month, 20), QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch()); // the year is the file's
            const QByteArray line = name + "  5 20:05:18 host python[82784]: synapse.handlers.device: [PUT-1] x";
            parser.learn(std::string_view(line.constData(), size_t(line.size())));
            QCOMPARE(parser.lastTime(), QDateTime(QDate(2026, month, 5), QTime(20, 5, 18), QTimeZone::utc()).toMSecsSinceEpoch());
        }
    }
}

void TestLogExports::newestFirstInOneLine()
{
    QByteArrayList objects;
    for (const Record &record : records())
        objects.prepend(format(R"({"line":%JV,"timestamp":"%u000","fields":{}})", record));
    LogLineParser parser(QTimeZone::utc());
    QCOMPARE(parse(parser, {'[' + objects.join(',') + ']'}), expected(Milliseconds));
}

void TestLogExports::quotesThatAreNotClosed()
{
    for (const char *text : {R"([0] synapse: [[%e, {}], {"log"=>"%L"}])", R"(time="%DT%T.%mZ" level=debug msg="%L")",
             R"(time="%DT%T.%mZ" level=debug logger=synapse.handlers.device msg="%s")"}) {
        LogLineParser parser(QTimeZone::utc());
        for (const Record &record : records()) {
            std::vector<Observation> out;
            const QByteArray line = format(text, record);
            const auto result = parser.parse(std::string_view(line.constData(), size_t(line.size())), out);
            QCOMPARE(result.outcome, Logs::LineResult::NotUnderstood);
            QVERIFY(out.empty()); // half of it would be a device that nobody has
        }
    }
}

void TestLogExports::timesThatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("members");
    for (const char *members :
        {R"("date":"Nov 20, 2026")", R"("time":"")", R"("time":0)", R"("time":"20261120")", R"("_time":"07:08:48")",
            R"("@timestamp":"Nov 20, 2026 @ 07:08:48.936")", R"("time":"2026-02-30T07:08:48Z")", R"("time":null)", R"("time":"x","ts":-1)"})
        QTest::newRow(members) << QByteArray(members);
}

/// The lines' own times stay: they are not moved to when the line before was written.
void TestLogExports::timesThatCannotBeRead()
{
    QFETCH(QByteArray, members);
    LogLineParser parser(QTimeZone::utc());
    parser.setFallbackTime(fileTime);
    for (const int minutes : {0, 72, 292, 951}) {
        const qint64 at = first + minutes * 60'000;
        const QByteArray line = format('{' + members + R"(,"message":%JV})", {at, "INFO", records()[1].message});
        QCOMPARE(parse(parser, {line}), u"%1 applied PHONE"_s.arg(at));
    }
    // A time under another name counts.
    LogLineParser other(QTimeZone::utc());
    other.setFallbackTime(fileTime);
    const QByteArray line = format('{' + members + R"(,"__REALTIME_TIMESTAMP":"%u","MESSAGE":%JN})", records()[0]);
    QCOMPARE(parse(other, {line}), u"%1 8<-7"_s.arg(first));
}

void TestLogExports::timesThatStrangersChoose_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("strange"); // a line before; "!" is only looked at for its time
    QTest::addColumn<int>("precision");
    const QByteArray syslog = "Nov 20 %T host synapse[12]: ", edu = "No handler registered for EDU type ";
    const auto both = [](const QByteArray &name, const QByteArray &text, const QByteArray &strange, Precision precision) {
        QTest::addRow("%s, read", name.constData()) << text << strange << int(precision);
        QTest::addRow("%s, learnt", name.constData()) << text << '!' + strange << int(precision);
    };
    for (const char *time : {"2031-01-01 00:00:00", "2031-01-01T00:00:00Z", "01.01.2031 00:00:00", "2031/01/01 00:00:00"}) {
        both(QByteArray("EDU's type in syslog, ") + time, syslog + "%N",
            syslog + "synapse.federation.federation_server: [PUT-1] " + edu + time + " Handling update x", Seconds);
        both(QByteArray("EDU's type without a time, ") + time, "%N",
            QByteArray("synapse.federation.federation_server: [PUT-1] ") + edu + time + " Handling update x", TheFiles);
        both(QByteArray("EDU's type, ") + time, "[%D %T,%m] %l synapse.handlers.device: %s",
            QByteArray("[2026-11-20 07:08:48,930] INFO synapse.federation.federation_server: ") + edu + time + " Handling update x",
            Milliseconds);
        both(QByteArray("device ID without a time, ") + time, "%N",
            QByteArray("synapse.handlers.device: [PUT-1] Handling update '@bob:remote.example'/'") + time + "', ID: 1, prev: [] ",
            TheFiles);
    }
    both("a line of somebody's", syslog + "%N",
        syslog + "2031-01-01 00:00:00,000 - synapse.handlers.device - 1 - INFO - PUT-77 - Handling update '@ann:third.example'/'P', ID: 8",
        Seconds);
}

/// What stands in a message says nothing of when it, or the next one, was written.
void TestLogExports::timesThatStrangersChoose()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, strange);
    QFETCH(int, precision);
    LogLineParser parser(QTimeZone::utc());
    parser.setFallbackTime(fileTime);
    const QByteArray line = format(strange.startsWith('!') ? strange.sliced(1) : strange, records().first());
    const std::string_view view(line.constData(), size_t(line.size()));
    std::vector<Observation> out;
    if (strange.startsWith('!'))
        parser.learn(view);
    else
        parser.parse(view, out);
    QVERIFY2(parser.lastTime() <= fileTime && parser.lastTime() >= first - 1000, qPrintable(QString::number(parser.lastTime())));
    if (precision == TheFiles)
        QVERIFY(!parser.hasTimes());
    QList<QByteArray> lines;
    for (const Record &record : records())
        lines += format(text, record);
    QCOMPARE(parse(parser, lines), expected(Precision(precision)));
}

/// A log that is followed for longer than the year that its file's time tells.
void TestLogExports::yearsOfLongLogs()
{
    LogLineParser parser(QTimeZone::utc());
    parser.setFallbackTime(QDateTime(QDate(2026, 12, 20), QTime(0, 0), QTimeZone::utc()).toMSecsSinceEpoch());
    const QList<std::pair<QByteArray, QDate>> days{{"Nov 20", {2026, 11, 20}}, {"Dec 31", {2026, 12, 31}}, {"Jan  1", {2027, 1, 1}},
        {"Feb 27", {2027, 2, 27}}, {"Apr 20", {2027, 4, 20}}, {"Jun 15", {2027, 6, 15}}, {"Aug 10", {2027, 8, 10}},
        {"Oct  5", {2027, 10, 5}}, {"Nov 30", {2027, 11, 30}}, {"Jan 20", {2028, 1, 20}}};
    for (const auto &[day, date] : days) {
        const QByteArray line = day + " 07:08:48 host synapse[1]: " + format("%N", records()[1]);
        QCOMPARE(parse(parser, {line}), u"%1 applied PHONE"_s.arg(QDateTime(date, QTime(7, 8, 48), QTimeZone::utc()).toMSecsSinceEpoch()));
    }
    // An old log by another name: its own times have the year.
    LogLineParser old(QTimeZone::utc());
    old.setFallbackTime(fileTime + 400 * qint64(86'400'000));
    QCOMPARE(parse(old, {format("Nov 20 %T host synapse[123]: %L", records()[1])}), u"%1 applied PHONE"_s.arg(records()[1].at));
}

QTEST_APPLESS_MAIN(TestLogExports)
#include "tst_logexports.moc"
