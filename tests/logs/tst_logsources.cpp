// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logfilehelpers.h"

#include "logs/logfollower.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Logs;

/// Where logs are found, and what their status says of what was read in them.
class TestLogSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wildcardsStandAnywhere()
    {
        QTemporaryDir dir;
        for (const char *pod : {"synapse_main_1", "synapse_encryption_2", "other_pod_3"}) {
            const QString folder = dir.filePath(QString::fromLatin1(pod) + u"/synapse"_s);
            QVERIFY(QDir().mkpath(folder));
            write(folder + u"/0.log"_s, handled("07:00:00,000", "a", pod[8] == 'm' ? 1 : pod[8] == 'e' ? 2 : 3));
        }
        LogSet set = makeSet(dir.filePath(u"synapse_*/syn?pse/[0-9].log"_s));
        QStringList ids = readAll(set).split(u' ');
        ids.sort();
        QCOMPARE(ids, (QStringList{u"1"_s, u"2"_s}));
        // A pod that is made anew has a folder of another name.
        QVERIFY(QDir().mkpath(dir.filePath(u"synapse_main_4/synapse"_s)));
        write(dir.filePath(u"synapse_main_4/synapse/0.log"_s), handled("07:00:01,000", "a", 4));
        QCOMPARE(readAll(set), u"4"_s);
        // A file that is called like a pattern is one.
        write(dir.filePath(u"[x].log"_s), handled("07:00:02,000", "a", 5));
        LogSet literal = makeSet(dir.filePath(u"[x].log"_s));
        QCOMPARE(readAll(literal), u"5"_s);
    }

    /// As Synapse's JsonFormatter writes them: what is written while it is followed happens now, not when the file was found.
    void linesWithoutTimes()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        const auto add = [&](int id) {
            write(log,
                "{\"log\":\"Handling update '@a:remote.example'/'P', ID: '" + QByteArray::number(id)
                    + "', prev: ['1'] \",\"namespace\":\"synapse.handlers.device\",\"level\":\"DEBUG\",\"request\":\"PUT-1\"}\n");
        };
        LogSet set = makeSet(log);
        const auto timeOfNext = [&] {
            const std::atomic<bool> stop = false;
            set.search();
            qint64 at = 0;
            for (bool atEnd = false; !atEnd;) {
                const LogSet::Chunk chunk = set.next(3, stop);
                for (const History::Recorder::Item &item : chunk.items)
                    at = std::get<History::HandledUpdate>(item.what).at;
                set.recorded(chunk);
                atEnd = chunk.atEnd;
            }
            return at;
        };
        const auto written = [&](qint64 at) {
            const timespec time{.tv_sec = at, .tv_nsec = 0};
            const timespec both[] = {time, time};
            QCOMPARE(::utimensat(AT_FDCWD, qPrintable(log), both, 0), 0);
        };
        add(1);
        written(1'800'000'000);
        QCOMPARE(timeOfNext(), 1'800'000'000'000);
        add(2);
        written(1'800'086'400);
        QCOMPARE(timeOfNext(), 1'800'086'400'000);
        QVERIFY2(set.status().first().detail.contains("no time"_L1), qPrintable(set.status().first().detail));
        // A log with times says nothing of the kind.
        const QString timed = dir.filePath(u"timed.log"_s);
        write(timed, handled("07:00:00,000", "a", 5));
        LogSet other = makeSet(timed);
        QCOMPARE(readAll(other), u"5"_s);
        QVERIFY(!other.status().first().detail.contains("no time"_L1));
    }

    void linesThatAreNotUnderstoodAreSaid()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        for (int i = 1; i <= 6; ++i)
            write(log, handled("07:00:00,000", "a", i));
        write(log, "2026-11-20 07:00:01 <<< Handling update '@a:remote.example'/'\x1b\xe2\x80\xae>>>" + QByteArray(500, 'x') + "'\n");
        LogSet set = makeSet(log);
        static_cast<void>(readAll(set));
        const auto status = set.status().first();
        QCOMPARE(status.state, Inspection::SourceState::Failing);
        QVERIFY2(status.detail.contains(u"read 6 of 7 lines with updates; newest not understood: 2026-11-20"_s), qPrintable(status.detail));
        QVERIFY(status.detail.size() < 500 && !status.detail.contains(QChar(0x1b)) && !status.detail.contains(QChar(0x202e)));
        // Most of it is understood again.
        for (int i = 7; i <= 700; ++i)
            write(log, handled("07:00:02,000", "a", i));
        static_cast<void>(readAll(set));
        QCOMPARE(set.status().first().state, Inspection::SourceState::Ok);
        QVERIFY(set.status().first().detail.contains(u"read 700 of 701 lines"_s));
    }

    /// What another process's log or a tap tells need not be in this one.
    void eachLogIsToldByWhatIsInIt()
    {
        QTemporaryDir dir;
        const QString main = dir.filePath(u"main.log"_s), inbound = dir.filePath(u"inbound.log"_s);
        write(main, handled("07:00:00,000", "a", 1));
        write(inbound, "2026-11-20 07:00:00,000 - root - 1 - INFO - main - Setting up server\n");
        const auto store = History::Store::open(dir.filePath(u"history"_s));
        QVERIFY(store);
        History::Recorder recorder(store->get());
        std::atomic<bool> tapTells = false;
        const auto start = [&] {
            auto follower = std::make_unique<LogFollower>(QStringList{dir.filePath(u"*.log"_s)}, Synapse::logDialect(), &recorder,
                LogFollower::Options{.pollMs = 5, .zone = QTimeZone::utc(), .contentsElsewhere = [&] { return tapTells.load(); }});
            follower->start();
            return follower;
        };
        auto follower = start();
        const auto said = [&](const QString &log) {
            for (const auto &status : follower->status()) {
                if (status.detail.startsWith(log))
                    return status.detail.mid(log.size());
            }
            return QString();
        };
        const QString advice = u": ids only. Set the logger synapse.8631_debug to DEBUG to see names and keys too."_s;
        QTRY_COMPARE(said(main), advice);
        QTRY_COMPARE(said(inbound), u": no device list update in it yet."_s);
        tapTells = true;
        QTRY_COMPARE(said(main), u": ids; names and keys come from another source."_s);
        tapTells = false;
        QTRY_COMPARE(said(main), advice);
        write(inbound,
            "2026-11-20 07:00:01,000 - synapse.8631_debug - 1 - DEBUG - PUT-2 - received transaction [5] including device list updates: "
            "[{'user_id': '@a:remote.example', 'device_id': 'P', 'stream_id': 2, 'prev_id': [1]}]\n");
        QTRY_COMPARE(said(main), u": ids; names and keys come from another source."_s);
        QCOMPARE(said(inbound), QString());
        follower.reset();
        follower = start();
        QTRY_COMPARE(said(main), u": ids; names and keys come from another source."_s);
        QCOMPARE(said(inbound), QString());
    }

    void whatIsNotUnderstoodIsRememberedAcrossRestarts()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        for (int i = 0; i < 3; ++i)
            write(log, "2026-11-20 07:00:01 \"Handling update '@a:remote.example'/'P', ID: '1', prev: [] \"\n");
        const auto store = History::Store::open(dir.filePath(u"history"_s));
        QVERIFY(store);
        History::Recorder recorder(store->get());
        for (int run = 0; run < 2; ++run) {
            LogFollower follower({log}, Synapse::logDialect(), &recorder, {.pollMs = 5, .zone = QTimeZone::utc()});
            follower.start();
            QTRY_VERIFY(follower.status().first().detail.contains(u"read 0 of 3 lines with updates"_s));
            QCOMPARE(follower.status().first().state, Inspection::SourceState::Failing);
            follower.stop();
        }
    }

    void journalFilesAreNoText()
    {
        QTemporaryDir dir;
        const QString file = dir.filePath(u"system.journal"_s);
        write(file, "LPKSHHRH" + QByteArray(100, '\0') + '\n' + handled("07:00:00,000", "a", 1));
        LogSet set = makeSet(file);
        QCOMPARE(readAll(set), QString());
        QCOMPARE(set.journals(), QStringList(file));
        // It is read as a journal, and says that it is none.
        const auto store = History::Store::openInMemory();
        QVERIFY(store);
        History::Recorder recorder(store->get());
        LogFollower follower({file}, Synapse::logDialect(), &recorder, {.pollMs = 5, .zone = QTimeZone::utc()});
        follower.start();
        QTRY_VERIFY(!follower.status().isEmpty() && follower.status().last().detail.contains(u"cannot be read"_s));
        QCOMPARE(follower.status().last().state, Inspection::SourceState::Failing);
        follower.stop();
    }

    void linesThatAreNotBelievedAreSaid()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        write(log,
            "2026-11-20 07:00:00,000 - synapse.federation.transport.server.federation - 1 - INFO - PUT-1 - Received txn 5 from "
            "remote.example. (PDUs: 0, EDUs: 1)\n"
                + handled("07:00:00,001", "a", 7) + handled("07:00:00,002", "a", 8).replace("remote.example", "third.example"));
        LogSet set = makeSet(log);
        QCOMPARE(readAll(set), u"7"_s);
        QVERIFY2(set.status().first().detail.contains(u"1 lines were refused"_s), qPrintable(set.status().first().detail));
    }

    void pipes()
    {
        QTemporaryDir dir;
        const QString pipe = dir.filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        const auto store = History::Store::open(dir.filePath(u"history"_s));
        QVERIFY(store);
        History::Recorder recorder(store->get());
        LogFollower follower({pipe}, Synapse::logDialect(), &recorder, {.pollMs = 5, .zone = QTimeZone::utc(), .maxLine = 10'000});
        follower.start();
        const QByteArray line = "{\"__REALTIME_TIMESTAMP\":\"1795158528936000\",\"LOGGER\":\"synapse.handlers.device\",\"MESSAGE\":"
                                "\"synapse.handlers.device: [PUT-1] Handling update '@a:remote.example'/'P', ID: 'ID', prev: [] \"}"
                                "\n";
        for (int writer = 1; writer <= 2; ++writer) { // one ends, another one comes
            QByteArray text = line;
            text.replace("'ID'", QByteArray("'" + QByteArray::number(writer) + "'"));
            write(pipe, text.left(50));
            write(pipe, text.sliced(50) + QByteArray(20'000, 'x') + "Handling update '\n");
            QTRY_COMPARE((*store)->extent()->first, writer);
        }
        const auto rows = (*store)->updates(UserId(u"@a:remote.example"_s), 0, 10, false);
        QVERIFY(rows && rows->size() == 2);
        QCOMPARE(rows->first().received, 1'795'158'528'936);
        QCOMPARE(follower.status().first().state, Inspection::SourceState::Ok);
        follower.stop();
    }
};

QTEST_GUILESS_MAIN(TestLogSources)
#include "tst_logsources.moc"
