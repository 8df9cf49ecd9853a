// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/secrets.h"
#include "session/settings.h"
#include "ui/connect/connectdialog.h"
#include "ui/connect/localgateway.h"
#include "ui/pages/refreshbar.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/listpanel.h"
#include "ui/widgets/statestack.h"

#include "lab/stage/lab.h"
#include "lab/stage/scenarioplayer.h"

#include <QComboBox>
#include <QDeadlineTimer>
#include <QDir>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// Drives a real window, as a person does with keys and mouse: sign in, choose a user, refresh, read the result. Against the lab, and, when
/// LOCKSTEP_DESKTOP_DATABASE names one (pair_desktop.py does), against a real Synapse with the gateway inside the program.
class DesktopTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void lab();
    void synapse();

private:
    ConnectDialog *openDialog(const RecentConnection &prefilled);
    void signIn(ConnectDialog *dialog, const QString &user, const QString &password);
    void chooseUser(const QString &user);
    QString refresh();
    void picture(const QString &name);
    UsersPage *users() const { return qobject_cast<UsersPage *>(m_window->page(u"users"_s)); }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    std::unique_ptr<GatewayLauncher> m_launcher;
    QPointer<MainWindow> m_window;
};

void DesktopTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"desktop.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    m_launcher = makeLocalGateway();
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), m_launcher.get()});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window));
}

void DesktopTest::cleanup()
{
    delete m_window;
    m_launcher.reset();
    m_secrets.reset();
    m_settings.reset();
}

void DesktopTest::picture(const QString &name)
{
    const QString directory = qEnvironmentVariable("LOCKSTEP_PICTURES");
    if (!directory.isEmpty() && QDir().mkpath(directory))
        QVERIFY(m_window->grab().save(QDir(directory).filePath(name + u".png"_s)));
}

