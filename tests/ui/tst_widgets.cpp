// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/settings.h"
#include "ui/pages/refreshbar.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/statestack.h"
#include "ui/widgets/uistate.h"
#include "ui/words/presentation.h"
#include "ui/words/timestyle.h"
#include "ui/words/wraplabel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QStandardItemModel>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Lockstep;
using namespace Qt::StringLiterals;

class WidgetsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void labelsRest();

    void stateStackShowsOneStateAtATime();
    void stateStackDoesNotFlicker();
    void errorsArePlainText();
    void refreshTexts_data();
    void refreshTexts();
    void refreshBarStaysUntilDismissed();
    void changeTexts_data();
    void changeTexts();
    void relativeTimes_data();
    void relativeTimes();
    void toolTipsAreEscaped();
    void iconsFollowThePalette();
    void everyStateHasItsOwnShape();
    void copiesRowsAndCells();
    void uiStateKeepsOnlyWhatTheUserChanged();
    void bannerShowsPlainText();
    void timesAreInTheChosenZone();
};

void WidgetsTest::stateStackShowsOneStateAtATime()
{
    auto *content = new QLabel(u"content"_s);
    StateStack stack(content);
    QSignalSpy retry(&stack, &StateStack::retryRequested);
    QSignalSpy action(&stack, &StateStack::actionRequested);
    stack.show();

    stack.showEmpty(u"Nothing here"_s, u"Because."_s, u"Do it"_s);
    QCOMPARE(stack.state(), StateStack::Empty);
    QCOMPARE(stack.message(), u"Nothing here: Because."_s);
    auto *button = stack.currentWidget()->findChild<QPushButton *>();
    QVERIFY(button->isVisible());
    button->click();
    QCOMPARE(action.size(), 1);

    stack.showError(Error{.kind = Error::Network, .text = u"example.org refused the connection"_s});
    QCOMPARE(stack.state(), StateStack::Failed);
    QVERIFY(stack.message().contains(u"example.org refused"_s));
    button->click();
    QCOMPARE(retry.size(), 1);
    QCOMPARE(action.size(), 1);

    stack.showContent();
    QCOMPARE(stack.currentWidget(), content);
    QCOMPARE(stack.message(), QString());
}

void WidgetsTest::stateStackDoesNotFlicker()
{
    auto *content = new QLabel(u"content"_s);
    StateStack stack(content);
    stack.showContent();
    stack.showLoading(u"Loading users"_s);
    QCOMPARE(stack.currentWidget(), content); // not yet
    stack.showContent();
    stack.showLoading(u"Loading users"_s);
    QTRY_VERIFY(stack.currentWidget() != content);
    QCOMPARE(stack.message(), u"Loading users"_s);
}

void WidgetsTest::errorsArePlainText()
{
    StateStack stack(new QLabel);
    stack.showError(Error{.kind = Error::Http, .text = u"<img src=x> \u202e evil"_s});
    QVERIFY(stack.message().contains(u"<img src=x>"_s));
    QVERIFY(!stack.message().contains(QChar(0x202e)));
    const auto labels = stack.findChildren<QLabel *>();
    for (const QLabel *label : labels)
        QVERIFY(label->text().isEmpty() || label->textFormat() == Qt::PlainText);
}

