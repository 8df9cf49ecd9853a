// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/incidentwords.h"

#include "core/log.h"
#include "ui/words/timestyle.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::IncidentWords {

using namespace Inspection;
using Kind = IncidentKind;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(IncidentWords)
};

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qsizetype maxNote = 300;

int plural(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, 1'000'000));
}

qint64 orNow(qint64 now)
{
    return now != 0 ? now : QDateTime::currentMSecsSinceEpoch();
}

/// Whether the users of such an incident have lists that are known to be out of date.
bool makesStale(Kind kind)
{
    switch (kind) {
    case Kind::ServerUnreachable:
    case Kind::ServerDeclines:
    case Kind::UnusableAnswer:
    case Kind::OwnBlock:
    case Kind::NoNetwork:
    case Kind::ListStale:
        return true;
    default:
        return false;
    }
}

/// A number as it is written, and its plural form chosen by it: %1 is the number with separators, %n only chooses the form.
QString number(qint64 count, bool atLeast = false)
{
    return (atLeast ? u"≥ "_s : QString()) + QLocale().toString(count);
}

QString noteText(const OperatorNote &note, qint64 now, const QString &byAt)
{
    const QString text = byAt.arg(displayable(note.by.toString(), 120), when(note.at, now));
    return note.text.isEmpty() ? text : Words::tr("%1: “%2”").arg(text, displayable(note.text, maxNote));
}

/// When relativeTime() of \a at says something else.
qint64 relativeChanges(qint64 at, qint64 now)
{
    const qint64 apart = std::abs(now - at);
    const qint64 unit = apart < minute ? second : apart < hour ? minute : apart < 2 * day ? hour : day;
    // Ages change when they reach the next whole unit, waits when they fall below it.
    return at <= now ? now + unit - apart % unit : now + apart % unit + 1;
}

qint64 midnightAfter(qint64 now)
{
    return Presentation::inZone(now).date().addDays(1).startOfDay(Presentation::inZone(now).timeZone()).toMSecsSinceEpoch();
}
} // namespace

QString when(qint64 ms, qint64 now)
{
    if (ms <= 0)
        return u"–"_s;
    const QString clock = Presentation::inZone(ms, u"HH:mm"_s);
    switch (Presentation::inZone(orNow(now)).date().daysTo(Presentation::inZone(ms).date())) {
    case 0:
        return clock;
    case -1:
        //: %1: "14:03"
        return Words::tr("yesterday %1").arg(clock);
    case 1:
        //: %1: "14:03"
        return Words::tr("tomorrow %1").arg(clock);
    default:
        return Presentation::inZone(ms, u"yyyy-MM-dd HH:mm"_s);
    }
}

bool isMoment(Kind kind)
{
    switch (kind) {
    case Kind::IdentityReset:
    case Kind::DeviceKeyChanged:
    case Kind::SenderPruned:
    case Kind::SenderRestarted:
    case Kind::SenderRewound:
    case Kind::SenderRebuilt:
    case Kind::ForgedUpdates:
        return true;
    default:
        return false;
    }
}

QString consequences(const Incident &incident)
{
    QStringList parts;
    if (incident.users > 0 && incident.subjectKind != IncidentSubject::User) {
        const QString users = makesStale(incident.kind) ? Words::tr("%1 user(s) stale", nullptr, plural(incident.users))
                                                        : Words::tr("%1 user(s)", nullptr, plural(incident.users));
        parts << users.arg(number(incident.users, incident.usersAtLeast));
    }
    if (incident.devices > 0)
        parts << Words::tr("%1 device(s)", nullptr, plural(incident.devices)).arg(number(incident.devices));
    if (incident.messages > 0)
        parts << Words::tr("%1 message(s) wait", nullptr, plural(incident.messages)).arg(number(incident.messages));
    if (incident.updates > 0)
        parts << Words::tr("%1 update(s) wait", nullptr, plural(incident.updates)).arg(number(incident.updates));
    return parts.join(u", "_s);
}

