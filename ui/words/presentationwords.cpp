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
namespace State = Inspection::State;
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

QString stateText(const QString &state)
{
    if (state == State::inStep)
        return Words::tr("no break known");
    if (state == State::stale)
        return Words::tr("stale");
    if (state == State::queued)
        return Words::tr("queued");
    if (state == State::orphaned)
        return Words::tr("orphaned");
    if (state == State::gap)
        return Words::tr("gap");
    if (state == State::remoteFailing)
        return Words::tr("remote failing");
    if (state == State::unsignedDevices)
        return Words::tr("unsigned devices");
    if (state == State::unusableKeys)
        return Words::tr("unusable keys");
    if (state == State::crossSigningBroken)
        return Words::tr("cross-signing broken");
    if (state == State::leftoverMarker)
        return Words::tr("leftover marker");
    if (state == State::tooManyDevices)
        return Words::tr("too many devices");
    if (state == State::resyncLoop)
        return Words::tr("fetched in a loop");
    if (state == State::untracked)
        return Words::tr("not tracked");
    return displayable(state, 40);
}

QString stateExplanation(const QString &state)
{
    if (state == State::inStep)
        return Words::tr(
            "The homeserver tracks this user's devices and nothing contradicts its copy. That is no proof: an update that was lost with "
            "nothing after it leaves no trace. A refresh compares the copy with the user's server.");
    if (state == State::stale)
        return Words::tr("The homeserver knows that its copy is out of date and has marked it for a resync, which has not succeeded yet.");
    if (state == State::queued)
        return Words::tr("The homeserver has marked this user for a first fetch of the device list, which has not succeeded yet.");
    if (state == State::orphaned)
        return Words::tr("The homeserver holds devices of this user but does not track them: no update will arrive.");
    if (state == State::gap)
        return Words::tr(
            "An update that a later one refers to was never received, and no resync followed. Refresh fetches the whole list.");
    if (state == State::remoteFailing)
        return Words::tr("The user's server does not answer; the homeserver waits before it tries again.");
    if (state == State::unsignedDevices)
        return Words::tr("The user has cross-signing keys, but some devices are not signed by them.");
    if (state == State::unusableKeys)
        return Words::tr("At least one device has keys that clients refuse: its own signature is wrong or missing.");
    if (state == State::crossSigningBroken)
        return Words::tr("A cross-signing key or signature is missing or wrong, so that clients show devices as unverified.");
    if (state == State::leftoverMarker)
        return Words::tr(
            "The homeserver tries again and again to fetch a list that nobody needs: no local user shares a room with this user.");
    if (state == State::tooManyDevices)
        return Words::tr("The last list that was fetched has more devices than the homeserver takes and was dropped.");
    if (state == State::resyncLoop)
        return Words::tr("The whole list is fetched again and again although no update comes in between.");
    if (state == State::untracked)
        return Words::tr("The homeserver holds nothing about this user: no local user shares a room with them, or nobody here has needed "
                         "their devices yet.");
    return {};
}

Tone stateTone(const QString &state)
{
    if (state == State::gap || state == State::stale || state == State::unusableKeys || state == State::tooManyDevices)
        return Tone::Critical;
    if (state == State::remoteFailing || state == State::orphaned || state == State::crossSigningBroken || state == State::leftoverMarker
        || state == State::resyncLoop)
        return Tone::Warning;
    if (state == State::queued || state == State::unsignedDevices)
        return Tone::Notice;
    // Not Good: nothing was checked.
    return Tone::Quiet;
}

QString worstState(const QStringList &states)
{
    return worstFirst(states).value(0);
}

QStringList worstFirst(QStringList states)
{
    std::stable_sort(states.begin(), states.end(), [](const QString &a, const QString &b) { return badness(a) > badness(b); });
    return states;
}

int badness(const QString &state)
{
    // Lost without anybody knowing is worse than what the homeserver itself works at.
    const QString *const order[] = {&State::inStep, &State::untracked, &State::unsignedDevices, &State::queued, &State::orphaned,
        &State::remoteFailing, &State::stale, &State::gap};
    const auto known = std::ranges::find_if(order, [&state](const QString *one) { return *one == state; });
    const int place = known == std::end(order) ? 0 : int(known - std::begin(order)) + 1;
    return (3 - rank(stateTone(state))) * 100 + place;
}

QString signatureText(SignatureState state)
{
    switch (state) {
    case SignatureState::Unchecked:
        return Words::tr("not checked");
    case SignatureState::NoKeys:
        return Words::tr("no keys");
    case SignatureState::Valid:
        return Words::tr("valid");
    case SignatureState::Missing:
        return Words::tr("missing");
    case SignatureState::Invalid:
        return Words::tr("invalid");
    case SignatureState::IdMismatch:
        return Words::tr("ids differ");
    }
    return {};
}

QString signatureExplanation(SignatureState state)
{
    switch (state) {
    case SignatureState::Unchecked:
        return Words::tr("The device's own signature was not checked.");
    case SignatureState::NoKeys:
        return Words::tr("The device has no end-to-end keys; nothing can be encrypted for it.");
    case SignatureState::Valid:
        return Words::tr("The device's own signature over its keys verifies.");
    case SignatureState::Missing:
        return Words::tr("The device's keys are not signed by the device; clients ignore such a device.");
    case SignatureState::Invalid:
        return Words::tr("The device's signature over its keys does not verify; clients ignore such a device.");
    case SignatureState::IdMismatch:
        return Words::tr("The keys name another user or device than the list does; clients ignore such a device.");
    }
    return {};
}

