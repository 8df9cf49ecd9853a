// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/canonicaljson.h"
#include "vectors.h"

#include <QTest>

#include <limits>

using namespace Lockstep;
using namespace Qt::StringLiterals;

class CanonicalJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodes_data();
    void encodes();
    void refuses_data();
    void refuses();
    void signedBytesOfVectors();
    void signedBytesDropOnlyTopLevel();
    void objectsWithExactIntegers();
    void objectsAreInOrderByCodePoint();
    void disorderAtEachLevel();
    void objectsRefused();
    void deepNesting();
    void base64();
};

void CanonicalJsonTest::encodes_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    const QJsonObject group = Tests::vectors(u"canonical_json"_s);
    int rows = 0;
    for (const QString &key : {u"spec_examples"_s, u"additional"_s}) {
        for (const QJsonValue item : group.value(key).toObject().value("cases"_L1).toArray()) {
            const QJsonObject entry = item.toObject();
            const QString id = entry.value("id"_L1).toString();
            if (id == "spec-10"_L1) // normalises -0 and 1e10, which the prose forbids: see refuses()
                continue;
            ++rows;
            QTest::addRow("%s", qPrintable(id)) << entry.value("input_text"_L1).toString().toUtf8()
                                                << QByteArray::fromHex(entry.value("expected_utf8_hex"_L1).toString().toLatin1());
        }
    }
    QVERIFY(rows >= 18);
    QTest::addRow("minus in a string") << "{\"a\":\"-0\",\"b\":\"\\\"-0\"}"_ba
                                       << "{\"a\":\"-0\",\"b\":\"\\\"-0\"}"_ba;
    QTest::addRow("number beside a fraction of it") << "[-10,0,100]"_ba
                                                    << "[-10,0,100]"_ba;
}

void CanonicalJsonTest::encodes()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    const Result<QByteArray> result = canonicalJson(json);
    QVERIFY2(result, qPrintable(result ? QString() : result.error().text));
    QCOMPARE(*result, expected);
    QCOMPARE(canonicalJson(*result).value_or("not canonical"), expected);

    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (document.isObject())
        QCOMPARE(canonicalJson(document.object()).value_or("refused"), expected);
}

void CanonicalJsonTest::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    const QJsonObject group = Tests::vectors(u"canonical_json"_s);
    int rows = 0;
    for (const QJsonValue item : group.value("reject"_L1).toObject().value("cases"_L1).toArray())
        QTest::addRow("%d %s", ++rows, qPrintable(item.toObject().value("reason"_L1).toString().left(40)))
            << item.toObject().value("input_text"_L1).toString().toUtf8();
    QVERIFY(rows >= 13);
    QTest::addRow("negative zero and exponent") << "{\"a\":-0,\"b\":1e10}"_ba;
    QTest::addRow("exponent") << "{\"b\":1e3}"_ba;
    QTest::addRow("lone low surrogate") << "{\"a\":\"\\uDC00\"}"_ba;
    QTest::addRow("swapped surrogates") << "{\"a\":\"\\uDE00\\uD83D\"}"_ba;
    QTest::addRow("lone surrogate in a key") << "{\"\\uD800\":1}"_ba;
    QTest::addRow("same key, written differently") << "{\"a\":1,\"\\u0061\":2}"_ba;
    QTest::addRow("same key, deep") << "{\"x\":[{\"a\":1,\"a\":1}]}"_ba;
    QTest::addRow("more than 63 bits") << "[18446744073709551615]"_ba;
    QTest::addRow("more than 64 bits") << "[184467440737095516150]"_ba;
    QTest::addRow("bytes that are not UTF-8") << "{\"a\":\"\xff\"}"_ba;
    QTest::addRow("two values") << "{}{}"_ba;
    QTest::addRow("nothing") << ""_ba;
    QTest::addRow("cut") << "{\"a\":"_ba;
}

void CanonicalJsonTest::refuses()
{
    QFETCH(QByteArray, json);
    const Result<QByteArray> result = canonicalJson(json);
    QVERIFY2(!result, result ? result->constData() : "");
    QCOMPARE(result.error().kind, Error::BadInput);
    QVERIFY(result.error().text.endsWith(u'.'));
}

void CanonicalJsonTest::signedBytesOfVectors()
{
    const QJsonObject group = Tests::vectors(u"json_signing"_s);
    int count = 0;
    for (const QString &key : {u"cases"_s, u"additional"_s}) {
        for (const QJsonValue item : group.value(key).toArray()) {
            const QJsonObject entry = item.toObject();
            QCOMPARE(signedBytes(Tests::compact(entry.value("input"_L1).toObject())).value_or("refused"),
                entry.value("signed_bytes_text"_L1).toString().toUtf8());
            QCOMPARE(signedBytes(Tests::compact(entry.value("expected"_L1).toObject())).value_or("refused"),
                entry.value("signed_bytes_text"_L1).toString().toUtf8());
            ++count;
        }
    }
    QVERIFY(count >= 3);
}

void CanonicalJsonTest::signedBytesDropOnlyTopLevel()
{
    QCOMPARE(signedBytes("{\"unsigned\":{\"x\":1.5},\"b\":{\"signatures\":{},\"unsigned\":1},\"signatures\":{}}"_ba).value_or("refused"),
        "{\"b\":{\"signatures\":{},\"unsigned\":1}}"_ba);
    QVERIFY(!signedBytes("[]"_ba));
    QVERIFY(!signedBytes("{\"a\":1,\"a\":1}"_ba));
}

