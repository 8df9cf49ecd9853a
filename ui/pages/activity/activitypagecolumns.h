// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/refreshbar.h"
#include "ui/widgets/presentedtable.h"

/// How the list of refreshes is shown.
namespace Lockstep::ActivityColumns {

/// By ActivityModel::Column.
QList<PresentedColumn> all();
/// What a refresh is shown as now.
RefreshWords wordsOf(const RefreshJob &job);

} // namespace Lockstep::ActivityColumns
