// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/bulkwords.h"

#include "core/log.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::BulkWords {

using Presentation::Tone;
using State = BulkRefresh::State;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(BulkWords)
};

constexpr qsizetype maxLines = 8;
constexpr qint64 minuteMs = 60'000;

int plural(qint64 number)
{
    return int(std::min<qint64>(number, 1'000'000));
}

QString name(const ServerName &server)
{
    return displayable(server.toString(), 100);
}

QString whyLeftOut(const LeftOut &left, qint64 now)
{
    const int n = plural(left.users);
    switch (left.why) {
    case LeftOutWhy::NotTracked:
        return Words::tr("%n user(s): not tracked, so that there is no list to bring in step.", nullptr, n);
    case LeftOutWhy::InBackoff:
        if (left.until == 0)
            return Words::tr("%n user(s) of %1: the homeserver waits before it asks that server again.", nullptr, n).arg(name(left.server));
        return Words::tr(
            "%n user(s) of %1: the homeserver does not ask that server before %2. The wait can be ended on the page Servers.", nullptr, n)
            .arg(name(left.server), Presentation::clockTime(left.until, now));
    case LeftOutWhy::OwnBlock:
        return Words::tr("%n user(s) of %1: the homeserver's own configuration forbids to ask that server.", nullptr, n)
            .arg(name(left.server));
    case LeftOutWhy::TooManyDevices:
        return Words::tr("%n user(s) of %1: the list is longer than the homeserver takes, however often it is fetched.", nullptr, n)
            .arg(name(left.server));
    case LeftOutWhy::NoUserId:
        return Words::tr("%n name(s) that are no user ID.", nullptr, n);
    }
    return {};
}

/// "17 changed, 161 failed, 3 not asked", without what is nought.
QStringList details(const BulkCounts &counts)
{
    QStringList parts;
    const auto add = [&parts](qsizetype number, const QString &text) {
        if (number > 0)
            parts << text.arg(Presentation::count(number));
    };
    //: %1: how many users
    add(counts.changed, Words::tr("%1 changed"));
    //: %1: how many users
    add(counts.failed, Words::tr("%1 failed"));
    //: %1: how many users
    add(counts.notAsked, Words::tr("%1 not asked"));
    //: %1: how many users
    add(counts.notStarted, Words::tr("%1 not started"));
    //: %1: how many users
    add(counts.unfinished, Words::tr("%1 may still finish"));
    return parts;
}

QString remaining(const BulkRefresh &bulk)
{
    const qint64 ms = bulk.remainingMs();
    if (ms < 0)
        return {};
    return ms < minuteMs ? Words::tr("less than a minute left") : Words::tr("about %1 left").arg(Presentation::duration(ms));
}
} // namespace

QString title(const RefreshScope &scope)
{
    if (!scope.selection.isEmpty())
        return Words::tr("Refresh %n selected user(s)", nullptr, plural(scope.selection.size()));
    if (scope.server.isEmpty())
        return scope.state ? Words::tr("Refresh all stale users") : Words::tr("Refresh all users");
    return (scope.state ? Words::tr("Refresh the stale users of %1") : Words::tr("Refresh all users of %1")).arg(name(scope.server));
}

QString plan(const RefreshPlan &plan)
{
    if (plan.users.isEmpty())
        return Words::tr("There is nobody to refresh.");
    QString text = Words::tr("%n user(s)", nullptr, plural(plan.users.size()));
    text = Words::tr("%1 of %2 will be refreshed, a few at a time.").arg(text, Words::tr("%n server(s)", nullptr, plural(plan.servers)));
    const qint64 ms = expectedMs(plan);
    text += u' ';
    text += ms < minuteMs
        ? Words::tr("This takes less than a minute if their servers answer.")
        : Words::tr("This takes about %1 at the rate that a gateway grants an operator, and longer where servers do not answer.")
              .arg(Presentation::duration(ms));
    if (!plan.isWhole)
        text += u' ' + Words::tr("There are more than could be read: afterwards, look whether some are left.");
    return text;
}

QStringList leftOut(const RefreshPlan &plan, qint64 now)
{
    QStringList lines;
    qint64 others = 0;
    for (const LeftOut &left : plan.leftOut) {
        if (lines.size() < maxLines)
            lines << whyLeftOut(left, now);
        else
            others += left.users;
    }
    if (others > 0)
        lines << Words::tr("and %n other user(s) for such reasons.", nullptr, plural(others));
    return lines;
}

