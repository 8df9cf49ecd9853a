// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QJsonObject>

namespace Lockstep {

/// Lists from a file, as AuditRequest::witness has them: {"origin", "read_at", "lists"}. A file that holds one answer of
/// GET /_matrix/federation/v1/user/devices/{userId}, or a list of such answers, does as well, and so does a case file with the sender's
/// view: then the users' server is the origin and the file's own time the one when it was read.
struct WitnessFile
{
    static constexpr qint64 maxBytes = 1900 * 1024; ///< a gateway takes 2 MiB with one audit

    QJsonObject witness;
    QString origin;
    qint64 readAt = 0; ///< ms since the epoch
    qsizetype lists = 0;
};

/// Errors: NotFound, TooLarge or BadInput, with a sentence that names the file. Reads and parses: not for the GUI thread.
Result<WitnessFile> readWitness(const QString &path);

} // namespace Lockstep
