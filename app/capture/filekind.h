// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QString>
#include <QStringList>

namespace Lockstep::Capture {

/// What a file on disk is, by its first bytes and not by its name.
enum class FileKind : quint8 {
    Log, ///< a homeserver's log, in any of the formats that a gateway follows; gzip too
    Transactions, ///< federation transactions, one JSON object a line: see transactions.h; gzip too
    Har, ///< HTTP Archive; gzip too
    Journal, ///< a file of the systemd journal
    Case, ///< see inspection/casefiles/casefile.h
    Packed, ///< an archive, or compressed otherwise than by gzip: see unpacking.h
};

/// Errors are sentences that say what it is instead, or why it cannot be read. Reads at most 64 KiB.
Result<FileKind> kindOf(const QString &path);

/// The files that are meant: folders are replaced by what lies in them (three levels deep, no links, no hidden files).
/// BadInput for more than \c mostFiles, Io for a path that is not there.
constexpr qsizetype mostFiles = 2'000;
Result<QStringList> filesIn(const QStringList &paths);

} // namespace Lockstep::Capture
