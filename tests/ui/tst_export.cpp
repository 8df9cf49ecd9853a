// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Export of lists through the window's menu, as an operator does it.

#include "session/secrets.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/banner.h"
#include "ui/words/presentation.h"

#include <QAction>
#include <QApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 20'000;

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
} // namespace

class ExportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void allUsersOfTheFilter();
    void historyAsJson();
    void queuesAndServers();
    void stopsInTheMiddle();
    void refusedWritesAreTold();
    void nothingToExport();

private:
    /// Chooses the menu entry and saves under this name; the name that was proposed, or nothing if no file was asked for.
    QString save(const QString &action, const QString &path);
    UsersPage *users() const { return qobject_cast<UsersPage *>(m_window->page(u"users"_s)); }
    Banner *banner() const { return m_window->findChild<Banner *>(u"exportBanner"_s); }
    QString path(const QString &name) const { return m_directory->filePath(name); }

    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    QPointer<MainWindow> m_window;
};

void ExportTest::init()
{
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    QString lines = u"@=cmd|calc:remote.example gap 1\n"_s;
    for (int i = 0; i < 1200; ++i)
        lines += u"@user%1:remote.example %2 2\n"_s.arg(i, 4, 10, QChar(u'0')).arg(i % 2 == 0 ? u"in_step"_s : u"gap"_s);
    m_server->addUsers(lines);
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->resize(1280, 800);
    m_window->show();
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.user = u"admin"_s;
    request.password = m_server->password;
    m_window->connectTo(request);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"users"_s), patience);
    m_window->openPage(u"users"_s);
    QTRY_VERIFY_WITH_TIMEOUT(users()->isSettled(), patience);
}

void ExportTest::cleanup()
{
    delete m_window;
    m_secrets.reset();
    m_settings.reset();
    m_server.reset();
}

QString ExportTest::save(const QString &action, const QString &path)
{
    m_window->findChild<QAction *>(action)->trigger();
    auto *dialog = m_window->findChild<QFileDialog *>(u"exportDialog"_s);
    if (!dialog)
        return {};
    const QString proposed = QFileInfo(dialog->selectedFiles().value(0)).fileName();
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    name->setText(path);
    dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    return proposed;
}

/// More than the view has loaded, and only what the filter lets through.
void ExportTest::allUsersOfTheFilter()
{
    users()->list()->setFilter(Inspection::UserState::Gap, {});
    QTRY_VERIFY_WITH_TIMEOUT(users()->isSettled(), patience);
    const QString proposed = save(u"exportList"_s, path(u"gap.csv"_s));
    QVERIFY2(proposed.startsWith(u"lockstep-users-localhost"_s) && proposed.endsWith(u".csv"_s), qPrintable(proposed));
    QTRY_VERIFY_WITH_TIMEOUT(banner()->text().contains(u"601 row"_s), patience);
    QVERIFY(banner()->text().contains(u"gap.csv"_s));
    const QByteArrayList lines = contents(path(u"gap.csv"_s)).split('\n');
    QCOMPARE(lines.size(), 603); // the header, and nothing after the last line's end
    QCOMPARE(lines[0], "user_id,server,states,stream_id,device_count,stale_since,last_update,retry_at\r"_ba);
    // No spreadsheet takes a name for a formula.
    for (const QByteArray &line : lines.mid(1, 601))
        QVERIFY2(line.startsWith("\"'@"), line.constData());
}

void ExportTest::historyAsJson()
{
    const UserId user(u"@user0001:remote.example"_s);
    for (qint64 n = 1; n <= 700; ++n) {
        DeviceListUpdate update;
        update.n = n;
        update.received = 1'700'000'000'000 + n;
        update.streamId = StreamId(100 + n);
        update.deviceId = DeviceId(u"PHONE"_s);
        if (n % 100 == 0)
            update.breaks = Break::Fork;
        m_server->updates[user.toString()].append(update);
    }
    m_window->openPage(u"users"_s, {{u"user"_s, user.toString()}});
    QTRY_COMPARE_WITH_TIMEOUT(users()->pane()->user(), user, patience);
    const QString proposed = save(u"exportHistory"_s, path(u"history.json"_s));
    QVERIFY2(proposed.startsWith(u"lockstep-history-user0001-remote.example-"_s), qPrintable(proposed));
    QTRY_VERIFY_WITH_TIMEOUT(banner()->text().contains(u"700 row"_s), patience);
    const QJsonArray rows = QJsonDocument::fromJson(contents(path(u"history.json"_s))).array();
    QCOMPARE(rows.size(), 700);
    QCOMPARE(rows[0][u"n"].toInt(), 700); // newest first
    QCOMPARE(rows[0][u"breaks"].toArray(), QJsonArray{u"fork"_s});
    // Of a stretch of time that is shown alone, that.
    users()->pane()->setTab(UserPane::History);
    auto *view = users()->pane()->findChild<HistoryView *>();
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->loaded(), 700, patience);
    view->setRange(1'700'000'000'101, 1'700'000'000'150);
    save(u"exportHistory"_s, path(u"range.json"_s));
    QTRY_VERIFY_WITH_TIMEOUT(banner()->text().contains(u"range.json"_s) && QFile::exists(path(u"range.json"_s)), patience);
    const QJsonArray range = QJsonDocument::fromJson(contents(path(u"range.json"_s))).array();
    QCOMPARE(range.size(), 50);
    QCOMPARE(range[0][u"n"].toInt(), 150);
}

