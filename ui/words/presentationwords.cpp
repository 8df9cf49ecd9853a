// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/presentation.h"

#include "core/log.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Lockstep::Presentation {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Words)
};
using Inspection::RefreshState;
using Inspection::ServerKind;
using Inspection::SourceKind;
using Inspection::SourceState;
using Inspection::UserState;
constexpr qsizetype maxErrorLength = 400;

int rank(Tone tone)
{
    switch (tone) {
    case Tone::Critical:
        return 0;
    case Tone::Warning:
        return 1;
    case Tone::Notice:
        return 2;
    case Tone::Good:
    case Tone::Quiet:
        break;
    }
    return 3;
}
} // namespace

QString stateText(UserState state)
{
    switch (state) {
    case UserState::InStep:
        return Words::tr("no break known");
    case UserState::Stale:
        return Words::tr("stale");
    case UserState::Queued:
        return Words::tr("queued");
    case UserState::Orphaned:
        return Words::tr("orphaned");
    case UserState::Gap:
        return Words::tr("gap");
    case UserState::RemoteFailing:
        return Words::tr("remote failing");
    case UserState::UnsignedDevices:
        return Words::tr("unsigned devices");
    case UserState::UnusableKeys:
        return Words::tr("unusable keys");
    case UserState::CrossSigningBroken:
        return Words::tr("cross-signing broken");
    case UserState::LeftoverMarker:
        return Words::tr("leftover marker");
    case UserState::TooManyDevices:
        return Words::tr("too many devices");
    case UserState::ResyncLoop:
        return Words::tr("fetched in a loop");
    case UserState::Differs:
        return Words::tr("differs");
    case UserState::Untracked:
        return Words::tr("not tracked");
    case UserState::Unknown:
        break;
    }
    return Words::tr("unknown");
}

QString stateExplanation(UserState state)
{
    switch (state) {
    case UserState::InStep:
        return Words::tr(
            "The homeserver tracks this user's devices and nothing contradicts its copy. That is no proof: an update that was lost with "
            "nothing after it leaves no trace. A refresh compares the copy with the user's server.");
    case UserState::Stale:
        return Words::tr("The homeserver knows that its copy is out of date and has marked it for a resync, which has not succeeded yet.");
    case UserState::Queued:
        return Words::tr("The homeserver has marked this user for a first fetch of the device list, which has not succeeded yet.");
    case UserState::Orphaned:
        return Words::tr("The homeserver holds devices of this user but does not track them: no update will arrive.");
    case UserState::Gap:
        return Words::tr(
            "An update that a later one refers to was never received, and no resync followed. Refresh fetches the whole list.");
    case UserState::RemoteFailing:
        return Words::tr("The user's server does not answer; the homeserver waits before it tries again.");
    case UserState::UnsignedDevices:
        return Words::tr("The user has cross-signing keys, but some devices are not signed by them.");
    case UserState::UnusableKeys:
        return Words::tr("At least one device has keys that clients refuse: its own signature is wrong or missing.");
    case UserState::CrossSigningBroken:
        return Words::tr("A cross-signing key or signature is missing or wrong, so that clients show devices as unverified.");
    case UserState::LeftoverMarker:
        return Words::tr(
            "The homeserver tries again and again to fetch a list that nobody needs: no local user shares a room with this user.");
    case UserState::TooManyDevices:
        return Words::tr("The last list that was fetched has more devices than the homeserver takes and was dropped.");
    case UserState::ResyncLoop:
        return Words::tr("The whole list is fetched again and again although no update comes in between.");
    case UserState::Differs:
        return Words::tr("When the copy was compared last, its origin said something else, and the list was not fetched since.");
    case UserState::Untracked:
        return Words::tr("The homeserver holds nothing about this user: no local user shares a room with them, or nobody here has needed "
                         "their devices yet.");
    case UserState::Unknown:
        break;
    }
    return {};
}

Tone stateTone(UserState state)
{
    switch (state) {
    case UserState::Gap:
    case UserState::Stale:
    case UserState::UnusableKeys:
    case UserState::TooManyDevices:
    case UserState::Differs:
        return Tone::Critical;
    case UserState::RemoteFailing:
    case UserState::Orphaned:
    case UserState::CrossSigningBroken:
    case UserState::LeftoverMarker:
    case UserState::ResyncLoop:
        return Tone::Warning;
    case UserState::Queued:
    case UserState::UnsignedDevices:
        return Tone::Notice;
    case UserState::InStep: // Not Good: nothing was checked.
    case UserState::Untracked:
    case UserState::Unknown:
        break;
    }
    return Tone::Quiet;
}

std::optional<UserState> worstState(const QList<UserState> &states)
{
    return states.isEmpty() ? std::nullopt : std::optional(worstFirst(states).constFirst());
}

QList<UserState> worstFirst(QList<UserState> states)
{
    std::stable_sort(states.begin(), states.end(), [](UserState a, UserState b) { return badness(a) > badness(b); });
    return states;
}

int badness(UserState state)
{
    // Lost without anybody knowing is worse than what the homeserver itself works at.
    constexpr UserState order[] = {UserState::InStep, UserState::Untracked, UserState::UnsignedDevices, UserState::Queued,
        UserState::Orphaned, UserState::RemoteFailing, UserState::Stale, UserState::Gap, UserState::Differs};
    const auto known = std::ranges::find(order, state);
    const int place = known == std::end(order) ? 0 : int(known - std::begin(order)) + 1;
    return (3 - rank(stateTone(state))) * 100 + place;
}

