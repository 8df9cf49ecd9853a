// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/apiwords.h"
#include "inspection/rowlines.h"
#include "model/incidentmodel.h"
#include "session/refresh/refreshqueue.h"
#include "tests/ui/pagesfixture.h"
#include "ui/history/loglinesview.h"
#include "ui/pages/bulkdialog.h"
#include "ui/pages/overview/incidentlist.h"
#include "ui/pages/overview/overviewline.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/words/incidentwords.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;
using Inspection::IncidentKind;

/// The overview where the gateway tells incidents: by its lines, buttons and keys.
class IncidentsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init() { m_fixture = std::make_unique<PagesFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void lineSaysItAll();
    void datesWithCare();
    void everyKindHasWords_data();
    void everyKindHasWords();
    void newerKindIsTold();
    void badgeAndHeadline();
    void opensByKeyAndClick();
    void evidenceLeads();
    void evidenceShowsItsLogLines();
    void leadsToTheAudit();
    void endsStruckOutAndIsListed();
    void nothingMovesUnderThePointer();
    void acknowledgeMuteUnmute();
    void refreshesItsUsers();
    void endsTheWait();
    void viewerLooksOnly();
    void linkFromElsewhere();
    void noneOpenSaysWhatThatRestsOn();
    void firstLookThenTold();
    void failureIsShown();
    void manyScrollSmoothly();

private:
    OverviewPage *open() { return m_fixture->open<OverviewPage>(); }
    IncidentList *list() { return m_fixture->page->findChild<IncidentList *>(u"openIncidents"_s); }
    IncidentList *ended() { return m_fixture->page->findChild<IncidentList *>(u"endedIncidents"_s); }
    /// Opens it and waits until its buttons are there.
    bool openLine(const QString &id);
    static QStringList lines(const IncidentList *list);

    std::unique_ptr<PagesFixture> m_fixture;
};

QStringList IncidentsTest::lines(const IncidentList *list)
{
    QStringList result;
    for (int row = 0; row < list->model()->rowCount(); ++row)
        result << list->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
    return result;
}

bool IncidentsTest::openLine(const QString &id)
{
    return list()->openIncident(id) && QTest::qWaitFor([this] { return button(list(), u"Show the server"_s) != nullptr; }, patience);
}

void IncidentsTest::lineSaysItAll()
{
    Inspection::Incident incident;
    incident.kind = IncidentKind::ServerUnreachable;
    incident.subject = u"localhost:28448"_s;
    incident.subjectKind = Inspection::IncidentSubject::Server;
    const QDateTime noon(QDate(2026, 11, 26), QTime(12, 0));
    const qint64 now = noon.toMSecsSinceEpoch();
    incident.since = noon.addSecs(-3600 * 8).toMSecsSinceEpoch();
    incident.nextTry = noon.addSecs(600).toMSecsSinceEpoch();
    incident.users = 1;
    incident.messages = 25;
    QCOMPARE(IncidentWords::line(incident, now),
        u"localhost:28448 does not answer since 04:00, next try 12:10: 1 user(s) stale, 25 message(s) wait"_s);
    QVERIFY(IncidentWords::facts(incident, now).endsWith(u"next try 12:10, in 10 min"_s));
    // It is said anew when it changes, and not before.
    QCOMPARE(IncidentWords::factsChange(incident, now), now + 1);
    QCOMPARE(IncidentWords::lineChanges(incident, now), incident.nextTry);
    incident.nextTry = now - 1;
    QVERIFY(IncidentWords::line(incident, now).contains(u", next try due:"_s));
    // Remote text stays text, and does not fill places of other text.
    incident.subject = u"%2<b>\u202ex"_s;
    QVERIFY(IncidentWords::line(incident, now).startsWith(u"%2<b>\\u202ex does not answer"_s));
    incident.ended = now;
    incident.nextTry = 0;
    QVERIFY2(IncidentWords::line(incident, now).contains(u", from 04:00 to 12:00 (8 h)"_s), qPrintable(IncidentWords::line(incident, now)));
}

