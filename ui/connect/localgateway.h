// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/gatewaylauncher.h"

namespace Lockstep {

/// A gateway inside the program, on a free port of the loopback interface. The one place where the desktop program knows the gateway.
std::unique_ptr<GatewayLauncher> makeLocalGateway();

} // namespace Lockstep
