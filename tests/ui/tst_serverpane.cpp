// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/pagesfixture.h"
#include "ui/pages/servers/reachstrip.h"
#include "ui/pages/servers/serverpane.h"
#include "ui/pages/servers/serverspage.h"

#include <QAccessible>
#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
const QString dead = u"dead.example"_s;

qint64 ago(qint64 ms)
{
    return QDateTime::currentMSecsSinceEpoch() - ms;
}

/// "clear 0-10; backoff 10-20": minutes.
QString told(const QList<ReachSegment> &segments)
{
    static const QStringList names{u"unknown"_s, u"clear"_s, u"failing"_s, u"backoff"_s};
    QStringList texts;
    for (const ReachSegment &segment : segments)
        texts << u"%1 %2-%3"_s.arg(names.at(segment.kind)).arg(segment.since / minute).arg(segment.until / minute);
    return texts.join(u"; "_s);
}

} // namespace

/// The page on one server, through what an operator sees and presses.
class ServerPaneTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init()
    {
        m_fixture = std::make_unique<PagesFixture>();
        fill();
    }
    void cleanup() { m_fixture.reset(); }
    void timeInSegments();
    void everythingAboutAServer();
    void theStripByKeyboard();
    void linksLeadOn();
    void whatIsOffSaysWhy();
    void whatChangesIsReadAgain();
    void anOldGateway();
    void aFailingGateway();
    void aServerThatAnotherLooksAtMeanwhile();
    void hostileWords();
    void hugeLists();
    void theWayIsLookedUpOnRequest();

private:
    void fill();
    ServersPage *open(const QString &server)
    {
        auto *page = m_fixture->open<ServersPage>({{u"server"_s, server}});
        if (!page || !QTest::qWaitFor([&] { return page->isSettled() && hasLabel(page, server); }, patience))
            return nullptr;
        return page;
    }
    DestinationDetails &details() { return (*m_fixture->server.destinationDetails)[dead]; }
    QPushButton *linkAt(QWidget *page, const QString &part)
    {
        for (QPushButton *one : page->findChildren<QPushButton *>()) {
            if (one->isVisible() && one->accessibleName().contains(part))
                return one;
        }
        return nullptr;
    }

    std::unique_ptr<PagesFixture> m_fixture;
};

void ServerPaneTest::theWayIsLookedUpOnRequest()
{
    ServersPage *page = open(dead);
    QVERIFY(page);
    auto *text = page->findChild<QLabel *>(u"serverRoute"_s);
    auto *button = page->findChild<QPushButton *>(u"lookUpRoute"_s);
    QVERIFY(text->text().startsWith(u"Not looked up."_s));
    QCOMPARE(m_fixture->server.seen("GET", u"/_lockstep/v1/destinations/dead.example/route"_s), 0);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(text->text(), u"Not found: <b>there</b> is no such host."_s, patience);
    QCOMPARE(text->textFormat(), Qt::PlainText);
    QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), patience);
    m_fixture->server.routes[dead] = {.destination = ServerName(dead),
        .at = ago(0),
        .certificateName = u"fed.dead.example"_s,
        .endpoints = {u"203.0.113.7:8448"_s, u"[2001:db8::7]:8448"_s},
        .steps = {u"https://dead.example/.well-known/matrix/server delegates to fed.dead.example."_s}};
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(
        text->text().startsWith(u"203.0.113.7:8448, [2001:db8::7]:8448, with a certificate for fed.dead.example; looked up "_s), patience);
    QVERIFY(text->text().contains(u"· https://dead.example/.well-known/matrix/server delegates"_s));
    // Of another server nothing is known.
    QVERIFY(open(m_fixture->server.destinations.constLast().destination.toString()));
    QVERIFY(m_fixture->page->findChild<QLabel *>(u"serverRoute"_s)->text().startsWith(u"Not looked up."_s));
}

