// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Of a backlog one batch is written while the next one is made.

#include "history/recording/recorder.h"

#include "engine.h"

#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const Feed feed{.source = UpdateSource::Log, .stream = u"one"_s};

UserId userOf(int number)
{
    return UserId(u"@user%1:remote.example"_s.arg(number));
}

Recorder::Item handled(const UserId &user, qint64 id, qint64 prev)
{
    return {.feed = feed,
        .what
        = HandledUpdate{.user = user, .device = DeviceId(u"A"_s), .streamId = StreamId(id), .prevIds = {StreamId(prev)}, .at = id * 1000}};
}

/// A backlog of so many updates of some users, now and then one that nobody received.
QList<QList<Recorder::Item>> backlog(int batches, int users)
{
    QRandomGenerator random(11);
    QList<qint64> last(users, 1);
    QList<QList<Recorder::Item>> all;
    qint64 at = 1;
    for (int batch = 0; batch < batches; ++batch) {
        QList<Recorder::Item> items;
        for (int i = 0; i < 200; ++i) {
            const int number = random.bounded(users);
            const qint64 prev = random.bounded(20) == 0 ? last[number] + 1 : last[number];
            at += 2;
            items.append(handled(userOf(number), at, prev));
            last[number] = at;
            if (random.bounded(3) != 0)
                items.append({.feed = feed,
                    .what = BatchVerdict{.user = userOf(number), .requiringResync = prev % 2 != 0, .devices = u"A"_s, .at = at * 1000}});
        }
        all.append(items);
    }
    return all;
}

QString rowsOf(const Store &store, int users)
{
    QString text;
    for (int number = 0; number < users; ++number) {
        const auto rows = store.updates(userOf(number), 0, 100'000, false);
        if (!rows)
            return rows.error().text;
        for (const DeviceListUpdate &row : *rows)
            text += u"%1 %2: %3 <- %4 %5 %6\n"_s.arg(number)
                        .arg(row.n)
                        .arg(row.streamId.toString(), row.prevIds.value(0).toString())
                        .arg(int(row.verdict))
                        .arg(row.breaks.toInt());
        text += QString::number(store.userHistory(userOf(number))->openGap) + u'\n';
    }
    return text;
}

void change(const QString &path, const QString &sql)
{
    {
        QSqlDatabase file = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        file.setDatabaseName(path);
        QVERIFY(file.open());
        QVERIFY(QSqlQuery(file).exec(sql));
    }
    QSqlDatabase::removeDatabase(u"other"_s);
}

} // namespace

