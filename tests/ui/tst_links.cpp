// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Links: from the context menu to the clipboard, from another process into the window.

#include "session/link.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/connect/welcomepage.h"
#include "ui/pages/page.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/links/linkdesk.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/serverframe.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLocalSocket>
#include <QMenu>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QtConcurrent/QtConcurrentRun>

#include <algorithm>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 20'000;
}

class LinksTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void linksAreCopiedAndFollowed();
    void onlyTheWindowOfItsHomeserver();
    void strangersServersAreNotConnectedTo();
    void theDeskTakesLinksOnly();
    void foldersOfOthersAreNotUsed();
    void recordsAndLabsAreNotMeant_data();
    void recordsAndLabsAreNotMeant();
    void tabsOfOneWindow();

private:
    void connectWindow();
    UsersPage *users() const { return qobject_cast<UsersPage *>(m_window->page(u"users"_s)); }
    bool handOver(const QString &link)
    {
        // As another process does: it waits, while this one goes on.
        const QFuture<bool> answer = QtConcurrent::run([link, folder = m_folder] { return LinkDesk::handOver(link, folder); });
        return QTest::qWaitFor([&answer] { return answer.isFinished(); }, patience) && answer.result();
    }

    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    QPointer<MainWindow> m_window;
    QString m_folder;
};

void LinksTest::init()
{
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_server->addUsers(u"@ann:remote.example in_step 2\n@bob:remote.example gap,stale 3"_s);
    m_directory = std::make_unique<QTemporaryDir>();
    m_folder = m_directory->filePath(u"links"_s);
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->show();
}

void LinksTest::cleanup()
{
    delete m_window;
    m_secrets.reset();
    m_settings.reset();
    m_server.reset();
}

void LinksTest::connectWindow()
{
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.user = u"admin"_s;
    request.password = m_server->password;
    m_window->connectTo(request);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"users"_s), patience);
}

void LinksTest::linksAreCopiedAndFollowed()
{
    connectWindow();
    m_window->openPage(u"users"_s, {{u"user"_s, u"@bob:remote.example"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(users()->isSettled() && users()->pane()->user().toString() == u"@bob:remote.example", patience);
    QMenu menu;
    users()->fillSelectionMenu(&menu);
    auto *copy = menu.findChild<QAction *>(u"copyLink"_s);
    QVERIFY(copy);
    copy->trigger();
    const QString link = QApplication::clipboard()->text();
    QCOMPARE(link, u"lockstep://"_s + m_window->session()->info().serverName.toString() + u"/users/@bob:remote.example"_s);

    m_window->openPage(u"queues"_s);
    m_window->openPage(u"users"_s, {{u"user"_s, u"@ann:remote.example"_s}});
    m_window->openPage(u"queues"_s);
    LinkDesk desk([this](const Link &to) { return m_window->openLink(to); }, m_folder);
    QVERIFY(desk.isListening());
    QVERIFY(handOver(link));
    QVERIFY(users()->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(users()->pane()->user().toString(), u"@bob:remote.example"_s, patience);
    QVERIFY(handOver(u"matrix:u/ann:remote.example"_s));
    QTRY_COMPARE_WITH_TIMEOUT(users()->pane()->user().toString(), u"@ann:remote.example"_s, patience);
}

void LinksTest::onlyTheWindowOfItsHomeserver()
{
    LinkDesk desk([this](const Link &to) { return m_window->openLink(to); }, m_folder);
    QVERIFY(!handOver(u"matrix:u/ann:remote.example"_s)); // not connected yet
    connectWindow();
    m_window->openPage(u"queues"_s);
    QVERIFY(!handOver(u"lockstep://other.example/users/@ann:remote.example"_s));
    QVERIFY(m_window->page(u"queues"_s)->isVisible());
}

void LinksTest::strangersServersAreNotConnectedTo()
{
    m_window->followLink(u"lockstep://evil.example/users/@ann:remote.example"_s);
    const auto says = [this](const QString &part) {
        const auto labels = m_window->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) { return label->isVisible() && label->text().contains(part); });
    };
    QVERIFY(says(u"never connected to"_s));
    QCOMPARE(m_window->session()->state(), Session::State::Disconnected);
    m_window->followLink(u"lockstep://<b>\u202e"_s);
    QVERIFY(says(u"no link that Lockstep can follow: lockstep://<b>\\u202e"_s));
}

void LinksTest::theDeskTakesLinksOnly()
{
    int opened = 0;
    LinkDesk desk(
        [&opened](const Link &) {
            ++opened;
            return true;
        },
        m_folder);
    const QStringList names = QDir(m_folder).entryList(QDir::System | QDir::Files);
    QCOMPARE(names.size(), 1);
    const QString path = m_folder + u'/' + names.constFirst();
    QCOMPARE(
        QFile::permissions(path) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther), QFile::Permissions());
    const auto say = [&](const QByteArray &bytes) {
        QLocalSocket socket;
        socket.connectToServer(path);
        if (!QTest::qWaitFor([&] { return socket.state() == QLocalSocket::ConnectedState; }))
            return QByteArray("?");
        socket.write(bytes);
        QByteArray answer;
        if (!QTest::qWaitFor([&] {
                answer += socket.readAll();
                return socket.state() == QLocalSocket::UnconnectedState;
            }))
            return QByteArray("open");
        return QByteArray(answer + socket.readAll());
    };
    QCOMPARE(say("refresh @bob:remote.example\n"), "other\n"_ba);
    QCOMPARE(say("lockstep://hs/users/@b:x?action=refresh\n"), "other\n"_ba);
    QCOMPARE(say("\xff\xfe\0\n"_ba), "other\n"_ba);
    QCOMPARE(say(QByteArray(1'000'000, 'x')), QByteArray());
    QCOMPARE(say("no end of the line"), QByteArray()); // not for ever
    QCOMPARE(opened, 0);
    QCOMPARE(say("lockstep://hs/users/@b:x\nlockstep://hs/users/@c:x\n"), "opened\n"_ba);
    QCOMPARE(opened, 1);
}

/// What was recorded of a homeserver once is not what a link to it means, nor is a lab what a link without a homeserver means.
void LinksTest::recordsAndLabsAreNotMeant_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("byName");
    QTest::addColumn<bool>("isFollowed");
    using Inspection::ServerKind;
    QTest::newRow("a homeserver") << int(ServerKind::Synapse) << false << true;
    QTest::newRow("a capture") << int(ServerKind::Capture) << true << false;
    QTest::newRow("a case") << int(ServerKind::Case) << false << false;
    QTest::newRow("a lab") << int(ServerKind::Lab) << false << false;
    QTest::newRow("a lab by its name") << int(ServerKind::Lab) << true << true;
}

