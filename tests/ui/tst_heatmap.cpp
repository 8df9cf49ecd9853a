// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The servers' heat map: by mouse and keys, in words, and as files.

#include "tests/ui/pagesfixture.h"
#include "ui/pages/seriesview.h"
#include "ui/pages/servers/heat/heatexport.h"
#include "ui/pages/servers/heat/heatmap.h"
#include "ui/pages/servers/heat/heatpanel.h"
#include "ui/pages/servers/heat/heatscale.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/darkpalette.h"
#include "ui/widgets/picture/pictureexport.h"
#include "ui/widgets/picture/printpreview.h"
#include "ui/widgets/seriesplot.h"
#include "ui/widgets/statestack.h"

#include <QAccessible>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <cmath>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {
constexpr qint64 minute = 60'000;

/// A line of ten-minute steps with these figures, the last of which is the present one; -1: nobody looked.
Series line(const QString &subject, const QList<qint64> &figures, SeriesKind kind = SeriesKind::Updates)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch() / (10 * minute) * (10 * minute);
    Series series{.kind = kind, .subject = subject, .points = {}};
    for (qsizetype i = 0; i < figures.size(); ++i) {
        if (figures.at(i) >= 0)
            series.points.append({.at = now - (figures.size() - 1 - i) * 10 * minute,
                .min = 0,
                .max = figures.at(i),
                .last = 0,
                .sum = figures.at(i),
                .minutes = 10});
    }
    return series;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

double luminance(const QColor &colour)
{
    const auto part = [](double value) { return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const auto [low, high] = std::minmax(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}
} // namespace

class TestHeatMap : public QObject
{
    Q_OBJECT

    std::unique_ptr<PagesFixture> m_fixture;
    ServersPage *m_page = nullptr;
    HeatPanel *m_panel = nullptr;

    void open(const QList<Series> &series)
    {
        m_fixture->server.series = series;
        open();
    }
    void open()
    {
        m_page = m_fixture->open<ServersPage>();
        QVERIFY(m_page);
        m_page->findChild<QPushButton *>(u"servers-heat"_s)->click();
        m_panel = m_page->findChild<HeatPanel *>();
        QVERIFY(m_panel->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(m_panel->isSettled(), patience);
    }
    HeatMap *map() const { return m_panel->map(); }
    QString words(int row, int column) const { return map()->model()->index(row, column).data(Qt::AccessibleTextRole).toString(); }
    int last() const { return m_panel->model()->columnCount() - 1; }

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PagesFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void cellsInWords();
    void tooManyAtOnceIsNotNone();
    void byKeysToTheServer();
    void searchAndOrder();
    void states();
    void hostileNames();
    void scaleIsLightnessAlone();
    void files();
    void notReadIsNoExport();
    void scaleOfAllRows();
    void plotAsFiles();
    void weekByHour();
};

void TestHeatMap::cellsInWords()
{
    open({line({}, {9, -1, 12}), line(u"busy.example"_s, {7, -1, 12}), line(u"calm.example"_s, {2, -1, 0})});
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->model()->isRead(0) && m_panel->model()->isRead(1), patience);
    QCOMPARE(m_panel->model()->rowCount(), 2);
    QCOMPARE(m_panel->model()->server(0), u"busy.example"_s);
    QVERIFY2(
        words(0, last()).startsWith(u"busy.example, "_s) && words(0, last()).endsWith(u": 12 update(s)"_s), qPrintable(words(0, last())));
    QVERIFY(words(1, last()).endsWith(u": 0 update(s)"_s));
    // Nobody looked: that is not none.
    QVERIFY2(words(0, last() - 1).contains(u"not known"_s), qPrintable(words(0, last() - 1)));
    QVERIFY(!m_panel->model()->count(0, last() - 1));
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(map());
    QVERIFY(table && table->tableInterface());
    QCOMPARE(table->tableInterface()->rowCount(), 2);
    QVERIFY(table->tableInterface()->cellAt(0, last())->text(QAccessible::Name).contains(u"12 update(s)"_s));
}

/// Where not all servers were told apart, one without a count may be among the others; one with a count may have had more.
void TestHeatMap::tooManyAtOnceIsNotNone()
{
    const QList<Series> series{line({}, {9, 0, 40}), line(u"busy.example"_s, {7, 0, 12}), line(u"calm.example"_s, {2, 0, 0})};
    open(series);
    const auto isRead = [this] { return m_panel->model()->isRead(0) && m_panel->model()->isRead(1); };
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), patience);
    QVERIFY(!m_panel->model()->count(1, last()));
    QVERIFY2(
        words(1, last()).contains(u"not known, as 28 update(s) of then could not be told apart by server"_s), qPrintable(words(1, last())));
    QVERIFY2(words(0, last()).endsWith(u": at least 12 update(s)"_s), qPrintable(words(0, last())));
    // Where all were, none is none, and a count is a count.
    QCOMPARE(m_panel->model()->count(1, last() - 1), 0);
    QVERIFY2(words(0, last() - 2).endsWith(u": 7 update(s)"_s), qPrintable(words(0, last() - 2)));
    // An older gateway does not say when that was: then it may have been at any time.
    m_fixture->server.tellsUntold = false;
    open(series);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), patience);
    QVERIFY(!m_panel->model()->count(1, last()));
    QVERIFY(!m_panel->model()->count(1, last() - 1));
    QVERIFY2(words(0, last() - 2).endsWith(u": at least 7 update(s)"_s), qPrintable(words(0, last() - 2)));
}

