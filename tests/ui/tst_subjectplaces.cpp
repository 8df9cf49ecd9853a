// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/secrets.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/pages/overview/incidentlist.h"
#include "ui/pages/page.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/listpanel.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 20'000;
}

/// Incidents, audits and servers are places as users are: keys lead back to them, and links reach them.
class SubjectPlacesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void incidentsByKeys();
    void oneIncidentIsRead();
    void anIncidentThatIsGone();
    void backPassesWhatIsGone();
    void aNoteThatWasBegunStays();
    void incidentAtTheNextStart();
    void auditsByKeys();
    void linksReachAll();
    void serverIsSelectedOnceItIsListed();
    void heatMapIsBehind();

private:
    void restart();
    void press(int key) { QTest::keyClick(m_window, Qt::Key(key), Qt::AltModifier); }
    void click(IncidentList *list, int row)
    {
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(row, 0)).topLeft() + QPoint(60, 8));
    }
    IncidentList *incidents(const QString &name = u"openIncidents"_s) const { return m_window->findChild<IncidentList *>(name); }
    Page *page(const QString &name) const { return m_window->page(name); }
    ListPanel *panel(const QString &table) const
    {
        const auto *view = m_window->findChild<QTableView *>(table);
        for (QWidget *above = view ? view->parentWidget() : nullptr; above; above = above->parentWidget()) {
            if (auto *found = qobject_cast<ListPanel *>(above))
                return found;
        }
        return nullptr;
    }
    QString current(const QString &table) const
    {
        const QTableView *view = panel(table)->view();
        return view->selectionModel()->hasSelection() ? view->currentIndex().siblingAtColumn(0).data().toString() : QString();
    }
    QString back() const
    {
        for (QMenu *menu : m_window->findChildren<QMenu *>()) {
            if (menu->actions().contains(m_window->findChild<QAction *>(u"back"_s)))
                Q_EMIT menu->aboutToShow();
        }
        return m_window->findChild<QAction *>(u"back"_s)->text();
    }

    std::unique_ptr<FakeHomeserver> m_server;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    QPointer<MainWindow> m_window;
};

void SubjectPlacesTest::init()
{
    m_server = std::make_unique<FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_server->addUsers(u"@ann:remote.example in_step 2\n@bob:remote.example gap,stale 3"_s);
    m_server->addIncidents(u"aa error server_unreachable dead.example 3\nbb warning server_unreachable slow.example 1"_s);
    m_server->destinations = {{.destination = ServerName(u"dead.example"_s)}, {.destination = ServerName(u"remote.example"_s)}};
    m_server->info.audit.available = true;
    for (const QString &id : {u"one"_s, u"two"_s}) {
        Inspection::Audit audit{.id = id, .n = m_server->audits.size() + 1, .method = Inspection::AuditMethod::Federation};
        audit.state = Inspection::AuditState::Finished;
        audit.started = 1'700'000'000'000;
        m_server->audits.prepend(audit);
    }
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    restart();
}

