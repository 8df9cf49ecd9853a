// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

namespace Lockstep::Gateway {

/// "lockstep-gateway check …", its arguments without that word, and an operator's access token, which may be empty: prints the report.
/// Within runApart(), for the same reason.
/// Returns the exit code, which is a part of what it says, even where a file system keeps a thread waiting, so that the process is to be
/// ended then, by _exit().
int runCheck(QStringList arguments, const QString &token, bool inColour);

} // namespace Lockstep::Gateway
