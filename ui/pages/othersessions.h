// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>

namespace Lockstep {

class Session;

/// The connected sessions of the program's other windows: each window has one of its own.
QList<Session *> otherSessions(const Session *own);

} // namespace Lockstep
