// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A history's graph as files and on paper, through the menu, and read again as others read it.

#include "tests/ui/historyfixture.h"
#include "ui/history/picture/historyexport.h"
#include "ui/history/view/historyactions.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/picture/printpreview.h"

#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPrinter>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr int patience = 60'000;

const QString story = u"101 PHONE name=Phone keys=1 breaks=first\n"
                      "104 <- 101 PHONE name=Phone keys=1 sigs=a\n"
                      "112 <- 108 PHONE name=Mobile keys=1 sigs=a verdict=resync breaks=gap\n"
                      "114 kind=resync detail=5\n"
                      "115 <- 114 PHONE name=Mobile keys=2 sigs=a\n"
                      "116 <- 115 LAPTOP name=Lap keys=3 breaks=fork\n"
                      "117 <- 115 TABLET name=Tab keys=4 breaks=fork\n"
                      "118 <- 116,117 LAPTOP deleted breaks=merge\n"_s;

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What a program says to these arguments; nothing if it is not installed.
std::optional<QByteArray> said(const QString &program, const QStringList &arguments, const QByteArray &input = {})
{
    const QString path = QStandardPaths::findExecutable(program);
    if (path.isEmpty())
        return {};
    QProcess process;
    process.start(path, arguments);
    process.write(input);
    process.closeWriteChannel();
    return process.waitForFinished(patience) && process.exitCode() == 0 ? process.readAllStandardOutput() : QByteArray();
}

/// Every text of an SVG; nothing if it is no XML.
QString svgText(const QByteArray &svg)
{
    QXmlStreamReader reader(svg);
    QStringList texts;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isCharacters() && !reader.isWhitespace())
            texts << reader.text().toString();
    }
    return reader.hasError() ? QString() : texts.join(u'\n');
}

struct Fixture : HistoryFixture
{
    QTemporaryDir directory;
    HistoryExport graph{&pane, nullptr};

    using HistoryFixture::HistoryFixture;
    Banner *banner() const { return pane.banner(); }
    QString path(const QString &name) const { return directory.filePath(name); }
    QAction *action(const QString &name)
    {
        QMenu menu;
        view->fillMenu(&menu);
        for (QAction *one : menu.actions()) {
            if (one->objectName() == name)
                return one;
        }
        return nullptr;
    }
    /// The dialog that asks for the format, with this one chosen.
    QDialog *ask(const QString &suffix, int part = 0)
    {
        action(u"exportGraph"_s)->trigger();
        auto *dialog = pane.findChild<QDialog *>(u"pictureDialog"_s);
        auto *format = dialog->findChild<QComboBox *>(u"pictureFormat"_s);
        format->setCurrentIndex(format->findData(suffix));
        dialog->findChild<QComboBox *>(u"picturePart"_s)->setCurrentIndex(part);
        return dialog;
    }
    void begin(const QString &file, int part = 0)
    {
        ask(QFileInfo(file).suffix(), part)->findChild<QPushButton *>(u"pictureGo"_s)->click();
        auto *dialog = pane.findChild<QFileDialog *>(u"pictureFileDialog"_s);
        QVERIFY(dialog);
        const bool isBob = model.user().toString() == u"@bob:remote.example";
        const QString expected = isBob ? u"lockstep-graph-bob-remote.example-"_s : u"lockstep-graph-"_s;
        QVERIFY(QFileInfo(dialog->selectedFiles().value(0)).fileName().startsWith(expected));
        dialog->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(file);
        dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
        QTRY_VERIFY(!pane.findChild<QFileDialog *>(u"pictureFileDialog"_s));
    }
    QByteArray saved(const QString &name, int part = 0)
    {
        begin(path(name), part);
        if (!QTest::qWaitFor([this] { return banner()->text().startsWith(u"Written to "_s); }, patience))
            qWarning() << banner()->text();
        return contents(path(name));
    }
};

} // namespace

class TestGraphExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
    void svg();
    void hostileTextsInSvg();
    void olderOnesNoLongerKept();
    void png();
    void pdfOfManyPages();
    void dot();
    void hostileTextsInDot();
    void json();
    void filterAndFolds();
    void betweenTwoRows();
    void pageGoesWhileAsked();
    void userChangesWhileAsked();
    void choiceChangesWhileAsked();
    void userChangesWhileWritten();
    void tooLargeForAPicture();
    void stopped();
    void notWritable();
    void becameOthers();
    void preview();
    void printStopped();
    void printOfPagesThatAreNoMore();
};

