// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/rawclient.h"
#include "listsource.h"

#include "search/indexer.h"
#include "search/sqliteindex.h"
#include "server/desks/searchdesk.h"
#include "server/server.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Lockstep::Test;
using namespace std::chrono_literals;

/// GET /users with a search, as a stranger asks it.
class TestSearchHttp : public QObject
{
    Q_OBJECT

    static constexpr int patience = 60'000;
    std::unique_ptr<ListSource> source;
    Inspection::FakeHistory history;
    Inspection::FakeAccess access;
    QTemporaryDir dir;
    std::unique_ptr<Search::Indexer> indexer;
    std::unique_ptr<Server::SearchDesk> search;
    std::unique_ptr<Server::RefreshDesk> desk;
    std::unique_ptr<Server::Server> server;

    void begin(bool isIndexed = true)
    {
        if (isIndexed) {
            indexer = std::make_unique<Search::Indexer>(
                source.get(), Search::Indexer::Options{.path = dir.filePath(u"x.search.sqlite"_s), .share = 0.9, .afterFailure = 20ms});
            indexer->start();
        }
        search = std::make_unique<Server::SearchDesk>(source.get(), indexer.get());
        Server::RefreshOptions refresh;
        refresh.serverName = ServerName(u"hs.example"_s);
        desk = std::make_unique<Server::RefreshDesk>(source.get(), refresh, source->trail());
        Server::ServerOptions options;
        options.serverName = refresh.serverName;
        options.search = search.get();
        auto started = Server::Server::start(options, source.get(), &history, &access, desk.get(), source->trail());
        QVERIFY(started);
        server = std::move(*started);
    }
    QJsonObject get(const QString &parameters)
    {
        const RawAnswer answer = request(server->url(), "GET", "/_lockstep/v1/users?" + parameters.toUtf8(), "admin");
        return answer.status == 200 ? answer.json() : QJsonObject{{u"status"_s, answer.status}, {u"errcode"_s, answer.errcode()}};
    }
    /// All pages: "user field device text".
    QStringList rows(const QString &parameters)
    {
        QStringList all;
        QString next;
        for (int pages = 0; pages < 1'000; ++pages) {
            const QJsonObject page = get(parameters + (next.isEmpty() ? QString() : u"&after="_s + next));
            if (page.contains(u"status"_s))
                return {QString::number(page.value(u"status"_s).toInt())};
            const QJsonArray users = page.value(u"users"_s).toArray();
            for (const QJsonValue &user : users) {
                const QJsonObject match = user[u"matched"_s].toArray().at(0).toObject();
                QString line = user[u"user_id"_s].toString();
                if (!match.isEmpty())
                    line += u' ' + match.value(u"field"_s).toString() + u' ' + match.value(u"text"_s).toString();
                all += line;
            }
            next = QString::fromLatin1(QUrl::toPercentEncoding(page.value(u"next"_s).toString()));
            if (next.isEmpty())
                return all;
        }
        return {u"endless"_s};
    }
    QJsonObject searched(const QString &parameters) { return get(parameters).value(u"searched"_s).toObject(); }

private Q_SLOTS:
    void init()
    {
        source = std::make_unique<ListSource>();
        source->set(uR"(
            @anna:remote.example | ANNAPC = Element Desktop
            @bob:remote.example | JLAFKJWSCS = Bob’s phone
            @bobstale:far.example | TABLET = Phone (old)
            @carl:dead.example | PHONE
        )"_s.trimmed());
    }
    void cleanup()
    {
        server.reset();
        desk.reset();
        search.reset();
        indexer.reset();
        source.reset();
        Search::SqliteIndex::remove(dir.filePath(u"x.search.sqlite"_s));
    }

    void saysWhatMatched()
    {
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        QCOMPARE(rows(u"search=phone"_s),
            (QStringList{u"@carl:dead.example device_id PHONE"_s, u"@bobstale:far.example display_name Phone (old)"_s,
                u"@bob:remote.example display_name Bob’s phone"_s}));
        QCOMPARE(rows(u"search=phone&limit=1"_s), rows(u"search=phone"_s));
        const QJsonObject row = get(u"search=s%20phone"_s).value(u"users"_s).toArray().at(0).toObject();
        QCOMPARE(row.value(u"matched"_s).toArray().at(0).toObject(),
            (QJsonObject{{u"field"_s, u"display_name"_s}, {u"device_id"_s, u"JLAFKJWSCS"_s}, {u"text"_s, u"Bob’s phone"_s}, {u"at"_s, 4},
                {u"length"_s, 7}}));
        QCOMPARE(rows(u"search=phone&server=far.example"_s), QStringList(u"@bobstale:far.example display_name Phone (old)"_s));
        QCOMPARE(rows(u"server=far.example"_s), QStringList(u"@bobstale:far.example"_s));
        QCOMPARE(rows(u"search=phone&state=stale"_s), QStringList(u"@bobstale:far.example display_name Phone (old)"_s));
        QCOMPARE(rows(u"search=phone&state=in_step"_s).size(), 2);
        QCOMPARE(rows(u"search=@bob"_s),
            (QStringList{u"@bob:remote.example user_id @bob:remote.example"_s, u"@bobstale:far.example user_id @bobstale:far.example"_s}));
        QCOMPARE(rows(u"search=@BOB:"_s), QStringList(u"@bob:remote.example user_id @bob:remote.example"_s)); // whatever the case
        QCOMPARE(rows(u"search=nowhere"_s), QStringList());
        QCOMPARE(searched(u"search=nowhere"_s),
            (QJsonObject{{u"complete"_s, true}, {u"indexed"_s, 4}, {u"total"_s, 4}, {u"as_of"_s, searched(u"search=x"_s).value(u"as_of"_s)},
                {u"waiting"_s, 0}, {u"cut"_s, 0}}));
        // A list that was not searched says nothing of it.
        QVERIFY(!get(u"limit=5"_s).contains(u"searched"_s));
        QCOMPARE(rows({}).size(), 4);
    }

