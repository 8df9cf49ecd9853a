// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "inspection/types.h"

#include <QUrl>

#include <memory>

namespace Lockstep::History {
class Recorder;
} // namespace Lockstep::History

namespace Lockstep::Gateway {

struct TapOptions
{
    QString listen; ///< HOST:PORT
    ServerName serverName; ///< the homeserver's own
    QUrl homeserver; ///< whose notary knows other servers' keys
    qint64 maxWaitingBytes = 64 * 1024 * 1024; ///< transactions that wait for their origin's keys or for the disk
    int uncheckedPerHour = 3000; ///< transactions whose origin's keys cannot be had; more are dropped
    int fetchers = 3; ///< questions to the notary at the same time
};

/// Receives a proxy's copies of PUT /_matrix/federation/v1/send/{txnId} and records the device list updates in them. Answers at once;
/// origins whose keys are known never wait for those whose keys are not. The proxy copies forged requests too: what fails the check of the
/// X-Matrix signature is recorded as such, what cannot be checked as unchecked.
class Tap
{
public:
    /// Errors: as HttpServer::start.
    static Result<std::unique_ptr<Tap>> start(const TapOptions &options, History::Recorder *recorder);
    /// Stops.
    ~Tap();

    QUrl url() const;
    Inspection::SourceStatus status() const;
    /// What waits is recorded without a check if its keys are not here yet.
    void stop();

private:
    struct Private;
    explicit Tap(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Gateway
