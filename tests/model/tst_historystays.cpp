// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/history/historymodel.h"
#include "tests/model/updatetext.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr int patience = 60'000;

struct Look
{
    int lane = 0;
    int colour = 0;
    friend bool operator==(const Look &, const Look &) = default;
};

/// Lane and colour of every row, by update and ghost.
std::map<std::pair<qint64, int>, Look> looksOf(HistoryModel &model)
{
    std::map<std::pair<qint64, int>, Look> looks;
    const std::vector<LaneRow> rows = model.layout(0, model.rowCount());
    for (int row = 0; row < model.rowCount(); ++row) {
        const HistoryItem item = model.item(row);
        looks[{item.n, item.ghost}] = {rows[std::size_t(row)].lane, rows[std::size_t(row)].colour};
    }
    return looks;
}

/// Updates that go on from any of the newest, forks, merges, losses and resyncs among them.
QString randomStory(QRandomGenerator &random, int count)
{
    QString text = u"1 A breaks=first\n"_s;
    QList<int> heads{1};
    for (int id = 2; id <= count; ++id) {
        const int what = int(random.bounded(20));
        if (what == 0) {
            text += u"%1 kind=resync detail=3\n"_s.arg(id);
            heads = {id};
        } else if (what == 1) {
            text += u"%1 <- lost%1 A breaks=gap\n"_s.arg(id);
            heads = {id};
        } else if (what < 5 && heads.size() > 1) {
            text += u"%1 <- %2,%3 A breaks=merge\n"_s.arg(id).arg(heads.at(0)).arg(heads.at(1));
            heads = {id};
        } else {
            const int from = heads.at(random.bounded(heads.size()));
            text += u"%1 <- %2 A\n"_s.arg(id).arg(from);
            if (what < 9 && heads.size() < 4)
                heads << id;
            else
                heads[heads.indexOf(from)] = id;
        }
    }
    return text;
}

} // namespace

/// What was drawn stays where it is, whatever comes on top.
class TestHistoryStays : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void newerRowsMoveNothing_data();
    void newerRowsMoveNothing();
};

void TestHistoryStays::newerRowsMoveNothing_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 4; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestHistoryStays::newerRowsMoveNothing()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const QList<DeviceListUpdate> whole = updatesFromText(randomStory(random, 400));
    UpdatePages pages;
    pages.updates = whole.mid(0, 120);
    HistoryModel model(pages.fetch());
    model.setUser(UserId(u"@bob:remote.example"_s));
    QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), patience);
    model.unfoldAll();
    auto before = looksOf(model);
    for (qsizetype count = 160; count <= whole.size(); count += 40) {
        pages.updates = whole.mid(0, count);
        model.handleEvent({1, Inspection::EventType::Update, {{u"user_id"_s, u"@bob:remote.example"_s}, {u"n"_s, qint64(count)}}});
        QTRY_COMPARE_WITH_TIMEOUT(model.loaded(), qint64(count), patience);
        const auto after = looksOf(model);
        for (const auto &[row, look] : before) {
            const auto found = after.find(row);
            QVERIFY2(found != after.end(), qPrintable(u"update %1 went"_s.arg(row.first)));
            QVERIFY2(found->second == look, qPrintable(u"update %1 moved"_s.arg(row.first)));
        }
        before = after;
    }
}

QTEST_GUILESS_MAIN(TestHistoryStays)
#include "tst_historystays.moc"