void IncidentsTest::datesWithCare()
{
    const QDateTime noon(QDate(2026, 3, 1), QTime(0, 30));
    const qint64 now = noon.toMSecsSinceEpoch();
    QCOMPARE(IncidentWords::when(noon.addSecs(-60).toMSecsSinceEpoch(), now), u"00:29"_s);
    QCOMPARE(IncidentWords::when(noon.addSecs(-3600).toMSecsSinceEpoch(), now), u"yesterday 23:30"_s);
    QCOMPARE(IncidentWords::when(noon.addDays(-2).toMSecsSinceEpoch(), now), u"2026-02-27 00:30"_s);
    QCOMPARE(IncidentWords::when(noon.addDays(1).toMSecsSinceEpoch(), now), u"tomorrow 00:30"_s);
    QCOMPARE(IncidentWords::when(0, now), u"–"_s);
}

void IncidentsTest::everyKindHasWords_data()
{
    QTest::addColumn<IncidentKind>("kind");
    for (const auto &[kind, name] : ApiWords<IncidentKind>::table)
        QTest::newRow(name) << kind;
}

void IncidentsTest::everyKindHasWords()
{
    QFETCH(const IncidentKind, kind);
    Inspection::Incident incident;
    incident.kind = kind;
    incident.subject = u"remote.example"_s;
    incident.text = incident.advice = u"the gateway's words"_s;
    QVERIFY(!IncidentWords::title(incident).isEmpty() && !IncidentWords::title(incident).contains(u"the gateway's"_s));
    QVERIFY(IncidentWords::advice(incident).endsWith(u'.') && !IncidentWords::advice(incident).contains(u"the gateway's"_s));
    QVERIFY(!IncidentWords::title(incident).endsWith(u'.'));
    QVERIFY(IncidentWords::kindText(kind) != IncidentWords::kindText(IncidentKind::Unknown));
}

void IncidentsTest::newerKindIsTold()
{
    Inspection::Incident incident;
    incident.subject = u"remote.example"_s;
    incident.text = u"remote.example does a new thing"_s;
    incident.advice = u"wait\u202e"_s;
    QCOMPARE(IncidentWords::title(incident), u"remote.example does a new thing"_s);
    QCOMPARE(IncidentWords::advice(incident), u"Wait\\u202e."_s);
}

void IncidentsTest::badgeAndHeadline()
{
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 3\nb warning lost_update b.example 1\n"
                                   "n info sender_restarted n.example 1\nm error own_block m.example 1"_s);
    m_fixture->server.incident(u"m"_s).muted = {.by = UserId(u"@eve:localhost"_s), .at = 5, .text = u"known"_s};
    QVERIFY(m_fixture->connectSession());
    auto page = std::make_unique<OverviewPage>(m_fixture->session.get());
    QSignalSpy badge(page.get(), &Page::badgeChanged);
    page->show();
    page->activate({});
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page.get(), u"2 incident(s) need(s) attention"_s), patience);
    QCOMPARE(badge.constLast().at(0).toInt(), 2);
    auto *shown = page->findChild<IncidentList *>(u"openIncidents"_s);
    QCOMPARE(lines(shown).size(), 4);
    QVERIFY(lines(shown).at(0).startsWith(u"dead.example does not answer since "_s));
    QCOMPARE(lines(shown).at(2), u"1 note(s)"_s);
    QCOMPARE(lines(shown).at(3), u"1 muted"_s);
    // Below: what is right, and the counts, which lead on.
    QVERIFY(hasLabel(page.get(), u"Tracked users: 1204, of which 1190 in step"_s));
    QSignalSpy opened(page.get(), &Page::openRequested);
    button(page.get(), u"stale: 7"_s)->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"users"_s, QVariantMap{{u"state"_s, u"stale"_s}}}));
    // The findings of a gateway without incidents are not there beside them.
    for (const OverviewLine *line : page->findChildren<OverviewLine *>())
        QVERIFY2(!line->text().contains(u"does not answer"_s), qPrintable(line->text()));
}

