// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

#include <chrono>

namespace Lockstep {

/// How long a place may take to say that it is there, or is not.
constexpr std::chrono::milliseconds placePatience(3000);

/// Those of \a paths whose file system does not answer: a server of NFS, SMB or FUSE that is gone keeps everybody waiting who looks, for
/// ever, and nothing ends the wait of a thread. So a process looks, which can be left behind. Of a pattern the folder is looked at that it
/// begins with. What does not exist answers. Blocks for little longer than \a patience. Thread-safe.
QStringList placesThatHang(const QStringList &paths, std::chrono::milliseconds patience = placePatience);

/// What is to be said of one, and what to do.
QString hangs(const QString &path);
QString hangsRemedy();

} // namespace Lockstep
