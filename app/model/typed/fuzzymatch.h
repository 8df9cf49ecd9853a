// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringView>

namespace Lockstep {

/// How well what was typed is found in a text: 0 if not all of its words are. Words are those between spaces, in any order, whatever the
/// case. The beginning of the text counts more than the beginning of one of its words, that more than any part of it, and that more than
/// letters that only stand in this order ("rds" in "Refresh device lists"). Of texts as good as each other the shorter one is the better.
/// What is longer than a line is not looked at, so that the cost is bounded whatever a stranger wrote.
int fuzzyScore(QStringView typed, QStringView text);

} // namespace Lockstep
