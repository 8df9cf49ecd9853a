// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/journalplace.h"

#include <QByteArray>
#include <QStringList>

#include <functional>

namespace Lockstep::Checking {

/// The end of a journal, of the units that are wanted.
struct JournalTail
{
    QStringList units; ///< those that have entries
    QByteArray lines; ///< the newest entries, as `journalctl -o json` writes them, whole, oldest first
    qint64 newest = 0; ///< ms since the epoch; 0: there is no entry
    qint64 entries = 0;
};

/// Reads at most \a entries of them, and fewer when \a isOver says so. Errors: Io, the text is a sentence with the way out.
Result<JournalTail> readJournalTail(const Logs::JournalPlace &place, int entries, const std::function<bool()> &isOver);

} // namespace Lockstep::Checking
