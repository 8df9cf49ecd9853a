// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "domain/devicelistupdate.h"
#include "domain/fetchtrouble.h"

#include <QMap>
#include <QString>

#include <limits>
#include <optional>

namespace Lockstep {

enum class Severity : quint8 {
    Unknown, ///< another program's newer word
    Info,
    Warning,
    Error,
};

/// What is wrong with a user's list or history, and what it means.
struct Finding
{
    QString id; ///< stable: "gap", "pruned", "stale", "needless_resync", "signature_invalid", …
    Severity severity = Severity::Unknown;
    QString text; ///< one sentence
    qint64 n = 0; ///< the update it is about, 0 if none
    qint64 since = 0; ///< when it began, ms since the epoch, 0 if not known
    qint64 last = 0; ///< when it was seen last: for a fetch that fails, the last try
    qint64 count = 0; ///< how often it was seen, 0 if that is not counted
    std::optional<FetchCause> cause = {}; ///< for a fetch that fails; otherwise nothing
    QString error = {}; ///< what the homeserver got, one line; text of a remote server
    QString audit = {}; ///< ID of the audit that found it, empty if none did
    QString incident = {}; ///< the ID of the incident that it belongs to, empty if it is not known of any

    friend bool operator==(const Finding &, const Finding &) = default;
};

/// How the detail of an update begins that no homeserver can take.
inline const QString malformedDetail = QStringLiteral("malformed: ");

/// When something was seen, times in ms since the epoch (0 if not known), and how often.
struct Seen
{
    qint64 since = 0;
    qint64 last = 0;
    qint64 count = 0;

    void add(qint64 time);
};

/// What findings are made of. Whoever cannot tell something leaves it as it is.
struct FindingFacts
{
    UserId user;
    bool isTracked = true;
    bool isStale = false; ///< the homeserver marked its list for a resync
    qint64 staleSince = 0; ///< since when, ms since the epoch
    FetchTrouble trouble; ///< why the list was not fetched
    bool isLeftOver = false; ///< marked and not tracked, and no local user shares a room: nobody will ever need it
    int keptForDays = 0; ///< how old the marker is
    qint64 fetchesInVain = 0; ///< whole lists fetched since the last update, if more than repeats can explain
    qint64 fetchesSince = 0; ///< when the first of these was fetched
    qint64 fetchesUntil = 0; ///< and the last
    bool hasDevices = false; ///< devices are stored
    bool isServerFailing = false; ///< the user's server is in backoff
    qint64 failingSince = 0;
    FetchTrouble serverTrouble; ///< why the server cannot be asked, if that is known beyond this user

    qint64 openGap = 0; ///< n of the newest gap that no resync followed, 0 if none
    QList<StreamId> missing; ///< what that update names in vain
    QMap<Break, qint64> newest; ///< n of the newest update of each break
    Breaks mended; ///< Rewound and Rebuilt, if a resync that brought the whole list followed the newest one
    QMap<Break, Seen> breaksSeen; ///< in the part of the history that was looked at
    Seen openGaps; ///< gaps since the last resync that succeeded
    /// Gaps of which the user's cross-signing keys changed just before (PROTOCOL.md): they are not among newest and breaksSeen.
    Seen keysGaps;
    qint64 newestKeysGap = 0; ///< n
    bool keysCameLast = false; ///< no update and no list came after the last change of cross-signing keys
    Seen failedResyncs; ///< since the last one that succeeded
    qint64 newestFailedResync = 0; ///< n, if no success followed
    qint64 newestMalformed = 0; ///< n of the newest update that the homeserver cannot take
    Seen malformed; ///< and all of them

    bool hasUnusableKeys = false; ///< a check of the list found it, where the list itself is not at hand
    bool hasBrokenCrossSigning = false; ///< the same
    DeviceList list; ///< with the states that checkSignatures() fills in

    /// Fills the members that a history tells. \a updates is in order of arrival, and may be the newest part only. Of the resyncs behind
    /// \a lastResync (n) it is not sure that they succeeded.
    void addHistory(const QList<DeviceListUpdate> &updates, qint64 lastResync = std::numeric_limits<qint64>::max());
};

/// What is to be said of the user: each kind once, the worst first, with what it means and what to do.
QList<Finding> findingsOf(const FindingFacts &facts);

} // namespace Lockstep
