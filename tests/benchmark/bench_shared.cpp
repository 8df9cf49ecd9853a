// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_shared [UPDATES [GATEWAYS [ROWS]]]: gateways that record into one PostgreSQL database at once, and what is read of it; before that
// it is filled with ROWS rows. The database is the program's own, with PostgreSQL's default settings.
// The peer: PostgreSQL's COPY of as many rows into a table with the same key, in the same batches.

#include "history/postgres/postgresstore.h"
#include "history/recording/recorder.h"
#include "sql/database.h"
#include "synapse/testdatabase.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <thread>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

constexpr int usersOfEach = 5000;
constexpr int batchSize = 2000;
constexpr qint64 begin = 1'795'158'000'000;

struct Gateway
{
    Gateway(const Sql::DatabaseAddress &address, const QString &ownFile)
    {
        auto opened = PostgresStore::open({.address = address, .ownFile = ownFile, .name = ownFile});
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        store = std::move(*opened);
        recorder = std::make_unique<Recorder>(store.get());
    }
    std::unique_ptr<PostgresStore> store;
    std::unique_ptr<Recorder> recorder;
};

/// Updates of many users in turn, each with its verdict.
class Log
{
public:
    Log(int firstUser, int users)
        : m_firstUser(firstUser)
        , m_last(users, 1)
    {
    }
    QList<Observation> next(int updates)
    {
        QList<Observation> lines;
        for (int i = 0; i < updates; ++i) {
            const int number = m_random.bounded(int(m_last.size()));
            const UserId user = userOf(m_firstUser + number);
            const qint64 prev = m_last[number], id = m_last[number] = prev + 1;
            lines.append(HandledUpdate{.user = user,
                .device = DeviceId(u"ABCDEFGHIJ"_s),
                .streamId = StreamId(id),
                .prevIds = {StreamId(prev)},
                .at = begin + ++m_at});
            lines.append(BatchVerdict{.user = user, .requiringResync = false, .devices = u"ABCDEFGHIJ"_s, .at = begin + m_at});
        }
        return lines;
    }
    static UserId userOf(int number) { return UserId(u"@user%1:hs%2.example.org"_s.arg(number).arg(number % 97)); }

private:
    QRandomGenerator m_random{7};
    int m_firstUser;
    qint64 m_at = 0;
    QList<qint64> m_last;
};

using Gateways = std::vector<std::unique_ptr<Gateway>>;

