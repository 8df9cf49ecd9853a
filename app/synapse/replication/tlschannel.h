// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "synapse/config/redisaddress.h"

#include <functional>
#include <memory>

namespace Lockstep::Synapse {

/// TLS over a socket that does not block, for hiredis of Debian 12, which has none. The server's certificate and name are checked. For one
/// thread.
class TlsChannel
{
public:
    /// \a wait waits until the socket can be read, or written. Errors: Tls, and those of \a wait.
    static Result<std::unique_ptr<TlsChannel>> open(
        const RedisAddress &address, int socket, const std::function<Result<void>(bool toWrite)> &wait);
    ~TlsChannel();

    /// As read(2): -1 and errno, EAGAIN where the socket has to be waited for.
    ssize_t read(char *buffer, size_t size);
    ssize_t write(const char *buffer, size_t size);

private:
    struct Private;
    explicit TlsChannel(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Synapse
