// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_shapes [UPDATES]: recording one user's history in the shapes that a remote server can choose. Each is recorded at a quarter of
// the size and whole; the bar is what an update may cost more in the whole one. Ends with 1 if a shape is above it.

#include "history/recording/recorder.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QTemporaryDir>

#include <cstdio>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

constexpr double bar = 2;
constexpr int batchSize = 2000;
constexpr int live = 10;
const UserId bob(u"@bob:remote.example"_s);

/// Of this thread, ms: on a machine that others use too, this is what can be compared.
double processorTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1000 + double(time.tv_nsec) / 1e6;
}

struct Shape
{
    const char *name;
    /// stream_id of the update in place \a i.
    int (*id)(int i);
    QLatin1StringView verdict;
    /// Updates that come before the verdict on the first of them is told.
    int behind;
};

int inOrder(int i)
{
    return i + 1;
}

int swapped(int i)
{
    return (i ^ 1) + 1;
}

const DeviceId device(u"PHONE"_s);

Observation handled(int id, qint64 at)
{
    QList<StreamId> prevIds;
    if (id > 1)
        prevIds.append(StreamId(qint64(id - 1)));
    return HandledUpdate{.user = bob, .device = device, .streamId = StreamId(qint64(id)), .prevIds = prevIds, .at = at};
}

Observation content(int id, qint64 at)
{
    QJsonObject edu{{u"user_id"_s, bob.toString()}, {u"device_id"_s, device.toString()}, {u"stream_id"_s, id}};
    if (id > 1)
        edu.insert(u"prev_id"_s, QJsonArray{id - 1});
    return UpdateContent{
        .user = bob, .content = edu, .at = at, .origin = bob.server(), .transaction = QString::number(id), .index = 0, .verified = {}};
}

/// What the log says of the update in place \a i once the homeserver has decided.
void decide(const Shape &shape, int i, qint64 at, QList<Observation> &observations)
{
    if (shape.verdict == "ignored"_L1) {
        observations.append(IgnoredUpdate{.user = bob, .device = device, .reason = IgnoredUpdate::NoSharedRoom, .at = at});
    } else if (shape.verdict == "resynced"_L1) {
        // Each second update comes while the list for the one before is fetched.
        observations.append(BatchVerdict{.user = bob, .requiringResync = true, .devices = device.toString(), .at = at});
        ResyncOutcome step{.user = bob, .step = ResyncOutcome::Started, .streamId = {}, .devices = -1, .error = {}, .at = at};
        if (i % 2 == 1) {
            step.step = ResyncOutcome::Device;
            step.streamId = StreamId(qint64(shape.id(i)));
        }
        observations.append(step);
    } else {
        observations.append(BatchVerdict{.user = bob, .requiringResync = false, .devices = device.toString(), .at = at});
    }
}

struct Cost
{
    double recording = 0; ///< ms in all
    double live = 0; ///< ms for ten updates, one a batch, at the end
};

Cost record(const Shape &shape, int updates)
{
    QTemporaryDir dir;
    auto store = Store::open(dir.filePath(u"history"_s));
    if (!store)
        qFatal("%s", qPrintable(store.error().text));
    Recorder recorder(store->get());
    const Feed feed{.source = UpdateSource::Log, .stream = u"homeserver"_s};
    const auto take = [&](const QList<Observation> &observations) {
        if (const auto done = recorder.record(feed, observations); !done)
            qFatal("%s", qPrintable(done.error().text));
    };
    const bool isIgnored = shape.verdict == "ignored"_L1;
    Cost cost;
    double start = processorTime();
    QList<Observation> observations;
    for (int i = 0; i < updates + live; ++i) {
        if (i == updates) {
            cost.recording = processorTime() - start;
            start = processorTime();
        }
        const qint64 at = 1'795'158'000'000 + i * 20LL;
        observations.append(isIgnored ? content(shape.id(i), at) : handled(shape.id(i), at));
        if (i >= shape.behind)
            decide(shape, i - shape.behind, at, observations);
        if (i + 1 >= updates || observations.size() >= batchSize) {
            take(observations);
            observations.clear();
        }
    }
    cost.live = processorTime() - start;
    return cost;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int updates = argc > 1 ? QByteArray(argv[1]).toInt() : 200'000;
    const Shape shapes[] = {
        {"one user, applied", inOrder, "applied"_L1, 0},
        {"ignored at once", inOrder, "ignored"_L1, 0},
        {"ignored, told 500 later", inOrder, "ignored"_L1, 500},
        {"out of order", swapped, "applied"_L1, 0},
        {"updates during resyncs", inOrder, "resynced"_L1, 0},
    };
    bool isGood = true;
    std::printf("%-26s %10s %14s %14s %8s %14s\n", "shape", "updates", "us an update", "at a quarter", "ratio", "10 live, ms");
    for (const Shape &shape : shapes) {
        const Cost quarter = record(shape, updates / 4);
        const Cost whole = record(shape, updates);
        const double before = quarter.recording * 1000 / (updates / 4.0);
        const double each = whole.recording * 1000 / updates;
        const bool isBelow = each <= before * bar;
        isGood = isGood && isBelow;
        std::printf("%-26s %10d %14.1f %14.1f %8.2f %14.1f%s\n", shape.name, updates, each, before, each / before, whole.live,
            isBelow ? "" : "  above the bar");
        std::fflush(stdout);
    }
    return isGood ? 0 : 1;
}
