// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"

#include "domain/apiwords.h"
#include "inspection/apiwords.h"
#include "inspection/wirepages.h"

namespace Lockstep::Inspection {

namespace WireDetail {

// --- where the homeserver and the gateway stand ---------------------------------------------------------------------------

template <>
struct Wire<Availability>
{
    static constexpr QStringView path = u"capabilities";
    static constexpr auto members = std::tuple(as<Flag>(u"available", &Availability::available), //
        as<TextOrNull>(u"reason", &Availability::reason));
};

template <>
struct Wire<SourceStatus>
{
    static constexpr QStringView path = u"sources";
    static constexpr auto members = std::tuple(as<Text>(u"kind", &SourceStatus::kind), //
        as<Text>(u"state", &SourceStatus::state), //
        as<LooseText>(u"detail", &SourceStatus::detail), //
        as<Number>(u"behind", &SourceStatus::behind));
};

template <>
struct Wire<Caller>
{
    static constexpr QStringView path = u"caller";
    static constexpr auto members = std::tuple(as<Text>(u"user_id", &Caller::userId), //
        as<Text>(u"role", &Caller::role), //
        as<Flag>(u"contents", &Caller::contents));
};

template <>
struct Wire<Info>
{
    static constexpr QStringView path = u"info";
    static constexpr auto members = std::tuple(as<Text>(u"server_name", &Info::serverName), //
        as<Text>(u"kind", &Info::kind), //
        as<TextOrNull>(u"server_version", &Info::serverVersion), //
        group(u"capabilities", as<Part>(u"refresh", &Info::refresh), //
            as<Part>(u"history", &Info::history), //
            as<Part>(u"inbox", &Info::inbox), //
            as<Part>(u"outbox", &Info::outbox), //
            as<Part>(u"destinations", &Info::destinations), //
            as<Part>(u"trail", &Info::trail), //
            as<Part>(u"incidents", &Info::incidents), //
            as<Part>(u"audit", &Info::audit)), //
        as<OptionalPart>(u"caller", &Info::caller), //
        as<LooseParts>(u"sources", &Info::sources), //
        group(u"history", as<Number>(u"updates", &Info::historyUpdates), //
            as<Time>(u"recorded_since", &Info::recordedSince), //
            as<Number>(u"removed", &Info::historyRemoved)));
};

template <>
struct Wire<QueueTotals>
{
    static constexpr QStringView path = u"queues";
    static constexpr auto members = std::tuple(as<Count>(u"messages", &QueueTotals::messages), //
        as<Count>(u"bytes", &QueueTotals::bytes), //
        as<Flag>(u"estimate", &QueueTotals::estimate));
};

template <>
struct Wire<KeyCheck>
{
    static constexpr QStringView path = u"overview.key_check";
    static constexpr auto members = std::tuple(as<Count>(u"checked", &KeyCheck::checked), //
        as<Count>(u"total", &KeyCheck::total), //
        as<Time>(u"finished", &KeyCheck::finished));
};

template <>
struct Wire<Trouble>
{
    static constexpr QStringView path = u"overview.troubles";
    static constexpr auto members = std::tuple(as<Text>(u"state", &Trouble::state), //
        as<LooseText>(u"server", &Trouble::server), //
        as<TextOrNull>(u"cause", &Trouble::cause), //
        as<TextOrNull>(u"error", &Trouble::error), //
        as<Number>(u"users", &Trouble::users), //
        as<Time>(u"since", &Trouble::since));
};

template <>
struct Wire<LastAudit>
{
    static constexpr QStringView path = u"audited";
    static constexpr auto members = std::tuple(as<Text>(u"outcome", &LastAudit::outcome), //
        as<Time>(u"at", &LastAudit::at), //
        as<TextOrNull>(u"origin", &LastAudit::origin), //
        as<LooseText>(u"method", &LastAudit::method), //
        as<LooseText>(u"audit_id", &LastAudit::auditId));
};

template <>
struct Wire<AuditTotals>
{
    static constexpr QStringView path = u"audited";
    static constexpr auto members = std::tuple(as<Count>(u"lists", &AuditTotals::lists), //
        as<Number>(u"differ", &AuditTotals::differ), //
        as<Time>(u"oldest", &AuditTotals::oldest), //
        as<Time>(u"newest", &AuditTotals::newest));
};

template <>
struct Wire<Overview>
{
    static constexpr QStringView path = u"overview";
    static constexpr auto members = std::tuple(requiredGroup(u"users", as<Count>(u"tracked", &Overview::trackedUsers), //
                                                   as<Flag>(u"estimate", &Overview::trackedUsersEstimate), //
                                                   as<CountOfWord>(u"states", &Overview::states)), //
        group(u"destinations", as<Count>(u"failing", &Overview::destinationsFailing)), //
        group(u"queues", as<Part>(u"inbox", &Overview::inbox), //
            as<Part>(u"outbox", &Overview::outbox), //
            as<Part>(u"updates", &Overview::updates)), //
        group(u"refreshes", as<Number>(u"running", &Overview::refreshesRunning)), //
        as<Part>(u"key_check", &Overview::keyCheck), //
        as<LooseParts>(u"troubles", &Overview::troubles), //
        as<Part>(u"audited", &Overview::audited));
};

// --- users ----------------------------------------------------------------------------------------------------------------

template <>
struct Wire<Finding>
{
    static constexpr QStringView path = u"findings";
    static constexpr auto members = std::tuple(as<Text>(u"id", &Finding::id), //
        as<LooseText>(u"severity", &Finding::severity), //
        as<LooseText>(u"text", &Finding::text), //
        as<Time>(u"n", &Finding::n), //
        as<Time>(u"since", &Finding::since), //
        as<Time>(u"last", &Finding::last), //
        onlyIf([](const Finding &finding) { return !finding.audit.isEmpty(); }, as<LooseText>(u"audit_id", &Finding::audit)), //
        onlyIf([](const Finding &finding) { return !finding.incident.isEmpty(); }, as<LooseText>(u"incident", &Finding::incident)), //
        onlyIf([](const Finding &finding) { return finding.count > 0; }, as<Number>(u"count", &Finding::count)), //
        onlyIf([](const Finding &finding) { return finding.cause.has_value(); }, as<TextOrNull>(u"cause", &Finding::cause),
            as<LooseText>(u"error", &Finding::error)));
};

template <>
struct Wire<Match>
{
    static constexpr QStringView path = u"matched";
    static constexpr auto members = std::tuple(as<LooseText>(u"field", &Match::field), //
        as<TextOrNull>(u"device_id", &Match::deviceId), //
        as<LooseText>(u"text", &Match::text), //
        as<Number>(u"at", &Match::at), //
        as<Number>(u"length", &Match::length));
};

template <>
struct Wire<SearchState>
{
    static constexpr QStringView path = u"searched";
    static constexpr auto members = std::tuple(as<Flag>(u"complete", &SearchState::complete), //
        as<Number>(u"indexed", &SearchState::indexed), //
        as<Count>(u"total", &SearchState::total), //
        as<Time>(u"as_of", &SearchState::asOf), //
        as<Number>(u"waiting", &SearchState::waiting), //
        as<Number>(u"cut", &SearchState::cut));
};

template <>
struct Wire<UserSummary>
{
    static constexpr QStringView path = u"user";
    static constexpr auto members = std::tuple(as<Text>(u"user_id", &UserSummary::userId), //
        derived(u"server", [](const UserSummary &user) { return user.userId.server().toString(); }), //
        as<LooseTexts>(u"states", &UserSummary::states), //
        as<Stream>(u"stream_id", &UserSummary::streamId), //
        as<Count>(u"device_count", &UserSummary::deviceCount), //
        as<Time>(u"stale_since", &UserSummary::staleSince), //
        as<Time>(u"last_update", &UserSummary::lastUpdate), //
        as<Time>(u"retry_at", &UserSummary::retryAt), //
        as<LooseParts>(u"findings", &UserSummary::findings), //
        onlyIf([](const UserSummary &user) { return !user.matched.isEmpty(); }, as<LooseParts>(u"matched", &UserSummary::matched)));
};

template <>
struct Wire<Device>
{
    static constexpr QStringView path = u"devices";
    static constexpr auto members = std::tuple(as<Text>(u"device_id", &Device::deviceId), //
        as<NullableText>(u"display_name", &Device::displayName), //
        derived(u"algorithms", [](const Device &device) { return device.keys.value(u"algorithms").toArray(); }), //
        derived(u"keys", [](const Device &device) { return device.keys.value(u"keys").toObject(); }), //
        as<ObjectOrNull>(u"device_keys", &Device::keys), //
        as<LooseText>(u"self_signature", &Device::selfSignature), //
        as<LooseText>(u"cross_signature", &Device::crossSignature));
};

template <>
struct Wire<CrossSigning::Entry>
{
    static constexpr QStringView path = u"cross_signing.history";
    static constexpr auto members = std::tuple(as<Text>(u"usage", &CrossSigning::Entry::usage), //
        as<Stream>(u"stream_id", &CrossSigning::Entry::streamId), //
        as<Object>(u"key", &CrossSigning::Entry::key));
};

template <>
struct Wire<CrossSigning>
{
    static constexpr QStringView path = u"cross_signing";
    static constexpr auto members = std::tuple(as<ObjectOrNull>(u"master", &CrossSigning::master), //
        as<ObjectOrNull>(u"self_signing", &CrossSigning::selfSigning), //
        as<LooseParts>(u"history", &CrossSigning::history));
};

template <>
struct Wire<Destination>
{
    static constexpr QStringView path = u"destination";
    static constexpr auto members = std::tuple(as<Text>(u"destination", &Destination::destination), //
        as<Time>(u"failing_since", &Destination::failingSince), //
        as<Time>(u"retry_last", &Destination::retryLast), //
        as<Number>(u"retry_interval", &Destination::retryInterval), //
        as<Time>(u"retry_at", &Destination::retryAt), //
        as<Count>(u"users_tracked", &Destination::usersTracked), //
        as<Count>(u"users_stale", &Destination::usersStale));
};

template <>
struct Wire<UserDetails>
{
    static constexpr QStringView path = u"user";
    static constexpr auto members = std::tuple(inlined(&UserDetails::summary), //
        as<Parts>(u"devices", &UserDetails::devices), //
        as<Part>(u"cross_signing", &UserDetails::crossSigning), //
        as<OptionalPart>(u"destination", &UserDetails::destination), //
        as<OptionalPart>(u"audited", &UserDetails::audited));
};

template <>
struct Wire<DeviceListUpdate>
{
    static constexpr QStringView path = u"update";
    static constexpr auto members = std::tuple(as<Integer>(u"n", &DeviceListUpdate::n), //
        as<Time>(u"received", &DeviceListUpdate::received), //
        as<Text>(u"kind", &DeviceListUpdate::kind), //
        as<Stream>(u"stream_id", &DeviceListUpdate::streamId), //
        as<Streams>(u"prev_ids", &DeviceListUpdate::prevIds), //
        as<TextOrNull>(u"device_id", &DeviceListUpdate::deviceId), //
        as<NullableText>(u"display_name", &DeviceListUpdate::displayName), //
        as<Flag>(u"deleted", &DeviceListUpdate::deleted), //
        as<ObjectOrNull>(u"keys", &DeviceListUpdate::keys), //
        flagOr(u"content_known", &DeviceListUpdate::contentKnown,
            [](const DeviceListUpdate &update) { return !update.keys.isEmpty() || update.deleted; }), //
        as<LooseText>(u"verdict", &DeviceListUpdate::verdict), //
        as<Flags>(u"breaks", &DeviceListUpdate::breaks), //
        as<Flags>(u"sources", &DeviceListUpdate::sources), //
        as<FlagOrNull>(u"verified", &DeviceListUpdate::verified), //
        as<TextOrNull>(u"detail", &DeviceListUpdate::detail));
};

template <>
struct Wire<DeviceListChange>
{
    static constexpr QStringView path = u"change";
    static constexpr auto members = std::tuple(as<Texts>(u"added", &DeviceListChange::added), //
        as<Texts>(u"removed", &DeviceListChange::removed), //
        as<Texts>(u"changed", &DeviceListChange::changed), //
        as<Flag>(u"cross_signing_changed", &DeviceListChange::crossSigningChanged), //
        as<Stream>(u"from_stream_id", &DeviceListChange::fromStreamId), //
        as<Stream>(u"to_stream_id", &DeviceListChange::toStreamId));
};

template <>
struct Wire<RefreshStatus>
{
    static constexpr QStringView path = u"refresh";
    static constexpr auto members = std::tuple(as<LooseText>(u"user_id", &RefreshStatus::userId), //
        as<Text>(u"state", &RefreshStatus::state), //
        as<Time>(u"requested", &RefreshStatus::requested), //
        as<Time>(u"finished", &RefreshStatus::finished), //
        as<TextOrNull>(u"errcode", &RefreshStatus::errcode), //
        as<TextOrNull>(u"error", &RefreshStatus::error), //
        as<Time>(u"retry_at", &RefreshStatus::retryAt), //
        as<OptionalPart>(u"change", &RefreshStatus::change));
};

// --- events -------------------------------------------------------------------------------------------------------------

template <>
struct Wire<Event>
{
    static constexpr QStringView path = u"events.events";
    static constexpr auto members = std::tuple(rest(&Event::members, QStringView(u"id"), QStringView(u"type")), //
        as<Number>(u"id", &Event::id), //
        as<Text>(u"type", &Event::type));
};

template <>
struct Wire<EventBatch>
{
    static constexpr QStringView path = u"events";
    static constexpr auto members = std::tuple(as<Integer>(u"next", &EventBatch::next), as<Parts>(u"events", &EventBatch::events));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(Caller);
LOCKSTEP_ON_THE_WIRE(Match);
LOCKSTEP_ON_THE_WIRE(SearchState);
LOCKSTEP_ON_THE_WIRE(Availability);
LOCKSTEP_ON_THE_WIRE(SourceStatus);
LOCKSTEP_ON_THE_WIRE(Info);
LOCKSTEP_ON_THE_WIRE(Overview);
LOCKSTEP_ON_THE_WIRE(Trouble);
LOCKSTEP_ON_THE_WIRE(LastAudit);
LOCKSTEP_ON_THE_WIRE(AuditTotals);
LOCKSTEP_ON_THE_WIRE(UserSummary);
LOCKSTEP_ON_THE_WIRE(UserDetails);
LOCKSTEP_ON_THE_WIRE(Device);
LOCKSTEP_ON_THE_WIRE(CrossSigning);
LOCKSTEP_ON_THE_WIRE(DeviceListUpdate);
LOCKSTEP_ON_THE_WIRE(DeviceListChange);
LOCKSTEP_ON_THE_WIRE(RefreshStatus);
LOCKSTEP_ON_THE_WIRE(Destination);
LOCKSTEP_ON_THE_WIRE(EventBatch);
LOCKSTEP_ON_THE_WIRE(Finding);
LOCKSTEP_ON_THE_WIRE(Page<UserSummary>);
LOCKSTEP_ON_THE_WIRE(Page<DeviceListUpdate>);
LOCKSTEP_ON_THE_WIRE(Page<Destination>);

} // namespace Lockstep::Inspection