void IncidentsTest::opensByKeyAndClick()
{
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 3\nb warning lost_update b.example 1\n"
                                   "n info sender_restarted n.example 1"_s);
    QVERIFY(open());
    list()->setFocus();
    list()->setCurrentIndex(list()->model()->index(0, 0));
    QTest::keyClick(list(), Qt::Key_Return);
    QCOMPARE(list()->openedIncident(), u"a"_s);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(list(), u"The homeserver tries again by itself"_s), patience);
    QTest::keyClick(list(), Qt::Key_Left);
    QVERIFY(list()->openedIncident().isEmpty());
    QTest::keyClick(list(), Qt::Key_Down);
    QTest::keyClick(list(), Qt::Key_Right);
    QCOMPARE(list()->openedIncident(), u"b"_s);
    QTest::keyClick(list(), Qt::Key_Right); // stays open
    QCOMPARE(list()->openedIncident(), u"b"_s);
    QTest::keyClick(list(), Qt::Key_Escape);
    QVERIFY(list()->openedIncident().isEmpty());
    // The heading opens.
    QTest::keyClick(list(), Qt::Key_Down);
    QTest::keyClick(list(), Qt::Key_Space);
    QCOMPARE(lines(list()).size(), 4);
    QVERIFY(lines(list()).at(3).startsWith(u"n.example was restarted at "_s));
    QTRY_VERIFY(list()->visualRect(list()->model()->index(0, 0)).height() > 0);
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(list()->model()->index(0, 0)).center());
    QCOMPARE(list()->openedIncident(), u"a"_s);
    // Escape within the details leads back to the line.
    QTRY_VERIFY_WITH_TIMEOUT(button(list(), u"Show the server"_s), patience);
    button(list(), u"Show the server"_s)->setFocus();
    QTest::keyClick(button(list(), u"Show the server"_s), Qt::Key_Escape);
    QVERIFY(list()->openedIncident().isEmpty());
}

void IncidentsTest::evidenceLeads()
{
    m_fixture->server.addIncidents(u"a error lost_update remote.example 30"_s);
    Inspection::Incident &a = m_fixture->server.incident(u"a"_s);
    a.error = u"<b>502</b>"_s;
    a.evidence = {{.kind = Inspection::EvidenceKind::Database, .at = a.since, .text = u"marked \u202eas stale"_s},
        {.kind = Inspection::EvidenceKind::History, .at = a.since, .text = u"a gap"_s, .user = UserId(u"@bob:remote.example"_s), .n = 7}};
    auto *page = open();
    QVERIFY(page);
    QVERIFY(openLine(u"a"_s));
    QVERIFY(hasLabel(list(), u"marked \\u202eas stale"_s));
    QVERIFY(hasLabel(list(), u"The homeserver got: “<b>502</b>”."_s));
    QSignalSpy opened(page, &Page::openRequested);
    button(list(), u"Show the update"_s)->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"users"_s, QVariantMap{{u"user"_s, u"@bob:remote.example"_s}, {u"update"_s, qint64(7)}}}));
    button(list(), u"@u0:remote.example"_s)->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"users"_s, QVariantMap{{u"user"_s, u"@u0:remote.example"_s}}}));
    button(list(), u"Show all 30"_s)->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"users"_s, QVariantMap{{u"server"_s, u"remote.example"_s}}}));
}