    void whatIsNotIndexedIsFoundByItsId()
    {
        source->set(manyLists(0, 6'000));
        source->holdAt(u"@u004200:s0.example"_s);
        begin();
        QTRY_COMPARE_WITH_TIMEOUT(indexer->state().indexed, 4'000, patience);
        const QJsonObject state = searched(u"search=phone"_s);
        QCOMPARE(state.value(u"complete"_s).toBool(), false);
        QCOMPARE(state.value(u"indexed"_s).toInt(), 4'000);
        QCOMPARE(state.value(u"total"_s).toInt(), 6'004);
        QVERIFY(state.value(u"as_of"_s).isNull());
        QCOMPARE(rows(u"search=u005900"_s), QStringList(u"@u005900:s6.example user_id @u005900:s6.example"_s));
        QCOMPARE(rows(u"search=00&limit=700"_s).size(), 6'000);
        QStringList all = rows(u"search=00&limit=700"_s);
        QCOMPARE(all.removeDuplicates(), 0);
        QCOMPARE(rows(u"search=phone%205900"_s), QStringList()); // as it said
        QCOMPARE(rows(u"server=s6.example&limit=1000"_s).size(), 857);
        source->holdAt({});
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        QCOMPARE(rows(u"search=phone%205900"_s).size(), 1);
        QCOMPARE(rows(u"search=00&limit=700"_s).size(), 6'000);
        QCOMPARE(rows(u"server=s6.example&limit=1000"_s).size(), 857);
    }

    void withoutAnIndex_data()
    {
        QTest::addColumn<bool>("indexed");
        QTest::newRow("none is kept") << false;
        QTest::newRow("it cannot be opened") << true;
    }
    void withoutAnIndex()
    {
        QFETCH(bool, indexed);
        const QString path = dir.filePath(u"x.search.sqlite"_s);
        if (indexed)
            QVERIFY(QDir().mkpath(path));
        begin(indexed);
        QCOMPARE(rows(u"search=bob"_s).size(), 2);
        QCOMPARE(rows(u"search=phone"_s).size(), 0);
        QCOMPARE(rows(u"server=far.example"_s).size(), 1);
        if (indexed)
            QCOMPARE(searched(u"search=bob"_s).value(u"complete"_s).toBool(), false);
        QDir().rmdir(path);
    }

    void damageIsNotSilence()
    {
        source->set(manyLists(0, 500));
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        // All pages but the first, as a disk that lies.
        QFile file(dir.filePath(u"x.search.sqlite"_s));
        QVERIFY(file.open(QIODevice::ReadWrite));
        Sql::DatabaseAddress address;
        address.path = file.fileName();
        QVERIFY(Sql::Database(address, {.access = Sql::Access::Owner}).run(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        QVERIFY(file.size() > 8'192);
        file.seek(4'096);
        file.write(QByteArray(int(file.size() - 4'096), '\xff'));
        file.close();
        // Whoever finds it: what IDs tell is still found, and then everything again.
        QVERIFY(rows(u"search=bob"_s).contains(u"@bob:remote.example user_id @bob:remote.example"_s));
        QTRY_VERIFY_WITH_TIMEOUT(rows(u"search=phone%20499"_s).size() == 1, patience);
    }

    void bad_data()
    {
        QTest::addColumn<QString>("parameters");
        QTest::newRow("too long") << u"search="_s + QString(600, u'x');
        QTest::newRow("after of nobody") << u"search=bob&after=xyz"_s;
        QTest::newRow("after of another kind") << u"search=bob&after=i~~1~77.7"_s;
    }
    void bad()
    {
        QFETCH(QString, parameters);
        begin();
        QCOMPARE(rows(parameters), QStringList(u"400"_s));
    }

    void hostileWords_data()
    {
        QTest::addColumn<QString>("text");
        const QStringList all{u"\""_s, u"\"\""_s, u"*"_s, u"a*"_s, u"NEAR(a b)"_s, u"-bob"_s, u"t:bob"_s, u"^bob"_s, u"%"_s, u"_"_s,
            u"' OR 1"_s, u"bob\" OR \"a"_s, u"\u202e"_s, u"\ufdd0"_s, QString(512, u'a'), QString(512, u'"'), u":"_s, u"@"_s, u"@@"_s,
            u"::"_s, u"𝄞𝄞"_s};
        for (const QString &text : all)
            QTest::newRow(qPrintable(QString::fromLatin1(QUrl::toPercentEncoding(text.left(20))))) << text;
    }
    /// Text is text: an answer, and only of lists that hold it.
    void hostileWords()
    {
        QFETCH(QString, text);
        begin();
        QTRY_VERIFY_WITH_TIMEOUT(indexer->state().complete, patience);
        const QStringList hits = rows(u"search="_s + QString::fromLatin1(QUrl::toPercentEncoding(text)));
        for (const QString &hit : hits)
            QVERIFY2(hit.contains(text, Qt::CaseInsensitive), qPrintable(hit));
    }
};

QTEST_GUILESS_MAIN(TestSearchHttp)
#include "tst_searchhttp.moc"