void LinksTest::recordsAndLabsAreNotMeant()
{
    QFETCH(int, kind);
    QFETCH(bool, byName);
    QFETCH(bool, isFollowed);
    m_server->info.kind = Inspection::ServerKind(kind);
    connectWindow();
    const QString text = byName ? u"lockstep://%1/users/@bob:remote.example"_s.arg(m_server->info.serverName.toString())
                                : u"matrix:u/bob:remote.example"_s;
    const auto link = readLink(text);
    QVERIFY(link);
    QCOMPARE(m_window->openLink(*link), isFollowed);
}

void LinksTest::foldersOfOthersAreNotUsed()
{
    const auto nothing = [](const Link &) { return true; };
    QVERIFY(!LinkDesk(nothing, QString()).isListening());
    QDir().mkpath(m_folder);
    QFile::setPermissions(m_folder, QFile::Permissions(0x7077)); // others may enter
    QVERIFY(!LinkDesk(nothing, m_folder).isListening());
    QVERIFY(!LinkDesk::handOver(u"lockstep://hs/users/@b:x"_s, m_folder));
    QVERIFY(QFile::link(m_directory->path(), m_folder + u"-link"_s));
    QVERIFY(!LinkDesk(nothing, m_folder + u"-link"_s).isListening());
    // A socket that nobody listens to any more is put away.
    const QString mine = m_directory->filePath(u"mine"_s);
    {
        const LinkDesk desk(nothing, mine);
        QVERIFY(desk.isListening());
    }
    const QString left = mine + u"/1.links"_s;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray path = QFile::encodeName(left);
    QVERIFY(size_t(path.size()) < sizeof(address.sun_path));
    std::copy(path.cbegin(), path.cend(), address.sun_path);
    const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    QCOMPARE(::bind(dead, reinterpret_cast<const sockaddr *>(&address), sizeof(address)), 0);
    ::close(dead); // as after a kill: nobody listens, and the file stays
    QVERIFY(QFileInfo::exists(left));
    QVERIFY(!LinkDesk::handOver(u"lockstep://hs/users/@b:x"_s, mine));
    QVERIFY(!QFileInfo::exists(left));
}

/// Several servers in one window: links and keys reach the tab that is meant.
void LinksTest::tabsOfOneWindow()
{
    connectWindow();
    m_window->openPage(u"queues"_s);
    auto *frame = new ServerFrame(m_window);
    auto *other = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    frame->add(other);
    QCOMPARE(ServerFrame::of(other), frame);
    QCOMPARE(frame->count(), 2);
    QVERIFY(!m_window->isVisible() && other->isVisible());
    QCOMPARE(frame->tabText(0), m_window->windowTitle());
    QCOMPARE(MainWindow::all().size(), 2);
    frame->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(frame));
    // A key of the tab that is hidden does nothing, and is not in the way of the other's.
    QTest::keyClick(other, Qt::Key_2, Qt::ControlModifier);
    QTest::keyClick(other, Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(other->findChild<QWidget *>(u"commandPalette"_s));
    QVERIFY(!m_window->findChild<QWidget *>(u"commandPalette"_s));
    const QString homeserver = m_window->session()->info().serverName.toString();
    const auto link = readLink(u"lockstep://"_s + homeserver + u"/servers"_s);
    QVERIFY(link && !other->openLink(*link) && m_window->openLink(*link));
    QCOMPARE(frame->currentWidget(), m_window);
    QVERIFY(m_window->page(u"servers"_s)->isVisible());
    QCOMPARE(frame->windowTitle(), m_window->windowTitle());
    QTest::keyClick(m_window, Qt::Key_2, Qt::ControlModifier);
    QVERIFY(m_window->page(u"users"_s)->isVisible());
    // The last tab but one leaves no bar, and the frame keeps what is left.
    const QPointer<MainWindow> gone = other;
    Q_EMIT frame->tabCloseRequested(1);
    QTRY_VERIFY(!gone);
    QCOMPARE(frame->count(), 1);
    QVERIFY(!frame->tabBar()->isVisible());
    const QPointer<ServerFrame> closed = frame;
    m_window->setAttribute(Qt::WA_DeleteOnClose);
    m_window->close();
    QTRY_VERIFY(!m_window);
    QTRY_VERIFY(!closed);
}

QTEST_MAIN(LinksTest)
#include "tst_links.moc"
