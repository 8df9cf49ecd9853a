// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_log [MEGABYTES] [ROUNDS]: how fast Synapse's logs are read, beside grep and ripgrep that only count lines, in one run.

#include "benchlog.h"

#include "logs/logfollower.h"
#include "logs/logset.h"
#include "synapse/log/logline.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace Lockstep;

namespace {

void count(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment([] {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LC_ALL"_s, u"C"_s);
        return environment;
    }());
    process.start(program, arguments);
    process.waitForFinished(-1);
}

qint64 readAll(const QString &path)
{
    Logs::LogSet set({path}, Synapse::logDialect(), QTimeZone::utc(), {});
    const std::atomic<bool> stop = false;
    set.search();
    qint64 items = 0;
    for (;;) {
        const auto chunk = set.next(2000, stop);
        items += chunk.items.size();
        if (chunk.atEnd)
            return items;
    }
}

void searchOnly(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly | QFile::Unbuffered))
        return;
    QByteArray block(1 << 20, Qt::Uninitialized);
    qint64 found = 0;
    for (qint64 size = 0; (size = file.read(block.data(), block.size())) > 0;) {
        const std::string_view text(block.constData(), size_t(size));
        for (size_t at = Synapse::findMarker(text); at != std::string_view::npos; at = Synapse::findMarker(text, at + 1))
            ++found;
    }
}

/// Of the files in it, bytes.
qint64 sizeOf(const QString &directory)
{
    qint64 size = 0;
    for (const QFileInfo &file : QDir(directory).entryInfoList(QDir::Files))
        size += file.size();
    return size;
}

/// Down to stored rows.
void recordAll(const QString &path, qint64 bytes, qint64 updates, const QString &what)
{
    QTemporaryDir dir;
    auto store = History::Store::open(dir.filePath(u"history"_s));
    if (!store)
        qFatal("%s", qPrintable(store.error().text));
    double seconds = 0;
    {
        History::Recorder recorder(store->get());
        Logs::LogFollower follower({path}, Synapse::logDialect(), &recorder);
        QElapsedTimer timer;
        timer.start();
        follower.start();
        while ((*store)->extent()->first < updates)
            QThread::msleep(5);
        seconds = double(timer.nsecsElapsed()) / 1e9;
    }
    store->reset(); // checkpoints
    std::printf("  %-34s %8.3f s %9.0f MB/s, %.0f updates/s recorded, %.1f bytes/update on disk\n", qPrintable(what), seconds,
        double(bytes) / 1e6 / seconds, double(updates) / seconds, double(sizeOf(dir.path())) / double(updates));
    std::fflush(stdout);
}

void bench(const char *title, const QString &path, qint64 bytes, double percent, int rounds)
{
    const qint64 handled = Bench::writeLog(path, bytes, percent);
    std::printf("%s: %lld MB, %lld updates\n", title, static_cast<long long>(bytes / 1'000'000), static_cast<long long>(handled));
    const QString marker = u"Handling update "_s;
    Bench::compare({{u"rg -j1 -c"_s,
                        [&] {
                            count(u"rg"_s, {u"-j1"_s, u"-c"_s, marker, path});
                        }},
                       {u"grep -cF"_s,
                           [&] {
                               count(u"grep"_s, {u"-cF"_s, marker, path});
                           }},
                       {u"read and search"_s, [&] { searchOnly(path); }},
                       {u"read to values"_s,
                           [&] {
                               if (readAll(path) != handled)
                                   qFatal("lines are missing");
                           }}},
        bytes, rounds);
    recordAll(path, bytes, handled, u"read and record, 20,000 users"_s);
}

/// What recording costs must not depend on how many users the updates are of.
void benchUsers(const QString &path, qint64 bytes)
{
    std::printf("every line an update, of so many users:\n");
    for (const int users : {1, 5'000, 500'000}) {
        const qint64 handled = Bench::writeLog(path, bytes, 100, users);
        recordAll(path, bytes, handled, u"read and record, %L1 users"_s.arg(users));
    }
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const qint64 megabytes = arguments.value(1, u"500"_s).toLongLong();
    const int rounds = arguments.value(2, u"5"_s).toInt();
    QTemporaryDir dir;
    bench("usual log", dir.filePath(u"usual.log"_s), megabytes * 1'000'000, 1, rounds);
    bench("every line an update", dir.filePath(u"dense.log"_s), megabytes * 100'000, 100, rounds);
    benchUsers(dir.filePath(u"users.log"_s), megabytes * 100'000);
    return 0;
}
