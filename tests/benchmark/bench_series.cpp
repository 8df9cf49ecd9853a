// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/keeper.h"
#include "series/rollup.h"
#include "series/seriesfile.h"
#include "synapse/queues/queuedepthcount.h"
#include "testdatabase.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTextStream>

#include <algorithm>
#include <ctime>

/// What it costs to know how deep queues were: bench_series [queues] [minutes] [changing of 1000]
///
/// Fills a file with a year of steps of that many queues, follows them for some hours of made time, and reads. Prints what a look at the
/// homeserver's tables takes, what a round of the keeper takes with and without the end of an hour, the share of a core that both come to,
/// bytes on disk, and the time of reads; beside them, as peers, a plain table in SQLite that gets the same figures as rows, and a question
/// for each queue instead of one walk along the index.
using namespace Lockstep;
using namespace Lockstep::Series;
using namespace Qt::StringLiterals;

namespace {

QTextStream out(stdout);
constexpr qint64 day = 86'400'000;
constexpr qint64 begin = 20'000LL * day;

double ms(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Of this thread, not of the clock on the wall: the machine has others.
double cpuMs()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double middle(QList<double> all)
{
    std::sort(all.begin(), all.end());
    return all.isEmpty() ? 0 : all.at(all.size() / 2);
}

qint64 sizeOf(const QString &path)
{
    return QFileInfo(path).size() + QFileInfo(path + u"-wal"_s).size();
}

QString nameOf(int queue)
{
    return u"server%1.some.example"_s.arg(queue, 6, 10, QLatin1Char('0'));
}

/// The depth of a queue at some time: most stay as they are, some move.
struct World
{
    QList<std::pair<QString, qint64>> depths;
    int changing;
    QRandomGenerator random{5};

    World(int queues, int changingOfThousand)
        : changing(queues * changingOfThousand / 1000)
    {
        for (int i = 0; i < queues; ++i)
            depths.append({nameOf(i), 1 + random.bounded(2'000)});
    }
    void next()
    {
        for (int i = 0; i < changing; ++i) {
            qint64 &depth = depths[random.bounded(int(depths.size()))].second;
            depth = std::max<qint64>(0, depth + random.bounded(-20, 21));
        }
    }
    Look look() const { return {.kind = Inspection::SeriesKind::OutboxDepth, .values = depths, .isWhole = true}; }
};

/// Rows as the keeper has them after a year: wide steps that move as the figures of a busy queue do.
void fill(const QString &path, int queues, qint64 now)
{
    QString notice;
    if (!SeriesFile::open(path, notice))
        qFatal("no file");
    Sql::DatabaseAddress address;
    address.path = path;
    const Sql::Database database(address, {.access = Sql::Access::Owner, .connections = 1, .deadline = std::chrono::hours(1)});
    QRandomGenerator random(3);
    const auto done = database.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        for (int queue = 0; queue < queues; ++queue) {
            if (const auto named = transaction.run(u"INSERT INTO subjects (id, kind, name) VALUES (?, ?, ?)"_s,
                    {queue + 1, int(Inspection::SeriesKind::OutboxDepth), nameOf(queue)});
                !named)
                return failure(named.error());
        }
        for (int width = 2; width >= 0; --width) {
            for (qint64 start = floorTo(now - widths[width].kept, widths[width].stretch); start < floorTo(now, windowMs); start += widths[width].stretch) {
                for (int queue = 0; queue < queues; ++queue) {
                    QList<Step> steps;
                    qint64 depth = random.bounded(2'000);
                    // A tenth of the queues moves all the time, the others once in a while.
                    const int moves = queue % 10 == 0 ? 1 : 20;
                    for (qint64 at = start; at < std::min(start + widths[width].stretch, floorTo(now, windowMs)); at += widths[width].step) {
                        if (random.bounded(moves) == 0)
                            depth = std::max<qint64>(0, depth + random.bounded(-20, 21));
                        const qint64 minutes = widths[width].step / minuteMs;
                        const qint64 spread = width == 0 || moves > 1 ? 0 : random.bounded(20);
                        steps.append({.at = at, .min = depth, .max = depth + spread, .last = depth, .sum = depth * minutes + spread, .minutes = minutes});
                    }
                    const auto put = transaction.run(u"INSERT INTO chunks (width, start, series, body) VALUES (?, ?, ?, ?)"_s,
                        {width, start, queue + 1, packed(steps, start, widths[width].step)});
                    if (!put)
                        return failure(put.error());
                }
            }
        }
        return {};
    });
    if (!done)
        qFatal("%s", qPrintable(done.error().text));
}

/// The same figures, a row each.
struct PlainTable
{
    Sql::Database database;

    explicit PlainTable(const QString &path)
        : database(
            [&] {
                QFile(path).open(QIODevice::WriteOnly);
                Sql::DatabaseAddress address;
                address.path = path;
                return address;
            }(),
            {.access = Sql::Access::Owner, .connections = 1, .deadline = std::chrono::hours(1), .setup = {u"PRAGMA synchronous = NORMAL"_s}})
    {
        if (!database.run(u"PRAGMA journal_mode = WAL"_s)
            || !database.run(u"CREATE TABLE figures (queue INTEGER, at INTEGER, depth INTEGER, PRIMARY KEY (queue, at)) WITHOUT ROWID"_s))
            qFatal("no table");
    }
    void take(qint64 at, const World &world)
    {
        const auto done = database.transaction([&](Sql::Transaction &transaction) -> Result<void> {
            for (int i = 0; i < world.depths.size(); ++i) {
                const auto put = transaction.run(u"INSERT INTO figures VALUES (?, ?, ?)"_s, {i, at, world.depths.at(i).second});
                if (!put)
                    return failure(put.error());
            }
            return {};
        });
        if (!done)
            qFatal("%s", qPrintable(done.error().text));
    }
};

void timeLooks(int queues)
{
    const auto fixture = Test::TestDatabase::sqlite(Test::Shape::Schema94);
    const auto rows = [&](const QString &expression, qint64 count) {
        fixture->run(u"INSERT INTO device_federation_outbox (destination, stream_id, queued_ts, messages_json) WITH RECURSIVE s(n) AS (SELECT 1 "
                     "UNION ALL SELECT n + 1 FROM s WHERE n < %1) SELECT %2, 1000 + n, 1700000000000, hex(zeroblob(400)) FROM s"_s.arg(count)
                         .arg(expression));
    };
    rows(u"printf('server%%06d.some.example', n %% %1)"_s.replace(u"%%"_s, u"%"_s).arg(queues), 5LL * queues);
    Sql::Database database(*Sql::DatabaseAddress::parse(fixture->uri()), {.access = Sql::Access::ReadOnly});
    const auto schema = Synapse::Schema::read(database);
    if (!schema)
        qFatal("no schema");
    Synapse::QueueDepthCount counter(database, *schema);
    QList<double> wall, cpu, plain;
    qint64 found = 0;
    for (int i = 0; i < 9; ++i) {
        QElapsedTimer timer;
        timer.start();
        const double before = cpuMs();
        const auto depths = counter.depths(Inspection::QueueKind::Outbox, queues);
        cpu.append(cpuMs() - before);
        wall.append(ms(timer));
        found = depths ? depths->queues.size() : -1;
        timer.start();
        qint64 entries = 0;
        for (int queue = 0; queue < queues; ++queue)
            entries += database.value(u"SELECT count(*) FROM device_federation_outbox WHERE destination = ?"_s, {nameOf(queue)})->toLongLong();
        plain.append(ms(timer));
        if (entries < queues)
            qFatal("nothing counted");
    }
    out << "a look at an outbox of " << found << " queues, " << 5 * queues << " messages: " << middle(wall) << " ms (" << middle(cpu)
        << " ms of a core), with age and size of the deepest\n"
        << "  peer, a question for each queue: " << middle(plain) << " ms\n";
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const int queues = argc > 1 ? QByteArray(argv[1]).toInt() : 20'000;
    const int minutes = argc > 2 ? QByteArray(argv[2]).toInt() : 370;
    const int changing = argc > 3 ? QByteArray(argv[3]).toInt() : 10;
    if (queues < 1 || minutes < 1 || changing < 0 || changing > 1000) {
        QTextStream(stderr) << "usage: bench_series [queues] [minutes] [changing of 1000]\n";
        return 1;
    }
    QTemporaryDir folder;
    const QString path = folder.filePath(u"x.series.sqlite"_s);
    out << queues << " queues, " << changing << " of 1000 change in a minute\n";
    timeLooks(queues);
    fill(path, queues, begin);
    const qint64 filled = sizeOf(path);
    out << "a year of steps: " << filled / 1'000'000 << " MB, " << double(filled) / queues << " bytes a queue, " << double(filled) / queues / 366
        << " bytes a queue and day of it\n";
    QElapsedTimer timer;
    timer.start();
    auto keeper = Keeper::open(path);
    out << "opening it: " << ms(timer) << " ms\n";

    World world(queues, changing);
    PlainTable table(folder.filePath(u"plain.sqlite"_s));
    QList<double> rounds, plainRounds;
    double all = 0, longest = 0, plain = 0;
    for (int minute = 0; minute < minutes; ++minute) {
        world.next();
        double before = cpuMs();
        keeper->take(begin + minute * minuteMs, {world.look()}, minuteMs);
        rounds.append(cpuMs() - before);
        all += rounds.constLast();
        longest = std::max(longest, rounds.constLast());
        if (minute >= 60)
            continue;
        before = cpuMs();
        table.take(begin + minute * minuteMs, world);
        plainRounds.append(cpuMs() - before);
        plain += plainRounds.constLast();
    }
    const double plainMinutes = std::min(60, minutes);
    out << "a round of the keeper: " << middle(rounds) << " ms, the longest (an hour's end) " << longest << " ms; with these "
        << all / minutes / 600 << " % of a core\n"
        << "  peer, a row for each queue: " << middle(plainRounds) << " ms, " << plain / plainMinutes / 600 << " % of a core, "
        << double(sizeOf(folder.filePath(u"plain.sqlite"_s))) / queues / plainMinutes * 1440 << " bytes a queue and day\n"
        << "written since: " << double(sizeOf(path) - filled) / queues / minutes * 1440 << " bytes a queue and day of minutes and wide steps\n";

    const qint64 now = begin + minutes * minuteMs;
    const auto read = [&](const char *what, int many, qint64 range, qint64 step) {
        QList<double> times;
        qint64 points = 0;
        QRandomGenerator random(9);
        for (int i = 0; i < 21; ++i) {
            Inspection::SeriesQuery query{.kinds = {Inspection::SeriesKind::OutboxDepth}, .step = step};
            for (int j = 0; j < many; ++j)
                query.subjects.append(nameOf(random.bounded(queues)));
            query.from = now - range;
            timer.start();
            const auto answer = keeper->read(query, now);
            times.append(ms(timer));
            points = 0;
            for (const auto &series : answer->series)
                points += series.points.size();
        }
        out << "read " << what << ": " << middle(times) << " ms, " << points << " steps\n";
    };
    read("a queue's last hour", 1, 3'600'000, 60'000);
    read("a queue's last day", 1, day, 60'000);
    read("a queue's last month", 1, 30 * day, 600'000);
    read("a queue's last year", 1, 365 * day, 21'600'000);
    read("100 queues' last hour", 100, 3'600'000, 60'000);
    read("100 queues' last day", 100, day, 600'000);
    timer.start();
    const auto same = table.database.value(u"SELECT sum(depth) FROM figures WHERE queue = 7 AND at >= 0"_s);
    out << "  peer, a queue's last hour from the rows: " << ms(timer) << " ms\n";
    timer.start();
    const auto scan = table.database.value(u"SELECT sum(depth) FROM figures WHERE at >= %1"_s.arg(begin));
    out << "  peer, all of that hour by a scan: " << ms(timer) << " ms\n";
    return same && scan ? 0 : 1;
}
