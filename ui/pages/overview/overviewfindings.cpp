// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/overview/overviewfindings.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "ui/pages/overview/overviewservers.h"
#include "ui/words/queuewords.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(OverviewFindings)
};

constexpr qsizetype maxReason = 600;
constexpr qsizetype maxServers = 3;
constexpr int maxLines = 8; ///< lines of their own; all others are counted

int plural(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, 1'000'000));
}

/// The loggers that tell of device list updates; DEBUG for them alone leaves the rest of the log as it is.
QString debugLoggers()
{
    return u"loggers:\n    synapse.handlers.device:\n        level: DEBUG\n    synapse.8631_debug:\n        level: DEBUG"_s;
}

bool hasUpdateSource(const Inspection::Info &info)
{
    return std::ranges::any_of(info.sources, [](const Inspection::SourceStatus &source) {
        return (source.kind == Inspection::SourceKind::Log || source.kind == Inspection::SourceKind::Tap
                   || source.kind == Inspection::SourceKind::Lab)
            && source.state != Inspection::SourceState::Failing && source.state != Inspection::SourceState::Off;
    });
}

bool isHistoryAway(const Inspection::Info &info)
{
    return !info.history.available && std::ranges::any_of(info.sources, [](const Inspection::SourceStatus &source) {
        return source.kind == Inspection::SourceKind::History && source.state == Inspection::SourceState::Failing;
    });
}

/// Whom the homeserver asks in vain for lists that nobody needs.
QString leftoverServers(const Inspection::Overview &overview)
{
    QStringList parts;
    for (const Inspection::Trouble &trouble : overview.troubles) {
        if (trouble.state != Inspection::UserState::LeftoverMarker || parts.size() == maxServers)
            continue;
        const QString answer = trouble.error.isEmpty() ? QString() : u" (\"%1\")"_s.arg(displayable(trouble.error, 60));
        parts << u"%1: %2%3"_s.arg(displayable(trouble.server.toString(), 60), QLocale().toString(trouble.users), answer);
    }
    const QString sentence
        = Words::tr("No local user shares a room with these users; the homeserver asks for their lists every 30 seconds.");
    return parts.isEmpty() ? sentence : sentence + u' ' + parts.join(u" · "_s);
}

void addUsers(QList<OverviewFinding> &findings, const Inspection::Overview &overview)
{
    using Inspection::UserState;
    const auto add = [&](UserState state, Tone tone, const QString &icon, const QString &sentence, const QString &explanation) {
        findings.append({.key = u"state:"_s + toApiName(state),
            .tone = tone,
            .icon = icon,
            .count = QLocale().toString(overview.states.value(state)),
            .sentence = sentence,
            .explanation = explanation,
            .page = u"users"_s,
            .arguments = {{u"state"_s, toApiName(state)}}});
    };
    if (const qint64 n = overview.states.value(UserState::Gap); n > 0)
        add(UserState::Gap, Tone::Critical, u"state-gap"_s, Words::tr("user(s) with a gap in their update history", nullptr, plural(n)),
            Words::tr(
                "An update was lost and no resync followed: messages may go to devices that are gone, or miss new ones. Refresh them."));
    if (const qint64 n = overview.states.value(UserState::Differs); n > 0)
        add(UserState::Differs, Tone::Critical, u"state-gap"_s,
            Words::tr("user(s) whose list is not what their server said", nullptr, plural(n)),
            Words::tr("An audit found it, and nothing fetched the list since. Refresh them."));
    if (const qint64 n = overview.states.value(UserState::UnusableKeys); n > 0)
        add(UserState::UnusableKeys, Tone::Critical, u"state-unsigned"_s,
            Words::tr("user(s) with devices whose keys clients refuse", nullptr, plural(n)),
            Words::tr("A device's own signature is wrong or missing: no client will encrypt for it."));
    if (const qint64 n = overview.states.value(UserState::TooManyDevices); n > 0)
        add(UserState::TooManyDevices, Tone::Critical, u"state-stale"_s,
            Words::tr("user(s) with more devices than the homeserver takes", nullptr, plural(n)),
            Words::tr("Their lists came and were dropped: neither time nor a refresh helps before they sign out of devices."));
    if (const qint64 n = overview.states.value(UserState::CrossSigningBroken); n > 0)
        add(UserState::CrossSigningBroken, Tone::Warning, u"state-unsigned"_s,
            Words::tr("user(s) whose cross-signing does not hold", nullptr, plural(n)),
            Words::tr("A key or a signature is missing or wrong, typically after an m.signing_key_update was lost. Refresh them."));
    if (const qint64 n = overview.states.value(UserState::ResyncLoop); n > 0)
        add(UserState::ResyncLoop, Tone::Warning, u"state-queued"_s,
            Words::tr("user(s) whose list is fetched again and again", nullptr, plural(n)),
            Words::tr("No update comes in between; something marks the list as out of date each time."));
    if (const qint64 n = overview.states.value(UserState::LeftoverMarker); n > 0)
        add(UserState::LeftoverMarker, Tone::Warning, u"state-orphaned"_s,
            Words::tr("leftover request(s) to fetch a list that nobody needs", nullptr, plural(n)), leftoverServers(overview));
    if (const qint64 n = overview.states.value(UserState::Stale); n > 0)
        add(UserState::Stale, Tone::Warning, u"state-stale"_s, Words::tr("user(s) whose list is stale", nullptr, plural(n)),
            Words::tr("The homeserver knows that it missed something and tries to fetch the list again."));
    if (const qint64 n = overview.states.value(UserState::RemoteFailing); n > 0)
        add(UserState::RemoteFailing, Tone::Warning, u"state-failing"_s,
            Words::tr("user(s) of servers that do not answer", nullptr, plural(n)),
            Words::tr("Their lists cannot be brought up to date before their server answers again."));
    if (const qint64 n = overview.states.value(UserState::Orphaned); n > 0)
        add(UserState::Orphaned, Tone::Notice, u"state-orphaned"_s,
            Words::tr("user(s) with devices that are cached but not tracked", nullptr, plural(n)),
            Words::tr("What is cached is not kept up to date, as no room is shared with them any more."));
    if (const qint64 n = overview.states.value(UserState::UnsignedDevices); n > 0)
        add(UserState::UnsignedDevices, Tone::Notice, u"state-unsigned"_s,
            Words::tr("user(s) with devices that they have not signed", nullptr, plural(n)),
            Words::tr("They use cross-signing, but not for all devices: new ones that were not verified, or old ones."));
    if (const qint64 n = overview.states.value(UserState::Queued); n > 0)
        add(UserState::Queued, Tone::Notice, u"state-queued"_s, Words::tr("user(s) who wait for their first fetch", nullptr, plural(n)),
            Words::tr("Marked for a resync and not tracked yet."));
}

