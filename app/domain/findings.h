// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "domain/devicelistupdate.h"

#include <QMap>
#include <QString>

namespace Lockstep {

/// What is wrong with a user's list or history, and what it means.
struct Finding
{
    QString id; ///< stable: "gap", "pruned", "stale", "needless_resync", "signature_invalid", …
    QString severity; ///< "info", "warning", "error"
    QString text; ///< one sentence
    qint64 n = 0; ///< the update it is about, 0 if none

    friend bool operator==(const Finding &, const Finding &) = default;
};

/// What findings are made of. Whoever cannot tell something leaves it as it is.
struct FindingFacts
{
    UserId user;
    bool isTracked = true;
    bool isStale = false; ///< the homeserver marked its list for a resync
    QString staleError; ///< why the last resync failed; text of a remote server
    bool hasDevices = false; ///< devices are stored
    bool isServerFailing = false; ///< the user's server is in backoff

    qint64 openGap = 0; ///< n of the newest gap that no resync followed, 0 if none
    QList<StreamId> missing; ///< what that update names in vain
    QMap<Break, qint64> newest; ///< n of the newest update of each break
    qint64 newestFailedResync = 0; ///< n, if no success followed

    DeviceList list; ///< with the states that checkSignatures() fills in

    /// Fills the members that a history tells. \a updates is in order of arrival, and may be the newest part only.
    void addHistory(const QList<DeviceListUpdate> &updates);
};

/// What is to be said of the user: each kind once, the worst first, with what it means and what to do.
QList<Finding> findingsOf(const FindingFacts &facts);

} // namespace Lockstep
