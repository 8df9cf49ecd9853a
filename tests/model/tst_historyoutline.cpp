// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Histories that come in outline: the same as those that come page by page, only sooner.

#include "historylines.h"
#include "updatetext.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr int patience = 60'000;
const UserId bob(u"@bob:remote.example"_s);

/// Devices that come, go and change, forks, losses, resyncs, signing keys; some updates without their content.
QList<DeviceListUpdate> anyHistory(int count, quint32 seed)
{
    QRandomGenerator random(seed);
    QString text;
    int last = 100;
    for (int i = 0; i < count; ++i) {
        const int what = random.bounded(40);
        if (what == 0) {
            text += u"%1 kind=resync detail=5\n"_s.arg(++last);
            continue;
        }
        if (what == 1) {
            text += u"0 kind=signing_keys\n"_s;
            continue;
        }
        const int device = random.bounded(6) ? random.bounded(4) : 10 + random.bounded(200);
        const QString prev = what == 2 ? u"%1 "_s.arg(1'000'000 + i) : what == 3 ? u"%1 "_s.arg(last - 1) : u"%1 "_s.arg(last);
        text += u"%1 <- %2D%3 "_s.arg(last + 1).arg(prev).arg(device);
        text += u"name=%1 keys=%2 "_s.arg(random.bounded(8) == 0).arg(random.bounded(8) == 0);
        text += random.bounded(3) ? u"sigs=%1 "_s.arg(QChar(u'a' + random.bounded(2))) : QString();
        text += what == 2 ? u"breaks=gap verdict=resync "_s : what == 3 ? u"breaks=fork "_s : QString();
        text += what == 4 ? u"deleted "_s : what == 5 ? u"unknown "_s : QString();
        text += u'\n';
        ++last;
    }
    return updatesFromText(text);
}

struct Fixture
{
    UpdatePages pages;
    OutlineBlocks blocks{&pages};
    HistoryModel model{pages.fetch(), blocks.fetch()};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};

    explicit Fixture(const QList<DeviceListUpdate> &updates) { pages.updates = updates; }
    bool open()
    {
        model.setUser(bob);
        return QTest::qWaitFor([this] { return model.isComplete(); }, patience);
    }
    /// Scrolls through all of it, as a person would.
    void lookAtAll()
    {
        constexpr int window = 50;
        for (int row = 0; row < model.rowCount(); row += window) {
            model.look(row, window);
            const int asked = pages.requests;
            QTest::qWait(60);
            if (pages.requests == asked)
                continue;
            int before = -1;
            while (before != pages.requests) {
                before = pages.requests;
                QTest::qWait(20);
            }
        }
    }
    void announce()
    {
        model.handleEvent({1, Inspection::EventType::Update, {{u"user_id"_s, bob.toString()}, {u"n"_s, pages.updates.size()}}});
    }
};

QStringList picture(HistoryModel &model)
{
    QStringList lines = printed(model);
    const auto rows = model.layout(0, model.rowCount());
    for (qsizetype i = 0; i < lines.size(); ++i)
        lines[i] += u" lane %1"_s.arg(rows[std::size_t(i)].lane);
    return lines;
}

} // namespace

