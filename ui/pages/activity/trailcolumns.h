// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "ui/widgets/listpanel.h"

/// How the trail is shown.
namespace Lockstep::TrailColumns {

/// By TrailModel::Column.
QList<PresentedColumn> all();
/// What it can be filtered by.
QList<ListField> fields();
QString actionText(Inspection::TrailAction action);
/// What came of it, in one line.
QString resultText(const Inspection::TrailEntry &entry);
/// All that is kept of it, a line each.
QStringList details(const Inspection::TrailEntry &entry);

} // namespace Lockstep::TrailColumns
