// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "diagnosis/collection.h"
#include "diagnosis/diagnose.h"
#include "domain/trackedlist.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Diagnosis {

using namespace Inspection;
using Kind = IncidentKind;
using Subject = IncidentSubject;

namespace {

/// The key that makes a device or an identity what it is: "ed25519" of a device, the one key of a master key.
QString identityOf(const DeviceListUpdate &row)
{
    if (row.kind == UpdateKind::SigningKeys) {
        const QJsonObject keys = row.keys.value(u"master_key").toObject().value(u"keys").toObject();
        return keys.isEmpty() ? QString() : keys.constBegin().value().toString();
    }
    return row.keys.value(u"keys").toObject().value(u"ed25519:"_s + row.deviceId.toString()).toString();
}

bool isOtherIdentity(const NewRow &seen)
{
    if (!seen.before)
        return false;
    const QString now = identityOf(seen.row), before = identityOf(*seen.before);
    return !now.isEmpty() && !before.isEmpty() && now != before;
}

Incident &point(
    Collection &into, const NewRow &seen, Kind kind, Subject subjectKind, const QString &subject, Severity severity, const QString &what)
{
    Incident &incident = into.at(kind, subjectKind, subject, severity);
    // It was so at that moment, and not longer.
    const bool isFirst = incident.since == 0;
    incident.lastSeen = isFirst ? seen.row.received : std::max(incident.lastSeen, seen.row.received);
    Collection::addSince(incident, seen.row.received);
    Collection::addUser(incident, seen.user);
    Collection::addEvidence(
        incident, {.kind = EvidenceKind::History, .at = seen.row.received, .text = what, .user = seen.user, .n = seen.row.n});
    return incident;
}

void addSender(Collection &into, const NewRow &seen)
{
    const QString server = seen.user.server().toString(), user = displayable(seen.user.toString());
    const QString id = displayable(seen.row.streamId.toString(), 80);
    const auto say = [&](Kind kind, Severity severity, const QString &what, const QString &text, const QString &advice) {
        Incident &incident = point(into, seen, kind, Subject::Server, server, severity, what);
        incident.text = text;
        incident.advice = advice;
    };
    if (seen.row.breaks.testFlag(Break::Rewound))
        say(Kind::SenderRewound, Severity::Warning, u"update %1 of %2 is not above the last one and names no prev_id"_s.arg(id, user),
            u"the stream_ids of %1 run backwards: it was restored from a backup"_s.arg(server),
            u"lists of its other users may hold devices that it no longer knows: refresh its users"_s);
    else if (seen.row.breaks.testFlag(Break::Rebuilt))
        say(Kind::SenderRebuilt, Severity::Warning, u"update %1 of %2 names no prev_id and bears a new signing key"_s.arg(id, user),
            u"%1 was set up again: it signs with a new key and counts anew"_s.arg(server),
            u"lists of its other users may hold devices that do not exist any more: refresh its users"_s);
    else if (seen.row.breaks.testFlag(Break::Pruned))
        say(Kind::SenderPruned, Severity::Info, u"update %1 of %2 names no prev_id after more than a day without one"_s.arg(id, user),
            u"%1 collapsed what it could not deliver for more than a day"_s.arg(server),
            u"nothing: the update makes the homeserver fetch the whole list, by design"_s);
    else if (seen.row.breaks.testFlag(Break::Restarted))
        say(Kind::SenderRestarted, Severity::Info, u"update %1 of %2 names no prev_id although earlier ones came"_s.arg(id, user),
            u"%1 was restarted"_s.arg(server),
            u"nothing: the update makes the homeserver fetch the whole list; what was lost just before would not show"_s);
}

} // namespace

void addRows(Collection &into, const Facts &facts)
{
    for (const NewRow &seen : facts.rows) {
        const QString user = displayable(seen.user.toString());
        const bool isForged = seen.row.kind == UpdateKind::Update && seen.row.verdict == Verdict::Ignored
            && (seen.row.detail.startsWith(wrongOriginDetail) || seen.row.verified == std::optional(false));
        if (isForged && facts.now - seen.row.received < heldFor(Kind::ForgedUpdates)) {
            const QString sender = seen.row.detail.mid(wrongOriginDetail.size() + 2);
            const bool isKnown = seen.row.detail.startsWith(wrongOriginDetail) && !sender.isEmpty();
            // Whoever sends them chooses whose names they bear: no incident for each.
            Incident &incident = point(into, seen, Kind::ForgedUpdates, isKnown ? Subject::Server : Subject::Homeserver,
                isKnown ? sender : facts.own.toString(), Severity::Warning,
                seen.row.verified == std::optional(false) ? u"an update for %1 bears a wrong signature"_s.arg(user)
                                                          : u"an update for %1 came from another server"_s.arg(user));
            incident.text = isKnown ? u"%1 sends updates for users of other servers"_s.arg(sender)
                                    : u"updates came whose senders are not who they say"_s;
            incident.advice = isKnown ? u"the homeserver dropped them, and no list changed: ask its operators, or shut it out"_s
                                      : u"the homeserver dropped them, and no list changed; its log or the proxy's names who sent them"_s;
            continue;
        }
        if (seen.row.kind == UpdateKind::SigningKeys && isOtherIdentity(seen)
            && facts.now - seen.row.received < heldFor(Kind::IdentityReset)) {
            Incident &incident = point(into, seen, Kind::IdentityReset, Subject::User, seen.user.toString(), Severity::Info,
                u"the master key became another one"_s);
            incident.text = u"%1 has reset their identity: the master key is another one"_s.arg(user);
            incident.advice = u"whoever verified them has to do so again; ask them whether they did it"_s;
        }
        if (seen.row.kind != UpdateKind::Update || seen.row.verdict == Verdict::Ignored)
            continue;
        if (isOtherIdentity(seen) && facts.now - seen.row.received < heldFor(Kind::DeviceKeyChanged)) {
            Incident &incident = point(into, seen, Kind::DeviceKeyChanged, Subject::User, seen.user.toString(),
                seen.wasSignedOut ? Severity::Info : Severity::Warning,
                u"the ed25519 key of %1 became another one"_s.arg(displayable(seen.row.deviceId.toString(), 80)));
            ++incident.devices;
            incident.text = u"a device of %1 has other keys under the same ID"_s.arg(user);
            // A sign-out in between makes it another device, for those who saw it.
            incident.advice = seen.wasSignedOut
                ? u"it was signed out in between: only clients that did not see that refuse the new keys"_s
                : u"clients that knew the old keys refuse the new ones: the user has to sign that device out and in again, under a new ID"_s;
        }
        if (facts.now - seen.row.received < heldFor(Kind::SenderPruned)
            || (seen.row.breaks & (Break::Rewound | Break::Rebuilt) && facts.now - seen.row.received < heldFor(Kind::SenderRewound)))
            addSender(into, seen);
    }
}

} // namespace Lockstep::Diagnosis
