// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/findingwords.h"

#include "core/log.h"
#include "ui/words/findinghelp.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Lockstep::FindingWords {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(FindingWords)
};

constexpr qsizetype maxText = 800;
constexpr qsizetype maxNamed = 5;
constexpr qint64 dayMs = 24LL * 60 * 60 * 1000;

enum class Basis { Marker, Backoff, History, Keys, KeyCheck, Fetches, Comparison };

/// A sentence has %1 for the server and %2 for what the finding names.
struct Entry
{
    const char *id;
    const char *text;
    Basis basis;
    Target target;
};

constexpr std::array entries = {
    Entry{"orphaned",
        QT_TRANSLATE_NOOP("FindingWords",
            "Devices are left over from a time when the homeserver followed this user; they are not served to clients any more."),
        Basis::Marker, Target::Devices},
    Entry{"empty_list",
        QT_TRANSLATE_NOOP("FindingWords",
            "An empty list is stored although no local user shares a room with this user, as an answered fetch that nobody needed leaves "
            "it. No updates come for it, and it harms nothing."),
        Basis::Marker, Target::Devices},
    Entry{"gap_healed",
        QT_TRANSLATE_NOOP("FindingWords",
            "An update from %1 was lost, and the resync after it brought the list back in step. What was sent meanwhile may not have been "
            "encrypted for all devices."),
        Basis::History, Target::Update},
    Entry{"keys_gap",
        QT_TRANSLATE_NOOP("FindingWords",
            "An update of %1 builds on a stream_id that was never received, and the cross-signing keys of this user had changed just "
            "before. Synapse numbers such a change like an update and sends none for it, so nothing need have been lost. The homeserver "
            "is to fetch the whole list, and a refresh does so now."),
        Basis::History, Target::Update},
    Entry{"keys_gap_healed",
        QT_TRANSLATE_NOOP("FindingWords",
            "An update of %1 built on a stream_id that was never received, and the cross-signing keys of this user had changed just "
            "before. Synapse numbers such a change like an update and sends none for it, so nothing need have been lost, and the resync "
            "after it brought the list back in step."),
        Basis::History, Target::Update},
    Entry{"malformed_update",
        QT_TRANSLATE_NOOP("FindingWords",
            "%1 sends updates that are malformed, and Synapse answers 500 to the whole transaction, so the sender repeats it and all that "
            "waits behind it is held up. Only the operators of %1 can mend it."),
        Basis::History, Target::Update},
    Entry{"rewound",
        QT_TRANSLATE_NOOP("FindingWords",
            "The stream_ids of %1 ran backwards: it was restored from a backup and counts anew, so lists of its other users may hold "
            "devices that it no longer knows until they change. A refresh of each puts it right."),
        Basis::History, Target::Update},
    Entry{"rebuilt",
        QT_TRANSLATE_NOOP("FindingWords",
            "%1 signs with a new key and counts anew: it was set up again, so lists of its other users may hold devices that do not exist "
            "any more. A refresh of each puts it right."),
        Basis::History, Target::Update},
    Entry{"rewound_healed",
        QT_TRANSLATE_NOOP("FindingWords",
            "The stream_ids of %1 ran backwards, because it was restored from a backup, and the resync after it brought this list back in "
            "step. Lists of its other users may hold devices that it no longer knows until they change or are refreshed."),
        Basis::History, Target::Update},
    Entry{"rebuilt_healed",
        QT_TRANSLATE_NOOP("FindingWords",
            "%1 was set up again, with a new key and counting anew, and the resync after it brought this list back in step. Lists of its "
            "other users may hold devices that do not exist any more until they are refreshed."),
        Basis::History, Target::Update},
    Entry{"out_of_order",
        QT_TRANSLATE_NOOP("FindingWords",
            "An update came before one that it builds on: nothing was lost, but it can have cost a resync. It points to a server that "
            "sends by several workers, or to a retried request."),
        Basis::History, Target::Update},
    Entry{"needless_resync",
        QT_TRANSLATE_NOOP("FindingWords",
            "The homeserver fetched the whole list although it knew every prev_id. Synapse does so once after each fetch that found its "
            "copy right, which costs a request and harms nothing."),
        Basis::History, Target::Update},
    Entry{"pruned",
        QT_TRANSLATE_NOOP("FindingWords",
            "%1 sent an update without prev_id after more than a day without one: it collapses what it could not deliver for so long, and "
            "asks for a resync this way. This is by design."),
        Basis::History, Target::Update},
    Entry{"restarted",
        QT_TRANSLATE_NOOP("FindingWords",
            "%1 sent an update without prev_id although an earlier one was received: it does so once for each user after a restart, and "
            "asks for a resync this way. This is by design, but an update lost just before would not show."),
        Basis::History, Target::Update},
    Entry{"placeholder",
        QT_TRANSLATE_NOOP("FindingWords",
            "%1 always sends the same stream_id and no prev_id, as servers of the conduwuit family do, so every update leads to a resync. "
            "This is by design."),
        Basis::History, Target::Update},
    Entry{"fork",
        QT_TRANSLATE_NOOP("FindingWords",
            "Two updates build on the same one, as a server that sends by several workers produces. This is legal, and a later update "
            "that names both joins them."),
        Basis::History, Target::Update},
    Entry{"duplicate",
        QT_TRANSLATE_NOOP("FindingWords",
            "%1 sent the same update again: it repeats a request whose answer it did not get, and the repetition changes nothing."),
        Basis::History, Target::Update},
    Entry{"signature_invalid",
        QT_TRANSLATE_NOOP("FindingWords",
            "The keys of %2 do not bear a valid signature of the device itself, so clients will not encrypt for it. A refresh shows "
            "whether %1 says the same."),
        Basis::Keys, Target::Devices},
    Entry{"signature_missing",
        QT_TRANSLATE_NOOP("FindingWords",
            "The keys of %2 are not signed by the device itself, so clients will not encrypt for it. A refresh shows whether %1 says the "
            "same."),
        Basis::Keys, Target::Devices},
    Entry{"id_mismatch",
        QT_TRANSLATE_NOOP("FindingWords",
            "The keys stored for %2 name another user or device, so clients refuse them. A refresh shows whether %1 says the same."),
        Basis::Keys, Target::Devices},
    Entry{"no_keys",
        QT_TRANSLATE_NOOP("FindingWords", "Nothing can be encrypted for %2: it has no keys, as for a client without encryption."),
        Basis::Keys, Target::Devices},
    Entry{"unusable_keys",
        QT_TRANSLATE_NOOP("FindingWords",
            "At least one device has keys that clients refuse, so that they will not encrypt for it: its own signature is wrong or "
            "missing, or the keys name another user or device."),
        Basis::KeyCheck, Target::Devices},
    Entry{"cross_signing_broken",
        QT_TRANSLATE_NOOP("FindingWords",
            "The user's cross-signing does not hold: a key is missing or not signed by the other, or a signature on a device is wrong, so "
            "that clients show devices as unverified."),
        Basis::KeyCheck, Target::CrossSigning},
    Entry{"refuse_id_collision",
        QT_TRANSLATE_NOOP("FindingWords",
            "The device ID %2 equals a cross-signing key of the user, which clients must refuse: it can make them take a device for an "
            "identity."),
        Basis::Keys, Target::Devices},
    Entry{"cross_signature_invalid",
        QT_TRANSLATE_NOOP("FindingWords",
            "The user's cross-signature on %2 does not hold, so clients show the device as unverified. A refresh shows whether %1 says the "
            "same."),
        Basis::Keys, Target::Devices},
    Entry{"cross_signing_invalid",
        QT_TRANSLATE_NOOP("FindingWords",
            "The user's self-signing key is not signed by the master key, so no device counts as verified: after a reset of the identity "
            "one of the two keys is still the old one, and a refresh fetches both."),
        Basis::Keys, Target::CrossSigning},
    Entry{"cross_signing_incomplete",
        QT_TRANSLATE_NOOP("FindingWords",
            "One of the user's two cross-signing keys is missing, which is typical of a lost m.signing_key_update: that leaves no gap, and "
            "only a refresh fetches the key."),
        Basis::Keys, Target::CrossSigning},
    Entry{"unsigned_devices",
        QT_TRANSLATE_NOOP("FindingWords",
            "The user has cross-signing keys, and they do not sign %2: either the user has not verified it yet, or signatures got lost and "
            "a refresh brings them."),
        Basis::Keys, Target::Devices},
    // These have sentences of several parts, below.
    Entry{"stale", nullptr, Basis::Marker, Target::Server},
    Entry{"queued", nullptr, Basis::Marker, Target::Server},
    Entry{"too_many_devices", nullptr, Basis::Fetches, Target::Server},
    Entry{"leftover_marker", nullptr, Basis::Marker, Target::Server},
    Entry{"remote_failing", nullptr, Basis::Backoff, Target::Server},
    Entry{"resync_loop", nullptr, Basis::Fetches, Target::History},
    Entry{"gap", nullptr, Basis::History, Target::Update},
    Entry{"list_differs", nullptr, Basis::Comparison, Target::Devices},
    Entry{"resync_failed", nullptr, Basis::History, Target::Update},
};

