// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QAbstractItemView;

namespace Lockstep {

/// Gives cells and headers room at their sides: a right-aligned number beside left-aligned text needs it. The desktop's own style
/// draws them all the same.
void giveRoom(QAbstractItemView *view);

/// Assistive technology selects a row and does not move to it: where one row is selected, it becomes the current one, which is what pages
/// show. For a view that has its model.
void letCurrentFollow(QAbstractItemView *view);

} // namespace Lockstep
