// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

#include <chrono>

namespace Lockstep {

/// How long a place may take to say that it is there, or is not.
constexpr std::chrono::milliseconds placePatience(3000);

/// Begins the process that looks. To be called before any file or port is open, best as the first thing of all: placesThatHang() begins
/// it too, but what is open then is open in it as well, and while such a file's system is dead, looks are over and do not go away.
void startPlaceProbe();

/// Those of \a paths whose file system does not answer: a server of NFS, SMB or FUSE that is gone keeps everybody waiting who looks, for
/// ever, and nothing ends the wait of a thread. So a process looks, which can be left behind; while it waits, no other looks at the same
/// path, which is then said to hang at once. Patterns are expanded, and all that they match is looked at. What does not exist answers.
/// What cannot be looked at for want of processes is taken to answer. Blocks for little longer than \a patience. Thread-safe.
QStringList placesThatHang(const QStringList &paths, std::chrono::milliseconds patience = placePatience);

/// What is to be said of one, and what to do.
QString hangs(const QString &path);
QString hangsRemedy();

} // namespace Lockstep
