// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/wire.h"
#include "inspection/wiremembers.h"

/// Pages of every type, and the two directions themselves. For the files with tables only.
namespace Lockstep::Inspection {

namespace WireDetail {

/// The name that the items of a page have on the wire.
template <typename T>
constexpr QStringView itemsName = u"queues";
template <>
constexpr QStringView itemsName<UserSummary> = u"users";
template <>
constexpr QStringView itemsName<DeviceListUpdate> = u"updates";
template <>
constexpr QStringView itemsName<ToDeviceMessage> = u"messages";
template <>
constexpr QStringView itemsName<Destination> = u"destinations";
template <>
constexpr QStringView itemsName<TrailEntry> = u"trail";

template <typename T>
struct Wire<Page<T>>
{
    static constexpr QStringView path = itemsName<T>;
    static constexpr auto members = std::tuple(as<Parts>(itemsName<T>, &Page<T>::items), //
        as<TextOrNull>(u"next", &Page<T>::next), //
        as<Flag>(u"partial", &Page<T>::partial));
};

/// Users may have been searched for.
template <>
struct Wire<Page<UserSummary>>
{
    static constexpr QStringView path = itemsName<UserSummary>;
    static constexpr auto members = std::tuple(as<Parts>(itemsName<UserSummary>, &Page<UserSummary>::items), //
        as<TextOrNull>(u"next", &Page<UserSummary>::next), //
        as<Flag>(u"partial", &Page<UserSummary>::partial), //
        onlyIf([](const Page<UserSummary> &page) { return page.searched.has_value(); },
            as<OptionalPart>(u"searched", &Page<UserSummary>::searched)));
};

template <>
struct Wire<KeptFrom>
{
    static constexpr QStringView path = u"kept";
    static constexpr auto members = std::tuple(as<Number>(u"first", &KeptFrom::first), as<Time>(u"until", &KeptFrom::until));
};

/// Older ones may be no longer kept.
template <>
struct Wire<Page<DeviceListUpdate>>
{
    static constexpr QStringView path = itemsName<DeviceListUpdate>;
    static constexpr auto members = std::tuple(as<Parts>(itemsName<DeviceListUpdate>, &Page<DeviceListUpdate>::items), //
        as<TextOrNull>(u"next", &Page<DeviceListUpdate>::next), //
        as<Flag>(u"partial", &Page<DeviceListUpdate>::partial), //
        onlyIf([](const Page<DeviceListUpdate> &page) { return !page.kept.isAll(); },
            as<Part>(u"kept", &Page<DeviceListUpdate>::kept)));
};

} // namespace WireDetail

template <typename T>
QJsonObject toJson(const T &value)
{
    QJsonObject object;
    WireDetail::writeMembers(object, value);
    return object;
}

template <typename T>
Result<T> fromJson(const QJsonObject &object)
{
    WireDetail::Reader in(object, WireDetail::Wire<T>::path.toString());
    T value{};
    WireDetail::readMembers(in, value);
    return in.conclude(std::move(value));
}

/// Both directions of a type that wire.h promises.
#define LOCKSTEP_ON_THE_WIRE(...)                                                                                                          \
    template QJsonObject toJson(const __VA_ARGS__ &);                                                                                      \
    template Result<__VA_ARGS__> fromJson<__VA_ARGS__>(const QJsonObject &)

} // namespace Lockstep::Inspection
