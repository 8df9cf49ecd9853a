// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/audit.h"

#include "inspection/wirepages.h"

namespace Lockstep::Inspection {

namespace WireDetail {

template <>
constexpr QStringView itemsName<Audit> = u"audits";
template <>
constexpr QStringView itemsName<AuditedList> = u"lists";

template <>
struct Wire<AuditRequest>
{
    static constexpr QStringView path = u"audit";
    static constexpr auto members = std::tuple(as<Text>(u"method", &AuditRequest::method), //
        onlyIf([](const AuditRequest &request) { return !request.users.isEmpty(); }, as<LooseTexts>(u"users", &AuditRequest::users)), //
        onlyIf([](const AuditRequest &request) { return !request.server.isEmpty(); }, as<LooseText>(u"server", &AuditRequest::server)), //
        onlyIf([](const AuditRequest &request) { return request.sample != 0; }, as<Number>(u"sample", &AuditRequest::sample)), //
        onlyIf([](const AuditRequest &request) { return request.witness.has_value(); },
            as<OptionalObject>(u"witness", &AuditRequest::witness)));
};

template <>
struct Wire<Audit>
{
    static constexpr QStringView path = u"audit";
    static constexpr auto members = std::tuple(as<Text>(u"id", &Audit::id), //
        as<Integer>(u"n", &Audit::n), //
        as<Text>(u"method", &Audit::method), //
        as<TextOrNull>(u"server", &Audit::server), //
        as<Time>(u"sample", &Audit::sample), //
        as<Number>(u"named", &Audit::named), //
        as<LooseText>(u"by", &Audit::by), //
        as<Text>(u"state", &Audit::state), //
        as<TextOrNull>(u"detail", &Audit::detail), //
        as<Time>(u"started", &Audit::started), //
        as<Time>(u"finished", &Audit::finished), //
        as<Count>(u"population", &Audit::population), //
        as<Count>(u"chosen", &Audit::chosen), //
        as<Number>(u"same", &Audit::same), //
        as<Number>(u"differ", &Audit::differ), //
        as<Number>(u"known", &Audit::known), //
        as<Number>(u"not_compared", &Audit::notCompared), //
        group(u"differ_of_all", as<Count>(u"least_ppm", &Audit::leastPpm), //
            as<Count>(u"most_ppm", &Audit::mostPpm)));
};

template <>
struct Wire<ListDifference>
{
    static constexpr QStringView path = u"list.differences";
    static constexpr auto members = std::tuple(as<Text>(u"kind", &ListDifference::kind), //
        as<TextOrNull>(u"device_id", &ListDifference::deviceId), //
        as<LooseText>(u"here", &ListDifference::here), //
        as<LooseText>(u"there", &ListDifference::there));
};

template <>
struct Wire<AuditedList>
{
    static constexpr QStringView path = u"list";
    static constexpr auto members = std::tuple(as<Integer>(u"n", &AuditedList::n), //
        as<Text>(u"user_id", &AuditedList::userId), //
        as<Text>(u"outcome", &AuditedList::outcome), //
        as<Time>(u"at", &AuditedList::at), //
        as<TextOrNull>(u"origin", &AuditedList::origin), //
        as<Stream>(u"here", &AuditedList::here), //
        as<Stream>(u"there", &AuditedList::there), //
        as<LooseParts>(u"differences", &AuditedList::differences), //
        as<Number>(u"unlisted", &AuditedList::unlisted), //
        onlyIf([](const AuditedList &list) { return list.outcome == ListOutcome::Differs; },
            as<LooseText>(u"missed", &AuditedList::missed), //
            as<Time>(u"missed_n", &AuditedList::missedN)), //
        as<TextOrNull>(u"error", &AuditedList::error));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(AuditRequest);
LOCKSTEP_ON_THE_WIRE(Audit);
LOCKSTEP_ON_THE_WIRE(Page<Audit>);
LOCKSTEP_ON_THE_WIRE(ListDifference);
LOCKSTEP_ON_THE_WIRE(AuditedList);
LOCKSTEP_ON_THE_WIRE(Page<AuditedList>);

} // namespace Lockstep::Inspection
