// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/listpanel.h"

/// How audits and their lists are shown.
namespace Lockstep::AuditColumns {

/// By AuditModel::Column.
QList<PresentedColumn> audits();
/// By AuditedListModel::Column.
QList<PresentedColumn> lists();
/// What the lists can be filtered by.
QList<ListField> listFields();

} // namespace Lockstep::AuditColumns
