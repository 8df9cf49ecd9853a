// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/devicelistupdate.h"

namespace Lockstep {

bool isSucceededResync(const DeviceListUpdate &update)
{
    return update.kind == UpdateKind::Resync
        && (update.verdict == Verdict::Applied || (update.verdict == Verdict::Resync && !update.streamId.isEmpty()));
}

} // namespace Lockstep
