// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/outline.h"

#include <QCborArray>
#include <QCborMap>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

/// A row of everything that there is.
Outline colourful()
{
    Outline outline;
    outline.next = 41;
    outline.pages = {{60, u"b61"_s}, {50, u"b51"_s}};
    qint64 n = 60;
    const auto add = [&](const QString &stream, const QStringList &named) -> DeviceListUpdate & {
        DeviceListUpdate update;
        update.n = n;
        n -= n % 3 + 1;
        update.received = 1'700'000'000'000 + (n % 5) * 1000;
        update.streamId = StreamId(stream);
        for (const QString &id : named)
            update.prevIds << StreamId(id);
        update.verdict = Verdict::Applied;
        update.sources = UpdateSource::Log;
        outline.rows.append({.update = update, .contentHash = 0});
        return outline.rows.last().update;
    };
    add(u"118"_s, {u"117"_s, u"116"_s}).deviceId = DeviceId(u"PHONE"_s);
    outline.rows.last().contentHash = 0xfedcba9876543210;
    add(u"117"_s, {}).displayName = u"Bob’s phone"_s;
    add(u"007"_s, {u"9223372036854775807"_s, u"-9223372036854775808"_s, u"x y"_s}).displayName = u""_s;
    add(u"-9223372036854775808"_s, {u"9223372036854775807"_s}).breaks = Break::Gap | Break::Rebuilt;
    add({}, {}).kind = UpdateKind::SigningKeys;
    DeviceListUpdate &resync = add(u"100"_s, {});
    resync.kind = UpdateKind::Resync;
    resync.detail = u"5"_s;
    DeviceListUpdate &tapped = add(u"99"_s, {u"120"_s});
    tapped.sources = UpdateSource::Tap | UpdateSource::Lab;
    tapped.verified = false;
    tapped.deleted = tapped.contentKnown = true;
    tapped.deviceId = DeviceId(u"PHONE"_s);
    add(u"98"_s, {}).verified = true;
    return outline;
}

QCborArray row(QCborArray rest = {1, 0, 0, 0, 0, 0, 0, 0})
{
    rest.prepend(7);
    return rest;
}

QByteArray bytesOf(const QList<QCborArray> &rows, const QCborMap &more = {})
{
    QCborArray all;
    for (const QCborArray &one : rows)
        all.append(one);
    // By hand, because a map sorts its members and rows come last.
    QByteArray bytes(1, char(0xbf));
    for (const auto &[name, value] : more)
        bytes += name.toCbor() + value.toCbor();
    return bytes + QCborValue(u"rows"_s).toCbor() + QCborValue(all).toCbor() + char(0xff);
}

} // namespace