void WidgetsTest::refreshTexts_data()
{
    QTest::addColumn<RefreshJob>("job");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("details");

    RefreshJob job;
    job.id = 1;
    job.user = UserId(u"@bob:remote.example"_s);
    job.requested = 1'000'000;
    QTest::newRow("waiting") << job << u"Waiting for its turn …"_s << QString();

    job.state = RefreshJob::State::Running;
    QTest::newRow("running") << job << u"Fetching the whole list from remote.example … 4 s"_s << QString();

    job.state = RefreshJob::State::Failed;
    job.error = u"localhost:28448 refused the connection."_s;
    QTest::newRow("failed") << job << u"localhost:28448 refused the connection."_s << QString();
    job.retryAt = QDateTime(QDate(2020, 2, 3), QTime(0, 10)).toMSecsSinceEpoch();
    QTest::newRow("failed, with a next try") << job << u"localhost:28448 refused the connection; next try 2020-02-03 00:10"_s << QString();

    job.state = RefreshJob::State::Succeeded;
    DeviceListChange change;
    change.added = {DeviceId(u"NEW1"_s), DeviceId(u"NEW\u202e2"_s)};
    change.removed = {DeviceId(u"OLD"_s)};
    change.fromStreamId = StreamId(qint64(104));
    change.toStreamId = StreamId(qint64(118));
    job.outcome.change = change;
    QTest::newRow("succeeded") << job << u"2 device(s) added, 1 removed; stream 104 → 118"_s << u"Added: NEW1, NEW\\u202e2|Removed: OLD"_s;
    job.outcome.change = DeviceListChange{};
    QTest::newRow("no difference") << job << u"No difference"_s << QString();
}

void WidgetsTest::refreshTexts()
{
    QFETCH(RefreshJob, job);
    QFETCH(QString, text);
    QFETCH(QString, details);
    const RefreshWords words = describe(job, u"remote.example"_s, 1'004'500);
    QCOMPARE(words.text, text);
    QCOMPARE(words.details.join(u'|'), details);
}

void WidgetsTest::refreshBarStaysUntilDismissed()
{
    RefreshBar bar;
    QVERIFY(bar.isHidden());
    RefreshJob job;
    job.id = 7;
    job.state = RefreshJob::State::Succeeded;
    DeviceListChange change;
    change.added = {DeviceId(u"NEW"_s)};
    job.outcome.change = change;
    bar.showJob(job, u"remote.example"_s);
    QVERIFY(!bar.isHidden());
    QVERIFY(bar.text().startsWith(u"1 device(s) added"_s));
    QCOMPARE(bar.details(), u"Added: NEW"_s);
    QSignalSpy dismissed(&bar, &RefreshBar::dismissed);
    const auto buttons = bar.findChildren<QToolButton *>();
    for (QToolButton *button : buttons) {
        if (!button->isCheckable())
            button->click();
    }
    QCOMPARE(dismissed.size(), 1);
    QCOMPARE(dismissed.constFirst().constFirst().toInt(), 7);
    QVERIFY(bar.isHidden());
}

void WidgetsTest::changeTexts_data()
{
    QTest::addColumn<int>("added");
    QTest::addColumn<int>("removed");
    QTest::addColumn<int>("changed");
    QTest::addColumn<bool>("crossSigning");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 0 << 0 << 0 << false << u"No difference"_s;
    QTest::newRow("added") << 3 << 0 << 0 << false << u"3 device(s) added"_s;
    QTest::newRow("removed") << 0 << 1 << 0 << false << u"1 device(s) removed"_s;
    QTest::newRow("all") << 1 << 2 << 3 << true << u"1 device(s) added, 2 removed, 3 changed, cross-signing keys changed"_s;
    QTest::newRow("keys") << 0 << 0 << 0 << true << u"Cross-signing keys changed"_s;
}

void WidgetsTest::changeTexts()
{
    QFETCH(int, added);
    QFETCH(int, removed);
    QFETCH(int, changed);
    QFETCH(bool, crossSigning);
    const auto ids = [](int number) { return QList<DeviceId>(number, DeviceId(u"X"_s)); };
    DeviceListChange change;
    change.added = ids(added);
    change.removed = ids(removed);
    change.changed = ids(changed);
    change.crossSigningChanged = crossSigning;
    QTEST(Presentation::changeText(change), "text");
}

