// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/destinationdetails.h"
#include "inspection/ownside.h"

#include <QString>

/// Words for the page on a server. Plain text; what remote servers say is made displayable. \a now: ms since the epoch, 0 for the clock.
namespace Lockstep::ServerWords {

/// Whether it is in backoff since when, when it is tried next and why; whom that touches. \a details: as far as they are read.
QString stateText(const Inspection::Destination &destination, const std::optional<Inspection::DestinationDetails> &details, qint64 now = 0);
/// "To it wait 1,200 messages (2.1 MB), the oldest since 03:42: …".
QString outboxText(const Inspection::DestinationDetails &details, qint64 now = 0);
/// The same of our users' lists.
QString updatesText(const Inspection::DestinationDetails &details, qint64 now = 0);
/// "@ann:hs.example: 3 updates; the next one is 905 and will name 880".
QString updatesText(const Inspection::WaitingUpdates &waiting);
/// When an update came from it last, and how many came lately.
QString heardText(const Reachability &reach, qint64 now = 0);
/// "03:42:11  list of @bob:remote.example: remote.example answers “404: Not Found” (12 times in a row, since 03:36:41)".
QStringList contactTexts(const QList<Contact> &contacts, const QString &server, qint64 now = 0);
/// "stale since 03:42, gap".
QString userText(const Inspection::UserSummary &user, qint64 now = 0);

} // namespace Lockstep::ServerWords
