// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "gateway/historylock.h"
#include "gateway/options.h"
#include "synapse/config/configuration.h"

#include <memory>

namespace Lockstep::Gateway {

/// Everything that runs beside a Synapse: history, log followers, database poller, tap, and the server of the inspection API. Needs a
/// QCoreApplication, but no event loop.
class Gateway
{
public:
    /// Blocks while it connects to the database; runs when it returns. Errors: one sentence that says what to change.
    static Result<std::unique_ptr<Gateway>> start(const GatewayOptions &options);
    /// Stops everything; what a resync under way waits for is cut off.
    ~Gateway();

    QUrl url() const;
    /// Empty if there is no tap.
    QUrl tapUrl() const;
    QUrl clientApi() const;
    ServerName serverName() const;
    QString historyPath() const;
    /// What works but should be looked at, one sentence each.
    QStringList warnings() const;

private:
    struct Private;
    explicit Gateway(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// What the options come to, with Synapse's own configuration. Errors: BadInput or Io, a sentence that says what to change.
Result<Synapse::SynapseSettings> settingsOf(const GatewayOptions &options);

} // namespace Lockstep::Gateway