class TestHistoryOutline : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameAsPages_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 3; ++seed)
            QTest::addRow("%d", seed) << seed;
    }
    void sameAsPages()
    {
        QFETCH(int, seed);
        const auto updates = anyHistory(1'400, quint32(seed));
        UpdatePages whole{.updates = updates};
        HistoryModel plain(whole.fetch());
        plain.setUser(bob);
        QVERIFY(QTest::qWaitFor([&] { return plain.isComplete(); }, patience));
        Fixture f(updates);
        f.blocks.largestBlock = 350;
        QVERIFY(f.open());
        QCOMPARE(f.model.loaded(), updates.size());
        QCOMPARE(f.pages.requests, 1); // the first page, and nothing that nobody looks at
        QVERIFY(f.blocks.requests >= 3);
        // Folds, places of gaps, lanes: all of it without a content.
        QCOMPARE(f.model.rowCount(), plain.rowCount());
        plain.unfoldAll();
        f.model.unfoldAll();
        f.lookAtAll();
        const QStringList left = picture(f.model);
        const QStringList right = picture(plain);
        for (qsizetype i = 0; i < right.size(); ++i)
            QCOMPARE(left.value(i), right[i]);
        f.model.setFilter({.breaksOnly = true, .text = {}});
        plain.setFilter({.breaksOnly = true, .text = {}});
        QTRY_COMPARE(printed(f.model), printed(plain));
    }

    void usableWhileItLoads()
    {
        Fixture f(anyHistory(4'000, 7));
        f.blocks.largestBlock = 300;
        bool held = true;
        f.blocks.intercept = [&](int number) -> std::optional<Result<Inspection::Outline>> {
            if (number < 2 || !held)
                return std::nullopt;
            return failure(Error::Network, u"hs.example refused the connection."_s);
        };
        f.model.setUser(bob);
        QTRY_COMPARE_WITH_TIMEOUT(f.model.error().text, u"hs.example refused the connection."_s, patience);
        QTRY_COMPARE(f.model.loaded(), 500 + 2 * 300);
        QCOMPARE(f.model.state(), HistoryModel::State::Ready);
        QVERIFY(!f.model.isComplete() && !f.model.isLoadingOlder());
        QCOMPARE(f.model.expected(), 4'000);
        QVERIFY(f.model.nextBreak(f.model.shownRow(600), 1) > 0);
        // Something new comes, and is on top.
        f.pages.updates << updatesFromText(u"9999 <- 9998 NEW name=n keys=k\n"_s);
        f.pages.updates.last().n = f.pages.updates.size();
        f.announce();
        QTRY_VERIFY_WITH_TIMEOUT(printed(f.model.item(0)).startsWith(u"o 9999 NEW "_s), patience);
        // A row from an outline gives its content.
        QString keys;
        f.model.wantUpdate(3'100, [&](const Result<DeviceListUpdate> &update) { keys = update ? u"there"_s : update.error().text; });
        QTRY_COMPARE(keys, u"there"_s);
        held = false;
        f.model.continueLoading();
        QVERIFY(QTest::qWaitFor([&] { return f.model.isComplete(); }, patience));
        QCOMPARE(f.model.loaded(), 4'001);
        QVERIFY(f.model.error().text.isEmpty());
    }

    void olderGateway()
    {
        Fixture f(anyHistory(1'800, 3));
        f.blocks.intercept = [](int) { return failure(Error::NotFound, u"This server has no such endpoint."_s, 404, u"M_UNRECOGNIZED"_s); };
        QVERIFY(f.open());
        QCOMPARE(f.blocks.requests, 1);
        QCOMPARE(f.pages.requests, 4);
        QCOMPARE(f.model.loaded(), 1'800);
        QVERIFY(f.model.error().text.isEmpty());
    }

    void shortHistoryNeedsNoOutline()
    {
        Fixture f(anyHistory(300, 5));
        QVERIFY(f.open());
        QCOMPARE(f.blocks.requests, 0);
    }

    void stopsAndGoesOn()
    {
        Fixture f(anyHistory(6'000, 9));
        f.blocks.largestBlock = 200;
        f.model.setUser(bob);
        QTRY_VERIFY_WITH_TIMEOUT(f.model.loaded() > 500, patience);
        f.model.stopLoading();
        QTest::qWait(100);
        const qint64 loaded = f.model.loaded();
        QVERIFY(loaded < 6'000);
        QTest::qWait(100);
        QCOMPARE(f.model.loaded(), loaded);
        f.model.continueLoading();
        QVERIFY(QTest::qWaitFor([&] { return f.model.isComplete(); }, patience));
        QCOMPARE(f.model.loaded(), 6'000);
    }

    void leavingTheUserForgetsIt()
    {
        Fixture f(anyHistory(6'000, 9));
        f.blocks.largestBlock = 200;
        f.model.setUser(bob);
        QTRY_VERIFY_WITH_TIMEOUT(f.model.loaded() > 500, patience);
        f.model.setUser({});
        const int requests = f.blocks.requests;
        QTest::qWait(100);
        QCOMPARE(f.blocks.requests, requests);
        QCOMPARE(f.model.rowCount(), 0);
        f.model.setUser(bob);
        QVERIFY(QTest::qWaitFor([&] { return f.model.isComplete(); }, patience));
        QCOMPARE(f.model.loaded(), 6'000);
    }

    /// The same block for ever, one of newer rows, one that makes no sense: a sentence, and what is there stays.
    void hostile_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("the same again") << 0;
        QTest::newRow("newer than asked for") << 1;
        QTest::newRow("no outline") << 2;
    }
    void hostile()
    {
        QFETCH(int, kind);
        Fixture f(anyHistory(3'000, 11));
        f.blocks.intercept = [&](int number) -> std::optional<Result<Inspection::Outline>> {
            if (number == 0)
                return std::nullopt;
            if (kind == 0)
                return f.blocks.block(2'501, 700);
            if (kind == 1)
                return f.blocks.block(0, 700);
            return Inspection::fromCbor("{}");
        };
        f.model.setUser(bob);
        QTRY_VERIFY_WITH_TIMEOUT(!f.model.error().text.isEmpty(), patience);
        QTRY_COMPARE(f.model.loaded(), 1'200);
        QVERIFY(f.model.error().text.endsWith(u'.'));
        const int requests = f.blocks.requests;
        QTest::qWait(100);
        QCOMPARE(f.blocks.requests, requests);
        QCOMPARE(f.model.state(), HistoryModel::State::Ready);
    }

    /// Older updates are no longer kept: what stays is as it was, and what leads to them is said to be older, and never lost.
    void olderOnesAreNoLongerKept()
    {
        QString text;
        for (int id = 1; id <= 2'000; ++id)
            text += id % 400 == 0 ? u"%1 kind=resync detail=5\n"_s.arg(id) : u"%1 <- %2 D1\n"_s.arg(id).arg(id - 1);
        const auto updates = updatesFromText(text);
        Fixture whole(updates), cut(updates);
        cut.pages.kept = {.first = 701, .until = 1'700'000'000'000};
        QVERIFY(whole.open());
        QVERIFY(cut.open());
        QCOMPARE(whole.model.noLongerKept(), 0);
        QCOMPARE(cut.model.noLongerKept(), 700);
        QCOMPARE(cut.model.keptSince(), 1'700'000'000'000);
        QCOMPARE(cut.model.loaded(), 1'300);
        QCOMPARE(cut.model.expected(), 1'300);
        QVERIFY(!cut.model.knowsTheStart());
        whole.model.unfoldAll();
        cut.model.unfoldAll();
        const QStringList before = picture(whole.model), now = picture(cut.model);
        QCOMPARE(now.size(), 1'301);
        QCOMPARE(now.first(1'299), before.first(1'299));
        QVERIFY2(now.constLast().startsWith(u"! 700 no longer kept"_s), qPrintable(now.constLast()));
        QVERIFY(!now.join(u'\n').contains(u"never received"_s));
    }

    /// They go while the history is open: what is here stays, and the rest of it ends where the server's does.
    void theyGoWhileItIsOpen()
    {
        QString text;
        for (int id = 1; id <= 3'000; ++id)
            text += u"%1 <- %2 D1\n"_s.arg(id).arg(id - 1);
        Fixture f(updatesFromText(text));
        f.blocks.intercept = [&](int number) -> std::optional<Result<Inspection::Outline>> {
            if (number == 1)
                f.pages.kept = {.first = 2'500, .until = 7}; // more than was read is gone
            return std::nullopt;
        };
        QVERIFY(f.open());
        QVERIFY(f.model.error().text.isEmpty());
        QCOMPARE(f.model.loaded(), 1'200);
        QCOMPARE(f.model.noLongerKept(), 1'800);
        f.model.unfoldAll();
        QVERIFY(printed(f.model).constLast().contains(u"no longer kept"_s));
        f.pages.updates += updatesFromText(u"3001 <- 3000 D1"_s);
        f.pages.updates.last().n = 3'001;
        f.announce();
        QTRY_COMPARE(f.model.loaded(), 1'201);
        QCOMPARE(f.model.state(), HistoryModel::State::Ready);
    }

    /// What the server has lost, or will not give, is not asked for again and again.
    void contentThatCannotBeHad()
    {
        Fixture f(anyHistory(1'500, 13));
        QVERIFY(f.open());
        f.model.unfoldAll();
        const int row = f.model.rowOfUpdate(400);
        f.pages.failAt = f.pages.requests;
        f.model.look(row, 40);
        QTest::qWait(200);
        QCOMPARE(f.pages.requests, f.pages.failAt + 1);
        // The next look does.
        f.model.look(row, 40);
        f.lookAtAll();
        QVERIFY(!printed(f.model).join(u'\n').contains(u'…'));
    }
};

QTEST_GUILESS_MAIN(TestHistoryOutline)
#include "tst_historyoutline.moc"
