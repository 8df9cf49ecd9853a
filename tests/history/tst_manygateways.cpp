// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Several gateways that record into one PostgreSQL database.

#include "history/postgres/changes.h"
#include "sql/database.h"

#include "gateways.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;
using namespace Lockstep::Test;

class TestManyGateways : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { NEEDS_ITS_ENGINE(); }
    void cleanupTestCase() { END_ITS_ENGINE(); }

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    /// What two read of the same log is stored once, in whatever order they come, and with its verdicts.
    void sameLog()
    {
        Gateway one(path("db"), path("one")), two(path("db"), path("two"));
        const QList<Observation> lines{handled(bob, 1, 0, 1000), verdict(bob, 1001), handled(bob, 2, 1, 2000), verdict(bob, 2001)};
        QVERIFY(one.recorder.record(theLog, lines.first(2)));
        QVERIFY(two.recorder.record(theLog, lines));
        QVERIFY(one.recorder.record(theLog, lines.sliced(2)));
        const QString wanted = u"1: 1 <- 0 1 %1|2: 2 <- 1 1 0"_s.arg(Breaks(Break::Gap).toInt());
        QCOMPARE(rowsOf(*one.store, bob).section(u'|', 1), wanted.section(u'|', 1));
        QCOMPARE(one.store->extent()->first, 2);
        // And once more by who never read it, as after its own file was lost.
        Gateway three(path("db"), path("three"));
        QVERIFY(three.recorder.record(theLog, lines));
        QCOMPARE(three.store->extent()->first, 2);
    }

    /// Senders that say the same for ever: two lines of the same millisecond are two, for each who reads them.
    void equalLines()
    {
        Gateway one(path("db"), path("one")), two(path("db"), path("two"));
        const Observation line = handled(bob, 1, 0, 1000);
        QVERIFY(one.recorder.record(theLog, {line, line}));
        QVERIFY(two.recorder.record(theLog, {line}));
        QVERIFY(two.recorder.record(theLog, {line, line}));
        QCOMPARE(one.store->extent()->first, 3);
        QVERIFY(one.recorder.record(theLog, {line}));
        QCOMPARE(one.store->extent()->first, 3);
    }

    /// A tap at one, the log at another: one EDU is one row.
    void tapAndLog()
    {
        Gateway one(path("db"), path("one")), two(path("db"), path("two"));
        for (int id = 1; id <= 5; ++id) {
            const UpdateContent content{.user = bob,
                .content
                = {{u"user_id"_s, bob.toString()}, {u"device_id"_s, u"A"_s}, {u"stream_id"_s, id}, {u"prev_id"_s, QJsonArray{id - 1}}},
                .at = 1000 * id + 7,
                .origin = bob.server(),
                .transaction = u"t%1"_s.arg(id),
                .index = 0,
                .verified = true};
            const bool tapFirst = id % 2 == 1;
            if (tapFirst)
                QVERIFY(one.recorder.record({.source = UpdateSource::Tap, .stream = {}}, {content}));
            QVERIFY(two.recorder.record(theLog, {handled(bob, id, id - 1, 1000 * id), verdict(bob, 1000 * id + 1)}));
            if (!tapFirst)
                QVERIFY(one.recorder.record({.source = UpdateSource::Tap, .stream = {}}, {content}));
        }
        const auto rows = two.store->updates(bob, 0, 100, false);
        QVERIFY(rows);
        QCOMPARE(rows->size(), 5);
        for (const DeviceListUpdate &row : *rows) {
            QVERIFY(row.sources == (UpdateSource::Log | UpdateSource::Tap));
            QCOMPARE(row.verdict, Verdict::Applied);
            QVERIFY(row.contentKnown);
        }
    }

    /// At once, from threads that never wait for one another: what each reads alone, and what all read.
    void atOnce()
    {
        constexpr int gateways = 3, users = 6, updates = 60;
        std::vector<std::unique_ptr<Gateway>> all;
        for (int i = 0; i < gateways; ++i)
            all.push_back(std::make_unique<Gateway>(path("db"), path(u"own%1"_s.arg(i))));
        std::atomic<int> failures = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < gateways; ++i) {
            threads.emplace_back([&, i] {
                QRandomGenerator random(quint32(i) + 1);
                QList<Recorder::Item> items;
                const auto flush = [&] {
                    if (const auto done = all[size_t(i)]->recorder.record(items); !done) {
                        qWarning("%s", qPrintable(done.error().text));
                        ++failures;
                    }
                    items.clear();
                };
                for (int id = 1; id <= updates; ++id) {
                    for (int user = 0; user < users; ++user) {
                        // The last ones are each gateway's own.
                        const UserId who = user < users / 2 ? userOf(user) : userOf(100 * (i + 1) + user);
                        items.append({.feed = theLog, .what = handled(who, id, id - 1, 1000 * id + user)});
                        items.append({.feed = theLog, .what = verdict(who, 1000 * id + user)});
                    }
                    if (random.bounded(4) == 0)
                        flush();
                }
                flush();
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(all[0]->store->extent()->first, qint64(users / 2 * (1 + gateways) * updates));
        const auto alone = Store::openInMemory();
        Recorder reference(alone->get());
        for (int id = 1; id <= updates; ++id)
            QVERIFY(reference.record(theLog, {handled(userOf(0), id, id - 1, 1000 * id), verdict(userOf(0), 1000 * id)}));
        for (int user = 0; user < users / 2; ++user)
            QCOMPARE(rowsOf(*all[1]->store, userOf(user)), rowsOf(**alone, userOf(0)));
        qint64 conflicts = 0;
        for (const auto &one : all)
            conflicts += one->store->state().conflicts;
        qInfo("%lld batches were made anew", static_cast<long long>(conflicts));
    }

    /// Each polls the homeserver's database: what changed there is one row.
    void heads()
    {
        qint64 now = 1'000'000;
        Gateway one(path("db"), path("one")), two(path("db"), path("two"));
        Recorder first(one.store.get(), {.headGraceMs = 1000, .clock = [&] { return now; }});
        Recorder second(two.store.get(), {.headGraceMs = 1000, .clock = [&] { return now; }});
        const Feed database{.source = UpdateSource::Database, .stream = u"heads"_s};
        for (const qint64 head : {5, 6, 7}) {
            QVERIFY(first.record(database, {HeadSeen{.user = bob, .streamId = StreamId(head), .at = now}}));
            QVERIFY(second.record(database, {HeadSeen{.user = bob, .streamId = StreamId(head), .at = now}}));
            now += 2000;
            QVERIFY(second.tick());
            QVERIFY(first.tick());
        }
        QCOMPARE(one.store->extent()->first, 2); // the first one was only remembered
        const Observation fetched
            = ResyncOutcome{.user = bob, .step = ResyncOutcome::Succeeded, .streamId = StreamId(9), .devices = 2, .at = now};
        QVERIFY(first.record(database, {fetched}));
        QVERIFY(second.record(database, {fetched}));
        QCOMPARE(one.store->extent()->first, 3);
    }

    /// Positions are each gateway's own, although their logs have the same inode on two hosts.
    void positions()
    {
        Gateway one(path("db"), path("one")), two(path("db"), path("two"));
        QVERIFY(one.recorder.record(theLog, {}, {{.fileId = u"1:2:3"_s, .path = u"/log"_s, .offset = 10, .state = {}}}));
        QVERIFY(two.recorder.record(theLog, {}, {{.fileId = u"1:2:3"_s, .path = u"/log"_s, .offset = 20, .state = {}}}));
        QCOMPARE(one.store->logPositions()->size(), 1);
        QCOMPARE(one.store->logPositions()->first().offset, 10);
        QCOMPARE(two.store->logPositions()->first().offset, 20);
    }

    /// A store that lost the newest batches, as a standby that took over: it is said, and what is recorded again from the positions that it
    /// has is what would have been.
    void storeThatWentBack()
    {
        Gateway one(path("db"), path("one"));
        const auto position
            = [](qint64 offset) { return QList<LogPosition>{{.fileId = u"f"_s, .path = u"/log"_s, .offset = offset, .state = {}}}; };
        QVERIFY(one.recorder.record(theLog, {handled(bob, 1, 0, 1000)}, position(1)));
        const Sql::Database raw(one.store->address(), {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .setup = {}});
        QVERIFY(raw.run(u"CREATE TABLE saved AS SELECT * FROM lockstep.gateways"_s));
        QVERIFY(one.recorder.record(theLog, {handled(bob, 2, 1, 2000)}, position(2)));
        for (const QString &sql : {u"DELETE FROM lockstep.updates WHERE n = 2"_s, u"UPDATE lockstep.users SET rev = rev - 1, updates = 1"_s,
                 u"UPDATE lockstep.positions SET \"offset\" = 1"_s, u"DELETE FROM lockstep.gateways"_s,
                 u"INSERT INTO lockstep.gateways SELECT * FROM saved"_s})
            QVERIFY(raw.run(sql));
        const auto told = one.recorder.record(theLog, {handled(bob, 3, 2, 3000)}, position(3));
        QVERIFY(!told);
        QVERIFY2(told.error().text.contains(u"does not end where this gateway left it"_s), qPrintable(told.error().text));
        QCOMPARE(one.store->logPositions()->first().offset, 1);
        QVERIFY(one.recorder.record(theLog, {handled(bob, 2, 1, 2000), handled(bob, 3, 2, 3000)}, position(3)));
        QCOMPARE(one.store->extent()->first, 3);
        QVERIFY(!rowsOf(*one.store, bob).contains(u"4:"_s));
    }

    /// What no text of PostgreSQL may hold.
    void hostileContents()
    {
        Gateway one(path("db"), path("one"));
        const auto file = Store::openInMemory();
        const QString nul = u"a\0b"_s, half = QString(QChar(0xd800)) + u'x';
        DeviceListUpdate row;
        row.n = 1;
        row.received = 1000;
        row.streamId = StreamId(nul);
        row.prevIds = {StreamId(half), StreamId(u"\\x41"_s)};
        row.deviceId = DeviceId(nul + u"\t\n\\N\r"_s);
        row.detail = u"\\."_s + half;
        row.displayName = nul + half + u"\"{}'"_s;
        row.contentKnown = true;
        row.keys = QJsonObject{{nul, QJsonArray{nul, QString(u"x"_s).repeated(60'000)}}};
        Batch batch;
        batch.added.append({.user = bob, .update = row});
        batch.positions.append({.fileId = nul, .path = half, .offset = 1, .state = QByteArray("\0\xff", 2)});
        batch.heads.append({bob, StreamId(nul)});
        QVERIFY(one.store->write(batch));
        QVERIFY((*file)->write(batch));
        const auto shared = one.store->update(bob, 1), own = (*file)->update(bob, 1);
        QVERIFY(shared && own);
        QVERIFY(*shared == *own);
        QCOMPARE(*one.store->head(bob), *(*file)->head(bob));
        QCOMPARE(one.store->logPositions()->first().fileId, nul);
        QCOMPARE(one.store->logPositions()->first().state, QByteArray("\0\xff", 2));
        // The same through a revision, which takes another way.
        Batch revision;
        revision.revised.append({.user = bob, .update = row});
        QVERIFY(one.store->write(revision));
        QVERIFY(*one.store->update(bob, 1) == *own);
        // Names of users that cannot be are nobody's.
        for (const QString &name : {nul, half, u""_s}) {
            QCOMPARE(one.store->updates(UserId(name), 0, 10, false)->size(), 0);
            QCOMPARE(one.store->userHistory(UserId(name))->updates, 0);
            QVERIFY(one.store->outline(UserId(name), 0, 10));
            QCOMPARE(one.store->keptFrom(UserId(name))->first, 1);
        }
    }

    void months()
    {
        Gateway one(path("db"), path("one"));
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        QVERIFY(one.recorder.record(
            theLog, {handled(bob, 1, 0, 0), handled(bob, 2, 1, now - 40LL * 86'400'000), handled(bob, 3, 2, now), verdict(bob, now + 1)}));
        const Sql::Database raw(one.store->address(), {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .setup = {}});
        QStringList partitions;
        QVERIFY(raw.each(u"SELECT tableoid::regclass::text FROM lockstep.updates ORDER BY n"_s, {},
            [&](const Sql::Row &row) { partitions += row.text(0); }));
        QCOMPARE(partitions,
            (QStringList{u"lockstep.updates_default"_s, u"lockstep.updates_%1"_s.arg(monthOf(now - 40LL * 86'400'000)),
                u"lockstep.updates_%1"_s.arg(monthOf(now))}));
        QVERIFY(one.store->state().partitions.isEmpty());
    }

    void notices()
    {
        Batch batch;
        for (int user = 0; user < 300; ++user) {
            DeviceListUpdate row;
            for (row.n = 1; row.n <= user % 30 * 20 + 1; ++row.n)
                batch.added.append({.user = UserId(u"@\u00e9\"%1:%2"_s.arg(user).arg(QString(u"x"_s).repeated(100))), .update = row});
        }
        QSet<std::pair<UserId, qint64>> heard;
        for (const QString &one : toNotices(u"g"_s, batch)) {
            QVERIFY(one.toUtf8().size() < 8000);
            const auto notice = readNotice(one.toUtf8());
            QVERIFY(notice);
            for (const auto &[user, n] : notice->rows)
                heard.insert({user, n});
        }
        QCOMPARE(heard.size(), batch.added.size());
        QVERIFY(!readNotice("nonsense"));
        QVERIFY(!readNotice("{\"u\":[]}"));
        QCOMPARE(readNotice("{\"g\":\"x\",\"u\":[[7],[\"@a:b\",-1,\"x\",3],\"y\"]}")->rows.size(), 1);
    }

private:
    QString path(const QString &name) const { return m_dir->filePath(name); }
    QString path(const char *name) const { return path(QString::fromLatin1(name)); }
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestManyGateways)
#include "tst_manygateways.moc"
