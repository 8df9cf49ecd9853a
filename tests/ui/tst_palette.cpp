// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The command palette by its keys, as an operator uses it.

#include "session/secrets.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/help/helpview.h"
#include "ui/shell/help/pagehelp.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/palette/palettemodel.h"
#include "ui/shell/sidebar.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QHeaderView>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 20'000;
}

class PaletteTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void worksBeforeAConnection();
    void findsPagesAndShowsTheirKeys();
    void doesWhatIsSelected();
    void findsUsersAndServers();
    void whatWasUsedComesFirst();
    void hostileNamesArePlain();
    void failuresAreSaid();
    void escapeGoesBack();
    void helpFollowsThePages();

private:
    void connectWindow();
    void open();
    void type(const QString &text);
    QWidget *palette() const { return m_window->findChild<QWidget *>(u"commandPalette"_s); }
    QLineEdit *field() const { return m_window->findChild<QLineEdit *>(u"paletteField"_s); }
    QListView *list() const { return m_window->findChild<QListView *>(u"paletteList"_s); }
    QStringList shown(int role = Qt::DisplayRole) const;
    UsersPage *users() const { return qobject_cast<UsersPage *>(m_window->page(u"users"_s)); }
    bool isShown(const QString &page) const { return m_window->page(page)->isVisible(); }

    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    QPointer<MainWindow> m_window;
};

void PaletteTest::init()
{
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_server->addUsers(u"@ann:remote.example in_step 2\n@bob:remote.example gap,stale 3\n@zoe:dead.example remote_failing 1"_s);
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->resize(1280, 800);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window));
}

void PaletteTest::cleanup()
{
    delete m_window;
    m_secrets.reset();
    m_settings.reset();
    m_server.reset();
}

void PaletteTest::connectWindow()
{
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.user = u"admin"_s;
    request.password = m_server->password;
    m_window->connectTo(request);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"users"_s), patience);
}

