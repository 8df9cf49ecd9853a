// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/findings.h"

#include <QString>

#include <optional>

/// For the files of the finding words only.
namespace Lockstep::FindingWords {

/// What follows from a cause, in causeText()'s form. \a waits: the homeserver is in backoff.
QString helpText(std::optional<FetchCause> cause, const QString &server, bool waits);

} // namespace Lockstep::FindingWords
