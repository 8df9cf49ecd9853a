// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Two sides of one user, as an operator compares them: by the users page's menu, and the dialog's buttons.

#include "inspection/casefiles/casefile.h"
#include "tests/ui/pagesfixture.h"
#include "ui/pages/users/sidesdialog.h"
#include "ui/pages/users/userspage.h"

#include <QAccessible>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTreeWidget>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

class SidesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void aloneThenWithTheOthersFile();
    void ofALocalUser();
    void hostileFiles();
    void anOldGateway();
    void savedCaseIsReadAgain();
    void everythingHasAName();

private:
    SidesDialog *compare(const QString &user);
    void open(SidesDialog *dialog, const QString &menu, const QString &fileDialog, const QString &path);
    QString write(const QString &name, const QByteArray &bytes);
    static QString said(SidesDialog *dialog, const QString &label) { return dialog->findChild<QLabel *>(label)->text(); }

    std::unique_ptr<PagesFixture> m_fixture;
    std::unique_ptr<QTemporaryDir> m_folder;
    QMap<QString, Case> m_cases; ///< what the gateway tells, by user
    QString m_destination; ///< that was asked for last
};

namespace {

Device device(const QString &id)
{
    Device made;
    made.deviceId = DeviceId(id);
    const QString name = u"ed25519:"_s + id, key = u"key-of-"_s + id;
    made.keys = {{u"keys"_s, QJsonObject{{name, key}}}};
    return made;
}

Case ofReceiver(const ServerName &server, const UserId &user)
{
    Case file{.server = server, .kind = ServerKind::Synapse};
    file.userId = user;
    file.made = file.receiver.emplace().at = 1'700'000'000'000;
    file.receiver->details.summary.userId = user;
    file.receiver->details.devices = {device(u"OLD"_s)};
    return file;
}

Case ofSender(const UserId &user, const ServerName &receiver)
{
    Case file{.server = user.server(), .kind = ServerKind::Synapse};
    file.userId = user;
    OwnUser &own = file.sender.emplace();
    own.userId = user;
    file.made = own.at = 1'700'000'000'000;
    own.listAvailable = own.changesAvailable = own.destinationsAvailable = {true, {}};
    own.devices = {device(u"NEW\u202e"_s), device(u"OLD"_s)};
    own.changes = {{.deviceId = own.devices.constFirst().deviceId, .streamId = 40, .at = 1'600'000'000'000}};
    ToldServer told{.destination = receiver, .updates = 1, .confirmed = 30};
    told.waiting = {{own.devices.constFirst().deviceId, 41, 1'600'000'000'000}};
    told.why = {.reason = WaitReason::Backoff, .since = 1'600'000'000'000};
    own.destinations = {told};
    return file;
}

} // namespace

void SidesTest::init()
{
    m_fixture = std::make_unique<PagesFixture>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_cases.clear();
    const auto others = m_fixture->server.intercept;
    m_fixture->server.intercept = [this, others](const Request &request) -> std::optional<Answer> {
        const QString path = u"/_lockstep/v1/cases/"_s;
        if (!request.path.startsWith(path))
            return others ? others(request) : std::nullopt;
        m_destination = request.query.queryItemValue(u"destination"_s, QUrl::FullyDecoded);
        const auto found = m_cases.constFind(request.path.mid(path.size()));
        if (found == m_cases.cend())
            return Answer{.status = 404, .body = R"({"errcode":"M_NOT_FOUND","error":"Nothing here."})"};
        return Answer{.status = 200, .body = toCaseFile(*found)};
    };
}

void SidesTest::cleanup()
{
    m_fixture.reset();
}

SidesDialog *SidesTest::compare(const QString &user)
{
    // A local user is in no list: the dialog is opened without a selection, and the ID typed.
    const bool isListed = user.endsWith(":remote.example"_L1);
    auto *page = m_fixture->open<UsersPage>(isListed ? QVariantMap{{u"user"_s, user}} : QVariantMap());
    if (!page)
        return nullptr;
    QMenu menu;
    page->fillSelectionMenu(&menu);
    auto *action = menu.findChild<QAction *>(u"compareSides"_s);
    if (!action)
        return nullptr;
    action->trigger();
    auto *dialog = page->findChild<SidesDialog *>();
    if (!dialog)
        return nullptr;
    if (user.isEmpty())
        return dialog;
    auto *id = dialog->findChild<QLineEdit *>(u"sidesUser"_s);
    if (id->text() != user) {
        id->setText(user);
        QTest::keyClick(id, Qt::Key_Return);
    }
    return QTest::qWaitFor([dialog] { return dialog->isSettled(); }, patience) ? dialog : nullptr;
}

