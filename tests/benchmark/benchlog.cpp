// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "benchlog.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QFile>
#include <QList>
#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>

namespace Lockstep::Bench {

namespace {

QByteArray noise(QRandomGenerator &random)
{
    const QByteArray number = QByteArray::number(random.bounded(100'000));
    switch (random.bounded(4)) {
    case 0:
        return "synapse.access.http.8008 - 460 - INFO - GET-" + number + " - 192.0.2.7 - 8008 - {@user" + number
            + ":home.example} Processed request: 0.012sec/0.001sec (0.002sec, 0.000sec) (0.001sec/0.002sec/3) 1523B 200 \"GET "
              "/_matrix/client/v3/sync?filter=5&timeout=30000&since=s"
            + number + " HTTP/1.1\" \"client/1.0\" [0 dbevts]";
    case 1:
        return "synapse.storage.SQL - 419 - DEBUG - PUT-" + number + " - [SQL] {get_device_list_last_stream_id_for_remote-" + number
            + "} SELECT stream_id FROM device_lists_remote_extremeties WHERE user_id = ?";
    case 2:
        return "synapse.http.matrixfederationclient - 672 - DEBUG - federation_transaction_transmission_loop-" + number + " - {PUT-O-"
            + number + "} [remote.example] Sending request: PUT matrix-federation://remote.example/_matrix/federation/v1/send/17" + number;
    default:
        return "synapse.handlers.presence - 1203 - DEBUG - persist_presence_changes-" + number + " - Handling presence update for @remote"
            + number + ":remote.example";
    }
}

} // namespace

qint64 writeLog(const QString &path, qint64 bytes, double percent, int users)
{
    QFile file(path);
    if (!file.open(QFile::WriteOnly))
        qFatal("%s cannot be written", qPrintable(path));
    QRandomGenerator random(42);
    QByteArray block;
    qint64 written = 0, handled = 0, ms = 0, stream = 100;
    QList<qint64> last(users, 100);
    char time[48];
    while (written < bytes) {
        ms += random.bounded(3);
        const int seconds = int(ms / 1000);
        std::snprintf(time, sizeof time, "2026-11-%02d %02d:%02d:%02d,%03d - ", 1 + seconds / 86'400 % 28, seconds / 3600 % 24,
            seconds / 60 % 60, seconds % 60, int(ms % 1000));
        const qsizetype before = block.size();
        block += time;
        if (random.bounded(100.0) < percent) {
            const int user = random.bounded(int(last.size()));
            stream += 1 + random.bounded(9);
            // A request is one server's, and its number comes once.
            block += "synapse.handlers.device - 1593 - DEBUG - PUT-" + QByteArray::number(100'000 + handled)
                + " - Handling update '@user" + QByteArray::number(user) + ":hs" + QByteArray::number(user % 97) + ".example.org'/'ABCDEF"
                + QByteArray::number(user % 9) + "', ID: '" + QByteArray::number(stream) + "', prev: ['" + QByteArray::number(last[user])
                + "'] ";
            last[user] = stream;
            ++handled;
        } else {
            block += noise(random);
        }
        block += '\n';
        written += block.size() - before;
        if (block.size() > 1 << 20) {
            file.write(block);
            block.clear();
        }
    }
    file.write(block);
    return handled;
}

void compare(const QList<Action> &actions, qint64 bytes, int rounds)
{
    QList<QList<double>> times(actions.size());
    for (int round = 0; round < rounds; ++round) {
        for (qsizetype i = 0; i < actions.size(); ++i) {
            QElapsedTimer timer;
            timer.start();
            actions[i].run();
            times[i].append(double(timer.nsecsElapsed()) / 1e9);
        }
    }
    double first = 0;
    for (qsizetype i = 0; i < actions.size(); ++i) {
        std::sort(times[i].begin(), times[i].end());
        const double median = times[i][times[i].size() / 2];
        if (i == 0)
            first = median;
        std::printf(
            "  %-34s %8.3f s %9.0f MB/s %7.2f x\n", qPrintable(actions[i].name), median, double(bytes) / 1e6 / median, median / first);
    }
    std::fflush(stdout);
}

} // namespace Lockstep::Bench
