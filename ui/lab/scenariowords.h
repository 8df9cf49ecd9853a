// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Lockstep {

/// A scenario's title or description in the operator's language; as it is if it is none of the built-in ones.
QString scenarioWords(const QString &text);
/// Whether it is a text of a built-in scenario that translations know.
bool isKnownScenarioText(const QString &text);

} // namespace Lockstep
