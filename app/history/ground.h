// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/olderrows.h"

#include <QByteArray>

namespace Lockstep::History {

/// Where a user's history begins, and what stands before that. Rows keep their numbers when older ones go.
struct Ground
{
    qint64 first = 1; ///< n of the first row that is kept
    qint64 until = 0; ///< when the newest one before it was received, ms since the epoch; 0 if there was none
    OlderRows older = {};
    /// Of the newest open gap, where it is among those before: its n, stream_id, and whether the database marked the list after it came.
    qint64 gap = 0;
    StreamId gapId = {};
    bool gapSeenMarked = false;

    friend bool operator==(const Ground &, const Ground &) = default;
};

/// As it is stored; empty for the one that every history begins with.
QByteArray toBytes(const Ground &ground);
/// Something that is not whole is read as far as it goes: what it does not say is as in a history that begins there.
Ground groundOf(const QByteArray &bytes);

} // namespace Lockstep::History
