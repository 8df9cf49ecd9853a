// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/mergedmodel.h"

#include "inspection/outline.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

UserId user(int i)
{
    return UserId(u"@user%1:remote.example"_s.arg(i));
}

/// Histories, and a server that answers at once or when it is told to.
struct Histories
{
    QMap<UserId, QList<DeviceListUpdate>> all;
    int mostOfBlock = 1'000'000; ///< a server may give less than was asked for
    int asked = 0;
    UserId broken;
    bool holds = false;
    QList<std::function<void()>> held;

    void add(const UserId &id, qint64 received)
    {
        DeviceListUpdate update;
        update.n = all[id].size() + 1;
        update.received = received;
        update.deviceId = DeviceId(u"D"_s);
        all[id].append(update);
    }
    FetchOutline fetch()
    {
        return [this](const UserId &id, qint64 before, int limit, QObject *, Http::Done<Outline> done) {
            ++asked;
            const auto answer = [this, id, before, limit, done] {
                if (id == broken)
                    return done(failure(Error::Network, u"no connection"_s));
                Outline block;
                const QList<DeviceListUpdate> &rows = all[id];
                qint64 n = before > 0 ? std::min<qint64>(before - 1, rows.size()) : rows.size();
                for (; n > 0 && block.rows.size() < std::min(limit, mostOfBlock); --n)
                    block.rows.append({.update = rows[n - 1], .contentHash = 0});
                block.next = n > 0 ? n + 1 : 0;
                done(block);
            };
            if (holds)
                held.append(answer);
            else
                QTimer::singleShot(0, answer);
            return Http::CallHandle();
        };
    }
    QStringList expected(int users) const
    {
        QList<std::pair<UserId, DeviceListUpdate>> rows;
        for (int i = 0; i < users; ++i) {
            for (const DeviceListUpdate &update : all[user(i)])
                rows.append({user(i), update});
        }
        std::stable_sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) {
            return a.second.received != b.second.received ? a.second.received > b.second.received : a.second.n > b.second.n && a.first == b.first;
        });
        QStringList text;
        for (const auto &[id, update] : std::as_const(rows))
            text += id.toString() + u' ' + QString::number(update.n);
        return text;
    }
};

QStringList shown(const MergedModel &model)
{
    QStringList text;
    for (const MergedUpdate &row : model.rows())
        text += row.user.toString() + u' ' + QString::number(row.update.n);
    return text;
}

void readAll(MergedModel &model)
{
    for (int pages = 0; pages < 10'000 && !model.isComplete() && !model.error(); ++pages) {
        QTRY_VERIFY_WITH_TIMEOUT(!model.isLoading(), 20'000);
        model.fetchMore({});
    }
    QTRY_VERIFY_WITH_TIMEOUT(!model.isLoading(), 20'000);
}

QList<UserId> users(int count)
{
    QList<UserId> all;
    for (int i = 0; i < count; ++i)
        all += user(i);
    return all;
}

} // namespace

class TestMergedModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void byTime_data();
    void byTime();
    void moreWhileReading();
    void live();
    void oneFails();
    void bounded();
    void anotherSelection();
};

void TestMergedModel::byTime_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("mostOfBlock");
    QTest::newRow("two") << 2 << 1'000'000;
    QTest::newRow("twenty") << 20 << 1'000'000;
    QTest::newRow("a server that gives little") << 5 << 7;
    QTest::newRow("one at a time") << 3 << 1;
}

/// Whatever their lengths, all entries of all users, newest first, each once.
void TestMergedModel::byTime()
{
    QFETCH(int, count);
    QFETCH(int, mostOfBlock);
    QRandomGenerator random(quint32(count * 31 + mostOfBlock));
    Histories histories;
    histories.mostOfBlock = mostOfBlock;
    qint64 time = 1'000;
    const int updates = mostOfBlock == 1 ? 40 : 2500;
    for (int i = 0; i < updates; ++i) // the first user has most of them, and another none
        histories.add(user(int(std::min(random.bounded(count), random.bounded(count)))), time += 1 + random.bounded(5));
    MergedModel model(histories.fetch());
    model.setUsers(users(count));
    readAll(model);
    QVERIFY(model.isComplete());
    QCOMPARE(model.rowCount(), updates);
    QCOMPARE(shown(model), histories.expected(count));
}

/// What comes while older pages are read does not come among them.
void TestMergedModel::moreWhileReading()
{
    Histories histories;
    for (int i = 0; i < 600; ++i)
        histories.add(user(0), 1'000 + i);
    histories.add(user(1), 10);
    MergedModel model(histories.fetch());
    model.setUsers(users(2));
    QTRY_VERIFY_WITH_TIMEOUT(model.rowCount() > 0, 20'000);
    const QStringList before = histories.expected(2);
    histories.add(user(1), 5'000); // the newest of all, of the user of whom nothing was shown yet
    readAll(model);
    QCOMPARE(shown(model), before);
    model.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(shown(model).first(), u"@user1:remote.example 2"_s, 20'000);
    readAll(model); // a refresh reads as many rows as there were
    QCOMPARE(shown(model), histories.expected(2));
}

void TestMergedModel::live()
{
    Histories histories;
    for (int i = 0; i < 5; ++i)
        histories.add(user(i % 2), 1'000 + i);
    MergedModel model(histories.fetch());
    model.setUsers(users(2));
    readAll(model);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    const QPersistentModelIndex kept = model.index(2, 0);
    histories.add(user(1), 2'000);
    model.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 6, 20'000);
    QCOMPARE(shown(model), histories.expected(2));
    QCOMPARE(kept.row(), 3); // the selection stays with its row
    QCOMPARE(resets.size(), 0);
}

void TestMergedModel::oneFails()
{
    Histories histories;
    for (int i = 0; i < 6; ++i)
        histories.add(user(i % 3), 1'000 + i);
    histories.broken = user(1);
    MergedModel model(histories.fetch());
    model.setUsers(users(3));
    QTRY_VERIFY_WITH_TIMEOUT(model.error().has_value(), 20'000);
    QCOMPARE(model.error()->text, u"no connection"_s);
    QCOMPARE(model.rowCount(), 0); // a table that lacks somebody would say that nothing came of him
    histories.broken = {};
    model.restart();
    readAll(model);
    QCOMPARE(shown(model), histories.expected(3));
}

void TestMergedModel::bounded()
{
    Histories histories;
    for (int i = 0; i < 50; ++i)
        histories.add(user(i), 1'000 + i);
    MergedModel model(histories.fetch());
    model.setUsers(users(50));
    readAll(model);
    QCOMPARE(model.rowCount(), int(MergedModel::mostUsers));
    QCOMPARE(histories.asked, int(MergedModel::mostUsers));
}

/// Answers to a question that nobody asks any more are not taken.
void TestMergedModel::anotherSelection()
{
    Histories histories;
    for (int i = 0; i < 6; ++i)
        histories.add(user(i), 1'000 + i);
    histories.holds = true;
    MergedModel model(histories.fetch());
    model.setUsers(users(3));
    const auto late = std::exchange(histories.held, {});
    histories.holds = false;
    model.setUsers({user(4), user(5)});
    for (const auto &answer : late)
        answer();
    readAll(model);
    QCOMPARE(shown(model), (QStringList{u"@user5:remote.example 1"_s, u"@user4:remote.example 1"_s}));
}

QTEST_GUILESS_MAIN(TestMergedModel)
#include "tst_mergedmodel.moc"
