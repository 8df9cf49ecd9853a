// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A history as text and back, its check, and what becomes of one that is damaged.

#include "history/archive/archive.h"
#include "history/recording/recorder.h"

#include <QDir>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

const Feed feed{.source = UpdateSource::Log, .stream = u"one"_s};

UserId userOf(int number)
{
    return UserId(u"@user%1:remote.example"_s.arg(number));
}

Recorder::Item content(const UserId &user, qint64 id, qint64 prev)
{
    return {.feed = feed,
        .what = UpdateContent{.user = user,
            .content = {{u"user_id"_s, user.toString()}, {u"device_id"_s, u"A\"\n\u202e"_s}, {u"stream_id"_s, id},
                {u"prev_id"_s, QJsonArray{prev}}, {u"device_display_name"_s, u"Ünïcode \U0001F600"_s},
                {u"keys"_s, QJsonObject{{u"keys"_s, QString::number(id).repeated(40)}}}},
            .at = id * 1000,
            .origin = {},
            .transaction = QString::number(id),
            .index = 0,
            .verified = {}}};
}

void record(const QString &path, int from, int to, int users)
{
    const auto store = Store::open(path);
    QVERIFY2(store, store ? "" : qPrintable(store.error().text));
    Recorder recorder(store->get());
    QList<Recorder::Item> items;
    for (int id = from; id < to; ++id)
        items.append(content(userOf(id % users), id, id % 7 == 0 ? id - 1 : id - users));
    const auto done = recorder.record(items, {{.fileId = u"file"_s, .path = u"/log"_s, .offset = to, .state = QByteArray("\0\xff", 2)}});
    QVERIFY2(done, done ? "" : qPrintable(done.error().text));
}

void change(const QString &path, const QStringList &statements)
{
    {
        QSqlDatabase file = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        file.setDatabaseName(path);
        QVERIFY(file.open());
        for (const QString &sql : statements)
            QVERIFY(QSqlQuery(file).exec(sql));
    }
    QSqlDatabase::removeDatabase(u"other"_s);
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QFile::WriteOnly | QFile::Truncate));
    file.write(bytes);
}

/// Spoils pages of a file that nobody has open.
void damage(const QString &path, qint64 firstPage, qint64 pages)
{
    change(path, {u"PRAGMA wal_checkpoint(TRUNCATE)"_s});
    QFile file(path);
    QVERIFY(file.open(QFile::ReadWrite));
    QVERIFY(file.size() > (firstPage + pages) * 4096);
    for (qint64 page = firstPage; page < firstPage + pages; ++page) {
        file.seek(page * 4096);
        file.write(QByteArray(4096, char(0xa5)));
    }
}

/// "lines of an archive" of the first format.
QByteArray oldArchive()
{
    return R"({"lockstep_history":1,"format":1,"made":0}
{"table":"users","columns":["id","name","updates","open_gap"]}
[1,"@user0:remote.example",2,2]
{"table":"updates","columns":["user","n","received","kind","stream","prev","device","flags","verdict","breaks","sources","marks","mark_stream","mark_transaction","hash"]}
[1,1,1000,0,7,null,"A",0,1,1,1,1,5,0,0]
[1,2,2000,0,9,8,"A",0,2,514,1,1,5,0,0]
{"rows":3,"lost":0}
)";
}

} // namespace

