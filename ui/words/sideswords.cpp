// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/sideswords.h"

#include "core/log.h"
#include "ui/words/waitwords.h"

#include <QCoreApplication>

namespace Lockstep::SidesWords {

using namespace Qt::StringLiterals;
using namespace Diagnosis;
using Presentation::Tone;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(SidesWords)
};

constexpr qsizetype longestName = 80;
constexpr qsizetype longestError = 200;

QString nameOf(const ServerName &server)
{
    return server.isEmpty() ? Words::tr("the other server") : displayable(server.toString(), longestName);
}

QString meaning(Ground ground)
{
    switch (ground) {
    case Ground::None:
        return {};
    case Ground::WaitsInQueue:
        return Words::tr("The update waits in the queue of the user's own server.");
    case Ground::NotGivenToQueues:
        return Words::tr("The user's own server has not made updates of the change yet: see its own side, under Sources there.");
    case Ground::NotQueued:
        return Words::tr("Nothing waits, and what was confirmed last is older than the change: the user's own server saw no shared room "
                         "when it made the updates.");
    case Ground::NotInHistory:
        return Words::tr("The history of the server with the copy covers that time and has no such update. Look at what stands between: "
                         "proxies, and other "
                         "processes that receive federation.");
    case Ground::NamedByLater:
        return Words::tr("A later update names one that never came. Look at what stands between: proxies, and other processes that "
                         "receive federation.");
    case Ground::FetchPending:
        return Words::tr("The list is marked to be fetched, and was not fetched yet.");
    case Ground::FetchFailing:
        return Words::tr("The list has to be fetched, and that fails.");
    case Ground::Ignored:
        return Words::tr("The update came and was dropped.");
    case Ground::NotStored:
        return Words::tr("It was taken over, and the stored list does not have it: a refresh fetches the list anew.");
    case Ground::FateUnknown:
        return Words::tr("The update came, and no log tells what was made of it.");
    case Ground::NothingRemembered:
        return Words::tr("The user's own server keeps no record of an update to this server: it was never told, or what waited for more "
                         "than a day was collapsed. A refresh helps.");
    case Ground::NoSendersView:
    case Ground::NoReceiversView:
        return Words::tr("Ask the other operator for a case file, or open the other server in another window.");
    case Ground::SendersListUnread:
        return Words::tr("The list at the user's own server may not be read, or not wholly: its role needs what roles.sql grants.");
    case Ground::SendersQueuesUnread:
        return Words::tr("It is not known what the user's own server has sent to this one: its role may not read it, or the case file was "
                         "made for another server.");
    case Ground::NotTracked:
        return Words::tr("One of the two homeservers does not follow this user.");
    case Ground::RecordedLater:
        return Words::tr("The recording began after the change, or nobody knows when the change was made.");
    case Ground::NothingRecorded:
        return Words::tr("No single updates of this user are recorded: the log has to tell of them.");
    case Ground::SourcesFailing:
        return Words::tr("What the history is made of is not whole: see Sources.");
    case Ground::TapAlone:
        return Words::tr("The history rests on the tap alone, which does not hear what comes while the gateway is down.");
    case Ground::ViewsApart:
        return Words::tr("One view is older than what the other one tells: ask again for both.");
    case Ground::JustNow:
        return Words::tr("The change is some seconds old and may be on its way: compare again.");
    case Ground::QueueTooLong:
        return Words::tr("More waits than is told.");
    }
    return {};
}

QString age(const QString &what, qint64 at)
{
    return at > 0 ? Words::tr("%1: as of %2").arg(what, Presentation::secondsTime(at)) : QString();
}

} // namespace