ConnectDialog *DesktopTest::openDialog(const RecentConnection &prefilled)
{
    ConnectDialog *dialog = m_window->openConnectDialog(prefilled);
    [&] { QTRY_VERIFY_WITH_TIMEOUT(dialog && dialog->isVisible(), 10'000); }();
    return dialog;
}

void DesktopTest::signIn(ConnectDialog *dialog, const QString &user, const QString &password)
{
    auto *name = dialog->findChild<QLineEdit *>(u"user"_s);
    auto *secret = dialog->findChild<QLineEdit *>(u"secret"_s);
    QVERIFY(name && secret);
    name->clear();
    QTest::keyClicks(name, user);
    secret->clear();
    QTest::keyClicks(secret, password);
    QTest::keyClick(secret, Qt::Key_Return);
}

void DesktopTest::chooseUser(const QString &user)
{
    QTRY_VERIFY_WITH_TIMEOUT(users() && m_window->isVisible(), 30'000);
    m_window->openPage(u"users"_s);
    QTableView *list = users()->list()->panel()->view();
    const auto rowOf = [&] {
        for (int row = 0; row < list->model()->rowCount(); ++row)
            if (list->model()->index(row, 0).data().toString() == user)
                return row;
        return -1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(rowOf() >= 0, 30'000);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(rowOf(), 0)).center());
    QTRY_COMPARE_WITH_TIMEOUT(users()->pane()->user().toString(), user, 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(users()->isSettled(), 30'000);
}

QString DesktopTest::refresh()
{
    auto *button = users()->pane()->findChild<QPushButton *>(u"refresh"_s);
    auto *bar = users()->pane()->findChild<RefreshBar *>();
    [&] {
        QVERIFY(button && bar);
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 10'000);
    }();
    QElapsedTimer clock;
    clock.start();
    QTest::mouseClick(button, Qt::LeftButton);
    const auto isOver = [&] { return bar->isVisible() && button->isEnabled(); };
    [&] { QTRY_VERIFY_WITH_TIMEOUT(isOver(), 60'000); }();
    qInfo("from the click to the result: %lld ms: %s", clock.elapsed(), qPrintable(bar->text()));
    return bar->text() + u'\n' + bar->details();
}

void DesktopTest::lab()
{
    const auto started = Lab::Lab::start({.servers = 2, .port = 0, .dataDir = {}, .limits = {}});
    QVERIFY2(started, started ? "" : qPrintable(started.error().text));
    Lab::Lab &lab = **started;
    Lab::ScenarioPlayer player(&lab);
    for (const auto &step : Lab::Scenario::find(u"lost-update"_s)->setup)
        QVERIFY(player.perform(step));
    RecentConnection connection;
    connection.server = lab.server(0).clientApi().toString();
    ConnectDialog *dialog = openDialog(connection);
    signIn(dialog, u"admin"_s, u"wrong"_s);
    // The wrong password is said in the dialog, and what was typed stays.
    auto *problem = dialog->findChild<Banner *>();
    QVERIFY(problem);
    QTRY_VERIFY_WITH_TIMEOUT(!problem->text().isEmpty(), 30'000);
    QVERIFY2(problem->text().contains(u"does not accept this user name and password for admin"_s), qPrintable(problem->text()));
    QVERIFY(dialog->isVisible() && dialog->findChild<QLineEdit *>(u"secret"_s)->isEnabled());
    QCOMPARE(dialog->findChild<QLineEdit *>(u"user"_s)->text(), u"admin"_s);
    QVERIFY(!m_window->page(u"users"_s));
    signIn(dialog, u"admin"_s, QString::fromLatin1(Lab::Lab::adminPassword));
    chooseUser(u"@bob:beta.lab"_s);
    if (QTest::currentTestFailed())
        return;
    // All that tells of a new device is lost: what the refresh brings is named.
    QVERIFY(player.perform({.action = u"lose"_s, .parameters = {{u"from"_s, u"beta"_s}, {u"to"_s, u"alpha"_s}, {u"transactions"_s, 50}}}));
    QVERIFY(player.perform(
        {.action = u"device"_s, .parameters = {{u"user"_s, u"bob@beta"_s}, {u"id"_s, u"BOBLOST"_s}, {u"name"_s, u"lost"_s}}}));
    QTRY_VERIFY_WITH_TIMEOUT(lab.network().lossesLeft(ServerName(u"beta.lab"_s), ServerName(u"alpha.lab"_s)) < 50, 30'000);
    const QString result = refresh();
    QVERIFY2(result.contains(u" added; stream "_s) && result.contains(u"BOBLOST"_s), qPrintable(result));
    picture(u"desktop-lab"_s);
    // Down: it says so, and the window stays usable.
    lab.network().setDown(ServerName(u"beta.lab"_s), true);
    QString down = refresh();
    // A success of less than ten seconds ago is the answer again, without asking anew.
    for (QDeadlineTimer patience(30'000); down.contains(u"BOBLOST"_s) && !patience.hasExpired(); down = refresh())
        QTest::qWait(1'000);
    QVERIFY2(down.contains(u"beta.lab"_s) && !down.startsWith(u"No difference"_s), qPrintable(down));
    QVERIFY(users()->pane()->findChild<QPushButton *>(u"refresh"_s)->isEnabled());
    m_window->openPage(u"servers"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"servers"_s)->isSettled(), 30'000);
    const auto serverRow = [this] {
        const auto *list = m_window->page(u"servers"_s)->findChild<QTableView *>(u"servers"_s);
        return list && list->model()->rowCount() > 0 ? list->model()->index(0, 1).data().toString() : QString();
    };
    QTRY_VERIFY2_WITH_TIMEOUT(serverRow().startsWith(u"failing"_s), qPrintable(serverRow()), 30'000);
}

void DesktopTest::synapse()
{
    const QString database = qEnvironmentVariable("LOCKSTEP_DESKTOP_DATABASE");
    if (database.isEmpty())
        QSKIP("no real Synapse: tests/desktop/pair_desktop.py starts one");
    RecentConnection connection;
    connection.gatewayPlace = GatewayPlace::InProcess;
    connection.local.serverName = qEnvironmentVariable("LOCKSTEP_DESKTOP_SERVER_NAME");
    connection.local.clientApi = QUrl(qEnvironmentVariable("LOCKSTEP_DESKTOP_CLIENT_API"));
    connection.local.database = database;
    connection.local.logs = QStringList{qEnvironmentVariable("LOCKSTEP_DESKTOP_LOG")};
    connection.local.history = m_directory->filePath(u"history.sqlite"_s);
    signIn(openDialog(connection), u"admin"_s, u"admin-password"_s);
    chooseUser(qEnvironmentVariable("LOCKSTEP_DESKTOP_USER"));
    if (QTest::currentTestFailed())
        return;
    picture(u"desktop-before"_s);
    const QString result = refresh();
    picture(u"desktop-after"_s);
    const QStringList expected = qEnvironmentVariable("LOCKSTEP_DESKTOP_EXPECT").split(u'|', Qt::SkipEmptyParts);
    for (const QString &text : expected)
        QVERIFY2(result.contains(text), qPrintable(result));
}

QTEST_MAIN(DesktopTest)
#include "tst_desktop.moc"
