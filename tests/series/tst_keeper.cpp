// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/keeper.h"
#include "stepstext.h"

#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Lockstep;
using namespace Lockstep::Series;
using namespace Lockstep::Series::Text;
using Inspection::SeriesAnswer;
using Inspection::SeriesKind;
using Inspection::SeriesQuery;

namespace {

constexpr qint64 hour = 60;
constexpr qint64 day = 24 * hour;

/// "name=depth …", the whole under "*"; "~" at the end: not all queues were seen.
Look outbox(QString text)
{
    Look look{.kind = SeriesKind::OutboxDepth, .values = {}, .isWhole = !text.endsWith(u'~')};
    text.remove(u'~');
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const QString name = word.section(u'=', 0, 0);
        look.values.append({name == u"*" ? QString() : name, word.section(u'=', 1).toLongLong()});
    }
    return look;
}

QString told(const Keeper &keeper, const QString &subject, qint64 from, qint64 to, qint64 step = 0)
{
    const auto answer
        = keeper.read({.kinds = {SeriesKind::OutboxDepth}, .subjects = {subject}, .from = at(from), .to = at(to), .step = step}, at(to));
    if (!answer)
        return answer.error().text;
    return answer->series.isEmpty() ? QString() : shown(answer->series.constFirst().points);
}

} // namespace

/// Series as they are kept, in made time.
class KeeperTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<Keeper> keeper;
    QString path() const { return folder->filePath(u"x.series.sqlite"_s); }
    void open(Keeper::Options options = {}) { keeper = Keeper::open(path(), options); }
    void take(qint64 minute, const QString &looks, qint64 every = 1) { keeper->take(at(minute), {outbox(looks)}, every * minuteMs); }
    qint64 number(const QString &sql) const;

private Q_SLOTS:
    void init()
    {
        folder = std::make_unique<QTemporaryDir>();
        open();
    }
    void cleanup()
    {
        keeper.reset();
        folder.reset();
    }
    void minutes();
    void whatIsNotSeenIsNotZero();
    void aQueueBeginsAtZero();
    void pausesAreGaps();
    void hoursAndRestart();
    void whatEmptiedDuringARestart();
    void wideSteps();
    void clockBack();
    void clockFarForward();
    void aYear();
    void caps();
    void tops();
    void hugeRanges();
    void wrongQuestions();
    void severalAtOnce();
    void totalsAreOfOneMoment_data();
    void totalsAreOfOneMoment();
    void whatIsNobodys();
    void hostileNames();
    void damagedFile();
    void foreignFile();
    void nowhereToWrite();
    void diskFull();
    void killedInTheMiddle();
};

qint64 KeeperTest::number(const QString &sql) const
{
    qint64 value = -1;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"look"_s);
        database.setDatabaseName(path());
        if (database.open()) {
            QSqlQuery query(database);
            if (query.exec(sql) && query.next())
                value = query.value(0).toLongLong();
        }
    }
    QSqlDatabase::removeDatabase(u"look"_s);
    return value;
}

