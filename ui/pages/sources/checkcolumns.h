// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/presentedtable.h"

namespace Lockstep {

/// How a gateway's checks are shown, by ChecksModel::Column.
QList<PresentedColumn> checkColumns();

} // namespace Lockstep