void TestHeatMap::byKeysToTheServer()
{
    open({line({}, {9, 3, 12}), line(u"busy.example"_s, {7, 2, 12}), line(u"dead.example"_s, {2, 1, 0})});
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->model()->isRead(1), patience);
    map()->setFocus();
    map()->setCurrentIndex(map()->model()->index(0, last()));
    QTest::keyClick(map(), Qt::Key_Down);
    QTest::keyClick(map(), Qt::Key_Left);
    QCOMPARE(map()->currentIndex().row(), 1);
    QCOMPARE(map()->currentIndex().column(), last() - 1);
    QTest::keyClick(map(), Qt::Key_Return);
    QVERIFY(!m_panel->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(m_page->isSettled(), patience);
    auto *plot = m_page->findChild<SeriesView *>()->findChild<SeriesPlot *>();
    QTRY_VERIFY2_WITH_TIMEOUT(plot->chosenText().contains(u": 1 within"_s), qPrintable(plot->chosenText()), patience);
}

void TestHeatMap::searchAndOrder()
{
    QList<Series> all{line({}, {60'000})};
    for (int i = 0; i < 3'000; ++i)
        all.append(line(u"s%1.example"_s.arg(i, 4, 10, QChar(u'0')), {i == 1'234 ? 500 : 20}));
    open(all);
    QCOMPARE(m_panel->model()->rowCount(), 3'000);
    QCOMPARE(m_panel->model()->server(0), u"s1234.example"_s);
    m_panel->findChild<QComboBox *>(u"heatOrder"_s)->setCurrentIndex(1);
    QCOMPARE(m_panel->model()->server(0), u"s0000.example"_s);
    // Only what is looked at is read.
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->model()->isRead(0), patience);
    QVERIFY(!m_panel->model()->isRead(2'900));
    map()->scrollToBottom();
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->model()->isRead(2'999), patience);
    m_panel->findChild<QLineEdit *>()->setText(u"S123"_s);
    QCOMPARE(m_panel->model()->rowCount(), 10);
    m_panel->findChild<QLineEdit *>()->setText(u"nobody"_s);
    QCOMPARE(m_panel->findChild<StateStack *>()->state(), StateStack::Empty);
}

void TestHeatMap::states()
{
    open({line({}, {0, 0})});
    auto *stack = m_panel->findChild<StateStack *>();
    QVERIFY2(stack->message().contains(u"None by any server"_s), qPrintable(stack->message()));
    m_fixture->server.series = QList<Series>();
    m_panel->reload();
    QTRY_VERIFY_WITH_TIMEOUT(stack->message().contains(u"Not known"_s), patience);
    m_fixture->server.series.reset();
    m_panel->reload();
    QTRY_VERIFY2_WITH_TIMEOUT(stack->message().contains(u"is not kept here"_s), qPrintable(stack->message()), patience);
}

void TestHeatMap::hostileNames()
{
    const QString hostile = u"<b>evil\u202e\n.example"_s;
    open({line({}, {4}), line(hostile, {4})});
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->model()->isRead(0), patience);
    QVERIFY(!words(0, last()).contains(u'\u202e'));
    QVERIFY(!map()->model()->headerData(0, Qt::Vertical).toString().contains(u'\n'));
    QVERIFY(!map()->model()->index(0, last()).data(Qt::ToolTipRole).toString().contains(u"<b>"_s));
    QVERIFY(!map()->grab().isNull());
}

void TestHeatMap::scaleIsLightnessAlone()
{
    for (const QPalette &palette : {lightPalette(), darkPalette()}) {
        QColor before = palette.color(QPalette::Base);
        for (int number = 1; number <= HeatScale::classes; ++number) {
            const QColor colour = HeatScale::colour(number, palette);
            QVERIFY2(contrast(before, colour) >= 1.3, qPrintable(QString::number(number)));
            QVERIFY(number == 1 || contrast(colour, palette.color(QPalette::Base)) > contrast(before, palette.color(QPalette::Base)));
            before = colour;
        }
    }
    for (const qint64 largest : {1, 3, 5, 6, 40, 1'000'000}) {
        const HeatScale scale(largest);
        QCOMPARE(scale.classOf(0), 0);
        QCOMPARE(scale.classOf(1), 1);
        qint64 next = 1;
        for (int number = 1; number <= HeatScale::classes; ++number) {
            const auto counts = scale.counts(number);
            if (!counts)
                continue;
            QCOMPARE(counts->first, next);
            QCOMPARE(scale.classOf(counts->first), number);
            QCOMPARE(scale.classOf(counts->second), number);
            next = counts->second + 1;
        }
        QCOMPARE(next, largest + 1);
    }
}

void TestHeatMap::files()
{
    QList<Series> all{line({}, {900, -1, 1'000})};
    for (int i = 0; i < 200; ++i)
        all.append(line(i == 7 ? u"=cmd|calc.example"_s : u"s%1.example"_s.arg(i), {i, -1, 2}));
    open(all);
    QMenu menu;
    m_page->fillSelectionMenu(&menu);
    const auto actions = menu.actions();
    QVERIFY(std::ranges::any_of(
        actions, [](const QAction *action) { return action->objectName() == u"exportHeatMap" && action->isEnabled(); }));
    QTemporaryDir directory;
    Banner banner;
    PictureExport writer(&banner, nullptr, m_panel);
    const ExportOffer offer = HeatExport::offer(m_panel->model(), u"hs.example"_s, m_panel->palette(), m_panel->font());
    for (const QString &suffix : {u"csv"_s, u"svg"_s, u"pdf"_s, u"png"_s}) {
        const QString path = directory.filePath(u"a."_s + suffix);
        writer.write(offer, {.suffix = suffix}, path);
        QTRY_VERIFY2_WITH_TIMEOUT(banner.text().startsWith(u"Written to "_s) && !writer.isRunning(), qPrintable(banner.text()), patience);
        QVERIFY(!contents(path).isEmpty());
    }
    const QStringList lines = QString::fromUtf8(contents(directory.filePath(u"a.csv"_s))).split(u"\r\n"_s);
    QCOMPARE(lines.size(), 202);
    QVERIFY(lines.at(0).startsWith(u"server,updates,20"_s));
    QVERIFY2(lines.at(1).startsWith(u"s199.example,201,"_s) && lines.at(1).endsWith(u",199,,2"_s), qPrintable(lines.at(1).right(40)));
    QVERIFY(lines.join(u'\n').contains(u"'=cmd|calc.example"_s));
    QXmlStreamReader svg(contents(directory.filePath(u"a.svg"_s)));
    QString text;
    while (!svg.atEnd()) {
        if (svg.readNext() == QXmlStreamReader::Characters)
            text += svg.text();
    }
    QVERIFY(!svg.hasError());
    for (const QString &expected : {u"s199.example"_s, u"not known"_s, u"Updates that came by server and time"_s})
        QVERIFY2(text.contains(expected), qPrintable(expected));
}

/// What could not be read is not written as not known.
void TestHeatMap::notReadIsNoExport()
{
    QList<Series> all{line({}, {900, 1'000})};
    for (int i = 0; i < 400; ++i)
        all.append(line(u"s%1.example"_s.arg(i), {i, 2}));
    open(all);
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->model()->isRead(0), patience);
    QTemporaryDir directory;
    Banner banner;
    PictureExport writer(&banner, nullptr, m_panel);
    for (const QString &suffix : {u"csv"_s, u"svg"_s, u"pdf"_s, u"png"_s}) {
        m_fixture->server.intercept = {};
        m_panel->reload();
        QTRY_VERIFY_WITH_TIMEOUT(m_panel->isSettled() && m_panel->model()->state() == HeatMapModel::State::Ready, patience);
        m_fixture->server.intercept = [](const Request &request) -> std::optional<Answer> {
            if (!request.path.contains(u"/series"_s))
                return {};
            return Answer{500, {}};
        };
        const QString path = directory.filePath(u"a."_s + suffix);
        writer.write(HeatExport::offer(m_panel->model(), u"hs.example"_s, m_panel->palette(), m_panel->font()), {.suffix = suffix}, path);
        QTRY_VERIFY2_WITH_TIMEOUT(!writer.isRunning(), qPrintable(banner.text()), patience);
        QVERIFY2(banner.text().contains(u"was not written: what the servers did could not be read"_s), qPrintable(banner.text()));
        QVERIFY(!QFile::exists(path));
    }
}

/// The legend covers counts of rows that nobody had looked at before they were written.
void TestHeatMap::scaleOfAllRows()
{
    // Many of little each, but for one, by name the last, whose single cell is the largest.
    QList<Series> all{line({}, {90'000, 90'000})};
    for (int i = 0; i < 300; ++i)
        all.append(line(u"s%1.example"_s.arg(i, 3, 10, QChar(u'0')), {500, 500}));
    all.append(line(u"z.example"_s, {0, 777}));
    open(all);
    m_panel->findChild<QComboBox *>(u"heatOrder"_s)->setCurrentIndex(1);
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->model()->isRead(0), patience);
    QVERIFY(m_panel->model()->largest() < 777);
    QTemporaryDir directory;
    Banner banner;
    PictureExport writer(&banner, nullptr, m_panel);
    writer.write(HeatExport::offer(m_panel->model(), u"hs.example"_s, m_panel->palette(), m_panel->font()), {.suffix = u"svg"_s},
        directory.filePath(u"a.svg"_s));
    QTRY_VERIFY2_WITH_TIMEOUT(banner.text().startsWith(u"Written to "_s), qPrintable(banner.text()), patience);
    // Its total, and the end of the last class.
    QCOMPARE(contents(directory.filePath(u"a.svg"_s)).count("777<"), 2);
}

/// What a plot shows goes out as well.
void TestHeatMap::plotAsFiles()
{
    SeriesPicture what{
        .kind = SeriesKind::Updates, .step = 10 * minute, .range = u"day"_s, .subject = u"<b>.example"_s, .server = u"hs.example"_s};
    what.line.points = line({}, {1, -1, 3}).points;
    what.line.from = what.line.points.constFirst().at;
    what.line.to = what.line.points.constLast().at + 10 * minute;
    what.line.every = 10 * minute;
    QTemporaryDir directory;
    QWidget window;
    Banner banner;
    PictureExport writer(&banner, nullptr, &window);
    for (const QString &suffix : {u"csv"_s, u"svg"_s, u"pdf"_s, u"png"_s}) {
        const QString path = directory.filePath(u"a."_s + suffix);
        writer.write(what.offer(lightPalette()), {.suffix = suffix}, path);
        QTRY_VERIFY2_WITH_TIMEOUT(banner.text().startsWith(u"Written to "_s) && !writer.isRunning(), qPrintable(banner.text()), patience);
    }
    const QByteArrayList lines = contents(directory.filePath(u"a.csv"_s)).trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines.at(1).contains(",0,1,0,1,10"));
    QVERIFY(contents(directory.filePath(u"a.svg"_s)).contains("Updates that came"));
    QVERIFY(contents(directory.filePath(u"a.pdf"_s)).startsWith("%PDF-"));
}

/// What is counted is shown by the hour where the range is long, and the plot's menu exports and prints it.
void TestHeatMap::weekByHour()
{
    QVERIFY(m_fixture->connectSession());
    QList<qint64> figures(19, 1);
    figures[9] = -1;
    m_fixture->server.series = QList<Series>{line({}, figures)};
    const std::unique_ptr<SeriesView> view(wholeSeries(m_fixture->session.get(), nullptr));
    view->setVisible(true);
    auto *kinds = view->findChild<QComboBox *>();
    kinds->setCurrentIndex(kinds->findData(int(SeriesKind::Updates)));
    QTest::mouseClick(button(view.get(), u"week"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(view.get(), u"18 within the last week."_s), patience);
    auto *plot = view->findChild<SeriesPlot *>();
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_End);
    QTest::keyClick(plot, Qt::Key_Left);
    QVERIFY2(plot->chosenText().contains(u" within 1 h"_s), qPrintable(plot->chosenText()));
    QVERIFY(plot->chosenText().contains(u": 6 "_s) || plot->chosenText().contains(u": 5 "_s));
    QMenu menu;
    view->addPlotActions(&menu);
    QCOMPARE(menu.actions().size(), 2);
    menu.actions().at(1)->trigger();
    auto *preview = view->findChild<PrintPreview *>();
    QVERIFY(preview);
    QTRY_COMPARE(preview->pages(), 1);
    QVERIFY(!preview->grab().isNull());
    preview->reject();
    menu.actions().at(0)->trigger();
    QVERIFY(view->findChild<QDialog *>(u"pictureDialog"_s));
}

QTEST_MAIN(TestHeatMap)
#include "tst_heatmap.moc"