void ServerPaneTest::fill()
{
    DestinationDetails &about = details();
    for (const Destination &destination : m_fixture->server.destinations) {
        if (destination.destination.toString() == dead)
            about.destination = destination;
    }
    about.waiting = {.reason = WaitReason::Backoff, .since = ago(9 * day), .nextTry = ago(-5 * hour), .cause = FetchCause::Refused};
    about.reachAvailable = about.contactsAvailable = about.outboxAvailable = about.updatesAvailable = {.available = true, .reason = {}};
    about.reach.watched = {{ago(20 * day), ago(10 * day)}, {ago(9 * day + hour), ago(0)}};
    about.reach.spans = {{.state = ReachState::Failing,
                             .since = ago(15 * day),
                             .until = ago(15 * day - hour),
                             .cause = FetchCause::Declined,
                             .error = u"403: Forbidden"_s,
                             .tries = 9},
        {.state = ReachState::Backoff, .since = ago(9 * day), .cause = FetchCause::Refused, .tries = 41}};
    about.reach.contacts = {{.at = ago(2 * day),
                                .kind = ContactKind::Fetch,
                                .user = UserId(u"@zoe:dead.example"_s),
                                .cause = FetchCause::Refused,
                                .error = u"x"_s},
        {.at = ago(9 * day), .kind = ContactKind::Transaction, .cause = FetchCause::ServerError, .error = u"502: Bad Gateway"_s},
        {.at = ago(9 * day + minute), .kind = ContactKind::Transaction, .cause = FetchCause::ServerError, .error = u"502: Bad Gateway"_s},
        {.at = ago(10 * day), .kind = ContactKind::Fetch, .user = UserId(u"@zoe:dead.example"_s), .answered = true}};
    about.reach.lastUpdate = ago(11 * day);
    about.reach.updates = 0;
    about.reach.updatesSince = ago(hour);
    about.outbox = m_fixture->server.outbox.at(0);
    about.outbox->waiting = about.waiting;
    about.updates = m_fixture->server.updateQueues.at(0);
    m_fixture->server.waitingUpdates[dead] = {{.userId = UserId(u"@ann:hs.example"_s), .updates = 3, .streamId = 905, .prevId = 880},
        {.userId = UserId(u"@carol:hs.example"_s), .updates = 1, .streamId = 907}};
    m_fixture->server.addUsers(u"@zed:dead.example stale,gap 2"_s);
    m_fixture->server.addIncidents(u"i1 error server_unreachable dead.example 5\ni2 warning server_declines dead.example 1\n"
                                   "i3 error server_unreachable slow.example 1"_s);
    m_fixture->server.incident(u"i2"_s).ended = ago(14 * day);
}

