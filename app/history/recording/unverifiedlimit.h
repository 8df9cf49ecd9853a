// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"

namespace Lockstep::History {

/// Who can reach the tap can send forged requests without end: of what is signed wrongly so many an hour are taken. Not thread-safe.
class UnverifiedLimit
{
public:
    explicit UnverifiedLimit(int perHour)
        : m_perHour(perHour)
    {
    }

    /// \a clock: the present time, ms since the epoch.
    template <typename Clock>
    bool admits(const Observation &what, Clock clock)
    {
        const std::optional<bool> verified = std::visit(
            [](const auto &value) -> std::optional<bool> {
                if constexpr (requires { value.verified; })
                    return value.verified;
                return std::nullopt;
            },
            what);
        if (verified != std::optional(false))
            return true;
        const qint64 now = clock();
        if (now - m_since >= hour) {
            m_since = now;
            m_count = 0;
        }
        return ++m_count <= m_perHour;
    }

private:
    static constexpr qint64 hour = 60 * 60 * 1000;

    int m_perHour;
    qint64 m_since = 0;
    int m_count = 0;
};

} // namespace Lockstep::History