const Entry *entryOf(const QString &id)
{
    const auto found = std::ranges::find_if(entries, [&id](const Entry &entry) { return id == QLatin1StringView(entry.id); });
    return found == entries.end() ? nullptr : &*found;
}

int plural(qint64 number)
{
    return int(std::clamp<qint64>(number, 0, 1'000'000));
}

/// "A, B and 7 more".
QString listed(const QList<DeviceId> &ids)
{
    QStringList names;
    for (const DeviceId &id : ids.mid(0, maxNamed))
        names << displayable(id.toString(), 60);
    const QString text = names.join(u", "_s);
    const qint64 more = ids.size() - names.size();
    //: %1: names; %n more of them
    return more > 0 ? Words::tr("%1 and %n more", nullptr, plural(more)).arg(text) : text;
}

/// Sentences that depend on what is known. Empty: not one of these.
QString composed(const Finding &finding, const Inspection::UserSummary &user)
{
    const QString server = displayable(user.userId.server().toString(), 120);
    const bool waits = finding.id == "remote_failing"_L1 || user.states.contains(Inspection::UserState::RemoteFailing);
    const QString happens = causeText(finding.cause, finding.error, server);
    const QString helps = helpText(finding.cause, server, waits);
    if (finding.id == "stale"_L1)
        return happens.isEmpty()
            ? Words::tr("The homeserver knows that its copy of the list is out of date and waits to fetch the whole list from %1.")
                  .arg(server)
            : Words::tr("The homeserver's copy of the list is out of date and the whole list could not be fetched: %1; %2.")
                  .arg(happens, helps);
    if (finding.id == "queued"_L1)
        return happens.isEmpty() ? Words::tr("The list is to be fetched from %1 for the first time.").arg(server)
                                 : Words::tr("The list could not be fetched for the first time: %1; %2.").arg(happens, helps);
    if (finding.id == "too_many_devices"_L1)
        return Words::tr("The whole list came and was dropped, so that the old one is served: %1; %2.").arg(happens, helps);
    if (finding.id == "leftover_marker"_L1) {
        const QString sentence
            = Words::tr("The homeserver tries in vain to fetch the list of this user although no local user shares a room with them. It "
                        "asks again every 30 seconds for as long as %1 is not in backoff, which nobody needs; only an answer with a list "
                        "or the removal of the row in device_lists_remote_resync ends it.")
                  .arg(server);
        //: %1: a sentence, %2: what happens, without a full stop
        return happens.isEmpty() ? sentence : Words::tr("%1 Now: %2.").arg(sentence, happens);
    }
    if (finding.id == "remote_failing"_L1)
        return Words::tr("The homeserver is in backoff: %1, so updates may be missing; %2.")
            .arg(happens.isEmpty() ? Words::tr("the homeserver got no answer from %1").arg(server) : happens, helps);
    if (finding.id == "resync_loop"_L1)
        return Words::tr(
            "The homeserver fetched the whole list %1 time(s) although no update came in between: something marks it as out of "
            "date again and again, such as messages from a device that the list of %2 lacks.",
            nullptr, plural(finding.count))
            .arg(QLocale().toString(finding.count), server);
    if (finding.id == "gap"_L1)
        return Words::tr(
            "An update names a prev_id that was never received: at least one update from %1 was lost and no resync followed, so "
            "the list may lack devices or keys. A refresh fetches the whole list.")
            .arg(server);
    if (finding.id == "list_differs"_L1)
        return finding.severity == Severity::Info
            ? Words::tr("Names of devices here are not those that %1 said when both were compared; everything else was the same.")
                  .arg(server)
            : Words::tr(
                "The list here is not what %1 said when both were compared, and it was not fetched since. Show says what differed; a "
                "refresh fetches the list.")
                  .arg(server);
    if (finding.id == "resync_failed"_L1)
        return Words::tr("The last resync from %1 failed, so the homeserver still serves the old list; %2.").arg(server, helps);
    return {};
}
} // namespace