void ServerPaneTest::timeInSegments()
{
    Reachability reach;
    reach.watched = {{10 * minute, 30 * minute}, {40 * minute, 100 * minute}};
    reach.spans = {{.state = ReachState::Failing, .since = 15 * minute, .until = 20 * minute},
        {.state = ReachState::Backoff, .since = 19 * minute, .until = 45 * minute}, {.state = ReachState::Backoff, .since = 90 * minute}};
    QCOMPARE(told(segmentsOf(reach, 0, 100 * minute)),
        u"unknown 0-10; clear 10-15; failing 15-19; backoff 19-45; clear 45-90; backoff 90-100"_s);
    // Cut at both ends, and nothing known at all.
    QCOMPARE(told(segmentsOf(reach, 17 * minute, 50 * minute)), u"failing 17-19; backoff 19-45; clear 45-50"_s);
    QCOMPARE(told(segmentsOf({}, 0, 10 * minute)), u"unknown 0-10"_s);
    QCOMPARE(told(segmentsOf(reach, 10 * minute, 10 * minute)), QString());
    // As many as there can be.
    reach = {};
    for (qint64 i = 0; i < 1'000; ++i)
        reach.watched.append({i * 10 * minute, i * 10 * minute + 9 * minute});
    for (qint64 i = 0; i < Reachability::keptSpans; ++i)
        reach.spans.append({.state = ReachState::Backoff, .since = i * 50 * minute, .until = i * 50 * minute + minute});
    QVERIFY(segmentsOf(reach, 0, 10'000 * minute).size() > 2'000);
}

void ServerPaneTest::everythingAboutAServer()
{
    auto *page = open(dead);
    QVERIFY(page);
    for (const QString &text :
        {u"Has not answered since"_s, u"Why: dead.example refuses the connection"_s, u"dead.example does not answer"_s,
            u"Over: dead.example"_s, u"in backoff for 1 d"_s, u"Recorded since"_s, u"Messages to its devices that wait: 1200"_s,
            u"Updates of our users' lists that wait: 61 of 13 users"_s, u"@ann:hs.example: 3 waiting, the next one will name 880"_s,
            u"@carol:hs.example: 1 waiting, the next one names nothing before it"_s, u"0 update(s) since"_s, u"stale: 1"_s, u"gap: 1"_s,
            u"@zed:dead.example"_s, u"@zoe:dead.example"_s,
            u"transaction: dead.example answers, with an error of its own, “502: Bad Gateway” (2 time(s) in a row"_s,
            u"list of @zoe:dead.example: came"_s, u"is not told"_s})
        QTRY_VERIFY2_WITH_TIMEOUT(hasLabel(page, text), qPrintable(text), patience);
    QVERIFY(!hasLabel(page, u"slow.example does not answer"_s));
    // The one in trouble first.
    QStringList users;
    for (const QLabel *label : page->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().startsWith(u"· @"_s) && label->text().contains(u":dead.example: "_s))
            users << label->text().section(u':', 0, 0);
    }
    QCOMPARE(users, QStringList({u"· @zed"_s, u"· @zoe"_s}));
    // One of the others has none of this.
    auto *view = page->findChild<QTableView *>(u"servers"_s);
    page->activate({{u"server"_s, u"remote.example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(view->currentIndex().data().toString(), u"remote.example"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"None is going on."_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"No message to its devices waits."_s), patience);
    QVERIFY(!hasLabel(page, u"502: Bad Gateway"_s));
    QVERIFY(!hasLabel(page, u"@zed:dead.example"_s));
}

void ServerPaneTest::theStripByKeyboard()
{
    auto *page = open(dead);
    QVERIFY(page);
    auto *strip = page->findChild<ReachStrip *>();
    QTRY_VERIFY_WITH_TIMEOUT(strip && strip->isVisible(), patience);
    QCOMPARE(strip->focusPolicy(), Qt::StrongFocus);
    QVERIFY(strip->accessibleDescription().startsWith(u"in backoff for 1 d"_s));
    button(page, u"30 days"_s)->click();
    QCOMPARE(told(strip->segments()).count(u"backoff"), 1);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"tries failed without a backoff 1 time(s)"_s), patience);
    QTest::keyClick(strip, Qt::Key_Right);
    QVERIFY2(
        strip->chosenText().contains(u"9 try(s) seen to fail: dead.example answers “403: Forbidden”"_s), qPrintable(strip->chosenText()));
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"9 try(s) seen to fail"_s), patience);
    QCOMPARE(strip->accessibleDescription(), strip->chosenText());
    QTest::keyClick(strip, Qt::Key_Right);
    QVERIFY2(strip->chosenText().startsWith(u"In backoff since"_s), qPrintable(strip->chosenText()));
    QTest::keyClick(strip, Qt::Key_Right); // there is no other
    QVERIFY(strip->chosenText().startsWith(u"In backoff since"_s));
    QTest::keyClick(strip, Qt::Key_Home);
    QVERIFY(strip->chosenText().startsWith(u"Failed from"_s));
    QTest::keyClick(strip, Qt::Key_Escape);
    QVERIFY(strip->chosenText().isEmpty());
    // With the mouse, also on what is narrow.
    QTest::mouseClick(strip, Qt::LeftButton, {}, {strip->width() / 2, 15});
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Failed from"_s), patience);
    // A picture of it has the shapes: what is well is low, a backoff is high.
    const QImage image = strip->grab().toImage();
    const QColor low = image.pixelColor(strip->width() / 3 + 10, 8), high = image.pixelColor(strip->width() - 30, 8);
    QVERIFY(low != high);
}

