// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <functional>

namespace Lockstep::Inspection {

/// The text without all words that this program's own sentences do not have: those become "…". Numbers stay, Matrix's error codes too.
/// \a isForbidden: words that go although they are ordinary ones, because they are somebody's name. \a madeFor: what stands for a name,
/// null for what is none that is known.
QString safeWords(const QString &text, const std::function<bool(const QString &word)> &isForbidden,
    const std::function<QString(const QString &word)> &madeFor);

} // namespace Lockstep::Inspection