void WidgetsTest::relativeTimes_data()
{
    QTest::addColumn<qint64>("age");
    QTest::addColumn<QString>("text");
    constexpr qint64 minute = 60'000;
    QTest::newRow("now") << qint64(2'000) << u"now"_s;
    QTest::newRow("seconds") << qint64(42'000) << u"42 s"_s;
    QTest::newRow("minutes") << 2 * minute << u"2 min"_s;
    QTest::newRow("hours") << 47 * 60 * minute << u"47 h"_s;
    QTest::newRow("days") << 9 * 24 * 60 * minute << u"9 d"_s;
    QTest::newRow("to come") << -3 * minute << u"in 3 min"_s;
}

void WidgetsTest::relativeTimes()
{
    QFETCH(qint64, age);
    constexpr qint64 now = 1'700'000'000'000;
    QTEST(Presentation::relativeTime(now - age, now), "text");
    QCOMPARE(Presentation::relativeTime(0, now), u"–"_s);
}

void WidgetsTest::toolTipsAreEscaped()
{
    QCOMPARE(Presentation::toolTip({}), QString());
    const QString tip = Presentation::toolTip(u"<b>bold</b> & \"co\""_s);
    QVERIFY(tip.contains(u"&lt;b&gt;"_s));
    QVERIFY(!tip.contains(u"<b>"_s));
    QVERIFY(Qt::mightBeRichText(tip)); // otherwise the escapes would be seen
}

void WidgetsTest::iconsFollowThePalette()
{
    const auto colourOf = [] {
        const QImage image = Presentation::icon(u"check"_s).pixmap(32, 32).toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y).alpha() > 250)
                    return image.pixelColor(x, y).lightness();
            }
        }
        return -1;
    };
    const QPalette before = QGuiApplication::palette();
    QGuiApplication::setPalette(QPalette(Qt::black, Qt::white));
    const int onLight = colourOf();
    QGuiApplication::setPalette(QPalette(Qt::white, Qt::black));
    const int onDark = colourOf();
    QGuiApplication::setPalette(before);
    QVERIFY(onLight >= 0);
    QVERIFY(onLight < 100);
    QVERIFY(onDark > 150);
    QVERIFY(Presentation::icon(u"no-such-icon"_s).isNull());
}

void WidgetsTest::everyStateHasItsOwnShape()
{
    using Inspection::UserState;
    const QList states = {UserState::InStep, UserState::Stale, UserState::Queued, UserState::Orphaned, UserState::Gap,
        UserState::RemoteFailing, UserState::UnsignedDevices, UserState::Untracked};
    QList<QImage> shapes;
    for (const UserState state : states) {
        // Shape alone: colours are taken away.
        const QImage shape = Presentation::stateIcon(state).pixmap(32, 32).toImage().convertToFormat(QImage::Format_Alpha8);
        QVERIFY(!shape.isNull());
        QVERIFY(!shapes.contains(shape));
        shapes << shape;
        QVERIFY(!Presentation::stateText(state).contains(u'_'));
        QVERIFY(!Presentation::stateExplanation(state).isEmpty());
    }
    QVERIFY(!Presentation::stateText(UserState::Unknown).isEmpty()); // a later gateway's
    QVERIFY(!Presentation::stateIcon(UserState::Unknown).isNull());
    QCOMPARE(Presentation::worstState({UserState::InStep, UserState::UnsignedDevices, UserState::Gap}), UserState::Gap);
}

void WidgetsTest::copiesRowsAndCells()
{
    QStandardItemModel model(2, 3);
    for (int row = 0; row < 2; ++row) {
        for (int column = 0; column < 3; ++column)
            model.setItem(row, column, new QStandardItem(u"%1/%2"_s.arg(row).arg(column)));
    }
    model.item(1, 1)->setText(u"two\nlines\tand a tab"_s);
    model.item(0, 2)->setData(u"in full"_s, ViewActions::copyRole);
    QTableView view;
    setUpTable(&view, u"test"_s);
    view.setModel(&model);
    const ViewActions *actions = ViewActions::install(&view);
    view.selectAll();
    actions->copySelection();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"0/0\t0/1\tin full\n1/0\ttwo lines and a tab\t1/2"_s);
    view.setColumnHidden(1, true);
    actions->copySelection();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"0/0\tin full\n1/0\t1/2"_s);
    view.setCurrentIndex(model.index(0, 2));
    actions->copyCell();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"in full"_s);
}

