// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QTableView;

namespace Lockstep {

/// How much room rows of tables have, for the whole application: as the palette, it goes with the application object. GUI thread.
void setCompactRows(bool compact);
bool hasCompactRows();
/// The height of one line in this table, by the present density.
int rowHeightOf(const QTableView *table);
/// Gives the table rows of that height, now and whenever the density changes.
void followDensity(QTableView *table);

} // namespace Lockstep
