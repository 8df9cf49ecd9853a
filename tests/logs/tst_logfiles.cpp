// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logfilehelpers.h"
#include "logworld.h"

#include "logs/logfiles.h"
#include "logs/logfollower.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>
#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Logs;

namespace {

void writeGzip(const QString &path, const QByteArray &bytes)
{
    gzFile file = gzopen(QFile::encodeName(path).constData(), "wb");
    gzwrite(file, bytes.constData(), unsigned(bytes.size()));
    gzclose(file);
}

} // namespace

class TestLogFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("name");
        const auto row
            = [](const char *path, const char *name) { QTest::newRow(path) << QString::fromLatin1(path) << QString::fromLatin1(name); };
        row("/l/homeserver.log", "/l/homeserver.log");
        row("/l/homeserver.log.1", "/l/homeserver.log");
        row("/l/homeserver.log.12.gz", "/l/homeserver.log");
        row("/l/homeserver.log.2026-11-20", "/l/homeserver.log");
        row("/l/homeserver.log-20261120", "/l/homeserver.log");
        row("/l/homeserver.log-20261120.gz", "/l/homeserver.log");
        row("/l/homeserver.log.2026-11-20_07-00-01", "/l/homeserver.log");
        row("/l/worker1.log", "/l/worker1.log");
        row("/l/worker-2.log.3", "/l/worker-2.log");
    }

    void names()
    {
        QFETCH(QString, path);
        QTEST(logName(path), "name");
    }

    void linesThatAContainerRuntimeCut_data()
    {
        QTest::addColumn<bool>("docker");
        QTest::addColumn<int>("size");
        for (const int size : {61, 400, 16384}) {
            QTest::addRow("Docker %d", size) << true << size;
            QTest::addRow("CRI %d", size) << false << size;
        }
    }

    void linesThatAContainerRuntimeCut()
    {
        QFETCH(bool, docker);
        QFETCH(int, size);
        LogWriter writer(5);
        QByteArray plain, cut;
        for (int i = 0; i < 150; ++i)
            plain += writer.next();
        for (const QByteArray &line : plain.split('\n')) {
            const QByteArray time = line.left(10) + 'T' + line.mid(11, 8) + '.' + line.mid(20, 3) + 'Z';
            for (qsizetype at = 0; at < line.size(); at += size) {
                const bool last = at + size >= line.size();
                const QByteArray part = line.mid(at, size);
                const QString text = QString::fromUtf8(part) + (last ? u"\n"_s : QString());
                const QByteArray list = QJsonDocument(QJsonArray({QJsonValue(text)})).toJson(QJsonDocument::Compact);
                if (docker)
                    cut += "{\"log\":" + list.sliced(1, list.size() - 2) + ",\"stream\":\"stdout\",\"time\":\"" + time + "\"}\n";
                else
                    cut += time + " stdout " + (last ? "F " : "P ") + part + '\n';
            }
        }
        QTemporaryDir dir;
        write(dir.filePath(u"0.log"_s), cut);
        const auto store = History::Store::open(dir.filePath(u"history"_s));
        QVERIFY(store);
        History::Recorder recorder(store->get());
        LogSet set = makeSet(dir.filePath(u"0.log"_s));
        const std::atomic<bool> stop = false;
        set.search();
        for (bool atEnd = false; !atEnd;) {
            const LogSet::Chunk chunk = set.next(50, stop);
            QVERIFY(recorder.record(chunk.items, chunk.positions, chunk.forgotten));
            set.recorded(chunk);
            atEnd = chunk.atEnd;
        }
        QCOMPARE(printHistory(**store), expectedHistory(plain, u"x"_s));
        QCOMPARE((*store)->logPositions()->constFirst().offset, cut.size());
    }

    void severalFilesAreOneSequence()
    {
        QTemporaryDir dir;
        write(
            dir.filePath(u"a.log"_s), handled("07:00:00,001", "a", 1) + handled("07:00:00,003", "a", 3) + handled("07:00:00,009", "a", 9));
        write(dir.filePath(u"b.log"_s), handled("07:00:00,002", "b", 2) + "noise\n" + handled("07:00:00,008", "b", 8));
        write(dir.filePath(u"c.log"_s), QByteArray("2026-11-20 06:00:00,000 noise\n").repeated(100) + handled("07:00:00,005", "c", 5));
        write(dir.filePath(u"empty.log"_s), {});
        LogSet set = makeSet(dir.filePath(u"*.log"_s));
        QCOMPARE(readAll(set), u"1 2 3 5 8 9"_s);
        write(dir.filePath(u"b.log"_s), handled("07:00:01,000", "b", 10).chopped(4));
        QCOMPARE(readAll(set), u""_s);
        write(dir.filePath(u"b.log"_s), "'] \n" + handled("07:00:01,100", "b", 11));
        QCOMPARE(readAll(set), u"10 11"_s);
        write(dir.filePath(u"empty.log"_s), handled("07:00:02,000", "d", 12));
        write(dir.filePath(u"new.log"_s), handled("07:00:01,900", "e", 13));
        QCOMPARE(readAll(set), u"13 12"_s);
    }

    void rotatedAndCompressed()
    {
        QTemporaryDir dir;
        const QByteArray first = handled("01:00:00,000", "a", 1), second = handled("02:00:00,000", "a", 2),
                         third = handled("03:00:00,000", "a", 3);
        writeGzip(dir.filePath(u"x.log.2.gz"_s), first);
        write(dir.filePath(u"x.log.1"_s), second);
        write(dir.filePath(u"x.log"_s), third);
        LogSet set = makeSet(dir.filePath(u"x.log*"_s));
        QCOMPARE(readAll(set), u"1 2 3"_s);
        // the next rotation gives every content a new name
        QVERIFY(QFile::rename(dir.filePath(u"x.log.2.gz"_s), dir.filePath(u"x.log.3.gz"_s)));
        writeGzip(dir.filePath(u"x.log.2.gz"_s), second);
        QCOMPARE(readAll(set), u""_s);
        QVERIFY(QFile::remove(dir.filePath(u"x.log.1"_s)));
        QVERIFY(QFile::rename(dir.filePath(u"x.log"_s), dir.filePath(u"x.log.1"_s)));
        write(dir.filePath(u"x.log"_s), handled("04:00:00,000", "a", 4));
        QCOMPARE(readAll(set), u"4"_s);
        // the writer still has the renamed one
        write(dir.filePath(u"x.log.1"_s), handled("03:59:59,000", "a", 5));
        QCOMPARE(readAll(set), u"5"_s);
    }

    void aPathReadsNoOldRotations()
    {
        QTemporaryDir dir;
        write(dir.filePath(u"x.log.1"_s), handled("01:00:00,000", "a", 1));
        QFile old(dir.filePath(u"x.log.1"_s));
        QVERIFY(old.open(QFile::ReadWrite));
        QVERIFY(old.setFileTime(QDateTime::currentDateTime().addDays(-1), QFile::FileModificationTime));
        write(dir.filePath(u"x.log"_s), handled("02:00:00,000", "a", 2));
        LogSet set = makeSet(dir.filePath(u"x.log"_s));
        QCOMPARE(readAll(set), u"2"_s);
    }

    void rotatedTwiceWhileAway()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        write(log, handled("01:00:00,000", "a", 1));
        QList<History::LogPosition> positions;
        {
            LogSet set = makeSet(log);
            const std::atomic<bool> stop = false;
            set.search();
            positions = set.next(100, stop).positions;
            QCOMPARE(positions.size(), 1);
        }
        write(log, handled("01:30:00,000", "a", 2));
        const auto backdate = [](const QString &path, int hours) {
            QFile file(path);
            return file.open(QFile::ReadWrite)
                && file.setFileTime(QDateTime::currentDateTime().addSecs(-3600 * hours), QFile::FileModificationTime);
        };
        QVERIFY(QFile::rename(log, log + u".2"_s));
        QVERIFY(backdate(log + u".2"_s, 3));
        write(log + u".1"_s, handled("02:00:00,000", "a", 3));
        QVERIFY(backdate(log + u".1"_s, 2));
        write(log, handled("03:00:00,000", "a", 4));
        LogSet set = makeSet(log);
        set.restore(positions);
        QCOMPARE(readAll(set), u"2 3 4"_s);
    }

    void copiesAreNotReadTwice()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        write(log, handled("01:00:00,000", "a", 1) + handled("02:00:00,000", "a", 2));
        LogSet set = makeSet(dir.filePath(u"*"_s));
        QCOMPARE(readAll(set), u"1 2"_s);
        QVERIFY(QFile::copy(log, dir.filePath(u"copy"_s)));
        QCOMPARE(readAll(set), u""_s);
        QVERIFY(QFile::remove(log));
        QCOMPARE(readAll(set), u""_s);
    }

    void truncatedInPlace()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        write(log, handled("01:00:00,000", "a", 1) + handled("02:00:00,000", "a", 2));
        LogSet set = makeSet(log);
        QCOMPARE(readAll(set), u"1 2"_s);
        write(log, handled("03:00:00,000", "a", 3), QFile::WriteOnly);
        QCOMPARE(readAll(set) + readAll(set), u"3"_s);
        // longer than before at the next look
        write(log, handled("04:00:00,000", "a", 4) + handled("05:00:00,000", "a", 5) + handled("06:00:00,000", "a", 6), QFile::WriteOnly);
        QCOMPARE(readAll(set) + readAll(set), u"4 5 6"_s);
    }

    void linesThatAreTooLong()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        write(log,
            handled("01:00:00,000", "a", 1) + QByteArray(5000, 'x') + handled("02:00:00,000", "a", 2) + handled("03:00:00,000", "a", 3));
        LogSet set = makeSet(log, 1000);
        QCOMPARE(readAll(set), u"1 3"_s);
    }

    void zerosAndBrokenText()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        write(log,
            QByteArray(10'000, '\0') + handled("01:00:00,000", "a", 1) + "\xff\xfe\n\n\n" + handled("03:00:00,000", "\xff", 2)
                + handled("03:00:00,000", "a", 3));
        LogSet set = makeSet(log);
        QCOMPARE(readAll(set), u"1 2 3"_s);
    }

    void damagedGzip()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"x.log.1.gz"_s);
        QByteArray text;
        for (int i = 1; i < 3000; ++i)
            text += handled("01:00:00,000", "a", i);
        writeGzip(path, text);
        QVERIFY(QFile::resize(path, QFile(path).size() / 2));
        LogSet set = makeSet(dir.filePath(u"*"_s));
        static_cast<void>(readAll(set));
        const auto status = set.status();
        QCOMPARE(status.size(), 1);
        QCOMPARE(status.first().state, Inspection::SourceState::Failing);
        QVERIFY2(status.first().detail.contains(path), qPrintable(status.first().detail));
    }

    void statusSaysWhatIsWrong()
    {
        QTemporaryDir dir;
        const QString log = dir.filePath(u"x.log"_s);
        LogSet missing = makeSet(log);
        missing.search();
        QVERIFY(missing.status().first().detail.contains(u"does not exist"_s));
        LogSet nothing = makeSet(dir.filePath(u"*.txt"_s));
        nothing.search();
        QVERIFY(nothing.status().first().detail.contains(u"No file matches"_s));

        write(log,
            "2026-11-20 07:00:00,000 - synapse.handlers.device - 1 - INFO - PUT-1 - Received device list update for @a:remote.example, "
            "requiring resync: False. Devices: P\n");
        static_cast<void>(readAll(missing));
        QCOMPARE(missing.status().first().state, Inspection::SourceState::Failing);
        QVERIFY(missing.status().first().detail.contains(u"synapse.handlers.device to DEBUG"_s));
        write(log, handled("07:00:00,000", "a", 1));
        static_cast<void>(readAll(missing));
        QCOMPARE(missing.status().first().state, Inspection::SourceState::Ok);
        QVERIFY(missing.status().first().detail.contains(u"8631"_s));

        if (::geteuid() != 0) {
            QVERIFY(QFile::setPermissions(log, QFile::Permissions()));
            LogSet forbidden = makeSet(log);
            static_cast<void>(readAll(forbidden));
            QVERIFY(forbidden.status().first().detail.contains(u"may not be read"_s));
        }
    }

    void stopsAtOnce()
    {
        QTemporaryDir dir;
        LogWriter writer(1);
        QByteArray text;
        while (text.size() < 5'000'000)
            text += writer.next();
        write(dir.filePath(u"x.log"_s), text);
        const auto store = History::Store::open(dir.filePath(u"history"_s));
        QVERIFY(store);
        History::Recorder recorder(store->get());
        {
            LogFollower follower({dir.filePath(u"x.log"_s)}, Synapse::logDialect(), &recorder, {.zone = QTimeZone::utc()});
            follower.start();
            QTRY_VERIFY_WITH_TIMEOUT((*store)->extent()->first > 0, 30'000);
            follower.stop();
            follower.stop();
        }
        LogFollower again({dir.filePath(u"x.log"_s)}, Synapse::logDialect(), &recorder, {.zone = QTimeZone::utc()});
        QCOMPARE(again.status().first().state, Inspection::SourceState::Starting);
        again.start();
        const QString expected = expectedHistory(text, dir.filePath(u"x.log"_s));
        QTRY_COMPARE_WITH_TIMEOUT(again.status().first().behind, 0, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(printHistory(**store), expected, 60'000);
    }
};

QTEST_GUILESS_MAIN(TestLogFiles)
#include "tst_logfiles.moc"
