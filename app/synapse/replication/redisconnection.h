// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "synapse/config/redisaddress.h"

#include <QByteArrayList>

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace Lockstep::Synapse {

/// A file descriptor that becomes readable when waiting is over, for good. set() is thread-safe.
class StopSignal
{
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal &) = delete;
    StopSignal &operator=(const StopSignal &) = delete;

    void set();
    void clear();
    int descriptor() const { return m_descriptor; }
    /// Waits; true when it was set meanwhile.
    bool waitFor(std::chrono::milliseconds time) const;

private:
    int m_descriptor = -1;
};

/// One connection to Redis, plain, through TLS or a Unix socket. hiredis speaks the protocol; reading and waiting are here, so that they
/// can be cut off. For one thread.
class RedisConnection
{
public:
    /// One answer: its words (an array's elements, or one), or what Redis refused.
    struct Answer
    {
        std::vector<std::string_view> words; ///< valid during the call
        bool isError = false;
    };

    /// Errors: Network, Tls, Timeout, Cancelled (\a stop).
    static Result<std::unique_ptr<RedisConnection>> open(const RedisAddress &address, const StopSignal &stop);
    ~RedisConnection();

    /// Errors: Network.
    Result<void> send(const QByteArrayList &words);
    /// Waits for bytes, at most \a time, reads what is there and hands every whole answer over. False where nothing came in time. Errors:
    /// Network, BadAnswer, Cancelled.
    Result<bool> receive(std::chrono::milliseconds time, const std::function<void(const Answer &)> &handle);

private:
    struct Private;
    explicit RedisConnection(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Synapse
