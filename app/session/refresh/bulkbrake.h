// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <optional>

namespace Lockstep {

/// How fast refreshes may begin, learned from a gateway's refusals. Times are ms since the epoch. A value.
class BulkBrake
{
public:
    /// None begins earlier.
    qint64 notBefore() const { return m_notBefore; }
    void began(qint64 now);
    /// One was refused with 429. \a retryAfterMs: what the gateway says, -1 if it says nothing. Gives until when none of the server may
    /// begin, or nothing if all go slower instead.
    std::optional<qint64> refused(const ServerName &server, qint64 retryAfterMs, qint64 now);
    /// The gateway itself cannot be asked: all wait, longer each time.
    void away(qint64 now);
    /// One came to its end.
    void wentWell();

private:
    qint64 m_notBefore = 0;
    qint64 m_gapMs = 0; ///< between two beginnings, once the gateway has refused some
    qint64 m_madeUpMs = 0; ///< last wait because of a refusal that named none
    qint64 m_awayMs = 0; ///< last wait because the gateway was away
    ServerName m_refused; ///< the last server of whose users one was refused
};

} // namespace Lockstep
