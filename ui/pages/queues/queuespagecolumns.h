// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/listpanel.h"

/// How the three queues of the Queues page are shown.
namespace Lockstep::QueueColumns {

QList<PresentedColumn> inbox();
QList<PresentedColumn> outbox();
QList<PresentedColumn> updates();

/// What they can be filtered by.
QList<ListField> inboxFields();
QList<ListField> outboxFields();
QList<ListField> updatesFields();

} // namespace Lockstep::QueueColumns
