// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The lab's half of compare.py: one lab homeserver, which a remote server sends what standard input says, a JSON object a line:
//   {"user_id", "edus": […], "answer": {…}, "status": 200, "retry": false}
// \c answer and \c status are what the remote server says when it is asked for the user's list; \c retry lets the time of the next try
// come. Says, once nothing is under way any more, {"verdicts": ["applied" | "resync" | "duplicate" | "waits"], "fetches", "stale"}.

#include "world.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <chrono>
#include <iostream>
#include <thread>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longerThanAnyBackoffMs = 120'000;

QString word(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Applied:
        return u"applied"_s;
    case Verdict::Resync:
        return u"resync"_s;
    case Verdict::Duplicate:
        return u"duplicate"_s;
    case Verdict::Ignored:
        return u"ignored"_s;
    case Verdict::Unknown:
        break;
    }
    return u"waits"_s;
}

/// Until the user's list is fresh, or its fetch has failed and waits for the next try.
void settle(Tests::World &world, const UserId &user)
{
    for (;;) {
        const auto details = world.server->source().user(user);
        if (!details || details->summary.staleSince == 0 || details->summary.retryAt > world.clock.now())
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

QJsonObject perform(Tests::World &world, const QJsonObject &step)
{
    const UserId user(step.value("user_id"_L1).toString());
    auto answer = Http::OutgoingAnswer::json(step.value("answer"_L1).toObject());
    if (const int status = step.value("status"_L1).toInt(200); status != 200)
        answer = Http::OutgoingAnswer::error(status, u"M_NOT_FOUND"_s, u"Not now."_s);
    world.remote.setAnswer(user, answer);
    if (!world.isTracked(user)) {
        world.share(user);
        settle(world, user);
    }
    const qsizetype known = world.updates(user, 100'000).size();
    const int before = world.remote.listRequests(user);
    if (const Result<QJsonObject> sent = world.send(step.value("edus"_L1).toArray()); !sent)
        return {{u"error"_s, sent.error().text}};
    settle(world, user);
    QJsonArray verdicts;
    const QList<DeviceListUpdate> updates = world.updates(user, 100'000).mid(known);
    for (const DeviceListUpdate &update : updates)
        if (update.kind == UpdateKind::Update)
            verdicts.append(word(update.verdict));
    if (step.value("retry"_L1).toBool() && world.isStale(user)) {
        world.clock.advance(longerThanAnyBackoffMs);
        settle(world, user);
    }
    return {{u"verdicts"_s, verdicts}, {u"fetches"_s, world.remote.listRequests(user) - before}, {u"stale"_s, world.isStale(user)}};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    Tests::World world({}, u"localhost:28448"_s);
    std::string line;
    while (std::getline(std::cin, line)) {
        const QJsonObject step = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        std::cout << QJsonDocument(perform(world, step)).toJson(QJsonDocument::Compact).toStdString() << std::endl;
    }
    return 0;
}
