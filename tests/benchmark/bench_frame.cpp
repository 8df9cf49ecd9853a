// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_frame: time of a frame of the history view, 1200x800, at 1,000, 100,000 and 1,000,000 updates, beside a QGraphicsScene with an
// item for each line, node and text. bench_frame --picture FILE [--dark] [--top ROW] [--select ROW] [--compare ROW]: the History tab as a
// PNG instead.

#include "model/history/historymodel.h"
#include "ui/history/historypane.h"
#include "ui/history/view/historyview.h"
#include "ui/widgets/darkpalette.h"
#include "updategenerator.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QGraphicsScene>
#include <QGraphicsSimpleTextItem>
#include <QGraphicsView>
#include <QScrollBar>
#include <QTextStream>
#include <QTimer>

#include <algorithm>

using namespace Lockstep;
using namespace Lockstep::Benchmark;
using namespace Qt::StringLiterals;

namespace {

constexpr int frames = 200;
const QSize windowSize(1200, 800);
QTextStream out(stdout);

struct Served
{
    QList<DeviceListUpdate> updates;
    FetchUpdates fetch()
    {
        return [this](const UserId &, const Inspection::UpdateQuery &query, QObject *context,
                   Http::Done<Inspection::Page<DeviceListUpdate>> done) {
            QTimer::singleShot(0, context, [this, query, done = std::move(done)] {
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
};

struct Spread
{
    double p50, p95, worst;
};

Spread spread(std::vector<double> values)
{
    std::ranges::sort(values);
    return {values[values.size() / 2], values[values.size() * 95 / 100], values.back()};
}

/// A frame counts only if it was painted.
class PaintCounter : public QObject
{
public:
    int count = 0;
    bool eventFilter(QObject *object, QEvent *event) override
    {
        count += event->type() == QEvent::Paint;
        return QObject::eventFilter(object, event);
    }
};

/// Scrolls by \a step for each frame, or to a row somewhere if it is 0, and times the event loop until nothing is left to paint.
Spread timeFrames(QAbstractScrollArea *view, int step, bool whole)
{
    std::vector<double> times;
    QScrollBar *bar = view->verticalScrollBar();
    const int range = bar->maximum();
    PaintCounter paints;
    view->viewport()->installEventFilter(&paints);
    quint32 random = 12345;
    for (int frame = 0; frame < frames; ++frame) {
        random = random * 1664525 + 1013904223;
        const int to = step > 0 ? int((qint64(frame) * step) % std::max(1, range)) : int(qint64(random) * range >> 32);
        QElapsedTimer timer;
        timer.start();
        bar->setValue(to);
        if (whole)
            view->viewport()->update();
        QApplication::sendPostedEvents();
        QApplication::processEvents();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    if (paints.count < frames)
        out << "  only " << paints.count << " of " << frames << " frames were painted\n";
    return spread(times);
}

void print(const QString &what, const Spread &spread)
{
    out << QStringView(what) << "  p50 " << spread.p50 << "  p95 " << spread.p95 << "  worst " << spread.worst << " ms\n";
    out.flush();
}

void loadAll(HistoryModel &model)
{
    QElapsedTimer total;
    total.start();
    QEventLoop loop;
    double longest = 0;
    while (!model.isComplete()) {
        QElapsedTimer timer;
        timer.start();
        loop.processEvents(QEventLoop::WaitForMoreEvents);
        longest = std::max(longest, double(timer.nsecsElapsed()) / 1e6);
    }
    out << "  loaded in " << total.elapsed() << " ms; longest turn of the event loop " << longest << " ms\n";
}

template <typename Work>
double timeOf(const Work &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

double measureView(int count)
{
    Served served;
    served.updates = updatesOf(generate(Shape::Standard, count));
    HistoryModel model(served.fetch());
    HistoryView view;
    view.setModel(&model);
    view.resize(windowSize);
    view.show();
    out << count << " updates\n";
    model.setUser(UserId(u"@bob:remote.example"_s));
    loadAll(model);
    out << "  on the GUI thread: fold all " << timeOf([&] { model.foldAll(); });
    out << ", next break " << timeOf([&] { model.nextBreak(0, 1); });
    out << ", filter breaks " << timeOf([&] { model.setFilter({.breaksOnly = true, .text = {}}); });
    out << ", find " << timeOf([&] { model.setFilter({.breaksOnly = false, .text = u"999"_s}); });
    out << ", no filter " << timeOf([&] { model.setFilter({}); });
    out << ", unfold all " << timeOf([&] { model.unfoldAll(); }) << " ms\n";
    while (model.rowCount() < count)
        QApplication::processEvents();
    QApplication::processEvents();
    const Spread jump = timeFrames(&view, 0, true);
    print(u"  jump                      "_s, jump);
    print(u"  3 rows, all painted       "_s, timeFrames(&view, 3, true));
    print(u"  3 rows, moved and painted "_s, timeFrames(&view, 3, false));
    return jump.p50;
}

double measureScene(int count)
{
    QElapsedTimer building;
    building.start();
    QGraphicsScene scene;
    constexpr int height = 26;
    for (int i = 0; i < count; ++i) {
        scene.addLine(12, i * height, 12, (i + 1) * height);
        scene.addEllipse(7, i * height + 8, 10, 10, QPen(), QBrush(Qt::blue));
        // As many texts as a row of the history has.
        const QStringList texts{QString::number(i), u"DEVICE%1"_s.arg(i % 9), u"keys changed"_s, u"2026-11-20 14:05"_s, u"applied"_s};
        for (int column = 0; column < texts.size(); ++column)
            scene.addSimpleText(texts[column])->setPos(120 + column * 200, i * height + 4);
    }
    QGraphicsView view(&scene);
    view.setRenderHint(QPainter::Antialiasing);
    view.resize(windowSize);
    view.show();
    QApplication::processEvents();
    out << "QGraphicsScene, " << count << " rows: built and first shown in " << building.elapsed() << " ms\n";
    const Spread jump = timeFrames(&view, 0, true);
    print(u"QGraphicsScene, %1 rows, jump "_s.arg(count), jump);
    return jump.p50;
}

int picture(const QCommandLineParser &options)
{
    if (options.isSet(u"dark"_s))
        QApplication::setPalette(darkPalette());
    Served served;
    served.updates = updatesOf(generate(options.isSet(u"wide"_s) ? Shape::Wide : Shape::Standard, options.value(u"count"_s).toInt()));
    if (!options.isSet(u"wide"_s) && served.updates.size() > 30) {
        const qsizetype at = served.updates.size() - 12;
        served.updates[at].kind = UpdateKind::Resync;
        served.updates[at].detail = u"5"_s;
        served.updates[at].deviceId = {};
        served.updates[at].breaks = {};
        served.updates[at - 1].prevIds = {StreamId(424242)};
        served.updates[at - 1].breaks = Break::Gap;
        served.updates[at - 1].verdict = Verdict::Resync;
        served.updates[at + 2].kind = UpdateKind::SigningKeys;
        served.updates[at + 3].prevIds = {served.updates[at + 1].streamId};
        served.updates[at + 5].verdict = Verdict::Unknown;
        served.updates[at + 6].breaks = Break::Pruned;
        served.updates[at + 6].prevIds = {};
        served.updates[at + 8].deviceId = DeviceId(u"evil\u202eDEVICE"_s);
        served.updates[at + 9].verdict = Verdict::Ignored;
    }
    HistoryModel model(served.fetch());
    HistoryPane pane(&model);
    if (options.isSet(u"rtl"_s))
        pane.setLayoutDirection(Qt::RightToLeft);
    pane.resize(1000, 720);
    pane.show();
    pane.setUser(UserId(u"@bob:remote.example"_s));
    while (!model.isComplete())
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    if (options.isSet(u"select"_s))
        pane.view()->setCurrentRow(options.value(u"select"_s).toInt());
    if (options.isSet(u"compare"_s))
        pane.view()->setComparedRow(options.value(u"compare"_s).toInt());
    pane.view()->setFocus();
    if (options.isSet(u"top"_s))
        pane.view()->verticalScrollBar()->setValue(options.value(u"top"_s).toInt());
    QElapsedTimer settling;
    settling.start();
    while (!pane.isSettled() || settling.elapsed() < 400)
        QApplication::processEvents(QEventLoop::AllEvents, 50);
    return pane.grab().save(options.value(u"picture"_s)) ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCommandLineParser options;
    options.addHelpOption();
    options.addOptions(
        {{u"picture"_s, u"Write a picture of the History tab."_s, u"file"_s}, {u"count"_s, u"Number of updates in it."_s, u"n"_s, u"400"_s},
            {u"dark"_s, u"In the dark palette."_s}, {u"wide"_s, u"64 writers."_s}, {u"rtl"_s, u"From right to left."_s},
            {u"top"_s, u"First row shown."_s, u"row"_s}, {u"select"_s, u"Selected row."_s, u"row"_s},
            {u"compare"_s, u"Second row."_s, u"row"_s}, {u"largest"_s, u"Largest history that is measured."_s, u"n"_s, u"1000000"_s}});
    options.process(application);
    if (options.isSet(u"picture"_s))
        return picture(options);
    out.setRealNumberNotation(QTextStream::FixedNotation);
    out.setRealNumberPrecision(2);
    const int largest = options.value(u"largest"_s).toInt();
    std::vector<std::pair<int, double>> jumps;
    for (const int count : {1'000, 10'000, 100'000, 1'000'000}) {
        if (count > largest)
            break;
        jumps.emplace_back(count, measureView(count));
        out << "  jump, compared with 1,000 updates: " << jumps.back().second / jumps.front().second << "\n";
    }
    for (const auto &[count, jump] : jumps) {
        if (count != 10'000 && count != 100'000)
            continue;
        const double scene = measureScene(count);
        out << "  = " << scene / jump << " times the history view's\n";
    }
    return 0;
}
