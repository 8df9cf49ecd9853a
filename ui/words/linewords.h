// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/rowlines.h"

#include <QString>

/// Words of the lines of a log that a row of a history was read from. For the GUI thread; plain text.
namespace Lockstep::Presentation {

/// "the update as it came", "work on it began", …
QString lineText(Inspection::LineTells tells);
/// A sentence: which log was not looked at, and why.
QString unreadText(const Inspection::UnreadLog &log);
/// How many lines there are, or why there are none, and what was not looked at: one sentence each.
QStringList linesSummary(const Inspection::RowLines &found);
/// "/var/log/matrix-synapse/homeserver.log:1234", with characters of hostile names made visible.
QString linePlace(const Inspection::RowLine &line);

} // namespace Lockstep::Presentation
