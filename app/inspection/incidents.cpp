// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/incidents.h"

#include "domain/apiwords.h"
#include "inspection/wirepages.h"

#include <tuple>

namespace Lockstep::Inspection {

namespace WireDetail {

template <>
constexpr QStringView itemsName<Incident> = u"incidents";

template <>
struct Wire<Evidence>
{
    static constexpr QStringView path = u"incident.evidence";
    static constexpr auto members = std::tuple(as<Text>(u"kind", &Evidence::kind), //
        as<Time>(u"at", &Evidence::at), //
        as<LooseText>(u"text", &Evidence::text), //
        onlyIf([](const Evidence &evidence) { return !evidence.user.isEmpty(); }, as<LooseText>(u"user_id", &Evidence::user),
            as<Time>(u"n", &Evidence::n), as<Flag>(u"from_log", &Evidence::isFromLog)), //
        onlyIf([](const Evidence &evidence) { return evidence.fact != EvidenceFact::Unknown; }, as<LooseText>(u"fact", &Evidence::fact),
            as<LooseTexts>(u"args", &Evidence::args)),
        onlyIf([](const Evidence &evidence) { return !evidence.audit.isEmpty(); }, as<LooseText>(u"audit_id", &Evidence::audit)));
};

template <>
struct Wire<OperatorNote>
{
    static constexpr QStringView path = u"incident.note";
    static constexpr auto members = std::tuple(as<LooseText>(u"by", &OperatorNote::by), //
        as<Time>(u"at", &OperatorNote::at), //
        as<LooseText>(u"note", &OperatorNote::text));
};

template <>
struct Wire<Incident>
{
    static constexpr QStringView path = u"incident";
    static constexpr auto members = std::tuple(as<Text>(u"id", &Incident::id), //
        as<Integer>(u"n", &Incident::n), //
        as<Text>(u"kind", &Incident::kind), //
        as<LooseText>(u"severity", &Incident::severity), //
        derived(u"state", [](const Incident &incident) { return toApiName(incident.state()); }), //
        as<LooseText>(u"subject_kind", &Incident::subjectKind), //
        as<LooseText>(u"subject", &Incident::subject), //
        as<LooseText>(u"text", &Incident::text), //
        as<TextOrNull>(u"advice", &Incident::advice), //
        as<Time>(u"since", &Incident::since), //
        as<Time>(u"opened", &Incident::opened), //
        as<Time>(u"last_seen", &Incident::lastSeen), //
        as<Time>(u"ended", &Incident::ended), //
        as<TextOrNull>(u"cause", &Incident::cause), //
        as<TextOrNull>(u"error", &Incident::error), //
        as<Number>(u"tries", &Incident::tries), //
        as<Time>(u"next_try", &Incident::nextTry), //
        group(u"affected", as<Count>(u"users", &Incident::users), //
            as<Flag>(u"users_at_least", &Incident::usersAtLeast), //
            as<LooseTexts>(u"first_users", &Incident::firstUsers), //
            as<Count>(u"devices", &Incident::devices), //
            as<Count>(u"messages", &Incident::messages), //
            as<Count>(u"updates", &Incident::updates)), //
        as<LooseParts>(u"evidence", &Incident::evidence), //
        as<LooseTexts>(u"actions", &Incident::actions), //
        onlyIf(
            [](const Incident &incident) { return incident.acknowledged.at > 0; }, as<Part>(u"acknowledged", &Incident::acknowledged)), //
        onlyIf([](const Incident &incident) { return incident.muted.at > 0; }, as<Part>(u"muted", &Incident::muted)));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(Evidence);
LOCKSTEP_ON_THE_WIRE(OperatorNote);
LOCKSTEP_ON_THE_WIRE(Incident);
LOCKSTEP_ON_THE_WIRE(Page<Incident>);

bool isWorse(const Incident &a, const Incident &b)
{
    const auto place = [](const Incident &incident) {
        return std::tuple(-int(incident.severity), -(incident.users + incident.devices), incident.since, incident.n);
    };
    return place(a) < place(b);
}

} // namespace Lockstep::Inspection
