// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/typed/filterlanguage.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {
const QList<FilterField> fields{{.key = u"state"_s, .kind = FilterField::Word, .values = {u"stale"_s, u"gap"_s, u"in_step"_s}},
    {.key = u"server"_s, .kind = FilterField::Exact}, {.key = u"name"_s, .kind = FilterField::Text},
    {.key = u"devices"_s, .kind = FilterField::Number}, {.key = u"updated"_s, .kind = FilterField::Time},
    {.key = u"known"_s, .kind = FilterField::Flag}};
constexpr qint64 now = 1'800'000'000'000;
constexpr qint64 day = 86'400'000;

/// "-state:Is:stale name:Is:x y": what was understood.
QString understood(const Filter &filter)
{
    static const QStringList relations{u":"_s, u"<"_s, u"<="_s, u">"_s, u">="_s};
    QStringList terms;
    for (const FilterTerm &term : filter.terms())
        terms << (term.negated ? u"-"_s : QString())
                + (term.field < 0 ? u"word "_s : fields.at(term.field).key + relations.at(term.relation)) + term.text;
    return terms.join(u" | "_s);
}

QString at(const FilterProblem &problem)
{
    static const QStringList kinds{u"key"_s, u"value"_s, u"empty"_s, u"number"_s, u"time"_s, u"flag"_s, u"order"_s, u"quote"_s, u"long"_s};
    return u"%1 at %2+%3 %4"_s.arg(kinds.at(problem.kind)).arg(problem.at).arg(problem.length).arg(problem.suggestion).trimmed();
}
} // namespace

class FilterLanguageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void understands_data();
    void understands();
    void saysWhatIsWrongAndWhere_data();
    void saysWhatIsWrongAndWhere();
    void fits_data();
    void fits();
    void givesAServerItsPart();
    void completes_data();
    void completes();
    void hostileTexts();
};

void FilterLanguageTest::understands_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("meant");
    QTest::newRow("the whole language") << uR"(state:stale server:example.org devices>10 updated<1d name:"x y" -state:gap)"_s
                                        << u"state:stale | server:example.org | devices>10 | updated<1d | name:x y | -state:gap"_s;
    QTest::newRow("words") << u"  ann   bob "_s << u"word ann | word bob"_s;
    QTest::newRow("a quoted word") << u"\"Bob's phone\" -x"_s << u"word Bob's phone | -word x"_s;
    QTest::newRow("a word that ends with a backslash") << Filter::word(u"a b\\"_s) << u"word a b\\"_s;
    QTest::newRow("a host that is called as a key") << Filter::word(u"server:8448"_s) << u"word server:8448"_s;
    QTest::newRow("a host that is called nearly so") << Filter::word(u"states:8448"_s) << u"word states:8448"_s;
    QTest::newRow("a user ID is a word") << u"@bob:remote.example"_s << u"word @bob:remote.example"_s;
    QTest::newRow("so is a server with a port") << u"localhost:8448"_s << u"word localhost:8448"_s;
    QTest::newRow("and a key") << u"ed25519:ABCD"_s << u"word ed25519:ABCD"_s;
    QTest::newRow("a server with a port as value") << u"server:localhost:28448"_s << u"server:localhost:28448"_s;
    QTest::newRow("case of key and value") << u"State:STALE"_s << u"state:STALE"_s;
    QTest::newRow("or equal") << u"devices>=3 devices<=5 devices=4"_s << u"devices>=3 | devices<=5 | devices:4"_s;
    QTest::newRow("a lone minus is a word") << u"- x"_s << u"word - | word x"_s;
    QTest::newRow("a quotation mark that is meant") << uR"(a\"b name:"x\" y")"_s << u"word a\"b | name:x\" y"_s;
    QTest::newRow("nothing") << u" \t "_s << QString();
    QTest::newRow("never") << u"updated:never known:no"_s << u"updated:never | known:no"_s;
}

void FilterLanguageTest::understands()
{
    QFETCH(QString, typed);
    QFETCH(QString, meant);
    const Filter filter = Filter::parse(typed, fields);
    QVERIFY2(!filter.problem(), qPrintable(filter.problem() ? at(*filter.problem()) : QString()));
    QCOMPARE(understood(filter), meant);
}

