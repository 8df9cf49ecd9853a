// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace Lockstep::Lab {

/// The statements that make an empty lab database, schema version 1. Times are ms since the epoch; JSON is compact text.
QStringList schemaStatements();

} // namespace Lockstep::Lab
