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

constexpr qsizetype longestId = 80;

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

Incident &point(Collection &into, const NewRow &seen, Kind kind, Subject subjectKind, const QString &subject, Severity severity,
    EvidenceFact fact, const QStringList &args = {})
{
    Incident &incident = into.at(kind, subjectKind, subject, severity);
    // It was so at that moment, and not longer.
    const bool isFirst = incident.since == 0;
    incident.lastSeen = isFirst ? seen.row.received : std::max(incident.lastSeen, seen.row.received);
    Collection::addSince(incident, seen.row.received);
    Collection::addUser(incident, seen.user);
    Evidence told = evidence(EvidenceKind::History, seen.row.received, fact, args);
    told.user = seen.user;
    told.n = seen.row.n;
    told.isFromLog = seen.row.sources.testFlag(UpdateSource::Log);
    Collection::addEvidence(incident, std::move(told));
    return incident;
}

void addSender(Collection &into, const NewRow &seen)
{
    const QString server = seen.user.server().toString();
    const auto say = [&](Kind kind, Severity severity, EvidenceFact fact, const QString &text, const QString &advice) {
        Incident &incident = point(into, seen, kind, Subject::Server, server, severity, fact,
            {seen.row.streamId.toString().left(longestId), seen.user.toString()});
        incident.text = text;
        incident.advice = advice;
    };
    if (seen.row.breaks.testFlag(Break::Rewound))
        say(Kind::SenderRewound, Severity::Warning, EvidenceFact::UpdateRewound,
            u"the stream_ids of %1 run backwards: it was restored from a backup"_s.arg(server),
            u"lists of its other users may hold devices that it no longer knows: refresh its users"_s);
    else if (seen.row.breaks.testFlag(Break::Rebuilt))
        say(Kind::SenderRebuilt, Severity::Warning, EvidenceFact::UpdateRebuilt,
            u"%1 was set up again: it signs with a new key and counts anew"_s.arg(server),
            u"lists of its other users may hold devices that do not exist any more: refresh its users"_s);
    else if (seen.row.breaks.testFlag(Break::Pruned))
        say(Kind::SenderPruned, Severity::Info, EvidenceFact::UpdatePruned,
            u"%1 collapsed what it could not deliver for more than a day"_s.arg(server),
            u"nothing: the update makes the homeserver fetch the whole list, by design"_s);
    else if (seen.row.breaks.testFlag(Break::Restarted))
        say(Kind::SenderRestarted, Severity::Info, EvidenceFact::UpdateRestarted, u"%1 was restarted"_s.arg(server),
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
                seen.row.verified == std::optional(false) ? EvidenceFact::WrongSignature : EvidenceFact::WrongSender,
                {seen.user.toString()});
            incident.text = isKnown ? u"%1 sends updates for users of other servers"_s.arg(sender)
                                    : u"updates came whose senders are not who they say"_s;
            incident.advice = isKnown ? u"the homeserver dropped them, and no list changed: ask its operators, or shut it out"_s
                                      : u"the homeserver dropped them, and no list changed; its log or the proxy's names who sent them"_s;
            continue;
        }
        if (seen.row.kind == UpdateKind::SigningKeys && isOtherIdentity(seen)
            && facts.now - seen.row.received < heldFor(Kind::IdentityReset)) {
            Incident &incident = point(
                into, seen, Kind::IdentityReset, Subject::User, seen.user.toString(), Severity::Info, EvidenceFact::MasterKeyChanged);
            incident.text = u"%1 has reset their identity: the master key is another one"_s.arg(user);
            incident.advice = u"whoever verified them has to do so again; ask them whether they did it"_s;
        }
        if (seen.row.kind != UpdateKind::Update || seen.row.verdict == Verdict::Ignored)
            continue;
        if (isOtherIdentity(seen) && facts.now - seen.row.received < heldFor(Kind::DeviceKeyChanged)) {
            Incident &incident = point(into, seen, Kind::DeviceKeyChanged, Subject::User, seen.user.toString(),
                seen.wasSignedOut ? Severity::Info : Severity::Warning, EvidenceFact::DeviceKeyChanged,
                {seen.row.deviceId.toString().left(longestId)});
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
