// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "inspection/types.h"

#include <QUrl>

#include <functional>
#include <memory>

namespace Lockstep::History {
class Recorder;
} // namespace Lockstep::History

namespace Lockstep::Tap {

struct Options
{
    QString listen; ///< HOST:PORT
    ServerName serverName; ///< the homeserver's own
    QUrl homeserver; ///< whose notary knows other servers' keys
    /// Whether the homeserver follows a remote user's device list, or is about to: what others send of theirs is not recorded. Nothing: it
    /// cannot be told now. Called on the recording thread; may block for a database. Unset: everybody is followed.
    std::function<std::optional<bool>(const UserId &)> isFollowed = {};
    qint64 maxWaitingBytes = 64 * 1024 * 1024; ///< transactions that wait for the disk, a quarter of it for their origin's keys
    qint64 unverifiedEdusPerHour = 300; ///< looked at of transactions whose signature is wrong or cannot be checked
    qint64 unverifiedBytesPerHour = 1024 * 1024; ///< the size of those transactions
    int fetchers = 3; ///< questions to the notary at the same time
};

/// Receives a proxy's copies of PUT /_matrix/federation/v1/send/{txnId} and records the device list updates in them. Answers at once;
/// origins whose keys are known never wait for those whose keys are not. The proxy copies forged requests too: what fails the check of the
/// X-Matrix signature, or names a key that its origin does not have, is recorded as such, what cannot be checked as unchecked, and little
/// of either. What is left out is counted, and told by status().
class Receiver
{
public:
    /// Errors: as HttpServer::start.
    static Result<std::unique_ptr<Receiver>> start(const Options &options, History::Recorder *recorder);
    /// Stops.
    ~Receiver();

    QUrl url() const;
    Inspection::SourceStatus status() const;
    /// At once, whatever the notary does. What waits is recorded without a check if its keys are not here yet.
    void stop();

private:
    struct Private;
    explicit Receiver(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Tap
