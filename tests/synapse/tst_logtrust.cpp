// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/logline.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Synapse;
using namespace Lockstep::History;
using Logs::LineResult;

namespace {

QByteArray head(const QByteArray &logger, const QByteArray &request)
{
    return "2026-11-20 07:08:48,936 - " + logger + " - 1 - INFO - " + request + " - ";
}

QByteArray received(const QByteArray &request, const QByteArray &server)
{
    return head("synapse.federation.transport.server.federation", request) + "Received txn 17 from " + server + ". (PDUs: 0, EDUs: 1)";
}

QByteArray handling(const QByteArray &request, const QByteArray &user, const QByteArray &device = "'PHONE'")
{
    return head("synapse.handlers.device", request) + "Handling update '" + user + "'/" + device + ", ID: '8', prev: ['7'] ";
}

QByteArray verdict(const QByteArray &request, const QByteArray &user, const QByteArray &devices = "PHONE")
{
    return head("synapse.handlers.device", request) + "Received device list update for " + user
        + ", requiring resync: False. Devices: " + devices;
}

QByteArray transaction(const QByteArray &request, const QByteArray &users)
{
    QByteArray contents;
    for (const QByteArray &user : users.split(' '))
        contents
            += (contents.isEmpty() ? "" : ", ") + ("{'device_id': 'PHONE', 'prev_id': [7], 'stream_id': 8, 'user_id': '" + user + "'}");
    return head("synapse.8631_debug", request) + "received transaction [17] including device list updates: [" + contents + "]";
}

/// The users of what is believed, a letter for each line: "r" read, "x" refused, "." nothing, "?" not understood.
class Parsed
{
public:
    explicit Parsed(std::shared_ptr<LogTrust> memory = std::make_shared<LogTrust>())
        : m_parser(QTimeZone::utc(), std::move(memory))
    {
    }
    QString outcomes;
    QStringList users;
    bool isForgeable = false;

    Parsed &operator<<(const QByteArray &lines)
    {
        for (const QByteArray &line : lines.split('\n')) {
            std::vector<Observation> out;
            const LineResult result = m_parser.parse(std::string_view(line.constData(), size_t(line.size())), out);
            outcomes += u".r?x"[int(result.outcome)];
            isForgeable = result.forgeable;
            for (const Observation &what : out)
                users += std::visit([](const auto &value) { return value.user.localpart(); }, what);
        }
        return *this;
    }

    LineResult::Outcome outcomeOf(const QByteArray &line)
    {
        std::vector<Observation> out;
        return m_parser.parse(std::string_view(line.constData(), size_t(line.size())), out).outcome;
    }

private:
    LogLineParser m_parser;
};

} // namespace

