// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/auditwords.h"

#include "core/log.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace Lockstep::AuditWords {

using namespace Inspection;
using Presentation::Tone;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(AuditWords)
};

constexpr qsizetype longestName = 255;
constexpr qsizetype longestError = 400;
constexpr qsizetype longestValue = 120;
constexpr int ppmOfPercent = 10'000;

/// With as many digits as it takes to be more than nothing.
QString percent(qint64 ppm)
{
    const double value = double(ppm) / ppmOfPercent;
    const int digits = value > 0 && value < 0.1 ? 2 : value < 10 ? 1 : 0;
    return QLocale().toString(value, 'f', digits);
}

/// How many devices a kind of difference is about, in words.
QString kindText(ListDifferenceKind kind, int number)
{
    switch (kind) {
    case ListDifferenceKind::DeviceMissing:
        return Words::tr("%n device(s) missing here", nullptr, number);
    case ListDifferenceKind::DeviceExtra:
        return Words::tr("%n device(s) too many here", nullptr, number);
    case ListDifferenceKind::KeysDiffer:
        return Words::tr("other keys of %n device(s)", nullptr, number);
    case ListDifferenceKind::SignaturesDiffer:
        return Words::tr("other signatures of %n device(s)", nullptr, number);
    case ListDifferenceKind::NameDiffers:
        return Words::tr("another name of %n device(s)", nullptr, number);
    case ListDifferenceKind::MasterKeyDiffers:
        return Words::tr("another master key");
    case ListDifferenceKind::SelfSigningKeyDiffers:
        return Words::tr("another self-signing key");
    case ListDifferenceKind::Unknown:
        break;
    }
    return Words::tr("something that this version does not know");
}

QString kindOfOne(ListDifferenceKind kind)
{
    switch (kind) {
    case ListDifferenceKind::DeviceMissing:
        return Words::tr("missing here");
    case ListDifferenceKind::DeviceExtra:
        return Words::tr("here, and not on the user's own list");
    case ListDifferenceKind::KeysDiffer:
        return Words::tr("keys");
    case ListDifferenceKind::SignaturesDiffer:
        return Words::tr("signatures");
    case ListDifferenceKind::NameDiffers:
        return Words::tr("name");
    case ListDifferenceKind::MasterKeyDiffers:
        return Words::tr("master key");
    case ListDifferenceKind::SelfSigningKeyDiffers:
        return Words::tr("self-signing key");
    case ListDifferenceKind::Unknown:
        break;
    }
    return kindText(kind, 1);
}

QString valueText(const QString &value)
{
    return value.isEmpty() ? Words::tr("none") : displayable(value, longestValue);
}

} // namespace

QString methodText(AuditMethod method)
{
    switch (method) {
    case AuditMethod::Federation:
        return Words::tr("the users' own servers");
    case AuditMethod::Witness:
        return Words::tr("lists from a file");
    case AuditMethod::Refresh:
        return Words::tr("refreshes");
    case AuditMethod::Unknown:
        break;
    }
    return Words::tr("not known");
}

QString stateText(const Audit &audit)
{
    switch (audit.state) {
    case AuditState::Running:
        return audit.chosen > 0 ? Words::tr("running, %1 %").arg(100 * (audit.compared() + audit.notCompared) / audit.chosen)
                                : Words::tr("running");
    case AuditState::Paused:
        return Words::tr("paused");
    case AuditState::Finished:
        return Words::tr("finished");
    case AuditState::Cancelled:
        return Words::tr("cancelled");
    case AuditState::Unknown:
        break;
    }
    return Words::tr("not known");
}

QString subject(const Audit &audit)
{
    const QString server = displayable(audit.server, longestName);
    if (audit.named > 0)
        return Words::tr("%n list(s) by name", nullptr, int(audit.named));
    if (audit.sample > 0) {
        const QString number = Presentation::count(audit.sample);
        return server.isEmpty() ? Words::tr("%1 lists at random").arg(number) : Words::tr("%1 lists of %2 at random").arg(number, server);
    }
    return server.isEmpty() ? Words::tr("all lists") : Words::tr("all lists of %1").arg(server);
}