void SidesTest::open(SidesDialog *dialog, const QString &menu, const QString &fileDialog, const QString &path)
{
    if (menu == "sidesFile"_L1) {
        auto *others = dialog->findChild<QMenu *>(u"sidesOthers"_s);
        Q_EMIT others->aboutToShow();
        others->findChild<QAction *>(menu)->trigger();
    } else {
        dialog->findChild<QPushButton *>(menu)->click();
    }
    auto *files = dialog->findChild<QFileDialog *>(fileDialog);
    QVERIFY(files);
    files->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(path);
    files->findChild<QDialogButtonBox *>()->button(menu == "sidesFile"_L1 ? QDialogButtonBox::Open : QDialogButtonBox::Save)->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->isSettled(), patience);
}

QString SidesTest::write(const QString &name, const QByteArray &bytes)
{
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) < 0)
        qFatal("cannot write");
    return file.fileName();
}

void SidesTest::aloneThenWithTheOthersFile()
{
    const UserId user(u"@bob:remote.example"_s);
    QVERIFY(m_fixture->connectSession());
    const ServerName here = m_fixture->session->info().serverName;
    m_cases.insert(user.toString(), ofReceiver(here, user));
    SidesDialog *dialog = compare(user.toString());
    QVERIFY(dialog);
    QCOMPARE(said(dialog, u"sidesVerdict"_s), u"One side alone cannot tell where the chain broke."_s);
    QVERIFY(said(dialog, u"sidesGround"_s).contains(u"case file"_s));
    QCOMPARE(dialog->findChild<QTreeWidget *>()->topLevelItemCount(), 0);

    open(dialog, u"sidesFile"_s, u"sidesFileDialog"_s, write(u"theirs.json"_s, toCaseFile(ofSender(user, here))));
    QVERIFY2(said(dialog, u"sidesVerdict"_s).contains(u"remote.example has not sent the change yet"_s),
        qPrintable(said(dialog, u"sidesVerdict"_s)));
    QVERIFY2(said(dialog, u"sidesGround"_s).contains(u"waits in the queue"_s), qPrintable(said(dialog, u"sidesGround"_s)));
    const auto *rows = dialog->findChild<QTreeWidget *>(u"sidesRows"_s);
    QCOMPARE(rows->topLevelItemCount(), 2);
    QCOMPARE(rows->topLevelItem(0)->text(0), u"NEW\\u202e"_s);
    QCOMPARE(rows->topLevelItem(0)->text(2), u"–"_s);
    QCOMPARE(rows->topLevelItem(0)->text(3), u"missing in the copy"_s);
    QCOMPARE(rows->topLevelItem(0)->text(4), u"never sent"_s);
    QCOMPARE(rows->topLevelItem(1)->text(3), u"same"_s);
    QVERIFY(said(dialog, u"sidesFacts"_s).contains(u"Confirmed last: 30"_s));
    QVERIFY(said(dialog, u"sidesSource"_s).contains(u"remote.example"_s));
}

void SidesTest::ofALocalUser()
{
    QVERIFY(m_fixture->connectSession());
    const ServerName here = m_fixture->session->info().serverName;
    const UserId user(u"@me:"_s + here.toString());
    const ServerName far(u"far.example"_s);
    m_cases.insert(user.toString(), ofSender(user, far));
    SidesDialog *dialog = compare(user.toString());
    QVERIFY(dialog);
    QCOMPARE(said(dialog, u"sidesVerdict"_s), u"One side alone cannot tell where the chain broke."_s);
    open(dialog, u"sidesFile"_s, u"sidesFileDialog"_s, write(u"theirs.json"_s, toCaseFile(ofReceiver(far, user))));
    QVERIFY2(said(dialog, u"sidesVerdict"_s).startsWith(u"far.example is behind"_s), qPrintable(said(dialog, u"sidesVerdict"_s)));
    // It asks what that server was told, and nothing of others.
    QCOMPARE(m_destination, far.toString());
}

