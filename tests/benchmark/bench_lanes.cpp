// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_lanes [COUNT]: lanes beside `git rev-list --graph --all` on the same topology, both in the same run, turn by turn; medians.
// Then what out-of-order histories cost at three sizes, which must stay the same. Absolute times say little on a shared machine, the ratios
// do.

#include "model/history/historymodelrows.h"
#include "updategenerator.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <functional>

using namespace Lockstep;
using namespace Lockstep::Benchmark;
using namespace Qt::StringLiterals;

namespace {

constexpr int turns = 7;
QTextStream out(stdout);

double milliseconds(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

bool run(const QString &program, const QStringList &arguments, const QString &input = {})
{
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    if (!input.isEmpty())
        process.setStandardInputFile(input);
    process.start(program, arguments);
    return process.waitForFinished(600'000) && process.exitCode() == 0;
}

bool write(const QString &path, const std::string &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.data(), qint64(text.size())) == qint64(text.size());
}

struct Figures
{
    double git = 0, process = 0, layout = 0, append = 0, window = 0;
};

Lanes lanesOf(const Topology &topology, std::size_t without)
{
    Lanes lanes;
    const int count = int(topology.parents.size() - without);
    std::vector<int> parents;
    int ghosts = 0;
    for (int i = count - 1; i >= 0; --i) {
        parents.clear();
        for (const int parent : topology.parents[std::size_t(i)])
            parents.push_back(parent < 0 ? Lanes::ghost(ghosts++) : count - 1 - parent);
        lanes.appendOlder(parents);
    }
    return lanes;
}

Figures measure(const Topology &topology, const QString &directory)
{
    const QString repository = directory + u"/repository"_s;
    const QString edges = directory + u"/edges"_s;
    const QString import = directory + u"/import"_s;
    bool git = write(edges, edgeText(topology)) && write(import, fastImportText(topology))
        && run(u"git"_s, {u"init"_s, u"-q"_s, u"--bare"_s, repository})
        && run(u"git"_s, {u"-C"_s, repository, u"fast-import"_s, u"--quiet"_s}, import)
        && run(u"git"_s, {u"-C"_s, repository, u"pack-refs"_s, u"--all"_s})
        && run(u"git"_s, {u"-C"_s, repository, u"commit-graph"_s, u"write"_s, u"--reachable"_s});
    if (!git)
        out << "  git is not usable here: no comparison\n";
    const QString own = QCoreApplication::applicationDirPath() + u"/lanes_of_edges"_s;
    std::vector<double> gits, processes, layouts, appends, windows;
    for (int turn = 0; turn < turns; ++turn) {
        if (git)
            gits.push_back(milliseconds([&] { run(u"git"_s, {u"-C"_s, repository, u"rev-list"_s, u"--graph"_s, u"--all"_s}); }));
        processes.push_back(milliseconds([&] { run(own, {edges}); }));
        constexpr std::size_t live = 50;
        Lanes lanes = lanesOf(topology, live);
        layouts.push_back(milliseconds([&] { lanes.ensure(); }));
        // One update after the other on top, each followed by the layout of what is seen.
        const int count = int(topology.parents.size() - live);
        for (std::size_t i = topology.parents.size() - live; i < topology.parents.size(); ++i) {
            std::vector<int> parents;
            for (const int parent : topology.parents[i])
                parents.push_back(parent < 0 ? Lanes::ghost(int(topology.parents.size() + i)) : count - 1 - parent);
            appends.push_back(milliseconds([&] {
                lanes.prependNewer(parents);
                std::vector<int> rows;
                for (int row = lanes.begin(); row < lanes.begin() + 40; ++row)
                    rows.push_back(row);
                lanes.layout(rows);
            }));
        }
        for (int at = 0; at < 20; ++at) {
            std::vector<int> rows;
            for (int row = lanes.size() / 20 * at; row < lanes.size() / 20 * at + 40 && row < lanes.end(); ++row)
                rows.push_back(row);
            windows.push_back(milliseconds([&] { lanes.layout(rows); }));
        }
    }
    std::ranges::sort(appends);
    return {median(gits), median(processes), median(layouts), appends[appends.size() * 95 / 100], median(windows)};
}

/// What the window does with updates that are parsed: pages, then live ones on top.
void reportRows(const QList<DeviceListUpdate> &updates)
{
    const auto count = double(updates.size());
    HistoryRows rows;
    const double load = milliseconds([&] {
        for (auto update = updates.crbegin(); update != updates.crend(); ++update)
            rows.appendOlder(*update);
        rows.concludeOldest();
    });
    rows.lanes().ensure();
    out << "  history in memory without raw JSON             " << double(rows.memory()) / count << " bytes an update (lanes and edges "
        << double(rows.lanes().memory()) / count << ")\n";
    out << "  taking over parsed updates                     " << load / count * 500 << " ms a page of 500\n";
    HistoryRows live;
    const double alive = milliseconds([&] {
        for (const DeviceListUpdate &update : updates)
            live.prependNewer(update);
    });
    out << "  the same as live updates                       " << alive / count * 500 << " ms for 500\n";
    out.flush();
}

void report(Shape shape, int count)
{
    const Topology topology = generate(shape, count);
    QTemporaryDir directory;
    out << (shape == Shape::Standard ? "standard" : "wide") << ", " << count << " updates, " << topology.edges << " edges\n";
    out.flush();
    const Figures figures = measure(topology, directory.path());
    out.setRealNumberNotation(QTextStream::FixedNotation);
    out.setRealNumberPrecision(2);
    out << "  git rev-list --graph --all (with commit-graph) " << figures.git << " ms\n";
    out << "  whole process from an edge file                " << figures.process << " ms";
    if (figures.git > 0)
        out << "  = " << figures.process / figures.git << " of git";
    out << "\n  lanes of all rows, in the process              " << figures.layout << " ms";
    if (figures.git > 0)
        out << "  = " << figures.layout / figures.git << " of git";
    out << "\n  a new update to laid-out visible rows, p95     " << figures.append << " ms\n";
    out << "  a window of 40 rows anywhere                   " << figures.window << " ms\n";
    reportRows(updatesOf(topology));
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int count = argc > 1 ? QString::fromLocal8Bit(argv[1]).toInt() : 100'000;
    report(Shape::Standard, std::max(200, count));
    report(Shape::Wide, std::max(200, count));
    for (const int size : {count / 4, count / 2, count}) {
        out << "out of order, " << size << " updates\n";
        reportRows(updatesOf(generate(Shape::Swapped, std::max(200, size))));
    }
    return 0;
}