QString sentence(const Audit &audit)
{
    if (audit.compared() == 0 && audit.notCompared == 0)
        return audit.state == AuditState::Running ? Words::tr("Nothing is compared yet.") : Words::tr("Nothing was compared.");
    // Of lists that were named, the whole says nothing; of those chosen at random it does.
    const qint64 whole = std::max(audit.leastPpm >= 0 ? audit.population : audit.chosen, audit.compared());
    QString text = Words::tr("%1 of %2 lists compared, %3")
                       .arg(Presentation::count(audit.compared()), Presentation::count(whole),
                           audit.differ == 0 ? Words::tr("none differs") : Words::tr("%n differ(s)", nullptr, int(audit.differ)));
    if (audit.leastPpm >= 0 && audit.compared() < whole)
        text += u' ' + Words::tr("(95 %: %1 to %2 %)").arg(percent(audit.leastPpm), percent(audit.mostPpm));
    if (audit.known > 0)
        text += u"; "_s + Words::tr("%n was (were) known to be out of date", nullptr, int(audit.known));
    if (audit.notCompared > 0)
        text += u"; "_s + Words::tr("%n could not be compared", nullptr, int(audit.notCompared));
    return text;
}

QString promise(qint64 sample)
{
    if (sample <= 0)
        return {};
    // Clopper and Pearson's upper bound where none of them differs.
    const double most = 1 - std::pow(0.025, 1.0 / double(sample));
    return Words::tr("If none of %1 differs, at most %2 % of all do, with 95 % certainty.")
        .arg(Presentation::count(sample), percent(qint64(std::ceil(most * 100 * ppmOfPercent))));
}

QString outcomeText(ListOutcome outcome)
{
    switch (outcome) {
    case ListOutcome::Same:
        return Words::tr("the same");
    case ListOutcome::Differs:
        return Words::tr("differs");
    case ListOutcome::Known:
        return Words::tr("known to be out of date");
    case ListOutcome::NotCompared:
        return Words::tr("not compared");
    case ListOutcome::Unknown:
        break;
    }
    return Words::tr("not known");
}

Tone outcomeTone(ListOutcome outcome)
{
    switch (outcome) {
    case ListOutcome::Same:
        return Tone::Good;
    case ListOutcome::Differs:
        return Tone::Critical;
    case ListOutcome::Known:
        return Tone::Notice;
    case ListOutcome::NotCompared:
        return Tone::Warning;
    case ListOutcome::Unknown:
        break;
    }
    return Tone::Quiet;
}

QIcon outcomeIcon(ListOutcome outcome)
{
    const Tone tone = outcomeTone(outcome);
    switch (outcome) {
    case ListOutcome::Same:
        return Presentation::icon(u"check"_s, tone);
    case ListOutcome::Differs:
        return Presentation::icon(u"error"_s, tone);
    case ListOutcome::Known:
        return Presentation::icon(u"state-stale"_s, tone);
    case ListOutcome::NotCompared:
        return Presentation::icon(u"warning"_s, tone);
    case ListOutcome::Unknown:
        break;
    }
    return Presentation::icon(u"state-unknown"_s, tone);
}

QString differencesText(const AuditedList &list)
{
    if (list.outcome == ListOutcome::NotCompared)
        return list.error.isEmpty() ? Words::tr("No reason is known.") : displayable(list.error, longestError);
    constexpr int kinds = int(ListDifferenceKind::SelfSigningKeyDiffers) + 1;
    std::array<int, kinds> numbers{};
    for (const ListDifference &difference : list.differences)
        ++numbers[std::min(std::size_t(difference.kind), numbers.size() - 1)];
    QStringList parts;
    for (int kind = kinds - 1; kind >= 0; --kind) {
        if (numbers[std::size_t(kind)] > 0)
            parts << kindText(ListDifferenceKind(kind), numbers[std::size_t(kind)]);
    }
    if (list.unlisted > 0)
        parts << Words::tr("%n more", nullptr, int(list.unlisted));
    return parts.join(u", "_s);
}

