// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "http/httptypes.h"

#include <httplib.h>

namespace Lockstep::Inspection {

/// The request without its body. Error: BadInput (the target is not a path, not percent-encoded UTF-8, or holds NUL).
Result<IncomingRequest> readRequest(const httplib::Request &request);

} // namespace Lockstep::Inspection