void addServers(QList<OverviewFinding> &findings, const Inspection::Overview &overview)
{
    if (overview.destinationsFailing <= 0)
        return;
    findings.append({.key = u"servers"_s,
        .tone = Tone::Warning,
        .icon = u"servers"_s,
        .count = QLocale().toString(overview.destinationsFailing),
        .sentence = Words::tr("server(s) in backoff", nullptr, plural(overview.destinationsFailing)),
        .explanation = Words::tr("The last tries failed; what is addressed there waits in the outbox."),
        .page = u"servers"_s,
        .arguments = {{u"failing"_s, true}}});
}

void addQueue(QList<OverviewFinding> &findings, const std::optional<Trend> &trend, const QString &queue, const QString &sentence)
{
    if (!trend || trend->delta() <= 0)
        return;
    findings.append({.key = u"queue:"_s + queue,
        .tone = Tone::Notice,
        .icon = u"queues"_s,
        .count = QueueWords::trendText(trend),
        .sentence = sentence,
        .explanation = QueueWords::trendHint(trend),
        .page = u"queues"_s,
        .arguments = {{u"queue"_s, queue}}});
}

void addGrowth(QList<OverviewFinding> &findings, const OverviewTrends &trends)
{
    addQueue(findings, trends.inbox, u"inbox"_s, Words::tr("The inboxes of local devices grow"));
    addQueue(findings, trends.outbox, u"outbox"_s, Words::tr("The outbox to other servers grows"));
    addQueue(findings, trends.updates, u"updates"_s, Words::tr("Device list updates pile up"));
}

/// How to get a history of updates, unless a line says so already.
void addRecording(QList<OverviewFinding> &findings, const Inspection::Info &info)
{
    const bool explained = std::ranges::any_of(findings, [](const OverviewFinding &finding) { return !finding.snippet.isEmpty(); });
    if (isHistoryAway(info))
        return; // whether something was recorded cannot be told
    if (info.kind == Inspection::ServerKind::Synapse && !explained && (!hasUpdateSource(info) || info.historyUpdates == 0)) {
        findings.append({.key = u"history"_s,
            .tone = Tone::Notice,
            .icon = u"history"_s,
            .sentence
            = hasUpdateSource(info) ? Words::tr("No device list update has been recorded yet") : Words::tr("Updates are not recorded"),
            .explanation
            = Words::tr("Synapse keeps no history of updates; its log tells of them at DEBUG. Add this to its log configuration and "
                        "reload it (SIGHUP, no restart needed). These lines name users and devices. Or mirror federation traffic to the "
                        "gateway's tap."),
            .snippet = debugLoggers()});
    }
}

