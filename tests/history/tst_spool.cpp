// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/spool/spool.h"

#include "history/spool/spoolcodec.h"

#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const UserId bob(u"@bob:remote.example"_s);
const Feed piped{.source = UpdateSource::Log, .stream = u"pipe"_s};

Recorder::Item handled(qint64 id)
{
    return {.feed = piped,
        .what
        = HandledUpdate{.user = bob, .device = DeviceId(u"A"_s), .streamId = StreamId(id), .prevIds = {StreamId(id - 1)}, .at = 1000 * id}};
}

std::unique_ptr<Spool> opened(const QString &path, Spool::Limits limits = {})
{
    auto spool = Spool::open(path, limits);
    if (!spool)
        qFatal("%s", qPrintable(spool.error().text));
    return std::move(*spool);
}

} // namespace

class TestSpool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Every kind of observation, with all of its characters, is what it was.
    void codec()
    {
        const QString odd = u"a\0b\u202e\U0001F600\n"_s + QChar(0xd800) + u'x';
        const QStringList others{odd, u"k2"_s};
        const QList<Recorder::Item> items{
            {.feed = {.source = UpdateSource::Log, .stream = odd, .isUnproven = true, .isForgeable = true},
                .what = HandledUpdate{.user = bob,
                    .device = DeviceId(odd),
                    .streamId = StreamId(odd),
                    .prevIds = {StreamId(odd), StreamId(7)},
                    .at = -5}},
            {.feed = {.source = UpdateSource::Tap, .stream = {}},
                .what = UpdateContent{.user = bob,
                    .content = {{u"keys"_s, QJsonObject{{u"n"_s, qint64(1) << 53}}}, {u"l"_s, QJsonArray{1, u"\u00e9"_s}}},
                    .at = 6,
                    .origin = ServerName(u"x.example"_s),
                    .transaction = odd,
                    .index = 3,
                    .verified = false,
                    .signingKey = odd,
                    .otherKeys = others}},
            {.feed = piped,
                .what = SigningKeys{.user = bob,
                    .masterKey = {{u"m"_s, 1}},
                    .selfSigningKey = {},
                    .at = 7,
                    .origin = {},
                    .transaction = u"t"_s,
                    .index = 1,
                    .verified = true,
                    .verdict = Verdict::Applied}},
            {.feed = piped, .what = BatchVerdict{.user = bob, .requiringResync = true, .devices = odd, .at = 8}},
            {.feed = piped,
                .what = UpdateDecision{.user = bob,
                    .device = DeviceId(u"D"_s),
                    .streamId = StreamId(1),
                    .prevIds = {},
                    .transaction = u"t"_s,
                    .index = 2,
                    .verdict = Verdict::Ignored,
                    .why = odd,
                    .at = 9}},
            {.feed = piped,
                .what = ResyncOutcome{.user = bob,
                    .step = ResyncOutcome::Failed,
                    .streamId = StreamId(4),
                    .devices = 12,
                    .error = odd,
                    .at = 10}},
            {.feed = piped,
                .what = IgnoredUpdate{.user = bob,
                    .device = DeviceId(u"D"_s),
                    .reason = IgnoredUpdate::WrongOrigin,
                    .at = 11,
                    .origin = ServerName(u"y.example"_s)}},
        };
        const QByteArray bytes = encodeItems(items);
        const auto back = decodeItems(bytes);
        QVERIFY(back);
        QCOMPARE(back->size(), items.size());
        QCOMPARE(encodeItems(*back), bytes);
        const auto &content = std::get<UpdateContent>(back->at(1).what);
        QCOMPARE(content.content, std::get<UpdateContent>(items[1].what).content);
        QVERIFY(content.verified == std::optional(false) && content.otherKeys == others && content.transaction == odd);
        QVERIFY(std::get<HandledUpdate>(back->at(0).what).streamId == StreamId(odd) && back->at(0).feed.isForgeable
            && back->at(0).feed.isUnproven);
        // Cut off anywhere, or of a newer version, it is refused.
        for (qsizetype size = 0; size < bytes.size(); ++size)
            QVERIFY(!decodeItems(bytes.first(size)));
        QByteArray newer = bytes;
        newer[0] = 9;
        QVERIFY(!decodeItems(newer));
        // Heads and troubles are told again.
        QCOMPARE(decodeItems(encodeItems({{.feed = piped, .what = HeadSeen{.user = bob, .streamId = StreamId(1), .at = 1}}, handled(2)}))
                     ->size(),
            1);
    }

    void keepsOrderAndSurvivesAKill()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"a/spool"_s);
        QString fileId;
        {
            const auto spool = opened(path);
            fileId = spool->fileId();
            for (int id = 1; id <= 5; ++id)
                QVERIFY(spool->append({handled(id), handled(100 + id)}));
            QCOMPARE(spool->state().waiting, 10);
            QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther)));
        }
        const auto spool = opened(path);
        QCOMPARE(spool->fileId(), fileId);
        QCOMPARE(spool->state().waiting, 10);
        const auto some = spool->next(0, 3);
        QVERIFY(some);
        QCOMPARE(some->size(), 2); // about as many
        QCOMPARE(some->at(1).items.size(), 2);
        spool->taken(*some);
        QCOMPARE(spool->state().waiting, 6);
        const qint64 bytes = spool->state().waitingBytes;
        spool->taken(some->constLast().number); // counts anew
        QCOMPARE(spool->state().waiting, 6);
        QCOMPARE(spool->state().waitingBytes, bytes);
        // What the store has is kept for a while: it may come back with less.
        QCOMPARE(spool->next(0, 100)->size(), 5);
        spool->taken(5);
        QCOMPARE(spool->state().waiting, 0);
        QCOMPARE(spool->state().since, 0);
    }

    void forgetsWhatTheStoreHasForLong()
    {
        QTemporaryDir dir;
        const auto spool = opened(dir.filePath(u"spool"_s), {.bytes = 1 << 20, .keptMs = -1000, .keptBytes = 1 << 20});
        QVERIFY(spool->append({handled(1)}));
        QVERIFY(spool->append({handled(2)}));
        spool->taken(1);
        QCOMPARE(spool->next(0, 100)->size(), 1);
        const auto small = opened(dir.filePath(u"small"_s), {.bytes = 1 << 20, .keptMs = 60'000, .keptBytes = 200});
        for (int id = 1; id <= 20; ++id)
            QVERIFY(small->append({handled(id)}));
        small->taken(20);
        QVERIFY(small->next(0, 100)->size() < 3);
        // Numbers are never given twice.
        small->taken(20);
        QVERIFY(small->append({handled(21)}));
        QCOMPARE(small->next(20, 100)->constFirst().number, 21);
    }

    void saysThatItIsFull()
    {
        QTemporaryDir dir;
        const auto spool = opened(dir.filePath(u"spool"_s), {.bytes = 500, .keptMs = 0, .keptBytes = 0});
        Result<void> last;
        int taken = 0;
        for (; last && taken < 100; ++taken)
            last = spool->append({handled(taken)});
        QVERIFY(!last && last.error().text.contains(u"is full"_s));
        QCOMPARE(spool->state().refused, 1);
        QCOMPARE(spool->state().waiting, taken - 1);
        QVERIFY(spool->state().problem.contains(u"is full"_s));
        spool->taken(taken);
        QVERIFY(spool->append({handled(1)}));
        QVERIFY(spool->state().problem.isEmpty());
    }

    void drains()
    {
        QTemporaryDir dir;
        const auto store = Store::open(dir.filePath(u"history"_s));
        const QString path = dir.filePath(u"spool"_s);
        {
            const auto spool = opened(path);
            Recorder recorder(store->get());
            int shown = 0;
            recorder.setWitness([&](const Observation &, const Feed &) { ++shown; });
            recorder.setSpool([&](const auto &items) { return spool->append(items); });
            QVERIFY(recorder.record({handled(1), handled(2)}));
            QCOMPARE((*store)->extent()->first, 0);
            SpoolDrain drain(spool.get(), &recorder);
            QTRY_COMPARE((*store)->extent()->first, 2);
            QVERIFY(recorder.record({handled(3)}));
            QTRY_COMPARE((*store)->extent()->first, 3);
            QCOMPARE(shown, 3); // once each
            // What comes with a position, or from the database, does not go this way.
            QVERIFY(recorder.record({handled(4)}, {{.fileId = u"f"_s, .path = u"/log"_s, .offset = 1, .state = {}}}));
            QCOMPARE((*store)->extent()->first, 4);
            QTRY_COMPARE(spool->state().waiting, 0);
        }
        // After a restart nothing is told again.
        const auto spool = opened(path);
        Recorder recorder(store->get());
        SpoolDrain drain(spool.get(), &recorder);
        QVERIFY(spool->append({handled(5)}));
        QTRY_COMPARE((*store)->extent()->first, 5);
    }

    void damagedEntriesAreLeftOut()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"spool"_s);
        {
            const auto spool = opened(path);
            for (int id = 1; id <= 3; ++id)
                QVERIFY(spool->append({handled(id)}));
        }
        {
            QSqlDatabase file = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"damage"_s);
            file.setDatabaseName(path);
            QVERIFY(file.open());
            QVERIFY(QSqlQuery(file).exec(u"UPDATE entries SET items = x'0102ff' WHERE number = 2"_s));
        }
        QSqlDatabase::removeDatabase(u"damage"_s);
        const auto spool = opened(path);
        const auto all = spool->next(0, 100);
        QVERIFY(all);
        QCOMPARE(all->size(), 3);
        QVERIFY(all->at(1).items.isEmpty());
        QVERIFY(!Spool::open(u"/proc/nowhere/spool"_s));
    }
};

QTEST_GUILESS_MAIN(TestSpool)
#include "tst_spool.moc"
