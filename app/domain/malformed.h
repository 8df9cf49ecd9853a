// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"

namespace Lockstep {

/// Whether the update shows that its sender got on after what was malformed at that time (ms since the epoch): it came in another
/// transaction.
inline bool isPastMalformed(const DeviceListUpdate &update, qint64 malformedAt)
{
    constexpr qint64 oneTransaction = 1'000;
    return update.kind == UpdateKind::Update && update.verdict != Verdict::Ignored && update.verified != std::optional(false)
        && update.received > malformedAt + oneTransaction;
}

} // namespace Lockstep