/// A remote server can put line feeds into what Synapse logs as it is.
class TestLogTrust : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsSpeakOfTheirSendersUsers()
    {
        Parsed parsed;
        parsed << received("PUT-14", "remote.example") << handling("PUT-14", "@bob:remote.example")
               << verdict("PUT-14", "@bob:remote.example") << handling("PUT-14", "@ann:third.example")
               << verdict("PUT-14", "@ann:third.example");
        QCOMPARE(parsed.outcomes, u".rrxx"_s);
        QCOMPARE(parsed.users, (QStringList{u"bob"_s, u"bob"_s}));
        QVERIFY(parsed.isForgeable);
    }

    void requestsThatAreToldByNobody()
    {
        // A log that never tells is believed; once one tells, it tells of all.
        Parsed parsed;
        parsed << handling("PUT-13", "@bob:remote.example") << received("PUT-14", "remote.example")
               << verdict("PUT-13", "@bob:remote.example") << handling("PUT-9999", "@ann:third.example")
               << "Handling update '@ann:third.example'/'X', ID: '8', prev: ['7'] "
               << "2026-11-20 07:08:48 Handling update '@ann:third.example'/'X', ID: '8', prev: ['7'] ";
        QCOMPARE(parsed.outcomes, u"r.rxxx"_s);
    }

    void workersAreToldByReplication()
    {
        Parsed parsed;
        parsed << head("synapse.replication.http.federation", "POST-4") + "Got 'm.device_list_update' edu from remote.example"
               << handling("POST-4", "@bob:remote.example") << handling("POST-4", "@ann:third.example")
               << handling("POST-5", "@bob:remote.example");
        QCOMPARE(parsed.outcomes, u".rxx"_s);
    }

    /// Synapse before 1.41 tells of transactions by another name.
    void olderNames()
    {
        QByteArray told = received("PUT-14", "remote.example");
        told.replace("server.federation", "server");
        Parsed parsed;
        parsed << told << handling("PUT-14", "@bob:remote.example") << handling("PUT-14", "@ann:third.example")
               << head("root", "PUT-14") + "Skipping device list resync for @bob:remote.example, as our cache matches already";
        QCOMPARE(parsed.outcomes, u".rxr"_s);
    }

    void processesThatCountTheSameWay()
    {
        Parsed parsed;
        parsed << received("PUT-14", "remote.example") << received("PUT-14", "third.example") << handling("PUT-14", "@bob:remote.example")
               << handling("PUT-14", "@ann:third.example");
        QCOMPARE(parsed.outcomes, u"..rr"_s);
    }

    void contentsOfOtherServersUsersAreDropped()
    {
        Parsed parsed;
        parsed << received("PUT-14", "remote.example") << transaction("PUT-14", "@bob:remote.example @ann:third.example");
        QCOMPARE(parsed.outcomes, u".x"_s);
        QCOMPARE(parsed.users, QStringList{u"bob"_s});
    }

    void linesInsideADeviceId_data()
    {
        QTest::addColumn<bool>("isTold"); // by "Received txn"
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("wrapping"); // %1 is the line, %2 the line in JSON
        QTest::newRow("with its sender, alone") << true << QByteArray() << QByteArray("%1");
        QTest::newRow("with nothing but the message") << false << QByteArray() << QByteArray("%1");
        QTest::newRow("second of three") << false << QByteArray("TABLET, ") << QByteArray("%1");
        QTest::newRow("as a store's JSON") << false << QByteArray() << QByteArray(R"({"message":%2})");
        QTest::newRow("as Synapse's JSON") << false << QByteArray()
                                           << QByteArray(R"({"log":%2,"namespace":"synapse.handlers.device","level":"DEBUG"})");
        QTest::newRow("as a row of a table") << false << QByteArray() << QByteArray(R"("2026-11-20T07:08:48Z","%1")");
        QTest::newRow("as a member") << false << QByteArray() << QByteArray(R"("message": %2,)");
        QTest::newRow("in backticks") << false << QByteArray() << QByteArray("`%1`");
        QTest::newRow("as syslog has it") << false << QByteArray() << QByteArray("%1#012");
    }

    void linesInsideADeviceId()
    {
        QFETCH(bool, isTold);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, wrapping);
        QByteArray forged;
        if (isTold)
            forged += received("PUT-77", "third.example") + "\n" + transaction("PUT-77", "@ann:third.example") + "\n";
        const auto wrapped = [&wrapping](const QByteArray &line) {
            const QByteArray json = QJsonDocument(QJsonArray{QString::fromUtf8(line)}).toJson(QJsonDocument::Compact);
            return QByteArray(wrapping).replace("%1", line).replace("%2", json.sliced(1, json.size() - 2));
        };
        forged += wrapped(handling("PUT-77", "@ann:third.example")) + "\n" + wrapped(verdict("PUT-77", "@ann:third.example", "EVIL"));
        const QByteArray id = "X\n" + forged;
        QByteArray escaped = id;
        escaped.replace('\\', "\\\\").replace('\n', "\\n").replace('\'', "\\'");
        Parsed parsed;
        if (isTold)
            parsed << received("PUT-14", "remote.example");
        parsed << handling("PUT-14", "@bob:remote.example", "'" + escaped + "'");
        const QString start = parsed.outcomes;
        parsed << verdict("PUT-14", "@bob:remote.example", before + id + (before.isEmpty() ? QByteArray() : QByteArray(", LAPTOP")));
        QCOMPARE(parsed.outcomes, start + u"r"_s + QString(forged.count('\n') + 1, u'x'));
        QCOMPARE(parsed.users, (QStringList{u"bob"_s, u"bob"_s}));
        // What is real is believed afterwards.
        parsed << (isTold ? received("PUT-15", "third.example") : QByteArray("x")) << handling("PUT-15", "@ann:third.example");
        QCOMPARE(parsed.users.last(), u"ann"_s);
    }

    void memoryOutlivesFilesAndRestarts()
    {
        const auto memory = std::make_shared<LogTrust>();
        Parsed(memory) << received("PUT-14", "remote.example");
        const auto restored = std::make_shared<LogTrust>();
        restored->restore(memory->save());
        // Another process's: nothing in it hangs on what is different in each.
        const auto ofOther = std::make_shared<LogTrust>();
        ofOther->restore(
            QByteArray::fromHex("03000102030405060708090a0b0c0d0e0f374eb6fac0e5f653e2e7b920a370116800000000000000000000000000000000"));
        for (const auto &one : {memory, restored, ofOther}) {
            Parsed next(one);
            next << handling("PUT-14", "@bob:remote.example") << handling("PUT-14", "@ann:third.example")
                 << handling("PUT-15", "@ann:third.example");
            QCOMPARE(next.outcomes, u"rxx"_s);
        }
        // Of a state from before there was a key nobody can make the numbers again: that the log tells of senders is known, and no more.
        const auto ofOld = std::make_shared<LogTrust>();
        ofOld->restore(QByteArray::fromHex("01db40ec06bed64bdebbda63643fa3d98200000000000000000000000000000000"));
        Parsed old(ofOld);
        old << handling("PUT-14", "@bob:remote.example") << received("PUT-15", "third.example") << handling("PUT-15", "@ann:third.example");
        QCOMPARE(old.outcomes, u"x.r"_s);
        restored->restore("nonsense"); // a damaged history is no reason to fall over
    }

    void ofManyRequestsTheNewestAreRemembered()
    {
        constexpr int most = 16'384, times = 5;
        Parsed parsed;
        const auto server = [](int number) -> QByteArray { return "hs" + QByteArray::number(number % 7) + ".example"; };
        const auto tells
            = [&](int number, int user) { return parsed.outcomeOf(handling("PUT-" + QByteArray::number(number), "@bob:" + server(user))); };
        for (int number = 0; number < most * times; ++number) {
            parsed.outcomeOf(received("PUT-" + QByteArray::number(number), server(number)));
            if (number % 1000 != 0)
                continue;
            // Of each that is remembered, wherever it lies by now, what was told; of those before it nothing.
            for (const int back : {0, 1, 63, 64, 4'999, most - 1}) {
                if (back > number)
                    continue;
                QCOMPARE(tells(number - back, number - back), LineResult::Read);
                QCOMPARE(tells(number - back, number - back + 1), LineResult::Refused);
            }
            if (number >= most)
                QCOMPARE(tells(number - most, number - most), LineResult::Refused);
        }
        // Told again, it is no other one: the newest senders of one name are three.
        for (const char *again : {"a.example", "b.example", "a.example", "c.example"})
            parsed.outcomeOf(received("PUT-1", again));
        for (const char *one : {"a.example", "b.example", "c.example"})
            QCOMPARE(parsed.outcomeOf(handling("PUT-1", QByteArray("@bob:") + one)), LineResult::Read);
        parsed.outcomeOf(received("PUT-1", "d.example"));
        QCOMPARE(parsed.outcomeOf(handling("PUT-1", "@bob:a.example")), LineResult::Refused);
    }

    void jsonCannotBeForged()
    {
        const auto json = [](const QByteArray &user, const QByteArray &logger, const QByteArray &request) {
            return QByteArray("{\"log\":\"Handling update '" + user + "'/'X\\n', ID: '8', prev: ['7'] \",\"namespace\":\"" + logger
                + "\",\"level\":\"DEBUG\",\"time\":1795158528.94,\"request\":\"" + request + "\"}");
        };
        Parsed parsed;
        parsed << json("@ann:third.example", "synapse.handlers.device", "PUT-9");
        QCOMPARE(parsed.outcomes, u"r"_s);
        QVERIFY(!parsed.isForgeable);
        // What is not of a device list shows as well that it is a log of text.
        Parsed late;
        late << "Starting synapse with args -c homeserver.yaml"
             << head("synapse.federation.federation_server", "PUT-1") + "No handler registered for EDU type X"
             << json("@ann:third.example", "synapse.handlers.device", "PUT-9");
        QVERIFY(late.isForgeable);
        // In a log of text it is text.
        Parsed text;
        text << received("PUT-14", "remote.example") << json("@ann:third.example", "synapse.handlers.device", "PUT-9");
        QCOMPARE(text.outcomes, u".x"_s);
        Parsed journal;
        journal << "{\"__REALTIME_TIMESTAMP\":\"1795158528936000\",\"LOGGER\":\"synapse.handlers.device\",\"MESSAGE\":\"synapse.handlers."
                   "device: [PUT-1] Received device list update for @bob:remote.example, requiring resync: False. Devices: X\\n2026-11-20 "
                   "07:08:48,936 - synapse.handlers.device - 1 - INFO - PUT-1 - Handling update '@ann:third.example'/'P', ID: '8', prev: "
                   "[] \"}";
        QCOMPARE(journal.users, QStringList{u"bob"_s});
        QVERIFY(!journal.isForgeable);
    }

    void jsonInMessages_data();
    void jsonInMessages();
    void linesBehindCarriers_data();
    void linesBehindCarriers();
    void linesOfOthersAreNotRefused();
};

