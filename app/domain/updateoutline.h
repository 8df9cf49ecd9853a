// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"

namespace Lockstep {

/// A recorded entry without what makes it large: enough for the graph, its folds, its breaks and a filter.
struct UpdateOutline
{
    /// All but \c keys, which are left out, and of its prev_ids no more than mostPrevIds.
    DeviceListUpdate update;
    /// As toGraphNode() says: equal numbers are equal contents. 0 if the content is not known, or not told apart.
    quint64 contentHash = 0;

    /// More are not followed; an honest sender names a few, a transaction allows thousands.
    static constexpr int mostPrevIds = 32;

    friend bool operator==(const UpdateOutline &, const UpdateOutline &) = default;
};

} // namespace Lockstep