void FilterLanguageTest::saysWhatIsWrongAndWhere_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("problem");
    QTest::newRow("key") << u"ann stat:stale"_s << u"key at 4+4 state"_s;
    QTest::newRow("swapped") << u"-sevrer:x"_s << u"key at 1+6 server"_s;
    QTest::newRow("value") << u"state:stal"_s << u"value at 6+4 stale"_s;
    QTest::newRow("value like none") << u"state:sleeping"_s << u"value at 6+8"_s;
    QTest::newRow("no value") << u"ann state:"_s << u"empty at 4+6"_s;
    QTest::newRow("empty quotes") << u"name:\"\""_s << u"empty at 0+7"_s;
    QTest::newRow("no number") << u"devices>many"_s << u"number at 8+4"_s;
    QTest::newRow("no unit that is") << u"devices>3x"_s << u"number at 8+2"_s;
    QTest::newRow("too large") << u"devices>99999999999999999999"_s << u"number at 8+20"_s;
    QTest::newRow("too large by its unit") << u"devices>9999999999999999G"_s << u"number at 8+17"_s;
    QTest::newRow("no time") << u"updated<5"_s << u"time at 8+1"_s;
    QTest::newRow("less than never") << u"updated<never"_s << u"time at 8+5"_s;
    QTest::newRow("no order") << u"state>stale"_s << u"order at 5+1"_s;
    QTest::newRow("neither yes nor no") << u"known:maybe"_s << u"flag at 6+5"_s;
    QTest::newRow("open quote") << u"ann name:\"x y"_s << u"quote at 9+4"_s;
}

void FilterLanguageTest::saysWhatIsWrongAndWhere()
{
    QFETCH(QString, typed);
    const Filter filter = Filter::parse(typed, fields);
    QVERIFY(filter.problem());
    QTEST(at(*filter.problem()), "problem");
    QVERIFY(filter.isEmpty());
}

void FilterLanguageTest::fits_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("does");
    // The row: @ann:Example.org, stale and gap, 12 devices, updated two hours ago, known.
    QTest::newRow("state") << u"state:gap"_s << true;
    QTest::newRow("not a part of one") << u"state:in_step"_s << false;
    QTest::newRow("negated") << u"-state:in_step -state:stale"_s << false;
    QTest::newRow("all have to fit") << u"state:gap devices>12"_s << false;
    QTest::newRow("number") << u"devices>11 devices<13 devices>=12 devices<=12 devices:12"_s << true;
    QTest::newRow("thousands") << u"devices<1k"_s << true;
    QTest::newRow("within a day") << u"updated<1d updated>1h updated:3h"_s << true;
    QTest::newRow("within an hour") << u"updated<60m"_s << false;
    QTest::newRow("is there") << u"updated:never"_s << false;
    QTest::newRow("case") << u"server:EXAMPLE.ORG ANN"_s << true;
    QTest::newRow("exactly") << u"server:ample.org"_s << false;
    QTest::newRow("a part") << u"name:phone"_s << true;
    QTest::newRow("words in any order") << u"org ann"_s << true;
    QTest::newRow("a word that is not") << u"-ann"_s << false;
    QTest::newRow("flag") << u"known:yes"_s << true;
    QTest::newRow("everything") << QString() << true;
}

void FilterLanguageTest::fits()
{
    QFETCH(QString, typed);
    QFETCH(bool, does);
    const QVariantList row{u"stale gap"_s, u"Example.org"_s, u"Ann's phone"_s, 12, now - 7'200'000, true};
    const Filter filter = Filter::parse(typed, fields);
    QVERIFY(!filter.problem());
    const auto contains = [](const QString &word) { return u"@ann:Example.org"_s.contains(word, Qt::CaseInsensitive); };
    QCOMPARE(filter.accepts([&](int field) { return row.at(field); }, contains, now), does);
    // Of a row of which nothing is known no figure is true, nor its contrary's contrary.
    const auto unknown = [](int) { return QVariant(); };
    QVERIFY(!Filter::parse(u"devices>0"_s, fields).accepts(unknown, contains, now));
    QVERIFY(!Filter::parse(u"devices<1"_s, fields).accepts(unknown, contains, now));
    QVERIFY(!Filter::parse(u"updated>1d"_s, fields).accepts(unknown, contains, now));
    QVERIFY(Filter::parse(u"updated:never"_s, fields).accepts(unknown, contains, now));
    QVERIFY(Filter::parse(u"updated<1d"_s, fields).accepts([](int) { return QVariant(now + day / 2); }, contains, now)); // to come
}

