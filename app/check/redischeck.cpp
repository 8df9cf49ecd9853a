// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"
#include "synapse/replication/replicationfeed.h"

#include <thread>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

constexpr int answerMs = 7'000;
constexpr std::chrono::milliseconds slice(20);

QString remedy()
{
    return u"Correct --redis, or allow the gateway's user the server's channel alone: resources/synapse has the ACL. --redis off leaves it, and changes then show at the next poll."_s;
}

} // namespace

/// Signs in and listens as a gateway does, for as long as that takes.
Checks checkRedis(const Context &context)
{
    Findings found(CheckArea::Redis);
    const Synapse::RedisSetting &setting = context.subject.settings.redis;
    if (setting.isEmpty())
        return found.all();
    if (setting.isOff) {
        found.ok(u"--redis off"_s, u"It is left alone, as was asked for."_s);
        return found.all();
    }
    if (!setting.address) {
        found.warn(u"settings"_s, setting.problem, remedy());
        return found.all();
    }
    const QString where = setting.address->describe();
    if (context.subject.sources) { // the gateway is connected itself, and its sources are told elsewhere
        found.ok(where, u"The running gateway listens to it; see its sources."_s);
        return found.all();
    }
    Inspection::EventFeed nobody;
    Synapse::ReplicationFeed feed(
        *setting.address, context.subject.settings.serverName, [](Synapse::ReplicationFeed::Look) {}, nobody);
    feed.start();
    const QDeadlineTimer patience(context.stepMs(answerMs));
    Inspection::SourceStatus status = feed.status();
    while (status.state == Inspection::SourceState::Starting && !patience.hasExpired() && !context.isOver()) {
        std::this_thread::sleep_for(slice);
        status = feed.status();
    }
    feed.stop();
    if (status.state == Inspection::SourceState::Ok)
        found.ok(where, u"It lets the gateway listen to the channel %1."_s.arg(context.subject.settings.serverName.toString()));
    else if (status.state == Inspection::SourceState::Starting)
        found.warn(where, u"It does not answer."_s, remedy());
    else
        found.warn(where, status.detail, remedy());
    return found.all();
}

} // namespace Lockstep::Checking