OverviewFinding sourceLine(const Inspection::SourceStatus &source)
{
    return {.key = u"source:"_s + toApiName(source.kind) + source.detail,
        .tone = Tone::Critical,
        .icon = u"error"_s,
        .sentence = Words::tr("Source not working: %1").arg(Presentation::sourceKindText(source.kind)),
        .explanation = Presentation::sourceText(source.kind, source.state, source.detail),
        .snippet = source.kind == Inspection::SourceKind::Log && source.detail.contains(u"DEBUG"_s) ? debugLoggers() : QString()};
}

void addSources(QList<OverviewFinding> &findings, const Inspection::Info &info)
{
    for (const Inspection::SourceStatus &source : info.sources) {
        if (source.state != Inspection::SourceState::Failing)
            continue;
        findings.append(sourceLine(source));
    }
    addRecording(findings, info);
}

void addCapabilities(QList<OverviewFinding> &findings, const Inspection::Info &info)
{
    const auto add = [&](const Inspection::Availability &available, const QString &sentence) {
        if (!available.available)
            findings.append({.key = u"cannot:"_s + sentence,
                .tone = Tone::Notice,
                .icon = u"info"_s,
                .sentence = sentence,
                .explanation = displayable(available.reason, maxReason)});
    };
    if (info.kind == Inspection::ServerKind::Capture || info.kind == Inspection::ServerKind::Case) // says it all
        return add(info.refresh, Words::tr("This was opened from disk: it is looked at, and nothing more"));
    add(info.refresh, Words::tr("Refreshing users is not possible here"));
    add(info.history, Words::tr("There is no history of updates"));
    add(info.inbox, Words::tr("Inboxes cannot be read"));
    add(info.outbox, Words::tr("Outboxes cannot be read"));
    add(info.destinations, Words::tr("The state of other servers cannot be read"));
}
} // namespace

QList<OverviewFinding> overviewFindings(
    const Inspection::Info &info, const Inspection::Overview &overview, const OverviewTrends &trends, const OverviewDetails &details)
{
    // Counts are for what no line names.
    Inspection::Overview rest = overview;
    QList<OverviewFinding> findings = serverFindings(serverTroubles(details), rest, maxLines);
    addUsers(findings, rest);
    addServers(findings, rest);
    addGrowth(findings, trends);
    addSources(findings, info);
    addCapabilities(findings, info);
    std::ranges::stable_sort(findings, [](const OverviewFinding &a, const OverviewFinding &b) { return a.tone > b.tone; });
    return findings;
}

QList<OverviewFinding> overviewBesides(const Inspection::Info &info, const OverviewTrends &trends)
{
    QList<OverviewFinding> findings;
    addGrowth(findings, trends);
    for (const Inspection::SourceStatus &source : info.sources) {
        // That it fails is an incident; the lines to add are not in it.
        if (source.state == Inspection::SourceState::Failing && source.kind == Inspection::SourceKind::Log
            && source.detail.contains(u"DEBUG"_s))
            findings.append(sourceLine(source));
    }
    addRecording(findings, info);
    addCapabilities(findings, info);
    return findings;
}

QString overviewHeadline(const Inspection::Overview &overview)
{
    if (overview.trackedUsers == 0)
        return Words::tr("No remote users are tracked yet");
    // A state that is too costly to count is left out of the answer.
    if (!overview.states.contains(Inspection::UserState::Stale))
        return Words::tr("Nothing wrong is known");
    return Words::tr("No break known");
}

QString overviewBasis(const Inspection::Info &info, const Inspection::Overview &overview, qint64 readAt)
{
    if (overview.trackedUsers == 0)
        return {};
    QStringList kinds;
    for (const Inspection::SourceStatus &source : info.sources) {
        const bool tells = source.kind == Inspection::SourceKind::Log || source.kind == Inspection::SourceKind::Tap
            || source.kind == Inspection::SourceKind::Lab;
        if (tells && source.state != Inspection::SourceState::Failing && source.state != Inspection::SourceState::Off)
            kinds << Presentation::sourceKindText(source.kind);
    }
    kinds.removeDuplicates();
    //: %1: a time
    const QString read = Words::tr("As of %1.").arg(Presentation::clockTime(readAt));
    if (kinds.isEmpty())
        return read + u' '
            + Words::tr(
                "This rests on the homeserver's own marks alone: no source tells of single updates, so a lost one is not seen. Nothing was "
                "compared with other servers; a refresh of a user does that.");
    //: %1: "Log, Federation tap"; %2: a time
    return read + u' '
        + Words::tr(
            "This rests on the homeserver's own marks and on what came in by %1 since %2. An update that was lost with nothing after it "
            "leaves no trace; a refresh of a user compares the list with the user's server.")
              .arg(kinds.join(u", "_s),
                  info.recordedSince > 0 ? Presentation::clockTime(info.recordedSince) : Words::tr("the gateway's start"));
}

