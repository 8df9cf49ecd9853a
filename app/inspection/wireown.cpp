// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wirepages.h"

#include "domain/apiwords.h"
#include "inspection/apiwords.h"
#include "inspection/ownside.h"
#include "inspection/queuesummary.h"

// What a queue holds, and the homeserver's own side.

namespace Lockstep::Inspection {

// Their tables are in wirequeues.cpp and wiretables.cpp.
extern template QJsonObject toJson(const Waiting &);
extern template Result<Waiting> fromJson<Waiting>(const QJsonObject &);
extern template QJsonObject toJson(const Growth &);
extern template Result<Growth> fromJson<Growth>(const QJsonObject &);
extern template QJsonObject toJson(const Availability &);
extern template Result<Availability> fromJson<Availability>(const QJsonObject &);

namespace WireDetail {

template <>
constexpr QStringView itemsName<WaitingUpdates> = u"users";

template <>
struct Wire<QueueShare>
{
    static constexpr QStringView path = u"share";
    static constexpr auto members = std::tuple(as<LooseText>(u"name", &QueueShare::name), //
        as<Number>(u"messages", &QueueShare::messages), //
        as<Number>(u"bytes", &QueueShare::bytes));
};

template <>
struct Wire<StaleShare>
{
    static constexpr QStringView path = u"droppable";
    static constexpr auto members = std::tuple(as<Text>(u"kind", &StaleShare::kind), //
        as<Number>(u"messages", &StaleShare::messages), //
        as<Number>(u"bytes", &StaleShare::bytes));
};

template <>
struct Wire<QueueSummary>
{
    static constexpr QStringView path = u"summary";
    static constexpr auto members = std::tuple(as<Part>(u"waiting", &QueueSummary::waiting), //
        as<OptionalPart>(u"growth", &QueueSummary::growth), //
        as<Count>(u"messages", &QueueSummary::messages), //
        as<Flag>(u"messages_at_least", &QueueSummary::messagesAtLeast), //
        group(u"looked_at", as<Number>(u"messages", &QueueSummary::looked), //
            as<Number>(u"bytes", &QueueSummary::lookedBytes), //
            as<Flag>(u"whole", &QueueSummary::isWhole)), //
        as<LooseParts>(u"types", &QueueSummary::types), //
        as<Number>(u"other_types", &QueueSummary::otherTypes), //
        as<LooseParts>(u"senders", &QueueSummary::senders), //
        as<Number>(u"other_senders", &QueueSummary::otherSenders), //
        as<Count>(u"last_hour", &QueueSummary::lastHour), //
        as<Part>(u"stale", &QueueSummary::stale), //
        as<LooseParts>(u"droppable", &QueueSummary::droppable), //
        as<LooseText>(u"sql", &QueueSummary::sql));
};

template <>
struct Wire<WaitingUpdates>
{
    static constexpr QStringView path = u"user";
    static constexpr auto members = std::tuple(as<Text>(u"user_id", &WaitingUpdates::userId), //
        as<Count>(u"updates", &WaitingUpdates::updates), //
        as<Flag>(u"updates_at_least", &WaitingUpdates::updatesAtLeast), //
        as<Time>(u"oldest", &WaitingUpdates::oldest), //
        as<Stream>(u"stream_id", &WaitingUpdates::streamId), //
        as<Stream>(u"prev_id", &WaitingUpdates::prevId));
};

template <>
struct Wire<ConversionLag>
{
    static constexpr QStringView path = u"own.conversion";
    static constexpr auto members = std::tuple(as<Part>(u"available", &ConversionLag::available), //
        as<Count>(u"changes", &ConversionLag::changes), //
        as<Flag>(u"changes_at_least", &ConversionLag::changesAtLeast), //
        as<Time>(u"since", &ConversionLag::since), //
        as<Stream>(u"position", &ConversionLag::position), //
        as<Stream>(u"newest", &ConversionLag::newest), //
        as<Flag>(u"ahead", &ConversionLag::isAhead), //
        as<LooseTexts>(u"users", &ConversionLag::users));
};

template <>
struct Wire<StreamStandstill>
{
    static constexpr QStringView path = u"own.streams";
    static constexpr auto members = std::tuple(as<Text>(u"stream", &StreamStandstill::stream), //
        as<Text>(u"writer", &StreamStandstill::writer), //
        as<Stream>(u"position", &StreamStandstill::position), //
        as<Stream>(u"newest", &StreamStandstill::newest), //
        as<LooseText>(u"table", &StreamStandstill::table), //
        as<Time>(u"since", &StreamStandstill::since));
};

template <>
struct Wire<UnwokenDestination>
{
    static constexpr QStringView path = u"own.unwoken";
    static constexpr auto members = std::tuple(as<Text>(u"destination", &UnwokenDestination::destination), //
        as<Number>(u"messages", &UnwokenDestination::messages), //
        as<Number>(u"updates", &UnwokenDestination::updates), //
        as<Time>(u"oldest", &UnwokenDestination::oldest));
};

template <>
struct Wire<KnownFault>
{
    static constexpr QStringView path = u"own.faults";
    static constexpr auto members = std::tuple(as<Text>(u"id", &KnownFault::id), //
        as<TextOrNull>(u"since", &KnownFault::since), //
        as<TextOrNull>(u"fixed_in", &KnownFault::fixedIn), //
        as<Text>(u"symptom", &KnownFault::symptom), //
        as<LooseText>(u"source", &KnownFault::source), //
        as<LooseText>(u"url", &KnownFault::url), //
        as<Flag>(u"device_lists", &KnownFault::isAboutLists), //
        as<Flag>(u"to_device", &KnownFault::isAboutMessages));
};

template <>
struct Wire<OwnSide>
{
    static constexpr QStringView path = u"own";
    static constexpr auto members = std::tuple(as<TextOrNull>(u"version", &OwnSide::version), //
        as<Part>(u"conversion", &OwnSide::conversion), //
        group(u"available", as<Part>(u"streams", &OwnSide::streamsAvailable), //
            as<Part>(u"unwoken", &OwnSide::unwokenAvailable), //
            as<Part>(u"faults", &OwnSide::faultsAvailable)), //
        as<LooseParts>(u"streams", &OwnSide::streams), //
        as<Number>(u"streams_watched", &OwnSide::streamsWatched), //
        as<LooseParts>(u"unwoken", &OwnSide::unwoken), //
        as<Number>(u"destinations_looked", &OwnSide::destinationsLooked), //
        as<Flag>(u"partial", &OwnSide::isPartial), //
        as<LooseParts>(u"faults", &OwnSide::faults));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(QueueShare);
LOCKSTEP_ON_THE_WIRE(StaleShare);
LOCKSTEP_ON_THE_WIRE(QueueSummary);
LOCKSTEP_ON_THE_WIRE(WaitingUpdates);
LOCKSTEP_ON_THE_WIRE(Page<WaitingUpdates>);
LOCKSTEP_ON_THE_WIRE(ConversionLag);
LOCKSTEP_ON_THE_WIRE(StreamStandstill);
LOCKSTEP_ON_THE_WIRE(UnwokenDestination);
LOCKSTEP_ON_THE_WIRE(KnownFault);
LOCKSTEP_ON_THE_WIRE(OwnSide);

} // namespace Lockstep::Inspection
