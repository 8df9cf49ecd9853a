// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "check/subject.h"
#include "gateway/options.h"

namespace Lockstep::Gateway {

/// What there is to check about a gateway with these options. \a settings: what they come to; \a historyPath: where it records.
Checking::Subject checkSubject(const GatewayOptions &options, const Synapse::SynapseSettings &settings, const QString &historyPath);

} // namespace Lockstep::Gateway