/// A fact that a log told shows its lines where it stands; one that no log told offers none.
void IncidentsTest::evidenceShowsItsLogLines()
{
    using namespace Inspection;
    m_fixture->server.addIncidents(u"a error server_declines remote.example 1"_s);
    Incident &a = m_fixture->server.incident(u"a"_s);
    const UserId bob(u"@bob:remote.example"_s);
    a.evidence = {{.kind = EvidenceKind::History, .at = a.since, .text = u"from the mirror"_s, .user = bob, .n = 3},
        {.kind = EvidenceKind::Log, .at = a.since + 1, .text = u"the fetch failed"_s, .user = bob, .n = 7, .isFromLog = true}};
    m_fixture->server.intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (!request.path.endsWith(u"/users/@bob:remote.example/updates/7/lines"_s))
            return std::nullopt;
        RowLines found{.isFromLog = true, .files = 2};
        found.lines.append({.path = u"/var/log/homeserver.log"_s,
            .offset = 4711,
            .length = 20,
            .text = u"Failed to handle <b>device</b>\u202e list"_s,
            .at = 1'700'000'000'000,
            .tells = LineTells::FetchFailed,
            .origin = {},
            .transaction = {}});
        found.unread.append({.path = u"/var/log/old.log"_s, .reason = UnreadReason::BeginsLater, .begins = 1'700'000'000'000});
        return Test::Answer{.status = 200, .body = QJsonDocument(toJson(found)).toJson()};
    };
    auto *page = open();
    QVERIFY(page);
    QVERIFY(openLine(u"a"_s));
    const auto openers = [&] {
        QStringList names;
        for (const QPushButton *one : list()->findChildren<QPushButton *>()) {
            if (one->isVisible() && one->text() == u"Log lines"_s)
                names << one->objectName();
        }
        return names;
    };
    QCOMPARE(openers(), QStringList(u"lines/@bob:remote.example/7"_s));
    // By keyboard: Space on the button, and Tab goes on into the lines.
    button(list(), u"Log lines"_s)->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    auto *lines = list()->findChild<LogLinesView *>();
    QTRY_VERIFY_WITH_TIMEOUT(lines->isVisible(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(lines->findChild<QTreeWidget *>()->topLevelItemCount(), 1, patience);
    QCOMPARE(lines->findChild<QTreeWidget *>()->topLevelItem(0)->text(1), u"/var/log/homeserver.log:4711"_s);
    QCOMPARE(lines->findChild<QPlainTextEdit *>()->toPlainText(), u"Failed to handle <b>device</b>\\u202e list"_s);
    QVERIFY(hasLabel(lines, u"/var/log/old.log"_s)); // what was not looked at
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(lines->isAncestorOf(QApplication::focusWidget()));
    // They stay, with the focus, when another fact comes.
    const QWidget *focus = QApplication::focusWidget();
    a.evidence.append({.kind = EvidenceKind::Log, .at = a.since + 2, .text = u"and once more"_s});
    m_fixture->server.publish(EventType::Incident, {{u"incident_id"_s, u"a"_s}, {u"state"_s, u"open"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(list(), u"and once more"_s), patience);
    QVERIFY(lines->isVisible());
    QCOMPARE(QApplication::focusWidget(), focus);
    QCOMPARE(lines->findChild<QTreeWidget *>()->topLevelItemCount(), 1);
    // Escape closes them and not the incident, and the button has the focus.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!lines->isVisible(), patience);
    QCOMPARE(list()->openedIncident(), u"a"_s);
    QCOMPARE(QApplication::focusWidget(), button(list(), u"Log lines"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(button(list(), u"Hide the lines"_s));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!lines->isVisible(), patience);
}

void IncidentsTest::leadsToTheAudit()
{
    m_fixture->server.addIncidents(u"a error lists_differ remote.example 2\nb error lost_update other.example 1"_s);
    Inspection::Incident &a = m_fixture->server.incident(u"a"_s);
    for (const auto &[user, audit] : {std::pair(u"@ann:remote.example"_s, u"first"_s), std::pair(u"@bob:remote.example"_s, u"second"_s)})
        a.evidence.append({.kind = Inspection::EvidenceKind::Gateway, .at = a.since, .text = user, .user = UserId(user), .audit = audit});
    auto *page = open();
    QVERIFY(page);
    QVERIFY(openLine(u"a"_s));
    QSignalSpy opened(page, &Page::openRequested);
    QVERIFY(button(list(), u"Show the audit"_s));
    const QPushButton *first = nullptr;
    for (QPushButton *one : list()->findChildren<QPushButton *>()) {
        if (one->isVisible() && one->text() == u"Show the audit"_s) {
            one->click();
            first = first ? first : one;
        }
    }
    const auto leads = [](const QString &audit, const QString &user) {
        return QVariantList({u"audit"_s, QVariantMap{{u"audit"_s, audit}, {u"user"_s, user}}});
    };
    QCOMPARE(opened.size(), 3);
    QCOMPARE(opened.at(0), leads(u"second"_s, u"@bob:remote.example"_s)); // the incident's own button: the newest
    QCOMPARE(opened.at(1), leads(u"first"_s, u"@ann:remote.example"_s));
    QCOMPARE(opened.at(2), leads(u"second"_s, u"@bob:remote.example"_s));
    QVERIFY(openLine(u"b"_s));
    QVERIFY(!button(list(), u"Show the audit"_s));
}

void IncidentsTest::endsStruckOutAndIsListed()
{
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 3\nb warning lost_update b.example 1"_s);
    auto *page = open();
    QVERIFY(page);
    m_fixture->server.endIncident(u"a"_s);
    QTRY_VERIFY_WITH_TIMEOUT(lines(list()).at(0).startsWith(u"Over: dead.example"_s), patience);
    QVERIFY(hasLabel(page, u"1 incident(s) need(s) attention"_s));
    QTRY_COMPARE_WITH_TIMEOUT(lines(list()).size(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(lines(ended()).size(), 1, patience);
    QVERIFY2(lines(ended()).at(0).contains(u"(8 min)"_s), qPrintable(lines(ended()).at(0)));
    QVERIFY(hasLabel(page, u"Ended lately"_s));
    // It can still be read.
    QVERIFY(ended()->openIncident(u"a"_s));
    QTRY_VERIFY_WITH_TIMEOUT(button(ended(), u"Show the server"_s), patience);
    QVERIFY(!button(ended(), u"Acknowledge …"_s));
}

void IncidentsTest::nothingMovesUnderThePointer()
{
    m_fixture->server.addIncidents(u"a warning lost_update a.example 5\nb warning lost_update b.example 1"_s);
    auto *page = open();
    QVERIFY(page);
    auto *model = page->findChild<IncidentModel *>();
    QEnterEvent enter(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
    QCoreApplication::sendEvent(list(), &enter);
    QVERIFY(model->isHeld());
    m_fixture->server.incident(u"b"_s).severity = Severity::Error;
    m_fixture->server.addIncidents(u"c error own_block c.example 9"_s);
    m_fixture->server.endIncident(u"a"_s);
    QTRY_VERIFY_WITH_TIMEOUT(lines(list()).at(0).startsWith(u"Over: "_s), patience);
    QCOMPARE(lines(list()).size(), 2);
    QVERIFY(lines(list()).at(1).contains(u"b.example"_s));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(list(), &leave);
    QVERIFY(!model->isHeld());
    QVERIFY(lines(list()).at(0).contains(u"c.example"_s));
    QVERIFY(lines(list()).at(1).contains(u"b.example"_s));
}

void IncidentsTest::acknowledgeMuteUnmute()
{
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 3"_s);
    auto *page = open();
    QVERIFY(page);
    QVERIFY(openLine(u"a"_s));
    button(list(), u"Acknowledge …"_s)->click();
    auto *note = list()->findChild<QLineEdit *>();
    QVERIFY(note->isVisible());
    QTest::keyClicks(note, u"being looked at"_s);
    QTest::keyClick(note, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(lines(list()).at(0).contains(u"Acknowledged by @admin:localhost, "_s), patience);
    QVERIFY(lines(list()).at(0).contains(u"“being looked at”"_s));
    QCOMPARE(m_fixture->server.incident(u"a"_s).acknowledged.text, u"being looked at"_s);
    // Muting asks: what, with whom, for whom.
    button(list(), u"Mute …"_s)->click();
    QVERIFY(hasLabel(list(), u"Incidents of this kind (server does not answer) with dead.example ask for nobody's attention"_s));
    button(list(), u"Leave it"_s)->click();
    QVERIFY(!note->isVisible());
    QCOMPARE(m_fixture->server.seen("POST", u"/_lockstep/v1/incidents/a/mute"_s), 0);
    button(list(), u"Mute …"_s)->click();
    button(list(), u"Mute"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"No incident is open that was not muted"_s), patience);
    QVERIFY(openLine(u"a"_s)); // under its heading
    QTRY_VERIFY_WITH_TIMEOUT(button(list(), u"Unmute"_s), patience);
    button(list(), u"Unmute"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"1 incident(s) need(s) attention"_s), patience);
}

void IncidentsTest::refreshesItsUsers()
{
    m_fixture->server.addIncidents(u"a error lost_update remote.example 1\nb warning lost_update dead.example 12"_s);
    m_fixture->server.incident(u"a"_s).firstUsers = {UserId(u"@bob:remote.example"_s)};
    for (const char *id : {"a", "b"})
        m_fixture->server.incident(QLatin1String(id)).actions = {Inspection::IncidentAction::RefreshUsers};
    m_fixture->server.onRefresh = [this](const UserId &user) { m_fixture->finishRefresh(user); };
    auto *page = open();
    QVERIFY(page);
    QVERIFY(openLine(u"a"_s));
    button(list(), u"Refresh 1 user(s)"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(list(), u"1 succeeded"_s), patience);
    QSignalSpy opened(page, &Page::openRequested);
    button(list(), u"Show them"_s)->click();
    QCOMPARE(opened.takeFirst().at(0).toString(), u"activity"_s);
    // More than are named: the plan is shown first, and nothing is asked yet.
    m_fixture->server.user(u"@zoe:dead.example"_s).summary.states = {Inspection::UserState::Gap};
    QVERIFY(openLine(u"b"_s));
    QTRY_VERIFY_WITH_TIMEOUT(button(list(), u"Refresh 12 user(s)"_s), patience);
    button(list(), u"Refresh 12 user(s)"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(page->findChild<BulkDialog *>(), patience);
    QCOMPARE(m_fixture->session->refreshes()->jobs().size(), 1);
    page->findChild<BulkDialog *>()->reject();
}

void IncidentsTest::endsTheWait()
{
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 1"_s);
    m_fixture->server.incident(u"a"_s).actions = {Inspection::IncidentAction::EndBackoff};
    QVERIFY(open());
    QVERIFY(openLine(u"a"_s));
    button(list(), u"End the wait …"_s)->click();
    QCOMPARE(m_fixture->server.seen("POST", u"/_lockstep/v1/destinations/dead.example/reset"_s), 0);
    button(list(), u"End the wait"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(list(), u"The wait was ended at "_s), patience);
    QCOMPARE(m_fixture->server.seen("POST", u"/_lockstep/v1/destinations/dead.example/reset"_s), 1);
}

void IncidentsTest::viewerLooksOnly()
{
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 1"_s);
    m_fixture->server.incident(u"a"_s).actions = {Inspection::IncidentAction::EndBackoff, Inspection::IncidentAction::RefreshUsers};
    m_fixture->server.info.caller = Inspection::Caller{.userId = UserId(u"@admin:localhost"_s), .role = Inspection::Role::Viewer};
    QVERIFY(open());
    QVERIFY(openLine(u"a"_s));
    for (const QString &text : {u"Refresh 1 user(s)"_s, u"End the wait …"_s, u"Acknowledge …"_s, u"Mute …"_s})
        QVERIFY2(!button(list(), text)->isEnabled() && !button(list(), text)->toolTip().isEmpty(), qPrintable(text));
    QVERIFY(hasLabel(list(), u"You may look here and not act."_s));
    QVERIFY(button(list(), u"Show the server"_s)->isEnabled());
}

void IncidentsTest::linkFromElsewhere()
{
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 1\nn info sender_restarted n.example 1\n"
                                   "e error own_block e.example 1"_s);
    m_fixture->server.incident(u"e"_s).ended = 1'700'000'900'000;
    auto *page = m_fixture->open<OverviewPage>({{u"incident"_s, u"n"_s}});
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(list()->openedIncident(), u"n"_s, patience); // under its heading
    page->activate({{u"incident"_s, u"e"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(ended()->openedIncident(), u"e"_s, patience);
    QSignalSpy said(page, &Page::statusMessage);
    page->activate({{u"incident"_s, u"gone"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(said.size(), 1, patience);
}

void IncidentsTest::noneOpenSaysWhatThatRestsOn()
{
    m_fixture->server.info.incidents.available = true;
    for (Inspection::SourceStatus &source : m_fixture->server.info.sources)
        source.state = Inspection::SourceState::Ok;
    auto *page = open();
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"No incident is open"_s), patience);
    QVERIFY(hasLabel(page, u"what came in by Log since "_s));
    QVERIFY(hasLabel(page, u"leaves no trace"_s));
    QVERIFY(!list()->isVisible());
}

void IncidentsTest::firstLookThenTold()
{
    m_fixture->server.info.incidents.reason = u"The first look at the homeserver is under way."_s;
    auto *page = open();
    QVERIFY(page);
    QVERIFY(hasLabel(page, u"The first look at the homeserver is under way"_s));
    QVERIFY(!hasLabel(page, u"No incident is open"_s));
    m_fixture->server.info.incidents.reason.clear();
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"1 incident(s) need(s) attention"_s), patience);
}

void IncidentsTest::failureIsShown()
{
    m_fixture->server.addIncidents(u"a error server_unreachable dead.example 1"_s);
    auto *page = open();
    QVERIFY(page);
    bool broken = true;
    m_fixture->server.intercept = [&](const Test::Request &request) -> std::optional<Test::Answer> {
        return broken && request.path.endsWith(u"/incidents"_s) ? std::optional(Test::Answer{500, R"({"error":"oh no"})"}) : std::nullopt;
    };
    page->reload();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"The incidents are not up to date"_s) && hasLabel(page, u"oh no"_s), patience);
    QCOMPARE(lines(list()).size(), 1);
    broken = false;
    button(page, u"Try again"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!hasLabel(page, u"The incidents are not up to date"_s), patience);
}

/// As many as are shown at most: the page scrolls over all of them, and says that there are more.
void IncidentsTest::manyScrollSmoothly()
{
    QStringList made;
    for (int i = 0; i < 2'000; ++i)
        made << u"i%1 error server_unreachable server-%1.example %2"_s.arg(i).arg(i % 40 + 1);
    m_fixture->server.addIncidents(made.join(u'\n'));
    auto *page = open();
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(list()->model()->rowCount(), IncidentModel::mostShown, patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"The worst 1000 are shown; there are 1000 more."_s), patience);
    QVERIFY(hasLabel(page, u"2000 incident(s) need(s) attention"_s));
    auto *area = page->findChild<QScrollArea *>();
    QTRY_VERIFY_WITH_TIMEOUT(area->verticalScrollBar()->maximum() > 20'000, patience);
    QElapsedTimer clock;
    qint64 longest = 0;
    for (int y = 0; y <= area->verticalScrollBar()->maximum(); y += area->verticalScrollBar()->maximum() / 40) {
        clock.start();
        area->verticalScrollBar()->setValue(y);
        area->viewport()->repaint();
        longest = std::max(longest, clock.nsecsElapsed() / 1000);
    }
    qInfo("longest repaint of a screen: %lld us", static_cast<long long>(longest));
}

QTEST_MAIN(IncidentsTest)
#include "tst_overviewincidents.moc"