void PaletteTest::open()
{
    QTest::keyClick(m_window, Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(palette() && palette()->isVisible());
    QTRY_VERIFY(field()->hasFocus());
}

void PaletteTest::type(const QString &text)
{
    field()->clear();
    QTest::keyClicks(field(), text);
}

QStringList PaletteTest::shown(int role) const
{
    QStringList texts;
    for (int row = 0; row < list()->model()->rowCount(); ++row)
        texts << list()->model()->index(row, 0).data(role).toString();
    return texts;
}

void PaletteTest::worksBeforeAConnection()
{
    open();
    type(u"connect"_s);
    QCOMPARE(shown().value(0), u"Connect …"_s);
    QVERIFY(!shown().contains(u"Sign out"_s)); // cannot be done now
    QTest::keyClick(field(), Qt::Key_Return);
    QTRY_VERIFY(m_window->findChild<QDialog *>());
    QVERIFY(!palette()->isVisible());
}

void PaletteTest::findsPagesAndShowsTheirKeys()
{
    connectWindow();
    open();
    type(u"queu"_s);
    QCOMPARE(shown().value(0), u"Queues"_s);
    QCOMPARE(
        list()->model()->index(0, 0).data(PaletteModel::KeysRole).toString(), QKeySequence(u"Ctrl+3"_s).toString(QKeySequence::NativeText));
    QCOMPARE(list()->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(),
        u"Queues, View, "_s + QKeySequence(u"Ctrl+3"_s).toString(QKeySequence::NativeText));
    QTest::keyClick(field(), Qt::Key_Return);
    QVERIFY(isShown(u"queues"_s));
    // Everything that the menus offer is there.
    open();
    QVERIFY(shown().size() > 10);
}

void PaletteTest::doesWhatIsSelected()
{
    connectWindow();
    m_window->openPage(u"users"_s, {{u"user"_s, u"@bob:remote.example"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(users()->isSettled() && users()->pane()->user().toString() == u"@bob:remote.example", patience);
    open();
    type(u"show server"_s);
    QCOMPARE(shown().value(0), u"Show the server"_s);
    QTest::keyClick(field(), Qt::Key_Return);
    QTRY_VERIFY(isShown(u"servers"_s));
}

void PaletteTest::findsUsersAndServers()
{
    connectWindow();
    open();
    type(u"zoe"_s);
    QVERIFY(!shown().contains(u"@zoe:dead.example"_s)); // the window did not wait for the server
    QTRY_VERIFY_WITH_TIMEOUT(shown().contains(u"@zoe:dead.example"_s), patience);
    QTest::keyClick(field(), Qt::Key_Return);
    QVERIFY(isShown(u"users"_s));
    QTRY_COMPARE_WITH_TIMEOUT(users()->pane()->user().toString(), u"@zoe:dead.example"_s, patience);

    open();
    type(u"dead.ex"_s);
    QTRY_VERIFY_WITH_TIMEOUT(shown().contains(u"dead.example"_s), patience);
    while (list()->currentIndex().data().toString() != u"dead.example")
        QTest::keyClick(field(), Qt::Key_Down);
    QTest::keyClick(field(), Qt::Key_Return);
    QTRY_VERIFY(isShown(u"servers"_s));
}

void PaletteTest::whatWasUsedComesFirst()
{
    connectWindow();
    open();
    type(u"servers"_s);
    QTest::keyClick(field(), Qt::Key_Return);
    open();
    QCOMPARE(shown().value(0), u"Servers"_s);
    QCOMPARE(list()->currentIndex().row(), 0);
    // Also by another window, later.
    QVERIFY(!m_settings->uiValue(u"palette/recent"_s).toStringList().isEmpty());
    QTest::keyClick(field(), Qt::Key_Up);
    QCOMPARE(list()->currentIndex().row(), list()->model()->rowCount() - 1);
}

void PaletteTest::hostileNamesArePlain()
{
    m_server->addUsers(u"@<b>\u202egnp:remote.example gap 1"_s);
    connectWindow();
    open();
    type(u"<b>"_s);
    QTRY_VERIFY_WITH_TIMEOUT(shown().join(u' ').contains(u"<b>"_s), patience);
    const QString all = shown().join(u' ') + shown(Qt::AccessibleTextRole).join(u' ');
    QVERIFY(!all.contains(QChar(0x202e)));
    QVERIFY(all.contains(u"\\u202e"_s));
    // Typing such things does no harm either.
    field()->setText(QString(100'000, QChar(0x202e)));
    QTRY_COMPARE(list()->model()->rowCount(), 0);
    QTest::keyClick(field(), Qt::Key_Return);
    QVERIFY(palette()->isVisible());
}

void PaletteTest::failuresAreSaid()
{
    connectWindow();
    m_server->intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (!request.path.endsWith(u"/users"_s))
            return std::nullopt;
        return Test::Answer{.status = 500, .body = R"({"errcode":"M_UNKNOWN","error":"The database is gone"})"};
    };
    open();
    type(u"zoe"_s);
    const auto says = [this](const QString &text) {
        const auto labels = palette()->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().contains(text); });
    };
    QVERIFY(says(u"Searching"_s));
    QTRY_VERIFY_WITH_TIMEOUT(says(u"could not be searched: "_s), patience);
}

void PaletteTest::escapeGoesBack()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    auto *search = m_window->findChild<QLineEdit *>(u"users-search"_s);
    search->setFocus();
    open();
    QTest::keyClick(field(), Qt::Key_Escape);
    QVERIFY(!palette()->isVisible());
    QVERIFY(search->hasFocus());
    // A click elsewhere too, on what takes no focus by it.
    open();
    const auto headers = users()->findChildren<QHeaderView *>();
    const auto header = std::ranges::find_if(headers, &QWidget::isVisible);
    QVERIFY(header != headers.cend());
    QTest::mouseClick((*header)->viewport(), Qt::LeftButton);
    QVERIFY(!palette()->isVisible());
    open();
    QTest::mouseClick(field(), Qt::LeftButton);
    QVERIFY(palette()->isVisible());
}

/// F1 is found by the palette as by its key.
void PaletteTest::helpFollowsThePages()
{
    open();
    type(u"help of"_s);
    QTest::keyClick(field(), Qt::Key_Return);
    auto *help = m_window->findChild<HelpView *>();
    QVERIFY(help && help->isVisible());
    QVERIFY(help->text().contains(u"start the lab"_s));
    connectWindow();
    for (const QString &name : MainWindow::pageNames()) {
        m_window->openPage(name);
        const PageHelp all = helpOf(name);
        QVERIFY2(!all.shown.isEmpty() && !all.from.isEmpty() && !all.doable.isEmpty() && !all.terms.isEmpty(), qPrintable(name));
        QVERIFY2(help->text().contains(all.shown.constFirst()), qPrintable(name));
        for (const QString &term : all.terms)
            QVERIFY2(!helpTerm(term).meaning.isEmpty(), qPrintable(term));
    }
    help->close();
    QTRY_VERIFY(!m_window->findChild<HelpView *>());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window));
    QTest::keyClick(m_window, Qt::Key_F1);
    QTRY_VERIFY(m_window->findChild<HelpView *>());
}

QTEST_MAIN(PaletteTest)
#include "tst_palette.moc"
