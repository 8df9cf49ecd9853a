// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/sqliteindex.h"
#include "searchtext.h"

#include "search/document.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Search;
using namespace Lockstep::Test;

namespace {

const QString people = uR"(
@anna:remote.example | ANNAPC = Element Desktop: Linux | BOBBY = Anna's phone
@bob:remote.example | JLAFKJWSCS = Bob’s phone = XjgYaDzl9TAkbb1H3UvNMdFTC0mtvVJQ8TZzwQLfOqA = 3C5BFWi2Y8MaVvjM8M22DBmh24PmgR0nPvJOIArzgyI
@bobby:bob.example | TABLET = Tablet (old)
@zoe:remote.example:8448 | A1 = Ünïcode 日本語 📱 | B2 = 100% "quoted" AND NEAR(x) -minus* a_b
@carl:dead.example | C = мож
@kbob:far.example | K1 = me & bob | QX = nothing
)"_s;

QString key(int seed)
{
    QRandomGenerator random(seed);
    QByteArray bytes(32, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(random.bounded(256));
    return QString::fromLatin1(bytes.toBase64(QByteArray::OmitTrailingEquals));
}

} // namespace

/// The index alone: lists in, hits out.
class TestIndex : public QObject
{
    Q_OBJECT

    std::unique_ptr<SqliteIndex> index;
    QTemporaryDir dir;

    QString path() const { return dir.filePath(u"x.search.sqlite"_s); }
    void put(const QString &lines, const QList<UserId> &gone = {})
    {
        const auto done = index->change(listsOf(lines), gone, {});
        QVERIFY2(done, done ? "" : qPrintable(done.error().text));
    }
    void reopen(QString *reason = nullptr)
    {
        index.reset();
        auto opened = SqliteIndex::open(path(), reason);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().text));
        index = std::move(*opened);
    }

