// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/store.h"

#include "engine.h"

#include <QFile>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const UserId bob(u"@bob:remote.example"_s);

DeviceListUpdate update(qint64 n, Breaks breaks = {})
{
    DeviceListUpdate made;
    made.n = n;
    made.received = 1000 * n;
    made.streamId = StreamId(n);
    made.prevIds = {StreamId(n - 1)};
    made.deviceId = DeviceId(u"PHONE"_s);
    made.verdict = Verdict::Applied;
    made.breaks = breaks;
    made.sources = UpdateSource::Log;
    return made;
}

DeviceListUpdate resync(qint64 n)
{
    DeviceListUpdate made = update(n);
    made.kind = UpdateKind::Resync;
    made.prevIds.clear();
    return made;
}

Result<void> add(Store &store, const UserId &user, const QList<DeviceListUpdate> &updates)
{
    Batch batch;
    for (const DeviceListUpdate &one : updates)
        batch.added.append({.user = user, .update = one});
    return store.write(batch);
}

std::unique_ptr<Store> opened(const QString &path)
{
    auto store = Test::openStore(path);
    if (!store)
        qFatal("%s", qPrintable(store.error().text));
    return std::move(*store);
}

} // namespace

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { NEEDS_ITS_ENGINE(); }
    void cleanupTestCase() { END_ITS_ENGINE(); }

    void keepsEveryMember_data()
    {
        QTest::addColumn<DeviceListUpdate>("stored");
        DeviceListUpdate plain = update(1);
        QTest::newRow("ids only") << plain;
        DeviceListUpdate full = plain;
        full.contentKnown = true;
        full.displayName = u"Bob\u2019s \"phone\"\n"_s;
        full.keys = QJsonObject{{u"user_id"_s, bob.toString()}, {u"big"_s, qint64(9007199254740991)},
            {u"algorithms"_s, QJsonArray{u"m.olm.v1.curve25519-aes-sha2"_s, u"m.megolm.v1.aes-sha2"_s}}};
        full.deleted = true;
        full.verified = false;
        full.sources = UpdateSource::Log | UpdateSource::Tap;
        full.breaks = Breaks(Break::Gap) | Break::Fork | Break::NeedlessResync;
        full.detail = u"detail"_s;
        QTest::newRow("everything") << full;
        DeviceListUpdate empty = plain;
        empty.contentKnown = true;
        empty.displayName = u""_s;
        empty.verified = true;
        QTest::newRow("empty name") << empty;
        DeviceListUpdate odd = plain;
        odd.streamId = StreamId(u"007"_s);
        odd.prevIds = {StreamId(u"+7"_s), StreamId(u"[\"x\"]"_s), StreamId(u""_s), StreamId(u"9223372036854775808"_s)};
        QTest::newRow("ids that are no integers") << odd;
        odd.prevIds = {StreamId(u"[1]"_s)};
        QTest::newRow("one prev_id that looks like a list") << odd;
        DeviceListUpdate head;
        head.n = 1;
        head.kind = UpdateKind::Head;
        QTest::newRow("nothing") << head;
    }

    void keepsEveryMember()
    {
        QFETCH(DeviceListUpdate, stored);
        QTemporaryDir dir;
        const auto store = opened(dir.filePath(u"history"_s));
        QVERIFY(add(*store, bob, {stored}));
        const auto read = store->update(bob, 1);
        QVERIFY(read);
        QCOMPARE(read->prevIds, stored.prevIds);
        QCOMPARE(read->displayName.isNull(), stored.displayName.isNull());
        QVERIFY(*read == stored);
    }

    void pages()
    {
        QTemporaryDir dir;
        const auto store = opened(dir.filePath(u"history"_s));
        QList<DeviceListUpdate> all;
        for (int n = 1; n <= 10; ++n)
            all.append(update(n));
        QVERIFY(add(*store, bob, all));
        QVERIFY(add(*store, UserId(u"@ann:remote.example"_s), {update(1)}));
        const auto numbers = [&](qint64 after, int limit, bool newestFirst) {
            QStringList list;
            const auto some = store->updates(bob, after, limit, newestFirst);
            for (const DeviceListUpdate &one : *some)
                list += QString::number(one.n);
            return list.join(u' ');
        };
        QCOMPARE(numbers(0, 3, false), u"1 2 3"_s);
        QCOMPARE(numbers(3, 3, false), u"4 5 6"_s);
        QCOMPARE(numbers(0, 3, true), u"10 9 8"_s);
        QCOMPARE(numbers(8, 3, true), u"7 6 5"_s);
        QCOMPARE(numbers(10, 3, false), u""_s);
        QCOMPARE(numbers(0, -1, false), u""_s);
        QCOMPARE(store->updates(UserId(u"@nobody:x"_s), 0, 5, false)->size(), 0);
        QCOMPARE(store->update(bob, 11).error().kind, Error::NotFound);
        QCOMPARE(store->extent()->first, 11);
        QCOMPARE(store->extent()->second, 1000);
    }

    void allOrNothing()
    {
        QTemporaryDir dir;
        const auto store = opened(dir.filePath(u"history"_s));
        Batch batch;
        batch.added.append({.user = bob, .update = update(1)});
        batch.added.append({.user = bob, .update = update(3)});
        batch.positions.append({.fileId = u"f"_s, .path = u"/log"_s, .offset = 7, .state = {}});
        QVERIFY(!store->write(batch));
        QCOMPARE(store->extent()->first, 0);
        QVERIFY(store->logPositions()->isEmpty());
        Batch revision;
        revision.revised.append({.user = bob, .update = update(5)});
        QVERIFY(!store->write(revision));
    }

    void positionsAndHeads()
    {
        QTemporaryDir dir;
        {
            const auto store = opened(dir.filePath(u"history"_s));
            Batch batch;
            batch.positions = {{.fileId = u"a"_s, .path = u"/a"_s, .offset = 1, .state = "s"},
                {.fileId = u"b"_s, .path = u"/b"_s, .offset = 2, .state = {}}};
            batch.heads = {{bob, StreamId(5)}};
            QVERIFY(store->write(batch));
            Batch next;
            next.positions = {{.fileId = u"c"_s, .path = u"/a"_s, .offset = 9, .state = "t"}};
            next.forgottenPositions = QStringList{u"a"_s};
            next.heads = {{bob, StreamId(6)}};
            QVERIFY(store->write(next));
        }
        const auto store = opened(dir.filePath(u"history"_s));
        QStringList printed;
        const auto positions = store->logPositions();
        for (const LogPosition &position : *positions)
            printed += position.fileId + position.path + QString::number(position.offset) + QString::fromLatin1(position.state);
        printed.sort();
        QCOMPARE(printed.join(u' '), u"b/b2 c/a9t"_s);
        QCOMPARE(store->head(bob)->toString(), u"6"_s);
        QVERIFY(store->head(UserId(u"@x:y"_s))->isEmpty());
        QCOMPARE(store->userHistory(bob)->updates, 0);
    }

    void openGaps()
    {
        QTemporaryDir dir;
        const auto store = opened(dir.filePath(u"history"_s));
        const auto names = [&]() -> QString {
            QStringList list;
            const auto users = store->usersWithOpenGap({}, 10);
            for (const UserId &user : *users)
                list += user.localpart();
            return list.join(u' ') + u" %1"_s.arg(*store->countUsersWithOpenGap());
        };
        const UserId ann(u"@ann:remote.example"_s);
        QVERIFY(add(*store, bob, {update(1), update(2, Break::Gap), update(3), update(4, Break::Gap)}));
        QVERIFY(add(*store, ann, {update(1, Break::Gap)}));
        QCOMPARE(names(), u"ann bob 2"_s);
        QCOMPARE(store->usersWithOpenGap(ann, 10)->first(), bob);
        QCOMPARE(store->userHistory(bob)->openGap, 4);
        // the missing update came after all: the gap before is the open one
        Batch found;
        found.outlines.append({.user = bob, .update = update(4, Break::OutOfOrder)});
        QVERIFY(store->write(found));
        QCOMPARE(store->userHistory(bob)->openGap, 2);
        QVERIFY(add(*store, bob, {resync(5)}));
        QCOMPARE(names(), u"ann 1"_s);
        // a gap before the resync stays closed
        Batch late;
        late.outlines.append({.user = bob, .update = update(3, Break::Gap)});
        QVERIFY(store->write(late));
        QCOMPARE(store->userHistory(bob)->openGap, 0);
        // a failed resync closes nothing
        DeviceListUpdate failed = resync(2);
        failed.verdict = Verdict::Ignored;
        QVERIFY(add(*store, ann, {failed}));
        QCOMPARE(names(), u"ann 1"_s);
    }

    void otherBreaksGoAwayToo()
    {
        QTemporaryDir dir;
        const auto store = opened(dir.filePath(u"history"_s));
        QVERIFY(add(*store, bob, {update(1, Break::Pruned), update(2, Break::NeedlessResync), update(3, Break::Pruned)}));
        QCOMPARE(store->userHistory(bob)->lastPruned, 3);
        Batch found;
        found.outlines.append({.user = bob, .update = update(3)});
        found.outlines.append({.user = bob, .update = update(2)});
        QVERIFY(store->write(found));
        QCOMPARE(store->userHistory(bob)->lastPruned, 1);
        QCOMPARE(store->userHistory(bob)->lastNeedlessResync, 0);
    }

    void outlineRevisionKeepsContent()
    {
        QTemporaryDir dir;
        const auto store = opened(dir.filePath(u"history"_s));
        DeviceListUpdate one = update(1);
        one.contentKnown = true;
        one.displayName = u"name"_s;
        one.keys = QJsonObject{{u"a"_s, 1}};
        QVERIFY(add(*store, bob, {one}));
        DeviceListUpdate outline = one;
        outline.displayName = QString();
        outline.keys = QJsonObject();
        outline.verdict = Verdict::Resync;
        Batch batch;
        batch.outlines.append({.user = bob, .update = outline, .marks = {.flags = 3, .stream = 4, .transaction = ~quint64(0)}});
        QVERIFY(store->write(batch));
        one.verdict = Verdict::Resync;
        QVERIFY(*store->update(bob, 1) == one);
        const auto outlines = store->outlines(bob);
        QCOMPARE(outlines->size(), 1);
        QCOMPARE(outlines->first().marks.transaction, ~quint64(0));
        QVERIFY(outlines->first().contentHash != 0);
    }

    void livesInMemory()
    {
        ONLY_IN_FILES();
        const auto store = Test::openStoreInMemory(), other = Test::openStoreInMemory();
        QVERIFY(store && other);
        Batch batch;
        batch.added.append({.user = bob, .update = update(1)});
        QVERIFY((*store)->write(batch));
        QCOMPARE((*store)->updates(bob, 0, 10, false)->size(), 1);
        QCOMPARE((*store)->extent()->first, 1);
        QCOMPARE((*other)->extent()->first, 0); // each its own
        QVERIFY(!QFile::exists(u":memory:"_s));
    }

    void refusesOtherFiles()
    {
        ONLY_IN_FILES();
        QTemporaryDir dir;
        const QString foreign = dir.filePath(u"foreign.db"_s);
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"foreign"_s);
            database.setDatabaseName(foreign);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(u"CREATE TABLE t (x)"_s));
            database.close();
        }
        QSqlDatabase::removeDatabase(u"foreign"_s);
        QFile before(foreign);
        QVERIFY(before.open(QFile::ReadOnly));
        const QByteArray bytes = before.readAll();
        const auto result = Test::openStore(foreign);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Database);
        QVERIFY(result.error().text.contains(foreign));
        QFile after(foreign);
        QVERIFY(after.open(QFile::ReadOnly));
        QCOMPARE(after.readAll(), bytes);

        const QString text = dir.filePath(u"text"_s);
        QFile file(text);
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        const auto notSqlite = Test::openStore(text);
        QVERIFY(!notSqlite && notSqlite.error().text.contains(u"not a history"_s));
        QVERIFY(!Store::open(dir.path()));
        QVERIFY(!Store::open(u"/proc/nowhere/history"_s));
    }

    void upgradesOlderVersions()
    {
        ONLY_IN_FILES();
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        {
            // As the first version wrote it.
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"older"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            for (const QString &statement :
                {u"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, updates INTEGER NOT NULL DEFAULT 0, last_received INTEGER NOT NULL DEFAULT 0, last_resync INTEGER NOT NULL DEFAULT 0, open_gap INTEGER NOT NULL DEFAULT 0, last_needless INTEGER NOT NULL DEFAULT 0, last_pruned INTEGER NOT NULL DEFAULT 0, last_placeholder INTEGER NOT NULL DEFAULT 0, head TEXT)"_s,
                    u"CREATE INDEX users_open_gap ON users (name) WHERE open_gap > 0"_s,
                    u"CREATE TABLE updates (user INTEGER NOT NULL, n INTEGER NOT NULL, received INTEGER NOT NULL, kind INTEGER NOT NULL, stream, prev, device TEXT, flags INTEGER NOT NULL, verdict INTEGER NOT NULL, breaks INTEGER NOT NULL, sources INTEGER NOT NULL, detail TEXT, marks INTEGER NOT NULL, mark_stream INTEGER NOT NULL, mark_transaction INTEGER NOT NULL, hash INTEGER NOT NULL, name TEXT, keys BLOB, PRIMARY KEY (user, n)) WITHOUT ROWID"_s,
                    u"CREATE TABLE positions (file TEXT PRIMARY KEY, path TEXT NOT NULL, offset INTEGER NOT NULL, state BLOB) WITHOUT ROWID"_s,
                    u"CREATE TABLE extent (id INTEGER PRIMARY KEY CHECK (id = 1), updates INTEGER NOT NULL, since INTEGER NOT NULL, open_gaps INTEGER NOT NULL)"_s,
                    u"INSERT INTO extent VALUES (1, 5, 1000, 1)"_s,
                    u"INSERT INTO users VALUES (1, '@bob:remote.example', 2, 2000, 0, 2, 0, 0, 0, '7')"_s,
                    u"INSERT INTO updates VALUES (1, 1, 1000, 0, 1, NULL, 'PHONE', 0, 1, 0, 1, NULL, 0, 0, 0, 5, NULL, NULL), (1, 2, 2000, 0, 2, 1, 'PHONE', 0, 1, 2, 1, NULL, 0, 0, 0, 5, NULL, NULL)"_s,
                    u"INSERT INTO users VALUES (2, '@eve:remote.example', 3, 3000, 0, 0, 0, 0, 0, NULL)"_s,
                    u"INSERT INTO updates VALUES (2, 1, 1000, 0, 1, NULL, 'PHONE', 0, 1, 512, 1, NULL, 0, 0, 0, 5, NULL, NULL), (2, 2, 2000, 0, NULL, NULL, 'PHONE', 0, 4, 0, 1, 'malformed: it has no device_id', 0, 0, 0, 5, NULL, NULL), (2, 3, 3000, 2, NULL, NULL, NULL, 0, 4, 0, 1, 'the list has 1337 devices, more than the homeserver takes; it was dropped', 0, 0, 0, 0, NULL, NULL)"_s,
                    u"INSERT INTO positions VALUES ('inode', '/var/log/hs.log', 77, x'00ff')"_s, u"PRAGMA application_id = 1282368363"_s,
                    u"PRAGMA user_version = 1"_s})
                QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
            database.close();
        }
        QSqlDatabase::removeDatabase(u"older"_s);
        for (int round = 0; round < 2; ++round) {
            const auto store = opened(path);
            const auto rows = store->updates(bob, 0, 10, false);
            QVERIFY(rows);
            QCOMPARE(rows->size(), 2 + round);
            QCOMPARE(rows->at(1).streamId, StreamId(2));
            QCOMPARE(rows->at(1).prevIds, QList<StreamId>{StreamId(1)});
            QCOMPARE(*store->head(bob), StreamId(7));
            QCOMPARE(store->logPositions()->size(), 1);
            QCOMPARE(store->logPositions()->first().state, QByteArray("\x00\xff", 2));
            QCOMPARE(store->extent()->first, 5 + round);
            const auto eve = store->userHistory(UserId(u"@eve:remote.example"_s));
            QVERIFY(eve);
            QCOMPARE((QList<qint64>{eve->lastRestarted, eve->lastRewound, eve->lastMalformed}), (QList<qint64>{1, 0, 2}));
            const auto dropped = store->droppedLists(10);
            QVERIFY(dropped);
            QCOMPARE(dropped->size(), 1);
            QCOMPARE(dropped->first().user, UserId(u"@eve:remote.example"_s));
            QCOMPARE(dropped->first().devices, 1337);
            QCOMPARE(dropped->first().at, 3000);
            QVERIFY(add(*store, bob, {update(3 + round)}));
        }
    }

    void forgetsLogsThatAreGone()
    {
        ONLY_IN_FILES();
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        {
            const auto store = opened(path);
            Batch batch;
            for (const QString &file : {u"kept"_s, u"gone"_s})
                batch.positions.append({.fileId = file, .path = u"/log"_s, .offset = 1, .state = "0"});
            QVERIFY(store->write(batch));
            QVERIFY(store->seePositions({}));
            QCOMPARE(store->logPositions()->size(), 2);
        }
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(u"UPDATE positions SET seen = seen - %1"_s.arg((Store::positionDays + 1) * qint64(86'400'000))));
            database.close();
        }
        QSqlDatabase::removeDatabase(u"old"_s);
        const auto store = opened(path);
        QVERIFY(store->seePositions({u"kept"_s}));
        QCOMPARE(store->logPositions()->size(), 1);
        QCOMPARE(store->logPositions()->first().fileId, u"kept"_s);
    }

    void refusesNewerVersions()
    {
        ONLY_IN_FILES();
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        opened(path).reset();
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(u"PRAGMA user_version = 99"_s));
            database.close();
        }
        QSqlDatabase::removeDatabase(u"newer"_s);
        const auto result = Test::openStore(path);
        QVERIFY(!result && result.error().text.contains(u"newer version"_s));
    }

    void damagedFileSaysSo()
    {
        ONLY_IN_FILES();
        QTemporaryDir dir;
        const QString path = dir.filePath(u"history"_s);
        {
            const auto store = opened(path);
            QList<DeviceListUpdate> all;
            for (int n = 1; n <= 2000; ++n)
                all.append(update(n));
            QVERIFY(add(*store, bob, all));
        }
        QFile file(path);
        QVERIFY(file.open(QFile::ReadWrite));
        QVERIFY(file.size() > 3 * 4096);
        for (qint64 page = file.size() / 2 / 4096 * 4096; page < file.size(); page += 4096) {
            file.seek(page);
            file.write(QByteArray(2000, char(0xa5)));
        }
        file.close();
        // What cannot be opened at all, or written to, is set aside: see tst_archive. Who reads is told.
        const auto store = Test::openStore(path);
        QVERIFY(store);
        const auto result = (*store)->updates(bob, 0, 5000, false);
        QVERIFY(!result);
        QVERIFY2(result.error().text.contains(path) && result.error().text.contains(u"Move it"_s), qPrintable(result.error().text));
    }

    void fileIsPrivate()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"deep/er/history"_s);
        const auto store = opened(path);
        QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
    }

    void readersDoNotWait()
    {
        QTemporaryDir dir;
        const auto store = opened(dir.filePath(u"history"_s));
        std::atomic<bool> stop = false;
        std::atomic<int> failures = 0;
        std::vector<std::thread> readers;
        for (int i = 0; i < 4; ++i) {
            readers.emplace_back([&] {
                while (!stop) {
                    const auto list = store->updates(bob, 0, 1000, false);
                    // batches of ten: a reader sees whole ones
                    if (!list || list->size() % 10 != 0)
                        ++failures;
                }
            });
        }
        for (int batch = 0; batch < 50; ++batch) {
            QList<DeviceListUpdate> some;
            for (int i = 1; i <= 10; ++i)
                some.append(update(batch * 10 + i));
            QVERIFY(add(*store, bob, some));
        }
        stop = true;
        for (std::thread &reader : readers)
            reader.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(store->userHistory(bob)->updates, 500);
    }
};

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