void TestGraphExport::svg()
{
    Fixture f(story);
    f.load();
    const QString text = svgText(f.saved(u"a.svg"_s));
    for (const QString &expected : {u"History of the device list of @bob:remote.example"_s, u"8 of 8 updates"_s, u"117"_s,
             u"never received"_s, u"TABLET"_s, u"merge"_s})
        QVERIFY2(text.contains(expected), qPrintable(expected + u" in "_s + text));
    QVERIFY(text.contains(u"Diamond: resync"_s));
}

/// Names and filters that are markup stay text: no script, and no SVG that browsers refuse.
void TestGraphExport::hostileTextsInSvg()
{
    QList<DeviceListUpdate> updates = updatesFromText(story);
    updates[5].displayName = u"a <b>& \"x"_s;
    Fixture f(updates);
    f.pane.setUser(UserId(u"@<script>alert(1)</script>&]]>:x"_s));
    f.load();
    f.model.setFilter({.text = u"<b>& \""_s});
    QTRY_COMPARE(f.model.rowCount(), 1);
    const QByteArray svg = f.saved(u"a.svg"_s);
    const QString text = svgText(svg);
    QVERIFY2(text.contains(u"@<script>alert(1)</script>&]]>:x"_s), svg.constData());
    QVERIFY(text.contains(u"<b>& \""_s));
    QVERIFY(!svg.contains("<script"));
}

/// Neither a picture nor a program's graph claims that what is kept is all there was.
void TestGraphExport::olderOnesNoLongerKept()
{
    Fixture f(chainText(1, 40));
    f.pages.kept = {.first = 31, .until = 1'700'000'000'000};
    f.load();
    QCOMPARE(f.model.noLongerKept(), 30);
    const QString text = svgText(f.saved(u"a.svg"_s));
    QVERIFY2(text.contains(u"10 of the 10 updates that are still kept"_s), qPrintable(text));
    QVERIFY(text.contains(HistoryText::end(30, 1'700'000'000'000, f.view->timeStyle().utc)));
    QVERIFY(f.saved(u"a.dot"_s).contains("Older updates are no longer kept (30"));
    const QJsonValue heading = QJsonDocument::fromJson(f.saved(u"a.json"_s)).object().value(u"heading");
    QCOMPARE(heading[u"no_longer_kept"].toInteger(), 30);
    QCOMPARE(heading[u"recorded"].toInteger(), 10);
}

void TestGraphExport::png()
{
    Fixture f(story);
    f.load();
    f.saved(u"a.png"_s);
    const QImage image(f.path(u"a.png"_s));
    QVERIFY(!image.isNull());
    QVERIFY(image.height() > 2 * 9 * f.view->rowHeight());
    QCOMPARE(image.pixelColor(3, image.height() - 3), QColor(Qt::white));
}

void TestGraphExport::pdfOfManyPages()
{
    Fixture f(chainText(1, 400));
    f.load();
    f.model.unfoldAll();
    QTRY_COMPARE(f.model.rowCount(), 401); // the first names one from before
    const QByteArray pdf = f.saved(u"a.pdf"_s);
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.trimmed().endsWith("%%EOF"));
    const auto text = said(u"pdftotext"_s, {u"-layout"_s, f.path(u"a.pdf"_s), u"-"_s});
    if (!text)
        QSKIP("pdftotext is not installed");
    const QStringList pages = QString::fromUtf8(*text).split(u'\f', Qt::SkipEmptyParts);
    QVERIFY2(pages.size() > 5, qPrintable(QString::number(pages.size())));
    QVERIFY(pages.constFirst().contains(u"History of the device list of @bob:remote.example"_s));
    QVERIFY(pages.constLast().contains(u"Page %1 of %1"_s.arg(pages.size())));
    // Every row is on one of them.
    for (const int stream : {1, 2, 199, 399, 400})
        QVERIFY2(text->contains(QByteArray(" " + QByteArray::number(stream) + " ")), qPrintable(QString::number(stream)));
}

