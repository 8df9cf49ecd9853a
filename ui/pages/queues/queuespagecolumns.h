// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/presentedtable.h"

/// How the three queues of the Queues page are shown.
namespace Lockstep::QueueColumns {

QList<PresentedColumn> inbox();
QList<PresentedColumn> outbox();
QList<PresentedColumn> updates();

} // namespace Lockstep::QueueColumns