// Bodies with raw strings stand outside the class, because moc loses its way in them.

void TestLogTrust::jsonInMessages_data()
{
    QTest::addColumn<QByteArray>("carrier"); // %1 is the line of text, %2 the record without time and level, %3 both as JSON strings
    QTest::addColumn<QByteArray>("message"); // %j is the JSON
    QTest::addColumn<QString>("outcome");
    const auto logger = [](const QByteArray &name) -> QByteArray { return "synapse." + name + '\t'; };
    const QList<std::pair<const char *, QByteArray>> carriers{{"text", "%1"},
        {"journal handler", R"({"__REALTIME_TIMESTAMP":"1795158528936000","LOGGER":"synapse.handlers.device","MESSAGE":%4})"},
        {"journal of a pipe", R"({"__REALTIME_TIMESTAMP":"1795158528936000","_TRANSPORT":"stdout","MESSAGE":%3})"},
        {"journal short", "Nov 20 07:08:48 host synapse[12]: %2"}, {"journal short, host", "Nov 20 07:08:48 synapse.lan python[12]: %2"},
        {"compose", "synapse-1  | %1"}, {"Docker", R"({"log":%3,"stream":"stderr","time":"2026-11-20T07:08:48.936Z"})"}, {"coloured", "%6"},
        {"coloured, Docker", R"({"log":%7,"stream":"stderr","time":"2026-11-20T07:08:48.936Z"})"},
        {"ECS", R"({"@timestamp":"2026-11-20T07:08:48.936Z","log.level":"info","log":{"logger":"synapse.handlers.device"},"message":%5})"},
        {"a short format", "07:08:48 [W] %5t"}, {"a field for the level", "ts=2026-11-20T07:08:48Z level=WARNING msg=%5"},
        {"store", R"({"message":%4,"@timestamp":"2026-11-20T07:08:48.936Z"})"}};
    const QList<std::tuple<const char *, QByteArray, const char *>> messages{
        {"EDU's type", logger("federation.federation_server") + "No handler registered for EDU type %j", "."},
        {"device's ID",
            logger("handlers.device") + "Received device list update for @bob:remote.example, requiring resync: False. Devices: %j", "r"},
        {"device's ID, quoted", logger("handlers.device") + "Handling update '@bob:remote.example'/'%j', ID: '8', prev: ['7'] ", "r"},
        {"transaction's ID",
            logger("8631_debug")
                + "received transaction [%j] including device list updates: [{'device_id': 'P', 'prev_id': [7], 'stream_id': 8, "
                  "'user_id': '@bob:remote.example'}]",
            "r"},
        {"error", logger("handlers.device") + "Could not resync the device list for @bob:remote.example: 404: %j", "r"},
        {"a default line", logger("federation.federation_server") + "No handler registered for EDU type %d", "."}};
    for (const auto &[carrierName, carrier] : carriers) {
        for (const auto &[name, message, outcome] : messages)
            QTest::addRow("%s, %s", name, carrierName) << carrier << message << QString::fromLatin1(outcome);
    }
}