void TestGraphExport::dot()
{
    Fixture f(story);
    f.load();
    const QByteArray text = f.saved(u"a.dot"_s);
    QVERIFY(text.contains("u8 -> u6;"));
    QVERIFY(text.contains("u8 -> u7;"));
    QVERIFY(text.contains("u3 -> \"missing 108\" [style=dashed];"));
    QVERIFY(text.contains("breaks=\"gap\""));
    const auto read = said(u"dot"_s, {u"-Tjson"_s}, text);
    if (!read)
        QSKIP("Graphviz is not installed");
    const QJsonObject graph = QJsonDocument::fromJson(*read).object();
    QCOMPARE(graph.value(u"objects").toArray().size(), 9);
    QCOMPARE(graph.value(u"edges").toArray().size(), 8);
}

/// Nothing that a stranger writes ends a text, or means something to Graphviz.
void TestGraphExport::hostileTextsInDot()
{
    QList<DeviceListUpdate> updates = updatesFromText(story);
    const QString hostile = u"\"]; evil [label=\"x\\\\N\\\" & &lt; <b>\n}\u202e\\"_s;
    updates[5].displayName = hostile;
    updates[5].deviceId = DeviceId(hostile);
    updates[2].prevIds = {StreamId(hostile)};
    Fixture f(updates);
    f.load();
    const QByteArray text = f.saved(u"a.dot"_s);
    const auto read = said(u"dot"_s, {u"-Tjson"_s}, text);
    if (!read)
        QSKIP("Graphviz is not installed");
    const QJsonObject graph = QJsonDocument::fromJson(*read).object();
    QCOMPARE(graph.value(u"objects").toArray().size(), 9);
    int evil = 0;
    for (const QJsonValue &node : graph.value(u"objects").toArray()) {
        QVERIFY(node[u"name"].toString() != u"evil");
        evil += node[u"device_id"].toString().contains(u"evil"_s) ? 1 : 0;
    }
    QCOMPARE(evil, 1);
    const QString svg = svgText(f.saved(u"a.svg"_s));
    QVERIFY(svg.contains(u"evil"_s));
}

void TestGraphExport::json()
{
    Fixture f(story);
    f.load();
    const QJsonObject graph = QJsonDocument::fromJson(f.saved(u"a.json"_s)).object();
    QCOMPARE(graph.value(u"format").toString(), u"lockstep-history-graph"_s);
    QCOMPARE(graph.value(u"heading")[u"user_id"].toString(), u"@bob:remote.example"_s);
    QCOMPARE(graph.value(u"heading")[u"updates"].toInteger(), 8);
    const QJsonArray rows = graph.value(u"rows").toArray();
    QCOMPARE(rows.size(), 9);
    QCOMPARE(rows.at(0)[u"n"].toInteger(), 8);
    QCOMPARE(rows.at(0)[u"deleted"].toBool(), true);
    QCOMPARE(rows.at(0)[u"breaks"].toArray(), QJsonArray{u"merge"_s});
    QCOMPARE(rows.at(0)[u"parents"].toArray(),
        (QJsonArray{QJsonObject{{u"n"_s, 6}, {u"stream_id"_s, u"116"_s}}, QJsonObject{{u"n"_s, 7}, {u"stream_id"_s, u"117"_s}}}));
    QCOMPARE(rows.at(6)[u"row"].toString(), u"gap"_s);
    QCOMPARE(rows.at(5)[u"parents"][0][u"missing"].toBool(), true);
    QCOMPARE(rows.at(6)[u"state"].toString(), u"never_received"_s);
}