void ServerPaneTest::linksLeadOn()
{
    auto *page = open(dead);
    QVERIFY(page);
    QSignalSpy opened(page, &ServersPage::openRequested);
    const auto press = [&](const QString &part) {
        QPushButton *link = nullptr;
        if (!QTest::qWaitFor([&] { return (link = linkAt(page, part)) != nullptr; }, patience))
            return QVariantList();
        link->setFocus();
        QTest::keyClick(link, Qt::Key_Space);
        return opened.isEmpty() ? QVariantList() : opened.takeFirst();
    };
    QCOMPARE(press(u"Open: dead.example does not answer"_s), QVariantList({u"overview"_s, QVariantMap{{u"incident"_s, u"i1"_s}}}));
    QCOMPARE(press(u"Show: stale: 1"_s), QVariantList({u"users"_s, QVariantMap{{u"server"_s, dead}, {u"state"_s, u"stale"_s}}}));
    QCOMPARE(press(u"@zed:dead.example"_s), QVariantList({u"users"_s, QVariantMap{{u"user"_s, u"@zed:dead.example"_s}}}));
    QCOMPARE(press(u"Show: Messages to its devices"_s),
        QVariantList({u"queues"_s, QVariantMap{{u"queue"_s, u"outbox"_s}, {u"search"_s, dead}}}));
    button(page, u"Show its users"_s)->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"users"_s, QVariantMap{{u"server"_s, dead}}}));
}

void ServerPaneTest::whatIsOffSaysWhy()
{
    auto *page = open(u"a.example"_s);
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(button(page, u"Try again now"_s), patience);
    QVERIFY(!button(page, u"Try again now"_s)->isEnabled());
    QVERIFY(button(page, u"Try again now"_s)->toolTip().contains(u"does not wait with this server"_s));
    QVERIFY(!button(page, u"Refresh its stale users …"_s)->isEnabled());
    QVERIFY(button(page, u"Refresh its stale users …"_s)->toolTip().contains(u"None of its users is stale"_s));
    QVERIFY(button(page, u"Refresh its users …"_s)->isEnabled());
    // Screen readers hear why, without markup.
    QVERIFY(!button(page, u"Try again now"_s)->accessibleDescription().contains(u'<'));
}

void ServerPaneTest::whatChangesIsReadAgain()
{
    auto *page = open(dead);
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Messages to its devices that wait: 1200"_s), patience);
    const int asked = m_fixture->server.seen("GET", u"/_lockstep/v1/destinations/dead.example"_s);
    details().outbox.reset();
    details().destination.failingSince = 0;
    for (Destination &destination : m_fixture->server.destinations)
        destination.failingSince = destination.destination.toString() == dead ? 0 : destination.failingSince;
    details().waiting = {.reason = WaitReason::BeingSent};
    m_fixture->server.publish(EventType::Destination, {{u"destination"_s, dead}});
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"No message to its devices waits."_s), patience);
    QVERIFY(m_fixture->server.seen("GET", u"/_lockstep/v1/destinations/dead.example"_s) > asked);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Not in backoff."_s), patience);
}

void ServerPaneTest::anOldGateway()
{
    m_fixture->server.destinationDetails.reset();
    auto *page = open(dead);
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"This gateway is older than this program"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Has not answered since"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"@zed:dead.example"_s), patience);
    QVERIFY(!page->findChild<ReachStrip *>()->isVisible());
}