void FilterLanguageTest::givesAServerItsPart()
{
    Filter filter = Filter::parse(u"ann state:stale x -state:gap devices>1 -b"_s, fields);
    QCOMPARE(filter.take(u"state"_s), u"stale"_s);
    QCOMPARE(filter.takeWords(), u"ann x"_s);
    QCOMPARE(understood(filter), u"-state:gap | devices>1 | -word b"_s);
    // Of two a server could only do one.
    Filter two = Filter::parse(u"state:stale state:gap"_s, fields);
    QVERIFY(!two.take(u"state"_s));
    QCOMPARE(two.terms().size(), 2);
}

void FilterLanguageTest::completes_data()
{
    QTest::addColumn<QString>("typed"); ///< | is the cursor
    QTest::addColumn<QString>("offered");
    QTest::newRow("keys") << u"ann s|"_s << u"state: server:"_s;
    QTest::newRow("after a minus") << u"-st|"_s << u"state:"_s;
    QTest::newRow("numbers are compared") << u"dev|"_s << u"devices>"_s;
    QTest::newRow("values") << u"state:|"_s << u"stale gap in_step"_s;
    QTest::newRow("values by their beginning") << u"state:st| ann"_s << u"stale"_s;
    QTest::newRow("what is complete") << u"state:stale|"_s << QString();
    QTest::newRow("yes and no") << u"known:|"_s << u"yes no"_s;
    QTest::newRow("ages") << u"updated<1|"_s << u"10m 1h 1d"_s;
    QTest::newRow("within quotes") << u"name:\"st|"_s << QString();
    QTest::newRow("nothing typed") << u"ann |"_s << QString();
    QTest::newRow("a user ID") << u"@st|"_s << QString();
}

void FilterLanguageTest::completes()
{
    QFETCH(QString, typed);
    const qsizetype cursor = typed.indexOf(u'|');
    typed.remove(cursor, 1);
    const auto texts = [&](bool all) {
        QStringList result;
        for (const FilterCompletion &one : filterCompletions(typed, cursor, fields, all))
            result << one.text;
        return result.join(u' ');
    };
    QTEST(texts(false), "offered");
    if (QLatin1StringView(QTest::currentDataTag()) == "nothing typed"_L1)
        QCOMPARE(texts(true), u"state: server: name: devices> updated< known:"_s);
}

void FilterLanguageTest::hostileTexts()
{
    const Filter huge = Filter::parse(QString(10'000'000, u'a'), fields);
    QCOMPARE(int(huge.problem()->kind), int(FilterProblem::TooLong));
    for (const QString &text : {u"a b"_s, u"-a"_s, u"a\"b c"_s, u"\""_s, u"@x:y"_s, u"state:gap"_s})
        QCOMPARE(Filter::parse(Filter::word(text), {}).words(), text);
    QVERIFY(Filter::parse(u"a "_s.repeated(400), fields).problem());
    QVERIFY(!Filter::parse(u"a "_s.repeated(Filter::maxTerms), fields).problem());
    for (const QString &text :
        {u":"_s, u"::"_s, u"\""_s, u"--"_s, u"-\""_s, u"<>"_s, u"state::"_s, u"\u202e:\u202e"_s, u"state:\u0000"_s, u"-"_s})
        QVERIFY(Filter::parse(text, fields).terms().size() <= 1);
    QVERIFY(filterCompletions(u"x"_s, 99, fields, true).isEmpty());
    QVERIFY(filterCompletions(u"x"_s, -1, fields, true).size() == fields.size());
}

QTEST_APPLESS_MAIN(FilterLanguageTest)
#include "tst_filterlanguage.moc"