QString verdict(const TwoSides &sides)
{
    const QString there = nameOf(sides.sender), here = nameOf(sides.receiver);
    switch (sides.station) {
    case Station::InStep:
        return Words::tr("%1 has the list that %2 has.").arg(here, there);
    case Station::NeverSent:
        return Words::tr("%1 is behind: %2 has not sent the change yet.").arg(here, there);
    case Station::LostBetween:
        return Words::tr("%1 is behind: %2 has a confirmation for the change, and it never came. It was lost between them.")
            .arg(here, there);
    case Station::LostHere:
        return Words::tr("%1 is behind: the change was sent to it, and it does not have it.").arg(here);
    case Station::SenderForgot:
        return Words::tr("%1 is behind: %2 remembers nothing of having told it, and has nothing to send.").arg(here, there);
    case Station::CannotTell:
        break;
    }
    if (sides.ground == Ground::NoSendersView || sides.ground == Ground::NoReceiversView)
        return Words::tr("One side alone cannot tell where the chain broke.");
    return sides.differing > 0 ? Words::tr("The lists differ, and it cannot be told where the chain broke.")
                               : Words::tr("It cannot be told whether the lists are the same.");
}

QString ground(const TwoSides &sides)
{
    QString text = meaning(sides.ground);
    if (sides.ground == Ground::WaitsInQueue) {
        if (const QString why = WaitWords::reasonText(sides.why); !why.isEmpty())
            text += u' ' + Words::tr("Why: %1.").arg(why);
    }
    if (sides.ground == Ground::FetchFailing && !sides.error.isEmpty())
        text += u' ' + Words::tr("The homeserver got: %1").arg(displayable(sides.error, longestError));
    if (sides.isMixed)
        text += u' ' + Words::tr("Others stopped elsewhere: see the table.");
    return text.trimmed();
}

Tone tone(Station station)
{
    switch (station) {
    case Station::InStep:
        return Tone::Good;
    case Station::CannotTell:
        return Tone::Notice;
    default:
        return Tone::Critical;
    }
}

QString stationText(Station station)
{
    switch (station) {
    case Station::InStep:
        return Words::tr("in step");
    case Station::NeverSent:
        return Words::tr("never sent");
    case Station::LostBetween:
        return Words::tr("lost between");
    case Station::LostHere:
        return Words::tr("lost after it came");
    case Station::SenderForgot:
        return Words::tr("forgotten");
    case Station::CannotTell:
        break;
    }
    return Words::tr("cannot tell");
}

QString likenessText(Likeness likeness)
{
    switch (likeness) {
    case Likeness::Same:
        return Words::tr("same");
    case Likeness::OnlyThere:
        return Words::tr("missing in the copy");
    case Likeness::OnlyHere:
        return Words::tr("deleted, still in the copy");
    case Likeness::KeyDiffers:
        return Words::tr("another key");
    case Likeness::SignaturesDiffer:
        return Words::tr("other signatures");
    case Likeness::NameDiffers:
        return Words::tr("another name");
    }
    return {};
}

QString rowText(const SidesRow &row)
{
    return meaning(row.ground);
}

QStringList facts(const TwoSides &sides)
{
    QStringList lines;
    const QString there = nameOf(sides.sender), here = nameOf(sides.receiver);
    if (!sides.held.isEmpty())
        lines += Words::tr("%1 holds stream_id %2").arg(here, displayable(sides.held.toString(), longestName));
    if (!sides.answers.isEmpty())
        lines += Words::tr("%1 would answer with stream_id %2; its newest change of this user is %3")
                     .arg(there, displayable(sides.answers.toString(), longestName),
                         sides.newestChange > 0 ? QString::number(sides.newestChange) : Words::tr("not known"));
    if (sides.senderAt > 0 && sides.receiverAt > 0)
        lines += sides.confirmed > 0 ? Words::tr("Confirmed last: %1").arg(sides.confirmed) : Words::tr("Nothing confirmed is remembered");
    if (sides.waiting > 0)
        lines += Words::tr("%1 waiting updates: %2").arg(Presentation::count(sides.waiting), WaitWords::reasonText(sides.why));
    if (sides.recordedSince > 0)
        lines += Words::tr("Updates are recorded at %1 since %2").arg(here, Presentation::absoluteTime(sides.recordedSince));
    lines += age(there, sides.senderAt);
    lines += age(here, sides.receiverAt);
    lines.removeAll(QString());
    return lines;
}

} // namespace Lockstep::SidesWords
