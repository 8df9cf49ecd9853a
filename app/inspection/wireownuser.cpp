// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wirepages.h"

#include "inspection/ownuser.h"

// What a homeserver tells others of its own users.

namespace Lockstep::Inspection {

// Their tables are in wirequeues.cpp and wiretables.cpp.
extern template QJsonObject toJson(const Waiting &);
extern template Result<Waiting> fromJson<Waiting>(const QJsonObject &);
extern template QJsonObject toJson(const Availability &);
extern template Result<Availability> fromJson<Availability>(const QJsonObject &);
extern template QJsonObject toJson(const Device &);
extern template Result<Device> fromJson<Device>(const QJsonObject &);
extern template QJsonObject toJson(const CrossSigning &);
extern template Result<CrossSigning> fromJson<CrossSigning>(const QJsonObject &);
extern template QJsonObject toJson(const Destination &);
extern template Result<Destination> fromJson<Destination>(const QJsonObject &);

namespace WireDetail {

template <>
struct Wire<OwnChange>
{
    static constexpr QStringView path = u"own_user.changes";
    static constexpr auto members = std::tuple(as<Text>(u"device_id", &OwnChange::deviceId), //
        as<Stream>(u"stream_id", &OwnChange::streamId), //
        as<Time>(u"at", &OwnChange::at), //
        as<FlagOrNull>(u"queued", &OwnChange::isQueued));
};

template <>
struct Wire<WaitingChange>
{
    static constexpr QStringView path = u"own_user.destinations.waiting";
    static constexpr auto members = std::tuple(as<TextOrNull>(u"device_id", &WaitingChange::deviceId), //
        as<Stream>(u"stream_id", &WaitingChange::streamId), //
        as<Time>(u"queued", &WaitingChange::queued));
};

template <>
struct Wire<SentTransaction>
{
    static constexpr QStringView path = u"own_user.destinations.transactions";
    static constexpr auto members = std::tuple(as<Time>(u"at", &SentTransaction::at), //
        as<LooseText>(u"txn_id", &SentTransaction::txnId), //
        as<Number>(u"status", &SentTransaction::status));
};

template <>
struct Wire<ToldServer>
{
    static constexpr QStringView path = u"own_user.destinations";
    static constexpr auto members = std::tuple(as<Text>(u"destination", &ToldServer::destination), //
        as<Number>(u"updates", &ToldServer::updates), //
        as<Flag>(u"updates_at_least", &ToldServer::updatesAtLeast), //
        as<LooseParts>(u"waiting", &ToldServer::waiting), //
        as<Stream>(u"confirmed", &ToldServer::confirmed), //
        as<Part>(u"why", &ToldServer::why), //
        as<OptionalPart>(u"state", &ToldServer::state), //
        as<Part>(u"transactions_available", &ToldServer::transactionsAvailable), //
        as<LooseParts>(u"transactions", &ToldServer::transactions));
};

template <>
struct Wire<OwnUser>
{
    static constexpr QStringView path = u"own_user";
    static constexpr auto members = std::tuple(as<Text>(u"user_id", &OwnUser::userId), //
        as<Time>(u"at", &OwnUser::at), //
        group(u"available", as<Part>(u"list", &OwnUser::listAvailable), //
            as<Part>(u"changes", &OwnUser::changesAvailable), //
            as<Part>(u"destinations", &OwnUser::destinationsAvailable)), //
        as<LooseParts>(u"devices", &OwnUser::devices), //
        as<Flag>(u"partial", &OwnUser::isPartial), //
        as<Part>(u"cross_signing", &OwnUser::crossSigning), //
        as<Stream>(u"stream_id", &OwnUser::streamId), //
        as<LooseParts>(u"changes", &OwnUser::changes), //
        as<Flag>(u"changes_partial", &OwnUser::changesPartial), //
        as<LooseParts>(u"destinations", &OwnUser::destinations), //
        as<TextOrNull>(u"next", &OwnUser::next));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(OwnUser);

} // namespace Lockstep::Inspection
