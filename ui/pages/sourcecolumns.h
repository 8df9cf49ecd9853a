// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "ui/widgets/presentedtable.h"

namespace Lockstep {

/// How the gateway's sources are shown, by SourcesModel::Column.
QList<PresentedColumn> sourceColumns();
/// "412 updates recorded since 2026-11-20 14:02", or that nothing is recorded.
QString historyExtent(const Inspection::Info &info);

} // namespace Lockstep
