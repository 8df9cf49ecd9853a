// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QList>

/// What of device lists can be searched for, and what a search says of itself and of what it found.
namespace Lockstep::Inspection {

/// What a text was found in. Unknown: another program's newer word.
enum class MatchField : quint8 {
    Unknown,
    UserId,
    Server, ///< the server's name in the user ID
    DeviceId,
    DisplayName, ///< of a device
    Ed25519, ///< a device's fingerprint
    Curve25519, ///< a device's identity key
};

/// One place where a text was found.
struct Match
{
    MatchField field = MatchField::Unknown;
    DeviceId deviceId = {}; ///< whose it is; empty where it is the user's own
    QString text = {}; ///< the whole text or, of a long one, what is around the match; a remote server's words
    qint64 at = 0; ///< where in \c text the match begins, in UTF-16 units
    qint64 length = 0; ///< in UTF-16 units
};

/// How much a search looked through.
struct SearchState
{
    bool complete = false; ///< every tracked user is indexed; otherwise the others are found by their IDs alone
    qint64 indexed = 0; ///< users
    qint64 total = -1; ///< tracked users there are, as far as they were counted; -1: not known
    qint64 asOf = 0; ///< what is indexed was read then or later; 0: the first scan is under way
    qint64 waiting = 0; ///< lists that changed and are not read anew yet
    qint64 cut = 0; ///< users of whose lists a part is not indexed, because they are too long
};

/// What can be searched for of a device.
struct DeviceTexts
{
    DeviceId deviceId;
    QString displayName = {};
    QString ed25519 = {}, curve25519 = {}; ///< unpadded base64 as it stands in the list; empty where there is none

    friend bool operator==(const DeviceTexts &, const DeviceTexts &) = default;
};

/// What can be searched for of a user's list.
struct ListTexts
{
    /// No more devices than this are read of a list; who has more is cut. A list that clients accept is much shorter.
    static constexpr int mostDevices = 100;

    UserId user;
    QList<DeviceTexts> devices = {};
    bool isCut = false; ///< there is more

    friend bool operator==(const ListTexts &, const ListTexts &) = default;
};

} // namespace Lockstep::Inspection