void KeeperTest::minutes()
{
    take(0, u"*=12 a=10 b=2"_s);
    take(1, u"*=12 a=10 b=2"_s);
    take(2, u"*=340 a=338 b=2"_s);
    QCOMPARE(told(*keeper, QString(), 0, 10), u"0:12 1:12 2:340"_s);
    QCOMPARE(told(*keeper, u"a"_s, 0, 10), u"0:10 1:10 2:338"_s);
    QCOMPARE(told(*keeper, u"b"_s, 1, 2), u"1:2"_s);
    QCOMPARE(told(*keeper, u"never.example"_s, 0, 10), QString());
    QCOMPARE(told(*keeper, u"a"_s, 0, 10, 600'000), u"0:338(10..338,358/3)"_s);
}

/// A look that did not see all says nothing of what it does not name; one that did says that it is empty.
void KeeperTest::whatIsNotSeenIsNotZero()
{
    take(0, u"a=5 b=6"_s);
    take(1, u"a=5 ~"_s);
    take(2, u"a=5"_s);
    take(3, u"a=5 b=1"_s);
    take(4, u"a=5"_s);
    QCOMPARE(told(*keeper, u"b"_s, 0, 10), u"0:6 3:1 4:0"_s);
    // A kind that was not looked at at all.
    keeper->take(at(5), {}, minuteMs);
    take(6, u"a=7"_s);
    QCOMPARE(told(*keeper, u"a"_s, 4, 10), u"4:5 6:7"_s);
}

void KeeperTest::aQueueBeginsAtZero()
{
    take(0, u"*=0"_s);
    take(1, u"*=9 new=9"_s);
    QCOMPARE(told(*keeper, u"new"_s, 0, 10), u"0:0 1:9"_s);
    // Over the end of an hour too; not after a time without looks.
    take(59, u"*=9 new=9"_s);
    take(60, u"*=9 new=9 other=3"_s);
    QCOMPARE(told(*keeper, u"other"_s, 0, 100), u"59:0 60:3"_s);
    take(90, u"*=9 late=3"_s);
    QCOMPARE(told(*keeper, u"late"_s, 0, 100), u"90:3"_s);
}

void KeeperTest::pausesAreGaps()
{
    take(0, u"a=5"_s);
    take(1, u"a=5"_s);
    take(5 * hour, u"a=5"_s);
    QCOMPARE(told(*keeper, u"a"_s, 0, day), u"0:5 1:5 300:5"_s);
    const auto answer = keeper->read({.kinds = {SeriesKind::OutboxDepth}, .subjects = {u"a"_s}, .from = at(0), .to = at(day)}, at(day));
    QCOMPARE(answer->every, minuteMs);
    take(5 * hour + 4, u"a=5"_s, 4);
    QCOMPARE(keeper->read({.kinds = {SeriesKind::OutboxDepth}, .from = at(0), .to = at(day)}, at(day))->every, 4 * minuteMs);
    keeper->take(at(5 * hour + 8), {outbox(u"a=5"_s)}, 100'000);
    QCOMPARE(keeper->read({.kinds = {SeriesKind::OutboxDepth}, .from = at(0), .to = at(day)}, at(day))->every, 2 * minuteMs);
}

/// The same is told whether it is in memory, in frames of a process that ended, or in steps.
void KeeperTest::hoursAndRestart()
{
    QStringList expected;
    for (int minute = 0; minute < 200; ++minute) {
        const int depth = minute / 7 * 3;
        take(minute, u"*=%1 a=%1"_s.arg(depth));
        if (depth > 0 || minute > 0)
            expected.append(u"%1:%2"_s.arg(minute).arg(depth));
        if (minute % 47 == 20)
            open();
    }
    expected.prepend(u"0:0"_s);
    QCOMPARE(told(*keeper, QString(), 0, 300), expected.join(u' '));
    QCOMPARE(told(*keeper, u"a"_s, 0, 300), expected.join(u' '));
    open();
    QCOMPARE(told(*keeper, QString(), 0, 300), expected.join(u' '));
    QCOMPARE(number(u"SELECT count(*) FROM subjects"_s), 2);
    QVERIFY(number(u"SELECT count(*) FROM frames"_s) <= 60);
}

void KeeperTest::whatEmptiedDuringARestart()
{
    take(0, u"a=5 b=6"_s);
    open();
    take(1, u"a=5"_s);
    take(2, u"a=5"_s);
    QCOMPARE(told(*keeper, u"b"_s, 0, 10), u"0:6 1:0 2:0"_s);
    open();
    take(3, u"a=5~"_s);
    QCOMPARE(told(*keeper, u"b"_s, 0, 10), u"0:6 1:0 2:0"_s);
}

void KeeperTest::wideSteps()
{
    for (int minute = 0; minute < 2 * day; ++minute)
        take(minute, u"a=%1"_s.arg(minute % 60));
    // Of stretches that are rolled up, and of those that are not.
    QString sixHours = told(*keeper, u"a"_s, 0, 2 * day, 21'600'000);
    QStringList expected;
    for (int part = 0; part < 8; ++part)
        expected.append(u"%1:59(0..59,%2/360)"_s.arg(part * 360).arg(6 * 59 * 60 / 2));
    QCOMPARE(sixHours, expected.join(u' '));
    QCOMPARE(told(*keeper, u"a"_s, 0, 2 * day, 600'000).split(u' ').size(), 288);
    QCOMPARE(told(*keeper, u"a"_s, 2 * day - 20, 2 * day, 600'000), u"2860:49(40..49,445/10) 2870:59(50..59,545/10)"_s);
    QVERIFY(number(u"SELECT count(*) FROM windows"_s) <= 2);
    // A restart between, and the same again.
    open();
    QCOMPARE(told(*keeper, u"a"_s, 0, 2 * day, 21'600'000), sixHours);
}

/// Minutes that come once more are those of the later look; wide steps are made anew of them.
void KeeperTest::clockBack()
{
    for (int minute = 0; minute < 10 * hour; ++minute)
        take(minute, u"a=1"_s);
    for (int minute = 2 * hour; minute < 4 * hour; ++minute)
        take(minute, u"a=3"_s);
    for (int minute = 10 * hour; minute < 13 * hour; ++minute)
        take(minute, u"a=1"_s);
    QCOMPARE(told(*keeper, u"a"_s, 2 * hour - 1, 2 * hour + 2), u"119:1 120:3 121:3"_s);
    QCOMPARE(told(*keeper, u"a"_s, 4 * hour - 1, 4 * hour + 1), u"239:3 240:1"_s);
    QCOMPARE(told(*keeper, u"a"_s, 0, 12 * hour, 21'600'000), u"0:1(1..3,600/360) 360:1(1..1,360/360)"_s);
}

/// A clock that shows a wrong year for a while takes nothing of what was kept.
void KeeperTest::clockFarForward()
{
    for (int minute = 0; minute < 8 * hour; ++minute)
        take(minute, u"a=1"_s);
    for (qint64 minute = 4'000 * day; minute < 4'000 * day + 5 * hour; ++minute)
        take(minute, u"a=9"_s);
    for (int minute = 8 * hour; minute < 16 * hour; ++minute)
        take(minute, u"a=2"_s);
    QCOMPARE(told(*keeper, u"a"_s, 0, 18 * hour, 21'600'000), u"0:1(1..1,360/360) 360:2(1..2,600/360) 720:2(2..2,480/240)"_s);
    take(-21'000LL * day, u"a=1"_s); // a clock that was never set
    QCOMPARE(told(*keeper, u"a"_s, 0, hour, 21'600'000), u"0:1(1..1,360/360)"_s);
}

/// A year and more in made time: each width is kept as long as it is said, and the file does not grow on.
void KeeperTest::aYear()
{
    constexpr int looked = 30; // minutes between two looks: made time should be short
    qint64 rows = 0;
    for (qint64 minute = 0; minute < 500 * day; minute += looked) {
        take(minute, u"a=%1 b=4"_s.arg(minute / day), looked);
        if (minute == 420 * day)
            rows = number(u"SELECT count(*) FROM chunks"_s);
    }
    QVERIFY(rows > 0);
    const qint64 now = 500 * day;
    QCOMPARE(told(*keeper, u"a"_s, now - day, now, 60'000).split(u' ').size(), 48);
    QCOMPARE(told(*keeper, u"a"_s, now - 30 * day, now, 600'000).split(u' ').size(), 30 * 48);
    QCOMPARE(told(*keeper, u"a"_s, now - 366 * day, now, 21'600'000).split(u' ').size(), 366 * 4);
    QCOMPARE(told(*keeper, u"a"_s, now - 366 * day, now - 366 * day + 360, 21'600'000), u"%1:134(134..134,1608/12)"_s.arg(now - 366 * day));
    QVERIFY2(number(u"SELECT count(*) FROM chunks"_s) <= rows + 4, qPrintable(QString::number(number(u"SELECT count(*) FROM chunks"_s))));
    QCOMPARE(number(u"SELECT count(*) FROM chunks WHERE width = 2 AND start < %1"_s.arg(at(now - (366 + 2 * 90) * day))), 0);
}

/// What is too much is left out, counted, and not taken for empty.
void KeeperTest::caps()
{
    open({.mostSubjects = 3, .mostHeld = 100});
    take(0, u"a=9 b=8 c=7 d=6 e=5"_s);
    QCOMPARE(keeper->status().kept, 3);
    QCOMPARE(keeper->status().leftOut, 2);
    take(1, u"e=10 a=9 b=8 c=7 d=6"_s);
    QCOMPARE(told(*keeper, u"c"_s, 0, 10), u"0:7"_s);
    QCOMPARE(told(*keeper, u"e"_s, 0, 10), u"1:10"_s);
    QCOMPARE(keeper->read({.kinds = {SeriesKind::OutboxDepth}}, at(2))->leftOut, 2);
    // What somebody looks at is followed beside them.
    QCOMPARE(told(*keeper, u"d"_s, 0, 10), QString());
    take(2, u"e=10 a=9 b=8 c=7 d=6"_s);
    QCOMPARE(told(*keeper, u"d"_s, 0, 10), u"2:6"_s);
    // Many changes are written before the hour is over.
    for (int minute = 3; minute < 55; ++minute)
        take(minute, u"a=%1 b=%2 c=%3"_s.arg(minute).arg(minute * 2).arg(minute * 3));
    QVERIFY(number(u"SELECT count(*) FROM chunks"_s) > 0);
    QCOMPARE(told(*keeper, u"b"_s, 30, 33), u"30:60 31:62 32:64"_s);
}

void KeeperTest::tops()
{
    take(0, u"*=100 a=9 b=80 c=7 empty=0"_s);
    const auto answer = keeper->read({.kinds = {SeriesKind::OutboxDepth}, .top = 2, .from = at(0), .to = at(1)}, at(1));
    QVERIFY(answer);
    QCOMPARE(answer->series.size(), 2);
    QCOMPARE(answer->series.at(0).subject, u"b"_s);
    QCOMPARE(answer->series.at(1).subject, u"a"_s);
}

/// An answer is bounded whatever is asked for, and says where to go on.
void KeeperTest::hugeRanges()
{
    for (int minute = 0; minute < hour; ++minute)
        take(minute, u"a=1"_s);
    const auto all = keeper->read({.kinds = {SeriesKind::OutboxDepth}, .subjects = {u"a"_s}, .from = 1, .to = 9'999'999'999'999}, at(hour));
    QVERIFY(all);
    QVERIFY((all->to - all->from) / all->step <= SeriesQuery::maxSteps);
    QCOMPARE(all->step, 21'600'000);
    QCOMPARE(all->series.size(), 1);

    QStringList subjects{u"a"_s};
    for (int i = 1; i < SeriesQuery::maxSeries; ++i)
        subjects.append(u"s%1"_s.arg(i));
    SeriesQuery query{.kinds = {SeriesKind::OutboxDepth}, .subjects = subjects, .from = at(-day), .to = at(hour), .step = 60'000};
    qint64 points = 0;
    int calls = 0;
    do {
        const auto answer = keeper->read(query, at(hour));
        QVERIFY(answer);
        QVERIFY((answer->to - answer->from) / answer->step <= SeriesQuery::maxSteps / SeriesQuery::maxSeries);
        points += answer->series.isEmpty() ? 0 : answer->series.constFirst().points.size();
        query.from = answer->next;
    } while (query.from > 0 && ++calls < 100);
    QCOMPARE(points, hour);
    QCOMPARE(calls, 6);
}

void KeeperTest::wrongQuestions()
{
    const SeriesQuery good{.kinds = {SeriesKind::OutboxDepth}};
    const auto kind = [&](auto change) {
        SeriesQuery query = good;
        change(query);
        const auto answer = keeper->read(query, at(0));
        return answer ? u"fine"_s : answer.error().kind == Error::BadInput ? answer.error().text.section(u' ', 0, 0) : u"other"_s;
    };
    QCOMPARE(kind([](SeriesQuery &) {}), u"fine"_s);
    QCOMPARE(kind([](SeriesQuery &query) { query.kinds.clear(); }), u"An"_s);
    QCOMPARE(kind([](SeriesQuery &query) { query.step = 61'000; }), u"step"_s);
    QCOMPARE(kind([](SeriesQuery &query) { query.from = -1; }), u"from"_s);
    QCOMPARE(kind([](SeriesQuery &query) { query.to = std::numeric_limits<qint64>::max(); }), u"from"_s);
    QCOMPARE(kind([](SeriesQuery &query) { query.from = 20, query.to = 10; }), u"from"_s);
    QCOMPARE(kind([](SeriesQuery &query) { query.subjects = QStringList(201, u"a"_s); }), u"An"_s);
}

void KeeperTest::severalAtOnce()
{
    keeper->take(at(0), {outbox(u"*=3 a=3"_s), {.kind = SeriesKind::StaleUsers, .values = {{QString(), 17}}}}, minuteMs);
    const auto answer = keeper->read(
        {.kinds = {SeriesKind::StaleUsers, SeriesKind::OutboxDepth}, .subjects = {QString(), u"a"_s}, .from = at(0), .to = at(1)}, at(1));
    QVERIFY(answer);
    QStringList lines;
    for (const auto &series : answer->series)
        lines.append(toApiName(series.kind) + u' ' + series.subject + u' ' + shown(series.points));
    QCOMPARE(lines, QStringList({u"stale_users  0:17"_s, u"outbox_depth  0:3"_s, u"outbox_depth a 0:3"_s}));
}

/// Names are whatever somebody calls a server or a device.
void KeeperTest::totalsAreOfOneMoment_data()
{
    QTest::addColumn<bool>("onDisk");
    QTest::addColumn<qint64>("step");
    for (const qint64 step : Inspection::seriesSteps) {
        QTest::addRow("file, %lld", static_cast<long long>(step)) << true << step;
        QTest::addRow("memory, %lld", static_cast<long long>(step)) << false << step;
    }
}

/// While hours are written and rolled up, whoever adds up sees each minute once: no fewer than were there before, no more than after.
void KeeperTest::totalsAreOfOneMoment()
{
    QFETCH(bool, onDisk);
    QFETCH(qint64, step);
    if (!onDisk)
        keeper = Keeper::open({});
    constexpr int minutes = 20 * int(hour);
    constexpr int servers = 40;
    std::atomic<qint64> begun{0}, ended{0};
    std::thread writer([&] {
        for (int minute = 0; minute < minutes; ++minute) {
            Look look{.kind = SeriesKind::Updates, .values = {{QString(), servers}}, .isWhole = true};
            for (int i = 0; i < servers; ++i)
                look.values.append({u"s%1.example"_s.arg(i), 1});
            ++begun;
            keeper->take(at(minute), {look}, minuteMs);
            ++ended;
        }
    });
    QString wrong;
    int reads = 0;
    for (bool isLast = false; wrong.isEmpty() && !isLast; ++reads) {
        const qint64 least = ended;
        isLast = least == minutes;
        const auto answer
            = keeper->read({.kinds = {SeriesKind::Updates}, .from = at(0), .to = at(minutes), .step = step, .totals = 100}, at(minutes));
        const qint64 most = begun;
        if (!answer)
            wrong = answer.error().text;
        else if (least > 0 && answer->subjects != servers)
            wrong = u"%1 servers"_s.arg(answer->subjects);
        else if (answer->untoldSum != 0)
            wrong = u"%1 are nobody's"_s.arg(answer->untoldSum);
        else if (least > 0
            && (answer->totals.first().sum < least || answer->totals.first().sum > most || answer->totals.last().sum < least))
            wrong = u"%1, not from %2 to %3"_s.arg(answer->totals.first().sum).arg(least).arg(most);
    }
    writer.join();
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    QVERIFY(reads > 1);
}

/// What was counted and is of no server that was told apart, by step.
void KeeperTest::whatIsNobodys()
{
    const auto count = [this](qint64 minute, qint64 whole, qint64 server) {
        Look look{.kind = SeriesKind::Updates, .values = {{QString(), whole}}, .isWhole = true};
        if (server > 0)
            look.values.append({u"a.example"_s, server});
        keeper->take(at(minute), {look}, minuteMs);
    };
    count(0, 5, 5);
    count(1, 9, 2);
    count(2, 0, 0);
    count(12, 3, 0);
    const auto untold = [this](qint64 step) -> QString {
        const auto answer = keeper->read({.kinds = {SeriesKind::Updates}, .from = at(0), .to = at(60), .step = step, .totals = 5}, at(60));
        if (!answer)
            return answer.error().text;
        QStringList words;
        for (const Inspection::SeriesUntold &one : answer->untold)
            words.append(u"%1:%2"_s.arg((one.at - at(0)) / minuteMs).arg(one.sum));
        return words.join(u' ') + u" of %1"_s.arg(answer->untoldSum);
    };
    QCOMPARE(untold(minuteMs), u"1:7 12:3 of 10"_s);
    QCOMPARE(untold(600'000), u"0:7 10:3 of 10"_s);
    count(13 * hour, 1, 1); // written and rolled up
    QCOMPARE(untold(600'000), u"0:7 10:3 of 10"_s);
    const auto lines = keeper->read({.kinds = {SeriesKind::Updates}, .from = at(0), .to = at(60)}, at(60));
    QVERIFY2(lines, lines ? "" : qPrintable(lines.error().text));
    QCOMPARE(lines->untoldSum, -1);
}

void KeeperTest::hostileNames()
{
    const QStringList names{u"'; DROP TABLE chunks; --"_s, u"\u202eevil.example"_s, u"a\nb"_s, QString(500, u'x'), u"%41"_s, u"😀"_s};
    Look look{.kind = SeriesKind::OutboxDepth, .values = {}, .isWhole = true};
    for (const QString &name : names)
        look.values.append({name, name.size()});
    look.values.append({QString(100'000, u'y'), 3}); // no name is so long
    look.values.append({names.constFirst(), 999}); // twice
    keeper->take(at(0), {look}, minuteMs);
    QCOMPARE(keeper->status().leftOut, 1);
    for (int restart = 0; restart < 2; ++restart) {
        for (const QString &name : names)
            QCOMPARE(told(*keeper, name, 0, 10), u"0:%1"_s.arg(name.size()));
        take(61, u"*=0"_s);
        open();
    }
}

void KeeperTest::damagedFile()
{
    take(0, u"a=1"_s);
    keeper.reset();
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(QByteArray(8'192, '#'));
    file.close();
    QFile::remove(path() + u"-wal"_s);
    open();
    QVERIFY2(keeper->status().notice.contains(u"damaged-1"_s), qPrintable(keeper->status().notice));
    QCOMPARE(keeper->status().problem, QString());
    QVERIFY(QFileInfo::exists(path() + u".damaged-1"_s));
    take(1, u"a=2"_s);
    open();
    QCOMPARE(told(*keeper, u"a"_s, 0, 10), u"1:2"_s);
}

/// Somebody else's database is not written into.
void KeeperTest::foreignFile()
{
    keeper.reset();
    for (const QString &beside : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(path() + beside);
    QCOMPARE(number(u"CREATE TABLE theirs (x)"_s), -1);
    open();
    QVERIFY(!keeper->status().notice.isEmpty());
    take(1, u"a=2"_s);
    QCOMPARE(told(*keeper, u"a"_s, 0, 10), u"1:2"_s);
}

void KeeperTest::nowhereToWrite()
{
    keeper = Keeper::open(folder->filePath(u"no/such/folder/x.sqlite"_s));
    QVERIFY(keeper->status().problem.contains(u"memory"_s));
    take(0, u"a=1"_s);
    take(61, u"a=2"_s);
    QCOMPARE(told(*keeper, u"a"_s, 61, 100), u"61:2"_s);
    QVERIFY(!keeper->read({.kinds = {SeriesKind::OutboxDepth}}, at(100))->problem.isEmpty());
}

/// Nothing can be written for two hours, and then again: what was in memory is written, and nothing is made up.
void KeeperTest::diskFull()
{
    for (int minute = 0; minute < 30; ++minute)
        take(minute, u"a=%1"_s.arg(minute));
    // A writer that never ends is as good as a disk that is full: the keeper's own file cannot be written.
    QVERIFY(QFile::setPermissions(path(), QFileDevice::ReadOwner));
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"full"_s);
        database.setDatabaseName(path());
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(
            query.exec(u"CREATE TRIGGER full_frames BEFORE INSERT ON frames BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"_s));
        QVERIFY(
            query.exec(u"CREATE TRIGGER full_chunks BEFORE INSERT ON chunks BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"_s));
    }
    QSqlDatabase::removeDatabase(u"full"_s);
    for (int minute = 30; minute < 150; ++minute)
        take(minute, u"a=%1 new=%1"_s.arg(minute));
    QVERIFY2(keeper->status().problem.contains(u"full"_s), qPrintable(keeper->status().problem));
    QCOMPARE(told(*keeper, u"a"_s, 140, 143), u"140:140 141:141 142:142"_s);
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"full"_s);
        database.setDatabaseName(path());
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(u"DROP TRIGGER full_frames"_s) && query.exec(u"DROP TRIGGER full_chunks"_s));
    }
    QSqlDatabase::removeDatabase(u"full"_s);
    take(150, u"a=150 new=150"_s);
    QCOMPARE(keeper->status().problem, QString());
    open();
    QCOMPARE(told(*keeper, u"a"_s, 0, 200).split(u' ').size(), 151);
    QCOMPARE(told(*keeper, u"new"_s, 0, 200).split(u' ').size(), 122); // and that it was 0 the minute before
}

/// A copy of the files, as a kill leaves them, at any minute.
void KeeperTest::killedInTheMiddle()
{
    for (int minute = 0; minute < 130; ++minute) {
        take(minute, u"a=%1"_s.arg(minute));
        if (minute % 13 != 12)
            continue;
        QTemporaryDir other;
        const QString copy = other.filePath(u"copy.sqlite"_s);
        for (const QString &beside : {u""_s, u"-wal"_s})
            QVERIFY(!QFileInfo::exists(path() + beside) || QFile::copy(path() + beside, copy + beside));
        const auto after = Keeper::open(copy);
        QCOMPARE(told(*after, u"a"_s, 0, 200).split(u' ').size(), minute + 1);
        // It goes on, and the pause is one.
        after->take(at(minute + 5), {outbox(u"a=7"_s)}, minuteMs);
        QVERIFY(told(*after, u"a"_s, 0, 300).endsWith(u"%1:%1 %2:7"_s.arg(minute).arg(minute + 5)));
    }
}

QTEST_GUILESS_MAIN(KeeperTest)
#include "tst_keeper.moc"
