// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "domain/findings.h"
#include "history/store.h"
#include "inspection/types.h"
#include "synapse/lists/fetchledger.h"

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
    std::optional<bool> sharesRoom; ///< whether a local user shares a room with them; asked only for marked users who are not tracked, and
                                    ///< for tracked ones without devices
    FetchTrouble trouble; ///< why the list is not fetched
    FetchTrouble serverTrouble; ///< why lists of the user's server are not
    FetchLedger::Loop loop;
    quint8 keyProblems = 0; ///< KeyCheck::Problem, as far as it was checked
    QList<DeviceId> unsignedDevices; ///< without a signature of the user's self-signing key, if there is one

    bool isKnown() const { return tracked || marked || deviceCount > 0 || history.updates > 0; }
};

/// A marker that nobody needs: a new user's first fetch is over, or in backoff, within minutes of the join that made it.
bool isLeftOver(const UserFacts &facts);
/// Rows of Synapse's table of the rooms' current state that say that somebody is joined, by an index on state_key.
inline const QString joinedMembers
    = QStringLiteral("SELECT 1 FROM current_state_events c WHERE c.type = 'm.room.member' AND c.membership = 'join'");
/// A marker younger than this may be of a user whose join is still under way.
inline constexpr qint64 leftOverAfterMs = 10 * 60 * 1000;

/// Never empty.
QList<Inspection::UserState> statesOf(const UserFacts &facts);
/// What findings are made of, as far as it is known without the devices' keys.
FindingFacts findingFacts(const UserFacts &facts);
/// Lockstep::findingsOf() of \a known, and what only Synapse's tables tell.
QList<Finding> findingsOf(const UserFacts &facts, const FindingFacts &known);
Inspection::UserSummary toSummary(const UserFacts &facts);

/// Whether keys bear no signature of this self-signing key, which is a proper one of the user. Whether a signature that is there verifies
/// is another question: it costs too much for a list. False for a device without keys.
bool isUnsigned(const UserId &user, const QJsonObject &selfSigningKey, const QJsonObject &deviceKeys);

} // namespace Lockstep::Synapse
