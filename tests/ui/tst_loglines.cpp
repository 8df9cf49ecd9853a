// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/model/updatetext.h"
#include "tests/ui/pagesfixture.h"
#include "ui/history/historypane.h"
#include "ui/history/loglinesview.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyview.h"

#include "inspection/rowlines.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

const UserId bob(u"@bob:remote.example"_s);

RowLines two()
{
    RowLines found{.isFromLog = true};
    found.lines.append({.path = u"/var/log/homeserver.log"_s,
        .offset = 1234,
        .length = 20,
        .text = u"received transaction"_s,
        .at = 1795158000000,
        .tells = LineTells::Content,
        .origin = ServerName(u"remote.example"_s),
        .transaction = u"17"_s,
        .isForgeable = true});
    found.lines.append({.path = u"/var/log/homeserver.log"_s,
        .offset = 9'876'543'210,
        .length = 40'000,
        .text = u"Handling \u202e\u0007update\nof <b>bob</b>"_s,
        .at = 1795158000010,
        .tells = LineTells::Handling,
        .origin = {},
        .transaction = {}});
    return found;
}

/// A view whose searches the test answers.
struct View
{
    struct Asked
    {
        qint64 n;
        Http::Done<RowLines> done;
        std::shared_ptr<bool> wanted;
    };
    QList<Asked> asked;
    LogLinesView view{[this](const UserId &, qint64 n, QObject *, Http::Done<RowLines> done) {
        asked.append({n, std::move(done), std::make_shared<bool>(true)});
        return Http::CallHandle(nullptr, asked.last().wanted);
    }};

    View()
    {
        view.resize(900, 300);
        view.show();
    }
    /// Without a translation plurals are as they are in the source.
    QString note() const { return view.findChild<QLabel *>(u"history/linesNote"_s)->text().replace(u"(s)"_s, u"s"_s); }
    QPushButton *action() const { return view.findChild<QPushButton *>(u"history/linesAction"_s); }
    void answer(const Result<RowLines> &found)
    {
        *asked.last().wanted = false;
        const auto done = asked.last().done;
        done(found);
    }
    void ask(qint64 n)
    {
        const qsizetype before = asked.size();
        view.setRow(bob, n);
        QTRY_COMPARE_WITH_TIMEOUT(asked.size(), before + 1, patience);
        QCOMPARE(asked.last().n, n);
    }
};

} // namespace

class TestLogLines : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lines();
    void onlyWhatIsLookedAt();
    void cancelled();
    void noneAndWhy_data();
    void noneAndWhy();
    void failed();
    void inTheHistory();
};

void TestLogLines::lines()
{
    View v;
    v.ask(5);
    QVERIFY(v.note().contains(u"Searching"_s));
    v.answer(two());
    QCOMPARE(v.note(), u"This row was read from 2 lines of the log."_s);
    QVERIFY(!v.action()->isVisible());
    auto *tree = v.view.findChild<QTreeWidget *>();
    QCOMPARE(tree->topLevelItemCount(), 2);
    QCOMPARE(tree->topLevelItem(0)->text(1), u"/var/log/homeserver.log:1234"_s);
    QCOMPARE(tree->topLevelItem(0)->text(3), u"17 from remote.example"_s);
    v.view.setUtc(true);
    QCOMPARE(tree->topLevelItem(0)->text(2), u"2026-11-20 07:00:00.000 UTC"_s);
    auto *text = v.view.findChild<QPlainTextEdit *>();
    QCOMPARE(text->toPlainText(), u"received transaction"_s);
    tree->setCurrentItem(tree->topLevelItem(1));
    // Nothing of it acts: line feeds, bells and what turns text around are made visible.
    const QString shown = text->toPlainText();
    QVERIFY2(!shown.contains(QChar(0x202e)) && !shown.contains(QChar(7)) && shown.contains(u"<b>bob</b>"_s), qPrintable(shown));
    QVERIFY2(shown.startsWith(u"Handling "_s) && shown.contains(u"cut after"_s), qPrintable(shown));
    QSignalSpy told(&v.view, &LogLinesView::statusMessage);
    QTest::mouseClick(v.view.findChild<QPushButton *>(u"history/linesCopy"_s), Qt::LeftButton);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.startsWith(u"/var/log/homeserver.log:1234: received transaction\n/var/log/homeserver.log:9876543210: Handling "_s),
        qPrintable(copied));
    QCOMPARE(copied.count(u'\n'), 2);
    QCOMPARE(told.size(), 1);
    // What is shown is not asked for again.
    v.view.setRow(bob, 5);
    QVERIFY(!v.view.isSearching());
}

/// A key held down goes through many rows: the logs are read for the one where it rests, and an older search is cancelled.
void TestLogLines::onlyWhatIsLookedAt()
{
    View v;
    for (qint64 n = 100; n > 2; --n)
        v.view.setRow(bob, n);
    QVERIFY(v.asked.isEmpty());
    v.ask(2);
    const auto first = v.asked.first();
    v.ask(1);
    QVERIFY(!*first.wanted);
    v.answer(two());
    QVERIFY(!v.view.isSearching());
    v.view.setRow(bob, 0);
    QCOMPARE(v.note(), u"This row is no single update."_s);
    QVERIFY(!v.action()->isVisible());
    QCOMPARE(v.view.findChild<QTreeWidget *>()->topLevelItemCount(), 0);
}

