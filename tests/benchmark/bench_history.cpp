// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// bench_history [UPDATES]: how much room the history takes and how fast it is written and read.

#include "history/recording/recorder.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::History;

namespace {

constexpr int users = 5000;

/// Of this thread, ns: on a machine that others use too, this is what can be compared.
qint64 processorTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

QString base64(QRandomGenerator &random, int length)
{
    static const QString letters = u"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"_s;
    QString text;
    for (int i = 1; i < length; ++i)
        text += letters[random.bounded(64)];
    return text + u'A'; // the last one has bits that no byte has
}

QJsonObject keysOf(const UserId &user, const QString &device, QRandomGenerator &random)
{
    const QString name = user.toString();
    return {{u"user_id"_s, name}, {u"device_id"_s, device},
        {u"algorithms"_s, QJsonArray{u"m.olm.v1.curve25519-aes-sha2"_s, u"m.megolm.v1.aes-sha2"_s}},
        {u"keys"_s, QJsonObject{{u"curve25519:"_s + device, base64(random, 43)}, {u"ed25519:"_s + device, base64(random, 43)}}},
        {u"signatures"_s, QJsonObject{{name, QJsonObject{{u"ed25519:"_s + device, base64(random, 86)}}}}}};
}

QJsonObject content(const UserId &user, const QString &device, qint64 id, qint64 prev, const QJsonObject &keys)
{
    return {{u"user_id"_s, user.toString()}, {u"device_id"_s, device}, {u"stream_id"_s, id}, {u"prev_id"_s, QJsonArray{prev}},
        {u"device_display_name"_s, u"Phone of somebody"_s}, {u"keys"_s, keys}};
}

enum class Content {
    None,
    Renames, ///< one of ten updates has new keys, the others another name
    NewKeys, ///< with each
};

void bench(const char *title, int updates, Content what)
{
    QTemporaryDir dir;
    const QString path = dir.filePath(u"history"_s);
    auto store = Store::open(path);
    if (!store)
        qFatal("%s", qPrintable(store.error().text));
    Recorder recorder(store->get());
    QRandomGenerator random(7);
    QList<qint64> last(users, 1);
    std::map<std::pair<int, QString>, QJsonObject> known;
    qint64 json = 0;
    const Feed feed{.source = UpdateSource::Log, .stream = u"homeserver"_s};
    QElapsedTimer timer;
    qint64 spent = 0, processor = 0;
    constexpr int batch = 2000;
    for (int done = 0; done < updates; done += batch) {
        QList<Observation> observations;
        for (int i = 0; i < batch; ++i) {
            const int number = random.bounded(users);
            const UserId user(u"@user%1:hs%2.example.org"_s.arg(number).arg(number % 97));
            const QString device = u"ABCDEFGH%1"_s.arg(random.bounded(5));
            const qint64 prev = last[number], id = prev + 1 + random.bounded(5);
            last[number] = id;
            if (what != Content::None) {
                QJsonObject &keys = known[{number, device}];
                if (keys.isEmpty() || what == Content::NewKeys || random.bounded(10) == 0)
                    keys = keysOf(user, device, random);
                const QJsonObject said = content(user, device, id, prev, keys);
                json += QJsonDocument(said).toJson(QJsonDocument::Compact).size();
                observations.append(UpdateContent{.user = user,
                    .content = said,
                    .at = 1'795'158'000'000 + done + i,
                    .origin = {},
                    .transaction = QString::number(done + i),
                    .index = 0,
                    .verified = {}});
            } else {
                observations.append(HandledUpdate{.user = user,
                    .device = DeviceId(device),
                    .streamId = StreamId(id),
                    .prevIds = {StreamId(prev)},
                    .at = 1'795'158'000'000 + done + i});
                observations.append(
                    BatchVerdict{.user = user, .requiringResync = false, .devices = device, .at = 1'795'158'000'000 + done + i});
            }
        }
        timer.start();
        const qint64 before = processorTime();
        if (const auto recorded = recorder.record(feed, observations); !recorded)
            qFatal("%s", qPrintable(recorded.error().text));
        processor += processorTime() - before;
        spent += timer.nsecsElapsed();
    }
    QList<double> reads;
    for (int i = 0; i < 1000; ++i) {
        const int number = random.bounded(users);
        timer.start();
        const auto some = (*store)->updates(UserId(u"@user%1:hs%2.example.org"_s.arg(number).arg(number % 97)), 0, 100, true);
        reads.append(double(timer.nsecsElapsed()) / 1e6);
        if (!some)
            qFatal("%s", qPrintable(some.error().text));
    }
    std::sort(reads.begin(), reads.end());
    store->reset(); // checkpoints
    std::printf("%-22s %d updates of %d users: %.0f updates/s recorded (%.0f per second of processor time), %.1f bytes/update on disk "
                "(%.1f as JSON), "
                "100 newest of a user in %.3f ms (p95 %.3f)\n",
        title, updates, users, updates / (double(spent) / 1e9), updates / (double(processor) / 1e9),
        double(QFileInfo(path).size()) / updates, double(json) / updates, reads[reads.size() / 2], reads[reads.size() * 95 / 100]);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const int updates = QCoreApplication::arguments().value(1, u"200000"_s).toInt();
    bench("ids and verdicts", updates, Content::None);
    bench("names, keys at times", updates, Content::Renames);
    bench("names and new keys", updates, Content::NewKeys);
    return 0;
}