QList<DeviceId> devicesOf(const Finding &finding, const QList<Device> &devices)
{
    using Self = SignatureState;
    using Cross = CrossSignatureState;
    const std::pair<QLatin1StringView, Self> selves[] = {{"signature_invalid"_L1, Self::Invalid}, {"signature_missing"_L1, Self::Missing},
        {"id_mismatch"_L1, Self::IdMismatch}, {"no_keys"_L1, Self::NoKeys}};
    const std::pair<QLatin1StringView, Cross> crosses[] = {{"refuse_id_collision"_L1, Cross::RefuseIdCollision},
        {"cross_signature_invalid"_L1, Cross::CrossSignatureInvalid}, {"unsigned_devices"_L1, Cross::NotCrossSigned}};
    const auto self = std::ranges::find(selves, finding.id, [](const auto &known) { return QString(known.first); });
    const auto cross = std::ranges::find(crosses, finding.id, [](const auto &known) { return QString(known.first); });
    QList<DeviceId> ids;
    for (const Device &device : devices) {
        if ((self != std::end(selves) && device.selfSignature == self->second)
            || (cross != std::end(crosses) && device.crossSignature == cross->second))
            ids << device.deviceId;
    }
    return ids;
}

QString text(const Finding &finding, const Inspection::UserSummary &user, const QList<Device> &devices)
{
    const Entry *entry = entryOf(finding.id);
    const QString names = listed(devicesOf(finding, devices));
    const bool lacksNames = entry && entry->text && QLatin1StringView(entry->text).contains("%2"_L1) && names.isEmpty();
    // Also a cause that a newer gateway knows and this program does not.
    const bool lacksCause = finding.cause == FetchCause::Unknown && finding.error.isEmpty();
    if (!entry || lacksNames || lacksCause)
        return displayable(finding.text, maxText);
    if (!entry->text)
        return composed(finding, user);
    const QString server = displayable(user.userId.server().toString(), 120);
    QString sentence = QCoreApplication::translate("FindingWords", entry->text);
    // By hand: arg() complains where a sentence lacks one of them, and what is put in may hold a "%2" itself.
    QString filled;
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        const QStringView place = QStringView(sentence).mid(i, 2);
        if (place == u"%1" || place == u"%2") {
            filled += place == u"%1" ? server : names;
            ++i;
        } else {
            filled += sentence[i];
        }
    }
    return filled;
}