void SidesTest::hostileFiles()
{
    const UserId user(u"@bob:remote.example"_s);
    QVERIFY(m_fixture->connectSession());
    const ServerName here = m_fixture->session->info().serverName;
    m_cases.insert(user.toString(), ofReceiver(here, user));
    SidesDialog *dialog = compare(user.toString());
    QVERIFY(dialog);
    const QByteArray good = toCaseFile(ofSender(user, here));
    const auto refused = [&](const QByteArray &bytes, const QString &says) {
        open(dialog, u"sidesFile"_s, u"sidesFileDialog"_s, write(u"theirs.json"_s, bytes));
        QVERIFY2(said(dialog, u"sidesProblem"_s).contains(says), qPrintable(said(dialog, u"sidesProblem"_s)));
        QVERIFY(dialog->findChild<QLabel *>(u"sidesProblem"_s)->isVisible());
        QCOMPARE(said(dialog, u"sidesVerdict"_s), u"One side alone cannot tell where the chain broke."_s);
    };
    refused("\x7f"
            "ELF",
        u"not a case file"_s);
    refused(good.left(good.size() / 2), u"cut off"_s);
    refused(QByteArray(good).replace("\"lockstep_case\": 1", "\"lockstep_case\": 9"), u"version 9"_s);
    // The same side twice compares nothing.
    open(dialog, u"sidesFile"_s, u"sidesFileDialog"_s,
        write(u"theirs.json"_s, toCaseFile(ofReceiver(ServerName(u"third.example"_s), user))));
    QCOMPARE(said(dialog, u"sidesVerdict"_s), u"These two cannot be compared."_s);
    QVERIFY2(said(dialog, u"sidesProblem"_s).contains(u"keep a copy"_s), qPrintable(said(dialog, u"sidesProblem"_s)));
}

void SidesTest::anOldGateway()
{
    const auto others = m_fixture->server.intercept;
    m_fixture->server.intercept = [others](const Request &request) -> std::optional<Answer> {
        if (request.path.startsWith(u"/_lockstep/v1/cases/"_s))
            return Answer{.status = 404, .body = R"({"errcode":"M_UNRECOGNIZED","error":"no such endpoint"})"};
        return others(request);
    };
    SidesDialog *dialog = compare(u"@bob:remote.example"_s);
    QVERIFY(dialog);
    QCOMPARE(said(dialog, u"sidesProblem"_s), u"This gateway is too old to tell its side of a user."_s);
    QVERIFY(!dialog->findChild<QPushButton *>(u"sidesSave"_s)->isEnabled());
}

void SidesTest::savedCaseIsReadAgain()
{
    const UserId user(u"@bob:remote.example"_s);
    QVERIFY(m_fixture->connectSession());
    m_cases.insert(user.toString(), ofReceiver(m_fixture->session->info().serverName, user));
    SidesDialog *dialog = compare(user.toString());
    QVERIFY(dialog);
    const QString path = m_folder->filePath(u"ours.json"_s);
    open(dialog, u"sidesSave"_s, u"sidesSaveDialog"_s, path);
    QTRY_VERIFY2(said(dialog, u"sidesProblem"_s).contains(u"Saved as"_s), qPrintable(said(dialog, u"sidesProblem"_s)));
    const auto read = readCaseFile(path);
    QVERIFY(read);
    QCOMPARE(read->userId, user);
}

void SidesTest::everythingHasAName()
{
    const UserId user(u"@bob:remote.example"_s);
    SidesDialog *dialog = compare(user.toString());
    QVERIFY(dialog);
    const auto widgets = dialog->findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible() || qobject_cast<QLabel *>(widget))
            continue;
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        QVERIFY2(face && !face->text(QAccessible::Name).isEmpty(), qPrintable(QString::fromLatin1(widget->metaObject()->className())));
    }
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(m_fixture->page->findChildren<SidesDialog *>().isEmpty());
}

QTEST_MAIN(SidesTest)
#include "tst_sides.moc"