class TestOutline : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comesOutAsItWentIn()
    {
        const Outline outline = colourful();
        const auto read = fromCbor(toCbor(outline));
        QVERIFY2(read, qPrintable(read ? QString() : read.error().text));
        for (qsizetype i = 0; i < outline.rows.size(); ++i)
            QVERIFY2(read->rows.value(i) == outline.rows[i], qPrintable(u"row %1"_s.arg(i)));
        QCOMPARE(*read, outline);
        Outline cut = outline;
        cut.kept = {.first = 7, .until = 1'700'000'000'000};
        QCOMPARE(*fromCbor(toCbor(cut)), cut);
        QCOMPARE(*fromCbor(toCbor({})), Outline());
    }

    void isSmall()
    {
        Outline outline;
        constexpr int rows = 10'000;
        for (int i = 0; i < rows; ++i) {
            UpdateOutline row;
            row.update.n = row.update.received = rows - i;
            row.update.received = 1'700'000'000'000 - qint64(i) * 20'011;
            row.update.streamId = StreamId(qint64(5'000'000 - i));
            row.update.prevIds = {StreamId(qint64(4'999'999 - i))};
            row.update.deviceId = DeviceId(u"DEVICE%1"_s.arg(i % 7));
            row.update.displayName = u"Name %1"_s.arg(i % 9);
            row.update.contentKnown = true;
            row.update.sources = UpdateSource::Log;
            row.contentHash = quint64(i + 1) * 0x9e3779b97f4a7c15;
            outline.rows.append(row);
        }
        const qsizetype bytes = toCbor(outline).size();
        QVERIFY2(bytes < rows * 30, qPrintable(QString::number(bytes)));
    }

    void unknownMembersAreIgnored()
    {
        const auto read = fromCbor(bytesOf({row()}, {{u"later"_s, QCborArray{1, QCborMap{{u"a"_s, 2}}}}}));
        QVERIFY(read);
        QCOMPARE(read->rows.size(), 1);
        QCOMPARE(read->rows.first().update.n, 7);
    }

    void cutOffAnywhere()
    {
        const QByteArray whole = toCbor(colourful());
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const auto read = fromCbor(whole.left(size));
            QVERIFY2(!read, qPrintable(u"cut at %1"_s.arg(size)));
            QCOMPARE(read.error().kind, Error::BadAnswer);
            QVERIFY(read.error().text.startsWith(u"The gateway's outline of the history makes no sense: "_s));
        }
    }

    /// Whatever comes of it, it is a sentence or a block that keeps to the rules.
    void flippedBytes()
    {
        const QByteArray whole = toCbor(colourful());
        for (qsizetype place = 0; place < whole.size(); ++place) {
            for (int value = 0; value < 256; ++value) {
                QByteArray bytes = whole;
                bytes[place] = char(value);
                const auto read = fromCbor(bytes);
                if (!read) {
                    QVERIFY(read.error().text.endsWith(u'.'));
                    continue;
                }
                qint64 last = std::numeric_limits<qint64>::max();
                for (const UpdateOutline &row : read->rows) {
                    QVERIFY(row.update.n >= 1 && row.update.n <= last);
                    QVERIFY(row.update.prevIds.size() <= UpdateOutline::mostPrevIds);
                    last = row.update.n - 1;
                }
                QVERIFY(read->next <= last + 1);
            }
        }
    }

    void hostile_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        const auto add = [](const char *name, const QByteArray &bytes, const QString &why) { QTest::newRow(name) << bytes << why; };
        const auto hex = [](const char *text) { return QByteArray::fromHex(text); };
        add("JSON", "{\"rows\":[]}", u"the outline is not there"_s);
        add("nothing", "", u"the outline is not there"_s);
        add("no rows", hex("a0"), u"it has no rows"_s);
        add("rows that are text", hex("a164726f77736161"), u"rows is not there"_s);
        add("2^63 rows", hex("a164726f77739b8000000000000000"), u""_s);
        add("a text of 2^62 bytes", hex("a1646e616d657b4000000000000000"), u""_s);
        add("same n twice", bytesOf({row(), QCborArray{0, 0, 0, 0, 0, 0, 0, 0, 0}}), u"the numbers of updates do not fall"_s);
        add("n rises", bytesOf({row(), QCborArray{-1, 0, 0, 0, 0, 0, 0, 0, 0}}), u"the numbers of updates do not fall"_s);
        add("n below 1", bytesOf({row(), QCborArray{7, 0, 0, 0, 0, 0, 0, 0, 0}}), u"the numbers of updates do not fall"_s);
        add("n of 0", bytesOf({QCborArray{0, 0, 0, 0, 0, 0, 0, 0, 0}}), u"an update has no number"_s);
        add("n of text", bytesOf({QCborArray{u"7"_s, 0, 0, 0, 0, 0, 0, 0, 0}}), u"a row's n is not a number"_s);
        add("device out of range", bytesOf({row({1, 0, 0, 0, 3, 0, 0, 0})}), u"a row's device is not a number that can be there"_s);
        add("negative place", bytesOf({row({1, 0, 0, 0, 0, -1, 0, 0})}), u"a row's name is not a number that can be there"_s);
        add("kind of the future", bytesOf({row({1, 9, 0, 0, 0, 0, 0, 0})}), u"a row is of a kind that is not known here"_s);
        add("short row", bytesOf({row({1, 0, 0, 0})}), u"a row's device is not a number"_s);
        add("a number for no stream", bytesOf({row({1, 0, 0, nullptr, 0, 0, 0, 0, 5})}), u"a prev_id is a number"_s);
        QCborArray many{1, 0, 0, 0, 0, 0, 0, 0};
        for (int i = 0; i <= UpdateOutline::mostPrevIds; ++i)
            many.append(1);
        add("33 prev_ids", bytesOf({row(many)}), u"a row has more than 32 prev_ids"_s);
        QList<QCborArray> rows{QCborArray{1'000'000, 0, 0, 0, 0, 0, 0, 0, 0}};
        for (int i = 0; i < Outline::maxLimit; ++i)
            rows.append(QCborArray{1, 0, 0, 0, 0, 0, 0, 0, 0});
        add("too many rows", bytesOf(rows), u"there are more than 50000 rows"_s);
        QCborArray texts;
        for (int i = 0; i <= Outline::maxLimit; ++i)
            texts.append(u""_s);
        add("too many names", bytesOf({row()}, {{u"names"_s, texts}}), u"names has too many values"_s);
        add("next that is newer", bytesOf({row()}, {{u"next"_s, 8}}), u"its next block is not older"_s);
        add("next of nothing", bytesOf({}, {{u"next"_s, 8}}), u"its next block is not older"_s);
        add("pages that rise", bytesOf({row()}, {{u"pages"_s, QCborArray{QCborArray{1, u"b"_s}, QCborArray{2, u"b"_s}}}}),
            u"its pages are out of order"_s);
        add("deep nesting", hex("bf6178") + QByteArray(100'000, char(0x81)), u"a member that is not known is cut off"_s);
    }

    void hostile()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        const auto read = fromCbor(bytes);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::BadAnswer);
        QVERIFY2(read.error().text.contains(why), qPrintable(read.error().text));
    }
};

QTEST_GUILESS_MAIN(TestOutline)
#include "tst_outline.moc"
