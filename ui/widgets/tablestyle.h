// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QAbstractItemView;

namespace Lockstep {

/// Gives cells and headers room at their sides: a right-aligned number beside left-aligned text needs it. The desktop's own style
/// draws them all the same.
void giveRoom(QAbstractItemView *view);

} // namespace Lockstep