private Q_SLOTS:
    void init()
    {
        SqliteIndex::remove(path());
        index = std::move(*SqliteIndex::open({}));
        put(people);
    }

    void finds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("server");
        QTest::addColumn<QStringList>("hits");
        const auto row = [](const char *name, const QString &text, const QStringList &hits, const QString &server = {}) {
            QTest::newRow(name) << text << server << hits;
        };
        row("exact before prefix before word before anywhere", u"bob"_s,
            {u"@bob:remote.example user_id @[bob]:remote.example"_s, u"@anna:remote.example device_id BOBBY [BOB]BY"_s,
                u"@bobby:bob.example user_id @[bob]by:bob.example"_s, u"@kbob:far.example display_name K1 me & [bob]"_s});
        row("whole ID", u"bob:remote.example"_s, {u"@bob:remote.example user_id @[bob:remote.example]"_s});
        row("across the colon", u"b:re"_s, {u"@bob:remote.example user_id @bo[b:re]mote.example"_s});
        row("at sign: IDs alone, from their beginning", u"@BOB"_s,
            {u"@bob:remote.example user_id [@bob]:remote.example"_s, u"@bobby:bob.example user_id [@bob]by:bob.example"_s});
        row("case does not count", u"jlafkjwscs"_s, {u"@bob:remote.example device_id JLAFKJWSCS [JLAFKJWSCS]"_s});
        row("part of a device's ID", u"fkjw"_s, {u"@bob:remote.example device_id JLAFKJWSCS JLA[FKJW]SCS"_s});
        row("name", u"bob’s ph"_s, {u"@bob:remote.example display_name JLAFKJWSCS [Bob’s ph]one"_s});
        row("other punctuation is another text", u"bob's ph"_s, {});
        row("word", u"phone"_s,
            {u"@anna:remote.example display_name BOBBY Anna's [phone]"_s, u"@bob:remote.example display_name JLAFKJWSCS Bob’s [phone]"_s});
        row("server", u"dead.example"_s, {u"@carl:dead.example server @carl:[dead.example]"_s});
        row("server with its port", u"remote.example:8448"_s, {u"@zoe:remote.example:8448 server @zoe:[remote.example:8448]"_s});
        row("part of a server", u"ead.ex"_s, {u"@carl:dead.example server @carl:d[ead.ex]ample"_s});
        row("key", u"XjgYaDzl9TAkbb1H3UvNMdFTC0mtvVJQ8TZzwQLfOqA"_s,
            {u"@bob:remote.example ed25519 JLAFKJWSCS [XjgYaDzl9TAkbb1H3UvNMdFTC0mtvVJQ8TZzwQLfOqA]"_s});
        row("key as clients show it", u"Xjgy aDzl 9TAk"_s,
            {u"@bob:remote.example ed25519 JLAFKJWSCS [XjgYaDzl9TAk]bb1H3UvNMdFTC0mtvVJQ8TZzwQLfOqA"_s});
        row("beginning of a key", u"3c5b"_s,
            {u"@bob:remote.example curve25519 JLAFKJWSCS [3C5B]FWi2Y8MaVvjM8M22DBmh24PmgR0nPvJOIArzgyI"_s});
        row("part of a key", u"Y8MaVvjM8M2"_s,
            {u"@bob:remote.example curve25519 JLAFKJWSCS 3C5BFWi2[Y8MaVvjM8M2]2DBmh24PmgR0nPvJOIArzgyI"_s});
        row("short part of a key is chance", u"MaVvj"_s, {});
        row("one character", u"z"_s, {u"@zoe:remote.example:8448 user_id @[z]oe:remote.example:8448"_s});
        row("two characters in the middle", u"qx"_s, {u"@kbob:far.example device_id QX [QX]"_s});
        row("two characters at an end", u"cs"_s, {u"@bob:remote.example device_id JLAFKJWSCS JLAFKJWS[CS]"_s});
        row("two of another script", u"本語"_s, {u"@zoe:remote.example:8448 display_name A1 Ünïcode 日[本語] 📱"_s});
        row("one beyond the BMP", u"📱"_s, {u"@zoe:remote.example:8448 display_name A1 Ünïcode 日本語 [📱]"_s});
        row("one at the end of everything", u"ж"_s, {u"@carl:dead.example display_name C мо[ж]"_s});
        row("umlauts", u"ÜNÏ"_s, {u"@zoe:remote.example:8448 display_name A1 [Ünï]code 日本語 📱"_s});
        row("quotes", u"\"quoted\""_s, {u"@zoe:remote.example:8448 display_name B2 100% [\"quoted\"] AND NEAR(x) -minus* a_b"_s});
        row("operators are text", u"AND NEAR("_s,
            {u"@zoe:remote.example:8448 display_name B2 100% \"quoted\" [AND NEAR(]x) -minus* a_b"_s});
        row("star", u"minus*"_s, {u"@zoe:remote.example:8448 display_name B2 100% \"quoted\" AND NEAR(x) -[minus*] a_b"_s});
        row("minus", u"-mi"_s, {u"@zoe:remote.example:8448 display_name B2 100% \"quoted\" AND NEAR(x) [-mi]nus* a_b"_s});
        row("per cent is no wildcard", u"%"_s, {u"@zoe:remote.example:8448 display_name B2 100[%] \"quoted\" AND NEAR(x) -minus* a_b"_s});
        row("nor an underscore", u"a_b"_s, {u"@zoe:remote.example:8448 display_name B2 100% \"quoted\" AND NEAR(x) -minus* [a_b]"_s});
        row("nor both", u"%_%"_s, {});
        row("a lone quote", u"\""_s, {u"@zoe:remote.example:8448 display_name B2 100% [\"]quoted\" AND NEAR(x) -minus* a_b"_s});
        row("column filter", u"t:bob"_s, {});
        row("one server's users", {}, {u"@carl:dead.example"_s}, u"dead.example"_s);
        row("no such server", {}, {}, u"example"_s);
        row("text at one server", u"bob"_s,
            {u"@bob:remote.example user_id @[bob]:remote.example"_s, u"@anna:remote.example device_id BOBBY [BOB]BY"_s},
            u"remote.example"_s);
        row("two characters at one server", u"bo"_s,
            {u"@anna:remote.example device_id BOBBY [BO]BBY"_s, u"@bob:remote.example user_id @[bo]b:remote.example"_s},
            u"remote.example"_s);
        row("key at another server", u"3c5bfw"_s, {}, u"dead.example"_s);
    }
    void finds()
    {
        QFETCH(QString, text);
        QFETCH(QString, server);
        QFETCH(QStringList, hits);
        QCOMPARE(found(*index, text, server), hits);
        // In pages of one the same, each once.
        QCOMPARE(found(*index, text, server, 1), hits);
    }

    void followsChanges()
    {
        put(u"@bob:remote.example | NEWPHONE = Renamed"_s, {UserId(u"@carl:dead.example"_s), UserId(u"@nobody:x.example"_s)});
        QCOMPARE(found(*index, u"jlaf"_s), QStringList());
        QCOMPARE(found(*index, u"3c5b"_s), QStringList());
        QCOMPARE(found(*index, u"phone"_s).size(), 2);
        QCOMPARE(found(*index, u"renam"_s), QStringList(u"@bob:remote.example display_name NEWPHONE [Renam]ed"_s));
        QCOMPARE(found(*index, u"dead"_s), QStringList());
        QCOMPARE(found(*index, {}, u"dead.example"_s), QStringList());
        QCOMPARE(index->extent().users, 5);
    }

    /// What many small changes leave becomes one again, in pieces, and nothing of it is lost.
    void isTidied()
    {
        reopen();
        for (int i = 0; i < 90; ++i)
            put(u"@u%1:s.example | D%1 = Phone %1 = %2\n@bob:remote.example | B%1"_s.arg(i).arg(key(i)));
        const QStringList before = found(*index, u"phone"_s) + found(*index, key(7)) + found(*index, u"b8"_s);
        QCOMPARE(before.size(), 90 + 1 + 1);
        int pieces = 0;
        for (; pieces < 1'000; ++pieces) {
            const auto more = index->tidy();
            QVERIFY2(more, more ? "" : qPrintable(more.error().text));
            if (!*more)
                break;
        }
        QVERIFY(pieces < 1'000);
        QCOMPARE(found(*index, u"phone"_s) + found(*index, key(7)) + found(*index, u"b8"_s), before);
        put(u"@u7:s.example | D7"_s);
        QCOMPARE(found(*index, key(7)), QStringList());
    }

    void isKept()
    {
        reopen();
        const Progress progress{.scanned = UserId(u"@bob:remote.example"_s), .isComplete = true, .asOf = 5, .total = 7};
        QVERIFY(index->change(listsOf(people), {}, progress));
        reopen();
        QCOMPARE(index->progress(), progress);
        QCOMPARE(index->extent().users, 6);
        QCOMPARE(found(*index, u"fkjw"_s).size(), 1);
        QCOMPARE(QFileInfo(path()).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const auto texts = index->texts({UserId(u"@bob:remote.example"_s), UserId(u"@nobody:x.example"_s)});
        QVERIFY(texts);
        QCOMPARE(texts->size(), 1);
        QCOMPARE(texts->value(UserId(u"@bob:remote.example"_s)), listsOf(people).at(1));
    }

    void damagedFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no database") << QByteArray(5000, 'x');
        QTest::newRow("cut off") << QByteArray("SQLite format 3\0\x10\0\x01\x01\0", 21);
        QTest::newRow("another program's") << QByteArray("other");
    }
    void damagedFiles()
    {
        QFETCH(QByteArray, bytes);
        if (bytes == "other") {
            Sql::DatabaseAddress address;
            QFile(path()).open(QIODevice::WriteOnly);
            address.path = path();
            const Sql::Database other(address, {.access = Sql::Access::Owner});
            QVERIFY(other.run(u"CREATE TABLE docs (id INTEGER)"_s));
        } else {
            QFile file(path());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        }
        QString reason;
        reopen(&reason);
        QCOMPARE(reason.isEmpty(), bytes.isEmpty());
        put(people);
        QCOMPARE(found(*index, u"fkjw"_s).size(), 1);
    }

    /// Bytes of pages overwritten while it is closed: an error that says damage, or hits; never a crash or another kind of error.
    void damagedPages()
    {
        reopen();
        QString lines;
        for (int i = 0; i < 400; ++i)
            lines += u"@u%1:s%2.example | D%1 = Phone %1 = %3\n"_s.arg(i).arg(i % 7).arg(key(i));
        put(lines);
        QVERIFY(index->change({}, {}, {.isComplete = true}));
        index.reset();
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        file.close();
        for (int round = 0; round < 40; ++round) {
            QRandomGenerator random(round);
            QByteArray bytes = whole;
            for (int i = 0; i < 200; ++i)
                bytes[random.bounded(4096, int(bytes.size()))] = char(random.bounded(256));
            SqliteIndex::remove(path());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
            file.close();
            QString reason;
            auto opened = SqliteIndex::open(path(), &reason);
            QVERIFY(opened);
            for (const auto &text : {u"phone"_s, u"12"_s, u"7"_s, key(5), u"s3.example"_s}) {
                const auto hits = (*opened)->find(Query(text), {}, 1000);
                QVERIFY2(hits || hits.error().kind == Error::BadAnswer || hits.error().kind == Error::Database,
                    hits ? "" : qPrintable(hits.error().text));
            }
            const auto changed
                = (*opened)->change(listsOf(u"@u5:s5.example | NEW\n@new:s5.example | NEW"_s), {UserId(u"@u6:s6.example"_s)}, {});
            QVERIFY2(changed || changed.error().kind == Error::BadAnswer || changed.error().kind == Error::Database,
                changed ? "" : qPrintable(changed.error().text));
        }
    }

    void hostileTexts()
    {
        const QString long100k(100'000, u'x');
        Inspection::ListTexts many{.user = UserId(u"@many:evil.example"_s)};
        for (int i = 0; i < 5'000; ++i)
            many.devices.append({.deviceId = DeviceId(u"D%1"_s.arg(i)), .displayName = long100k});
        Inspection::ListTexts odd{.user = UserId(u"@odd:evil.example"_s)};
        odd.devices.append({.deviceId = DeviceId(u"A\u202eB\u0001\u0002\u0004\u0006C"_s),
            .displayName = u"evil\u202etxt.exe \u0001bob\u0002 "_s + QChar(0xd800) + u" end \0 nul"_s,
            .ed25519 = u"\" OR parts MATCH \"x"_s,
            .curve25519 = u"   "_s});
        QVERIFY(index->change({many, odd}, {}, {}));
        QCOMPARE(index->extent().users, 8);
        QCOMPARE(index->extent().cut, 1);
        QCOMPARE(found(*index, u"d99"_s).size(), 1); // of the first hundred
        QCOMPARE(found(*index, u"d4999"_s).size(), 0);
        QVERIFY(found(*index, u"xxxxxx"_s).constFirst().size() < 300); // what is said of it is short
        QCOMPARE(found(*index, QString(300, u'x')).size(), 0);
        QCOMPARE(found(*index, u"txt.exe"_s).size(), 1);
        QCOMPARE(found(*index, u"\u202e"_s).size(), 1);
        QCOMPARE(found(*index, u"a\u202eb"_s).size(), 1);
        QCOMPARE(found(*index, u"\u0002"_s).size(), 1);
        // And it can be forgotten again, to the last word.
        QVERIFY(index->change({}, {many.user, odd.user}, {}));
        QCOMPARE(index->extent().cut, 0);
        QCOMPARE(found(*index, u"xxx"_s).size(), 0);
        QCOMPARE(found(*index, u"evil"_s).size(), 0);
    }

    /// Against the plain way: each text, cut anywhere, is found in those lists that hold it, and in no other.
    void findsWhatIsThere()
    {
        QRandomGenerator random(3);
        const QStringList words{u"anna"_s, u"bob"_s, u"phone"_s, u"desk top"_s, u"é"_s, u"x-y"_s, u"日本"_s, u"Z"_s, u"."_s, u"📱"_s};
        const auto word = [&] { return words.at(random.bounded(int(words.size()))); };
        QList<Inspection::ListTexts> lists;
        for (int i = 0; i < 300; ++i) {
            QString local = word() + QString::number(i);
            local.remove(u' ');
            Inspection::ListTexts one{.user = UserId(u"@%1:%2.example"_s.arg(local).arg(random.bounded(5)))};
            for (int device = random.bounded(4); device > 0; --device)
                one.devices.append({.deviceId = DeviceId(word() + QString::number(random.bounded(50))),
                    .displayName = word() + u' ' + word() + word(),
                    .ed25519 = key(int(random.bounded(1000)))});
            lists.append(one);
        }
        index = std::move(*SqliteIndex::open({}));
        QVERIFY(index->change(lists, {}, {}));
        for (int round = 0; round < 400; ++round) {
            const Inspection::ListTexts &from = lists.at(random.bounded(int(lists.size())));
            QStringList texts{from.user.toString().mid(1), from.user.server().toString()};
            for (const auto &device : from.devices)
                texts << device.deviceId.toString() << device.displayName << device.ed25519;
            QString text = texts.at(random.bounded(int(texts.size())));
            const int begin = random.bounded(int(text.size()));
            text = text.mid(begin, 1 + random.bounded(14)).trimmed();
            if (text.isEmpty() || text.startsWith(u'@') || text.front().isLowSurrogate() || text.back().isHighSurrogate())
                continue;
            if (round % 2)
                text = text.toUpper();
            const Query query(text);
            QStringList expected, got;
            for (const auto &list : lists) {
                if (query.in(list))
                    expected += list.user.toString();
            }
            const QStringList hits = found(*index, text, {}, 17);
            for (const QString &hit : hits)
                got += hit.section(u' ', 0, 0);
            expected.sort();
            got.sort();
            const QSet<QString> is(got.cbegin(), got.cend()), should(expected.cbegin(), expected.cend());
            QVERIFY2(expected == got,
                qPrintable(u"%1: %2 and %3, too many: %4, missing: %5"_s.arg(text)
                               .arg(got.size())
                               .arg(expected.size())
                               .arg((is - should).values().join(u' '), (should - is).values().join(u' '))));
            // What the plain way finds in an ID or a name is a hit.
            const bool isThere
                = std::ranges::any_of(lists, [&](const auto &list) { return list.user.toString().contains(text, Qt::CaseInsensitive); });
            QVERIFY(!isThere || !got.isEmpty());
        }
    }

    void refusesOtherPlaces_data()
    {
        QTest::addColumn<QString>("after");
        for (const char *after : {"x", "1", "99.5", "-1.5", "1.-5", "1.x", "."})
            QTest::newRow(after) << QString::fromLatin1(after);
    }
    void refusesOtherPlaces()
    {
        QFETCH(QString, after);
        const auto hits = index->find(Query(u"bob"_s), after, 10);
        QVERIFY(!hits);
        QCOMPARE(hits.error().kind, Error::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestIndex)
#include "tst_index.moc"