QStringList details(const AuditedList &list)
{
    QStringList lines;
    //: %1: outcome, %2: user, %3: server, %4: time
    lines << Words::tr("%1: %2, compared with what %3 says, %4")
                 .arg(outcomeText(list.outcome), displayable(list.userId.toString(), longestName), displayable(list.origin, longestName),
                     Presentation::absoluteTime(list.at));
    if (list.outcome == ListOutcome::NotCompared)
        lines << differencesText(list);
    for (const ListDifference &difference : list.differences) {
        const QString device = displayable(difference.deviceId.toString(), longestName);
        QString line = device.isEmpty() ? kindOfOne(difference.kind) : device + u": "_s + kindOfOne(difference.kind);
        const bool isOneSided = difference.kind == ListDifferenceKind::DeviceMissing || difference.kind == ListDifferenceKind::DeviceExtra;
        if (!isOneSided && difference.here == difference.there)
            line += u' ' + Words::tr("differ");
        else if (!isOneSided)
            line += u": "_s + Words::tr("%1 here, %2 there").arg(valueText(difference.here), valueText(difference.there));
        lines << u"• "_s + line;
    }
    if (list.unlisted > 0)
        lines << Words::tr("and %n more difference(s) that are not named here", nullptr, int(list.unlisted));
    if (list.outcome == ListOutcome::Differs)
        lines << missedExplanation(list.missed);
    return lines;
}

QString missedText(MissedCause cause)
{
    switch (cause) {
    case MissedCause::NotApplied:
        return Words::tr("came, and was not applied");
    case MissedCause::Gap:
        return Words::tr("an update was lost, no resync");
    case MissedCause::NeverCame:
        return Words::tr("nothing came");
    case MissedCause::BeforeRecording:
        return Words::tr("perhaps before recording");
    case MissedCause::NotRecorded:
        return Words::tr("nothing was recorded");
    case MissedCause::CannotTell:
    case MissedCause::Unknown:
        break;
    }
    return Words::tr("cannot be told");
}

QString missedExplanation(MissedCause cause)
{
    switch (cause) {
    case MissedCause::NotApplied:
        return Words::tr("Why it was missed: an update with this change came, and the homeserver did not apply it.");
    case MissedCause::Gap:
        return Words::tr("Why it was missed: the history shows that an update was lost, and no resync followed.");
    case MissedCause::NeverCame:
        return Words::tr("Why it was missed: recording covers the time, and no update with this change came. It was not sent, or it was "
                         "lost on the way: only the other side can tell.");
    case MissedCause::BeforeRecording:
        return Words::tr("Why it was missed cannot be told: nothing is recorded of this list that would cover it, so that it may have "
                         "changed before recording began.");
    case MissedCause::NotRecorded:
        return Words::tr("Why it was missed cannot be told: nothing was recorded that would show it.");
    case MissedCause::CannotTell:
    case MissedCause::Unknown:
        break;
    }
    return Words::tr("Why it was missed cannot be told from the recorded history.");
}

QString lastText(const LastAudit &last, qint64 changed)
{
    const QString origin = displayable(last.origin, longestName);
    const QString at = Presentation::clockTime(last.at);
    switch (last.outcome) {
    case ListOutcome::Same:
        return changed > last.at ? Words::tr("was the same as at %1 at %2, and has changed since").arg(origin, at)
                                 : Words::tr("verified against %1 at %2").arg(origin, at);
    case ListOutcome::Differs:
        return changed > last.at ? Words::tr("differed from what %1 said at %2, and has changed since").arg(origin, at)
                                 : Words::tr("differs from what %1 said at %2").arg(origin, at);
    case ListOutcome::Known:
        return Words::tr("was being put right when it was compared with %1 at %2").arg(origin, at);
    case ListOutcome::NotCompared:
        return Words::tr("could not be compared with %1 at %2").arg(origin, at);
    case ListOutcome::Unknown:
        break;
    }
    return {};
}

Tone lastTone(const LastAudit &last, qint64 changed)
{
    return changed > last.at ? Tone::Quiet : outcomeTone(last.outcome);
}

} // namespace Lockstep::AuditWords
