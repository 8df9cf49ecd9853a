// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "listsource.h"

#include "search/indexer.h"
#include "search/sqliteindex.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Search;
using namespace Lockstep::Test;
using namespace std::chrono_literals;

/// An index follows what a homeserver tracks.
class TestIndexer : public QObject
{
    Q_OBJECT

    static constexpr int patience = 60'000;
    ListSource source;
    QTemporaryDir dir;
    std::unique_ptr<Indexer> indexer;

    QString path() const { return dir.filePath(u"x.search.sqlite"_s); }
    void begin(bool inFile = false)
    {
        indexer.reset();
        indexer = std::make_unique<Indexer>(&source,
            Indexer::Options{.path = inFile ? path() : QString(),
                .share = 0.9,
                .roundShare = 0.9,
                .betweenRounds = 50ms,
                .afterFailure = 20ms,
                .clock = [] { return 1'700'000'000'000; }});
        indexer->start();
    }
    QStringList hits(const QString &text) const
    {
        const auto index = indexer->index();
        return index ? found(*index, text) : QStringList(u"no index"_s);
    }

private Q_SLOTS:
    void init()
    {
        SqliteIndex::remove(path());
        source.set(manyLists(0, 1'300));
    }
    void cleanup()
    {
        indexer.reset();
        source.holdAt({});
        source.setFailing(false);
        for (int i = 0; i < 12'000; ++i)
            source.remove(u"@u%1:s%2.example"_s.arg(i, 6, 10, QChar(u'0')).arg(i % 7));
        source.remove(u"@new:s.example"_s);
    }

    void scansAll()
    {
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        QCOMPARE(indexer->state().indexed, 1'300);
        QCOMPARE(indexer->state().total, 1'300);
        QCOMPARE(indexer->state().asOf, 1'700'000'000'000);
        QTRY_COMPARE(indexer->status().state, Inspection::SourceState::Ok);
        QCOMPARE(hits(u"phone 1299"_s), QStringList(u"@u001299:s4.example display_name D1299 [Phone 1299]"_s));
    }

    void followsEventsAndRounds()
    {
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        source.change(u"@u000017:s3.example | TABLET = Fresh"_s);
        QTRY_COMPARE_WITH_TIMEOUT(hits(u"fresh"_s).size(), 1, patience);
        QVERIFY(!hits(u"phone 17"_s).join(u' ').contains("@u000017"_L1)); // of the old one nothing is left
        source.change(u"@new:s.example | NEWPHONE"_s);
        QTRY_COMPARE_WITH_TIMEOUT(hits(u"newphone"_s).size(), 1, patience);
        // Of these nobody tells.
        source.remove(u"@u000018:s4.example"_s);
        source.set(u"@u000019:s5.example | SILENT = Unheard"_s);
        source.set(manyLists(1'300, 1'301));
        QTRY_COMPARE_WITH_TIMEOUT(hits(u"unheard"_s).size(), 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(hits(u"u000018"_s).size(), 0, patience);
        QTRY_COMPARE_WITH_TIMEOUT(hits(u"phone 1300"_s).size(), 1, patience);
        QCOMPARE(indexer->state().indexed, 1'301);
    }

    void saysWhatIsMissing()
    {
        source.set(manyLists(1'300, 6'000));
        source.holdAt(u"@u004200:s0.example"_s);
        begin();
        QTRY_COMPARE_WITH_TIMEOUT(indexer->state().indexed, 4'000, patience);
        QVERIFY(!indexer->state().complete);
        QCOMPARE(indexer->state().total, 6'000);
        QCOMPARE(indexer->state().asOf, 0);
        QCOMPARE(indexer->scannedTo(), UserId(u"@u003999:s2.example"_s));
        QTRY_COMPARE_WITH_TIMEOUT(indexer->status().state, Inspection::SourceState::Failing, patience);
        source.holdAt({});
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        QCOMPARE(indexer->state().indexed, 6'000);
        QTRY_COMPARE_WITH_TIMEOUT(indexer->status().state, Inspection::SourceState::Ok, patience);
    }

    void goesOnAfterARestart()
    {
        source.set(manyLists(1'300, 6'000));
        source.holdAt(u"@u004200:s0.example"_s);
        begin(true);
        QTRY_COMPARE_WITH_TIMEOUT(indexer->state().indexed, 4'000, patience);
        indexer.reset();
        source.holdAt({});
        const int before = source.textsRead();
        begin(true);
        QCOMPARE(indexer->state().indexed, 4'000);
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        QCOMPARE(indexer->state().indexed, 6'000);
        indexer.reset();
        // Only those whom the first one left, and perhaps the beginning of a round.
        QVERIFY(source.textsRead() - before < 6'000);
        source.setFailing(true);
        begin(true);
        QVERIFY(indexer->state().complete);
        QCOMPARE(hits(u"phone 5999"_s).size(), 1);
    }

    void damageIsBuiltAnew()
    {
        begin(true);
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        indexer.reset();
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(QByteArray(3'000, 'x'));
        file.close();
        begin(true);
        QTRY_COMPARE_WITH_TIMEOUT(indexer->state().indexed, 1'300, patience);
        QVERIFY2(indexer->status().detail.contains("It was built anew"_L1), qPrintable(indexer->status().detail));
        // Noticed by somebody who asks.
        indexer->distrust(u"A page made no sense."_s);
        QTRY_VERIFY_WITH_TIMEOUT(indexer->status().detail.contains("A page made no sense."_L1), patience);
        QTRY_COMPARE_WITH_TIMEOUT(indexer->state().indexed, 1'300, patience);
        QCOMPARE(hits(u"phone 1299"_s).size(), 1);
    }

    void noPlaceForAFile()
    {
        indexer = std::make_unique<Indexer>(&source, Indexer::Options{.path = dir.path(), .afterFailure = 20ms});
        indexer->start();
        QTRY_COMPARE_WITH_TIMEOUT(indexer->status().state, Inspection::SourceState::Failing, patience);
        QVERIFY(!indexer->index());
        QCOMPARE(indexer->state().indexed, 0);
    }

    void endsSoon()
    {
        source.set(manyLists(1'300, 12'000));
        begin(true);
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().indexed > 0, patience);
        indexer->stop();
        source.events().shutDown();
    }
};

QTEST_GUILESS_MAIN(TestIndexer)
#include "tst_indexer.moc"
