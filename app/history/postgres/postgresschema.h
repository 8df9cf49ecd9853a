// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/database.h"

#include <QStringList>

namespace Lockstep::History {

/// What a shared history is to this program's role.
struct SharedSchema
{
    int version = 0; ///< 0: there are no tables
    bool mayLetGo = false; ///< the role may remove rows, as retention does
    bool isOwner = false; ///< the role may change the tables
    bool mayMake = false; ///< the role may make a schema in the database
    QStringList missing = {}; ///< rights that a writer needs and the role has not, such as "INSERT on lockstep.updates"
    QList<int> months = {}; ///< partitions, such as 202611
    qint64 inDefault = 0; ///< rows in the default partition, counted up to a thousand
    bool isStandby = false;
    QString role = {};
    QString server = {}; ///< its version
};
/// Only reads.
Result<SharedSchema> lookAtSharedSchema(const Sql::Database &database);

/// The version that this program makes and knows.
constexpr int sharedVersion = 2;

/// Makes the tables where there are none and the role may, and says what is missing otherwise. Errors: Database, Network, Timeout.
Result<SharedSchema> prepareSharedSchema(const Sql::Database &database);

} // namespace Lockstep::History
