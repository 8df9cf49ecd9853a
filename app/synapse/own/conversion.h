// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/ownside.h"
#include "synapse/tables/schema.h"

namespace Lockstep::Synapse {

/// What of local users' changes is not on its way to anybody: the rows of device_lists_changes_in_room above the position up to which
/// Synapse has made updates of them. Rows below it that are not marked as converted are no backlog: Synapse leaves those of rooms without
/// anybody else. A few statements, bounded along an index. \c since is 0 where this version of Synapse keeps no time.
Result<Inspection::ConversionLag> readConversion(const Sql::Database &database, const Schema &schema);

} // namespace Lockstep::Synapse