void TestLogLines::cancelled()
{
    View v;
    v.ask(5);
    QCOMPARE(v.action()->text(), u"Cancel"_s);
    QTest::mouseClick(v.action(), Qt::LeftButton);
    QVERIFY(!*v.asked.last().wanted);
    QVERIFY(!v.view.isSearching());
    QCOMPARE(v.note(), u"The search was cancelled."_s);
    v.view.setRow(bob, 5); // as every look at the model does
    QVERIFY(!v.view.isSearching());
    QTest::mouseClick(v.action(), Qt::LeftButton);
    QCOMPARE(v.asked.size(), 2);
    v.answer(two());
    QVERIFY(v.note().startsWith(u"This row was read from"_s));
}

void TestLogLines::noneAndWhy_data()
{
    QTest::addColumn<int>("reason");
    QTest::addColumn<QString>("part");
    QTest::newRow("rotated") << int(UnreadReason::BeginsLater) << u"rotated away"_s;
    QTest::newRow("journal") << int(UnreadReason::Journal) << u"journalctl"_s;
    QTest::newRow("pipe") << int(UnreadReason::Pipe) << u"pipe"_s;
    QTest::newRow("missing") << int(UnreadReason::Missing) << u"not there"_s;
    QTest::newRow("unreadable") << int(UnreadReason::Unreadable) << u"permission"_s;
    QTest::newRow("too much") << int(UnreadReason::TooMuch) << u"more than one search"_s;
    QTest::newRow("a newer word") << int(UnreadReason::Unknown) << u"was not looked at"_s;
}

void TestLogLines::noneAndWhy()
{
    QFETCH(int, reason);
    QFETCH(QString, part);
    View v;
    v.ask(1);
    RowLines none{.isFromLog = true, .files = 3};
    none.unread.append(
        {.path = u"/var/log/x\n.log"_s, .reason = UnreadReason(reason), .detail = u"no permission"_s, .begins = 1795158000000});
    v.answer(none);
    const QStringList sentences = v.note().split(u'\n');
    QCOMPARE(sentences.size(), 2);
    QCOMPARE(sentences[0], u"None of 3 files that were searched has the line that told of this update."_s);
    QVERIFY2(sentences[1].contains(part) && sentences[1].contains(u"/var/log/x"_s), qPrintable(sentences[1]));
    QCOMPARE(v.action()->text(), u"Search again"_s);
    v.ask(2);
    v.answer(RowLines());
    QVERIFY(v.note().startsWith(u"None of the logs that are followed tells of this update"_s));
    QVERIFY(!v.action()->isVisible());
}

void TestLogLines::failed()
{
    View v;
    v.ask(1);
    v.answer(failure(Error::Forbidden, u"Lines are shown to operators."_s, 403, u"M_FORBIDDEN"_s));
    QCOMPARE(v.note(), u"Lines are shown to operators."_s);
    QCOMPARE(v.action()->text(), u"Search again"_s);
    v.ask(2);
    v.answer(failure(Error::NotFound, u"no such endpoint"_s, 404, u"M_UNRECOGNIZED"_s));
    QVERIFY(v.note().contains(u"too old"_s));
    QVERIFY(!v.action()->isVisible());
}

/// From the click on a row to the line, through HTTP.
void TestLogLines::inTheHistory()
{
    PagesFixture fixture;
    fixture.server.updates[bob.toString()] = updatesFromText(u"1 PHONE name=Phone breaks=first\n2 <- 1 PHONE name=Mobile\n"_s);
    fixture.server.intercept = [](const Request &request) -> std::optional<Answer> {
        if (!request.path.endsWith(u"/updates/2/lines"_s))
            return std::nullopt;
        return Answer{.status = 200, .body = QJsonDocument(toJson(two())).toJson()};
    };
    QVERIFY(fixture.connectSession());
    HistoryPane pane(fixture.session.get());
    pane.resize(1000, 700);
    pane.setUser(bob);
    pane.show();
    QVERIFY(QTest::qWaitForWindowExposed(&pane));
    QTRY_VERIFY_WITH_TIMEOUT(pane.isSettled(), patience);
    auto *details = pane.findChild<UpdateDetails *>();
    details->showTab(UpdateDetails::LogLines);
    pane.showUpdate(2);
    auto *view = pane.findChild<LogLinesView *>();
    QTRY_COMPARE_WITH_TIMEOUT(view->findChild<QTreeWidget *>()->topLevelItemCount(), 2, patience);
    QCOMPARE(view->findChild<QPlainTextEdit *>()->toPlainText(), u"received transaction"_s);
    QTRY_VERIFY_WITH_TIMEOUT(details->isSettled(), patience);
}

QTEST_MAIN(TestLogLines)
#include "tst_loglines.moc"
