// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "gateway/casecommand.h"

namespace Lockstep::Gateway {

/// "lockstep-gateway history check|compact|export|import …": works on a history's file, without a gateway. Exit codes as in Said, and 3
/// where the history was found to be damaged. Tells its progress on standard error where that is a terminal.
Said runHistory(const QStringList &arguments);

} // namespace Lockstep::Gateway
