// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wirepages.h"

#include "domain/apiwords.h"
#include "inspection/apiwords.h"
#include "inspection/destinationdetails.h"

namespace Lockstep::Inspection {

// Their tables are in wirequeues.cpp and wiretables.cpp.
extern template QJsonObject toJson(const Waiting &);
extern template Result<Waiting> fromJson<Waiting>(const QJsonObject &);
extern template QJsonObject toJson(const Availability &);
extern template Result<Availability> fromJson<Availability>(const QJsonObject &);
extern template QJsonObject toJson(const Destination &);
extern template Result<Destination> fromJson<Destination>(const QJsonObject &);
extern template QJsonObject toJson(const OutboxQueue &);
extern template Result<OutboxQueue> fromJson<OutboxQueue>(const QJsonObject &);
extern template QJsonObject toJson(const UpdatesQueue &);
extern template Result<UpdatesQueue> fromJson<UpdatesQueue>(const QJsonObject &);

namespace WireDetail {

template <>
struct Wire<ReachSpan>
{
    static constexpr QStringView path = u"reachability.spans";
    static constexpr auto members = std::tuple(as<Text>(u"state", &ReachSpan::state), //
        as<Time>(u"since", &ReachSpan::since), //
        as<Time>(u"until", &ReachSpan::until), //
        as<TextOrNull>(u"cause", &ReachSpan::cause), //
        as<TextOrNull>(u"error", &ReachSpan::error), //
        as<Number>(u"tries", &ReachSpan::tries));
};

template <>
struct Wire<WatchedSpan>
{
    static constexpr QStringView path = u"reachability.watched";
    static constexpr auto members = std::tuple(as<Time>(u"since", &WatchedSpan::since), as<Time>(u"until", &WatchedSpan::until));
};

template <>
struct Wire<Contact>
{
    static constexpr QStringView path = u"reachability.contacts";
    static constexpr auto members = std::tuple(as<Time>(u"at", &Contact::at), //
        as<Text>(u"kind", &Contact::kind), //
        as<TextOrNull>(u"user_id", &Contact::user), //
        as<Flag>(u"answered", &Contact::answered), //
        as<TextOrNull>(u"cause", &Contact::cause), //
        as<TextOrNull>(u"error", &Contact::error));
};

template <>
struct Wire<Reachability>
{
    static constexpr QStringView path = u"reachability";
    static constexpr auto members = std::tuple(as<LooseParts>(u"watched", &Reachability::watched), //
        as<LooseParts>(u"spans", &Reachability::spans), //
        as<LooseParts>(u"contacts", &Reachability::contacts), //
        as<Time>(u"last_update", &Reachability::lastUpdate), //
        as<Count>(u"updates", &Reachability::updates), //
        as<Time>(u"updates_since", &Reachability::updatesSince));
};

template <>
struct Wire<DestinationDetails>
{
    static constexpr QStringView path = u"destination";
    static constexpr auto members = std::tuple(as<Part>(u"destination", &DestinationDetails::destination), //
        as<Part>(u"waiting", &DestinationDetails::waiting), //
        as<Part>(u"reachability", &DestinationDetails::reach), //
        group(u"available", as<Part>(u"reachability", &DestinationDetails::reachAvailable), //
            as<Part>(u"contacts", &DestinationDetails::contactsAvailable), //
            as<Part>(u"outbox", &DestinationDetails::outboxAvailable), //
            as<Part>(u"updates", &DestinationDetails::updatesAvailable)), //
        as<OptionalPart>(u"outbox", &DestinationDetails::outbox), //
        as<OptionalPart>(u"updates", &DestinationDetails::updates));
};

template <>
struct Wire<DestinationRoute>
{
    static constexpr QStringView path = u"route";
    static constexpr auto members = std::tuple(as<Text>(u"destination", &DestinationRoute::destination), //
        as<Time>(u"at", &DestinationRoute::at), //
        as<LooseText>(u"certificate_name", &DestinationRoute::certificateName), //
        as<LooseTexts>(u"endpoints", &DestinationRoute::endpoints), //
        as<LooseTexts>(u"steps", &DestinationRoute::steps));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(ReachSpan);
LOCKSTEP_ON_THE_WIRE(WatchedSpan);
LOCKSTEP_ON_THE_WIRE(Contact);
LOCKSTEP_ON_THE_WIRE(Reachability);
LOCKSTEP_ON_THE_WIRE(DestinationDetails);
LOCKSTEP_ON_THE_WIRE(DestinationRoute);

} // namespace Lockstep::Inspection