class tst_Archive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void thereAndBack_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << u"archive.ndjson"_s;
        QTest::newRow("compressed") << u"archive.gz"_s;
    }

    void thereAndBack()
    {
        QFETCH(QString, name);
        const QString history = file("history"), archive = m_dir->filePath(name), back = file("back");
        record(history, 100, 1100, 30);
        const auto written = exportHistory(history, archive);
        QVERIFY2(written, written ? "" : qPrintable(written.error().text));
        QCOMPARE(written->updates, 1000);
        QCOMPARE(written->users, 30);
        QVERIFY(!(QFile::permissions(archive) & (QFile::ReadGroup | QFile::ReadOther)));
        const auto made = importHistory(archive, back);
        QVERIFY2(made, made ? "" : qPrintable(made.error().text));
        QCOMPARE(made->rows, written->rows);
        QCOMPARE(made->shortened, 0);
        QVERIFY(!(QFile::permissions(back) & (QFile::ReadGroup | QFile::ReadOther)));
        QCOMPARE(checkHistory(back)->faults.join(u'|'), QString());
        {
            const auto one = Store::open(history), other = Store::open(back);
            for (int user = 0; user < 30; ++user)
                QCOMPARE(*(*other)->updates(userOf(user), 0, 1000, false), *(*one)->updates(userOf(user), 0, 1000, false));
            QCOMPARE(*(*other)->extent(), *(*one)->extent());
            QCOMPARE(*(*other)->countUsersWithOpenGap(), *(*one)->countUsersWithOpenGap());
            QCOMPARE((*other)->logPositions()->constFirst().state, QByteArray("\0\xff", 2));
        }
        // Recording goes on in both alike.
        for (const QString &path : {history, back})
            record(path, 1100, 1200, 30);
        const auto one = Store::open(history), other = Store::open(back);
        QCOMPARE(*(*other)->updates(userOf(3), 0, 1000, false), *(*one)->updates(userOf(3), 0, 1000, false));
    }

    /// What is recorded while it is written is in none of it.
    void whileSomebodyRecords()
    {
        const QString history = file("history");
        record(history, 100, 20'100, 40);
        bool isFirst = true;
        const auto written = exportHistory(history, file("archive"), [&](const ArchiveProgress &) {
            if (std::exchange(isFirst, false))
                record(history, 20'100, 20'400, 40);
            return true;
        });
        QVERIFY2(written, written ? "" : qPrintable(written.error().text));
        QVERIFY(!isFirst);
        QCOMPARE(written->updates, 20'000);
        const auto made = importHistory(file("archive"), file("back"));
        QVERIFY2(made, made ? "" : qPrintable(made.error().text));
        QCOMPARE(made->shortened, 0);
        QCOMPARE(checkHistory(file("back"))->faults.join(u'|'), QString());
        QCOMPARE(checkHistory(history)->updates, 20'300);
    }

    void nothingIsOverwritten()
    {
        const QString history = file("history"), archive = file("archive");
        record(history, 1, 10, 1);
        put(archive, "mine");
        QVERIFY(exportHistory(history, archive).error().text.contains(u"is there already"_s));
        QCOMPARE(contentsOf(archive), "mine");
        QVERIFY(importHistory(archive, history).error().text.contains(u"is there already"_s));
        QVERIFY(exportHistory(file("nothing"), file("to")).error().text.contains(u"not there"_s));
        QVERIFY(!QFile::exists(file("nothing")));
        put(file("text"), "no database at all, but long enough for one to be looked for in it");
        QVERIFY(!exportHistory(file("text"), file("to")));
        QVERIFY(!checkHistory(file("text")));
        QVERIFY(!QFile::exists(file("to")) && !QFile::exists(file("to.part")));
    }

    void cancels()
    {
        const QString history = file("history");
        record(history, 1, 25'000, 10);
        const ArchiveWatch no = [](const ArchiveProgress &) { return false; };
        QCOMPARE(exportHistory(history, file("to"), no).error().kind, Error::Cancelled);
        QVERIFY(exportHistory(history, file("archive")));
        QCOMPARE(importHistory(file("archive"), file("back"), no).error().kind, Error::Cancelled);
        QCOMPARE(checkHistory(history, no).error().kind, Error::Cancelled);
        QCOMPARE(QDir(m_dir->path()).entryList({u"to*"_s, u"back*"_s}, QDir::Files).join(u' '), QString());
    }

    void olderFormats()
    {
        put(file("old"), oldArchive());
        const auto made = importHistory(file("old"), file("back"));
        QVERIFY2(made, made ? "" : qPrintable(made.error().text));
        const auto store = Store::open(file("back"));
        QCOMPARE((*store)->userHistory(userOf(0))->openGap, 2);
        QCOMPARE((*store)->userHistory(userOf(0))->lastRestarted, 2); // which the first format did not know
        QCOMPARE((*store)->updates(userOf(0), 0, 9, false)->constLast().streamId, StreamId(9));
    }

    /// Cut anywhere it is refused, and nothing is left.
    void cutOff()
    {
        const QByteArray whole = oldArchive();
        for (qsizetype size = 0; size < whole.size() - 2; ++size) {
            put(file("cut"), whole.first(size));
            const auto made = importHistory(file("cut"), file("back"));
            QVERIFY2(!made, QByteArray::number(size).constData());
            QVERIFY(!QFile::exists(file("back")) && !QFile::exists(file("back.part")));
        }
        record(file("history"), 1, 3000, 3);
        QVERIFY(exportHistory(file("history"), file("archive.gz")));
        const QByteArray packed = contentsOf(file("archive.gz"));
        for (qsizetype size = 0; size < packed.size() - 8; size += 997) {
            put(file("cut.gz"), packed.first(size));
            QVERIFY2(!importHistory(file("cut.gz"), file("back")), QByteArray::number(size).constData());
        }
    }

    void hostile_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *from, const char *to, const char *says) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QString::fromLatin1(says);
        };
        row("another file", "lockstep_history", "something", "no archive");
        row("newer", "\"format\":1", "\"format\":999", "newer version");
        row("newer archive", "\"lockstep_history\":1", "\"lockstep_history\":2", "newer version");
        row("another table", "\"users\"", "\"nobody\"", "Line 2");
        row("SQLite's own table", "\"users\"", "\"sqlite_master\"", "Line 2");
        row("a table in SQL", "\"users\"", "\"users (id) VALUES (1); DROP TABLE users; --\"", "Line 2");
        row("a column in SQL", "\"open_gap\"", "\"open_gap) VALUES (1); --\"", "Line 2");
        row("a column twice", "\"open_gap\"", "\"updates\"", "Line 2");
        row("no columns", "[\"id\",\"name\",\"updates\",\"open_gap\"]", "[]", "Line 2");
        row("too few values", ",2,2]", ",2]", "Line 3");
        row("too many values", ",2,2]", ",2,2,2]", "Line 3");
        row("a value of no kind", ",2,2]", ",2,true]", "Line 3");
        row("bytes that are none", ",2,2]", ",2,{\"base64\":\"%%%\"}]", "Line 3");
        row("bytes and more", ",2,2]", ",2,{\"base64\":\"AA==\",\"x\":1}]", "Line 3");
        row("a null that may not be", "\"@user0:remote.example\"", "null", "Line 3");
        row("no JSON", ",2,2]", ",2,2", "Line 3");
        row("deep", ",2,2]", ",2,[[[[[[[[[[2]]]]]]]]]]]", "Line 3");
        row("another number of rows", "\"rows\":3", "\"rows\":4", "it tells of 4 rows");
        row("bytes that are no text", "@user0", "\xff\xfe", "Line 3");
    }

    void hostile()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, says);
        put(file("hostile"), oldArchive().replace(from, to));
        const auto made = importHistory(file("hostile"), file("back"));
        QVERIFY(!made);
        QVERIFY2(made.error().text.contains(says), qPrintable(made.error().text));
        QVERIFY(!QFile::exists(file("back")) && !QFile::exists(file("back.part")));
    }

    /// Users whose rows do not fit together keep the beginning that does.
    void whatIsMissingIsCutOff()
    {
        QByteArray archive = oldArchive();
        archive.replace("[1,1,1000", "[1,3,1000");
        put(file("holes"), archive);
        const auto made = importHistory(file("holes"), file("back"));
        QVERIFY2(made, made ? "" : qPrintable(made.error().text));
        QCOMPARE(made->shortened, 1);
        QCOMPARE(made->losses.join(u'|'), u"Of @user0:remote.example the first 0 updates are kept."_s);
        QCOMPARE(checkHistory(file("back"))->faults.join(u'|'), QString());
        const auto store = Store::open(file("back"));
        QCOMPARE((*store)->extent()->first, 0);
        QCOMPARE((*store)->userHistory(userOf(0))->openGap, 0);
    }

    void damagedIsFoundAndSaved()
    {
        const QString history = file("history");
        record(history, 100, 8100, 20);
        QCOMPARE(checkHistory(history)->faults.join(u'|'), QString());
        damage(history, 60, 12);
        const auto found = checkHistory(history);
        QVERIFY2(found, found ? "" : qPrintable(found.error().text));
        QVERIFY(!found->faults.isEmpty());
        const auto saved = exportHistory(history, file("saved.gz"));
        QVERIFY2(saved, saved ? "" : qPrintable(saved.error().text));
        QVERIFY(saved->shortened > 0 && saved->updates > 2000 && saved->updates < 8000);
        const auto made = importHistory(file("saved.gz"), file("back"));
        QVERIFY2(made, made ? "" : qPrintable(made.error().text));
        QVERIFY(made->shortened > 0);
        QCOMPARE(checkHistory(file("back"))->faults.join(u'|'), QString());
        record(file("back"), 9000, 9100, 20);
    }

    void countersThatDoNotFit()
    {
        const QString history = file("history");
        record(history, 100, 200, 4);
        change(history, {u"DELETE FROM updates WHERE user = 2 AND n = 3"_s, u"UPDATE extent SET updates = 7"_s});
        const QString faults = checkHistory(history)->faults.join(u'|');
        QVERIFY2(faults.contains(u"Of @user1:remote.example there are to be 25 updates, and 24 are there, the newest number 25"_s),
            qPrintable(faults));
        QVERIFY2(faults.contains(u"The totals say 7 updates"_s), qPrintable(faults));
    }

    void compacts()
    {
        const QString history = file("history");
        record(history, 100, 8100, 20);
        change(history, {u"DELETE FROM updates WHERE user > 2"_s, u"DELETE FROM users WHERE id > 2"_s});
        const auto before = compactHistory(history);
        QVERIFY2(before, before ? "" : qPrintable(before.error().text));
        QVERIFY(QFileInfo(history).size() < *before / 4);
        const auto store = Store::open(history);
        QCOMPARE((*store)->userHistory(userOf(0))->updates, 400);
    }

    /// Recording goes on in a new file, nothing of the old one is lost, and those who read find the new one.
    void damagedIsSetAsideWhileRecording()
    {
        const QString history = file("history");
        record(history, 100, 8100, 20);
        change(history, {u"PRAGMA wal_checkpoint(TRUNCATE)"_s});
        damage(history, 60, QFileInfo(history).size() / 4096 - 61);
        const QByteArray old = contentsOf(history);
        const auto store = Store::open(history);
        QVERIFY2(store, store ? "" : qPrintable(store.error().text));
        Recorder recorder(store->get());
        const auto done = recorder.record({content(userOf(1), 9000, 8981)});
        QVERIFY(!done);
        QVERIFY2(done.error().text.contains(u"was damaged. It was moved to"_s), qPrintable(done.error().text));
        const QStringList aside = Store::asideFiles(history);
        QCOMPARE(aside.size(), 1);
        QCOMPARE(contentsOf(aside.constFirst()).size(), old.size());
        QVERIFY((*store)->logPositions()->isEmpty()); // so that logs are read again
        QVERIFY(recorder.record({content(userOf(1), 9000, 8981), content(userOf(2), 9001, 8982)}));
        QCOMPARE((*store)->userHistory(userOf(1))->updates, 1);
        QCOMPARE((*store)->extent()->first, 2);
        QCOMPARE(checkHistory(history)->faults.join(u'|'), QString());
    }

    void damagedIsSetAsideAtTheStart()
    {
        const QString history = file("history");
        record(history, 100, 8100, 20);
        change(history, {u"PRAGMA wal_checkpoint(TRUNCATE)"_s});
        {
            // The table of tables: nothing can be opened.
            QFile broken(history);
            QVERIFY(broken.open(QFile::ReadWrite));
            broken.seek(100);
            broken.write(QByteArray(3996, char(0xa5)));
        }
        const auto store = Store::open(history);
        QVERIFY2(store, store ? "" : qPrintable(store.error().text));
        QCOMPARE(Store::asideFiles(history).size(), 1);
        QCOMPARE((*store)->extent()->first, 0);
    }

    /// A disk that damages one after another is not filled with them; and the file's name is no pattern.
    void isNotSetAsideForEver()
    {
        const QString history = file("hist[o]ry*");
        for (int i = 0; i < 10; ++i)
            put(history + u".damaged-%1"_s.arg(i), "old");
        put(file("history.damaged-x"), "another's");
        QCOMPARE(Store::asideFiles(history).size(), 10);
        QCOMPARE(Store::asideFiles(file("hist?ry")).size(), 0);
        record(history, 100, 8100, 20);
        change(history, {u"PRAGMA wal_checkpoint(TRUNCATE)"_s});
        {
            QFile broken(history);
            QVERIFY(broken.open(QFile::ReadWrite));
            broken.seek(100);
            broken.write(QByteArray(3996, char(0xa5)));
        }
        const auto store = Store::open(history);
        QVERIFY(!store);
        QVERIFY2(store.error().text.contains(u"the disk is to be looked at"_s), qPrintable(store.error().text));
        QVERIFY(QFile::exists(history));
        QCOMPARE(Store::asideFiles(history).size(), 10);
    }

    /// What is no history of ours is nobody's to move.
    void othersAreLeftAlone()
    {
        put(file("text"), QByteArray("somebody's text ").repeated(1000));
        QVERIFY(!Store::open(file("text")));
        change(file("others"), {u"CREATE TABLE t (x)"_s});
        {
            QFile broken(file("others"));
            QVERIFY(broken.open(QFile::ReadWrite));
            broken.seek(100);
            broken.write(QByteArray(3996, char(0xa5)));
        }
        QVERIFY(!Store::open(file("others")));
        QVERIFY(Store::asideFiles(file("text")).isEmpty() && Store::asideFiles(file("others")).isEmpty());
    }

private:
    QString file(const char *name) const { return m_dir->filePath(QString::fromLatin1(name)); }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(tst_Archive)
#include "tst_archive.moc"
