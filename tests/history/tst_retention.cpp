// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/retention/retention.h"

#include "engine.h"
#include "history/archive/archive.h"
#include "history/archive/move.h"
#include "history/observation.h"
#include "history/recording/recorder.h"
#include "history/recording/usertimeline.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

#include <random>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const UserId bob(u"@bob:remote.example"_s);
const UserId ann(u"@ann:other.example"_s);
constexpr qint64 day = 24LL * 60 * 60 * 1000;
constexpr qint64 began = 1'700'000'000'000;

std::unique_ptr<Store> opened(const QString &path)
{
    auto store = Test::openStore(path);
    if (!store)
        qFatal("%s", qPrintable(store.error().text));
    return std::move(*store);
}

QList<StreamId> idsOf(const QString &text)
{
    QList<StreamId> ids;
    for (const QString &id : text.split(u',', Qt::SkipEmptyParts))
        ids.append(StreamId(id));
    return ids;
}

/// Appends what the words say to the timeline. "@3": the fourth day has come; "7<5,6": an update 7 that names 5 and 6; "7": one that names
/// nothing; with "?" behind nobody says what became of it, with "!" it led to a resync, otherwise it was applied; "R7": the whole list 7
/// was fetched, "R-": the fetch failed, "R?": it is under way; "H7": the database was seen to hold 7; "M": an update that nobody can take;
/// "L": a list that was dropped.
void tell(UserTimeline &line, const QString &words)
{
    static qint64 minute = 0;
    qint64 time = began;
    if (line.size() > 0)
        time = line.row(line.size() - 1).update.received;
    for (QString word : words.split(u' ', Qt::SkipEmptyParts)) {
        if (word.startsWith(u'@')) {
            time = began + word.sliced(1).toLongLong() * day;
            continue;
        }
        DeviceListUpdate row;
        time += 60'000;
        ++minute;
        row.received = time;
        row.sources = UpdateSource::Lab;
        if (word == "M"_L1) {
            row.verdict = Verdict::Ignored;
            row.detail = u"malformed: no device_id"_s;
            line.append(row, {});
            continue;
        }
        if (word == "L"_L1) {
            row.kind = UpdateKind::Resync;
            row.verdict = Verdict::Ignored;
            row.detail = droppedDetail(1337);
            line.append(row, {});
            continue;
        }
        if (word.startsWith(u'R') || word.startsWith(u'H')) {
            row.kind = word.startsWith(u'R') ? UpdateKind::Resync : UpdateKind::Head;
            const QString id = word.sliced(1);
            if (row.kind == UpdateKind::Resync)
                row.verdict = id == "-"_L1 ? Verdict::Ignored : id == "?"_L1 ? Verdict::Unknown : Verdict::Applied;
            if (id != "-"_L1 && id != "?"_L1)
                row.streamId = StreamId(id);
            RowMarks marks;
            if (row.kind == UpdateKind::Resync)
                marks.transaction = quint64(line.size() + line.ground().first);
            line.append(row, marks);
            continue;
        }
        row.deviceId = DeviceId(u"PHONE"_s);
        row.verdict = word.endsWith(u'?') ? Verdict::Unknown : word.endsWith(u'!') ? Verdict::Resync : Verdict::Applied;
        if (row.verdict != Verdict::Applied)
            word.chop(1);
        row.streamId = StreamId(word.section(u'<', 0, 0));
        row.prevIds = idsOf(word.section(u'<', 1));
        row.contentKnown = true;
        row.displayName = u"phone "_s + word;
        line.append(row, {});
    }
}

/// Writes it into the store as a recorder would.
void store(Store &into, const UserId &user, UserTimeline &line)
{
    Batch batch;
    line.collect(user, batch);
    QVERIFY(into.write(batch));
}

void record(Store &into, const UserId &user, const QString &words)
{
    auto stored = into.timeline(user);
    QVERIFY(stored);
    UserTimeline line = into.isShared() ? UserTimeline(std::move(*stored), UpdateGraph::outage)
                                        : UserTimeline(std::move(stored->rows), UpdateGraph::outage, std::move(stored->ground));
    tell(line, words);
    store(into, user, line);
}

QString chain(int from, int to)
{
    QStringList words;
    for (int id = from; id <= to; ++id)
        words += u"%1<%2"_s.arg(id).arg(id - 1);
    return words.join(u' ');
}

Retention::Options keep(qint64 days, qint64 rows, qint64 today)
{
    return {.rules = {.ms = days * day, .rows = rows}, .rowsAtOnce = 7, .usersAtOnce = 3, .clock = [today] { return began + today * day; }};
}

RetentionStatus shorten(Store &of, const Retention::Options &options)
{
    Retention retention(&of, options);
    const auto done = retention.runOnce();
    if (!done)
        qFatal("%s", qPrintable(done.error().text));
    return *done;
}

/// "4:7<6 5:R7": number and ids of each row that is there, with its breaks in brackets.
QString shown(const Store &of, const UserId &user)
{
    const auto rows = of.updates(user, 0, 10'000, false);
    if (!rows)
        return rows.error().text;
    QStringList words;
    for (const DeviceListUpdate &row : *rows) {
        QStringList prev;
        for (const StreamId &id : row.prevIds)
            prev += id.toString();
        const QString kind = row.kind == UpdateKind::Resync ? u"R"_s : row.kind == UpdateKind::Head ? u"H"_s : QString();
        words += u"%1:%2%3%4%5"_s.arg(row.n).arg(kind, row.streamId.toString(), prev.isEmpty() ? QString() : u"<"_s + prev.join(u','),
            row.breaks ? u"[%1]"_s.arg(row.breaks.toInt()) : QString());
    }
    return words.join(u' ');
}

} // namespace