QString seenText(const Finding &finding, qint64 now)
{
    QStringList parts;
    if (finding.since > 0) {
        const qint64 clock = now > 0 ? now : QDateTime::currentMSecsSinceEpoch();
        const QString since = Presentation::secondsTime(finding.since, now);
        //: %1: a time, %2: "3 d"
        parts << (clock - finding.since >= dayMs ? Words::tr("Since %1 (%2)").arg(since, Presentation::relativeTime(finding.since, now))
                                                 : Words::tr("Since %1").arg(since));
    }
    if (finding.count > 1) {
        //: %1 is the number with separators; %n only chooses the form
        const QString times = Words::tr("seen %1 time(s)", nullptr, plural(finding.count)).arg(QLocale().toString(finding.count));
        parts << (finding.last > 0 ? Words::tr("%1, last %2").arg(times, Presentation::secondsTime(finding.last, now)) : times);
    } else if (finding.last > finding.since) {
        parts << Words::tr("last %1").arg(Presentation::secondsTime(finding.last, now));
    }
    return parts.join(u" · "_s);
}

QString basisText(const Finding &finding)
{
    const Entry *entry = entryOf(finding.id);
    if (!entry)
        return {};
    switch (entry->basis) {
    case Basis::Marker:
        return !finding.cause ? Words::tr("the homeserver's own mark in its database")
                              : Words::tr("the homeserver's own mark in its database, and its log");
    case Basis::Backoff:
        return Words::tr("the homeserver's own record of the server");
    case Basis::History:
        return Words::tr("the recorded history");
    case Basis::Keys:
        return Words::tr("the stored keys, checked when they were read");
    case Basis::KeyCheck:
        return Words::tr("the check of all lists");
    case Basis::Fetches:
        return Words::tr("the fetches that the log tells of");
    case Basis::Comparison:
        return Words::tr("the last comparison with its origin");
    }
    return {};
}

Target target(const Finding &finding)
{
    const Entry *entry = entryOf(finding.id);
    if (finding.n > 0)
        return Target::Update;
    return !entry ? Target::None : entry->target == Target::Update ? Target::History : entry->target;
}

QString linkText(Target target, const Inspection::UserSummary &user)
{
    switch (target) {
    case Target::None:
        break;
    case Target::Update:
        return Words::tr("Show the update in the history");
    case Target::History:
        return Words::tr("Show the history");
    case Target::Devices:
        return Words::tr("Show the devices");
    case Target::CrossSigning:
        return Words::tr("Show the cross-signing keys");
    case Target::Server:
        return Words::tr("Show %1").arg(displayable(user.userId.server().toString(), 120));
    }
    return {};
}

} // namespace Lockstep::FindingWords
