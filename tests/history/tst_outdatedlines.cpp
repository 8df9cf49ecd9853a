// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a gateway keeps in memory of users whom others write of, too: brought up to date by what was written since, never by all of it.

#include "history/observation.h"
#include "history/recording/usertimeline.h"
#include "sql/database.h"

#include "gateways.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;
using namespace Lockstep::Test;

namespace {

/// A log of one user: chains, losses, verdicts that come late, resyncs that heal, lines that say the same twice.
QList<Observation> randomLog(const UserId &user, int updates, quint32 seed)
{
    QRandomGenerator random(seed);
    QList<Observation> lines;
    qint64 at = 1'000'000, id = 1;
    for (int i = 0; i < updates; ++i) {
        at += random.bounded(1, 5000);
        const qint64 prev = id;
        id += random.bounded(8) == 0 ? 2 : 1;
        lines += handled(user, id, random.bounded(10) == 0 ? prev - 1 : prev, at);
        if (random.bounded(12) == 0)
            lines += lines.constLast();
        if (random.bounded(5) > 0)
            lines += BatchVerdict{.user = user, .requiringResync = random.bounded(6) == 0, .devices = u"A"_s, .at = at + 1};
        if (random.bounded(9) == 0) {
            lines += ResyncOutcome{.user = user, .step = ResyncOutcome::Started, .at = at + 2};
            if (random.bounded(3) > 0)
                lines
                    += ResyncOutcome{.user = user, .step = ResyncOutcome::Succeeded, .streamId = StreamId(id), .devices = 1, .at = at + 3};
        }
    }
    return lines;
}

QList<Recorder::Item> itemsOf(const QList<Observation> &lines)
{
    QList<Recorder::Item> items;
    for (const Observation &line : lines)
        items.append({.feed = theLog, .what = line});
    return items;
}

} // namespace

class TestOutdatedLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { NEEDS_ITS_ENGINE(); }
    void cleanupTestCase() { END_ITS_ENGINE(); }

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    /// Three read one log, each as fast as it happens to, one of them far behind: the history is that of one reader.
    void inTurns_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 12; ++seed)
            QTest::addRow("%d", seed) << seed;
    }
    void inTurns()
    {
        QFETCH(const int, seed);
        const QList<Recorder::Item> items = itemsOf(randomLog(bob, 120, quint32(seed)));
        std::vector<std::unique_ptr<Gateway>> all;
        for (int i = 0; i < 3; ++i)
            all.push_back(std::make_unique<Gateway>(path(u"db"_s), path(u"own%1"_s.arg(i))));
        QRandomGenerator random(quint32(seed) + 1000);
        qsizetype done[3] = {};
        while (done[0] < items.size() || done[1] < items.size() || done[2] < items.size()) {
            const int turn = random.bounded(20);
            const int who = turn == 0 ? 2 : turn % 2;
            const qsizetype count = std::min<qsizetype>(random.bounded(1, 8), items.size() - done[who]);
            QVERIFY(all[size_t(who)]->recorder.record(items.sliced(done[who], count)));
            done[who] += count;
        }
        const auto alone = Store::openInMemory();
        Recorder reference(alone->get());
        QVERIFY(reference.record(items));
        QCOMPARE(rowsOf(*all[0]->store, bob), rowsOf(**alone, bob));
        QCOMPARE(all[0]->store->userHistory(bob)->openGap, (*alone)->userHistory(bob)->openGap);
    }

    /// The same at once: batches are undone, and what was only found to be known already is found so again.
    void atOnce()
    {
        constexpr int users = 4;
        QList<Recorder::Item> items;
        QRandomGenerator random(7);
        std::vector<QList<Recorder::Item>> lines;
        for (int user = 0; user < users; ++user)
            lines.push_back(itemsOf(randomLog(userOf(user), 80, quint32(user) + 50)));
        for (size_t left = users; left > 0;) {
            QList<Recorder::Item> &one = lines[random.bounded(quint32(users))];
            if (one.isEmpty())
                continue;
            items.append(one.takeFirst());
            left -= one.isEmpty();
        }
        std::vector<std::unique_ptr<Gateway>> all;
        for (int i = 0; i < 3; ++i)
            all.push_back(std::make_unique<Gateway>(path(u"db"_s), path(u"own%1"_s.arg(i))));
        std::atomic<int> failures = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&, i] {
                QRandomGenerator own(quint32(i) + 3);
                for (qsizetype at = 0; at < items.size();) {
                    const qsizetype count = std::min<qsizetype>(own.bounded(1, 30), items.size() - at);
                    failures += !all[size_t(i)]->recorder.record(items.sliced(at, count));
                    at += count;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        const auto alone = Store::openInMemory();
        Recorder reference(alone->get());
        QVERIFY(reference.record(items));
        for (int user = 0; user < users; ++user)
            QCOMPARE(rowsOf(*all[1]->store, userOf(user)), rowsOf(**alone, userOf(user)));
    }

    /// How much is read again: from the lowest row that others wrote, all of it only where that is not told any more.
    void rowsThatAreRead()
    {
        Gateway one(path(u"db"_s), path(u"one"_s)), two(path(u"db"_s), path(u"two"_s));
        const auto from = [&](qint64 known) { return one.store->states({bob})->value(bob).writtenSince(known); };
        QVERIFY(one.recorder.record(theLog, {handled(bob, 1, 0, 1000), handled(bob, 2, 1, 2000)})); // revision 1
        QVERIFY(two.recorder.record(theLog, {handled(bob, 3, 2, 3000)}));
        QVERIFY(two.recorder.record(theLog, {handled(bob, 4, 3, 4000)}));
        QCOMPARE(from(3), std::numeric_limits<qint64>::max());
        QCOMPARE(from(2), 4);
        QCOMPARE(from(1), 3);
        QCOMPARE(from(0), 1);
        QCOMPARE(from(4), 1); // of a store that went back
        QVERIFY(two.recorder.record(theLog, {verdict(bob, 2500)}));
        QVERIFY(from(3) < 5);
        for (int id = 5; id < 30; ++id)
            QVERIFY(two.recorder.record(theLog, {handled(bob, id, id - 1, 1000 * id)}));
        const TimelineState state = one.store->states({bob})->value(bob);
        QCOMPARE(state.recent.size(), 16);
        QCOMPARE(state.writtenSince(state.revision - 16), 14);
        QCOMPARE(state.writtenSince(state.revision - 17), 1);
        // A gateway of an older version, which counts revisions and does not keep this.
        const Sql::Database raw(one.store->address(), {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .setup = {}});
        QVERIFY(raw.run(u"UPDATE lockstep.users SET rev = rev + 1"_s));
        QCOMPARE(one.store->states({bob})->value(bob).writtenSince(state.revision), 1);
        QVERIFY(two.recorder.record(theLog, {handled(bob, 30, 29, 30'000)}));
        QCOMPARE(from(state.revision + 1), 30);
        QCOMPARE(from(state.revision), 1);
        QVERIFY(one.recorder.record(theLog, {handled(bob, 31, 30, 31'000)}));
        QCOMPARE(rowsOf(*one.store, bob).count(u'|'), 30);
    }

    /// What was polled is looked at in rows that are whole, although a batch was undone because of another user.
    void polledMeanwhile()
    {
        const UserId ann(u"@ann:remote.example"_s);
        const Feed database{.source = UpdateSource::Database, .stream = u"poll"_s};
        for (const bool isOneBatch : {true, false}) {
            const QString name = isOneBatch ? u"a"_s : u"b"_s;
            Gateway one(path(u"db"_s + name), path(u"one"_s + name)), two(path(u"db"_s + name), path(u"two"_s + name));
            for (const UserId &user : {bob, ann})
                QVERIFY(two.recorder.record(theLog, {handled(user, 1, 0, 1000), handled(user, 3, 2, 2000)}));
            QCOMPARE(one.store->userHistory(bob)->openGap, 2);
            QVERIFY(one.recorder.record(theLog, {handled(ann, 4, 3, 3000)}));
            const Observation marks[]
                = {MarkerSeen{.user = bob, .isMarked = true, .at = 4000}, MarkerSeen{.user = ann, .isMarked = true, .at = 4000}};
            if (isOneBatch)
                QVERIFY(two.recorder.record(database, {marks[0], marks[1]}));
            else
                for (const Observation &mark : marks)
                    QVERIFY(two.recorder.record(database, {mark}));
            for (const UserId &user : {bob, ann})
                QVERIFY(two.recorder.record(database, {HeadSeen{.user = user, .streamId = StreamId(1), .at = 5000}}));
            for (const UserId &user : {bob, ann}) {
                QCOMPARE(one.store->userHistory(user)->openGap, 2);
                bool isMarked = false;
                const auto line = one.store->timeline(user);
                for (const RowOutline &row : line->rows)
                    isMarked |= (row.marks.flags & SeenMarked) != 0;
                QVERIFY(isMarked);
            }
        }
    }

    /// Tables that an older version made are brought up to date; who may not is told what to do.
    void olderTables()
    {
        const QString database = path(u"db"_s);
        {
            Gateway one(database, path(u"one"_s));
            QVERIFY(one.recorder.record(theLog, {handled(bob, 1, 0, 1000)}));
        }
        const Sql::Database raw = Sql::Database(*Sql::DatabaseAddress::parse(databaseOf(database)),
            {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .setup = {}});
        QVERIFY(raw.run(u"ALTER TABLE lockstep.users DROP COLUMN recent"_s));
        QVERIFY(raw.run(u"UPDATE lockstep.format SET version = 1"_s));
        Gateway two(database, path(u"two"_s));
        QVERIFY(two.recorder.record(theLog, {handled(bob, 2, 1, 2000)}));
        QCOMPARE(two.store->states({bob})->value(bob).recent, QList<qint64>{2});
        QCOMPARE(rowsOf(*two.store, bob).count(u'|'), 1);
    }

private:
    QString path(const QString &name) const { return m_dir->filePath(name); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestOutdatedLines)
#include "tst_outdatedlines.moc"
