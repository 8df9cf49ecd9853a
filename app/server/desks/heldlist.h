// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/source.h"

namespace Lockstep::Server {

/// What the homeserver holds of a user, as far as a refresh can change it.
struct HeldList
{
    DeviceList list; ///< an empty one where it holds nothing
    qint64 retryAt = 0;
    bool pending = false; ///< the homeserver is going to fetch the list by itself
    QString dropped; ///< why the list that it fetched last was not taken; empty if it was

    /// As it is now. Any thread; asks the source, which may take its time.
    static Result<HeldList> of(Inspection::Source &source, const UserId &user);
};

} // namespace Lockstep::Server
