// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logfilehelpers.h"
#include "logworld.h"

#include "domain/apiwords.h"
#include "logs/lookup/linesearch.h"

#include <QDateTime>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <unistd.h>
#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Logs;
using Inspection::LineTells;
using Inspection::RowLine;
using Inspection::RowLines;
using Inspection::UnreadReason;

namespace {

const UserId bob(u"@bob:remote.example"_s);

QByteArray contentsOf(const QString &path)
{
    LogBytes bytes;
    if (!bytes.open(path, 0))
        qFatal("%s", qPrintable(path));
    QByteArray all, block(1 << 20, Qt::Uninitialized);
    for (;;) {
        const auto count = bytes.read(block.data(), block.size());
        if (!count || *count == 0)
            return all;
        all += block.first(*count);
    }
}

void pack(const QString &path)
{
    const QByteArray bytes = contentsOf(path);
    gzFile file = gzopen(QFile::encodeName(path + u".gz"_s).constData(), "wb");
    if (!file || gzwrite(file, bytes.constData(), unsigned(bytes.size())) != bytes.size() || gzclose(file) != Z_OK)
        qFatal("%s", qPrintable(path));
    QFile::remove(path);
}

/// A folder with a log, and the history that it makes.
struct World
{
    QTemporaryDir dir;
    std::unique_ptr<History::Store> store = std::move(*History::Store::openInMemory());
    History::Recorder recorder{store.get()};
    QStringList patterns{dir.filePath(u"homeserver.log"_s)};

    QString path(const QString &suffix = {}) const { return dir.filePath(u"homeserver.log"_s + suffix); }
    void follow()
    {
        LogSet set(patterns, Synapse::logDialect(), QTimeZone::utc(), {.block = 4096, .maxLine = 1 << 20});
        set.restore(*store->logPositions());
        set.search();
        for (;;) {
            const LogSet::Chunk chunk = set.next(500, false);
            QVERIFY(recorder.record(chunk.items, chunk.positions, chunk.forgotten));
            set.recorded(chunk);
            if (chunk.atEnd)
                return;
        }
    }
    QList<DeviceListUpdate> rows(const UserId &user) const { return *store->updates(user, 0, 1'000'000, false); }
    RowLines lines(const UserId &user, qint64 n, const LineSearch::Limits &limits = {}) const
    {
        const LineSearch search(patterns, Synapse::logDialect(), QTimeZone::utc(), limits);
        const auto found
            = search.find(user, store->updates(user, n - 1, 1, false)->first(), *store->updates(user, n, 100, true), [] { return false; });
        return found ? *found : RowLines();
    }
};

/// "handling 120, verdict 240": what was found, in short.
QString inShort(const RowLines &found)
{
    QStringList all;
    for (const RowLine &line : found.lines)
        all += toApiName(line.tells) + u' ' + QString::number(line.offset);
    return all.join(u", "_s);
}

QString reasons(const RowLines &found)
{
    QStringList all;
    for (const auto &one : found.unread)
        all += toApiName(one.reason);
    return all.join(u' ');
}

} // namespace

class TestLineSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRow_data();
    void everyRow();
    void rotated();
    void truncated();
    void hostileDevice();
    void sameIdsForEver();
    void withoutIds();
    void huge();
    void untimed();
    void whatIsNotLookedAt();
    void ends();
};

void TestLineSearch::everyRow_data()
{
    QTest::addColumn<bool>("isHalved");
    QTest::newRow("read whole") << false;
    QTest::newRow("halved") << true;
}

