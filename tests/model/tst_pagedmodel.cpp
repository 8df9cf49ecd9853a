// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/pagedmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// "a:1" is a row with key a and value 1.
struct Line
{
    QString key;
    int value = 0;
};

/// A list whose server is the test: requests wait until it answers them.
class Lines : public KeysetModel<Line>
{
public:
    struct Request
    {
        Inspection::PageQuery query;
        Http::Done<Inspection::Page<Line>> done;
    };
    QList<Request> requests;

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 2; }

    /// Answers the oldest request: "a:1 b:2", the cursor of the next page.
    void answer(const QString &items, const QString &next = {}, bool partial = false)
    {
        Inspection::Page<Line> page{.items = parse(items), .next = next, .partial = partial};
        requests.takeFirst().done(page);
    }
    void fail(const QString &text) { requests.takeFirst().done(Result<Inspection::Page<Line>>(failure(Error::Http, text, 500))); }
    QString print() const
    {
        QStringList all;
        for (int row = 0; row < rowCount(); ++row)
            all << index(row, 0).data().toString() + u':' + index(row, 1).data().toString();
        return all.join(u' ');
    }

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Line>> done) override
    {
        requests.append({query, std::move(done)});
        return {};
    }
    QString keyOf(const Line &row) const override { return row.key; }
    QVariant value(const Line &row, int column) const override { return column == 0 ? QVariant(row.key) : QVariant(row.value); }

private:
    static QList<Line> parse(const QString &items)
    {
        QList<Line> result;
        const QStringList words = items.split(u' ', Qt::SkipEmptyParts);
        for (const QString &word : words)
            result.append({word.section(u':', 0, 0), word.section(u':', 1).toInt()});
        return result;
    }
};

class PagedModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void readsPagesAsAskedFor();
    void oneRequestAtATime();
    void answersOfOldQueriesDoNotCount();
    void refreshInPlace_data();
    void refreshInPlace();
    void refreshReadsAsManyRowsAsThereAre();
    void refreshesAreCollected();
    void failureKeepsRowsAndStopsAsking();
    void firstFailureCanBeRetried();
    void emptyPagesAreFollowedNotForEver();
    void cursorThatDoesNotMoveIsAnError();
    void partialIsTold();
    void fetchAllReadsToTheEnd();
    void rowsAreBounded();
    void repeatedKeysAreShownOnce();

private:
    std::unique_ptr<Lines> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void PagedModelTest::init()
{
    m_tester.reset();
    m_model = std::make_unique<Lines>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
}

void PagedModelTest::readsPagesAsAskedFor()
{
    QVERIFY(!m_model->canFetchMore({}));
    m_model->restart();
    QVERIFY(m_model->isLoading());
    QVERIFY(!m_model->hasLoaded());
    m_model->answer(u"a:1 b:2"_s, u"after-b"_s);
    QVERIFY(m_model->hasLoaded());
    QVERIFY(!m_model->isComplete());
    QVERIFY(m_model->canFetchMore({}));
    QVERIFY(m_model->requests.isEmpty());
    m_model->fetchMore({});
    QCOMPARE(m_model->requests.constFirst().query.after, u"after-b"_s);
    m_model->answer(u"c:3"_s);
    QCOMPARE(m_model->print(), u"a:1 b:2 c:3"_s);
    QVERIFY(m_model->isComplete());
    QVERIFY(!m_model->canFetchMore({}));
    QCOMPARE(m_model->rowOfKey(u"c"_s), 2);
    QCOMPARE(m_model->rowOfKey(u"x"_s), -1);
}

void PagedModelTest::oneRequestAtATime()
{
    m_model->restart();
    m_model->answer(u"a:1"_s, u"n"_s);
    m_model->fetchMore({});
    m_model->fetchMore({});
    m_model->fetchMore({});
    QCOMPARE(m_model->requests.size(), 1);
}

void PagedModelTest::answersOfOldQueriesDoNotCount()
{
    m_model->restart();
    m_model->restart();
    QCOMPARE(m_model->requests.size(), 2);
    m_model->answer(u"old:1"_s);
    QVERIFY(m_model->isLoading());
    QCOMPARE(m_model->print(), QString());
    m_model->answer(u"new:1"_s);
    QCOMPARE(m_model->print(), u"new:1"_s);
    m_model->refresh();
    m_model->clear();
    m_model->fail(u"too late"_s);
    QVERIFY(!m_model->error());
}

