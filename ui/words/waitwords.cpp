// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/waitwords.h"

#include "core/log.h"
#include "ui/words/queuewords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep::WaitWords {

using namespace Inspection;
using Presentation::Tone;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(WaitWords)
};

constexpr qsizetype longestName = 80;
constexpr qsizetype mostShown = 5;

QString meaning(WaitReason reason)
{
    switch (reason) {
    case WaitReason::NeverSynced:
        return Words::tr("The homeserver has never noted a request of this device. What waits here is delivered if it ever comes.");
    case WaitReason::NotSeenLately:
        return Words::tr("Not seen for more than 30 days. What waits here is delivered if the device ever comes back.");
    case WaitReason::DeviceDeleted:
        return Words::tr("The homeserver does not know this device (any more): nobody will fetch these messages.");
    case WaitReason::BeingDeleted:
        return Words::tr("The device was deleted, and the homeserver has a task that takes its messages away.");
    case WaitReason::Hidden:
        return Words::tr("This is no device but a cross-signing key, which never fetches messages.");
    case WaitReason::Dehydrated:
        return Words::tr("A dehydrated device: its messages are meant to wait until the user signs in anew. Who deletes them loses keys.");
    case WaitReason::DoesNotFetch:
        return Words::tr("The device talks to the homeserver, and yet its oldest message stays where it is: its program does not fetch "
                         "messages, or fails at one of them.");
    case WaitReason::Lags:
        return Words::tr("The device was seen lately: it takes messages, at most 100 with each sync.");
    case WaitReason::Backoff:
        return QueueWords::waitExplanation(QueueWait::ServerDown);
    case WaitReason::Unreachable:
        return Words::tr("The homeserver's tries fail. It repeats them for some time before it calls the server down and waits longer.");
    case WaitReason::NotWoken:
        return QueueWords::waitExplanation(QueueWait::OtherTraffic);
    case WaitReason::BeingSent:
        return QueueWords::waitExplanation(QueueWait::Sending);
    case WaitReason::CannotTell:
        return Words::tr("The database's role may not read what would tell it.");
    case WaitReason::Unknown:
        break;
    }
    return {};
}

QString staleText(StaleKind kind)
{
    switch (kind) {
    case StaleKind::CancelledKeyRequest:
        return Words::tr("key requests that were cancelled");
    case StaleKind::RepeatedKeyRequest:
        return Words::tr("key requests that came again");
    case StaleKind::CancelledSecretRequest:
        return Words::tr("requests for secrets that were cancelled");
    case StaleKind::CancelledVerification:
        return Words::tr("verifications that were cancelled");
    case StaleKind::ExpiredVerification:
        return Words::tr("verifications that are over");
    case StaleKind::AskerGone:
        return Words::tr("requests of devices that are gone");
    case StaleKind::Unknown:
        break;
    }
    return Words::tr("others");
}

QString shares(const QList<QueueShare> &all, qint64 others)
{
    QStringList parts;
    for (const QueueShare &share : all.mid(0, mostShown))
        parts += displayable(share.name.isEmpty() ? u"?"_s : share.name, longestName) + u' ' + Presentation::count(share.messages);
    for (const QueueShare &share : all.mid(mostShown))
        others += share.messages;
    if (others > 0)
        //: %1: a number of messages
        parts += Words::tr("others %1").arg(Presentation::count(others));
    return parts.join(u", "_s);
}

} // namespace