QStringList overviewKnown(const Inspection::Info &info, const Inspection::Overview &overview, qint64 readAt)
{
    QStringList lines;
    const auto number = [](qint64 count) { return QLocale().toString(count); };
    const QString read = Presentation::clockTime(readAt);
    const qint64 tracked = overview.trackedUsers;
    if (tracked > 0 && overview.states.contains(Inspection::UserState::InStep))
        //: %1 and %2 numbers of users, %3 a time
        lines << Words::tr("Tracked users: %1, of which %2 in step by the homeserver's own marks, as of %3.")
                     .arg(Presentation::count(tracked, overview.trackedUsersEstimate),
                         number(overview.states.value(Inspection::UserState::InStep)), read);
    else if (tracked > 0)
        lines << Words::tr("Tracked users: %1, as of %2; how many of them are in step is not counted.")
                     .arg(Presentation::count(tracked, overview.trackedUsersEstimate), read);
    else if (tracked == 0)
        lines << Words::tr("No remote users are tracked yet, as of %1.").arg(read);
    const Inspection::KeyCheck &keys = overview.keyCheck;
    if (keys.isComplete())
        lines << Words::tr("Lists whose keys and signatures were checked: all %1, last at %2.")
                     .arg(number(keys.checked), Presentation::clockTime(keys.finished));
    else if (keys.checked >= 0)
        lines << Words::tr("Lists whose keys and signatures were checked so far: %1 of %2.")
                     .arg(number(keys.checked), keys.total < 0 ? u"?"_s : number(keys.total));
    else if (tracked > 0)
        lines << Words::tr("Keys and signatures are not checked here before somebody looks at a user.");
    const Inspection::AuditTotals &audited = overview.audited;
    if (audited.lists > 0)
        //: %1 to %3 numbers, %4 a time
        lines << Words::tr("Lists compared with what their own servers say: %1 of %2, of which %3 differ; the oldest comparison is of %4.")
                     .arg(number(audited.lists), tracked < 0 ? u"?"_s : Presentation::count(tracked, overview.trackedUsersEstimate),
                         number(audited.differ), Presentation::clockTime(audited.oldest));
    else if (audited.lists == 0 && tracked > 0)
        lines << Words::tr("No list was compared with what its own server says: the page Audit does that.");
    if (info.recordedSince > 0)
        //: %1 a time
        lines << Words::tr("Updates are recorded since %1: a loss before that is not seen, and one with nothing after it leaves no trace.")
                     .arg(Presentation::absoluteTime(info.recordedSince));
    else if (isHistoryAway(info))
        lines << Words::tr("The history cannot be read at the moment: what was recorded, and what was lost, is not known here.");
    else
        lines << Words::tr("No update has been recorded yet, so that a lost one is not seen.");
    return lines;
}

QString overviewSummary(const Inspection::Overview &overview)
{
    QStringList parts;
    if (overview.trackedUsers == 0) {
        parts << Words::tr("They appear when a local user shares an encrypted room with a user of another server");
    } else if (overview.trackedUsers > 0) {
        const QString number = QLocale().toString(overview.trackedUsers);
        parts << (overview.trackedUsersEstimate ? Words::tr("about %1 tracked user(s)", nullptr, plural(overview.trackedUsers)).arg(number)
                                                : Words::tr("%1 tracked user(s)", nullptr, plural(overview.trackedUsers)).arg(number));
    }
    if (const Inspection::KeyCheck &keys = overview.keyCheck; keys.checked >= 0 && !keys.isComplete())
        parts << Words::tr("keys of %1 of %2 lists checked")
                     .arg(QLocale().toString(keys.checked), keys.total < 0 ? u"?"_s : QLocale().toString(keys.total));
    else if (keys.isComplete())
        parts << Words::tr("all keys checked %1").arg(Presentation::clockTime(keys.finished));
    if (const QString inbox = QueueWords::totalsText(overview.inbox); !inbox.isEmpty())
        parts << Words::tr("inboxes: %1").arg(inbox);
    if (const QString outbox = QueueWords::totalsText(overview.outbox); !outbox.isEmpty())
        parts << Words::tr("outbox: %1").arg(outbox);
    if (const QString updates = QueueWords::updateTotalsText(overview.updates); !updates.isEmpty())
        parts << Words::tr("to be sent: %1").arg(updates);
    if (overview.refreshesRunning > 0)
        parts << Words::tr("%n refresh(es) running", nullptr, plural(overview.refreshesRunning));
    return parts.join(u" · "_s);
}

} // namespace Lockstep