/// What others choose may be JSON, or look like a line of a log, without any line feed.
void TestLogTrust::jsonInMessages()
{
    QFETCH(QByteArray, carrier);
    QFETCH(QByteArray, message);
    QFETCH(QString, outcome);
    const qsizetype tab = message.indexOf('\t');
    const QByteArray logger = message.first(tab);
    message = message.sliced(tab + 1);
    QByteArray said = "Handling update '@ann:third.example'/'X', ID: '8', prev: ['7'] ";
    if (message.contains("'%j'"))
        said.replace('\'', "\\'");
    const QByteArray told = "Received txn 17 from third.example. (PDUs: 0, EDUs: 1)";
    const QByteArrayList forms{R"({"log":")" + said + R"(","namespace":"synapse.handlers.device","level":"DEBUG","request":"PUT-99"})",
        R"({"log":")" + told + R"(","namespace":"synapse.federation.transport.server.federation","level":"DEBUG","request":"PUT-99"})",
        R"({"log":""})", R"({"MESSAGE":"synapse.handlers.device: Successfully resynced the device list for @ann:third.example"})"};
    for (const QByteArray &json : forms) {
        QByteArray text = message;
        text.replace("%j", json).replace("%d", handling("PUT-99", "@ann:third.example"));
        const QByteArray line = head(logger, "PUT-1") + text, record = logger + ": [PUT-1] " + text;
        const auto quoted = [](const QByteArray &one) {
            const QByteArray list = QJsonDocument(QJsonArray{QString::fromUtf8(one)}).toJson(QJsonDocument::Compact);
            return list.sliced(1, list.size() - 2);
        };
        QByteArray whole = carrier;
        // The last first: what is put in may hold a number itself.
        const QByteArray coloured
            = "\x1b[32m2026-11-20 07:08:48,936\x1b[0m - \x1b[33m" + logger + "\x1b[0m - 1593 - \x1b[33mINFO\x1b[0m - PUT-1 - " + text;
        whole.replace("%7", quoted(coloured)).replace("%6", coloured).replace("%5t", text).replace("%5", quoted(text));
        whole.replace("%4", quoted(record)).replace("%3", quoted(line)).replace("%2", record).replace("%1", line);
        Parsed parsed;
        parsed << whole;
        // In formats without logger and request some of it is not understood, which is said.
        if (parsed.outcomes != u"?"_s || !carrier.contains("%5")) {
            QCOMPARE(parsed.outcomes, outcome);
            QCOMPARE(parsed.users, outcome == u"r"_s ? QStringList{u"bob"_s} : QStringList());
        }
        QVERIFY(!parsed.users.contains(u"ann"_s));
        // Nor was it taken for what tells of a request.
        parsed << handling("PUT-50", "@carl:fourth.example");
        QCOMPARE(parsed.users.last(), u"carl"_s);
    }
}