QString reasonText(const Waiting &waiting, qint64 now)
{
    switch (waiting.reason) {
    case WaitReason::NeverSynced:
        return Words::tr("never seen");
    case WaitReason::NotSeenLately:
        //: %1: "3 months ago"
        return Words::tr("last seen %1").arg(Presentation::relativeTime(waiting.since, now));
    case WaitReason::DeviceDeleted:
        return Words::tr("device is gone");
    case WaitReason::BeingDeleted:
        return Words::tr("device is gone, being cleared");
    case WaitReason::Hidden:
        return Words::tr("no device, a key");
    case WaitReason::Dehydrated:
        return Words::tr("dehydrated: meant to wait");
    case WaitReason::DoesNotFetch:
        //: %1: clock time or date
        return Words::tr("seen, fetches nothing since %1").arg(Presentation::clockTime(waiting.since, now));
    case WaitReason::Lags:
        return Words::tr("device fetches");
    case WaitReason::Backoff:
        return QueueWords::waitText(QueueWait::ServerDown, waiting.since, waiting.nextTry, now);
    case WaitReason::Unreachable:
        //: %1: clock time or date
        return Words::tr("tries fail since %1").arg(Presentation::clockTime(waiting.since, now));
    case WaitReason::NotWoken:
        return QueueWords::waitText(QueueWait::OtherTraffic, 0, 0, now);
    case WaitReason::BeingSent:
        return QueueWords::waitText(QueueWait::Sending, 0, 0, now);
    case WaitReason::CannotTell:
        return Words::tr("cannot be told");
    case WaitReason::Unknown:
        break;
    }
    return {};
}

QString explanation(const Waiting &waiting)
{
    QStringList lines{meaning(waiting.reason)};
    if (!waiting.error.isEmpty())
        //: %1: what the homeserver's log says
        lines += Words::tr("The homeserver's log: %1").arg(displayable(waiting.error, 300));
    if (!waiting.evidence.isEmpty())
        //: %1: rows and columns of a database, lines of a log
        lines += Words::tr("Known from: %1").arg(displayable(waiting.evidence, 300));
    return lines.join(u'\n');
}

Tone tone(WaitReason reason)
{
    switch (reason) {
    case WaitReason::DeviceDeleted:
    case WaitReason::DoesNotFetch:
    case WaitReason::Backoff:
    case WaitReason::Unreachable:
        return Tone::Warning;
    case WaitReason::NotSeenLately:
    case WaitReason::NotWoken:
    case WaitReason::CannotTell:
        return Tone::Notice;
    default:
        return Tone::Quiet;
    }
}

QString iconName(WaitReason reason)
{
    switch (reason) {
    case WaitReason::DeviceDeleted:
    case WaitReason::BeingDeleted:
        return u"state-orphaned"_s;
    case WaitReason::NotSeenLately:
    case WaitReason::DoesNotFetch:
        return u"state-stale"_s;
    case WaitReason::Backoff:
    case WaitReason::Unreachable:
        return u"state-failing"_s;
    case WaitReason::NotWoken:
        return u"state-queued"_s;
    case WaitReason::CannotTell:
        return u"state-unknown"_s;
    default:
        return {};
    }
}

QString summaryText(const QueueSummary &summary)
{
    if (summary.looked == 0)
        return {};
    const QString looked = Presentation::count(summary.looked);
    QStringList lines;
    //: %1: a number of messages
    lines += (summary.isWhole ? Words::tr("All %1 messages").arg(looked) : Words::tr("The oldest and the newest, %1 messages").arg(looked))
        + u": "_s + shares(summary.types, summary.otherTypes);
    //: %1: senders with the number of their messages
    lines += Words::tr("From %1").arg(shares(summary.senders, summary.otherSenders));
    if (summary.growth && summary.growth->messages != 0)
        //: %1: a number with its sign; %2: clock time
        lines += Words::tr("%1 since %2")
                     .arg((summary.growth->messages > 0 ? u"+"_s : u"−"_s) + Presentation::count(std::abs(summary.growth->messages)),
                         Presentation::clockTime(summary.growth->since));
    if (summary.lastHour >= 0)
        lines += Words::tr("%1 of them were queued in the last hour").arg(Presentation::count(summary.lastHour));
    if (summary.stale.available) {
        QStringList kinds;
        for (const StaleShare &share : summary.droppable)
            kinds += Presentation::count(share.messages) + u' ' + staleText(share.kind);
        lines += kinds.isEmpty()
            ? Words::tr("By MSC3944 none of them could be dropped")
            //: %1: kinds of messages with their numbers
            : Words::tr("By MSC3944 a homeserver could drop %1. Nothing is dropped from here.").arg(kinds.join(u", "_s));
    }
    return lines.join(u'\n');
}