void WidgetsTest::uiStateKeepsOnlyWhatTheUserChanged()
{
    QTemporaryDir directory;
    Settings settings(directory.filePath(u"test.ini"_s));
    const auto make = [&settings](QWidget *root) {
        auto *splitter = new QSplitter(root);
        splitter->setObjectName(u"test-splitter"_s);
        splitter->addWidget(new QLabel(u"left"_s));
        splitter->addWidget(new QLabel(u"right"_s));
        splitter->resize(400, 100);
        splitter->setSizes({200, 200});
        auto *state = new UiState(&settings, root);
        state->watch(root);
        return splitter;
    };
    {
        QWidget root;
        QSplitter *splitter = make(&root);
        root.resize(400, 100);
        root.show();
        QCoreApplication::sendPostedEvents();
        splitter->setSizes({100, 300}); // by the program
        QTRY_VERIFY(settings.splitterState(u"test-splitter"_s).isEmpty());
        QCoreApplication::processEvents();
        Q_EMIT splitter->splitterMoved(100, 1); // what the mouse causes
        QVERIFY(!settings.splitterState(u"test-splitter"_s).isEmpty());
    }
    QWidget root;
    root.resize(400, 100);
    QSplitter *splitter = make(&root);
    root.show();
    QTRY_VERIFY(splitter->sizes().constFirst() < 150);
}

void WidgetsTest::bannerShowsPlainText()
{
    Banner banner;
    QVERIFY(banner.text().isEmpty());
    banner.showMessage(Presentation::Tone::Warning, u"<b>not bold</b>"_s, u"Try"_s, false);
    QCOMPARE(banner.text(), u"<b>not bold</b>"_s);
    QSignalSpy action(&banner, &Banner::actionTriggered);
    banner.findChild<QPushButton *>()->click();
    QCOMPARE(action.size(), 1);
}

void WidgetsTest::timesAreInTheChosenZone()
{
    // 2026-11-21 14:02:11.250 UTC.
    constexpr qint64 ms = 1'795'269'731'250;
    const QString local = QDateTime::fromMSecsSinceEpoch(ms).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    QCOMPARE(Presentation::absoluteTime(ms), local);
    TimeStyle::setCurrent({.zone = TimeStyle::Zone::Utc, .format = TimeStyle::Format::Relative});
    QCOMPARE(Presentation::absoluteTime(ms), u"2026-11-21 14:02:11 UTC"_s);
    QCOMPARE(Presentation::clockTime(ms, ms + 1000), u"14:02 UTC"_s);
    QCOMPARE(Presentation::secondsTime(ms, ms + 86'400'000), u"2026-11-21 14:02:11 UTC"_s);
    QCOMPARE(Presentation::zoneName(ms), u"UTC"_s);
    QCOMPARE(Presentation::absoluteTime(0), QString());
    TimeStyle::setCurrent({});
    QCOMPARE(Presentation::absoluteTime(ms), local);
}

/// A label that wraps within words is painted when there is something new, and not over and over.
void WidgetsTest::labelsRest()
{
    class Painted : public WrapLabel
    {
    public:
        int paintings = 0;
        void paintEvent(QPaintEvent *event) override
        {
            ++paintings;
            WrapLabel::paintEvent(event);
        }
    } label;
    label.setText(u"An update of @"_s + QString(200, u'w') + u":remote.example was lost"_s);
    label.resize(200, 400);
    label.show();
    QVERIFY(QTest::qWaitForWindowExposed(&label));
    QTest::qWait(200);
    const int before = label.paintings;
    QVERIFY(before > 0);
    QTest::qWait(300);
    QCOMPARE(label.paintings, before);
    QVERIFY(label.heightForWidth(200) > label.heightForWidth(400));
}

QTEST_MAIN(WidgetsTest)
#include "tst_widgets.moc"
