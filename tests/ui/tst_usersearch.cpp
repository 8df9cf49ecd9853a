// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pagesfixture.h"

#include "inspection/wire.h"
#include "model/usermodel.h"
#include "ui/pages/users/matchdelegate.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userspage.h"
#include "ui/widgets/listpanel.h"
#include "ui/widgets/statestack.h"

#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

/// The search of the Users page, with what gateways answer.
class TestUserSearch : public QObject
{
    Q_OBJECT

    std::unique_ptr<PagesFixture> m_fixture;
    UsersPage *m_page = nullptr;
    Inspection::Page<UserSummary> m_found; ///< what a search answers

    QTableView *view() const { return m_page->findChild<UserList *>()->panel()->view(); }
    StateStack *stack() const { return m_page->findChild<UserList *>()->panel()->stack(); }
    QLineEdit *field() const { return m_page->findChild<QLineEdit *>(u"users-search"_s); }
    QLabel *note() const { return m_page->findChild<QLabel *>(u"users-search-note"_s); }
    void search(const QString &text)
    {
        field()->setText(text);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->isSettled(), patience);
    }
    static UserSummary row(const QString &user, const QList<Match> &matched)
    {
        UserSummary summary;
        summary.userId = UserId(user);
        summary.states = {UserState::InStep};
        summary.matched = matched;
        return summary;
    }
    static Match named(const QString &device, const QString &name, int at, int length)
    {
        return {.field = MatchField::DisplayName, .deviceId = DeviceId(device), .text = name, .at = at, .length = length};
    }

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<PagesFixture>();
        m_fixture->server.addUsers(u"@zoe:far.example in_step 2\n@ann:remote.example stale 1"_s);
        m_fixture->server.intercept = [this](const Request &request) -> std::optional<Answer> {
            if (request.path != u"/_lockstep/v1/users" || request.query.queryItemValue(u"search"_s).isEmpty())
                return {};
            return Answer{200, QJsonDocument(toJson(m_found)).toJson()};
        };
        m_found = {};
        m_found.searched = SearchState{.complete = true, .indexed = 2, .total = 2, .asOf = 1'700'000'000'000};
        m_page = m_fixture->open<UsersPage>();
        QVERIFY(m_page);
    }
    void cleanup() { m_fixture.reset(); }

    void rowsSayWhatMatched()
    {
        const int plain = view()->verticalHeader()->defaultSectionSize();
        const int sorted = view()->horizontalHeader()->sortIndicatorSection();
        QCOMPARE(sorted, int(UserModel::State));
        const QStringList worstFirst = shown(view());
        m_found.items = {row(u"@zoe:far.example"_s, {named(u"JLAFKJWSCS"_s, u"Bob’s phone"_s, 6, 5)}),
            row(u"@ann:remote.example"_s, {named(u"PC"_s, u"telephone"_s, 4, 5)})};
        search(u"phone"_s);
        // As the server ranked them, not the worst first.
        QCOMPARE(shown(view()), QStringList({u"@zoe:far.example"_s, u"@ann:remote.example"_s}));
        QVERIFY(view()->verticalHeader()->defaultSectionSize() > plain);
        const auto matches = view()->model()->index(0, 0).data(UserModel::MatchedRole).value<QList<Match>>();
        QCOMPARE(matchWords(matches.constFirst()).whole(), u"device JLAFKJWSCS “Bob’s phone”"_s);
        QCOMPARE(matchWords(matches.constFirst()).match, u"phone"_s);
        QVERIFY(!note()->isVisible());
        // It is painted: the row differs from one without.
        const QRect where = view()->visualRect(view()->model()->index(0, 0));
        const QImage with = view()->viewport()->grab(where).toImage();
        m_found.items[0].matched = {};
        search(u"phones"_s);
        QVERIFY(view()->viewport()->grab(where).toImage() != with);
        search({});
        QCOMPARE(view()->verticalHeader()->defaultSectionSize(), plain);
        QCOMPARE(view()->horizontalHeader()->sortIndicatorSection(), sorted);
        QCOMPARE(shown(view()), worstFirst);
    }

    void aChosenOrderStays()
    {
        m_found.items = {row(u"@zoe:far.example"_s, {})};
        search(u"zoe"_s);
        view()->sortByColumn(UserModel::User, Qt::AscendingOrder);
        search({});
        QCOMPARE(view()->horizontalHeader()->sortIndicatorSection(), int(UserModel::User));
    }

    void words_data()
    {
        QTest::addColumn<Match>("match");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("matched");
        QTest::addColumn<QString>("after");
        const DeviceId device(u"DEV"_s);
        QTest::newRow("device") << Match{MatchField::DeviceId, device, u"DEV"_s, 1, 1} << u"device D"_s << u"E"_s << u"V"_s;
        QTest::newRow("fingerprint") << Match{MatchField::Ed25519, device, u"abcdef"_s, 0, 3} << u"fingerprint of DEV: "_s << u"abc"_s
                                     << u"def"_s;
        QTest::newRow("identity key") << Match{MatchField::Curve25519, device, u"abcdef"_s, 3, 3} << u"identity key of DEV: abc"_s
                                      << u"def"_s << QString();
        QTest::newRow("hostile") << Match{MatchField::DisplayName, DeviceId(u"%1\u202e"_s), u"%1\u202ex%2"_s, 2, 2}
                                 << u"device %1\\u202e “%1"_s << u"\\u202ex"_s << u"%2”"_s;
        QTest::newRow("places that are none") << Match{MatchField::DeviceId, device, u"DEV"_s, 90, -5} << u"device DEV"_s << QString()
                                              << QString();
        QTest::newRow("of a newer gateway") << Match{MatchField::Unknown, device, u"avatar"_s, 0, 2} << QString() << u"av"_s << u"atar"_s;
    }
    void words()
    {
        QFETCH(Match, match);
        const MatchWords words = matchWords(match);
        QTEST(words.before, "before");
        QTEST(words.match, "matched");
        QTEST(words.after, "after");
    }

    void nothingSaysWhatWasSearched()
    {
        m_found.searched = SearchState{.complete = true, .indexed = 1'234, .total = 1'234, .asOf = 1'700'000'000'000};
        search(u"nowhere"_s);
        QVERIFY2(stack()->message().contains(u"Nothing contains “nowhere”"), qPrintable(stack()->message()));
        QVERIFY2(stack()->message().contains("1,234 users are indexed"_L1), qPrintable(stack()->message()));
    }

    void anIndexThatIsBuiltSaysSo()
    {
        m_found.searched = SearchState{.complete = false, .indexed = 1'000, .total = 4'000};
        search(u"nowhere"_s);
        QVERIFY(note()->isVisible());
        QVERIFY2(note()->text().contains("1,000 of 4,000 users"_L1), qPrintable(note()->text()));
        QVERIFY2(stack()->message().contains("so far"_L1), qPrintable(stack()->message()));
        m_found.items = {row(u"@zoe:far.example"_s, {})};
        search(u"zoe"_s);
        QVERIFY(note()->isVisible());
        search({});
        QVERIFY(!note()->isVisible());
    }

    /// A gateway that knows of no index.
    void anOlderGateway()
    {
        m_found.searched.reset();
        m_found.items = {row(u"@zoe:far.example"_s, {})};
        const int plain = view()->verticalHeader()->defaultSectionSize();
        search(u"zoe"_s);
        QCOMPARE(shown(view()), QStringList(u"@zoe:far.example"_s));
        QCOMPARE(view()->verticalHeader()->defaultSectionSize(), plain);
        QVERIFY(!note()->isVisible());
        m_found.items.clear();
        search(u"zoo"_s);
        QVERIFY2(stack()->message().contains("No remote user fits"_L1), qPrintable(stack()->message()));
    }

    void typingIsCollected()
    {
        const int before = m_fixture->server.seen("GET", u"/_lockstep/v1/users"_s);
        QTest::keyClicks(field(), u"a phone of bob"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->isSettled(), patience);
        QVERIFY(m_fixture->server.seen("GET", u"/_lockstep/v1/users"_s) <= before + 3);
        QVERIFY(field()->placeholderText().contains("device"_L1));
    }
};

QTEST_MAIN(TestUserSearch)
#include "tst_usersearch.moc"
