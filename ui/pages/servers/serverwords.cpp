// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/serverwords.h"

#include "core/log.h"
#include "ui/words/findingwords.h"
#include "ui/words/presentation.h"
#include "ui/words/queuewords.h"
#include "ui/words/waitwords.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::ServerWords {

using namespace Inspection;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ServerWords)
};

constexpr qsizetype maxName = 255;
constexpr qsizetype maxError = 200;

int plural(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, 1'000'000));
}

} // namespace

namespace {

/// Why it is not reached, as far as the log tells; empty if nothing is known.
QString causeText(const DestinationDetails &details, qint64 now)
{
    const QString server = details.destination.destination.toString();
    const QString cause = FindingWords::causeText(details.waiting.cause, details.waiting.error, server);
    if (!cause.isEmpty())
        return Words::tr("Why: %1.").arg(cause);
    // An answer that makes no backoff is one all the same.
    if (details.reach.contacts.isEmpty() || details.reach.contacts.constFirst().answered)
        return {};
    const Contact &last = details.reach.contacts.constFirst();
    const QString why = FindingWords::causeText(last.cause, last.error, server);
    return Words::tr("The last try that was seen failed at %1%2.")
        .arg(Presentation::secondsTime(last.at, now), why.isEmpty() ? QString() : u": "_s + why);
}

} // namespace

QString stateText(const Destination &destination, const std::optional<DestinationDetails> &details, qint64 now)
{
    QStringList parts;
    if (destination.failingSince > 0) {
        parts << Words::tr("Has not answered since %1; last tried %2, next try %3.")
                     .arg(Presentation::clockTime(destination.failingSince, now), Presentation::clockTime(destination.retryLast, now),
                         QueueWords::nextTry(destination.retryAt, now));
        if (destination.retryInterval > 0)
            parts << Words::tr("The homeserver now waits %1 between tries.").arg(Presentation::duration(destination.retryInterval));
    } else if (details && details->waiting.reason == WaitReason::Unreachable) {
        parts << Words::tr("Tries fail since %1, and the homeserver still repeats them: it is not in backoff yet.")
                     .arg(Presentation::clockTime(details->waiting.since, now));
    } else {
        parts << Words::tr("Not in backoff.");
    }
    if (details) {
        if (const QString cause = causeText(*details, now); !cause.isEmpty())
            parts << cause;
    }
    if (destination.usersTracked >= 0)
        parts << Words::tr("%n user(s) of it are tracked.", nullptr, plural(destination.usersTracked));
    if (destination.usersStale > 0)
        parts << Words::tr("%n of them wait(s) for a resync, which needs this server.", nullptr, plural(destination.usersStale));
    return parts.join(u' ');
}

namespace {

QString whyText(const Waiting &waiting, qint64 now)
{
    const QString why = WaitWords::reasonText(waiting, now);
    return why.isEmpty() ? u"."_s : u": "_s + why + u'.';
}

} // namespace

QString outboxText(const DestinationDetails &details, qint64 now)
{
    if (!details.outboxAvailable.available)
        return Words::tr("Messages to its devices: not told. %1").arg(displayable(details.outboxAvailable.reason, maxError));
    if (!details.outbox)
        return Words::tr("No message to its devices waits.");
    const OutboxQueue &queue = *details.outbox;
    const QString amount = Presentation::count(queue.messages, false, queue.messagesAtLeast);
    const QString size = queue.bytes >= 0 ? u" ("_s + Presentation::bytes(queue.bytes) + u')' : QString();
    return Words::tr("Messages to its devices that wait: %1%2, the oldest since %3")
               .arg(amount, size, Presentation::clockTime(queue.oldestQueued, now))
        + whyText(queue.waiting, now);
}

QString updatesText(const DestinationDetails &details, qint64 now)
{
    if (!details.updatesAvailable.available)
        return Words::tr("Updates of our users' lists: not told. %1").arg(displayable(details.updatesAvailable.reason, maxError));
    if (!details.updates)
        return Words::tr("No update of our users' lists waits.");
    const UpdatesQueue &queue = *details.updates;
    return Words::tr("Updates of our users' lists that wait: %1 of %2 users, the oldest since %3")
               .arg(Presentation::count(queue.updates, false, queue.updatesAtLeast), Presentation::count(queue.users),
                   Presentation::clockTime(queue.oldest, now))
        + whyText(queue.waiting, now);
}

QString updatesText(const WaitingUpdates &waiting)
{
    const QString user = displayable(waiting.userId.toString(), maxName);
    const QString amount = Presentation::count(waiting.updates, false, waiting.updatesAtLeast);
    return waiting.prevId > 0
        ? Words::tr("%1: %2 waiting, the next one will name %3 as what came before it").arg(user, amount, QString::number(waiting.prevId))
        : Words::tr("%1: %2 waiting, the next one names nothing before it, so that the server has to fetch the whole list")
              .arg(user, amount);
}

QString heardText(const Reachability &reach, qint64 now)
{
    QStringList parts;
    parts << (reach.lastUpdate > 0
            ? Words::tr("The last update of a list came from it at %1.").arg(Presentation::secondsTime(reach.lastUpdate, now))
            : Words::tr("No update of a list was seen to come from it."));
    if (reach.updates >= 0 && reach.updatesSince > 0)
        parts << Words::tr("%n update(s) since %1.", nullptr, plural(reach.updates)).arg(Presentation::clockTime(reach.updatesSince, now));
    return parts.join(u' ');
}

namespace {

QString contactText(const Contact &contact, const QString &server, qint64 now)
{
    const QString when = Presentation::secondsTime(contact.at, now);
    const QString what = contact.kind == ContactKind::Fetch ? Words::tr("list of %1").arg(displayable(contact.user.toString(), maxName))
                                                            : Words::tr("transaction");
    QString outcome;
    if (contact.cause)
        outcome = FindingWords::causeText(contact.cause, contact.error, server);
    else if (!contact.answered)
        outcome = contact.error.isEmpty() ? Words::tr("failed") : Words::tr("failed: “%1”").arg(displayable(contact.error, maxError));
    else
        outcome = Words::tr("came");
    return u"%1  %2: %3"_s.arg(when, what, outcome);
}

} // namespace

QStringList contactTexts(const QList<Contact> &contacts, const QString &server, qint64 now)
{
    QStringList texts;
    for (qsizetype first = 0, next = 0; first < contacts.size(); first = next) {
        Contact alike = contacts.at(first);
        for (next = first + 1; next < contacts.size(); ++next) {
            alike.at = contacts.at(next).at;
            if (contacts.at(next) != alike)
                break;
        }
        QString text = contactText(contacts.at(first), server, now);
        const QString since = Presentation::secondsTime(contacts.at(next - 1).at, now);
        const int times = int(next - first);
        // What was before the last one that is kept is not known.
        if (times > 1 && next == contacts.size() && contacts.size() >= Reachability::keptContacts)
            text += u' ' + Words::tr("(at least %n times in a row, since %1 or before)", nullptr, times).arg(since);
        else if (times > 1)
            text += u' ' + Words::tr("(%n time(s) in a row, since %1)", nullptr, times).arg(since);
        texts << text;
    }
    return texts;
}

QString userText(const UserSummary &user, qint64 now)
{
    QStringList parts;
    for (const UserState state : Presentation::worstFirst(user.states)) {
        QString text = Presentation::stateText(state);
        if (state == UserState::Stale && user.staleSince > 0)
            text = Words::tr("stale since %1").arg(Presentation::clockTime(user.staleSince, now));
        parts << text;
    }
    return parts.join(u", "_s);
}

} // namespace Lockstep::ServerWords
