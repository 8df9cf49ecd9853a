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
        for (const auto &one : {memory, restored}) {
            Parsed next(one);
            next << handling("PUT-14", "@bob:remote.example") << handling("PUT-14", "@ann:third.example")
                 << handling("PUT-15", "@ann:third.example");
            QCOMPARE(next.outcomes, u"rxx"_s);
        }
        restored->restore("nonsense"); // a damaged history is no reason to fall over
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
};

QTEST_GUILESS_MAIN(TestLogTrust)
#include "tst_logtrust.moc"
