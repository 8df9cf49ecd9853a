// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/databaseaddress.h"

namespace Lockstep::Sql {

/// Whose data it is: the same fault has another way out.
enum class Purpose {
    Homeserver, ///< Synapse's database, which is only read
    History, ///< a file of our own
    Lab, ///< the state of a homeserver of our own
    Index, ///< what can be built anew at any time: damage is a BadAnswer, and no more than work
};

/// What went wrong, whichever the engine.
struct Fault
{
    enum Kind {
        NoConnection, ///< refused, cut, a wrong password
        Silent, ///< no answer within our own deadline
        Crowded, ///< all connections of the pool were in use until the deadline
        Stopped, ///< the program ends
        Slow, ///< the server's own time limit
        Locked,
        Denied, ///< the role or the user may not
        ReadOnly,
        Missing, ///< a table or column
        NoFile,
        Damaged,
        Foreign, ///< a file that is no database
        Full,
        Broken, ///< the disk
        Refused, ///< anything else
    };
    Kind kind = Refused;
    QString why = {}; ///< the engine's own words

    /// \a code may be an extended one.
    static Fault ofSqlite(int code, const QString &words);
    /// \a state: five characters, or empty where libpq itself noticed.
    static Fault ofPostgres(const QString &state, const QString &words);
};

/// The one table of what a fault means for the operator, in a sentence with the way out. Never holds the password.
Error explain(const Fault &fault, const DatabaseAddress &address, Purpose purpose);

} // namespace Lockstep::Sql