void PagedModelTest::refreshInPlace_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("same") << u"a:1 b:2 c:3"_s << u"a:1 b:2 c:3"_s;
    QTest::newRow("values") << u"a:1 b:2 c:3"_s << u"a:5 b:6 c:7"_s;
    QTest::newRow("added at the ends") << u"b:2"_s << u"a:1 b:2 c:3"_s;
    QTest::newRow("added between") << u"a:1 c:3"_s << u"a:1 b:2 c:3"_s;
    QTest::newRow("removed") << u"a:1 b:2 c:3"_s << u"b:2"_s;
    QTest::newRow("all removed") << u"a:1 b:2"_s << QString();
    QTest::newRow("all others") << u"a:1 b:2"_s << u"c:3 d:4"_s;
    QTest::newRow("turned round") << u"a:1 b:2 c:3 d:4"_s << u"d:4 c:3 b:2 a:1"_s;
    QTest::newRow("everything at once") << u"a:1 b:2 c:3 d:4 e:5"_s << u"x:9 e:6 b:2 y:8 a:0"_s;
    QTest::newRow("from nothing") << QString() << u"a:1"_s;
}

void PagedModelTest::refreshInPlace()
{
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    m_model->restart();
    m_model->answer(before);
    QHash<QString, QPersistentModelIndex> indexes;
    for (int row = 0; row < m_model->rowCount(); ++row)
        indexes.insert(m_model->at(row).key, m_model->index(row, 0));
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->refresh();
    QCOMPARE(m_model->print(), before);
    m_model->answer(after);
    QCOMPARE(m_model->print(), after);
    QCOMPARE(reset.count(), 0);
    for (auto it = indexes.cbegin(); it != indexes.cend(); ++it) {
        const int row = m_model->rowOfKey(it.key());
        QCOMPARE(it->isValid(), row >= 0);
        if (row >= 0) {
            QCOMPARE(it->row(), row);
            QCOMPARE(it->data().toString(), it.key());
        }
    }
    for (int row = 0; row < m_model->rowCount(); ++row)
        QCOMPARE(m_model->rowOfKey(m_model->at(row).key), row);
}

void PagedModelTest::refreshReadsAsManyRowsAsThereAre()
{
    m_model->restart();
    m_model->answer(u"a:1 b:2"_s, u"n1"_s);
    m_model->fetchMore({});
    m_model->answer(u"c:3 d:4"_s, u"n2"_s);
    m_model->refresh();
    QCOMPARE(m_model->requests.constFirst().query.after, QString());
    m_model->answer(u"a:1 b:3"_s, u"n1"_s);
    QCOMPARE(m_model->print(), u"a:1 b:2 c:3 d:4"_s); // nothing changes before all of it is there
    m_model->answer(u"c:3 e:5"_s, u"n3"_s);
    QCOMPARE(m_model->print(), u"a:1 b:3 c:3 e:5"_s);
    QVERIFY(m_model->requests.isEmpty());
    m_model->fetchMore({});
    QCOMPARE(m_model->requests.constFirst().query.after, u"n3"_s);
}

void PagedModelTest::refreshesAreCollected()
{
    m_model->restart();
    m_model->answer(u"a:1"_s);
    for (int i = 0; i < 10; ++i)
        m_model->refresh();
    QCOMPARE(m_model->requests.size(), 1);
    m_model->answer(u"a:2"_s);
    QCOMPARE(m_model->requests.size(), 1); // one follows, for what changed meanwhile
    m_model->answer(u"a:3"_s);
    QVERIFY(m_model->requests.isEmpty());
    QCOMPARE(m_model->print(), u"a:3"_s);
}

void PagedModelTest::failureKeepsRowsAndStopsAsking()
{
    m_model->restart();
    m_model->answer(u"a:1 b:2"_s, u"n"_s);
    m_model->fetchMore({});
    m_model->fail(u"The gateway is gone."_s);
    QCOMPARE(m_model->print(), u"a:1 b:2"_s);
    QVERIFY(m_model->error());
    QCOMPARE(m_model->error()->text, u"The gateway is gone."_s);
    QVERIFY(!m_model->canFetchMore({})); // a view would ask for ever
    m_model->refresh();
    m_model->fail(u"Still gone."_s);
    QCOMPARE(m_model->print(), u"a:1 b:2"_s);
    QVERIFY(m_model->isOutdated());
    m_model->refresh();
    m_model->answer(u"a:1"_s);
    QVERIFY(!m_model->error());
    QVERIFY(!m_model->isOutdated());
}