void TestLogTrust::linesBehindCarriers_data()
{
    QTest::addColumn<QByteArray>("carrier"); // %1 is the line, %2 the line as JSON string
    QTest::newRow("Kubernetes") << QByteArray("2026-11-20T07:08:48.936Z stderr F %1");
    QTest::newRow("compose") << QByteArray("synapse-1  | %1");
    QTest::newRow("Docker Swarm") << QByteArray("synapse.1.x8k2j3abcd@node1    | %1");
    QTest::newRow("a service's tag") << QByteArray("Nov 20 07:08:48 host synapse.main[12]: %1");
    QTest::newRow("grep, of a file called so") << QByteArray("synapse.json:%1");
    QTest::newRow("compose with times") << QByteArray("synapse-1  | 2026-11-20T07:08:48.936123456Z %1");
    QTest::newRow("syslog") << QByteArray("Nov 20 07:08:48 host synapse[12]: %1");
    QTest::newRow("rsyslog") << QByteArray("<15>Nov 20 07:08:48 synapse.example.org synapse[12]: %1#012");
    QTest::newRow("docker logs -t") << QByteArray("2026-11-20T07:08:48.936123456Z %1");
    QTest::newRow("grep") << QByteArray("homeserver.log:1593:%1");
    QTest::newRow("journal export") << QByteArray("MESSAGE=%1");
    QTest::newRow("Docker's JSON") << QByteArray(R"({"log":%2,"stream":"stderr","time":"2026-11-20T07:08:48.936Z"})");
    QTest::newRow("Docker's JSON in Kubernetes")
        << QByteArray(R"(2026-11-20T07:08:48.936Z stderr F {"log":%2,"time":"2026-11-20T07:08:48.936Z"})");
    QTest::newRow("journal") << QByteArray(R"({"__REALTIME_TIMESTAMP":"1795158528936000","_TRANSPORT":"stdout","MESSAGE":%2})");
    QTest::newRow("an array") << QByteArray(R"([{"line":%2,"timestamp":"1795158528936000000"}])");
    QTest::newRow("CSV") << QByteArray("\"2026-11-20T07:08:48Z\",\"%1\"");
}

