// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "updategenerator.h"

#include <QJsonArray>
#include <QRandomGenerator>

#include <algorithm>

namespace Lockstep::Benchmark {

using namespace Qt::StringLiterals;

namespace {

constexpr int missing = -1;
constexpr int writers = 64;
constexpr int devices = 9;

void standard(Topology &topology, int count, QRandomGenerator &random)
{
    auto &parents = topology.parents;
    int head = 0;
    parents.push_back({});
    while (int(parents.size()) < count) {
        const int dice = int(random.bounded(1000));
        if (dice < 12 && count - int(parents.size()) > 25) {
            std::vector<int> tips(2 + std::size_t(random.bounded(4)), head);
            std::vector<int> left(tips.size());
            for (int &length : left)
                length = 1 + int(random.bounded(3));
            while (std::ranges::any_of(left, [](int length) { return length > 0; })) {
                const auto branch = std::size_t(random.bounded(quint32(tips.size())));
                if (left[branch]-- <= 0)
                    continue;
                parents.push_back({tips[branch]});
                tips[branch] = int(parents.size()) - 1;
            }
            parents.push_back(tips);
        } else {
            parents.push_back({dice < 33 ? missing : head});
        }
        head = int(parents.size()) - 1;
    }
}

void wide(Topology &topology, int count, QRandomGenerator &random)
{
    auto &parents = topology.parents;
    std::vector<int> heads;
    while (int(parents.size()) < std::min(writers, count)) {
        heads.push_back(int(parents.size()));
        parents.push_back({});
    }
    while (int(parents.size()) < count) {
        const auto writer = std::size_t(random.bounded(quint32(heads.size())));
        std::vector<std::size_t> merged{writer};
        if (random.bounded(20) == 0) {
            while (merged.size() < 2 + std::size_t(random.bounded(4)))
                merged.push_back(std::size_t(random.bounded(quint32(heads.size()))));
        }
        std::vector<int> names;
        for (const std::size_t i : merged) {
            if (std::ranges::find(names, heads[i]) == names.end())
                names.push_back(heads[i]);
        }
        for (const std::size_t i : merged)
            heads[i] = int(parents.size());
        parents.push_back(names);
    }
}

void swapped(Topology &topology, int count)
{
    topology.parents.push_back({});
    // 0, 2, 1, 4, 3, …: an even number names the odd one before it, which comes next.
    for (int i = 1; i < count; i += 2) {
        const int before = i == 1 ? 0 : i - 2;
        topology.parents.push_back({i + 1 < count ? i + 1 : before});
        if (i + 1 < count)
            topology.parents.push_back({i == 1 ? 0 : i - 2});
    }
}

QJsonObject keysOf(const QString &device, int version, int signatures)
{
    QJsonObject signedBy;
    for (int i = 0; i <= signatures; ++i)
        signedBy.insert(u"ed25519:%1"_s.arg(i == 0 ? device : u"SELFSIGNING%1"_s.arg(i)), QString(86, QChar(u'A' + (version + i) % 26)));
    return {{u"algorithms"_s, QJsonArray{u"m.olm.v1.curve25519-aes-sha2"_s, u"m.megolm.v1.aes-sha2"_s}}, {u"device_id"_s, device},
        {u"keys"_s,
            QJsonObject{{u"curve25519:"_s + device, QString(43, QChar(u'a' + version % 26))},
                {u"ed25519:"_s + device, QString(43, QChar(u'b' + version % 25))}}},
        {u"signatures"_s, QJsonObject{{u"@bob:remote.example"_s, signedBy}}}, {u"user_id"_s, u"@bob:remote.example"_s}};
}

} // namespace

Topology generate(Shape shape, int count, quint32 seed)
{
    Topology topology;
    QRandomGenerator random(seed + quint32(count));
    if (shape == Shape::Standard)
        standard(topology, count, random);
    else if (shape == Shape::Wide)
        wide(topology, count, random);
    else
        swapped(topology, count);
    qint64 stream = 1000;
    for (const auto &parents : topology.parents) {
        for (const int parent : parents) {
            if (parent == missing)
                topology.missingIds.push_back(stream += 1 + random.bounded(9));
        }
        topology.streamIds.push_back(stream += 1 + random.bounded(9));
        topology.edges += parents.size();
    }
    return topology;
}

QList<DeviceListUpdate> updatesOf(const Topology &topology)
{
    static const QStringList names{u"Bob’s phone"_s, u"Element Desktop: Linux"_s, u"Tablet"_s, u"SchildiChat Android"_s};
    QRandomGenerator random(7);
    std::vector<int> children(topology.parents.size());
    for (const auto &parents : topology.parents) {
        for (const int parent : parents) {
            if (parent != missing)
                ++children[std::size_t(parent)];
        }
    }
    QList<DeviceListUpdate> updates;
    updates.reserve(qsizetype(topology.parents.size()));
    std::vector<int> keyVersion(devices), nameVersion(devices), signatures(devices);
    auto missingId = topology.missingIds.begin();
    for (std::size_t i = 0; i < topology.parents.size(); ++i) {
        DeviceListUpdate update;
        update.received = 1'760'000'000'000 + qint64(i) * 91'000;
        update.streamId = StreamId(topology.streamIds[i]);
        update.verdict = Verdict::Applied;
        update.contentKnown = true;
        update.sources = UpdateSource::Log;
        const auto device = std::size_t(random.bounded(devices));
        const quint32 what = random.bounded(10);
        keyVersion[device] += what == 0;
        nameVersion[device] += what > 5;
        signatures[device] = (signatures[device] + (what == 1)) % 4;
        update.deviceId = DeviceId(u"DEVICE%1"_s.arg(device));
        update.displayName = names[(qsizetype(device) + nameVersion[device]) % names.size()];
        update.keys = keysOf(update.deviceId.toString(), keyVersion[device], signatures[device]);
        bool gap = false;
        const auto &parents = topology.parents[i];
        for (const int parent : parents) {
            gap = gap || parent == missing;
            update.prevIds << StreamId(parent == missing ? *missingId++ : topology.streamIds[std::size_t(parent)]);
            if (parent != missing && children[std::size_t(parent)] > 1)
                update.breaks |= Break::Fork;
            update.breaks.setFlag(Break::OutOfOrder, update.breaks.testFlag(Break::OutOfOrder) || parent > int(i));
        }
        update.breaks.setFlag(Break::Gap, gap);
        update.breaks.setFlag(Break::Merge, parents.size() > 1);
        update.breaks.setFlag(Break::First, i == 0);
        if (gap)
            update.verdict = Verdict::Resync;
        update.n = updates.size() + 1;
        updates << update;
    }
    return updates;
}

std::string edgeText(const Topology &topology)
{
    std::string text;
    auto missingId = topology.missingIds.begin();
    for (std::size_t i = 0; i < topology.parents.size(); ++i) {
        text += std::to_string(topology.streamIds[i]);
        for (const int parent : topology.parents[i])
            text += ' ' + std::to_string(parent == missing ? *missingId++ : topology.streamIds[std::size_t(parent)]);
        text += '\n';
    }
    return text;
}

std::string fastImportText(const Topology &topology)
{
    std::string text = "feature done\n";
    std::vector<bool> named(topology.parents.size());
    std::vector<int> marks(topology.parents.size());
    int mark = 0;
    const auto commit = [&](const std::vector<int> &parentMarks, qint64 time) {
        ++mark;
        text += "reset refs/tmp/x\n\ncommit refs/tmp/x\nmark :" + std::to_string(mark) + "\ncommitter u <u@h> " + std::to_string(time)
            + " +0000\ndata 1\nx\n";
        for (std::size_t k = 0; k < parentMarks.size(); ++k)
            text += (k == 0 ? "from :" : "merge :") + std::to_string(parentMarks[k]) + '\n';
        text += '\n';
        return mark;
    };
    for (std::size_t i = 0; i < topology.parents.size(); ++i) {
        std::vector<int> parentMarks;
        const qint64 time = 1'700'000'000 + topology.streamIds[i];
        for (const int parent : topology.parents[i]) {
            parentMarks.push_back(parent == missing ? commit({}, time - 1) : marks[std::size_t(parent)]);
            if (parent != missing)
                named[std::size_t(parent)] = true;
        }
        marks[i] = commit(parentMarks, time);
    }
    for (std::size_t i = 0; i < named.size(); ++i) {
        if (!named[i])
            text += "reset refs/heads/t" + std::to_string(i) + "\nfrom :" + std::to_string(marks[i]) + "\n\n";
    }
    return text + "reset refs/tmp/x\nfrom 0000000000000000000000000000000000000000\n\ndone\n";
}

} // namespace Lockstep::Benchmark