/// What is hidden is an edge with its number; what is folded one node.
void TestGraphExport::filterAndFolds()
{
    Fixture f(story + u"119 <- 118 PHONE\n120 <- 119 PHONE\n121 <- 120 PHONE breaks=duplicate\n"_s);
    f.load();
    f.model.setFilter({.breaksOnly = true});
    QTRY_VERIFY(f.model.item(0).n == 11);
    const QByteArray text = f.saved(u"a.dot"_s);
    QVERIFY2(text.contains("u11 -> u8 [style=dotted, label=\"2\", hidden=2];"), text.constData());
    QVERIFY(text.contains("only breaks"));
    const QJsonObject graph = QJsonDocument::fromJson(f.saved(u"a.json"_s)).object();
    QCOMPARE(graph.value(u"heading")[u"filter"][u"breaks_only"].toBool(), true);
    QCOMPARE(graph.value(u"rows")[0][u"parents"][0][u"hidden"].toInteger(), 2);

    Fixture folded(chainText(1, 60));
    folded.load();
    QVERIFY(folded.model.hasFolds());
    const QJsonArray rows = QJsonDocument::fromJson(folded.saved(u"b.json"_s)).object().value(u"rows").toArray();
    const auto fold = std::ranges::find_if(rows, [](const QJsonValue &row) { return row[u"row"].toString() == u"fold"; });
    QVERIFY(fold != rows.end());
    QCOMPARE((*fold)[u"newest_n"].toInteger() - (*fold)[u"oldest_n"].toInteger() + 1, (*fold)[u"updates"].toInteger());
    QCOMPARE((*fold)[u"parents"][0][u"n"].toInteger(), (*fold)[u"oldest_n"].toInteger() - 1);
}

void TestGraphExport::betweenTwoRows()
{
    Fixture f(story);
    f.load();
    f.view->setCurrentRow(1);
    f.view->setComparedRow(3);
    const QJsonObject graph = QJsonDocument::fromJson(f.saved(u"a.json"_s, 1)).object();
    QCOMPARE(graph.value(u"rows").toArray().size(), 3);
    QCOMPARE(graph.value(u"heading")[u"updates"].toInteger(), 3);
    QCOMPARE(graph.value(u"heading")[u"recorded"].toInteger(), 8);
}

/// Signing out takes the page, and the window stays: nobody is left who asks for a file of it.
void TestGraphExport::pageGoesWhileAsked()
{
    for (const bool isFileAsked : {false, true}) {
        UpdatePages pages;
        pages.updates = updatesFromText(story);
        HistoryModel model(pages.fetch());
        QWidget window;
        auto *pane = new HistoryPane(&model, &window);
        auto *graph = new HistoryExport(pane, nullptr);
        window.resize(900, 600);
        window.show();
        pane->setUser(UserId(u"@bob:remote.example"_s));
        QTRY_VERIFY(model.isComplete());
        graph->ask();
        if (isFileAsked)
            window.findChild<QPushButton *>(u"pictureGo"_s)->click();
        const QPointer<QDialog> dialog = window.findChild<QDialog *>(isFileAsked ? u"pictureFileDialog"_s : u"pictureDialog"_s);
        QVERIFY(dialog);
        delete pane;
        QVERIFY(!dialog);
    }
}

void TestGraphExport::userChangesWhileAsked()
{
    Fixture f(story);
    f.load();
    const ExportOffer offer = f.graph.offer();
    const QPointer<QDialog> dialog = f.ask(u"json"_s);
    f.pane.setUser(UserId(u"@alice:remote.example"_s));
    QVERIFY(!dialog);
    QVERIFY2(f.banner()->text().contains(u"Another user is shown now"_s), qPrintable(f.banner()->text()));
    // Whoever still holds the offer gets no file of somebody else.
    QTRY_VERIFY(f.model.isComplete() && f.model.rowCount() > 0);
    QVERIFY(!offer.refusal({.suffix = u"json"_s}).isEmpty());
    PictureExport writer(f.banner(), nullptr, &f.pane);
    writer.write(offer, {.suffix = u"json"_s}, f.path(u"a.json"_s));
    QTRY_VERIFY2(f.banner()->text().contains(u"not shown any more"_s), qPrintable(f.banner()->text()));
    QVERIFY(!QFile::exists(f.path(u"a.json"_s)));
}

/// What was offered is written, whatever is selected then.
void TestGraphExport::choiceChangesWhileAsked()
{
    Fixture f(story);
    f.load();
    f.view->setCurrentRow(1);
    f.view->setComparedRow(3);
    QDialog *dialog = f.ask(u"json"_s, 1);
    f.view->setComparedRow(-1);
    f.view->setCurrentRow(7);
    dialog->findChild<QPushButton *>(u"pictureGo"_s)->click();
    auto *file = f.pane.findChild<QFileDialog *>(u"pictureFileDialog"_s);
    file->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(f.path(u"a.json"_s));
    file->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    QTRY_VERIFY2(f.banner()->text().startsWith(u"Written to "_s), qPrintable(f.banner()->text()));
    const QJsonArray rows = QJsonDocument::fromJson(contents(f.path(u"a.json"_s))).object().value(u"rows").toArray();
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows.at(0)[u"n"].toInteger(), 7);
}

