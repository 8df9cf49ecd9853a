// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "history/retention/retention.h"
#include "inspection/types.h"

namespace Lockstep::Gateway {

/// What --history-keep-days and --history-keep-updates come to; 0: no such limit.
History::KeepRules keepRules(qint64 days, qint64 updates);

/// "--history-keep-days" or the like with its value: nothing for an empty one; BadInput says what is wrong with it.
Result<qint64> readKeepDays(const QString &value);
Result<qint64> readKeepUpdates(const QString &value);

/// Lets go of what is not to be kept; null where everything is.
std::unique_ptr<History::Retention> makeRetention(const History::KeepRules &rules, History::Store *store);
/// Nothing where there is none.
QList<Inspection::SourceStatus> statusOf(const History::Retention *retention);
/// The same of what it has come to.
Inspection::SourceStatus statusOf(const History::KeepRules &rules, const History::RetentionStatus &status);
/// "Of 3 users more is kept, because …".
QString describedHeld(qint64 users);

/// "the last 90 days, at most about 10,000 updates of a user".
QString described(const History::KeepRules &rules);

} // namespace Lockstep::Gateway
