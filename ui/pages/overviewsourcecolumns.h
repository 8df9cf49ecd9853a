// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/presentedtable.h"

namespace Lockstep {

/// How the gateway's sources are shown, by SourcesModel::Column.
QList<PresentedColumn> sourceColumns();

} // namespace Lockstep
