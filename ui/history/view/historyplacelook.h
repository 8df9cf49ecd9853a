// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historytimeline.h"

#include <QColor>

class QPalette;

namespace Lockstep {

/// The colour of a place of an overview, by the worst that is in it.
struct HistoryPlaceLook
{
    static constexpr int height = 2; ///< of a mark, pixels
    static constexpr int worst = 5;
    int badness = 0; ///< up to \c worst; the larger, the worse; 0: no break
    QColor colour = {};
    static HistoryPlaceLook of(const HistoryPlace &place, const QPalette &palette);
};

namespace HistoryText {
/// "3 breaks: gap, fork".
QString breaksIn(const HistoryPlace &place);
} // namespace HistoryText

} // namespace Lockstep
