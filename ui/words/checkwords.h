// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/checks.h"
#include "ui/words/presentation.h"

/// How a gateway's checks of its surroundings are said. GUI thread.
namespace Lockstep::CheckWords {

/// "fault", "warning", …
QString stateText(Inspection::CheckState state);
Presentation::Tone stateTone(Inspection::CheckState state);
/// A shape of its own for each.
QIcon stateIcon(Inspection::CheckState state);
/// "database", "logs", …
QString areaText(Inspection::CheckArea area);
/// "1 fault, 2 warnings, 16 without fault, 1 not checked".
QString summary(const Inspection::CheckReport &report);
/// All of it as plain text, to be handed on.
QString wholeText(const Inspection::CheckReport &report);

} // namespace Lockstep::CheckWords
