// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/casefiles/casefile.h"
#include "inspection/ownuser.h"
#include "inspection/wire.h"
#include "model/exportsource.h"
#include "tests/ui/pagesfixture.h"
#include "ui/pages/audit/auditpage.h"
#include "ui/pages/users/userspage.h"
#include "ui/words/auditwords.h"

#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

/// The page Audit, its dialog, and the line of a user's header. Plurals are those of the source: no translation is loaded.
class AuditPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }

    void sentences_data();
    void sentences();
    void emptyLeadsToTheDialog();
    void startsASample();
    void startsAServers();
    void tellsWhyItCannot();
    void aRefusalStays();
    void listsFromAFile_data();
    void listsFromAFile();
    void listsFromAnotherWindow();
    void showsWhatDiffers();
    void opensOneUsersListInAnAudit();
    void aLaterPageTakesNoSelection();
    void pausesAndCancels();
    void viewerMayNotAct();
    void followsEvents();
    void olderGateway();
    void checksAUser();
    void verifiedIsGreen();
    void anAuditThatIsGoneIsNoAudit();
    void saysHowOldAComparisonIs();

private:
    QDialog *openDialog();
    Audit &addAudit(const QString &id, AuditState state);
    QString label(const QString &name) const
    {
        const auto *label = m_fixture->page->findChild<QLabel *>(name);
        return label ? label->text() : u"(no label)"_s;
    }

    std::unique_ptr<PagesFixture> m_fixture;
};

void AuditPageTest::init()
{
    m_fixture = std::make_unique<PagesFixture>();
    m_fixture->server.info.caller = Caller{.userId = UserId(u"@admin:hs.example"_s), .role = Role::Operator, .contents = false};
    m_fixture->server.info.audit.available = true;
    m_fixture->server.info.refresh.available = true;
}

Audit &AuditPageTest::addAudit(const QString &id, AuditState state)
{
    Audit audit{.id = id, .n = m_fixture->server.audits.size() + 1, .method = AuditMethod::Federation};
    audit.state = state;
    audit.started = QDateTime::currentMSecsSinceEpoch() - 60'000;
    audit.sample = 300;
    audit.population = 41'200;
    audit.chosen = 300;
    m_fixture->server.audits.prepend(audit);
    return m_fixture->server.audits.front();
}

QDialog *AuditPageTest::openDialog()
{
    if (!m_fixture->open<AuditPage>())
        return nullptr;
    QTest::mouseClick(m_fixture->page->findChild<QPushButton *>(u"newAudit"_s), Qt::LeftButton);
    return m_fixture->page->findChild<QDialog *>(u"auditDialog"_s);
}

