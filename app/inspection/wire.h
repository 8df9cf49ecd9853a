// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

/// The types of the inspection API as JSON and back: names, null for what there is none of, stream ids as strings
/// (Synapse keeps text, and the specification allows more than a double holds).
/// Readers ignore unknown members; what is missing or of a wrong type is an Error of kind BadAnswer that names the member.
namespace Lockstep::Inspection {

QJsonObject toJson(const Info &info);
QJsonObject toJson(const Overview &overview);
QJsonObject toJson(const Trouble &trouble);
QJsonObject toJson(const UserSummary &user);
QJsonObject toJson(const UserDetails &user);
QJsonObject toJson(const Device &device);
QJsonObject toJson(const DeviceListUpdate &update);
QJsonObject toJson(const DeviceListChange &change);
QJsonObject toJson(const RefreshStatus &status);
QJsonObject toJson(const Destination &destination);
QJsonObject toJson(const InboxQueue &queue);
QJsonObject toJson(const OutboxQueue &queue);
QJsonObject toJson(const UpdatesQueue &queue);
QJsonObject toJson(const ToDeviceMessage &message);
QJsonObject toJson(const EventBatch &batch);
QJsonObject toJson(const Finding &finding);

/// Pages: {"users": […], "next": …, "partial": …} and so on, each with the member name of its call.
QJsonObject toJson(const Page<UserSummary> &page);
QJsonObject toJson(const Page<DeviceListUpdate> &page);
QJsonObject toJson(const Page<InboxQueue> &page);
QJsonObject toJson(const Page<OutboxQueue> &page);
QJsonObject toJson(const Page<UpdatesQueue> &page);
QJsonObject toJson(const Page<ToDeviceMessage> &page);
QJsonObject toJson(const Page<Destination> &page);

/// Defined for every type above, pages included.
template <typename T>
Result<T> fromJson(const QJsonObject &object);

template <>
Result<Info> fromJson(const QJsonObject &object);
template <>
Result<Overview> fromJson(const QJsonObject &object);
template <>
Result<Trouble> fromJson(const QJsonObject &object);
template <>
Result<UserSummary> fromJson(const QJsonObject &object);
template <>
Result<UserDetails> fromJson(const QJsonObject &object);
template <>
Result<Device> fromJson(const QJsonObject &object);
template <>
Result<DeviceListUpdate> fromJson(const QJsonObject &object);
template <>
Result<DeviceListChange> fromJson(const QJsonObject &object);
template <>
Result<RefreshStatus> fromJson(const QJsonObject &object);
template <>
Result<Destination> fromJson(const QJsonObject &object);
template <>
Result<InboxQueue> fromJson(const QJsonObject &object);
template <>
Result<OutboxQueue> fromJson(const QJsonObject &object);
template <>
Result<UpdatesQueue> fromJson(const QJsonObject &object);
template <>
Result<ToDeviceMessage> fromJson(const QJsonObject &object);
template <>
Result<EventBatch> fromJson(const QJsonObject &object);
template <>
Result<Finding> fromJson(const QJsonObject &object);
template <>
Result<Page<UserSummary>> fromJson(const QJsonObject &object);
template <>
Result<Page<DeviceListUpdate>> fromJson(const QJsonObject &object);
template <>
Result<Page<InboxQueue>> fromJson(const QJsonObject &object);
template <>
Result<Page<OutboxQueue>> fromJson(const QJsonObject &object);
template <>
Result<Page<UpdatesQueue>> fromJson(const QJsonObject &object);
template <>
Result<Page<ToDeviceMessage>> fromJson(const QJsonObject &object);
template <>
Result<Page<Destination>> fromJson(const QJsonObject &object);

} // namespace Lockstep::Inspection