void ExportTest::queuesAndServers()
{
    m_server->inbox = {{.userId = UserId(u"@ann:localhost"_s), .deviceId = DeviceId(u"=1+1"_s), .messages = 3}};
    m_server->destinations = {{.destination = ServerName(u"dead.example"_s), .failingSince = 1'700'000'000'000}};
    m_window->openPage(u"queues"_s, {{u"queue"_s, u"inbox"_s}});
    save(u"exportList"_s, path(u"inbox.csv"_s));
    QTRY_VERIFY_WITH_TIMEOUT(banner()->text().contains(u"inbox.csv"_s) && QFile::exists(path(u"inbox.csv"_s)), patience);
    QVERIFY2(contents(path(u"inbox.csv"_s)).contains("\"'@ann:localhost\",\"'=1+1\",3,"), contents(path(u"inbox.csv"_s)).constData());
    m_window->openPage(u"servers"_s);
    save(u"exportList"_s, path(u"servers.csv"_s));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path(u"servers.csv"_s)), patience);
    QVERIFY(contents(path(u"servers.csv"_s)).contains("dead.example,2023-11-14T22:13:20.000Z,"));
}

void ExportTest::stopsInTheMiddle()
{
    // The second page does not come.
    m_server->intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path == u"/_lockstep/v1/users"_s && request.query.queryItemValue(u"after"_s) == u"500"_s
            && request.query.queryItemValue(u"limit"_s) == u"500"_s)
            return Test::Answer{.status = 0, .body = {}};
        return std::nullopt;
    };
    save(u"exportList"_s, path(u"all.csv"_s));
    QTRY_VERIFY_WITH_TIMEOUT(banner()->text().contains(u"500 row"_s), patience);
    const auto buttons = banner()->findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 1);
    QCOMPARE(buttons[0]->text(), u"Stop"_s);
    buttons[0]->click();
    QVERIFY2(banner()->text().contains(u"was stopped"_s), qPrintable(banner()->text()));
    QCOMPARE(QDir(m_directory->path()).entryList({u"all*"_s}, QDir::Files), QStringList());
}

void ExportTest::refusedWritesAreTold()
{
    QVERIFY(QDir(m_directory->path()).mkdir(u"folder"_s));
    save(u"exportList"_s, path(u"folder/list.csv"_s));
    QTRY_VERIFY_WITH_TIMEOUT(banner()->text().contains(Presentation::count(1201) + u" row"_s), patience);
    // The folder goes away between the question and the answer.
    m_window->findChild<QAction *>(u"exportList"_s)->trigger();
    auto *dialog = m_window->findChild<QFileDialog *>(u"exportDialog"_s);
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(path(u"folder/other.csv"_s));
    QVERIFY(QDir(path(u"folder"_s)).removeRecursively());
    Q_EMIT dialog->accepted();
    QTRY_VERIFY_WITH_TIMEOUT(banner()->text().contains(u"cannot be written"_s), patience);
    QVERIFY2(banner()->text().contains(u"other.csv"_s), qPrintable(banner()->text()));
}

void ExportTest::nothingToExport()
{
    m_window->openPage(u"overview"_s);
    QCOMPARE(save(u"exportList"_s, {}), QString());
    QVERIFY(banner()->isVisible() && banner()->text().contains(u"no list on this page"_s));
    m_window->openPage(u"users"_s);
    QVERIFY(!banner()->isVisible());
    QTest::keyClick(m_window, Qt::Key_E, Qt::ControlModifier);
    QVERIFY(m_window->findChild<QFileDialog *>(u"exportDialog"_s));
}

QTEST_MAIN(ExportTest)
#include "tst_export.moc"
