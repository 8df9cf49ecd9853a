// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <functional>

namespace Lockstep::Inspection {

/// The text without all words that this program's own sentences do not have: those become "…". Numbers stay, Matrix's error codes too.
/// \a isForbidden: words that go although they are ordinary ones, because they are somebody's name.
QString safeWords(const QString &text, const std::function<bool(const QString &word)> &isForbidden);

} // namespace Lockstep::Inspection
