// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

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

} // namespace Lockstep
