// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "http/httptypes.h"

namespace Lockstep::Http {

/// Splits \a target, as it stands in the request line, into the path's segments and the query of \a request. Error: BadInput (not a path,
/// not percent-encoded UTF-8, or holds NUL).
Result<void> readTarget(const QByteArray &target, IncomingRequest &request);

} // namespace Lockstep::Http
