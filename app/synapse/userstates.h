// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "history/store.h"
#include "inspection/types.h"

#include <QStringList>

namespace Lockstep::Synapse {

/// What database and history say of one user; the states and findings follow from it.
struct UserFacts
{
    UserId user;
    bool tracked = false;
    StreamId streamId;
    bool marked = false; ///< a resync is asked for
    qint64 markedSince = 0;
    qint64 deviceCount = -1;
    std::optional<Inspection::Destination> destination;
    History::UserHistory history;
    bool unsignedDevices = false;

    bool isKnown() const { return tracked || marked || deviceCount > 0 || history.updates > 0; }
};

/// In the order of Inspection::State; never empty.
QStringList statesOf(const UserFacts &facts);
/// What is wrong, the worst first, each with what it means and what to do.
QList<Finding> findingsOf(const UserFacts &facts);
Inspection::UserSummary toSummary(const UserFacts &facts);

/// Whether the user has a self-signing key and a device with keys that bears no signature of it. Whether a signature that is there
/// verifies is another question: it costs too much for a list.
bool hasUnsignedDevices(const UserId &user, const QJsonObject &selfSigningKey, const QList<QJsonObject> &deviceKeys);

} // namespace Lockstep::Synapse
