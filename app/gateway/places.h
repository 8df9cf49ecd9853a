// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "gateway/options.h"
#include "synapse/config/configuration.h"

namespace Lockstep::Gateway {

/// What is read before a gateway listens, by when it is known: looking at what a dead file system holds would keep it waiting for ever.

/// The file of --config, which is read before anything else.
QStringList configurationIn(const QStringList &arguments);
/// What Synapse's configuration is read from, and --signing-key.
QStringList configurationPlaces(const GatewayOptions &options);
/// What that names, and what is read along with it. Reads configurationPlaces().
QStringList namedPlaces(const GatewayOptions &options);
/// The history, the homeserver's database, and logs that are no patterns.
QStringList dataPlaces(const GatewayOptions &options, const Synapse::SynapseSettings &settings);

/// Error, a sentence with a remedy: Io, one of them does not answer.
Result<void> placesAnswer(const QStringList &places);
/// All that is read for the settings, and those. Errors: as placesAnswer() and settingsOf().
Result<Synapse::SynapseSettings> readSettings(const GatewayOptions &options);

} // namespace Lockstep::Gateway
