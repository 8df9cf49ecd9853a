// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/linescanner.h"

namespace Lockstep::Logs {

/// What LineScanner is for lines, for entries of the journal in the export format (`journalctl -o export`). Not thread-safe.
class ExportScanner
{
public:
    /// Both outlive the scanner. Messages longer than \a maxMessage are left out and counted.
    ExportScanner(const LogDialect &dialect, LogTally &tally, size_t maxMessage);

    /// As LineScanner::scan(); \a text need not end with an entry, and the begins told to \a take are those of entries.
    size_t scan(std::string_view text, qint64 base, bool isLast, const LineScanner::Take &take);
    /// The newest entry's time, ms since the epoch; 0 before the first one.
    qint64 newest() const { return m_newest; }

private:
    const LogDialect &m_dialect;
    LogTally &m_tally;
    size_t m_maxMessage;
    qint64 m_newest = 0;
};

} // namespace Lockstep::Logs
