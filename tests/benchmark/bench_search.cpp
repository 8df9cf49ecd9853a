// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/indexer.h"
#include "search/sqliteindex.h"
#include "server/desks/searchdesk.h"
#include "synapse/synapsesource.h"
#include "tests/synapse/testdatabase.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTextStream>
#include <QThread>

#include <algorithm>

#include <sys/resource.h>

/// What the search costs on a homeserver that tracks many users: bench_search [users] [devices of each]
///
/// Fills a database as Synapse's, scans it at the pace that a gateway has (half a minute of that) and then without rests, and asks: for
/// each kind of question the time to the first 100 hits, of the index alone and as the API answers with whole rows, beside the peers: how
/// the source searches by itself, and a LIKE over the table.
using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr int questions = 60, peerQuestions = 10; // the peers take their time
constexpr int pagedRows = 100;

double cpuSeconds()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Population
{
    QRandomGenerator random{7};
    QList<UserId> users;
    QStringList names{u"Element Desktop: Linux"_s, u"Element X iOS"_s, u"FluffyChat Android"_s, u"Bob’s phone"_s, u"SchildiChat"_s,
        u"app.element.io (Firefox, Linux)"_s, u"Nheko on desk"_s, u"cinny.in on Windows"_s};

    QString letters(QStringView of, int count)
    {
        QString text;
        for (int i = 0; i < count; ++i)
            text += of.at(random.bounded(int(of.size())));
        return text;
    }
    QString id() { return letters(u"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 10); }
    QString key() { return letters(u"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 42) + u'A'; }
};

void fill(const Test::TestDatabase &test, Population &population, int users, int devices)
{
    Sql::DatabaseAddress address;
    address.path = test.path();
    const Sql::Database database(
        address, {.access = Sql::Access::Owner, .deadline = std::chrono::hours(1), .setup = {u"PRAGMA synchronous = OFF"_s}});
    static const QStringList first{u"anna"_s, u"bob"_s, u"carla"_s, u"dave"_s, u"erin"_s, u"frank"_s, u"grace"_s, u"heidi"_s, u"ivan"_s,
        u"judy"_s, u"karl"_s, u"lena"_s, u"mike"_s, u"nina"_s, u"otto"_s, u"paul"_s};
    const auto done = database.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        for (int i = 0; i < users; ++i) {
            // Names that are spread as those of people, on a few large servers and many small ones.
            const QString server = population.random.bounded(10) < 3
                ? u"matrix.org"_s
                : u"chat%1.example%2.net"_s.arg(population.random.bounded(5'000)).arg(i % 50);
            const UserId user(u"@%1%2:%3"_s.arg(first.at(population.random.bounded(int(first.size()))))
                                  .arg(quint32(i) * 2654435761U % 10'000'019)
                                  .arg(server));
            population.users.append(user);
            if (const auto put = transaction.run(
                    u"INSERT OR IGNORE INTO device_lists_remote_extremeties VALUES (?, ?)"_s, {user.toString(), QString::number(i + 1)});
                !put)
                return failure(put.error());
            for (int d = 0; d < devices; ++d) {
                const QString id = population.id();
                const QString content
                    = u"{\"device_id\":\"%1\",\"keys\":{\"user_id\":\"%2\",\"device_id\":\"%1\",\"algorithms\":[\"m.olm.v1.curve25519-aes-"
                      u"sha2\",\"m.megolm.v1.aes-sha2\"],"
                      "\"keys\":{\"curve25519:%1\":\"%3\",\"ed25519:%1\":\"%4\"},\"signatures\":{\"%2\":{\"ed25519:%1\":\"%3%4\"}}},\"device_display_name\":\"%5\"}"_s
                          .arg(id, user.toString(), population.key(), population.key(),
                              population.names.at(population.random.bounded(int(population.names.size()))));
                if (const auto put = transaction.run(
                        u"INSERT OR IGNORE INTO device_lists_remote_cache VALUES (?, ?, ?)"_s, {user.toString(), id, content});
                    !put)
                    return failure(put.error());
            }
        }
        return {};
    });
    if (!done)
        qFatal("%s", qPrintable(done.error().text));
}

/// ms: p50 and p95.
template <typename Ask>
QString times(Ask ask, int count = questions)
{
    std::vector<double> all;
    for (int i = 0; i < count; ++i) {
        QElapsedTimer timer;
        timer.start();
        ask(i);
        all.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(all);
    return u"%1 / %2"_s.arg(all[all.size() / 2], 8, 'f', 2).arg(all[all.size() * 95 / 100], 8, 'f', 2);
}

QTextStream out(stdout);

void scan(Synapse::SynapseSource &source, const QString &path, double share, qint64 ms)
{
    Search::Indexer indexer(&source, {.path = path, .share = share, .freeUsers = 0});
    QElapsedTimer wall;
    wall.start();
    const double before = cpuSeconds();
    indexer.start();
    while (!indexer.state().complete && (ms == 0 || wall.elapsed() < ms))
        QThread::msleep(5);
    const double seconds = double(wall.elapsed()) / 1e3, cpu = cpuSeconds() - before;
    const double users = double(indexer.state().indexed);
    indexer.stop();
    if (users == 0)
        return;
    out << u"scan, share %1: %2 users in %3 s, %4 users/s, %5 % of a core, %6 us of CPU a user; 1,000,000 at this pace: %7 s\n"_s.arg(share)
               .arg(users)
               .arg(seconds, 0, 'f', 1)
               .arg(users / seconds, 0, 'f', 0)
               .arg(cpu / seconds * 100, 0, 'f', 1)
               .arg(cpu / users * 1e6, 0, 'f', 1)
               .arg(1e6 / (users / seconds), 0, 'f', 0);
    out.flush();
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const int users = argc > 1 ? QByteArray(argv[1]).toInt() : 1'000'000;
    const int devices = argc > 2 ? QByteArray(argv[2]).toInt() : 2;
    if (users < 1 || devices < 0) {
        QTextStream(stderr) << "usage: bench_search [users] [devices of each]\n";
        return 2;
    }
    Population population;
    const auto test = Test::TestDatabase::sqlite(Test::Shape::Schema94);
    fill(*test, population, users, devices);
    Synapse::SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = test->uri();
    auto source = Synapse::SynapseSource::open(settings, nullptr);
    if (!source)
        qFatal("%s", qPrintable(source.error().text));
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"bench.search.sqlite"_s);
    scan(**source, path, 0.05, 20'000);
    Search::SqliteIndex::remove(path);
    scan(**source, path, 1, 0);
    {
        const auto merging = std::move(*Search::SqliteIndex::open(path)); // as the indexer does it when it is idle
        const double before = cpuSeconds();
        int steps = 0;
        while (merging->tidy().value_or(false))
            ++steps;
        out << u"merging: %1 pieces, %2 s of CPU\n"_s.arg(steps).arg(cpuSeconds() - before, 0, 'f', 1);
    }
    out << u"index: %1 bytes a user; the homeserver's file: %2\n"_s.arg(double(QFileInfo(path).size()) / users, 0, 'f', 0)
               .arg(double(QFileInfo(test->path()).size()) / users, 0, 'f', 0);

    Search::Indexer indexer(source->get(), {.path = path});
    indexer.start();
    const Server::SearchDesk desk(source->get(), &indexer);
    const auto index = indexer.index();
    Sql::DatabaseAddress address;
    address.path = test->path();
    const Sql::Database table(address, {.deadline = std::chrono::minutes(5)});
    const auto user = [&](int i) { return population.users.at(qint64(i) * 9973 % population.users.size()); };
    const auto texts = [&](int i) {
        auto read = (*source)->listTexts({user(i)});
        return read && !read->isEmpty() && !read->constFirst().devices.isEmpty() ? read->constFirst().devices.constFirst() : DeviceTexts();
    };
    QList<DeviceTexts> some;
    for (int i = 0; i < questions; ++i)
        some.append(texts(i));
    struct Kind
    {
        const char *name;
        std::function<std::pair<QString, QString>(int)> of; ///< text and server
    };
    const std::vector<Kind> kinds{
        {"part of an ID", [&](int i) { return std::pair(user(i).localpart().mid(2, 6), QString()); }},
        {"first name", [&](int i) { return std::pair(user(i).localpart().left(4), QString()); }},
        {"one server's users", [&](int i) { return std::pair(QString(), user(i).server().toString()); }},
        {"device name", [&](int i) { return std::pair(some.at(i).displayName.left(7), QString()); }},
        {"device name, middle", [&](int i) { return std::pair(some.at(i).displayName.mid(3, 5), QString()); }},
        {"part of a device ID", [&](int i) { return std::pair(some.at(i).deviceId.toString().mid(3, 5), QString()); }},
        {"fingerprint", [&](int i) { return std::pair(some.at(i).ed25519, QString()); }},
        {"part of one", [&](int i) { return std::pair(some.at(i).curve25519.mid(9, 12), QString()); }},
        {"two characters", [&](int i) { return std::pair(QString(QChar(u'a' + i % 26)) + QChar(u'a' + i * 7 % 26), QString()); }},
        {"one character", [&](int i) { return std::pair(QString(QChar(u'a' + i % 26)), QString()); }},
        {"not there", [&](int i) { return std::pair(u"zq%1xj"_s.arg(i), QString()); }},
    };
    out << u"%1 users; ms, p50 / p95 of %2 questions; 'first' is the first 100 hits\n"_s.arg(users).arg(questions);
    for (const Kind &kind : kinds) {
        qint64 hits = 0;
        const auto query = [&](int i) {
            UserQuery asked;
            std::tie(asked.search, asked.server) = kind.of(i);
            asked.limit = pagedRows;
            return asked;
        };
        const QString first = times([&](int i) {
            const auto found = index->find(Search::Query(query(i).search, ServerName(query(i).server)), {}, pagedRows);
            hits += found ? found->hits.size() : 0;
        });
        const QString rows = times([&](int i) { static_cast<void>(desk.users(query(i))); });
        const QString before = times([&](int i) { static_cast<void>((*source)->users(query(i))); }, peerQuestions);
        const QString like = times(
            [&](int i) {
                const QString pattern = query(i).server.isEmpty() ? u"%%1%"_s.arg(query(i).search) : u"%:%1"_s.arg(query(i).server);
                static_cast<void>(
                    table.each(u"SELECT user_id FROM device_lists_remote_extremeties WHERE user_id LIKE ? ORDER BY user_id LIMIT ?"_s,
                        {pattern, pagedRows}, [](const Sql::Row &) {}));
            },
            peerQuestions);
        out << u"%1 first %2   rows %3   | source alone %4   LIKE %5   (%6 hits)\n"_s.arg(QString::fromLatin1(kind.name), -22)
                   .arg(first, rows, before, like)
                   .arg(hits / questions);
        out.flush();
    }
    return 0;
}
