// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

namespace Lockstep {

/// From where on a user's updates are kept.
struct KeptFrom
{
    qint64 first = 1; ///< n of the first one; those before it are no longer there
    qint64 until = 0; ///< when the newest of these was received, ms since the epoch; 0 if there were none

    bool isAll() const { return first <= 1; }
    friend bool operator==(const KeptFrom &, const KeptFrom &) = default;
};

} // namespace Lockstep
