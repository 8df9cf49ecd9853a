// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "synapse/config/configfiles.h"

#include <optional>

namespace Lockstep::Synapse {

/// Where Redis is, and how to sign in to it.
struct RedisAddress
{
    QString host;
    int port = 6379;
    /// A Unix socket; host and port are of no meaning then.
    QString path;
    /// Empty: the default user, as before Redis 6.
    QString user;
    QString password;
    bool tls = false;
    QString caFile; ///< or a directory; empty: the system's
    QString certificateFile, keyFile;

    /// redis://[[user]:password@]host[:port], rediss://… with TLS (?ca_file=, cert_file=, key_file=), unix:///path. A database's number is
    /// accepted and of no meaning: channels have none. Errors: BadInput, without the password.
    static Result<RedisAddress> parse(const QString &url);
    /// Without user and password.
    QString describe() const;

    friend bool operator==(const RedisAddress &, const RedisAddress &) = default;
};

/// What is known of Redis: an address, that it is not to be used, or why it cannot be.
struct RedisSetting
{
    std::optional<RedisAddress> address;
    bool isOff = false; ///< by --redis off
    QString problem; ///< a sentence

    bool isEmpty() const { return !address && !isOff && problem.isEmpty(); }
};

/// From the section "redis" of homeserver.yaml; empty where it is not enabled. A file with the password that cannot be read is the
/// setting's problem. Errors: BadInput.
Result<RedisSetting> readRedis(const Merged &shared);

} // namespace Lockstep::Synapse
