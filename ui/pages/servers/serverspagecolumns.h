// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/presentedtable.h"

namespace Lockstep::ServerColumns {

/// In the order of DestinationModel's columns.
QList<PresentedColumn> all();

} // namespace Lockstep::ServerColumns
