// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_capture [MEGABYTES] [PERCENT]: how fast a log that somebody has sent is opened, beside a recorder that does nothing but record the
// same log, and ripgrep that only counts its lines, in one run; and how much memory that takes.

#include "benchlog.h"

#include "capture/openedfiles.h"
#include "logs/logset.h"
#include "synapse/log/logline.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace Lockstep;

namespace {

qint64 peakMiB()
{
    struct rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

void open(const QString &path)
{
    const std::atomic<bool> stop = false;
    const auto opened = Capture::OpenedFiles::open({path}, {}, stop);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().text));
}

void recordAll(const QString &path)
{
    const QTemporaryDir dir;
    const auto store = History::Store::open(dir.filePath(u"history"_s));
    if (!store)
        qFatal("%s", qPrintable(store.error().text));
    History::Recorder recorder(store->get());
    Logs::LogSet set({path}, Synapse::logDialect(), QTimeZone::utc(), {.isWhole = true});
    const std::atomic<bool> stop = false;
    set.search();
    for (;;) {
        const auto chunk = set.next(10'000, stop);
        if (!recorder.record(chunk.items))
            qFatal("not recorded");
        if (chunk.atEnd)
            return;
    }
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const qint64 bytes = arguments.value(1, u"1000"_s).toLongLong() * 1'000'000;
    const double percent = arguments.value(2, u"1"_s).toDouble();
    const QTemporaryDir dir;
    const QString path = dir.filePath(u"homeserver.log"_s);
    const qint64 updates = Bench::writeLog(path, bytes, percent);
    std::printf("%lld MB, %lld updates; %lld MiB at first\n", bytes / 1'000'000, updates, peakMiB());
    Bench::compare({{u"rg -c"_s,
                        [&] {
                            QProcess::execute(u"rg"_s, {u"-j1"_s, u"-c"_s, u"-q"_s, u"zzz"_s, path});
                        }},
                       {u"log to a history"_s, [&] { recordAll(path); }}, {u"capture opened"_s, [&] { open(path); }}},
        bytes, 1);
    std::printf("%lld MiB at most\n", peakMiB());
    return 0;
}
