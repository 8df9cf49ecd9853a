// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "domain/devicelistupdate.h"
#include "inspection/audit.h"

namespace Lockstep::Audits {

/// What is recorded of a user, and of the recording.
struct Recorded
{
    QList<DeviceListUpdate> updates = {}; ///< the newest ones, in order of arrival
    bool isWhole = true; ///< there are no older ones
    qint64 since = 0; ///< when recording began, ms since the epoch; 0: there is no history
    /// Something tells of each update as it comes: a log or a mirror of federation traffic, and none of these fails.
    bool isFed = false;
};

struct Missed
{
    Inspection::MissedCause cause = Inspection::MissedCause::CannotTell;
    qint64 n = 0; ///< the row that shows it, 0 if none does
};

/// Why a copy that differs was not put right: what the record proves. All differences have to have one cause, or it cannot be told.
/// \a origin is the answer that the copy differs from.
Missed whyMissed(const QList<Inspection::ListDifference> &differences, const DeviceList &origin, const Recorded &recorded);

} // namespace Lockstep::Audits