void TestGraphExport::userChangesWhileWritten()
{
    Fixture f(chainText(1, 3'000));
    f.load();
    f.model.unfoldAll();
    QTRY_VERIFY(f.model.rowCount() > 2'900);
    f.begin(f.path(u"a.pdf"_s));
    QTRY_VERIFY(f.banner()->text().startsWith(u"Writing "_s));
    f.pane.setUser(UserId(u"@alice:remote.example"_s));
    QVERIFY(f.banner()->isVisible());
    QVERIFY2(f.banner()->text().contains(u"nothing was written"_s), qPrintable(f.banner()->text()));
    QVERIFY(!QFile::exists(f.path(u"a.pdf"_s)));
}

void TestGraphExport::tooLargeForAPicture()
{
    Fixture f(chainText(1, 3'000));
    f.load();
    f.model.unfoldAll();
    QTRY_VERIFY(f.model.rowCount() > 2'900);
    QDialog *dialog = f.ask(u"svg"_s);
    QVERIFY(!dialog->findChild<QPushButton *>(u"pictureGo"_s)->isEnabled());
    const auto labels = dialog->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text().contains(u"Choose PDF"_s); }));
    auto *format = dialog->findChild<QComboBox *>(u"pictureFormat"_s);
    format->setCurrentIndex(format->findData(u"json"_s));
    QVERIFY(dialog->findChild<QPushButton *>(u"pictureGo"_s)->isEnabled());
    dialog->reject();
    QTRY_VERIFY(!f.pane.findChild<QDialog *>(u"pictureDialog"_s));
    QCOMPARE(QJsonDocument::fromJson(f.saved(u"a.json"_s)).object().value(u"rows").toArray().size(), f.model.rowCount());
}

void TestGraphExport::stopped()
{
    Fixture f(chainText(1, 3'000));
    f.load();
    f.model.unfoldAll();
    QTRY_VERIFY(f.model.rowCount() > 2'900);
    f.begin(f.path(u"a.pdf"_s));
    QTRY_VERIFY(f.banner()->text().startsWith(u"Writing "_s));
    Q_EMIT f.banner()->actionTriggered();
    QVERIFY2(f.banner()->text().startsWith(u"The export was stopped."_s), qPrintable(f.banner()->text()));
    QCOMPARE(QDir(f.directory.path()).entryList(QDir::Files | QDir::Hidden), QStringList());
}

void TestGraphExport::notWritable()
{
    Fixture f(story);
    f.load();
    HistoryExport *graph = &f.graph;
    PictureExport writer(f.banner(), nullptr, &f.pane);
    writer.write(graph->offer(), {.suffix = u"dot"_s}, f.path(u"nowhere/a.dot"_s));
    QVERIFY2(f.banner()->text().contains(u"a.dot cannot be written"_s), qPrintable(f.banner()->text()));
    QVERIFY(f.banner()->text().contains(u"Choose another folder"_s));
}

/// Folding anew while it is written: no file with half of one graph and half of another.
void TestGraphExport::becameOthers()
{
    Fixture f(chainText(1, 3'000));
    f.load();
    f.model.unfoldAll();
    QTRY_VERIFY(f.model.rowCount() > 2'900);
    f.begin(f.path(u"a.pdf"_s));
    QTRY_VERIFY(f.banner()->text().startsWith(u"Writing "_s));
    f.model.foldAll();
    QTRY_VERIFY2(f.banner()->text().contains(u"became others"_s), qPrintable(f.banner()->text()));
    QVERIFY(!QFile::exists(f.path(u"a.pdf"_s)));
}

void TestGraphExport::preview()
{
    Fixture f(chainText(1, 200));
    f.load();
    f.model.unfoldAll();
    QTRY_COMPARE(f.model.rowCount(), 201);
    f.action(u"printGraph"_s)->trigger();
    auto *preview = f.pane.findChild<PrintPreview *>();
    QVERIFY(preview);
    QTRY_VERIFY(preview->pages() > 3);
    const int landscape = preview->pages();
    preview->findChild<QComboBox *>(u"printOrientation"_s)->setCurrentIndex(1);
    QVERIFY(preview->pages() < landscape);
    preview->findChild<QSpinBox *>(u"printPage"_s)->setValue(2);
    QCOMPARE(preview->page(), 1);
    QVERIFY(!preview->grab().isNull());
    auto printer = std::make_unique<QPrinter>(QPrinter::ScreenResolution);
    printer->setOutputFormat(QPrinter::PdfFormat);
    printer->setOutputFileName(f.path(u"printed.pdf"_s));
    QSignalSpy printed(preview, &PrintPreview::printed);
    preview->print(std::move(printer));
    QTRY_COMPARE_WITH_TIMEOUT(printed.count(), 1, patience);
    QVERIFY(contents(f.path(u"printed.pdf"_s)).startsWith("%PDF-"));
    QCOMPARE(QDir(f.directory.path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"printed.pdf"_s});
    const auto text = said(u"pdftotext"_s, {u"-layout"_s, f.path(u"printed.pdf"_s), u"-"_s});
    if (!text)
        QSKIP("pdftotext is not installed");
    for (const int stream : {1, 2, 99, 199, 200})
        QVERIFY2(text->contains(QByteArray(" " + QByteArray::number(stream) + " ")), text->constData());
}

/// Cancel prints nothing, and what was in the file before stays.
void TestGraphExport::printStopped()
{
    Fixture f(chainText(1, 3'000));
    f.load();
    f.model.unfoldAll();
    QTRY_VERIFY(f.model.rowCount() > 2'900);
    QFile before(f.path(u"a.pdf"_s));
    QVERIFY(before.open(QIODevice::WriteOnly) && before.write("before") == 6);
    before.close();
    f.action(u"printGraph"_s)->trigger();
    const QPointer<PrintPreview> preview = f.pane.findChild<PrintPreview *>();
    QTRY_VERIFY(preview->pages() > 20);
    auto printer = std::make_unique<QPrinter>(QPrinter::ScreenResolution);
    printer->setOutputFormat(QPrinter::PdfFormat);
    printer->setOutputFileName(f.path(u"a.pdf"_s));
    preview->print(std::move(printer));
    const auto labels = preview->findChildren<QLabel *>();
    QTRY_VERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text().startsWith(u"Printing page "_s); }));
    preview->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Cancel)->click();
    QTRY_VERIFY(!preview);
    QCOMPARE(contents(f.path(u"a.pdf"_s)), "before"_ba);
    QCOMPARE(QDir(f.directory.path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"a.pdf"_s});
}

/// Pages are chosen by the preview's numbers; on other paper there are fewer.
void TestGraphExport::printOfPagesThatAreNoMore()
{
    Fixture f(chainText(1, 200));
    f.load();
    f.model.unfoldAll();
    QTRY_COMPARE(f.model.rowCount(), 201);
    f.action(u"printGraph"_s)->trigger();
    auto *preview = f.pane.findChild<PrintPreview *>();
    QTRY_VERIFY(preview->pages() > 3);
    auto printer = std::make_unique<QPrinter>(QPrinter::ScreenResolution);
    printer->setOutputFormat(QPrinter::PdfFormat);
    printer->setOutputFileName(f.path(u"a.pdf"_s));
    printer->setPageLayout(
        QPageLayout(QPageSize(QPageSize::A2), QPageLayout::Portrait, QMarginsF(12, 12, 12, 12), QPageLayout::Millimeter));
    printer->setFromTo(80, 100);
    QSignalSpy printed(preview, &PrintPreview::printed);
    preview->print(std::move(printer));
    QTRY_COMPARE_WITH_TIMEOUT(printed.count(), 1, patience);
    const auto text = said(u"pdftotext"_s, {u"-layout"_s, f.path(u"a.pdf"_s), u"-"_s});
    if (!text)
        QSKIP("pdftotext is not installed");
    // The last one, which holds the oldest row.
    QCOMPARE(text->count('\f'), 1);
    QVERIFY2(text->contains(" 1 "), text->constData());
}

QTEST_MAIN(TestGraphExport)
#include "tst_graphexport.moc"
