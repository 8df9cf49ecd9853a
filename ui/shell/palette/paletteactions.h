// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/palette/palettemodel.h"

class QMenu;
class QMenuBar;

namespace Lockstep {

/// Every action of the menu and of the menus in it that can be chosen now; the entries hold their actions weakly.
/// \a where: the name of the menu, without its mnemonic.
QList<PaletteEntry> paletteEntries(const QMenu *menu, const QString &where);
/// The same of all menus of a bar.
QList<PaletteEntry> paletteEntries(const QMenuBar *bar);

} // namespace Lockstep