/// Whatever a log holds: each row has lines, each line stands where it is said to, and no line that is worked on makes two rows.
void TestLineSearch::everyRow()
{
    QFETCH(bool, isHalved);
    LineSearch::Limits limits;
    if (isHalved) {
        limits.wholeUpTo = 0;
        limits.block = 4096;
    }
    World world;
    LogWriter writer(7, 5);
    QByteArray log;
    while (log.size() < 450'000)
        log += writer.next();
    write(world.path(), log);
    world.follow();
    QSet<qint64> handled;
    qsizetype rows = 0, verdicts = 0;
    for (int user = 0; user < 5; ++user) {
        const UserId id(u"@user%1:remote.example"_s.arg(user));
        const QList<DeviceListUpdate> all = world.rows(id);
        for (qsizetype i = 0; i < all.size(); i += 7) {
            const DeviceListUpdate &row = all[i];
            const RowLines found = world.lines(id, row.n, limits);
            const QByteArray which = (id.toString() + u' ' + QString::number(row.n)).toUtf8();
            const char *const where = which.constData();
            QVERIFY2(found.isFromLog && !found.lines.isEmpty() && found.unread.isEmpty(), where);
            ++rows;
            for (const RowLine &line : found.lines) {
                const QByteArray there = log.mid(line.offset, line.length);
                QVERIFY2(QString::fromUtf8(there) == line.text && log[line.offset + line.length] == '\n', where);
                QVERIFY2(there.contains(id.toString().toUtf8()), where);
                verdicts += line.tells == LineTells::Verdict ? 1 : 0;
                if (line.tells != LineTells::Handling)
                    continue;
                QVERIFY2(line.text.contains(u"'%1', ID: '%2'"_s.arg(row.deviceId.toString(), row.streamId.toString())), where);
                QVERIFY2(!handled.contains(line.offset), where);
                handled.insert(line.offset);
            }
            if (row.kind == UpdateKind::Update && row.verdict != Verdict::Unknown)
                QVERIFY2(inShort(found).contains(u"verdict"_s), where);
            if (row.contentKnown && row.kind == UpdateKind::Update)
                QVERIFY2(inShort(found).startsWith(u"content"_s) && !found.lines.first().transaction.isEmpty(), where);
        }
    }
    QVERIFY(rows > 60 && verdicts > 30 && handled.size() > 30);
}

void TestLineSearch::rotated()
{
    World world;
    write(world.path(), handled("07:00:00,000", "bob", 2) + handled("07:00:01,000", "bob", 3));
    world.follow();
    QVERIFY(QFile::rename(world.path(), world.path(u".1"_s)));
    pack(world.path(u".1"_s));
    write(world.path(), handled("09:00:00,000", "bob", 4));
    world.follow();
    QCOMPARE(world.rows(bob).size(), 3);
    const RowLines packed = world.lines(bob, 2);
    QCOMPARE(packed.lines.size(), 1);
    QCOMPARE(packed.lines[0].path, world.path(u".1.gz"_s));
    QCOMPARE(packed.lines[0].offset, qint64(handled("07:00:00,000", "bob", 2).size()));
    QCOMPARE(packed.lines[0].text.toUtf8() + '\n', handled("07:00:01,000", "bob", 3));
    QVERIFY(packed.lines[0].isForgeable);
    QCOMPARE(world.lines(bob, 3).lines.value(0).path, world.path());
    // The older file is gone, too.
    QVERIFY(QFile::remove(world.path(u".1.gz"_s)));
    const RowLines gone = world.lines(bob, 2);
    QVERIFY(gone.isFromLog && gone.lines.isEmpty());
    QCOMPARE(reasons(gone), u"begins_later"_s);
    QCOMPARE(gone.unread[0].begins, QDateTime(QDate(2026, 11, 20), QTime(9, 0), QTimeZone::utc()).toMSecsSinceEpoch());
}

void TestLineSearch::truncated()
{
    World world;
    write(world.path(), handled("07:00:00,000", "bob", 2));
    world.follow();
    write(world.path(), QByteArray(), QFile::WriteOnly);
    QVERIFY(world.lines(bob, 1).lines.isEmpty());
    // Its writer goes on where it was: a hole of zeros.
    QFile file(world.path());
    QVERIFY(file.open(QFile::ReadWrite) && file.seek(5000));
    file.write("\n" + handled("08:00:00,000", "bob", 3));
    file.close();
    world.follow();
    QCOMPARE(inShort(world.lines(bob, 2)), u"handling 5001"_s);
    QVERIFY(world.lines(bob, 1).lines.isEmpty());
}

/// A device ID with line feeds begins lines that are their sender's: they made no row, and are no line of one.
void TestLineSearch::hostileDevice()
{
    World world;
    const QByteArray begin = "2026-11-20 07:00:00,000 - ", device = " - synapse.handlers.device - 1 - ";
    const QByteArray forged = begin + device.mid(3) + "DEBUG - PUT-9 - Handling update '@bob:remote.example'/'P', ID: '99', prev: ['98'] ";
    const QByteArray log = begin
        + "synapse.federation.transport.server.federation - 1 - INFO - PUT-9 - Received txn 5 from evil.example. (PDUs: 0, EDUs: 1)\n"
        + begin + device.mid(3) + "DEBUG - PUT-9 - Handling update '@eve:evil.example'/\"X\\n" + forged + "\\n\", ID: '7', prev: ['6'] \n"
        + begin + device.mid(3) + "INFO - PUT-9 - Received device list update for @eve:evil.example, requiring resync: False. Devices: X\n"
        + forged + "\n\n";
    write(world.path(), log);
    world.follow();
    QVERIFY(world.rows(bob).isEmpty());
    const UserId eve(u"@eve:evil.example"_s);
    QCOMPARE(world.rows(eve).size(), 1);
    const RowLines found = world.lines(eve, 1);
    QVERIFY(inShort(found).startsWith(u"handling "_s));
    QVERIFY(!found.lines[0].text.contains(u'\n'));
    for (const RowLine &line : found.lines)
        QVERIFY(line.offset != log.lastIndexOf(forged));
}

/// At its usual level a log tells of verdicts alone, and of a fetch.
void TestLineSearch::withoutIds()
{
    World world;
    const QByteArray begin = "2026-11-20 07:00:00,000 - synapse.handlers.device - 1 - INFO - PUT-1 - ";
    const QByteArray one = begin + "Received device list update for @bob:remote.example, requiring resync: True. Devices: P, Q\n";
    const QByteArray two = begin + "Attempting to resync the device list for @bob:remote.example\n";
    const QByteArray three = begin + "Failed to handle device list update for @bob:remote.example: 502: gone\n";
    write(world.path(), one + two + three);
    world.follow();
    QCOMPARE(world.rows(bob).size(), 3);
    QCOMPARE(inShort(world.lines(bob, 1)), u"verdict 0"_s);
    QCOMPARE(inShort(world.lines(bob, 2)), u"verdict 0"_s);
    QCOMPARE(inShort(world.lines(bob, 3)), u"fetch_started %1, fetch_failed %2"_s.arg(one.size()).arg(one.size() + two.size()));
}

/// A sender of placeholders says one id for ever: each row has lines of its own.
void TestLineSearch::sameIdsForEver()
{
    World world;
    QByteArray log;
    QList<qint64> places;
    for (int i = 0; i < 40; ++i) {
        const QByteArray time = "2026-11-20 07:00:0" + QByteArray::number(i / 10) + ",000"; // ten at once
        places += log.size();
        log += time + " - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update '@bob:remote.example'/'P', ID: '1', prev: [] \n";
        log += time
            + " - synapse.handlers.device - 1 - INFO - PUT-1 - Received device list update for @bob:remote.example, requiring resync: "
              "False. Devices: P\n";
    }
    write(world.path(), log);
    world.follow();
    QCOMPARE(world.rows(bob).size(), 40);
    for (int i = 0; i < 40; ++i) {
        const RowLines found = world.lines(bob, i + 1);
        QCOMPARE(found.lines.size(), 2);
        QCOMPARE(found.lines[0].offset, places[i]);
    }
}

/// 4 GiB, of which little is on the disk: the file is halved, and no more is read than is looked for.
void TestLineSearch::huge()
{
    World world;
    constexpr qint64 end = 4LL << 30;
    QByteArray old, recent;
    for (int i = 0; i < 5000; ++i)
        old += handled("03:00:00,000", "ann", i + 1);
    for (int hour = 4; hour < 10; ++hour) {
        for (int i = 0; i < 20'000; ++i)
            recent += handled("0" + QByteArray::number(hour) + ":00:0" + QByteArray::number(i / 2000) + ",000", "ann", i + 1);
    }
    recent += handled("09:30:00,000", "bob", 2);
    write(world.path(), old);
    QFile file(world.path());
    QVERIFY(file.open(QFile::ReadWrite) && file.seek(end));
    file.write("\n" + recent);
    file.close();
    DeviceListUpdate row;
    row.n = 1;
    row.received = QDateTime(QDate(2026, 11, 20), QTime(9, 30), QTimeZone::utc()).toMSecsSinceEpoch();
    row.streamId = StreamId(u"2"_s);
    row.prevIds = {StreamId(u"1"_s)};
    row.deviceId = DeviceId(u"P"_s);
    row.sources = UpdateSource::Log;
    const LineSearch search(world.patterns, Synapse::logDialect(), QTimeZone::utc());
    const auto found = search.find(bob, row, {}, [] { return false; });
    QVERIFY(found);
    QCOMPARE(inShort(*found), u"handling %1"_s.arg(end + 1 + recent.lastIndexOf("2026-11-20 09:30")));
    QVERIFY2(found->bytes < 4 * 1024 * 1024, qPrintable(QString::number(found->bytes)));
    QVERIFY(found->unread.isEmpty());
    // Where more would have to be read than a search may, that is said.
    row.received = QDateTime(QDate(2026, 11, 20), QTime(3, 30), QTimeZone::utc()).toMSecsSinceEpoch();
    LineSearch::Limits limits;
    limits.beforeMs = 3'600'000;
    limits.bytes = 8 * 1024 * 1024;
    const auto none = LineSearch(world.patterns, Synapse::logDialect(), QTimeZone::utc(), limits).find(bob, row, {}, [] { return false; });
    QVERIFY(none && none->lines.isEmpty());
    QCOMPARE(reasons(*none), u"too_much"_s);
}

/// Lines without any time are told apart by what they say.
void TestLineSearch::untimed()
{
    World world;
    const auto line = [](int id) {
        return QByteArray(R"({"log":"Handling update '@bob:remote.example'/'P', ID: ')" + QByteArray::number(id) + "', prev: ['"
            + QByteArray::number(id - 1) + R"('] ","namespace":"synapse.handlers.device","level":"DEBUG"})" + "\n");
    };
    write(world.path(), line(2) + line(3));
    world.follow();
    const QList<DeviceListUpdate> rows = world.rows(bob);
    if (rows.size() != 2)
        QSKIP("these lines are not read");
    QCOMPARE(inShort(world.lines(bob, 2)), u"handling %1"_s.arg(line(2).size()));
    QCOMPARE(world.lines(bob, 2).lines[0].at, 0);
}

void TestLineSearch::whatIsNotLookedAt()
{
    World world;
    write(world.path(), handled("07:00:00,000", "bob", 2));
    world.follow();
    world.patterns += {u"journal:matrix-synapse"_s, u"-"_s, world.dir.filePath(u"none.log"_s)};
    const RowLines found = world.lines(bob, 1);
    QCOMPARE(inShort(found), u"handling 0"_s);
    QCOMPARE(reasons(found), u"journal pipe missing"_s);
    // What a tap told alone has no line, and nothing is looked for.
    DeviceListUpdate row = world.rows(bob).first();
    row.sources = UpdateSource::Tap;
    const LineSearch search(world.patterns, Synapse::logDialect(), QTimeZone::utc());
    const auto tapped = search.find(bob, row, {}, [] { return false; });
    QVERIFY(tapped && !tapped->isFromLog && tapped->unread.isEmpty() && tapped->files == 0);
}

void TestLineSearch::ends()
{
    World world;
    write(world.path(), handled("07:00:00,000", "bob", 2));
    world.follow();
    const LineSearch search(world.patterns, Synapse::logDialect(), QTimeZone::utc());
    const auto ended = search.find(bob, world.rows(bob).first(), {}, [] { return true; });
    QVERIFY(!ended);
    QCOMPARE(ended.error().kind, Error::Cancelled);
}

QTEST_GUILESS_MAIN(TestLineSearch)
#include "tst_linesearch.moc"
