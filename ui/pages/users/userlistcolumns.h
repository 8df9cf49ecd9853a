// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/presentedtable.h"

/// How the list of users is shown.
namespace Lockstep::UserColumns {

/// By UserModel::Column.
QList<PresentedColumn> all();
/// What the column State sorts by: the worst of a user's states, the larger the worse.
QVariant worst(const QModelIndex &index);

} // namespace Lockstep::UserColumns