void AuditPageTest::sentences_data()
{
    QTest::addColumn<Audit>("audit");
    QTest::addColumn<QString>("sentence");
    Audit audit{.id = u"a"_s, .population = 41'200, .chosen = 300, .same = 296, .differ = 4, .leastPpm = 3'600, .mostPpm = 33'800};
    QTest::newRow("as in the issue") << audit << u"300 of 41,200 lists compared, 4 differ(s) (95 %: 0.4 to 3.4 %)"_s;
    audit.differ = 1;
    audit.same = 299;
    audit.leastPpm = 84;
    audit.mostPpm = 18'444;
    QTest::newRow("one, and rare") << audit << u"300 of 41,200 lists compared, 1 differ(s) (95 %: 0.01 to 1.8 %)"_s;
    audit.differ = 0;
    audit.same = 280;
    audit.known = 5;
    audit.notCompared = 15;
    audit.leastPpm = 0;
    audit.mostPpm = 12'900;
    QTest::newRow("rest")
        << audit
        << u"285 of 41,200 lists compared, none differs (95 %: 0.0 to 1.3 %); 5 was (were) known to be out of date; 15 could not be compared"_s;
    Audit named{.id = u"a"_s, .named = 3, .population = 41'200, .chosen = 3, .same = 1, .differ = 2};
    QTest::newRow("named") << named << u"3 of 3 lists compared, 2 differ(s)"_s;
    Audit all{.id = u"a"_s, .population = 10, .chosen = 10, .same = 10, .leastPpm = 0, .mostPpm = 308'500};
    QTest::newRow("all") << all << u"10 of 10 lists compared, none differs"_s;
    QTest::newRow("nothing yet") << Audit{.id = u"a"_s, .state = AuditState::Running} << u"Nothing is compared yet."_s;
    QTest::newRow("nothing") << Audit{.id = u"a"_s, .state = AuditState::Cancelled} << u"Nothing was compared."_s;
}

void AuditPageTest::sentences()
{
    QFETCH(Audit, audit);
    QTEST(AuditWords::sentence(audit), "sentence");
}

void AuditPageTest::emptyLeadsToTheDialog()
{
    QVERIFY(m_fixture->open<AuditPage>());
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(m_fixture->page.get(), u"No list was compared with its origin yet"_s), patience);
    QTest::mouseClick(button(m_fixture->page.get(), u"Check lists …"_s), Qt::LeftButton);
    QVERIFY(m_fixture->page->findChild<QDialog *>(u"auditDialog"_s));
}

void AuditPageTest::startsASample()
{
    QDialog *dialog = openDialog();
    QVERIFY(dialog);
    QVERIFY(hasLabel(dialog, u"Nothing is written"_s));
    dialog->findChild<QSpinBox *>(u"auditNumber"_s)->setValue(300);
    QVERIFY(hasLabel(dialog, u"If none of 300 differs, at most 1.2 % of all do"_s));
    QTest::mouseClick(button(dialog, u"Start"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->server.auditAsked, patience);
    QCOMPARE(m_fixture->server.auditAsked->sample, 300);
    QCOMPARE(m_fixture->server.auditAsked->method, AuditMethod::Federation);
    QVERIFY(m_fixture->server.auditAsked->server.isEmpty());
    // It is what is shown then.
    QTRY_COMPARE_WITH_TIMEOUT(label(u"auditSentence"_s), u"Nothing is compared yet."_s, patience);
    const auto *audits = m_fixture->page->findChild<QTableView *>(u"audits"_s);
    QCOMPARE(shown(audits, 1), QStringList(u"300 lists at random"_s));
}

void AuditPageTest::startsAServers()
{
    QVERIFY(m_fixture->open<AuditPage>({{u"server"_s, u"remote.example"_s}}));
    auto *dialog = m_fixture->page->findChild<QDialog *>(u"auditDialog"_s);
    QVERIFY(dialog);
    dialog->findChild<QRadioButton *>(u"auditRefresh"_s)->click();
    QVERIFY(hasLabel(dialog, u"only this way writes anything"_s));
    auto *server = dialog->findChild<QLineEdit *>(u"auditServer"_s);
    QCOMPARE(server->text(), u"remote.example"_s);
    server->clear();
    QVERIFY(!button(dialog, u"Start"_s)->isEnabled());
    QVERIFY(hasLabel(dialog, u"Name the server"_s));
    QTest::keyClicks(server, u" other.example "_s);
    QTest::mouseClick(button(dialog, u"Start"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->server.auditAsked, patience);
    QCOMPARE(m_fixture->server.auditAsked->server, u"other.example"_s);
    QCOMPARE(m_fixture->server.auditAsked->method, AuditMethod::Refresh);
    QCOMPARE(m_fixture->server.auditAsked->sample, 0);
}

void AuditPageTest::tellsWhyItCannot()
{
    m_fixture->server.info.audit = {.available = false, .reason = u"Start the gateway with --signing-key."_s};
    QDialog *dialog = openDialog();
    QVERIFY(dialog);
    // What is possible is proposed.
    QVERIFY(dialog->findChild<QRadioButton *>(u"auditRefresh"_s)->isChecked());
    QVERIFY(button(dialog, u"Start"_s)->isEnabled());
    dialog->findChild<QRadioButton *>(u"auditFederation"_s)->click();
    QVERIFY(hasLabel(dialog, u"Start the gateway with --signing-key."_s));
    QVERIFY(!button(dialog, u"Start"_s)->isEnabled());
}

void AuditPageTest::aRefusalStays()
{
    QDialog *dialog = openDialog();
    QVERIFY(dialog);
    m_fixture->server.intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.method != "POST")
            return std::nullopt;
        return Test::Answer{409, R"({"errcode":"M_UNKNOWN","error":"<b>Another</b> audit is running."})"};
    };
    QTest::mouseClick(button(dialog, u"Start"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(dialog, u"<b>Another</b> audit is running."_s), patience);
    QCOMPARE(dialog->findChild<QLabel *>(u"auditProblem"_s)->textFormat(), Qt::PlainText);
    QVERIFY(dialog->isVisible());
    QVERIFY(button(dialog, u"Start"_s)->isEnabled());
}

void AuditPageTest::listsFromAFile_data()
{
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<int>("lists"); // -1: refused
    QTest::addColumn<QString>("says");
    const QByteArray list = R"({"user_id":"@bob:remote.example","stream_id":5,"devices":[]})";
    QTest::newRow("one answer") << list << 1 << u"1 list(s) of remote.example"_s;
    QTest::newRow("answers") << QByteArray("[" + list + "," + list + "]") << 2 << u"2 list(s) of remote.example"_s;
    QTest::newRow("told by another") << QByteArray(R"({"origin":"gw.example","read_at":1700000000000,"lists":[)" + list + "]}") << 1
                                     << u"1 list(s) of gw.example, read 2023-11-1"_s;
    Case file{.server = ServerName(u"far.example"_s), .userId = UserId(u"@zoe:far.example"_s), .made = 1'700'000'000'000};
    file.kind = ServerKind::Synapse;
    file.sender = OwnUser{.userId = file.userId, .at = 1'700'000'000'000, .listAvailable = {true, {}}, .streamId = StreamId(u"9"_s)};
    QTest::newRow("case file") << toCaseFile(file) << 1 << u"1 list(s) of far.example, read 2023-11-1"_s;
    file.sender->listAvailable = {false, u"no grant"_s};
    QTest::newRow("case file without a list") << toCaseFile(file) << -1 << u"ask that server's operator"_s;
    QTest::newRow("case file that is cut off") << toCaseFile(file).chopped(20) << -1 << u"damaged or cut off"_s;
    QTest::newRow("no JSON") << QByteArray("{") << -1 << u"lists.json is no JSON"_s;
    QTest::newRow("empty") << QByteArray("[]") << -1 << u"holds no device lists"_s;
    QTest::newRow("other JSON") << QByteArray(R"([{"a":1}])") << -1 << u"something that is no device list"_s;
    QTest::newRow("hostile user") << QByteArray(R"([{"user_id":"bob","devices":[]}])") << -1 << u"something that is no device list"_s;
    QTest::newRow("huge") << QByteArray(2 * 1024 * 1024, ' ') << -1 << u"is larger than"_s;
}

void AuditPageTest::listsFromAFile()
{
    QFETCH(QByteArray, contents);
    QFETCH(int, lists);
    QFETCH(QString, says);
    QDialog *dialog = openDialog();
    QVERIFY(dialog);
    dialog->findChild<QRadioButton *>(u"auditWitness"_s)->click();
    QVERIFY(hasLabel(dialog, u"Choose first where the lists come from."_s));
    QVERIFY(!button(dialog, u"Start"_s)->isEnabled());
    QFile file(m_fixture->directory->filePath(u"lists.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size());
    file.close();
    auto *sources = dialog->findChild<QPushButton *>(u"auditChoose"_s)->menu();
    Q_EMIT sources->aboutToShow();
    dialog->findChild<QAction *>(u"auditFromFile"_s)->trigger();
    auto *chooser = dialog->findChild<QFileDialog *>();
    QVERIFY(chooser);
    Q_EMIT chooser->fileSelected(file.fileName());
    chooser->close();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(dialog, says), patience);
    QCOMPARE(button(dialog, u"Start"_s)->isEnabled(), lists >= 0);
    if (lists < 0)
        return;
    QTest::mouseClick(button(dialog, u"Start"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->server.auditAsked, patience);
    QCOMPARE(m_fixture->server.auditAsked->method, AuditMethod::Witness);
    QCOMPARE(m_fixture->server.auditAsked->witness->value("lists"_L1).toArray().size(), lists);
}

/// A window that is connected to the other homeserver's gateway: its operator's word without a file.
void AuditPageTest::listsFromAnotherWindow()
{
    PagesFixture there;
    there.server.info.serverName = ServerName(u"far.example"_s);
    const auto others = there.server.intercept;
    there.server.intercept = [others](const Test::Request &request) -> std::optional<Test::Answer> {
        if (!request.path.startsWith(u"/_lockstep/v1/own/users/"))
            return others ? others(request) : std::nullopt;
        OwnUser own{.userId = UserId(request.path.section(u'/', 5)), .at = 1'700'000'000'000};
        own.listAvailable.available = true;
        own.streamId = StreamId(u"9"_s);
        return Test::Answer{200, QJsonDocument(toJson(own)).toJson()};
    };
    QVERIFY(there.connectSession());
    QWidget window;
    there.session->setParent(&window);
    m_fixture->server.addUsers(u"@zoe:far.example in_step 2"_s);
    QDialog *dialog = openDialog();
    QVERIFY(dialog);
    auto *sources = dialog->findChild<QPushButton *>(u"auditChoose"_s)->menu();
    Q_EMIT sources->aboutToShow();
    QCOMPARE(sources->actions().size(), 2);
    QCOMPARE(sources->actions().constFirst()->text(), u"Window of far.example"_s);
    sources->actions().constFirst()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(dialog, u"1 list(s) of far.example"_s), patience);
    QTest::mouseClick(button(dialog, u"Start"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->server.auditAsked, patience);
    QCOMPARE(m_fixture->server.auditAsked->witness->value("origin"_L1).toString(), u"far.example"_s);
    QCOMPARE(m_fixture->server.auditAsked->witness->value("lists"_L1)[0]["user_id"_L1].toString(), u"@zoe:far.example"_s);
    m_fixture->page.reset();
    there.session->setParent(nullptr);
}

void AuditPageTest::showsWhatDiffers()
{
    Audit &audit = addAudit(u"a1"_s, AuditState::Finished);
    audit.same = 298;
    audit.differ = 1;
    audit.notCompared = 1;
    AuditedList differs{.n = 2, .userId = UserId(u"@bob:remote.example"_s), .outcome = ListOutcome::Differs, .at = 1'700'000'000'000};
    differs.origin = u"remote.example"_s;
    differs.differences = {{ListDifferenceKind::DeviceMissing, DeviceId(u"PHONE"_s)},
        {ListDifferenceKind::NameDiffers, DeviceId(u"TAB"_s), u"<b>old</b>"_s, u"n\u202eew"_s},
        {ListDifferenceKind::MasterKeyDiffers, {}, u"aa"_s, {}}};
    differs.missed = MissedCause::NeverCame;
    differs.missedN = 7;
    const AuditedList unread{
        .n = 1, .userId = UserId(u"@carol:dead.example"_s), .outcome = ListOutcome::NotCompared, .error = u"connection refused"_s};
    m_fixture->server.auditedLists[u"a1"_s] = {differs, unread};
    QVERIFY(m_fixture->open<AuditPage>());
    auto *view = m_fixture->page->findChild<QTableView *>(u"auditLists"_s);
    QTRY_COMPARE_WITH_TIMEOUT(shown(view), QStringList(u"@bob:remote.example"_s), patience);
    QCOMPARE(shown(view, 1), QStringList(u"differs"_s));
    QCOMPARE(shown(view, 2), QStringList(u"another master key, another name of 1 device(s), 1 device(s) missing here"_s));
    QCOMPARE(shown(view, 3), QStringList(u"nothing came"_s));
    view->setCurrentIndex(view->model()->index(0, 0));
    const auto *details = m_fixture->page->findChild<QLabel *>(u"auditDifferences"_s);
    QVERIFY(details->isVisible());
    QCOMPARE(details->textFormat(), Qt::PlainText);
    for (const QString &part : {u"PHONE: missing here"_s, u"TAB: name: <b>old</b> here, n\\u202eew there"_s,
             u"master key: aa here, none there"_s, u"only the other side can tell"_s})
        QVERIFY2(details->text().contains(part), qPrintable(details->text()));
    // An export has what is shown.
    const ExportSource source = m_fixture->page->exports().constFirst();
    QStringList exported;
    const auto call = source.read({}, this, [&](const Result<ExportSource::Rows> &rows) {
        for (const QJsonObject &row : rows ? rows->items : QList<QJsonObject>())
            exported << row[u"user_id"].toString() + u' ' + row[u"outcome"].toString();
    });
    QTRY_COMPARE_WITH_TIMEOUT(exported, QStringList(u"@bob:remote.example differs"_s), patience);
    // Enter leads to the row that shows it.
    QString page;
    QVariantMap arguments;
    connect(m_fixture->page.get(), &Lockstep::Page::openRequested, this, [&](const QString &name, const QVariantMap &with) {
        page = name;
        arguments = with;
    });
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(page, u"users"_s);
    QCOMPARE(arguments.value(u"update"_s).toInt(), 7);
    auto *outcome = m_fixture->page->findChild<QComboBox *>(u"auditOutcome"_s);
    outcome->setFocus();
    outcome->setCurrentIndex(outcome->findText(u"not compared"_s));
    Q_EMIT outcome->activated(outcome->currentIndex());
    QTRY_COMPARE_WITH_TIMEOUT(shown(view), QStringList(u"@carol:dead.example"_s), patience);
    QCOMPARE(shown(view, 2), QStringList(u"connection refused"_s));
}

/// As an incident does: that run, that user, whatever was shown before.
void AuditPageTest::opensOneUsersListInAnAudit()
{
    const auto list = [](const QString &user, ListOutcome outcome, qint64 n) {
        AuditedList made{.n = n, .userId = UserId(user), .outcome = outcome, .at = 1'700'000'000'000};
        made.origin = u"remote.example"_s;
        if (outcome == ListOutcome::Differs)
            made.differences = {{ListDifferenceKind::DeviceMissing, DeviceId(user.mid(1, 3).toUpper())}};
        return made;
    };
    addAudit(u"a1"_s, AuditState::Finished).differ = 2;
    m_fixture->server.auditedLists[u"a1"_s] = {list(u"@ann:remote.example"_s, ListOutcome::Differs, 1),
        list(u"@bob:remote.example"_s, ListOutcome::Differs, 2), list(u"@zoe:remote.example"_s, ListOutcome::Same, 3)};
    addAudit(u"a2"_s, AuditState::Finished).same = 1;
    m_fixture->server.auditedLists[u"a2"_s] = {list(u"@bob:remote.example"_s, ListOutcome::Same, 1)};
    auto *page = m_fixture->open<AuditPage>();
    QVERIFY(page);
    auto *audits = page->findChild<QTableView *>(u"audits"_s), *lists = page->findChild<QTableView *>(u"auditLists"_s);
    QTRY_COMPARE_WITH_TIMEOUT(audits->currentIndex().row(), 0, patience); // the newest
    page->activate({{u"audit"_s, u"a1"_s}, {u"user"_s, u"@bob:remote.example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(audits->currentIndex().row(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(lists->currentIndex().data().toString() == u"@bob:remote.example"_s, patience);
    QVERIFY(label(u"auditDifferences"_s).contains(u"BOB: missing here"_s));
    // The same once more, after others were looked at.
    auto *outcome = page->findChild<QComboBox *>(u"auditOutcome"_s);
    outcome->setCurrentIndex(outcome->findData(int(ListOutcome::Same)));
    Q_EMIT outcome->activated(outcome->currentIndex());
    page->activate({{u"audit"_s, u"a1"_s}, {u"user"_s, u"@ann:remote.example"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(lists->currentIndex().data().toString() == u"@ann:remote.example"_s, patience);
    // One that is not kept any more is said to be so.
    QSignalSpy said(page, &Lockstep::Page::statusMessage);
    page->activate({{u"audit"_s, u"gone"_s}, {u"user"_s, u"@ann:remote.example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(said.size(), 1, patience);
}

/// A list that was led to is read for, page by page; nobody waits for it who searches for something else.
void AuditPageTest::aLaterPageTakesNoSelection()
{
    addAudit(u"a1"_s, AuditState::Finished).same = 300;
    for (int i = 0; i < 300; ++i)
        m_fixture->server.auditedLists[u"a1"_s].append(
            AuditedList{.n = i + 1, .userId = UserId(u"@u%1:remote.example"_s.arg(i, 3, 10, QChar(u'0'))), .outcome = ListOutcome::Same});
    QList<AuditedList> &kept = m_fixture->server.auditedLists[u"a1"_s];
    const AuditedList last = kept.takeLast();
    auto *page = m_fixture->open<AuditPage>();
    QVERIFY(page);
    auto *lists = page->findChild<QTableView *>(u"auditLists"_s);
    QTRY_VERIFY_WITH_TIMEOUT(lists->model()->rowCount() > 0 && page->isSettled(), patience);
    QVERIFY(lists->model()->rowCount() < 299);
    const auto current = [lists] { return lists->currentIndex().data().toString(); };
    page->activate({{u"audit"_s, u"a1"_s}, {u"user"_s, kept.constLast().userId.toString()}});
    QTRY_COMPARE_WITH_TIMEOUT(current(), kept.constLast().userId.toString(), patience); // on the third page

    page->activate({{u"audit"_s, u"a1"_s}, {u"user"_s, last.userId.toString()}});
    QTRY_VERIFY_WITH_TIMEOUT(page->isSettled() && lists->model()->rowCount() == 0, patience);
    QLineEdit *search = nullptr;
    const auto edits = page->findChildren<QLineEdit *>();
    for (QLineEdit *edit : edits) {
        if (edit->text().contains(last.userId.toString()))
            search = edit;
    }
    QVERIFY(search);
    search->clear();
    QTRY_COMPARE_WITH_TIMEOUT(lists->model()->rowCount(), 299, patience);
    lists->setCurrentIndex(lists->model()->index(7, 0));
    const QString chosen = current();
    kept.append(last);
    page->reload();
    QTRY_COMPARE_WITH_TIMEOUT(lists->model()->rowCount(), 300, patience);
    QTRY_VERIFY_WITH_TIMEOUT(page->isSettled(), patience);
    QCOMPARE(current(), chosen);
}

void AuditPageTest::pausesAndCancels()
{
    addAudit(u"a1"_s, AuditState::Running).same = 30;
    QVERIFY(m_fixture->open<AuditPage>());
    QPushButton *pause = m_fixture->page->findChild<QPushButton *>(u"auditPause"_s);
    QTRY_VERIFY_WITH_TIMEOUT(pause->isVisible() && pause->isEnabled(), patience);
    const auto *audits = m_fixture->page->findChild<QTableView *>(u"audits"_s);
    QCOMPARE(shown(audits, 3), QStringList(u"running, 10 %"_s));
    QTest::mouseClick(pause, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(pause->text(), u"Go on"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(pause->isEnabled(), patience);
    QTest::mouseClick(pause, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(pause->text(), u"Pause"_s, patience);
    QTRY_VERIFY_WITH_TIMEOUT(pause->isEnabled(), patience);
    QTest::mouseClick(m_fixture->page->findChild<QPushButton *>(u"auditCancel"_s), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(shown(audits, 3), QStringList(u"cancelled"_s), patience);
    QVERIFY(!pause->isVisible());
}

void AuditPageTest::viewerMayNotAct()
{
    m_fixture->server.info.caller->role = Role::Viewer;
    addAudit(u"a1"_s, AuditState::Running).same = 30;
    QDialog *dialog = openDialog();
    QVERIFY(dialog);
    QVERIFY(hasLabel(dialog, u"--operator"_s));
    QVERIFY(!button(dialog, u"Start"_s)->isEnabled());
    dialog->close();
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->page->findChild<QPushButton *>(u"auditCancel"_s)->isVisible(), patience);
    QVERIFY(!m_fixture->page->findChild<QPushButton *>(u"auditCancel"_s)->isEnabled());
}

void AuditPageTest::followsEvents()
{
    addAudit(u"a1"_s, AuditState::Running).same = 30;
    QVERIFY(m_fixture->open<AuditPage>());
    QTRY_VERIFY_WITH_TIMEOUT(label(u"auditSentence"_s).startsWith(u"30 of"_s), patience);
    m_fixture->server.audits.front().same = 60;
    m_fixture->server.auditedLists[u"a1"_s] = {{.n = 1, .userId = UserId(u"@bob:remote.example"_s), .outcome = ListOutcome::Same}};
    m_fixture->server.publish(EventType::Audit, {{u"audit_id"_s, u"a1"_s}, {u"state"_s, u"running"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(label(u"auditSentence"_s).startsWith(u"60 of"_s), patience);
    const auto *view = m_fixture->page->findChild<QTableView *>(u"auditLists"_s);
    QTRY_COMPARE_WITH_TIMEOUT(shown(view), QStringList(u"@bob:remote.example"_s), patience);
}

void AuditPageTest::olderGateway()
{
    m_fixture->server.info.audit = {};
    m_fixture->server.intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (!request.path.startsWith(u"/_lockstep/v1/audits"))
            return std::nullopt;
        return Test::Answer{404, R"({"errcode":"M_UNRECOGNIZED","error":"Unrecognized request"})"};
    };
    QVERIFY(m_fixture->open<AuditPage>());
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(m_fixture->page.get(), u"Unrecognized request"_s), patience);
    QVERIFY(button(m_fixture->page.get(), u"Try again"_s));
}

void AuditPageTest::checksAUser()
{
    m_fixture->server.addUsers(u"@zoe:far.example in_step 2"_s);
    RefreshStatus &refreshed = m_fixture->server.refreshes[u"@zoe:far.example"_s];
    refreshed.userId = UserId(u"@zoe:far.example"_s);
    refreshed.state = RefreshState::Succeeded;
    refreshed.requested = refreshed.finished = QDateTime::currentMSecsSinceEpoch() - 60'000;
    QVERIFY(m_fixture->open<UsersPage>({{u"user"_s, u"@zoe:far.example"_s}}));
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(m_fixture->page.get(), u"in step when last compared"_s), patience);
    QTRY_COMPARE_WITH_TIMEOUT(label(u"userCheck"_s), u"Never compared with the list at far.example"_s, patience);
    QPushButton *check = m_fixture->page->findChild<QPushButton *>(u"check"_s);
    QVERIFY(check->isVisible() && check->isEnabled());
    QTest::mouseClick(check, Qt::LeftButton);
    QVERIFY(!check->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->server.auditAsked, patience);
    QCOMPARE(m_fixture->server.auditAsked->users.size(), 1);
    QCOMPARE(m_fixture->server.auditAsked->users.at(0), UserId(u"@zoe:far.example"_s));
    QCOMPARE(label(u"userCheck"_s), u"Asking far.example for the list …"_s);
    m_fixture->server.user(u"@zoe:far.example"_s).audited = LastAudit{
        .outcome = ListOutcome::Differs, .at = QDateTime::currentMSecsSinceEpoch(), .origin = u"far.example"_s, .auditId = u"a1"_s};
    m_fixture->server.audits.front().state = AuditState::Finished;
    m_fixture->server.publish(EventType::Audit, {{u"audit_id"_s, u"a1"_s}, {u"state"_s, u"finished"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(label(u"userCheck"_s).startsWith(u"differs from what far.example said at "_s), patience);
    QVERIFY(!hasLabel(m_fixture->page.get(), u"in step when last compared"_s)); // the newest word counts
    QVERIFY(check->isEnabled());
    QString page;
    QVariantMap arguments;
    connect(m_fixture->page.get(), &Lockstep::Page::openRequested, this, [&](const QString &name, const QVariantMap &with) {
        page = name;
        arguments = with;
    });
    QTest::mouseClick(m_fixture->page->findChild<QPushButton *>(u"showCheck"_s), Qt::LeftButton);
    QCOMPARE(page, u"audit"_s);
    QCOMPARE(arguments.value(u"audit"_s).toString(), u"a1"_s);
    // Fetched anew since: the comparison says nothing of it any more.
    refreshed.requested = refreshed.finished = QDateTime::currentMSecsSinceEpoch() + 1'000;
    m_fixture->page->reload();
    QTRY_VERIFY_WITH_TIMEOUT(label(u"userCheck"_s).endsWith(u"has changed since"_s), patience);
    // The header is read by a question of its own.
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(m_fixture->page.get(), u"in step when last compared"_s), patience);
}

/// A comparison that found the same is as good as a fetch.
void AuditPageTest::verifiedIsGreen()
{
    m_fixture->server.addUsers(u"@zoe:far.example in_step 2"_s);
    m_fixture->server.user(u"@zoe:far.example"_s).audited = LastAudit{
        .outcome = ListOutcome::Same, .at = QDateTime::currentMSecsSinceEpoch(), .origin = u"far.example"_s, .auditId = u"a1"_s};
    QVERIFY(m_fixture->open<UsersPage>({{u"user"_s, u"@zoe:far.example"_s}}));
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(m_fixture->page.get(), u"in step when last compared"_s), patience);
    QVERIFY(label(u"userCheck"_s).startsWith(u"verified against far.example at "_s));
}

void AuditPageTest::anAuditThatIsGoneIsNoAudit()
{
    m_fixture->server.addUsers(u"@zoe:far.example in_step 2"_s);
    QVERIFY(m_fixture->open<UsersPage>({{u"user"_s, u"@zoe:far.example"_s}}));
    QPushButton *check = m_fixture->page->findChild<QPushButton *>(u"check"_s);
    QTRY_VERIFY_WITH_TIMEOUT(check->isVisible() && check->isEnabled(), patience);
    QTest::mouseClick(check, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->server.auditAsked, patience);
    m_fixture->server.audits.clear();
    m_fixture->server.publish(EventType::Audit, {{u"audit_id"_s, u"a1"_s}, {u"state"_s, u"finished"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(label(u"userCheck"_s), u"There is no such audit."_s, patience);
    QVERIFY(check->isEnabled());
}

void AuditPageTest::saysHowOldAComparisonIs()
{
    const LastAudit last{.outcome = ListOutcome::Same, .at = 1'700'000'000'000, .origin = u"far.example"_s};
    QVERIFY(AuditWords::lastText(last, 1'600'000'000'000).startsWith(u"verified against far.example at "_s));
    QCOMPARE(AuditWords::lastTone(last, 0), Presentation::Tone::Good);
    // What changed after it is not known to be right.
    QVERIFY(AuditWords::lastText(last, 1'700'000'000'001).endsWith(u"has changed since"_s));
    QCOMPARE(AuditWords::lastTone(last, 1'700'000'000'001), Presentation::Tone::Quiet);
}

QTEST_MAIN(AuditPageTest)
#include "tst_auditpage.moc"