void SubjectPlacesTest::restart()
{
    delete m_window;
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->resize(1280, 800);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window));
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.user = u"admin"_s;
    request.password = m_server->password;
    m_window->connectTo(request);
    QTRY_VERIFY_WITH_TIMEOUT(page(u"overview"_s) && incidents(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(incidents()->model()->rowCount(), 2, patience);
    QTRY_VERIFY_WITH_TIMEOUT(page(u"overview"_s)->isSettled(), patience);
}

void SubjectPlacesTest::cleanup()
{
    delete m_window;
    m_secrets.reset();
    m_settings.reset();
    m_server.reset();
}

void SubjectPlacesTest::incidentsByKeys()
{
    click(incidents(), 0);
    QCOMPARE(incidents()->openedIncident(), u"aa"_s);
    click(incidents(), 1);
    QCOMPARE(incidents()->openedIncident(), u"bb"_s);
    m_window->openPage(u"users"_s, {{u"user"_s, u"@bob:remote.example"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(page(u"users"_s)->isSettled(), patience);
    QVERIFY2(back().contains(u"slow.example"_s), qPrintable(back()));
    // Closed by hand meanwhile: Back opens it again.
    incidents()->closeIncident();
    press(Qt::Key_Left);
    QVERIFY(m_window->shows(u"overview"_s));
    QTRY_COMPARE_WITH_TIMEOUT(incidents()->openedIncident(), u"bb"_s, patience);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(incidents()->openedIncident(), u"aa"_s, patience);
    press(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(incidents()->openedIncident(), u"bb"_s, patience);
    press(Qt::Key_Right);
    QVERIFY(m_window->shows(u"users"_s));
}

/// The page has one place at a time, of whichever of its lists.
void SubjectPlacesTest::oneIncidentIsRead()
{
    m_server->endIncident(u"bb"_s);
    m_window->page(u"overview"_s)->reload();
    QTRY_VERIFY_WITH_TIMEOUT(incidents(u"endedIncidents"_s)->model()->rowCount() == 1, patience);
    click(incidents(), 0);
    QCOMPARE(incidents()->openedIncident(), u"aa"_s);
    QVERIFY(incidents(u"endedIncidents"_s)->openIncident(u"bb"_s));
    QCOMPARE(incidents()->openedIncident(), QString());
    QCOMPARE(page(u"overview"_s)->place().subject.value(u"incident"_s).toString(), u"bb"_s);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(incidents()->openedIncident(), u"aa"_s, patience);
    QCOMPARE(incidents(u"endedIncidents"_s)->openedIncident(), QString());
}

void SubjectPlacesTest::anIncidentThatIsGone()
{
    click(incidents(), 0);
    m_window->openPage(u"queues"_s);
    m_server->incidents.removeIf([](const Inspection::Incident &one) { return one.id == u"aa"_s; });
    page(u"overview"_s)->reload();
    QTRY_VERIFY_WITH_TIMEOUT(page(u"overview"_s)->isSettled(), patience);
    press(Qt::Key_Left);
    QVERIFY(m_window->shows(u"overview"_s));
    QTRY_VERIFY_WITH_TIMEOUT(
        m_window->statusBar()->currentMessage().contains(u"is over"_s) || !incidents()->openedIncident().isEmpty(), patience);
}

/// Where Back leads to something that is gone, the next Back goes on from there.
void SubjectPlacesTest::backPassesWhatIsGone()
{
    m_window->openPage(u"queues"_s);
    m_window->openPage(u"overview"_s);
    click(incidents(), 0);
    click(incidents(), 1);
    m_server->incidents.removeIf([](const Inspection::Incident &one) { return one.id == u"aa"_s; });
    page(u"overview"_s)->reload();
    QTRY_VERIFY_WITH_TIMEOUT(page(u"overview"_s)->isSettled(), patience);
    for (int i = 0; i < 4 && !m_window->shows(u"queues"_s); ++i) {
        press(Qt::Key_Left);
        QTRY_VERIFY_WITH_TIMEOUT(page(u"overview"_s)->isSettled(), patience);
    }
    QVERIFY(m_window->shows(u"queues"_s));
}

void SubjectPlacesTest::aNoteThatWasBegunStays()
{
    const auto note = [this]() -> QLineEdit * {
        for (QLineEdit *edit : page(u"overview"_s)->findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == u"Note"_s && edit->isVisible())
                return edit;
        }
        return nullptr;
    };
    click(incidents(), 0);
    for (QPushButton *button : page(u"overview"_s)->findChildren<QPushButton *>()) {
        if (button->text().startsWith(u"Acknowledge"_s) && button->isVisible()) {
            QTest::mouseClick(button, Qt::LeftButton);
            break;
        }
    }
    QVERIFY(note());
    QTest::keyClicks(note(), u"I look into it"_s);
    click(incidents(), 1);
    QVERIFY(!note());
    click(incidents(), 0);
    QVERIFY(note());
    QCOMPARE(note()->text(), u"I look into it"_s);
}

void SubjectPlacesTest::incidentAtTheNextStart()
{
    click(incidents(), 1);
    m_window->close();
    restart();
    QVERIFY(m_window->shows(u"overview"_s));
    QTRY_COMPARE_WITH_TIMEOUT(incidents()->openedIncident(), u"bb"_s, patience);
}

void SubjectPlacesTest::auditsByKeys()
{
    m_window->openPage(u"audit"_s);
    QTRY_VERIFY_WITH_TIMEOUT(page(u"audit"_s)->isSettled() && panel(u"audits"_s)->view()->model()->rowCount() == 2, patience);
    const auto audit = [this] { return page(u"audit"_s)->place().subject.value(u"audit"_s).toString(); };
    QTRY_COMPARE_WITH_TIMEOUT(audit(), u"two"_s, patience);
    panel(u"audits"_s)->setCurrentRow(1);
    QCOMPARE(audit(), u"one"_s);
    m_window->openPage(u"sources"_s);
    QVERIFY2(back().contains(u"Audit of"_s), qPrintable(back()));
    m_window->openPage(u"audit"_s, {{u"audit"_s, u"two"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(audit(), u"two"_s, patience);
    press(Qt::Key_Left);
    press(Qt::Key_Left);
    QVERIFY(m_window->shows(u"audit"_s));
    QTRY_COMPARE_WITH_TIMEOUT(audit(), u"one"_s, patience);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(audit(), u"two"_s, patience);
    press(Qt::Key_Left);
    QVERIFY(m_window->shows(u"overview"_s));
}

void SubjectPlacesTest::linksReachAll()
{
    const auto go = [this](const QString &place) {
        const auto link = readLink(u"lockstep://"_s + m_window->session()->info().serverName.toString() + u'/' + place);
        return link && m_window->openLink(*link);
    };
    QVERIFY(go(u"incidents/bb"_s));
    QTRY_COMPARE_WITH_TIMEOUT(incidents()->openedIncident(), u"bb"_s, patience);
    QVERIFY(go(u"audits/one"_s));
    QTRY_COMPARE_WITH_TIMEOUT(page(u"audit"_s)->place().subject.value(u"audit"_s).toString(), u"one"_s, patience);
    QVERIFY(go(u"servers/remote.example"_s));
    QTRY_COMPARE_WITH_TIMEOUT(page(u"servers"_s)->place().subject.value(u"server"_s).toString(), u"remote.example"_s, patience);
    QVERIFY(go(u"heat-map"_s));
    QCOMPARE(page(u"servers"_s)->place().subject.value(u"view"_s).toString(), u"heat"_s);

    // What is copied there is the same link.
    const auto copied = [this](const QString &name) {
        QMenu menu;
        page(name)->fillSelectionMenu(&menu);
        QApplication::clipboard()->clear();
        if (auto *copy = menu.findChild<QAction *>(u"copyLink"_s))
            copy->trigger();
        return QApplication::clipboard()->text().section(u'/', 3);
    };
    QCOMPARE(copied(u"servers"_s), u"heat-map"_s);
    QCOMPARE(copied(u"audit"_s), u"audits/one"_s);
}

/// What Back showed beside a list that leaves it out is selected in it once the search is cleared.
void SubjectPlacesTest::serverIsSelectedOnceItIsListed()
{
    m_window->openPage(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(panel(u"servers"_s)->view()->model()->rowCount(), 2, patience);
    panel(u"servers"_s)->setCurrentRow(0);
    panel(u"servers"_s)->setCurrentRow(1);
    QLineEdit *search = panel(u"servers"_s)->searchEdit();
    search->setFocus();
    QTest::keyClicks(search, u"remote"_s);
    QTRY_COMPARE_WITH_TIMEOUT(panel(u"servers"_s)->view()->model()->rowCount(), 1, patience);
    QTest::keyClick(search, Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(page(u"servers"_s)->place().subject.value(u"server"_s).toString(), u"dead.example"_s, patience);
    QCOMPARE(current(u"servers"_s), QString());
    search->clear();
    QTRY_COMPARE_WITH_TIMEOUT(current(u"servers"_s), u"dead.example"_s, patience);
    QCOMPARE(page(u"servers"_s)->place().subject.value(u"server"_s).toString(), u"dead.example"_s);
}

/// The list is before the heat map, and Back leaves the map for it.
void SubjectPlacesTest::heatMapIsBehind()
{
    m_window->openPage(u"servers"_s);
    m_window->openPage(u"servers"_s, {{u"view"_s, u"heat"_s}});
    const auto isHeat = [this] { return page(u"servers"_s)->place().subject.contains(u"view"_s); };
    QVERIFY(isHeat());
    m_window->openPage(u"queues"_s);
    press(Qt::Key_Left);
    QVERIFY(m_window->shows(u"servers"_s));
    QVERIFY(isHeat());
    press(Qt::Key_Left);
    QVERIFY(!isHeat() || m_window->shows(u"overview"_s));
}

QTEST_MAIN(SubjectPlacesTest)
#include "tst_subjectplaces.moc"
