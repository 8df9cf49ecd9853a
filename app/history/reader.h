// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "domain/keptfrom.h"
#include "domain/updateoutline.h"

#include <QList>

#include <utility>

namespace Lockstep::History {

/// Why one that came before is not there, in a sentence.
QString olderThanKept(const KeptFrom &kept);

/// What a server of the inspection API shows of a history. Thread-safe; answers in time that does not grow with the history.
class Reader
{
public:
    virtual ~Reader() = default;
    /// Updates of one user with n > after (or < after, if newestFirst and after is not 0), at most limit.
    virtual Result<QList<DeviceListUpdate>> updates(const UserId &user, qint64 after, int limit, bool newestFirst) const = 0;
    /// Those with n < before (all, if it is 0), newest first, at most limit, without their contents.
    virtual Result<QList<UpdateOutline>> outline(const UserId &user, qint64 before, int limit) const;
    /// Number of updates, and when recording began (ms since the epoch, 0 if never).
    virtual Result<std::pair<qint64, qint64>> extent() const = 0;
    /// How many updates are no longer kept.
    virtual Result<qint64> removed() const { return 0; }
    virtual Result<KeptFrom> keptFrom(const UserId &user) const
    {
        Q_UNUSED(user)
        return KeptFrom();
    }
};

} // namespace Lockstep::History
