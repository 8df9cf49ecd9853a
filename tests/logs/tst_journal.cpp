// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logfilehelpers.h"

#include "logs/journalplace.h"
#include "logs/logfollower.h"

#include <QDateTime>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Logs;

namespace {

constexpr qint64 firstTime = 1'795'158'528'000'000; // µs
const QString remote = u"/lib/systemd/systemd-journal-remote"_s;

/// Entries in the export format.
class Entries
{
public:
    /// \a fields: further ones, "NAME=value\n" each.
    void add(const QByteArray &unit, int pid, const QByteArray &message, const QByteArray &fields = "_TRANSPORT=journal\n")
    {
        m_time += 1000;
        m_bytes += "__REALTIME_TIMESTAMP=" + QByteArray::number(m_time) + "\n__MONOTONIC_TIMESTAMP="
            + QByteArray::number(m_time - firstTime) + "\n_BOOT_ID=00000000000000000000000000000002\n_HOSTNAME=host\n_SYSTEMD_UNIT=" + unit
            + "\n_PID=" + QByteArray::number(pid) + '\n' + fields;
        quint64 size = quint64(message.size());
        m_bytes += "MESSAGE\n";
        for (int i = 0; i < 8; ++i, size >>= 8U)
            m_bytes += char(size & 0xffU);
        m_bytes += message + "\n\n";
    }
    void addUpdate(const QByteArray &unit, int pid, int id, const QByteArray &user = "a")
    {
        add(unit, pid,
            "synapse.handlers.device: [PUT-1] Handling update '@" + user + ":remote.example'/'P', ID: '" + QByteArray::number(id)
                + "', prev: ['" + QByteArray::number(id - 1) + "'] ",
            "_TRANSPORT=journal\nLOGGER=synapse.handlers.device\n");
    }
    void addVerdict(const QByteArray &unit, int pid, bool resync, const QByteArray &user = "a")
    {
        add(unit, pid,
            "synapse.handlers.device: [PUT-1] Received device list update for @" + user
                + ":remote.example, requiring resync: " + (resync ? "True" : "False") + ". Devices: P",
            "_TRANSPORT=journal\nLOGGER=synapse.handlers.device\n");
    }
    /// Gives what was added since the last time to a real writer of journals.
    void writeTo(const QString &file)
    {
        QProcess writer;
        writer.start(remote, {u"--output="_s + file, u"--split-mode=none"_s, u"-"_s});
        writer.write(std::exchange(m_bytes, {}));
        writer.closeWriteChannel();
        if (!writer.waitForFinished() || writer.exitCode() != 0)
            qFatal("%s", writer.readAllStandardError().constData());
    }
    const QByteArray &bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
    qint64 m_time = firstTime;
};

/// stream_ids of one user's updates with what became of them, in order of arrival.
QString history(const History::Store &store, const QString &user = u"@a:remote.example"_s)
{
    QStringList all;
    const auto rows = store.updates(UserId(user), 0, 1000, false);
    for (const DeviceListUpdate &row : rows ? *rows : QList<DeviceListUpdate>())
        all += row.streamId.toString() + (row.verdict == Verdict::Applied ? u"+"_s : row.verdict == Verdict::Resync ? u"!"_s : QString());
    return all.join(u' ');
}

QString details(const LogFollower &follower)
{
    QStringList all;
    for (const auto &status : follower.status())
        all += status.detail;
    return all.join(u'\n');
}

} // namespace

