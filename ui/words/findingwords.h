// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <QString>

/// Findings in the language of the window. What they tell travels as codes and times; the answers that a homeserver got are quoted as
/// they are. A code that this version does not know is shown in the gateway's own words. Plain text, all of it.
namespace Lockstep::FindingWords {

/// The devices that a finding about devices is about, in the list's order.
QList<DeviceId> devicesOf(const Finding &finding, const QList<Device> &devices);
/// One or two sentences: what is wrong, what it means, what helps. \a devices: the user's.
QString text(const Finding &finding, const Inspection::UserSummary &user, const QList<Device> &devices = {});
/// Why a list cannot be fetched, without a full stop: "remote.example answers “404: Not Found”". Empty without a cause.
QString causeText(std::optional<FetchCause> cause, const QString &error, const QString &server);

/// "Since 2026-11-21 03:42:11 · seen 4 times, last 03:50:02"; empty if nothing of that is known. \a now: ms since the epoch, 0 for
/// the clock.
QString seenText(const Finding &finding, qint64 now = 0);
/// What the finding rests on: "the recorded history", "the homeserver's mark in its database", …
QString basisText(const Finding &finding);

/// What a finding is about, and where a link of it leads.
enum class Target {
    None,
    Update, ///< the row of the history, Finding::n
    History, ///< the newest end of the history
    Devices, ///< the first of the devices that it names
    CrossSigning,
    Server, ///< the user's server among the destinations
};
Target target(const Finding &finding);
/// "Show the update in the history"; empty for None.
QString linkText(Target target, const Inspection::UserSummary &user);

} // namespace Lockstep::FindingWords