class TestRetention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { NEEDS_ITS_ENGINE(); }
    void cleanupTestCase() { END_ITS_ENGINE(); }

    void cuts_data()
    {
        QTest::addColumn<QString>("told");
        QTest::addColumn<int>("days");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("today");
        QTest::addColumn<QString>("stays");
        const int gap = int(Break::Gap), first = int(Break::First), placeholder = int(Break::Placeholder);
        QTest::newRow("a chain by its age") << u"1<0 2<1 3<2 @20 4<3 5<4"_s << 10 << 0 << 25 << u"4:4<3 5:5<4"_s;
        QTest::newRow("everything young") << u"1<0 2<1 @20 3<2"_s << 30 << 0 << 25 << u"1:1<0 2:2<1 3:3<2"_s;
        QTest::newRow("all old: the newest stays") << u"1<0 2<1 3<2"_s << 10 << 0 << 90 << u"3:3<2"_s;
        QTest::newRow("by number") << chain(1, 130) << 0 << 100 << 90 << QString();
        QTest::newRow("by number, but young") << chain(1, 130) << 0 << 100 << 0 << QString();
        QTest::newRow("a resync before others") << u"1<0 2<1 R2 3<2 @20 4<3 5<4"_s << 10 << 0 << 25 << u"3:R2 4:3<2 5:4<3 6:5<4"_s;
        QTest::newRow("an open gap stays") << u"1<0 2<1 4<3! 5<4 @20 6<5 7<6"_s << 10 << 0 << 25
                                           << u"3:4<3[%1] 4:5<4 5:6<5 6:7<6"_s.arg(gap);
        QTest::newRow("a healed one goes") << u"1<0 4<3! R4 5<4 @20 6<5 7<6"_s << 10 << 0 << 25 << u"3:R4 4:5<4 5:6<5 6:7<6"_s;
        QTest::newRow("an update that nobody can take stays") << u"1<0 2<1 M @20 R- R-"_s << 10 << 0 << 25 << u"3: 4:R 5:R"_s;
        QTest::newRow("a resync under way at the place") << u"1<0 2<1 R? @20 3<2 4<3"_s << 10 << 0 << 25 << QString();
        QTest::newRow("a sender that names nothing ever") << u"1 1 1 1 @20 1 1"_s << 10 << 0 << 25 << u"5:1[%1] 6:1[%1]"_s.arg(placeholder);
        QTest::newRow("the first one") << u"1 2<1 @20 3<2"_s << 10 << 0 << 25 << u"3:3<2"_s;
        Q_UNUSED(first)
    }

    void cuts()
    {
        QFETCH(QString, told);
        QFETCH(int, days);
        QFETCH(int, rows);
        QFETCH(int, today);
        QFETCH(QString, stays);
        QTemporaryDir folder;
        const auto kept = opened(folder.filePath(u"history.sqlite"_s));
        record(*kept, bob, told);
        record(*kept, ann, u"1<0 @%1 2<1"_s.arg(today));
        const QString before = shown(*kept, bob);
        const auto all = kept->extent();
        QVERIFY(all);
        shorten(*kept, keep(days, rows, today));
        const QString after = shown(*kept, bob);
        if (!stays.isEmpty())
            QCOMPARE(after, stays);
        QVERIFY2(before.endsWith(after), qPrintable(before + u"\n"_s + after));
        const auto timeline = kept->timeline(bob);
        QVERIFY(timeline);
        QCOMPARE(timeline->rows.constFirst().update.n, timeline->ground.first);
        const auto history = kept->userHistory(bob);
        QVERIFY(history);
        QCOMPARE(history->first, timeline->ground.first);
        const qint64 gone = timeline->ground.first - 1;
        if (rows == 0)
            QVERIFY(days == 30 || told.contains(u'?') || gone > 0);
        else
            QCOMPARE(history->updates - gone, today == 0 ? 130 : 100);
        const auto extent = kept->extent();
        QVERIFY(extent);
        const auto ofAnn = kept->timeline(ann);
        QVERIFY(ofAnn);
        QCOMPARE(extent->first, all->first - gone - (ofAnn->ground.first - 1));
        QCOMPARE(extent->second, all->second); // recording began when it did
        // What goes on does so without a break.
        const int last = timeline->rows.constLast().update.streamId.toString().toInt();
        record(*kept, bob, u"@%1 %2<%3? "_s.arg(today).arg(last + 1).arg(last));
        QVERIFY2(!shown(*kept, bob).section(u' ', -1).contains(u'['), qPrintable(shown(*kept, bob)));
    }

    void saysThatItIsNoLongerKept()
    {
        QTemporaryDir folder;
        const auto kept = opened(folder.filePath(u"history.sqlite"_s));
        record(*kept, bob, u"1<0 2<1 3<2 @20 4<3"_s);
        shorten(*kept, keep(10, 0, 25));
        const auto gone = kept->update(bob, 2);
        QVERIFY(!gone);
        QCOMPARE(gone.error().kind, Error::NotFound);
        QVERIFY2(gone.error().text.contains("older than what this history keeps"_L1) && gone.error().text.contains("2023-11-14"_L1),
            qPrintable(gone.error().text));
        QVERIFY(kept->update(bob, 4));
        QVERIFY(!kept->update(bob, 5).error().text.contains("older"_L1));
        const auto from = kept->keptFrom(bob);
        QVERIFY(from);
        QCOMPARE(*from, (KeptFrom{.first = 4, .until = began + 3 * 60'000}));
        const auto outline = kept->outline(bob, 0, 100);
        QVERIFY(outline);
        QCOMPARE(outline->size(), 1);
        QVERIFY(kept->outline(bob, 4, 100)->isEmpty());
        QVERIFY(kept->updates(bob, 4, 100, true)->isEmpty());
        QCOMPARE(kept->removed().value(), 3);
        QVERIFY(shown(*kept, ann).isEmpty());
        QCOMPARE(*kept->keptFrom(ann), KeptFrom());
    }

    /// An open gap does not keep a history from being bounded, and stays open all the same.
    void keepsAnOpenGapWithoutItsRow()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        {
            const auto kept = opened(path);
            record(*kept, bob, u"1<0 2<1 4<3! "_s + chain(5, 150));
            shorten(*kept, keep(0, 100, 90));
            QCOMPARE(kept->ground(bob)->first, 3); // all of it from the gap on, as it is less than twice of what is to be kept
            record(*kept, bob, chain(151, 260));
            shorten(*kept, keep(0, 100, 90));
            QVERIFY(kept->ground(bob)->first > 3);
            QCOMPARE(kept->userHistory(bob)->openGap, 3);
            QCOMPARE(kept->countUsersWithOpenGap().value(), 1);
        }
        const auto kept = opened(path);
        record(*kept, bob, u"@91 261<260"_s);
        QCOMPARE(kept->userHistory(bob)->openGap, 3);
        record(*kept, bob, u"R261 262<261"_s);
        QCOMPARE(kept->userHistory(bob)->openGap, 0);
        QCOMPARE(kept->countUsersWithOpenGap().value(), 0);
    }

    /// What is said at a glance stays when what it rested on is gone, also when another break goes away later.
    void keepsWhatIsSaidAtAGlance()
    {
        QTemporaryDir folder;
        const auto kept = opened(folder.filePath(u"history.sqlite"_s));
        record(*kept, bob, u"1<0 2<1 R2 3<2! R3 @20 4<3 5<4"_s); // 3 asked for a list although 2 was known
        const qint64 needless = kept->userHistory(bob)->lastNeedlessResync;
        QCOMPARE(needless, 4);
        shorten(*kept, keep(10, 0, 25));
        QVERIFY(kept->ground(bob)->first > needless);
        QCOMPARE(kept->userHistory(bob)->lastNeedlessResync, needless);
        record(*kept, bob, u"@25 7 8"_s);
        auto stored = kept->timeline(bob);
        QVERIFY(kept->userHistory(bob)->lastRestarted > 0);
        UserTimeline line = kept->isShared() ? UserTimeline(std::move(*stored), UpdateGraph::outage)
                                             : UserTimeline(std::move(stored->rows), UpdateGraph::outage, std::move(stored->ground));
        line.setVerdict(line.size() - 1, Verdict::Ignored);
        store(*kept, bob, line);
        QCOMPARE(kept->userHistory(bob)->lastNeedlessResync, needless);
    }

    /// Since when a list has been dropped is known although its row is gone.
    void saysSinceWhenAListIsDropped()
    {
        QTemporaryDir folder;
        const auto kept = opened(folder.filePath(u"history.sqlite"_s));
        record(*kept, bob, u"1<0 2<1 L "_s + chain(3, 260));
        QCOMPARE(kept->droppedLists(10)->size(), 1);
        shorten(*kept, keep(0, 100, 90));
        QVERIFY(kept->ground(bob)->first > 3);
        const auto lists = kept->droppedLists(10);
        QVERIFY(lists);
        QCOMPARE(lists->size(), 1);
        QCOMPARE(lists->constFirst().at, kept->updates(bob, 0, 1, false)->constFirst().received);
    }

    /// What is no longer kept is not counted, although it is still there.
    void countsNoFetchesThatAreOut()
    {
        QTemporaryDir folder;
        const auto kept = opened(folder.filePath(u"history.sqlite"_s));
        record(*kept, bob, u"R1 R2 R3 R4 @20 R5 R6"_s);
        QCOMPARE(kept->fetchRuns(1, 30 * day, 10)->constFirst().fetches, 6);
        const auto timeline = kept->timeline(bob);
        const auto ground = findCut(*timeline, *kept->currentHistory(bob), {.ms = 10 * day}, began + 25 * day);
        QVERIFY(ground);
        QVERIFY(kept->cut(bob, *timeline, *ground).value());
        const auto runs = kept->fetchRuns(1, 30 * day, 10);
        QVERIFY(runs);
        QCOMPARE(runs->constFirst().fetches, 7 - ground->first);
    }

    /// Killed between two steps of a round: what is read is whole, and the next round goes on.
    void goesOnAfterAKill()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        QString after;
        {
            const auto kept = opened(path);
            record(*kept, bob, chain(1, 50) + u" @20 "_s + chain(51, 60));
            const auto timeline = kept->timeline(bob);
            const auto history = kept->currentHistory(bob);
            const auto ground = findCut(*timeline, *history, {.ms = 10 * day}, began + 25 * day);
            QVERIFY(ground);
            QVERIFY(kept->cut(bob, *timeline, *ground).value());
            after = shown(*kept, bob);
            QCOMPARE(kept->removeCut(bob, 7).value(), 7);
        }
        const auto kept = opened(path);
        QCOMPARE(shown(*kept, bob), after);
        QVERIFY(after.startsWith("51:"_L1));
        record(*kept, bob, u"@25 61<60"_s);
        const auto status = shorten(*kept, keep(10, 0, 26));
        QCOMPARE(status.rows, 43);
        QCOMPARE(status.updates, 0);
        QCOMPARE(kept->removeCut(bob, 100).value(), 0);
        QCOMPARE(shown(*kept, bob), after + u" 61:61<60"_s);
    }

    /// The same with a program that is killed at any moment, again and again.
    void isKilledAnywhere()
    {
        if (Test::onPostgres)
            QSKIP("this is about files");
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        QStringList users;
        for (int user = 0; user < 8; ++user) {
            const auto kept = opened(path);
            users += u"@u%1:remote.example"_s.arg(user);
            record(*kept, UserId(users.constLast()), chain(1, 60) + u" @20 61<60 62<61"_s);
        }
        std::mt19937 random(1);
        qint64 there = 8 * 62;
        for (int round = 0; round < 60; ++round) {
            const pid_t child = ::fork();
            if (child == 0) {
                const auto kept = opened(path);
                auto options = keep(10, 0, 25);
                options.rowsAtOnce = 1;
                Retention retention(kept.get(), options);
                const bool done = bool(retention.runOnce());
                ::_exit(done ? 0 : 1);
            }
            ::usleep(useconds_t(random() % 60'000));
            ::kill(child, SIGKILL);
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(!WIFEXITED(status) || WEXITSTATUS(status) == 0);
            const auto kept = opened(path);
            const qint64 now = kept->extent()->first;
            QVERIFY(now <= there);
            there = now;
            qint64 shownRows = 0;
            for (const QString &user : std::as_const(users)) {
                const QString rows = shown(*kept, UserId(user));
                QVERIFY2(rows.startsWith("1:1<0"_L1) || rows == "61:61<60 62:62<61"_L1, qPrintable(rows));
                shownRows += rows.count(u':');
            }
            QCOMPARE(shownRows, now);
            if (WIFEXITED(status))
                break;
        }
        const auto kept = opened(path);
        shorten(*kept, keep(10, 0, 25));
        QCOMPARE(kept->extent()->first, 8 * 2);
        QCOMPARE(kept->removed().value(), 8 * 60);
        const auto check = checkHistory(path);
        QVERIFY(check);
        QCOMPARE(check->faults, QStringList());
        QCOMPARE(check->updates, 16);
    }

    /// Archives carry where each history begins.
    void goesThroughAnArchive()
    {
        if (Test::onPostgres)
            QSKIP("this is about files");
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s), archive = folder.filePath(u"archive.gz"_s),
                      again = folder.filePath(u"again.sqlite"_s);
        QString before;
        Ground ground;
        {
            const auto kept = opened(path);
            record(*kept, bob, chain(1, 30) + u" @20 31<30 32<31"_s);
            shorten(*kept, keep(10, 0, 25));
            before = shown(*kept, bob);
            ground = kept->ground(bob).value();
        }
        QVERIFY(exportHistory(path, archive));
        const auto made = importHistory(archive, again);
        QVERIFY(made);
        QCOMPARE(made->shortened, 0);
        const auto kept = opened(again);
        QCOMPARE(shown(*kept, bob), before);
        QVERIFY(kept->ground(bob).value() == ground);
        QCOMPARE(kept->removed().value(), 30);
        QCOMPARE(kept->extent()->first, 2);
        record(*kept, bob, u"@26 33<32 34<5?"_s);
        QVERIFY(!shown(*kept, bob).contains(u'['));
        const auto check = checkHistory(again);
        QVERIFY(check);
        QCOMPARE(check->faults, QStringList());
    }

    /// A recorder that has the user in memory goes on, and may still change what is gone.
    void recorderGoesOn()
    {
        QTemporaryDir folder;
        const auto kept = opened(folder.filePath(u"history.sqlite"_s));
        qint64 now = began;
        Recorder::Options options;
        options.clock = [&] { return now; };
        Recorder recorder(kept.get(), options);
        const auto handle = [&](int id, int age) {
            now = began + age * day + id;
            const HandledUpdate seen{
                .user = bob, .device = DeviceId(u"PHONE"_s), .streamId = StreamId(id), .prevIds = {StreamId(id - 1)}, .at = now};
            QVERIFY(recorder.record({.source = UpdateSource::Log, .stream = u"log"_s}, {seen}));
        };
        for (int id = 1; id <= 30; ++id)
            handle(id, 0);
        for (int id = 31; id <= 35; ++id)
            handle(id, 20);
        shorten(*kept, keep(10, 0, 25));
        QCOMPARE(kept->ground(bob)->first, 31);
        // The verdict of all of them comes late.
        now = began + 25 * day;
        QVERIFY(recorder.record({.source = UpdateSource::Log, .stream = u"log"_s},
            {BatchVerdict{.user = bob, .requiringResync = false, .devices = u"PHONE"_s, .at = now}}));
        UpdateContent content{.user = bob,
            .content
            = QJsonObject{{u"user_id"_s, bob.toString()}, {u"device_id"_s, u"PHONE"_s}, {u"stream_id"_s, 3}, {u"prev_id"_s, QJsonArray{2}}},
            .at = now,
            .origin = bob.server(),
            .transaction = u"late"_s,
            .verified = std::nullopt};
        QVERIFY(recorder.record({.source = UpdateSource::File, .stream = u"file"_s}, {content}));
        handle(36, 26);
        const auto rows = kept->updates(bob, 0, 100, false);
        QVERIFY(rows);
        QCOMPARE(rows->constFirst().n, 31);
        for (const DeviceListUpdate &row : *rows)
            QVERIFY2(!row.breaks.testFlag(Break::Gap), qPrintable(row.streamId.toString()));
        // A log that is read anew tells nothing new of times that are no longer kept.
        Recorder another(kept.get(), options);
        const qint64 before = kept->userHistory(bob)->updates;
        const qint64 until = kept->ground(bob)->until;
        for (const auto &[id, at] : {std::pair(7, began + 7), std::pair(30, until), std::pair(30, until + 1)}) {
            QVERIFY(another.record({.source = UpdateSource::Log, .stream = u"log"_s},
                {HandledUpdate{
                    .user = bob, .device = DeviceId(u"PHONE"_s), .streamId = StreamId(id), .prevIds = {StreamId(id - 1)}, .at = at}}));
            QCOMPARE(kept->userHistory(bob)->updates, before);
        }
    }

    void leavesAloneWhoeverIsWrittenOfMeanwhile()
    {
        QTemporaryDir folder;
        const auto kept = opened(folder.filePath(u"history.sqlite"_s));
        record(*kept, bob, u"1<0 2<1 3<2 @20 4<3"_s);
        const auto timeline = kept->timeline(bob);
        const auto ground = findCut(*timeline, *kept->currentHistory(bob), {.ms = 10 * day}, began + 25 * day);
        QVERIFY(ground);
        record(*kept, bob, u"@24 5<4"_s);
        QVERIFY(!kept->cut(bob, *timeline, *ground).value());
        QCOMPARE(kept->ground(bob)->first, 1);
        const auto now = kept->timeline(bob);
        QVERIFY(kept->cut(bob, *now, *ground).value());
        QVERIFY(!kept->cut(bob, *now, *ground).value());
    }

    void runsByItselfAndStops()
    {
        QTemporaryDir folder;
        const auto kept = opened(folder.filePath(u"history.sqlite"_s));
        for (int user = 0; user < 12; ++user)
            record(*kept, UserId(u"@u%1:remote.example"_s.arg(user)), chain(1, 40) + u" @20 41<40"_s);
        {
            auto options = keep(10, 0, 25);
            options.firstAfter = std::chrono::milliseconds(1);
            options.rest = 1;
            Retention retention(kept.get(), options);
            retention.start();
            QTRY_VERIFY(retention.status().lastRound > 0);
            QCOMPARE(retention.status().updates, 12 * 40);
            QCOMPARE(retention.status().users, 12);
            QVERIFY(!retention.status().isRunning);
        }
        QCOMPARE(kept->extent()->first, 12);
        auto options = keep(10, 0, 25);
        options.firstAfter = std::chrono::hours(1);
        Retention retention(kept.get(), options);
        retention.start(); // and ends at once
    }

    /// One gateway at a time cuts; the other one has the user in memory, notices, and goes on.
    void ofManyGatewaysOneCuts()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const auto kept = opened(path);
        record(*kept, bob, chain(1, 30) + u" @20 31<30"_s);
        const auto other = Test::openAnother(path, folder.filePath(u"other.sqlite"_s));
        QVERIFY(other);
        Recorder recorder(other.get());
        const qint64 now = began + 25 * day;
        const auto handle = [&](int id) {
            QVERIFY(recorder.record({.source = UpdateSource::Log, .stream = u"log"_s},
                {HandledUpdate{
                    .user = bob, .device = DeviceId(u"PHONE"_s), .streamId = StreamId(id), .prevIds = {StreamId(id - 1)}, .at = now}}));
        };
        handle(32);
        QCOMPARE(shorten(*kept, keep(10, 0, 25)).updates, 30);
        QCOMPARE(shorten(*other, keep(1, 0, 60)).updates, 0); // not its turn
        QCOMPARE(other->ground(bob)->first, 31);
        handle(33);
        QCOMPARE(shown(*other, bob), u"31:31<30 32:32<31 33:33<32"_s);
        QCOMPARE(shown(*kept, bob), shown(*other, bob));
    }

    /// Whoever is no longer the one that cuts stops before the next user.
    void stopsWhenAnotherOneCuts()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const auto kept = opened(path);
        for (int user = 0; user < 3; ++user)
            record(*kept, UserId(u"@u%1:remote.example"_s.arg(user)), chain(1, 20) + u" @20 21<20"_s);
        auto options = keep(10, 0, 25);
        int asked = 0;
        options.clock = [&] {
            if (++asked == 2) // for the first user
                Test::runScript(path, u"UPDATE lockstep.keeper SET gateway = 'another', until = 9000000000000"_s);
            return began + 25 * day;
        };
        const auto status = shorten(*kept, options);
        QCOMPARE(status.users, 1);
        QCOMPARE(status.rows, 0);
        QCOMPARE(shown(*kept, UserId(u"@u2:remote.example"_s)).count(u':'), 21);
        Test::runScript(path, u"DELETE FROM lockstep.keeper"_s);
        const auto rest = shorten(*kept, keep(10, 0, 25));
        QCOMPARE(rest.users, 2);
        QCOMPARE(rest.rows, 60);
    }

    /// Two remove the same rows at once: what the later one does not find is not all there is.
    void removesWhatTwoBegan()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const auto kept = opened(path);
        record(*kept, bob, chain(1, 20) + u" @20 21<20"_s);
        const auto timeline = kept->timeline(bob);
        const auto ground = findCut(*timeline, *kept->currentHistory(bob), {.ms = 10 * day}, began + 25 * day);
        QVERIFY(ground);
        QVERIFY(kept->cut(bob, *timeline, *ground).value());
        qint64 gone = -1;
        std::thread late;
        Test::whileHeld(path, u"DELETE FROM lockstep.updates WHERE n <= 7"_s, [&] {
            late = std::thread([&] { gone = kept->removeCut(bob, 7).value_or(-1); });
            return Test::isWaitedFor(path);
        });
        late.join();
        QCOMPARE(gone, 0);
        QCOMPARE(kept->cutCandidates({}, {}, 10)->users, QList<UserId>{bob});
        QCOMPARE(shorten(*kept, keep(10, 0, 25)).rows, 13);
        QVERIFY(kept->cutCandidates({}, {}, 10)->users.isEmpty());
    }

    /// One whose rows cannot be read is said, and keeps nobody else from being looked at.
    void goesOnBesideWhoCannotBeRead()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const auto kept = opened(path);
        for (const UserId &user : {ann, bob})
            record(*kept, user, chain(1, 20) + u" @20 21<20"_s);
        Test::runScript(path, u"DELETE FROM lockstep.updates WHERE n <= 3 AND user_id = '%1'"_s.arg(ann.toString()));
        Retention retention(kept.get(), keep(10, 0, 25));
        const auto done = retention.runOnce();
        QVERIFY(!done);
        QVERIFY2(done.error().text.contains(ann.toString()), qPrintable(done.error().text));
        QCOMPARE(kept->ground(ann)->first, 1);
        QCOMPARE(shown(*kept, bob), u"21:21<20"_s);
        QCOMPARE(kept->cutCandidates({}, {}, 10)->users, QList<UserId>());
    }

    /// What takes too long is left alone for a while, and nobody says that the store is away for that.
    void leavesAMonthThatTakesLong()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const qint64 today = (QDateTime::currentMSecsSinceEpoch() - began) / day;
        {
            const auto kept = opened(path);
            record(*kept, bob, u"@%1 "_s.arg(today - 170) + chain(1, 40) + u" @%1 41<40"_s.arg(today - 5));
        }
        const auto kept = Test::openImpatient(path);
        const qint64 before = began + (today - 90) * day;
        const int month = monthOf(began + (today - 170) * day);
        while (kept->dropMonth(began + (today - 170) * day).value_or(false)) {
            // those of other tests
        }
        Test::whileHeld(path, u"LOCK TABLE lockstep.updates_%1 IN ACCESS EXCLUSIVE MODE"_s.arg(month), [&] {
            const auto dropped = kept->dropMonth(before);
            return dropped && *dropped && kept->extent();
        });
        // The rows go all the same, one by one.
        const auto status = shorten(*kept, keep(90, 0, today));
        QCOMPARE(status.error, QString());
        QCOMPARE(status.updates, 40);
        QCOMPARE(status.rows, 40);
        QVERIFY(Test::partitionsOf(path).contains(u"updates_%1"_s.arg(month)));
    }

    /// A row that comes into the month while it is looked at stays.
    void keepsWhatComesIntoAMonth()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const qint64 today = (QDateTime::currentMSecsSinceEpoch() - began) / day;
        const auto kept = opened(path);
        record(*kept, bob, u"@%1 "_s.arg(today - 170) + chain(1, 40) + u" @%1 41<40"_s.arg(today - 5));
        const int month = monthOf(began + (today - 170) * day);
        const auto timeline = kept->timeline(bob);
        const auto ground = findCut(*timeline, *kept->currentHistory(bob), {.ms = 90 * day}, began + today * day);
        QVERIFY(ground);
        QVERIFY(kept->cut(bob, *timeline, *ground).value());
        std::thread drop;
        bool isDropped = true;
        Test::whileHeld(path,
            u"UPDATE lockstep.users SET rev = rev + 1, updates = 42; INSERT INTO lockstep.updates SELECT user_id, 42, %1, received, kind, "
            u"stream, "
            "prev, device, flags, verdict, breaks, sources, detail, marks, mark_stream, mark_transaction, hash, name, keys, told FROM "
            "lockstep.updates WHERE n = 40"_s.arg(month),
            [&] {
                drop = std::thread([&] { isDropped = Test::dropsMonth(path, month); });
                return Test::isWaitedFor(path);
            });
        drop.join();
        QVERIFY(!isDropped);
        QVERIFY(Test::partitionsOf(path).contains(u"updates_%1"_s.arg(month)));
        QVERIFY(kept->update(bob, 42));
    }

    /// A month of which nothing is to stay goes as a whole; what little of it stays moves away before.
    void dropsWholeMonths()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const auto kept = opened(path);
        // Days since the time that all begins with: of this year, so that there are partitions.
        const qint64 today = (QDateTime::currentMSecsSinceEpoch() - began) / day;
        const QString old = u"@%1 "_s.arg(today - 200), young = u" @%1 "_s.arg(today - 5);
        record(*kept, bob, old + chain(1, 40) + young + chain(41, 43));
        record(*kept, ann, old + chain(1, 5)); // quiet since
        const auto months = [&] { return Test::partitionsOf(path); };
        const int month = monthOf(began + (today - 200) * day);
        QVERIFY(months().contains(u"updates_%1"_s.arg(month)));
        const auto status = shorten(*kept, keep(90, 0, today));
        QCOMPARE(status.updates, 44);
        QVERIFY2(!months().contains(u"updates_%1"_s.arg(month)), qPrintable(months().join(u' ')));
        QCOMPARE(status.rows, 0);
        QCOMPARE(shown(*kept, bob), u"41:41<40 42:42<41 43:43<42"_s);
        QCOMPARE(shown(*kept, ann), u"5:5<4"_s);
        record(*kept, ann, u"@%1 6<5"_s.arg(today));
        QCOMPARE(shown(*kept, ann), u"5:5<4 6:6<5"_s);
        // Somebody writes into it late.
        record(*kept, UserId(u"@late:remote.example"_s), old + u"1"_s);
        QCOMPARE(shown(*kept, UserId(u"@late:remote.example"_s)), u"1:1[1]"_s);
    }

    /// Where many users have a row that stays, these move away in more steps than are made before the month is counted again.
    void movesManyUsersOutOfAMonth()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        constexpr int many = 10'300; // 200 at once, 50 times, and more
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const qint64 today = (QDateTime::currentMSecsSinceEpoch() - began) / day;
        {
            const auto first = opened(path);
            record(*first, bob, u"@%1 "_s.arg(today - 170) + chain(1, 40) + u" @%1 41<40"_s.arg(today - 5));
        }
        // As a cut leaves them before its rows are removed: four of five are out.
        const QString other = u"'user_id', '@many' || i || ':remote.example'"_s;
        Test::whileHeld(path,
            u"INSERT INTO lockstep.users SELECT (jsonb_populate_record(u, jsonb_build_object(%1, 'updates', 5, 'first_kept', 5))).* FROM "
            "lockstep.users u, generate_series(1, %2) i WHERE u.user_id = '%3'; "
            "INSERT INTO lockstep.updates SELECT (jsonb_populate_record(r, jsonb_build_object(%1))).* FROM lockstep.updates r, "
            "generate_series(1, %2) i WHERE r.user_id = '%3' AND r.n <= 5"_s.arg(other)
                .arg(many)
                .arg(bob.toString()),
            [] { return true; });
        const auto kept = opened(path);
        const int month = monthOf(began + (today - 170) * day);
        int steps = 0;
        while (Test::partitionsOf(path).contains(u"updates_%1"_s.arg(month)) && steps < 200) {
            const auto dropped = kept->dropMonth(began + (today - 90) * day);
            QVERIFY2(dropped, dropped ? "" : qPrintable(dropped.error().text));
            QVERIFY(*dropped);
            ++steps;
        }
        QVERIFY2(steps > 50 && steps < 200, qPrintable(QString::number(steps)));
        for (const int number : {1, 200, 201, 5'000, 10'000, 10'001, many}) {
            const UserId user(u"@many%1:remote.example"_s.arg(number));
            QCOMPARE(shown(*kept, user), u"5:5<4"_s);
        }
        QCOMPARE(kept->updates(bob, 0, 100, false)->size(), 41);
    }

    /// By a role that owns nothing, and while somebody else reads all of the history for long.
    void dropsMonthsAsAWriter()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        const qint64 today = (QDateTime::currentMSecsSinceEpoch() - began) / day;
        {
            const auto kept = opened(path);
            record(*kept, bob, u"@%1 "_s.arg(today - 170) + chain(1, 40) + u" @%1 41<40"_s.arg(today - 5));
        }
        const auto kept = Test::openAsWriter(path);
        if (!kept)
            QFAIL(qPrintable(kept.error().text));
        const QString month = u"updates_%1"_s.arg(monthOf(began + (today - 170) * day));
        QVERIFY(Test::partitionsOf(path).contains(month));
        const auto status = shorten(**kept, keep(90, 0, today));
        QCOMPARE(status.error, QString());
        QCOMPARE(status.updates, 40);
        QVERIFY(!Test::partitionsOf(path).contains(month));
        record(**kept, bob, u"@%1 42<41"_s.arg(today - 4));
        QCOMPARE(shown(**kept, bob), u"41:41<40 42:42<41"_s);
    }

    /// What a round fails for is told apart: a right that is missing does not come by itself.
    void saysThatARightIsMissing()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        record(*opened(path), bob, chain(1, 20) + u" @20 21<20"_s);
        const auto kept = Test::openAsWriter(path);
        if (!kept)
            QFAIL(qPrintable(kept.error().text));
        Test::runScript(path, u"REVOKE DELETE ON lockstep.updates FROM lockstep_history_writer"_s);
        Retention retention(kept->get(), keep(0, 100, 25));
        Retention other(kept->get(), keep(10, 0, 25));
        QVERIFY(retention.runOnce()); // nothing is to go
        QVERIFY(!retention.status().isLasting);
        QVERIFY(!other.runOnce());
        QVERIFY(!other.runOnce());
        QCOMPARE(other.status().failures, 2);
        QVERIFY2(other.status().isLasting && other.status().error.contains("permission"_L1), qPrintable(other.status().error));
        QCOMPARE(other.status().updates, 20); // of the histories they are out
        Test::runScript(path, u"GRANT DELETE ON lockstep.updates TO lockstep_history_writer"_s);
        QCOMPARE(other.runOnce()->rows, 20);
        QCOMPARE(other.status().failures, 0);
        QVERIFY(!other.status().isLasting);
    }

    /// From a file into a database and back: every user's rows begin where they did.
    void isMovedThereAndBack()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s), back = folder.filePath(u"back.sqlite"_s);
        {
            const auto file = Store::open(path);
            QVERIFY(file);
            record(**file, bob, chain(1, 30) + u" @20 31<30 32<31"_s);
            record(**file, ann, u"@20 1<0"_s);
            shorten(**file, keep(10, 0, 25));
        }
        const auto there = opened(folder.filePath(u"there"_s)); // makes the tables
        const auto address = Test::addressOf(folder.filePath(u"there"_s));
        const auto moved = moveHistory({.path = path}, {.database = address});
        if (!moved)
            QFAIL(qPrintable(moved.error().text));
        QCOMPARE(moved->updates, 3);
        QCOMPARE(shown(*there, bob), u"31:31<30 32:32<31"_s);
        const auto check = checkSharedHistory(address);
        QVERIFY(check);
        QCOMPARE(check->faults, QStringList());
        QCOMPARE(check->updates, 3);
        const auto again = moveHistory({.database = address}, {.path = back});
        if (!again)
            QFAIL(qPrintable(again.error().text));
        const auto file = Store::open(back);
        QVERIFY(file);
        QCOMPARE(shown(**file, bob), u"31:31<30 32:32<31"_s);
        QCOMPARE((*file)->ground(bob)->first, 31);
        QCOMPARE((*file)->ground(ann)->first, 1);
        QVERIFY(checkHistory(back)->faults.isEmpty());
    }

    void upgradesInPlace()
    {
        if (!Test::onPostgres)
            ONLY_ON_POSTGRES();
        QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        {
            const auto kept = opened(path);
            record(*kept, bob, chain(1, 20) + u" @20 21<20"_s);
        }
        // As the former version left it.
        Test::runScript(path,
            u"ALTER TABLE lockstep.users DROP COLUMN first_kept, DROP COLUMN first_received, DROP COLUMN lowest, DROP COLUMN ground; "
            "ALTER TABLE lockstep.gateways DROP COLUMN removed; DROP TABLE lockstep.keeper; DROP TABLE lockstep.updates_kept; "
            "DROP FUNCTION lockstep.drop_month(integer); UPDATE lockstep.format SET version = 1"_s);
        const auto kept = opened(path);
        QCOMPARE(kept->userHistory(bob)->updates, 21);
        QCOMPARE(kept->userHistory(bob)->first, 1);
        // Nobody is beyond the rules, although when his first row came is not told at a glance.
        QVERIFY(kept->cutCandidates({.before = began - day}, {}, 10)->users.isEmpty());
        QCOMPARE(kept->cutCandidates({.before = began + day}, {}, 10)->users, QList<UserId>{bob});
        record(*kept, bob, u"@21 22<21"_s);
        QCOMPARE(shorten(*kept, keep(10, 0, 25)).updates, 20);
        QCOMPARE(shown(*kept, bob), u"21:21<20 22:22<21"_s);
    }

    /// Of random histories, cut at random: what stays says what it said, and what comes next is nothing that it would not have been.
    void anyHistory()
    {
        int cuts = 0;
        for (quint32 seed = 1; seed <= 1500; ++seed) {
            std::mt19937 random(seed);
            const auto below = [&](int most) { return int(random() % quint32(most)); };
            int newest = 0;
            const auto word = [&] {
                const int kind = below(20);
                const QString verdict = QStringList{QString(), QString(), u"?"_s, u"!"_s}.value(below(4));
                if (kind == 0)
                    return u"R%1"_s.arg(newest);
                if (kind == 1)
                    return u"R-"_s;
                if (kind == 2)
                    return u"H%1"_s.arg(newest += 1 + below(2));
                if (kind == 3)
                    return u"%1%2"_s.arg(newest += below(3) - below(2)).arg(verdict);
                if (kind == 4) // a fork, a late one, or one more time the same
                    return u"%1<%2%3"_s.arg(std::max(1, newest - below(6))).arg(std::max(0, newest - 1 - below(6))).arg(verdict);
                if (kind == 5) { // one is lost
                    newest += 2;
                    return u"%1<%2%3"_s.arg(newest).arg(newest - 1).arg(verdict);
                }
                if (kind == 6 && newest > 2) {
                    ++newest;
                    return u"%1<%2,%3%4"_s.arg(newest).arg(newest - 1).arg(newest - 2).arg(verdict);
                }
                ++newest;
                return u"%1<%2%3"_s.arg(newest).arg(newest - 1).arg(verdict);
            };
            UserTimeline whole(QList<RowOutline>{});
            QStringList told;
            const int days = 3 + below(60);
            for (int now = 0; now < days; now += 1 + below(3)) {
                told += u"@%1"_s.arg(now);
                for (int i = below(5); i > 0; --i)
                    told += word();
            }
            tell(whole, told.join(u' '));
            Batch batch;
            whole.collect(bob, batch);
            StoredTimeline stored;
            UserHistory history;
            history.openGap = whole.openGap();
            for (int row = 0; row < whole.size(); ++row)
                stored.rows.append(whole.row(row));
            const auto ground = findCut(stored, history, {.ms = (1 + below(days)) * day}, began + days * day);
            if (!ground)
                continue;
            ++cuts;
            const int gone = int(ground->first - 1);
            QVERIFY(gone > 0 && gone < whole.size());
            const Ground again = groundOf(toBytes(*ground));
            QVERIFY(again == *ground);
            UserTimeline kept(stored.rows.sliced(gone), UpdateGraph::outage, again);
            QCOMPARE(kept.openGap(), whole.openGap());
            // What comes next, of both.
            QStringList next{u"@%1"_s.arg(days + below(3))};
            for (int i = 0; i < 12; ++i)
                next += word();
            tell(whole, next.join(u' '));
            tell(kept, next.join(u' '));
            // As after a restart: nothing of it rests on what was in memory.
            Batch ofWhole, ofKept;
            whole.collect(bob, ofWhole);
            kept.collect(bob, ofKept);
            const auto text = [&](int row) {
                return u"seed %1, row %2 of %3, cut at %4: %5 | %6"_s.arg(seed)
                    .arg(row + gone)
                    .arg(whole.size())
                    .arg(gone)
                    .arg(told.join(u' '), next.join(u' '));
            };
            QCOMPARE(kept.size() + gone, whole.size());
            constexpr quint32 trouble = quint32(Break::Gap) | quint32(Break::Rewound) | quint32(Break::Rebuilt)
                | quint32(Break::NeedlessResync) | quint32(Break::Fork) | quint32(Break::First) | quint32(Break::Pruned);
            for (int row = 0; row < kept.size(); ++row) {
                const Breaks before = whole.row(row + gone).update.breaks, now = kept.row(row).update.breaks;
                QCOMPARE(kept.row(row).update.n, whole.row(row + gone).update.n);
                if (row + gone < stored.rows.size())
                    QVERIFY2(now == before || (now.toInt() & ~before.toInt()) == 0, qPrintable(text(row)));
                QVERIFY2(((now.toInt() & ~before.toInt()) & trouble) == 0,
                    qPrintable(text(row) + u" %1 %2"_s.arg(before.toInt()).arg(now.toInt())));
            }
            // Cut once more, further on, by what is left alone.
            StoredTimeline rest;
            rest.ground = again;
            history.openGap = kept.openGap();
            for (int row = 0; row < kept.size(); ++row)
                rest.rows.append(kept.row(row));
            const auto further = findCut(rest, history, {.ms = day}, began + (days + 4) * day);
            if (further)
                QVERIFY(further->first > ground->first);
        }
        QVERIFY2(cuts > 500, qPrintable(QString::number(cuts)));
    }
};

QTEST_GUILESS_MAIN(TestRetention)
#include "tst_retention.moc"
