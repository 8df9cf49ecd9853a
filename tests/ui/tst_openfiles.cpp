// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/casefiles/casefile.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "ui/connect/localgateway.h"
#include "ui/pages/savecase.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/banner.h"

#include <QAction>
#include <QCheckBox>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// Files opened in the window: by drop, by its menu, and as the case that another window saved.
class OpenFilesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void droppedLog();
    void secondGoesToAnotherWindow();
    void whatIsNoneIsASentence();
    void closesAgain();
    void cancelled();
    void caseToCase();

private:
    struct Program
    {
        QTemporaryDir folder;
        Settings settings{folder.filePath(u"lockstep.ini"_s)};
        MemorySecretStore secrets;
        std::unique_ptr<GatewayLauncher> launcher = makeLocalGateway();
        QPointer<MainWindow> window = new MainWindow({&settings, &secrets, launcher.get()});
        ~Program() { delete window; }
        QString write(const QString &name, const QByteArray &bytes) const
        {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::WriteOnly))
                qFatal("no file");
            file.write(bytes);
            return file.fileName();
        }
        bool isOpen() const { return window->page(u"users"_s) != nullptr; }
        bool shows(const QString &text) const
        {
            const auto labels = window->findChildren<QLabel *>();
            return std::any_of(
                labels.begin(), labels.end(), [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
        }
    };
    static QByteArray log()
    {
        return "2026-11-20 07:00:00,000 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update '@bob:remote.example'/'PHONE', ID: "
               "'5', prev: ['4'] \n"
               "2026-11-20 07:00:01,000 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update '@bob:remote.example'/'PHONE', ID: "
               "'9', prev: ['8'] ";
    }
    static bool openByDrop(Program &program, const QStringList &paths)
    {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString &path : paths)
            urls += QUrl::fromLocalFile(path);
        data.setUrls(urls);
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(program.window, &enter);
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(program.window, &drop);
        return enter.isAccepted() && drop.isAccepted();
    }
};

void OpenFilesTest::droppedLog()
{
    Program program;
    program.window->show();
    QVERIFY(openByDrop(program, {program.write(u"homeserver.log"_s, log())}));
    QTRY_VERIFY(program.isOpen());
    QCOMPARE(program.window->windowTitle(), u"homeserver.log"_s);
    program.window->openPage(u"users"_s);
    auto *list = program.window->page(u"users"_s)->findChild<UserList *>()->findChild<QTableView *>();
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QCOMPARE(program.window->session()->info().kind, Inspection::ServerKind::Capture);
    QVERIFY(!program.window->session()->info().refresh.available);
    // Nothing is left of it in what is remembered.
    QVERIFY(program.settings.recentConnections().isEmpty());
    // A link is no file.
    QMimeData link;
    link.setUrls({QUrl(u"https://example.org/a.log"_s)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &link, Qt::LeftButton, Qt::NoModifier);
    enter.ignore();
    QApplication::sendEvent(program.window, &enter);
    QVERIFY(!enter.isAccepted());
}

void OpenFilesTest::secondGoesToAnotherWindow()
{
    Program program;
    program.window->show();
    QSignalSpy another(program.window, &MainWindow::newWindowForFilesRequested);
    const QString path = program.write(u"a.log"_s, log());
    program.window->openFiles({path});
    QTRY_VERIFY(program.isOpen());
    QCOMPARE(another.size(), 0);
    program.window->openFiles({path});
    QCOMPARE(another.size(), 1);
    QCOMPARE(another.first().first().toStringList(), QStringList{path});
}

void OpenFilesTest::whatIsNoneIsASentence()
{
    Program program;
    program.window->show();
    program.window->openFiles({program.write(u"photo.log"_s, QByteArray("PK\x03\x04..."))});
    QTRY_VERIFY(program.shows(u"photo.log is cut off or damaged"_s));
    QVERIFY(!program.isOpen());
    // The window can still be used.
    program.window->openFiles({program.write(u"good.log"_s, log())});
    QTRY_VERIFY(program.isOpen());
}

void OpenFilesTest::closesAgain()
{
    Program program;
    program.window->show();
    program.window->openFiles({program.write(u"a.log"_s, log())});
    QTRY_VERIFY(program.isOpen());
    program.window->session()->logOut();
    QTRY_VERIFY(!program.isOpen());
    QVERIFY(program.shows(u"The files are closed."_s));
}

void OpenFilesTest::cancelled()
{
    Program program;
    program.window->show();
    QByteArray bytes;
    const QByteArray line = "2026-11-20 07:00:00,000 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update "
                            "'@bob:remote.example'/'PHONE', ID: '%1', prev: [] \n";
    for (int i = 0; i < 200'000; ++i)
        bytes += QByteArray(line).replace("%1", QByteArray::number(i));
    QSignalSpy progress(program.window->session(), &Session::progress);
    program.window->openFiles({program.write(u"long.log"_s, bytes)});
    const auto tellsHowFar = [&] {
        return std::any_of(
            progress.begin(), progress.end(), [](const auto &said) { return said.constFirst().toString().contains(u"long.log: "_s); });
    };
    QTRY_VERIFY(tellsHowFar());
    program.window->session()->cancelConnect();
    QThreadPool::globalInstance()->waitForDone(5'000); // it ends soon
    QCOMPARE(QThreadPool::globalInstance()->activeThreadCount(), 0);
    QVERIFY(!program.isOpen());
    program.window->openFiles({program.write(u"a.log"_s, log())});
    QTRY_VERIFY(program.isOpen());
}

void OpenFilesTest::caseToCase()
{
    Program program;
    program.window->show();
    program.window->openFiles({program.write(u"homeserver.log"_s, log())});
    QTRY_VERIFY(program.isOpen());
    for (const bool redacted : {false, true}) {
        const QString path = program.folder.filePath(redacted ? u"redacted.lockstep-case"_s : u"case.lockstep-case"_s);
        QPointer<SaveCaseDialog> dialog
            = SaveCaseDialog::open(program.window->session(), UserId(u"@bob:remote.example"_s), {}, program.window);
        auto *save = dialog->findChild<QPushButton *>(u"saveCase"_s);
        QTRY_VERIFY(save->isEnabled());
        dialog->findChild<QCheckBox *>(u"redact"_s)->setChecked(redacted);
        save->click();
        auto *file = dialog->findChild<QFileDialog *>(u"saveCaseFile"_s);
        QVERIFY(file);
        Q_EMIT file->fileSelected(path);
        file->close();
        QTRY_VERIFY(QFile::exists(path));
        dialog->close();
        const auto read = Inspection::readCaseFile(path);
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QCOMPARE(read->isRedacted, redacted);
        QCOMPARE(read->receiver->updates.size(), 2);
        QCOMPARE(Inspection::toCaseFile(*read).contains("bob"), !redacted);

        Program other;
        other.window->show();
        other.window->openFiles({path});
        QTRY_VERIFY(other.isOpen());
        other.window->openPage(u"users"_s);
        auto *list = other.window->page(u"users"_s)->findChild<UserList *>()->findChild<QTableView *>();
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 0).data().toString(), redacted ? u"@user1:server1.example"_s : u"@bob:remote.example"_s);
        QCOMPARE(other.window->windowTitle().contains(u"redacted"_s), redacted);
    }
}

QTEST_MAIN(OpenFilesTest)
#include "tst_openfiles.moc"