QString line(const BulkRefresh &bulk)
{
    const BulkCounts &counts = bulk.counts();
    const QString total = Presentation::count(counts.total);
    const QString done = Presentation::count(counts.done());
    QStringList parts;
    switch (bulk.state()) {
    case State::Idle:
        return {};
    case State::Interrupted:
        //: %1 and %2: numbers of users
        return Words::tr("A refresh of %1 users was interrupted at %2.").arg(total, done);
    case State::Running:
        //: %1 and %2: numbers of users
        parts << Words::tr("%1 of %2 users refreshed").arg(done, total);
        break;
    case State::Paused:
        //: %1 and %2: numbers of users
        parts << Words::tr("Paused at %1 of %2 users").arg(done, total);
        break;
    case State::Ended:
        //: %1 and %2: numbers of users
        parts << (counts.wasCancelled() ? Words::tr("Cancelled: %1 of %2 users refreshed") : Words::tr("%1 of %2 users refreshed"))
                     .arg(Presentation::count(counts.succeeded), total);
        break;
    }
    parts += details(counts);
    if (const QString left = remaining(bulk); !left.isEmpty())
        parts << left;
    QString text = parts.join(u", "_s);
    if (!bulk.trouble().isEmpty())
        text += u". "_s + Words::tr("It waits for the gateway: %1").arg(bulk.trouble());
    if (bulk.state() != State::Ended && !bulk.journalProblem().isEmpty())
        text += u". "_s + Words::tr("It cannot go on after a restart of this program: %1").arg(displayable(bulk.journalProblem(), 300));
    return text;
}

Tone tone(const BulkRefresh &bulk)
{
    const BulkCounts &counts = bulk.counts();
    if (bulk.state() == State::Interrupted || !bulk.trouble().isEmpty())
        return Tone::Warning;
    if (bulk.state() != State::Ended)
        return Tone::Notice;
    if (counts.failed + counts.notAsked > 0)
        return Tone::Warning;
    return counts.wasCancelled() ? Tone::Notice : Tone::Good;
}

QStringList failures(const BulkRefresh &bulk, qsizetype most)
{
    QStringList lines;
    qsizetype others = 0;
    const QList<BulkFailures> all = failuresOf(bulk.entries());
    for (const BulkFailures &of : all) {
        if (lines.size() >= most) {
            others += of.failed + of.notAsked;
            continue;
        }
        //: %1: a number, %2: a server, %3: an error
        QString text = Words::tr("%1 of %2: %3").arg(Presentation::count(of.failed + of.notAsked), name(of.server), of.error);
        if (of.notAsked > 0)
            text += u' ' + Words::tr("(%n of them not asked after that)", nullptr, plural(of.notAsked));
        lines << text;
    }
    if (others > 0)
        lines << Words::tr("and %n user(s) of other servers", nullptr, plural(others));
    return lines;
}

QString state(BulkEntry::State state)
{
    switch (state) {
    case BulkEntry::State::Waiting:
        return Words::tr("waiting");
    case BulkEntry::State::Running:
        return Words::tr("running");
    case BulkEntry::State::Succeeded:
        return Words::tr("succeeded");
    case BulkEntry::State::Failed:
        return Words::tr("failed");
    case BulkEntry::State::NotAsked:
        return Words::tr("not asked");
    case BulkEntry::State::NotStarted:
        return Words::tr("not started");
    case BulkEntry::State::Unfinished:
        return Words::tr("may still finish");
    }
    return {};
}

QString outcome(const BulkEntry &entry)
{
    switch (entry.state) {
    case BulkEntry::State::Succeeded: {
        DeviceListChange change;
        change.added.resize(entry.added);
        change.removed.resize(entry.removed);
        change.changed.resize(entry.changed);
        change.crossSigningChanged = entry.crossSigning;
        return Presentation::changeText(change);
    }
    case BulkEntry::State::NotAsked:
        return Words::tr("Not asked, because others of the same server had failed: %1").arg(entry.error);
    case BulkEntry::State::Failed:
        return entry.error;
    case BulkEntry::State::Unfinished:
        return Words::tr("Cancelled while it was under way; the homeserver may still finish it.");
    case BulkEntry::State::NotStarted:
        return Words::tr("Cancelled before its turn.");
    case BulkEntry::State::Waiting:
    case BulkEntry::State::Running:
        break;
    }
    return {};
}

} // namespace Lockstep::BulkWords
