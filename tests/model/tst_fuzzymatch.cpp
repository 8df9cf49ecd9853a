// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/typed/fuzzymatch.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

class FuzzyMatchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ranks_data();
    void ranks();
    void hostileTextsCostNothing();
};

void FuzzyMatchTest::ranks_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse"); ///< empty: only whether the better one is found
    QTest::newRow("beginning before word") << u"ref"_s << u"Refresh"_s << u"Do refresh"_s;
    QTest::newRow("word before middle") << u"list"_s << u"Export the list"_s << u"Enlisted"_s;
    QTest::newRow("middle before scattered") << u"port"_s << u"Export"_s << u"Page of the rest"_s;
    QTest::newRow("initials") << u"rdl"_s << u"Refresh the device list"_s << u"Hard floor, dull"_s;
    QTest::newRow("words in any order") << u"list exp"_s << u"Export the list"_s << QString();
    QTest::newRow("the shorter of equals") << u"user"_s << u"Users"_s << u"Users of this server"_s;
    QTest::newRow("case and umlauts") << u"über"_s << u"Übersicht"_s << QString();
}

void FuzzyMatchTest::ranks()
{
    QFETCH(QString, typed);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    QVERIFY(fuzzyScore(typed, better) > 0);
    if (!worse.isEmpty())
        QVERIFY2(fuzzyScore(typed, better) > fuzzyScore(typed, worse),
            qPrintable(u"%1 %2"_s.arg(fuzzyScore(typed, better)).arg(fuzzyScore(typed, worse))));
}

void FuzzyMatchTest::hostileTextsCostNothing()
{
    QCOMPARE(fuzzyScore(u"xyz"_s, u"Refresh"_s), 0);
    QCOMPARE(fuzzyScore(u"refresh nothing"_s, u"Refresh"_s), 0);
    QVERIFY(fuzzyScore({}, u"anything"_s) > 0);
    QCOMPARE(fuzzyScore(u"a"_s, {}), 0);
    const QString huge(50'000'000, u'a');
    QVERIFY(fuzzyScore(huge, huge) > 0); // both are looked at to the end of a line, no further
    QCOMPARE(fuzzyScore(u"b"_s, QString(huge + u'b')), 0);
}

QTEST_APPLESS_MAIN(FuzzyMatchTest)
#include "tst_fuzzymatch.moc"
