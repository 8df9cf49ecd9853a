// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QMap>

namespace Lockstep::Synapse {

enum class Engine {
    Sqlite,
    PostgreSql,
};

/// A database as the user names it. parse: BadInput for anything but the two forms of SynapseSettings::database.
struct DatabaseAddress
{
    Engine engine = Engine::Sqlite;
    QString path; ///< SQLite only
    QString host; ///< a name, an address or the directory of a Unix socket; empty: the driver's default socket
    int port = 0; ///< 0: the driver's default
    QString name;
    QString user;
    QString password;
    QMap<QString, QString> options; ///< libpq's: sslmode, sslrootcert, …

    static Result<DatabaseAddress> parse(const QString &uri);
    QString toUri() const;
    /// For messages and the API: never holds the password.
    QString describe() const;
};

} // namespace Lockstep::Synapse