void ServerPaneTest::aFailingGateway()
{
    auto before = m_fixture->server.intercept;
    m_fixture->server.intercept = [=](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path.endsWith(u"/destinations/dead.example"_s))
            return Test::Answer{503, R"({"errcode":"M_UNKNOWN","error":"The database is <b>away</b>\u202e"})"};
        if (request.path.endsWith(u"/v1/users"_s) && request.query.hasQueryItem(u"server"_s))
            return Test::Answer{500, R"({"errcode":"M_UNKNOWN","error":"No users today"})"};
        return before(request);
    };
    auto *page = open(dead);
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"More about this server cannot be read: The database is <b>away</b>\\u202e"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Not read: No users today"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Has not answered since"_s), patience);
    // It comes back.
    m_fixture->server.intercept = before;
    page->reload();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"@zed:dead.example"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Recorded since"_s), patience);
    QVERIFY(!hasLabel(page, u"cannot be read"_s));
}

/// What comes late about the last server is not shown for this one.
void ServerPaneTest::aServerThatAnotherLooksAtMeanwhile()
{
    auto *page = open(dead);
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"servers"_s);
    m_fixture->page->activate({{u"failing"_s, false}});
    page->activate({{u"server"_s, u"example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 5, patience);
    for (int i = 0; i < 20; ++i) {
        view->setCurrentIndex(view->model()->index(i % 5, 0));
        QTest::qWait(i % 3);
    }
    view->setCurrentIndex(view->model()->index(2, 0));
    QCOMPARE(view->currentIndex().data().toString(), u"a.example"_s);
    QTRY_VERIFY_WITH_TIMEOUT(page->isSettled(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"None is going on."_s), patience);
    QVERIFY(!hasLabel(page, u"502: Bad Gateway"_s));
    QVERIFY(!hasLabel(page, u"@zed:dead.example"_s));
}

void ServerPaneTest::hostileWords()
{
    details().reach.contacts = {{.at = ago(minute),
        .kind = ContactKind::Fetch,
        .user = UserId(u"@\u202eevil<b>:dead.example"_s),
        .cause = FetchCause::Declined,
        .error = u"403: <img src=x>\u202e\n"_s + QString(5'000, u'w')}};
    details().waiting.cause = FetchCause::Declined;
    details().waiting.error = u"403: <h1>\u2066"_s + QString(5'000, u'w');
    m_fixture->server.waitingUpdates[dead] = {{.userId = UserId(u"@\u202e:hs.example"_s), .updates = 1}};
    auto *page = open(dead);
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"<img src=x>"_s), patience);
    for (const QLabel *label : page->findChildren<QLabel *>()) {
        if (!label->isVisible())
            continue;
        QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY2(!label->text().contains(QChar(0x202e)) && !label->text().contains(QChar(0x2066)), qPrintable(label->text()));
        QVERIFY(label->text().size() < 1'500);
    }
    // A long word makes nothing wider than the window.
    QVERIFY(page->minimumSizeHint().width() < 900);
}

void ServerPaneTest::hugeLists()
{
    for (int i = 0; i < 1'000; ++i)
        m_fixture->server.destinations.append(
            {.destination = ServerName(u"s%1.example"_s.arg(i, 5, 10, QLatin1Char('0'))), .usersTracked = 2});
    QString lines;
    for (int i = 0; i < 2'000; ++i)
        lines += u"@u%1:dead.example %2 1\n"_s.arg(i).arg(i % 2 ? u"stale"_s : u"in_step"_s);
    m_fixture->server.addUsers(lines);
    details().destination.usersTracked = 41'000;
    for (int i = 0; i < Reachability::keptSpans; ++i)
        details().reach.spans.append(
            {.state = ReachState::Backoff, .since = ago(day) + i * 6 * minute, .until = ago(day) + i * 6 * minute + 3 * minute});
    auto *page = open(dead);
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(
        hasLabel(page, u"41000 users of it are tracked."_s) || hasLabel(page, u"41000 user(s) of it are tracked."_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"stale: ≥ 200"_s), patience);
    int named = 0;
    for (const QLabel *label : page->findChildren<QLabel *>())
        named += label->isVisible() && label->text().startsWith(u"· @"_s) && label->text().contains(u":dead.example"_s) ? 1 : 0;
    QCOMPARE(named, 10);
}

QTEST_MAIN(ServerPaneTest)
#include "tst_serverpane.moc"