QString rest(const Incident &incident, qint64 now)
{
    QString text;
    if (incident.since > 0 && isMoment(incident.kind)) {
        //: follows what happened; %1 a time
        text = Words::tr(" at %1").arg(when(incident.since, now));
        if (incident.lastSeen - incident.since >= minute)
            //: follows a time; %1 a time
            text += Words::tr(", last %1").arg(when(incident.lastSeen, now));
    } else if (incident.since > 0) {
        //: follows what goes on; %1 a time
        text = Words::tr(" since %1").arg(when(incident.since, now));
    }
    if (incident.nextTry > orNow(now))
        //: %1 a time
        text += Words::tr(", next try %1").arg(when(incident.nextTry, now));
    else if (incident.nextTry > 0)
        text += Words::tr(", next try due");
    const QString then = consequences(incident);
    return then.isEmpty() ? text : text + u": "_s + then;
}

QString line(const Incident &incident, qint64 now)
{
    return title(incident) + (incident.ended > 0 ? endedRest(incident, now) : rest(incident, now));
}

QString endedRest(const Incident &incident, qint64 now)
{
    const QString end = when(incident.ended, now);
    const qint64 since = incident.since > 0 ? incident.since : incident.opened;
    QString text;
    if (isMoment(incident.kind))
        text = Words::tr(" at %1").arg(when(since, now));
    else if (since > 0)
        //: follows what was wrong; %1 and %2 times, %3 how long: "8 min"
        text = Words::tr(", from %1 to %2 (%3)")
                   .arg(when(since, now), end, Presentation::duration(std::max<qint64>(0, incident.ended - since) / second * second));
    else
        text = Words::tr(", until %1").arg(end);
    const QString then = consequences(incident);
    return then.isEmpty() ? text : text + u": "_s + then;
}

QString facts(const Incident &incident, qint64 now)
{
    QStringList parts;
    if (incident.since > 0)
        parts << (isMoment(incident.kind) ? Words::tr("At %1") : Words::tr("Since %1")).arg(Presentation::absoluteTime(incident.since));
    if (incident.opened > 0)
        parts << Words::tr("noticed %1").arg(Presentation::secondsTime(incident.opened, now));
    if (incident.ended > 0)
        parts << Words::tr("ended %1").arg(Presentation::secondsTime(incident.ended, now));
    else if (incident.lastSeen > 0 && isMoment(incident.kind) && incident.lastSeen != incident.since)
        parts << Words::tr("last %1").arg(Presentation::secondsTime(incident.lastSeen, now));
    if (incident.tries > 0)
        parts << Words::tr("tried %1 time(s)", nullptr, plural(incident.tries)).arg(number(incident.tries));
    if (incident.ended > 0 || incident.nextTry <= 0)
        return parts.join(u" · "_s);
    if (incident.nextTry > orNow(now))
        //: %1 a time, %2 "in 8 min"
        parts << Words::tr("next try %1, %2").arg(when(incident.nextTry, now), Presentation::relativeTime(incident.nextTry, now));
    else
        parts << Words::tr("next try due since %1").arg(when(incident.nextTry, now));
    return parts.join(u" · "_s);
}

QString acknowledgedText(const Incident &incident, qint64 now)
{
    if (incident.acknowledged.at <= 0)
        return {};
    //: %1 who, %2 when
    return noteText(incident.acknowledged, now, Words::tr("Acknowledged by %1, %2"));
}

QString mutedText(const Incident &incident, qint64 now)
{
    if (incident.muted.at <= 0)
        return {};
    //: %1 who, %2 when
    return noteText(incident.muted, now, Words::tr("Muted by %1, %2"));
}

QString evidenceText(EvidenceKind kind)
{
    switch (kind) {
    case EvidenceKind::Unknown:
        return Words::tr("other");
    case EvidenceKind::Database:
        return Words::tr("database");
    case EvidenceKind::Log:
        return Words::tr("log");
    case EvidenceKind::History:
        return Words::tr("history");
    case EvidenceKind::Source:
        return Words::tr("source");
    case EvidenceKind::Gateway:
        return Words::tr("gateway");
    }
    return {};
}

Presentation::Tone tone(const Incident &incident)
{
    return incident.ended > 0 ? Presentation::Tone::Quiet : Presentation::severityTone(incident.severity);
}

qint64 lineChanges(const Incident &incident, qint64 now)
{
    const qint64 midnight = midnightAfter(now);
    return incident.ended == 0 && incident.nextTry > now ? std::min(midnight, incident.nextTry) : midnight;
}

qint64 factsChange(const Incident &incident, qint64 now)
{
    const qint64 midnight = midnightAfter(now);
    return incident.ended == 0 && incident.nextTry > now ? std::min(midnight, relativeChanges(incident.nextTry, now)) : midnight;
}

} // namespace Lockstep::IncidentWords