/// Journals of systemd, written by systemd-journal-remote.
class TestJournal : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<History::Store> m_store;
    std::unique_ptr<History::Recorder> m_recorder;
    QString m_file;

    std::unique_ptr<LogFollower> follow(const QStringList &sources)
    {
        QStringList named;
        for (const QString &source : sources)
            named += source.startsWith(u"journal:"_s) ? u"journal:"_s + m_dir->filePath(source.sliced(8)) : m_dir->filePath(source);
        auto follower = std::make_unique<LogFollower>(
            named, Synapse::logDialect(), m_recorder.get(), LogFollower::Options{.pollMs = 5, .searchMs = 20, .zone = QTimeZone::utc()});
        follower->start();
        return follower;
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(u"remote.journal"_s);
        m_store = std::move(*History::Store::openInMemory());
        m_recorder = std::make_unique<History::Recorder>(m_store.get());
        const QByteArray test = QTest::currentTestFunction();
        if (!QFileInfo::exists(remote) && test != "places" && test != "whatPipesBring" && test != "carriersZone"
            && test != "containersCarryLines" && test != "aTextLogHoldsNoJournal")
            QSKIP("systemd-journal-remote IS NOT INSTALLED: journals are not tried");
    }

    void goesOnWhereItWas()
    {
        Entries entries;
        for (int id = 1; id <= 3; ++id)
            entries.addUpdate("matrix-synapse.service", 10, id);
        entries.add("sshd.service", 11, "Handling update '@a:remote.example'/'P', ID: '99', prev: [] ");
        entries.writeTo(m_file);
        for (int run = 0; run < 3; ++run) {
            const auto follower = follow({u"journal:matrix-synapse"_s});
            const QString expected = run == 0 ? u"1 2 3"_s : run == 1 ? u"1 2 3 4"_s : u"1 2 3 4 5"_s;
            QTRY_COMPARE(history(*m_store), expected);
            QTest::qWait(50);
            QCOMPARE(history(*m_store), expected);
            QVERIFY2(!details(*follower).contains("removed"_L1), qPrintable(details(*follower)));
            if (run == 1)
                follower->stop(); // what comes while nobody reads
            entries.addUpdate("matrix-synapse.service", 10, 4 + run);
            entries.writeTo(m_file);
            if (run == 0)
                QTRY_COMPARE(history(*m_store), u"1 2 3 4"_s);
        }
    }

    void processesAreStreamsOfTheirOwn()
    {
        Entries entries;
        entries.addUpdate("synapse@one.service", 10, 5);
        entries.addUpdate("synapse@two.service", 20, 7);
        entries.addVerdict("synapse@one.service", 10, false);
        entries.addVerdict("synapse@two.service", 20, true);
        entries.writeTo(m_file);
        const auto follower = follow({u"journal:synapse@*.service"_s});
        QTRY_COMPARE(history(*m_store), u"5+ 7!"_s);
        QTRY_COMPARE(follower->status().size(), 2);
        QVERIFY(details(*follower).contains("synapse@one.service"_L1));
    }

    void aUnitThatIsNewIsReadFromTheBeginning()
    {
        Entries entries;
        entries.addUpdate("one.service", 10, 1, "a");
        entries.addUpdate("two.service", 20, 1, "b");
        entries.addUpdate("one.service", 10, 2, "a");
        entries.writeTo(m_file);
        {
            const auto follower = follow({u"journal:one"_s});
            QTRY_COMPARE(history(*m_store), u"1 2"_s);
        }
        QCOMPARE(history(*m_store, u"@b:remote.example"_s), QString());
        const auto follower = follow({u"journal:one"_s, u"journal:two"_s});
        QTRY_COMPARE(history(*m_store, u"@b:remote.example"_s), u"1"_s);
        entries.addUpdate("one.service", 10, 3, "a");
        entries.writeTo(m_file);
        QTRY_COMPARE(history(*m_store), u"1 2 3"_s);
    }

    void whatIsLostIsSaid()
    {
        Entries entries;
        entries.addUpdate("s.service", 10, 1);
        entries.writeTo(m_file);
        {
            const auto follower = follow({u"journal:s"_s});
            QTRY_COMPARE(history(*m_store), u"1"_s);
        }
        QVERIFY(QFile::remove(m_file));
        entries.addUpdate("s.service", 10, 5);
        entries.add("systemd-journald.service", 3, "Suppressed 1234 messages from s.service",
            "_TRANSPORT=driver\nMESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e\nOBJECT_SYSTEMD_UNIT=s.service\n");
        entries.add("evil.service", 4, "Suppressed 999 messages from s.service",
            "_TRANSPORT=journal\nMESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e\nOBJECT_SYSTEMD_UNIT=s.service\n");
        entries.writeTo(m_file);
        const auto follower = follow({u"journal:s"_s});
        QTRY_COMPARE(history(*m_store), u"1 5"_s);
        QTRY_VERIFY(details(*follower).contains("an unknown number of entries, of all units, were removed"_L1));
        QVERIFY2(details(*follower).contains("suppressed 1234 messages"_L1), qPrintable(details(*follower)));
    }

    void piecesOfSeveralProcesses()
    {
        Entries entries;
        const auto line = [](int number) -> QByteArray {
            QByteArray text = "2026-11-20 07:08:48,936 - synapse.8631_debug - 1 - DEBUG - PUT-" + QByteArray::number(number)
                + " - received transaction [" + QByteArray::number(number) + "] including device list updates: [";
            for (int i = 0; i < 700; ++i)
                text += QByteArray(i > 0 ? ", " : "") + "{'device_id': 'D" + QByteArray::number(i)
                    + "', 'user_id': '@a:remote.example', 'stream_id': " + QByteArray::number(number * 1000 + i) + ", 'prev_id': []}";
            return text + "]";
        };
        const QByteArray one = line(1), two = line(2);
        QVERIFY(one.size() > 49152 && one.size() < 2 * 49152);
        const auto piece = [](const char *stream, bool goesOn) -> QByteArray {
            return "_TRANSPORT=stdout\n_STREAM_ID=" + QByteArray(stream) + '\n' + (goesOn ? "_LINE_BREAK=line-max\n" : "");
        };
        entries.add("s.service", 1, one.first(49152), piece("aaaa", true));
        entries.add("s.service", 2, two.first(49152), piece("bbbb", true));
        entries.add("s.service", 3, "something of a third one", piece("cccc", false));
        entries.add("s.service", 1, one.sliced(49152), piece("aaaa", false));
        entries.add("s.service", 2, two.sliced(49152), piece("bbbb", false));
        // Its end never comes.
        entries.add("s.service", 4, line(3).first(49152), piece("dddd", true));
        entries.add("s.service", 1,
            "2026-11-20 07:08:50,000 - synapse.handlers.device - 1 - DEBUG - PUT-9 - Handling update "
            "'@b:remote.example'/'P', ID: '9', prev: ['8'] ",
            piece("aaaa", false));
        entries.writeTo(m_file);
        const auto follower = follow({u"remote.journal"_s});
        QTRY_COMPARE(m_store->extent()->first, 1400 + 1);
        QCOMPARE(history(*m_store, u"@b:remote.example"_s), u"9"_s);
    }

    void whatIsNotThereIsSaid()
    {
        Entries entries;
        entries.add("s.service", 10, "nothing of ours");
        entries.writeTo(m_file);
        QVERIFY(QDir(m_dir->path()).mkdir(u"empty"_s));
        const auto follower
            = follow({u"journal:s"_s, u"journal:other"_s, u"journal:nowhere/s"_s, u"journal:empty/s"_s, u"journal:missing.journal"_s});
        QTRY_VERIFY(details(*follower).contains("the journal has no entry of other.service"_L1));
        QTRY_VERIFY(details(*follower).contains("nowhere does not exist"_L1));
        QTRY_VERIFY(details(*follower).contains("There is no journal in "_L1));
        QTRY_VERIFY(details(*follower).contains("missing.journal does not exist"_L1));
        QTRY_VERIFY2(details(*follower).contains("s.service: no device list update in it yet"_L1), qPrintable(details(*follower)));
    }

    void places()
    {
        const auto units = [](const char *source) {
            const auto place = JournalPlace::parse(QString::fromLatin1(source));
            return place ? place->id() + u'|' + place->units.join(u',') : u"error"_s;
        };
        QCOMPARE(units("journal:matrix-synapse"), u"journal:|matrix-synapse.service"_s);
        QCOMPARE(units("journal:a,b.scope,c*"), u"journal:|a.service,b.scope,c*"_s);
        QCOMPARE(units("journal:/nowhere/dir/a,b"), u"journal:/nowhere/dir/|a.service,b.service"_s);
        QCOMPARE(units("journal:/x/remote@0005.journal"), u"journal:/x/remote.journal|"_s);
        for (const char *bad : {"journal:", "journal:a,,b", "journal:a/b"})
            QCOMPARE(units(bad), u"error"_s);
    }

    /// Binary data, entries that are cut by the pipe, and texts that journalctl left out.
    void whatPipesBring()
    {
        Entries entries;
        entries.addUpdate("s.service", 10, 1, "a\xff\nb");
        entries.addUpdate("s.service", 10, 2);
        write(m_dir->filePath(u"x"_s), entries.bytes() + "garbage, and no entry\n\n");
        const QByteArray time = "{\"__REALTIME_TIMESTAMP\" : \"1795158528936000\", \"_PID\" : \"1\", \"MESSAGE\" : ";
        QByteArray bytes;
        for (const char byte : QByteArray("Handling update '@c:remote.example'/'P', ID: '4', prev: [] "))
            bytes += (bytes.isEmpty() ? "" : ",") + QByteArray::number(uchar(byte));
        write(m_dir->filePath(u"y"_s), time + '[' + bytes + "]}\n" + time + "null}\n");
        const auto follower = follow({u"x"_s, u"y"_s});
        QTRY_COMPARE(history(*m_store), u"2"_s);
        QTRY_COMPARE(history(*m_store, u"@c:remote.example"_s), u"4"_s);
        QTRY_VERIFY(details(*follower).contains("1 entries came without their text"_L1));
    }

    /// What Docker's driver hands over is a line, and no record of Synapse's own: it may be forged.
    void containersCarryLines()
    {
        Synapse::LogLineParser parser(QTimeZone::utc());
        const auto isForgeable = [&](const std::string &fields) {
            std::vector<History::Observation> out;
            return parser
                .parse("{\"__REALTIME_TIMESTAMP\":\"1795158528936000\",\"_TRANSPORT\":\"journal\"," + fields
                        + "\"MESSAGE\":\"Handling update '@a:remote.example'/'P', ID: '1', prev: [] \"}",
                    out)
                .forgeable;
        };
        QVERIFY(!isForgeable("\"LOGGER\":\"synapse.handlers.device\","));
        QVERIFY(isForgeable("\"CONTAINER_NAME\":\"synapse\","));
    }

    /// A line that a remote server put into a log of text, as if the journal had written it.
    void aTextLogHoldsNoJournal()
    {
        const QByteArray entry = "{\"__REALTIME_TIMESTAMP\":\"1795158528936000\",\"_PID\":\"7\",\"LOGGER\":\"synapse.handlers.device\","
                                 "\"MESSAGE\":\"Handling update '@c:remote.example'/'P', ID: '4', prev: [] \"}\n";
        Synapse::LogLineParser parser(QTimeZone::utc());
        std::vector<History::Observation> out;
        const QByteArray text = handled("07:00:00,000", "a", 1).chopped(1);
        QVERIFY(parser.parse(std::string_view(text.constData(), size_t(text.size())), out).forgeable);
        QVERIFY(parser.parse(std::string_view(entry.constData(), size_t(entry.size()) - 1), out).forgeable);
        // The reader does not take it for another process's, whose parser has seen no text.
        write(m_dir->filePath(u"x"_s), handled("07:00:00,000", "a", 1) + entry);
        LogSet set = makeSet(m_dir->filePath(u"x"_s));
        const std::atomic<bool> stop = false;
        set.search();
        for (bool atEnd = false; !atEnd;) {
            const LogSet::Chunk chunk = set.next(10, stop);
            for (const History::Recorder::Item &item : chunk.items) {
                QVERIFY(item.feed.isForgeable);
                QCOMPARE(item.feed.stream, m_dir->filePath(u"x"_s));
            }
            set.recorded(chunk);
            atEnd = chunk.atEnd;
        }
    }

    void carriersZone()
    {
        Synapse::LogLineParser parser(QTimeZone("Europe/Berlin"));
        std::vector<History::Observation> out;
        parser.parse("{\"log\":\"2026-11-20 07:08:48,936 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update "
                     "'@a:remote.example'/'P', ID: '1', prev: [] \\n\",\"stream\":\"stderr\",\"time\":\"2026-11-20T07:08:48.99Z\"}",
            out);
        QCOMPARE(out.size(), size_t(1));
        QCOMPARE(std::get<History::HandledUpdate>(out.front()).at,
            QDateTime(QDate(2026, 11, 20), QTime(7, 8, 48, 936), QTimeZone::utc()).toMSecsSinceEpoch());
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
