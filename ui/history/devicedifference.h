// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"

#include <QList>
#include <QString>

namespace Lockstep {

/// One property of a device as two updates tell it; escaped and cut, ready to be shown.
struct DeviceDifference
{
    QString property;
    QString before;
    QString after;
    bool differs() const { return before != after || cutDiffers; }
    bool cutDiffers = false; ///< they do, in what was cut

    static constexpr qsizetype most = 300;

    /// All properties, in the order of what matters; at most so many. \a before: null if none is known.
    static QList<DeviceDifference> of(const DeviceListUpdate *before, const DeviceListUpdate &after);
};

} // namespace Lockstep
