// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sourcetest.h"

#include "search/indexer.h"
#include "server/desks/searchdesk.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Lockstep::Test {

/// The search over what Synapse's tables hold, on both engines.
class TestSearched : public SourceTest
{
    Q_OBJECT

    static constexpr int patience = 60'000;
    std::unique_ptr<Search::Indexer> m_indexer;
    std::unique_ptr<Server::SearchDesk> m_desk;

    void begin()
    {
        m_indexer = std::make_unique<Search::Indexer>(
            m_source.get(), Search::Indexer::Options{.share = 0.9, .roundShare = 0.9, .betweenRounds = std::chrono::milliseconds(50)});
        m_indexer->start();
        m_desk = std::make_unique<Server::SearchDesk>(m_source.get(), m_indexer.get());
        QTRY_VERIFY_WITH_TIMEOUT(m_indexer->state().complete, patience);
    }
    QStringList found(const QString &text, const QString &server = {}, std::optional<UserState> state = {})
    {
        UserQuery query;
        query.limit = 7;
        query.search = text;
        query.server = server;
        query.state = state;
        QStringList all;
        for (int pages = 0; pages < 1'000; ++pages) {
            const auto page = m_desk->users(query);
            if (!page)
                return {u"error: "_s + page.error().text};
            for (const UserSummary &user : page->items) {
                all += user.userId.toString();
                if (!user.matched.isEmpty())
                    all.last() += u' ' + toApiName(user.matched.constFirst().field) + u' ' + user.matched.constFirst().text;
            }
            if (page->next.isEmpty())
                return all;
            query.after = page->next;
        }
        return {u"endless"_s};
    }
    void setContent(const QString &user, const QString &device, const QJsonObject &content)
    {
        m_mayChange = true;
        const QString json = QString::fromUtf8(QJsonDocument(content).toJson(QJsonDocument::Compact)).replace(u'\'', u"''"_s);
        m_database->run(u"DELETE FROM device_lists_remote_cache WHERE user_id = '%1' AND device_id = '%2'"_s.arg(user, device));
        m_database->run(u"INSERT INTO device_lists_remote_cache VALUES ('%1', '%2', '%3')"_s.arg(user, device, json));
    }

private Q_SLOTS:
    void initTestCase() { startCluster(); }
    void cleanup()
    {
        m_desk.reset();
        m_indexer.reset();
        closeSource();
    }

    void findsAll_data() { engines(); }
    void findsAll()
    {
        openSource();
        begin();
        QCOMPARE(found(u"ann's pc"_s), QStringList(u"@ann:remote.example display_name Ann's PC"_s));
        QCOMPARE(found(u"annpc"_s), QStringList(u"@ann:remote.example device_id ANNPC"_s));
        QCOMPARE(found({}, u"many.example"_s).size(), 250);
        QCOMPARE(found(u"u00"_s).size(), 100);
        QCOMPARE(found(u"remote"_s).size(), 3);
        QCOMPARE(found(u"bob"_s, {}, UserState::Stale), QStringList(u"@bob:remote.example user_id @bob:remote.example"_s));
        QCOMPARE(found({}, u"other.example"_s, UserState::Queued), QStringList(u"@dan:other.example"_s));
        QCOMPARE(found(u"eve"_s), QStringList()); // devices without tracking
        QCOMPARE(found(u"eve"_s, {}, UserState::Orphaned), QStringList(u"@eve:gone.example user_id @eve:gone.example"_s));
        QCOMPARE(found(u"%"_s), QStringList());
        QCOMPARE(found(u"@'; DROP TABLE devices; --"_s), QStringList());
        QCOMPARE(found(u"@a"_s + QChar(u'\0')).size(), 1); // refused
        QVERIFY(found(u"@a"_s + QChar(u'\0')).constFirst().startsWith("error: "_L1));
    }

    void contents_data() { engines(); }
    void contents()
    {
        openSource();
        const QString key = QString(43, u'K'), other = QString(43, u'O');
        setContent(u"@ann:remote.example"_s, u"KEYED"_s,
            {{u"keys"_s,
                 QJsonObject{{u"algorithms"_s, QJsonArray{u"x"_s}},
                     {u"keys"_s,
                         QJsonObject{
                             {u"curve25519:KEYED"_s, other}, {u"ed25519:KEYED"_s, key}, {u"ed25519:FOREIGN"_s, QString(43, u'F')}}}}},
                {u"device_display_name"_s, u"Zoë \"quoted\" \u202e 📱"_s}});
        setContent(u"@ann:remote.example"_s, u"LONG"_s, {{u"device_display_name"_s, QString(100'000, u'l')}});
        setContent(u"@ann:remote.example"_s, u"HUGE"_s, {{u"device_display_name"_s, QString(400'000, u'h')}});
        setContent(u"@ann:remote.example"_s, u"ODD"_s, {{u"device_display_name"_s, 5}, {u"keys"_s, QJsonArray{1}}});
        m_database->run(u"INSERT INTO device_lists_remote_cache VALUES ('@ann:remote.example', 'BROKEN', '{\"keys\": {\"keys\": [')"_s);
        begin();
        QCOMPARE(found(key), QStringList(u"@ann:remote.example ed25519 "_s + key));
        QCOMPARE(found(QString(12, u'o')), QStringList(u"@ann:remote.example curve25519 "_s + other));
        QCOMPARE(found(QString(43, u'F')), QStringList());
        QCOMPARE(found(u"zoë \"quo"_s), QStringList(u"@ann:remote.example display_name Zoë \"quoted\" \u202e 📱"_s));
        for (const QString &device : {u"LONG"_s, u"HUGE"_s, u"ODD"_s, u"BROKEN"_s})
            QCOMPARE(found(device), QStringList(u"@ann:remote.example device_id "_s + device));
        QCOMPARE(m_indexer->state().cut, 1);
        QCOMPARE(found(u"llllll"_s).size(), 1);
    }

    void endlessLists_data() { engines(); }
    /// A server that answers with more devices than anybody has.
    void endlessLists()
    {
        openSource();
        m_mayChange = true;
        QStringList rows;
        for (int i = 0; i < 6'000; ++i)
            rows += u"('@bob:remote.example', 'E%1', '{}')"_s.arg(i, 5, 10, QChar(u'0'));
        for (qsizetype from = 0; from < rows.size(); from += 500)
            m_database->run(u"INSERT INTO device_lists_remote_cache VALUES "_s + rows.mid(from, 500).join(u','));
        begin();
        QCOMPARE(m_indexer->state().cut, 1);
        QCOMPARE(found(u"e00050"_s).size(), 1);
        QCOMPARE(found(u"e05999"_s).size(), 0);
        QCOMPARE(found(u"annpc"_s).size(), 1);
    }

    void followsTheTables_data() { engines(); }
    void followsTheTables()
    {
        openSource();
        begin();
        m_source->startPolling(nullptr, std::chrono::milliseconds(20));
        setContent(u"@ann:remote.example"_s, u"ANNPC"_s, {{u"device_display_name"_s, u"Renamed"_s}});
        m_database->run(u"DELETE FROM device_lists_remote_extremeties WHERE user_id = '@cat:dead.example'"_s);
        QTRY_COMPARE_WITH_TIMEOUT(found(u"renam"_s), QStringList(u"@ann:remote.example display_name Renamed"_s), patience);
        QTRY_COMPARE_WITH_TIMEOUT(found(u"cat"_s), QStringList(), patience);
        m_source->stopPolling();
    }
};

} // namespace Lockstep::Test

QTEST_GUILESS_MAIN(Lockstep::Test::TestSearched)
#include "tst_searched.moc"