std::pair<QStringList, bool> ownLines(const OwnSide &own)
{
    QStringList lines;
    bool isWrong = false;
    const ConversionLag &lag = own.conversion;
    if (!lag.available.available) {
        lines += Words::tr("Whether changes of local users wait cannot be told: %1").arg(displayable(lag.available.reason, 300));
    } else if (lag.isAhead) {
        isWrong = true;
        lines += Words::tr("Changes of local users' devices are not turned into updates since %1: the position %2 is above what the stream "
                           "gives out, so that nobody is told of them (%3 so far).")
                     .arg(Presentation::clockTime(lag.since), QString::number(lag.position),
                         Presentation::count(std::max<qint64>(lag.changes, 0)));
    } else if (lag.changes > 0) {
        isWrong = true;
        lines += Words::tr("%1 changes of local users' devices wait since %2 to be turned into updates.")
                     .arg(Presentation::count(lag.changes, false, lag.changesAtLeast), Presentation::clockTime(lag.since));
    } else {
        lines += Words::tr("All changes of local users' devices are on their way.");
    }
    if (!own.streamsAvailable.available) {
        lines += Words::tr("Whether streams stand still cannot be told: %1").arg(displayable(own.streamsAvailable.reason, 300));
    } else if (own.streams.isEmpty()) {
        lines += Words::tr("No stream stands still (%1 positions compared).").arg(Presentation::count(own.streamsWatched));
    }
    for (const StreamStandstill &stream : own.streams) {
        isWrong = true;
        lines
            += Words::tr(
                "The stream %1 of %2 stands at %3 since %4, and %5 has rows up to %6: they are stored, and nobody sees them. Start "
                "that process anew.")
                   .arg(displayable(stream.stream, longestName), displayable(stream.writer, longestName), QString::number(stream.position),
                       Presentation::clockTime(stream.since), displayable(stream.table, longestName), QString::number(stream.newest));
    }
    if (!own.unwokenAvailable.available) {
        lines += Words::tr("Whether something wakes the servers that wait cannot be told: %1")
                     .arg(displayable(own.unwokenAvailable.reason, 300));
    } else if (own.unwoken.isEmpty()) {
        lines += Words::tr("No server waits for what nothing sends (%1 looked at).").arg(Presentation::count(own.destinationsLooked));
    } else {
        isWrong = true;
        QStringList names;
        for (const UnwokenDestination &one : own.unwoken.mid(0, mostShown))
            names += displayable(one.destination.toString(), longestName);
        if (own.unwoken.size() > mostShown)
            names += u"…"_s;
        lines += Words::tr("Nothing wakes %n server(s) for which something waits since %1: %2. Anything that is sent there does.", nullptr,
            int(own.unwoken.size()))
                     .arg(Presentation::clockTime(own.unwoken.constFirst().oldest), names.join(u", "_s));
    }
    return {lines, isWrong};
}

QString faultsTitle(const OwnSide &own)
{
    if (!own.faultsAvailable.available)
        return Words::tr("Known faults cannot be told: %1").arg(displayable(own.faultsAvailable.reason, 200));
    if (own.faults.isEmpty())
        return Words::tr("No known fault of Synapse %1 touches what is shown here").arg(displayable(own.version, longestName));
    //: %1: a version
    return Words::tr("%n known fault(s) of Synapse %1 touch(es) what is shown here", nullptr, int(own.faults.size()))
        .arg(displayable(own.version, longestName));
}

QString faultsText(const OwnSide &own)
{
    QStringList lines;
    for (const KnownFault &fault : own.faults)
        lines += u"• "_s + displayable(fault.symptom, 400) + u" ("_s + displayable(fault.source, longestName)
            + (fault.fixedIn.isEmpty() ? QString() : u"; "_s + Words::tr("fixed in %1").arg(displayable(fault.fixedIn, longestName)))
            + u')';
    return lines.join(u'\n');
}

} // namespace Lockstep::WaitWords