/// Each gateway in a thread of its own; updates a second of all, and processor time of this process for each, in µs.
std::pair<double, double> record(Gateways &gateways, int updates, int batch, const std::function<Log(int)> &logOf)
{
    const std::clock_t before = std::clock();
    QElapsedTimer timer;
    timer.start();
    std::vector<std::thread> threads;
    for (size_t i = 0; i < gateways.size(); ++i) {
        threads.emplace_back([&, i] {
            Log log = logOf(int(i));
            const Feed feed{.source = UpdateSource::Log, .stream = u"homeserver"_s};
            for (int done = 0; done < updates; done += batch) {
                if (const auto recorded = gateways[i]->recorder->record(feed, log.next(batch)); !recorded)
                    qFatal("%s", qPrintable(recorded.error().text));
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const double all = double(updates) * double(gateways.size());
    return {all / (double(timer.nsecsElapsed()) / 1e9), double(std::clock() - before) / CLOCKS_PER_SEC * 1e6 / all};
}

double copied(const Sql::Database &database, int rows)
{
    const auto good = [](const auto &done) {
        if (!done)
            qFatal("%s", qPrintable(done.error().text));
    };
    good(database.run(u"CREATE TABLE peer (LIKE lockstep.updates, PRIMARY KEY (user_id, n, month))"_s));
    QElapsedTimer timer;
    timer.start();
    qint64 n = 0;
    for (int done = 0; done < rows; done += batchSize) {
        QByteArray text;
        for (int i = 0; i < batchSize; ++i) {
            const QByteArray id = QByteArray::number(++n);
            text += Log::userOf(int(n * 7919 % usersOfEach)).toString().toUtf8() + '\t' + id
                + "\t202611\t1795158000000\t0\t\\\\x31323334\t\\\\x31323333\t"
                  "\\\\x4142434445464748494a\t0\t1\t0\t1\t\\N\t0\t123456\t0\t0\t\\N\t\\N\t\\\\x000102030405060708090a0b\n";
        }
        good(database.transaction([&](Sql::Transaction &transaction) -> Result<void> {
            const auto copied = transaction.copyIn(u"COPY peer FROM STDIN"_s, text);
            return copied ? Result<void>() : failure(copied.error());
        }));
    }
    const double rate = rows / (double(timer.nsecsElapsed()) / 1e9);
    good(database.run(u"DROP TABLE peer"_s));
    return rate;
}

QString times(int count, const std::function<void(int)> &one)
{
    QList<double> all;
    for (int i = 0; i < count; ++i) {
        QElapsedTimer timer;
        timer.start();
        one(i);
        all.append(double(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(all.begin(), all.end());
    return u"%1 ms (p95 %2)"_s.arg(all[count / 2], 0, 'f', 2).arg(all[count * 95 / 100], 0, 'f', 2);
}

void print(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int updates = arguments.value(1, u"200000"_s).toInt(), count = arguments.value(2, u"3"_s).toInt();
    const int rows = arguments.value(3, u"0"_s).toInt();
    QString why;
    const auto cluster = Test::PostgresCluster::start(&why, true);
    if (!cluster)
        qFatal("%s", qPrintable(why));
    const auto address = Sql::DatabaseAddress::parse(cluster->uri(u"postgres"_s));
    const Sql::Database raw(*address,
        {.access = Sql::Access::Owner,
            .purpose = Sql::Purpose::History,
            .connections = 1,
            .deadline = std::chrono::minutes(10),
            .setup = {}});
    const QTemporaryDir dir;
    Gateways gateways;
    for (int i = 0; i < count; ++i)
        gateways.push_back(std::make_unique<Gateway>(*address, dir.filePath(u"own%1"_s.arg(i))));

    int user = 0;
    if (rows > 0) {
        // As many users as have forty rows each.
        const auto [rate, cost]
            = record(gateways, rows / count, batchSize, [&](int i) { return Log(1'000'000 + i * (rows / 40 / count), rows / 40 / count); });
        print(u"filled with %1 rows: %2 updates/s"_s.arg(rows).arg(rate, 0, 'f', 0));
    }
    print(u"COPY alone, the peer: %1 rows/s"_s.arg(copied(raw, updates), 0, 'f', 0));
    const auto rate = [&](const QString &what, Gateways &which, int of, int batch, const std::function<Log(int)> &logOf) {
        const auto [all, cost] = record(which, of, batch, logOf);
        qint64 conflicts = 0;
        for (const auto &one : which)
            conflicts += one->store->state().conflicts;
        print(u"%1: %2 updates/s, %3 µs of processor time each in the gateways, %4 batches made anew so far"_s.arg(what)
                  .arg(all, 0, 'f', 0)
                  .arg(cost, 0, 'f', 1)
                  .arg(conflicts));
    };
    Gateways alone;
    alone.push_back(std::move(gateways.front()));
    rate(u"one gateway"_s, alone, updates, batchSize, [&](int) { return Log(user, usersOfEach); });
    gateways.front() = std::move(alone.front());
    user += usersOfEach;
    rate(u"%1 gateways, users of their own"_s.arg(count), gateways, updates, batchSize,
        [&](int i) { return Log(user + i * usersOfEach, usersOfEach); });
    user += count * usersOfEach;
    rate(u"%1 gateways, all reading the same"_s.arg(count), gateways, updates, batchSize, [&](int) { return Log(user, usersOfEach); });
    user += usersOfEach;
    for (const int of : {updates / 10, updates}) {
        rate(u"%1 gateways, all reading the same %2 updates of one user"_s.arg(count).arg(of), gateways, of, 100,
            [&](int) { return Log(user, 1); });
        ++user;
    }

    const PostgresStore &store = *gateways.front()->store;
    const auto extent = store.extent();
    print(u"of %1 rows:"_s.arg(extent ? extent->first : -1));
    QRandomGenerator random(3);
    const auto anyone
        = [&] { return rows > 0 ? Log::userOf(1'000'000 + random.bounded(rows / 40)) : Log::userOf(random.bounded(usersOfEach)); };
    const auto good = [](const auto &result) {
        if (!result)
            qFatal("%s", qPrintable(result.error().text));
    };
    print(u"  SELECT 1, the peer: %1"_s.arg(times(500, [&](int) { good(raw.value(u"SELECT 1"_s)); })));
    print(u"  the newest 200 of a user: %1"_s.arg(times(500, [&](int) { good(store.updates(anyone(), 0, 200, true)); })));
    print(u"  the newest 200 of the user with %1: %2"_s.arg(updates).arg(
        times(500, [&](int) { good(store.updates(Log::userOf(user - 1), 0, 200, true)); })));
    print(u"  the first page, 1000 outlines of that user: %1"_s.arg(
        times(200, [&](int) { good(store.outline(Log::userOf(user - 1), 0, 1000)); })));
    print(u"  what is said of a user at a glance: %1"_s.arg(times(500, [&](int) { good(store.userHistory(anyone())); })));
    return 0;
}
