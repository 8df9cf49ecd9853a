// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "session/connectrequest.h"

namespace Lockstep {

/// Turns what went wrong between desktop and gateway into a sentence with the way out. Pure; kind, status and retry times stay.
Error explainGatewayError(const Error &error, GatewayPlace place, const QUrl &gateway, const QString &userId);

/// Adds to an error of any step what can be done about it: invalid certificates.
Error explainConnectError(const Error &error);

} // namespace Lockstep
