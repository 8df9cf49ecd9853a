// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>

namespace Lockstep::Gateway {

/// Has a command done by a child process and prints what that prints. A thread that waits for a dead file system keeps its process from
/// ending, by whatever signal, and whoever started it waiting; so this returns when the command is done, and the child ends when it can.
/// To be called before there are threads. Returns what \a command returns; 128 and the signal, where one ended it, and 1 for want of
/// processes.
int runApart(const std::function<int()> &command);

} // namespace Lockstep::Gateway
