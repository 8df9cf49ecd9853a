// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_exports: how long the GUI thread is kept from its event loop while a history is written as SVG, PDF and PNG; beside it, in the same
// run, a text document of Qt's with as many rows, which prints itself in one go. Run it in a release build.

#include "model/history/historymodel.h"
#include "turnclock.h"
#include "ui/history/picture/historypicture.h"
#include "ui/history/view/historyview.h"
#include "ui/widgets/picture/picturefiles.h"
#include "updategenerator.h"

#include <QFileInfo>
#include <QPdfWriter>
#include <QTemporaryDir>
#include <QTest>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>
#include <QTimer>

using namespace Lockstep;
using namespace Lockstep::Benchmark;
using namespace Qt::StringLiterals;

namespace {

constexpr int rows = 2'000; ///< the most that an SVG takes
constexpr int columns = 6;
constexpr int patience = 300'000;
QTextStream out(stdout);

FetchUpdates served(const QList<DeviceListUpdate> &updates)
{
    return [updates](const UserId &, const Inspection::UpdateQuery &query, QObject *context,
               Http::Done<Inspection::Page<DeviceListUpdate>> done) {
        QTimer::singleShot(0, context, [updates, query, done = std::move(done)] {
            Inspection::Page<DeviceListUpdate> page;
            qsizetype before = query.after.isEmpty() ? updates.size() : query.after.toLongLong();
            while (before > 0 && page.items.size() < query.limit)
                page.items << updates[--before];
            page.next = before > 0 ? QString::number(before) : QString();
            done(page);
        });
        return Http::CallHandle();
    };
}

/// The same texts, as Qt prints them.
void writeDocument(const HistoryModel &model, const QString &path)
{
    QTextDocument document;
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    QTextTable *table = cursor.insertTable(rows, columns);
    for (int row = 0; row < rows; ++row) {
        const HistoryItem item = model.item(row);
        const QStringList cells{
            item.streamId.toString(), item.deviceId.toString(), item.displayName, QString::number(item.n), u"applied"_s, {}};
        for (int column = 0; column < columns; ++column)
            table->cellAt(row, column).firstCursorPosition().insertText(cells[column]);
    }
    cursor.endEditBlock();
    QPdfWriter pdf(path);
    document.print(&pdf);
}

} // namespace

int main(int argc, char *argv[])
{
    TurnClock application(argc, argv);
    QTemporaryDir directory;
    HistoryModel model(served(updatesOf(generate(Shape::Standard, 4 * rows))));
    HistoryView view;
    view.resize(1200, 800);
    view.setModel(&model);
    model.setUser(UserId(u"@bob:remote.example"_s));
    if (!QTest::qWaitFor([&] { return model.isComplete(); }, patience))
        return 1;
    model.unfoldAll();
    const auto write = [&](const QString &name, PictureFiles::Format format) {
        const auto picture
            = std::make_shared<HistoryPicture>(view, 0, std::min(rows, PictureFiles::mostRows(format, HistoryPicture::rowHeightOf(view))),
                Picture::Heading{u"A history"_s, {}, HistoryPicture::legend()}, view.palette());
        FileTask task;
        bool isOver = false;
        QObject::connect(&task, &FileTask::finished, &task, [&isOver] { isOver = true; });
        application.begin();
        task.start(directory.filePath(name), PictureFiles::job(picture, format, PictureFiles::defaultPage(QPageLayout::Landscape)));
        const bool done = QTest::qWaitFor([&isOver] { return isOver; }, patience);
        application.report(u"%1, %2 rows, %3 bytes"_s.arg(name).arg(picture->rows()).arg(QFileInfo(directory.filePath(name)).size()));
        return done;
    };
    if (!write(u"history.svg"_s, PictureFiles::Format::Svg) || !write(u"history.pdf"_s, PictureFiles::Format::Pdf)
        || !write(u"history.png"_s, PictureFiles::Format::Png))
        return 1;
    application.begin();
    bool isPrinted = false;
    QTimer::singleShot(0, &application, [&] {
        writeDocument(model, directory.filePath(u"peer.pdf"_s));
        isPrinted = true;
    });
    if (!QTest::qWaitFor([&isPrinted] { return isPrinted; }, patience))
        return 1;
    application.report(u"QTextDocument to PDF, %1 rows, %2 bytes"_s.arg(rows).arg(QFileInfo(directory.filePath(u"peer.pdf"_s)).size()));
    return 0;
}