class tst_RecordBehind : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { NEEDS_ITS_ENGINE(); }
    void cleanupTestCase() { END_ITS_ENGINE(); }

    void isWhatWaitingMakes_data()
    {
        QTest::addColumn<int>("users");
        QTest::addColumn<int>("cachedRows");
        QTest::newRow("one user") << 1 << 100'000;
        QTest::newRow("many users") << 300 << 100'000;
        QTest::newRow("more than are kept") << 300 << 500;
        QTest::newRow("none is kept") << 30 << 0;
    }

    void isWhatWaitingMakes()
    {
        QFETCH(int, users);
        QFETCH(int, cachedRows);
        QStringList outcome;
        for (const bool waits : {true, false}) {
            QTemporaryDir dir;
            auto store = Test::openStore(dir.filePath(u"history"_s));
            Recorder recorder(store->get(), {.cachedRows = cachedRows});
            int published = 0;
            recorder.setPublisher([&](const UserId &, qint64) { ++published; });
            for (const auto &items : backlog(20, users)) {
                const auto done = waits ? recorder.record(items) : recorder.recordBehind(items);
                QVERIFY2(done, done ? "" : qPrintable(done.error().text));
            }
            QVERIFY(recorder.flush());
            outcome += rowsOf(**store, users) + u"published "_s + QString::number(published);
        }
        QCOMPARE(outcome[1], outcome[0]);
        QVERIFY(outcome[0].contains(u"published"_s));
    }

    /// An error is told once, nothing that came after it is stored, and what is recorded again is what would have been.
    void anErrorIsTold()
    {
        ONLY_IN_FILES();
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        auto store = Test::openStore(path);
        Recorder recorder(store->get());
        const UserId bob = userOf(0);
        QVERIFY(recorder.record({handled(bob, 2, 1), handled(bob, 4, 2)}));
        change(path, u"DELETE FROM updates WHERE n = 2"_s);
        // The verdict is for a row that has gone.
        const Recorder::Item verdict{
            .feed = feed, .what = BatchVerdict{.user = bob, .requiringResync = false, .devices = u"A, A"_s, .at = 5000}};
        const LogPosition position{.fileId = u"file"_s, .path = u"/log"_s, .offset = 100, .state = {}};
        QVERIFY(recorder.recordBehind({verdict}, {position}));
        const auto told
            = recorder.recordBehind({handled(userOf(1), 8, 7)}, {{.fileId = u"file"_s, .path = u"/log"_s, .offset = 200, .state = {}}});
        QVERIFY(!told);
        QVERIFY(told.error().text.contains(u"has no update 2 to revise"_s));
        QVERIFY(recorder.flush());
        QVERIFY((*store)->logPositions()->isEmpty());
        QCOMPARE((*store)->userHistory(userOf(1))->updates, 0);

        QVERIFY(recorder.recordBehind({handled(userOf(1), 8, 7)}, {position}));
        QVERIFY(recorder.flush());
        QCOMPARE((*store)->userHistory(userOf(1))->updates, 1);
        QCOMPARE((*store)->logPositions()->constFirst().offset, 100);
    }

    /// Another source's record() stores its own, and keeps the error for who has to read again.
    void anErrorIsKeptForItsReader()
    {
        ONLY_IN_FILES();
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        auto store = Test::openStore(path);
        Recorder recorder(store->get());
        QVERIFY(recorder.record({handled(userOf(0), 2, 1)}));
        change(path, u"DELETE FROM updates"_s);
        QVERIFY(recorder.recordBehind(
            {{.feed = feed, .what = BatchVerdict{.user = userOf(0), .requiringResync = false, .devices = u"A"_s, .at = 5000}}}));
        QVERIFY(recorder.record({handled(userOf(1), 8, 7)}));
        QCOMPARE((*store)->userHistory(userOf(1))->updates, 1);
        QVERIFY(!recorder.flush());
        QVERIFY(recorder.flush());
    }

    /// What a writer remembers of users is not what is stored any more when somebody else wrote: nothing wrong is stored, and all is well
    /// when the same is recorded again.
    void anotherWriter()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        auto one = Test::openStore(path);
        auto other = Test::openStore(path);
        QVERIFY(Recorder(one->get()).record({handled(userOf(0), 2, 1), handled(userOf(1), 2, 1)}));
        QVERIFY(Recorder(other->get()).record({handled(userOf(1), 4, 2), handled(userOf(2), 4, 2)}));
        const QList<Recorder::Item> more{handled(userOf(1), 6, 4), handled(userOf(2), 6, 4), handled(userOf(3), 6, 4)};
        QVERIFY(!Recorder(one->get()).record(more));
        QVERIFY(Recorder(one->get()).record(more));
        const QList<Recorder::Item> most{handled(userOf(3), 8, 6), handled(userOf(0), 8, 2)};
        QVERIFY(!Recorder(other->get()).record(most));
        QVERIFY(Recorder(other->get()).record(most));
        QStringList counts;
        for (int number = 0; number < 4; ++number)
            counts += QString::number((*one)->userHistory(userOf(number))->updates);
        QCOMPARE(counts.join(u' '), u"2 3 2 2"_s);
        QCOMPARE((*one)->extent()->first, 9);
    }
};

QTEST_GUILESS_MAIN(tst_RecordBehind)
#include "tst_recordbehind.moc"