void PagedModelTest::firstFailureCanBeRetried()
{
    m_model->restart();
    m_model->fail(u"No."_s);
    QVERIFY(!m_model->hasLoaded());
    QVERIFY(m_model->error());
    m_model->refresh();
    QCOMPARE(m_model->requests.size(), 1);
    m_model->answer(u"a:1"_s);
    QCOMPARE(m_model->print(), u"a:1"_s);
}

void PagedModelTest::emptyPagesAreFollowedNotForEver()
{
    m_model->restart();
    m_model->answer({}, u"n1"_s, true);
    QCOMPARE(m_model->requests.size(), 1);
    m_model->answer(u"a:1"_s, u"n2"_s);
    QVERIFY(m_model->requests.isEmpty());
    m_model->fetchMore({});
    int answers = 0;
    while (!m_model->requests.isEmpty() && answers < 1000)
        m_model->answer({}, u"empty%1"_s.arg(++answers), true);
    QCOMPARE_LT(answers, 50);
    QVERIFY(!m_model->isLoading());
}

void PagedModelTest::cursorThatDoesNotMoveIsAnError()
{
    m_model->restart();
    m_model->answer(u"a:1"_s, u"n"_s);
    m_model->fetchAll();
    m_model->answer(u"b:2"_s, u"n"_s);
    QVERIFY(m_model->error());
    QCOMPARE(m_model->error()->kind, Error::BadAnswer);
    QVERIFY(m_model->requests.isEmpty());
    QCOMPARE(m_model->print(), u"a:1 b:2"_s);
}

void PagedModelTest::partialIsTold()
{
    m_model->restart();
    m_model->answer(u"a:1"_s, u"n"_s, true);
    QVERIFY(m_model->isPartial());
    m_model->fetchMore({});
    m_model->answer(u"b:1"_s);
    QVERIFY(!m_model->isPartial());
}

void PagedModelTest::fetchAllReadsToTheEnd()
{
    m_model->restart();
    m_model->answer(u"a:1"_s, u"n1"_s);
    m_model->fetchAll();
    QCOMPARE(m_model->requests.constFirst().query.limit, Inspection::PageQuery::maxLimit);
    m_model->answer(u"b:1"_s, u"n2"_s);
    m_model->answer(u"c:1"_s);
    QCOMPARE(m_model->print(), u"a:1 b:1 c:1"_s);
    QVERIFY(m_model->isComplete());
}

void PagedModelTest::rowsAreBounded()
{
    m_tester.reset(); // it looks at every row after every change
    QString page;
    m_model->restart();
    for (int i = 0; i <= PagedModel::maxRows / 1000 + 1 && !m_model->requests.isEmpty(); ++i) {
        page.clear();
        for (int row = 0; row < 1000; ++row)
            page += u"k%1:1 "_s.arg(i * 1000 + row);
        m_model->answer(page, u"n%1"_s.arg(i));
        m_model->fetchMore({});
    }
    QCOMPARE(m_model->rowCount(), PagedModel::maxRows);
    QVERIFY(m_model->isFull());
    QVERIFY(!m_model->canFetchMore({}));
    QVERIFY(m_model->requests.isEmpty());
}

void PagedModelTest::repeatedKeysAreShownOnce()
{
    m_model->restart();
    m_model->answer(u"a:1 a:2 b:1"_s, u"n"_s);
    m_model->fetchMore({});
    m_model->answer(u"b:7 c:1"_s);
    QCOMPARE(m_model->print(), u"a:1 b:1 c:1"_s);
    m_model->refresh();
    m_model->answer(u"a:1 b:1 b:2 c:1"_s);
    QCOMPARE(m_model->print(), u"a:1 b:1 c:1"_s);
}

QTEST_GUILESS_MAIN(PagedModelTest)
#include "tst_pagedmodel.moc"
