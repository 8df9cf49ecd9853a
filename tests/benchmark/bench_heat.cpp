// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_heat: the heat map of 20,000 servers, from a server in another thread: until it is shown, and frames while it is scrolled; beside
// it, in the same run, a QTableView of Qt's over as many cells. Run it in a release build.

#include "session/secrets.h"
#include "session/session.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "turnclock.h"
#include "ui/pages/servers/heat/heatmap.h"
#include "ui/pages/servers/heat/heatpanel.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QScrollBar>
#include <QSemaphore>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Benchmark;
using namespace Qt::StringLiterals;

namespace {

constexpr int servers = 20'000;
constexpr int columns = 144; ///< a day by ten minutes
constexpr int frames = 200;
constexpr int patience = 300'000;
QTextStream out(stdout);

/// Everybody has something in six of the day's steps.
QList<Inspection::Series> series()
{
    constexpr qint64 step = 600'000;
    const qint64 now = QDateTime::currentMSecsSinceEpoch() / step * step;
    QList<Inspection::Series> all;
    for (int i = 0; i <= servers; ++i) {
        Inspection::Series one{
            .kind = Inspection::SeriesKind::Updates, .subject = i == 0 ? QString() : u"s%1.example"_s.arg(i), .points = {}};
        for (int point = 0; point < 6; ++point) {
            const qint64 sum = i == 0 ? 6LL * servers : 1 + i % 9;
            one.points.append(
                {.at = now - qint64((i * 7 + point * 23) % columns) * step, .min = 0, .max = sum, .last = 0, .sum = sum, .minutes = 10});
        }
        all.append(one);
    }
    return all;
}

class Cells : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : servers; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : columns; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant((index.row() * 7 + index.column()) % 9) : QVariant();
    }
};

void scroll(TurnClock &application, QAbstractScrollArea *view, const QString &what)
{
    std::vector<double> times;
    application.begin();
    for (int frame = 0; frame < frames; ++frame) {
        QElapsedTimer timer;
        timer.start();
        view->verticalScrollBar()->setValue(int(qint64(view->verticalScrollBar()->maximum()) * frame / frames));
        view->viewport()->repaint();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
        QCoreApplication::processEvents();
    }
    std::sort(times.begin(), times.end());
    out << what << ": a frame's p50 " << times[times.size() / 2] << ", p95 " << times[times.size() * 95 / 100] << ", worst " << times.back()
        << " ms" << Qt::endl;
    application.report(what);
}

} // namespace

int main(int argc, char *argv[])
{
    TurnClock application(argc, argv);
    QThread thread;
    Test::FakeHomeserver *server = nullptr;
    QUrl url;
    QSemaphore ready;
    QObject::connect(
        &thread, &QThread::started, &thread,
        [&] {
            server = new Test::FakeHomeserver;
            server->series = series();
            server->listen();
            url = server->url();
            ready.release();
        },
        Qt::DirectConnection);
    QObject::connect(
        &thread, &QThread::finished, &thread, [&] { delete server; }, Qt::DirectConnection);
    thread.start();
    ready.acquire();
    int result = 1;
    {
        QTemporaryDir directory;
        Settings settings(directory.filePath(u"bench.ini"_s));
        MemorySecretStore secrets;
        Session session(&secrets, &settings, nullptr, nullptr);
        ConnectRequest request;
        request.server = url.toString();
        request.user = u"admin"_s;
        request.password = u"correct horse"_s;
        session.connectTo(request);
        if (QTest::qWaitFor([&] { return session.state() == Session::State::Connected; }, patience)) {
            HeatPanel panel(&session);
            panel.resize(1280, 800);
            application.begin();
            QElapsedTimer clock;
            clock.start();
            panel.show();
            if (QTest::qWaitFor(
                    [&] { return panel.isSettled() && panel.model()->rowCount() == servers && panel.model()->isRead(0); }, patience)) {
                out << servers << " servers: shown, with their cells, after " << clock.elapsed() << " ms" << Qt::endl;
                application.report(u"showing them"_s);
                scroll(application, panel.map(), u"scrolling through the heat map"_s);
                Cells cells;
                QTableView peer;
                peer.setModel(&cells);
                peer.resize(1280, 800);
                for (int column = 0; column < columns; ++column)
                    peer.setColumnWidth(column, 8);
                peer.show();
                QTest::qWait(200);
                scroll(application, &peer, u"scrolling through a QTableView"_s);
                result = 0;
            }
        }
    }
    thread.quit();
    thread.wait();
    return result;
}
