// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/log/pythonliteral.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep::Synapse;

class TestPythonLiteral : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data();
    void values();
    void depthIsBounded();
    void loneSurrogatesAreKept();
    void keysThatFall();
    void invalidUtf8IsReplaced();
    void texts();
    void anyBytes();
};

// Bodies stand outside the class, because moc loses its way in raw strings.

void TestPythonLiteral::values_data()
{
    QTest::addColumn<QByteArray>("python");
    QTest::addColumn<QByteArray>("json"); // empty: refused
    const auto row = [](const char *python, const char *json) { QTest::newRow(python) << QByteArray(python) << QByteArray(json); };
    row("'a'", "\"a\"");
    row("''", "\"\"");
    row("\"it's\"", "\"it's\"");
    row(R"('it\'s "x"')", R"("it's \"x\"")");
    row(R"('\\ \n\r\t')", R"("\\ \n\r\t")");
    row(R"('\x00\x7f\xa0')", "\"\\u0000\x7f\xc2\xa0\"");
    row(R"('\u202e\U0001f600')", "\"\xe2\x80\xae\xf0\x9f\x98\x80\"");
    row("'\xf0\x9f\x98\x80'", "\"\xf0\x9f\x98\x80\"");
    row("1", "1");
    row("-9223372036854775808", "-9223372036854775808");
    row("9007199254740993", "9007199254740993");
    row("18446744073709551617", "\"18446744073709551617\"");
    row("1.5", "1.5");
    row("1e3", "1000");
    row("inf", "null");
    row("nan", "null");
    row("True", "true");
    row("False", "false");
    row("None", "null");
    row("[]", "[]");
    row("[1, 'a', [None]]", "[1,\"a\",[null]]");
    row("(1,)", "[1]");
    row("({}, None)", "[{},null]");
    row("{}", "{}");
    row("{'b': {'x': [True]}, 'a': 1}", R"({"a":1,"b":{"x":[true]}})");
    row("{'b': 1, 'a': 2, 'b': 3}", R"({"a":2,"b":3})"); // the last one counts, as in Python
    row("b'x'", "");
    row("{1: 2}", "");
    row("{'a'}", "");
    row("'abc", "");
    row("'abc\\", "");
    row(R"('\x0')", "");
    row(R"('\xzz')", "");
    row(R"('\ud8')", "");
    row(R"('\Uffffffff')", "");
    row(R"('\N{DASH}')", "");
    row("[1 2]", "");
    row("[1,", "");
    row("{'a': }", "");
    row("{'a' 1}", "");
    row("--1", "");
    row("1.2.3", "");
    row("foo()", "");
    row("", "");
}

void TestPythonLiteral::loneSurrogatesAreKept()
{
    const auto text = PythonLiteral(R"('a\ud800b')").string();
    QVERIFY(text);
    QCOMPARE(text->size(), 3);
    QCOMPARE(text->at(1).unicode(), 0xd800);
}

/// Any bytes: no crash, no endless loop, no reading beyond the end (the sanitizers look).
void TestPythonLiteral::anyBytes()
{
    const QByteArray seed = R"([{'a': 'x\'\u1234', "b": [1, -2.5, None, (True,)], 'c': {}}])";
    quint32 random = 1;
    for (int round = 0; round < 20'000; ++round) {
        QByteArray bytes = seed;
        for (int change = 0; change < 3; ++change) {
            random = random * 1664525 + 1013904223;
            bytes[qsizetype(random >> 8) % bytes.size()] = char(random);
        }
        bytes.resize(qsizetype(random >> 4) % (bytes.size() + 1));
        const std::string exact(bytes.constData(), size_t(bytes.size()));
        static_cast<void>(PythonLiteral(exact).value());
    }
}

void TestPythonLiteral::texts()
{
    QCOMPARE(PythonLiteral("['1', 2, \"3\"]").texts()->join(u'|'), u"1|2|3"_s);
    QCOMPARE(PythonLiteral("[]").texts()->size(), 0);
    QVERIFY(!PythonLiteral("['1'").texts());
    QVERIFY(!PythonLiteral("'1'").texts());
    QVERIFY(!PythonLiteral("[None]").texts());
}

/// Put in one by one, in this order, these keys took minutes.
void TestPythonLiteral::keysThatFall()
{
    constexpr int size = 300'000;
    std::string text = "{";
    for (int i = size; i > 0; --i)
        text += (text.size() > 1 ? ", '" : "'") + std::to_string(1'000'000 + i) + "': [{}, " + std::to_string(i) + ']';
    const auto value = PythonLiteral(text + '}').value();
    QVERIFY(value);
    QCOMPARE(value->toObject().size(), size);
    QCOMPARE(value->toObject()[u"1000007"_s].toArray().at(1).toInt(), 7);
}

void TestPythonLiteral::depthIsBounded()
{
    const auto nested = [](int depth) { return std::string(size_t(depth), '[') + std::string(size_t(depth), ']'); };
    QVERIFY(PythonLiteral(nested(PythonLiteral::maxDepth)).value());
    const std::string deep = nested(1'000'000);
    QVERIFY(!PythonLiteral(deep).value());
}

void TestPythonLiteral::values()
{
    QFETCH(QByteArray, python);
    QFETCH(QByteArray, json);
    PythonLiteral in(std::string_view(python.constData(), size_t(python.size())));
    const auto value = in.value();
    QCOMPARE(value.has_value() && in.rest().empty(), !json.isEmpty());
    if (!json.isEmpty())
        QCOMPARE(QJsonDocument(QJsonArray{*value}).toJson(QJsonDocument::Compact), QByteArray("[" + json + "]"));
}

void TestPythonLiteral::invalidUtf8IsReplaced()
{
    const auto text = PythonLiteral("'a\xff"
                                    "b'")
                          .string();
    QVERIFY(text);
    QCOMPARE(*text, u"a\ufffdb"_s);
}

QTEST_GUILESS_MAIN(TestPythonLiteral)
#include "tst_pythonliteral.moc"
