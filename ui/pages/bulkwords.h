// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/refresh/bulkrefresh.h"
#include "ui/words/presentation.h"

/// How refreshes of many users are told. Plain text; what came from a remote server has been made displayable.
namespace Lockstep::BulkWords {

/// "Refresh all stale users", "Refresh the stale users of remote.example", …
QString title(const RefreshScope &scope);
/// Who will be asked for, and how long that takes: a sentence or two.
QString plan(const RefreshPlan &plan);
/// Who is left out and why, most users first.
QStringList leftOut(const RefreshPlan &plan, qint64 now);

/// Where it stands, or what came of it, in one line.
QString line(const BulkRefresh &bulk);
Presentation::Tone tone(const BulkRefresh &bulk);
/// Of which servers users failed and why, at most \a most lines.
QStringList failures(const BulkRefresh &bulk, qsizetype most);

/// "succeeded", "not started", "may still finish", …
QString state(BulkEntry::State state);
/// What a user's refresh changed, or why it failed.
QString outcome(const BulkEntry &entry);

} // namespace Lockstep::BulkWords