void CanonicalJsonTest::objectsWithExactIntegers()
{
    const QJsonObject object{{u"max"_s, qint64(9007199254740991)}, {u"min"_s, qint64(-9007199254740991)}, {u"whole"_s, 3.0},
        {u"no"_s, QJsonValue::Null}, {u"list"_s, QJsonArray{true, u"x"_s}}};
    QCOMPARE(canonicalJson(object).value_or("refused"),
        "{\"list\":[true,\"x\"],\"max\":9007199254740991,\"min\":-9007199254740991,\"no\":null,\"whole\":3}"_ba);
}

/// Qt has members in order by UTF-16 unit, the specification by code point.
void CanonicalJsonTest::objectsAreInOrderByCodePoint()
{
    const QJsonObject inner{{u"\uFFFD"_s, 1}, {u"\U00010000"_s, 2}, {u"a"_s, 3}};
    QCOMPARE(canonicalJson(QJsonObject{{u"x"_s, inner}, {u"y"_s, u"q\"\\\n\u00e9\x7f"_s}}).value_or("refused"),
        "{\"x\":{\"a\":3,\"\xef\xbf\xbd\":1,\"\xf0\x90\x80\x80\":2},\"y\":\"q\\\"\\\\\\n\xc3\xa9\x7f\"}"_ba);
    QByteArray text("x");
    QVERIFY(appendCanonicalString(text, u"\u00e9"_s));
    QVERIFY(!appendCanonicalString(text, QString(QChar(0xd800))));
    QCOMPARE(text, "x\"\xc3\xa9\""_ba);
}

/// Members that are not in order cost the same however deep they are nested: each is written once.
void CanonicalJsonTest::disorderAtEachLevel()
{
    constexpr int levels = 60; // twice at each level would be till the end of days
    QJsonValue value = 1;
    QByteArray expected = "1";
    for (int i = 0; i < levels; ++i) {
        value = QJsonObject{{u"a"_s, value}, {u"\U00010000"_s, 1}, {u"\uFFFD"_s, 2}};
        expected = "{\"a\":" + expected + ",\"\xef\xbf\xbd\":2,\"\xf0\x90\x80\x80\":1}";
    }
    QCOMPARE(canonicalJson(value.toObject()).value_or("refused"), expected);
    const QJsonObject read = QJsonDocument::fromJson(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)).object();
    QCOMPARE(canonicalJson(read).value_or("refused"), expected);
}

void CanonicalJsonTest::objectsRefused()
{
    QVERIFY(!canonicalJson(QJsonObject{{u"a"_s, 1.5}}));
    QVERIFY(!canonicalJson(QJsonObject{{u"a"_s, QString(QChar(0xdc00))}}));
    QVERIFY(!canonicalJson(QJsonObject{{QString(QChar(0xd800)), 1}}));
    QVERIFY(!canonicalJson(QJsonObject{{u"a"_s, qint64(9007199254740992)}}));
    QVERIFY(!canonicalJson(QJsonObject{{u"a"_s, std::numeric_limits<qint64>::min()}}));
    QVERIFY(!canonicalJson(QJsonObject{{u"a"_s, 1e300}}));
    QVERIFY(!canonicalJson(QJsonObject{{u"a"_s, QString(QChar(0xd800))}}));
    QVERIFY(!canonicalJson(QJsonObject{{QString(QChar(0xdc00)), 1}}));
}

void CanonicalJsonTest::deepNesting()
{
    const QByteArray deep = QByteArray(500, '[') + QByteArray(500, ']');
    QCOMPARE(canonicalJson(deep).value_or("refused"), deep);
    QVERIFY(!canonicalJson(QByteArray(1'000'000, '[')));
    QVERIFY(!canonicalJson(QByteArray(1'000'000, '[') + QByteArray(1'000'000, ']')));
}

void CanonicalJsonTest::base64()
{
    const QJsonObject group = Tests::vectors(u"unpadded_base64"_s);
    const QJsonArray encode = group.value("encode"_L1).toArray();
    QVERIFY(!encode.isEmpty());
    for (const QJsonValue item : encode) {
        const QByteArray plain = item.toObject().value("input_utf8"_L1).toString().toUtf8();
        const QByteArray encoded = item.toObject().value("expected"_L1).toString().toUtf8();
        QCOMPARE(encodeUnpaddedBase64(plain), encoded);
        QCOMPARE(decodeUnpaddedBase64(encoded), plain);
    }
    for (const QJsonValue item : group.value("decode_must_accept"_L1).toObject().value("cases"_L1).toArray())
        QCOMPARE(decodeUnpaddedBase64(item.toObject().value("input"_L1).toString().toUtf8()),
            item.toObject().value("expected_utf8"_L1).toString().toUtf8());
    for (const QJsonValue item : group.value("decode_must_reject"_L1).toObject().value("cases"_L1).toArray())
        QVERIFY(!decodeUnpaddedBase64(item.toObject().value("input"_L1).toString().toUtf8()));
    for (const QJsonValue item : group.value("url_safe"_L1).toObject().value("cases"_L1).toArray()) {
        const QByteArray bytes = QByteArray::fromHex(item.toObject().value("bytes_hex"_L1).toString().toLatin1());
        QCOMPARE(encodeUnpaddedBase64(bytes), item.toObject().value("standard"_L1).toString().toUtf8());
        QVERIFY(!decodeUnpaddedBase64(item.toObject().value("url_safe"_L1).toString().toUtf8()));
    }
    for (const char *bad : {"Zg=", "Zg===", "=", "Z=g=", "Zm9v\n"})
        QVERIFY2(!decodeUnpaddedBase64(bad), bad);
}

QTEST_GUILESS_MAIN(CanonicalJsonTest)

#include "tst_canonicaljson.moc"
