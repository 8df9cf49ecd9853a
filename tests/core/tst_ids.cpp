// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/ids.h"
#include "vectors.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

class IdsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverNames_data();
    void serverNames();
    void userIds_data();
    void userIds();
    void splitsAtFirstColon();
    void pathSegments();
    void streamIds_data();
    void streamIds();
    void streamIdOrder();
    void ordersByCodePoint();
};

void IdsTest::serverNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isValid");
    const QJsonObject group = Tests::vectors(u"identifiers"_s).value("server_name"_L1).toObject();
    int rows = 0;
    for (const QString &key : {u"valid"_s, u"valid_additional"_s, u"invalid"_s}) {
        for (const QJsonValue item : group.value(key).toObject().value("cases"_L1).toArray()) {
            const QString name = item.isString() ? item.toString() : item.toObject().value("value"_L1).toString();
            QTest::addRow("%s %d %s", qPrintable(key), ++rows, qPrintable(name.left(30))) << name << (key != "invalid"_L1);
        }
    }
    QVERIFY(rows > 20);
    QTest::addRow("port without digits") << u"a.test:8x"_s << false;
    QTest::addRow("text after bracket") << u"[::1]x"_s << false;
    QTest::addRow("no address in brackets") << u"[dead]"_s << false;
    QTest::addRow("other digits") << u"a.test:٣"_s << false;
    QTest::addRow("userinfo") << u"a@b.test"_s << false;
}

void IdsTest::serverNames()
{
    QFETCH(QString, name);
    QFETCH(bool, isValid);
    QCOMPARE(ServerName(name).isValid(), isValid);
}

void IdsTest::userIds_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("isValid");
    QTest::addColumn<bool>("isCompliant");
    const QJsonObject group = Tests::vectors(u"identifiers"_s).value("user_id"_L1).toObject();
    const auto cases = [&](const QString &key) { return group.value(key).toObject().value("cases"_L1).toArray(); };
    int rows = 0;
    for (const QJsonValue item : cases(u"strictly_valid"_s))
        QTest::addRow("strict %d", ++rows) << item.toString() << true << true;
    for (const QJsonValue item : cases(u"historical_must_accept"_s)) {
        const QJsonObject entry = item.toObject();
        QTest::addRow("historical %d", ++rows) << entry.value("value"_L1).toString() << true << entry.value("printable_ascii"_L1).toBool();
    }
    for (const QJsonValue item : cases(u"invalid"_s)) {
        const QJsonObject entry = item.toObject();
        QTest::addRow("invalid %d %s", ++rows, qPrintable(entry.value("reason"_L1).toString()))
            << entry.value("value"_L1).toString() << false << false;
    }
    QVERIFY(rows > 15);
    QTest::addRow("lone surrogate") << QString(u"@a"_s + QChar(0xd800) + u":b.test"_s) << false << false;
    QTest::addRow("255 units, more bytes") << QString(u"@"_s + QString(247, u'é') + u":x.test"_s) << false << false;
}

void IdsTest::userIds()
{
    QFETCH(QString, id);
    QFETCH(bool, isValid);
    QFETCH(bool, isCompliant);
    QCOMPARE(UserId(id).isValid(), isValid);
    QCOMPARE(UserId(id).isCompliant(), isCompliant);
}

void IdsTest::splitsAtFirstColon()
{
    const QJsonObject group = Tests::vectors(u"identifiers"_s).value("user_id"_L1).toObject();
    const QJsonArray cases = group.value("split_at_first_colon"_L1).toObject().value("cases"_L1).toArray();
    QVERIFY(!cases.isEmpty());
    for (const QJsonValue item : cases) {
        const UserId id(item.toObject().value("value"_L1).toString());
        QCOMPARE(id.localpart(), item.toObject().value("localpart"_L1).toString());
        QCOMPARE(id.server().toString(), item.toObject().value("domain"_L1).toString());
    }
    QVERIFY(UserId(u"@nobody"_s).server().isEmpty());
    QVERIFY(UserId(u"nobody:x"_s).localpart().isEmpty());
    QVERIFY(UserId().localpart().isEmpty());
}

void IdsTest::pathSegments()
{
    const QJsonArray cases = Tests::vectors(u"path_encoding"_s).value("cases"_L1).toArray();
    QVERIFY(!cases.isEmpty());
    for (const QJsonValue item : cases)
        QCOMPARE(encodePathSegment(item.toObject().value("value"_L1).toString()), item.toObject().value("segment"_L1).toString().toUtf8());
    QCOMPARE(encodePathSegment(u".."_s), "%2E%2E"_ba);
    QCOMPARE(encodePathSegment(u"."_s), "%2E"_ba);
    QCOMPARE(encodePathSegment(u"..."_s), "..."_ba);
}

void IdsTest::streamIds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isInteger");
    const auto add = [](const char *text, bool isInteger) { QTest::addRow("%s", text) << QString::fromLatin1(text) << isInteger; };
    add("0", true);
    add("-5", true);
    add("9007199254740991", true);
    add("9223372036854775807", true);
    add("9223372036854775808", false);
    add("", false);
    add("007", false);
    add("+7", false);
    add("-0", false);
    add(" 7", false);
    add("7.0", false);
    add("1e3", false);
    add("s12_4", false);
}

void IdsTest::streamIds()
{
    QFETCH(QString, text);
    QFETCH(bool, isInteger);
    const std::optional<qint64> number = StreamId(text).toInteger();
    QCOMPARE(number.has_value(), isInteger);
    if (number)
        QCOMPARE(StreamId(*number), StreamId(text));
}

void IdsTest::streamIdOrder()
{
    const auto compare = [](const char *a, const char *b) {
        return StreamId::compare(StreamId(QString::fromLatin1(a)), StreamId(QString::fromLatin1(b)));
    };
    QVERIFY(compare("9", "10") == std::partial_ordering::less);
    QVERIFY(compare("10", "9") == std::partial_ordering::greater);
    QVERIFY(compare("x", "x") == std::partial_ordering::equivalent);
    QVERIFY(compare("07", "7") == std::partial_ordering::unordered);
    QVERIFY(compare("x", "7") == std::partial_ordering::unordered);
    QVERIFY(compare("9007199254740993", "9007199254740992") == std::partial_ordering::greater);
}

void IdsTest::ordersByCodePoint()
{
    // UTF-16 order puts U+1F600 (a surrogate pair) before U+FF61; code points, UTF-8 and PostgreSQL do not.
    QVERIFY(compareByCodePoint(u"\uff61", u"\U0001f600") < 0);
    QVERIFY(compareByCodePoint(u"\U0001f601", u"\U0001f600") > 0);
    QVERIFY(compareByCodePoint(u"\ud7ff", u"\ue000") < 0);
    QVERIFY(compareByCodePoint(u"a", u"aa") < 0);
    QVERIFY(compareByCodePoint(u"", u"") == 0);
    QVERIFY(compareByCodePoint(u"b", u"aa") > 0);
    QVERIFY(DeviceId(u"\uff61"_s) < DeviceId(u"\U0001f600"_s));
}

QTEST_GUILESS_MAIN(IdsTest)

#include "tst_ids.moc"
