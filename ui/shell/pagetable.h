// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/pagekind.h"

#include <QList>

namespace Lockstep {

/// All pages in the order of the side bar; Ctrl+1 and so on open them.
QList<PageKind> pageKinds();

} // namespace Lockstep
