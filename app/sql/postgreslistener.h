// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/connection.h"
#include "sql/databaseaddress.h"
#include "sql/databaseerror.h"

#include <memory>

namespace Lockstep::Sql {

/// Hears what NOTIFY says on one channel, over a connection of its own. Used by one thread at a time.
class PostgresListener
{
public:
    /// \a channel: lower-case letters and "_". Errors: as Database's.
    static Result<std::unique_ptr<PostgresListener>> open(
        const DatabaseAddress &address, const QString &channel, Purpose purpose, const Limit &limit);
    virtual ~PostgresListener() = default;

    /// The payloads that came, or none if none did until \a limit. After an error, and also of silence that was no error, all that was said
    /// until another one is opened is lost.
    virtual Result<QList<QByteArray>> wait(const Limit &limit) = 0;
};

} // namespace Lockstep::Sql
