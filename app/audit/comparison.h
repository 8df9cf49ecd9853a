// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "inspection/audit.h"

namespace Lockstep::Audits {

/// Longer ones are named by their beginning.
inline constexpr qsizetype longestDeviceId = 300;

/// What a homeserver's copy of a list and its origin's answer do not agree in.
struct Comparison
{
    QList<Inspection::ListDifference> differences = {}; ///< the first Inspection::AuditedList::maxDifferences
    qint64 unlisted = 0;
    /// Devices whose name the copy has and the origin keeps to itself, as it does for all of this user's: no fault of the copy.
    qint64 namesWithheld = 0;

    bool isSame() const { return differences.isEmpty(); }
};

/// Compares two lists of one user as what clients make of them: identity keys, who of the user signs them, names, cross-signing keys.
/// What servers add or leave out on purpose is no difference: \c unsigned, members that nobody knows, signatures of others and of keys
/// that are not in force, an order, padding of base64; a device without keys, which updates tell of and whole lists do not; a
/// cross-signing key that the origin does not mention, which homeservers keep. stream_ids are not compared: an answer bears the origin's
/// newest one, whoever it was for.
Comparison compare(const DeviceList &copy, const DeviceList &origin);

/// Whether two readings of one list are the same in all that compare() looks at.
bool isUnchanged(const DeviceList &before, const DeviceList &after);

} // namespace Lockstep::Audits