Tone severityTone(Severity severity)
{
    if (severity == Severity::Error)
        return Tone::Critical;
    return severity == Severity::Warning ? Tone::Warning : Tone::Notice;
}

int worstFinding(const QList<Finding> &findings)
{
    const auto worst = std::min_element(findings.begin(), findings.end(),
        [](const Finding &a, const Finding &b) { return rank(severityTone(a.severity)) < rank(severityTone(b.severity)); });
    return worst == findings.end() ? -1 : int(worst - findings.begin());
}

QString changeText(const DeviceListChange &change)
{
    QStringList parts;
    const auto add = [&parts](qsizetype number, const QString &first, const QString &further) {
        if (number > 0)
            parts << (parts.isEmpty() ? first : further);
    };
    const int added = int(change.added.size());
    const int removed = int(change.removed.size());
    const int changed = int(change.changed.size());
    add(added, Words::tr("%n device(s) added", nullptr, added), QString());
    //: follows "2 devices added, "
    add(removed, Words::tr("%n device(s) removed", nullptr, removed), Words::tr("%n removed", "devices", removed));
    add(changed, Words::tr("%n device(s) changed", nullptr, changed), Words::tr("%n changed", "devices", changed));
    if (change.crossSigningChanged)
        parts << (parts.isEmpty() ? Words::tr("Cross-signing keys changed") : Words::tr("cross-signing keys changed"));

    QString text = parts.isEmpty() ? Words::tr("No difference") : parts.join(u", "_s);
    const QString from = displayable(change.fromStreamId.toString(), 40);
    const QString to = displayable(change.toStreamId.toString(), 40);
    if (to.isEmpty())
        return text;
    text += u"; "_s;
    text += from.isEmpty() || from == to ? Words::tr("stream %1").arg(to) : Words::tr("stream %1 → %2").arg(from, to);
    return text;
}

QString refreshOutcome(const Inspection::RefreshStatus &status)
{
    if (status.state == RefreshState::Running)
        return Words::tr("Fetching the list from the remote server …");
    if (status.state == RefreshState::Failed) {
        QString text = displayable(status.error, maxErrorLength);
        if (text.isEmpty())
            text = status.errcode.isEmpty() ? Words::tr("The refresh failed") : displayable(status.errcode, 80);
        if (status.retryAt == 0)
            return text;
        while (text.endsWith(u'.'))
            text.chop(1);
        return text + u"; "_s + Words::tr("next try %1").arg(clockTime(status.retryAt));
    }
    if (status.state == RefreshState::Succeeded)
        return status.change ? changeText(*status.change) : Words::tr("The list was fetched");
    return {};
}

QString sourceStateText(SourceState state)
{
    switch (state) {
    case SourceState::Ok:
        return Words::tr("working");
    case SourceState::Starting:
        return Words::tr("starting");
    case SourceState::CatchingUp:
        return Words::tr("catching up");
    case SourceState::Failing:
        return Words::tr("failing");
    case SourceState::Off:
        return Words::tr("off");
    case SourceState::Unknown:
        break;
    }
    return Words::tr("unknown");
}

Tone sourceStateTone(SourceState state)
{
    switch (state) {
    case SourceState::Ok:
        return Tone::Good;
    case SourceState::Failing:
        return Tone::Critical;
    case SourceState::Off:
        return Tone::Quiet;
    case SourceState::Starting:
    case SourceState::CatchingUp:
    case SourceState::Unknown:
        break;
    }
    return Tone::Notice;
}

QString sourceKindText(SourceKind kind)
{
    switch (kind) {
    case SourceKind::Database:
        return Words::tr("Database");
    case SourceKind::Log:
        return Words::tr("Log");
    case SourceKind::Tap:
        return Words::tr("Federation tap");
    case SourceKind::Heads:
        return Words::tr("Polling");
    case SourceKind::Redis:
        return Words::tr("Redis");
    case SourceKind::Lab:
        return Words::tr("Lab");
    case SourceKind::Updates:
        return Words::tr("Handling of updates");
    case SourceKind::History:
        return Words::tr("History");
    case SourceKind::Index:
        return Words::tr("Search index");
    case SourceKind::Unknown:
        break;
    }
    return Words::tr("unknown");
}

QString serverKindText(ServerKind kind)
{
    switch (kind) {
    case ServerKind::Synapse:
        return u"Synapse"_s;
    case ServerKind::Lab:
        return Words::tr("Lockstep lab");
    case ServerKind::Matrix:
        return Words::tr("Matrix server");
    case ServerKind::Capture:
        return Words::tr("Capture:");
    case ServerKind::Case:
        return Words::tr("Case:");
    case ServerKind::Unknown:
        break;
    }
    return Words::tr("unknown");
}

QString serverTitle(const Inspection::Info &info)
{
    if (info.kind == ServerKind::Capture)
        return displayable(info.serverVersion);
    //: %1: a user ID and when it was made
    return info.kind == ServerKind::Case ? Words::tr("Case of %1").arg(displayable(info.serverVersion))
                                         : displayable(info.serverName.toString());
}

} // namespace Lockstep::Presentation
