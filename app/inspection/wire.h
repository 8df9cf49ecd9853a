// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

/// The types of the inspection API as JSON and back: names, null for what there is none of, stream ids as strings (Synapse keeps text, and
/// the specification allows more than a double holds). There are Info, Overview, Trouble, UserSummary, Match, SearchState, UserDetails,
/// Device, DeviceListUpdate, DeviceListChange, RefreshStatus, Destination, InboxQueue, OutboxQueue, UpdatesQueue, ToDeviceMessage,
/// TrailEntry, EventBatch, Caller, Finding, Availability, Waiting, Growth, Check and CheckReport (checks.h), QueueSummary and its parts
/// (queuesummary.h), DestinationDetails and its parts (destinationdetails.h), OwnSide and its parts (ownside.h), OwnUser (ownuser.h), Audit
/// and its parts (audit.h), SeriesAnswer and its parts (series.h), RowLines and its parts (rowlines.h), and pages of those that come in lists: {"users": […], "next": …, "partial": …} and so on, each with the name
/// of its call. Every other type is an error of the linker.
namespace Lockstep::Inspection {

template <typename T>
QJsonObject toJson(const T &value);

/// Ignores unknown members; what is missing or of a wrong type is an Error of kind BadAnswer that names the member.
template <typename T>
Result<T> fromJson(const QJsonObject &object);

} // namespace Lockstep::Inspection