Tone signatureTone(SignatureState state)
{
    switch (state) {
    case SignatureState::Valid:
        return Tone::Good;
    case SignatureState::Missing:
    case SignatureState::Invalid:
    case SignatureState::IdMismatch:
        return Tone::Critical;
    case SignatureState::Unchecked:
    case SignatureState::NoKeys:
        break;
    }
    return Tone::Quiet;
}

QString crossSignatureText(CrossSignatureState state)
{
    switch (state) {
    case CrossSignatureState::Unchecked:
        return Words::tr("not checked");
    case CrossSignatureState::NoKeys:
        return Words::tr("no keys");
    case CrossSignatureState::NoCrossSigning:
        return Words::tr("no cross-signing");
    case CrossSignatureState::CrossSigningIncomplete:
        return Words::tr("keys incomplete");
    case CrossSignatureState::CrossSigningInvalid:
        return Words::tr("keys invalid");
    case CrossSignatureState::NotCrossSigned:
        return Words::tr("not signed");
    case CrossSignatureState::CrossSignatureInvalid:
        return Words::tr("invalid");
    case CrossSignatureState::RefuseIdCollision:
        return Words::tr("id collides");
    case CrossSignatureState::CrossSigned:
        return Words::tr("signed");
    }
    return {};
}

QString crossSignatureExplanation(CrossSignatureState state)
{
    switch (state) {
    case CrossSignatureState::Unchecked:
        return Words::tr("The cross-signature was not checked.");
    case CrossSignatureState::NoKeys:
        return Words::tr("The device has no end-to-end keys that could be signed.");
    case CrossSignatureState::NoCrossSigning:
        return Words::tr("The user has no cross-signing keys.");
    case CrossSignatureState::CrossSigningIncomplete:
        return Words::tr("The user's master key or self-signing key is missing on this homeserver.");
    case CrossSignatureState::CrossSigningInvalid:
        return Words::tr("The user's self-signing key is not signed by the master key.");
    case CrossSignatureState::NotCrossSigned:
        return Words::tr("The user's self-signing key has not signed this device; others see it as unverified.");
    case CrossSignatureState::CrossSignatureInvalid:
        return Words::tr("The self-signing key's signature over this device does not verify.");
    case CrossSignatureState::RefuseIdCollision:
        return Words::tr("The device ID equals a cross-signing public key; clients must refuse that.");
    case CrossSignatureState::CrossSigned:
        return Words::tr("The user's self-signing key has signed this device.");
    }
    return {};
}

Tone crossSignatureTone(CrossSignatureState state)
{
    switch (state) {
    case CrossSignatureState::CrossSigned:
        return Tone::Good;
    case CrossSignatureState::NotCrossSigned:
    case CrossSignatureState::CrossSigningIncomplete:
        return Tone::Warning;
    case CrossSignatureState::CrossSigningInvalid:
    case CrossSignatureState::CrossSignatureInvalid:
    case CrossSignatureState::RefuseIdCollision:
        return Tone::Critical;
    case CrossSignatureState::Unchecked:
    case CrossSignatureState::NoKeys:
    case CrossSignatureState::NoCrossSigning:
        break;
    }
    return Tone::Quiet;
}

Tone severityTone(const QString &severity)
{
    if (severity == u"error")
        return Tone::Critical;
    return severity == u"warning" ? Tone::Warning : Tone::Notice;
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
    if (status.state == u"running")
        return Words::tr("Fetching the list from the remote server …");
    if (status.state == u"failed") {
        QString text = displayable(status.error, maxErrorLength);
        if (text.isEmpty())
            text = status.errcode.isEmpty() ? Words::tr("The refresh failed") : displayable(status.errcode, 80);
        if (status.retryAt == 0)
            return text;
        while (text.endsWith(u'.'))
            text.chop(1);
        return text + u"; "_s + Words::tr("next try %1").arg(clockTime(status.retryAt));
    }
    if (status.state == u"succeeded")
        return status.change ? changeText(*status.change) : Words::tr("The list was fetched");
    return {};
}

QString sourceStateText(const QString &state)
{
    if (state == u"ok")
        return Words::tr("working");
    if (state == u"starting")
        return Words::tr("starting");
    if (state == u"catching_up")
        return Words::tr("catching up");
    if (state == u"failing")
        return Words::tr("failing");
    if (state == u"off")
        return Words::tr("off");
    return displayable(state, 40);
}

Tone sourceStateTone(const QString &state)
{
    if (state == u"ok")
        return Tone::Good;
    if (state == u"failing")
        return Tone::Critical;
    return state == u"off" ? Tone::Quiet : Tone::Notice;
}

QString sourceKindText(const QString &kind)
{
    if (kind == u"database")
        return Words::tr("Database");
    if (kind == u"log")
        return Words::tr("Log");
    if (kind == u"tap")
        return Words::tr("Federation tap");
    if (kind == u"heads")
        return Words::tr("Polling");
    if (kind == u"lab")
        return Words::tr("Lab");
    if (kind == u"updates")
        return Words::tr("Handling of updates");
    return displayable(kind, 40);
}

QString serverKindText(const QString &kind)
{
    if (kind == u"synapse")
        return u"Synapse"_s;
    if (kind == u"lab")
        return Words::tr("Lockstep lab");
    if (kind == u"matrix")
        return Words::tr("Matrix server");
    return displayable(kind, 40);
}

} // namespace Lockstep::Presentation