/// The lines inside a device's ID are known behind what a carrier puts before each, whatever they are made to look like.
void TestLogTrust::linesBehindCarriers()
{
    QFETCH(QByteArray, carrier);
    const auto quoted = [](const QByteArray &line) {
        const QByteArray list = QJsonDocument(QJsonArray{QString::fromUtf8(line)}).toJson(QJsonDocument::Compact);
        return list.sliced(1, list.size() - 2);
    };
    const auto carried = [&](const QByteArray &line) {
        const QByteArray cell = carrier.startsWith('"') ? QByteArray(line).replace('"', "\"\"") : line;
        return QByteArray(carrier).replace("%2", quoted(line + '\n')).replace("%1", cell);
    };
    for (const char *wrapping :
        {"%1", R"("message": %2,)", R"({"message":%2})", R"({"log":%2,"namespace":"synapse.handlers.device","level":"DEBUG"})",
            R"("2026-11-20T07:08:48Z","%1")", "`%1`", "synapse-1  | %1", "Nov 20 07:08:48 host synapse[12]: %1", R"([{"line":%2}])"}) {
        const auto wrapped
            = [wrapping, &quoted](const QByteArray &line) { return QByteArray(wrapping).replace("%2", quoted(line)).replace("%1", line); };
        const QByteArrayList forged{wrapped(received("PUT-77", "third.example")), wrapped(handling("PUT-77", "@ann:third.example")),
            wrapped(verdict("PUT-77", "@ann:third.example", "EVIL"))};
        const QByteArray id = "X\n" + forged.join('\n');
        QByteArray escaped = id;
        escaped.replace('\\', "\\\\").replace('\n', "\\n").replace('\'', "\\'");
        Parsed parsed;
        parsed << carried(handling("PUT-14", "@bob:remote.example", "'" + escaped + "'"))
               << carried(verdict("PUT-14", "@bob:remote.example", "X"));
        for (const QByteArray &line : forged)
            parsed << carried(line);
        parsed << carried(forged.last() + ", LAPTOP") << carried(handling("PUT-15", "@carl:third.example"));
        QCOMPARE(parsed.outcomes, u"rrxxxxr"_s);
        QCOMPARE(parsed.users, (QStringList{u"bob"_s, u"bob"_s, u"carl"_s}));
    }
}

/// An ID with what another server's messages say has none of them refused.
void TestLogTrust::linesOfOthersAreNotRefused()
{
    const QByteArrayList guessed{"Handling update '@ann:third.example'/'PHONE', ID: '8', prev: ['7']",
        "Received device list update for @ann:third.example, requiring resync: False. Devices: PHONE", "PHONE-OF-SOMEBODY"};
    Parsed parsed;
    parsed << handling("PUT-14", "@bob:remote.example", "'X\\n" + guessed.join("\\n").replace('\'', "\\'") + "'")
           << handling("PUT-15", "@ann:third.example") << verdict("PUT-15", "@ann:third.example")
           << verdict("PUT-15", "@ann:third.example", "PHONE-OF-SOMEBODY");
    QCOMPARE(parsed.outcomes, u"rrrr"_s);
}

QTEST_GUILESS_MAIN(TestLogTrust)
#include "tst_logtrust.moc"
