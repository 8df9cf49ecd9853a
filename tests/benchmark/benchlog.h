// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <functional>

namespace Lockstep::Bench {

/// Writes a Synapse log of about \a bytes; of its lines, \a percent tell of device list updates, of so many \a users. The same for the
/// same arguments. Returns the number of "Handling update" lines.
qint64 writeLog(const QString &path, qint64 bytes, double percent, int users = 20'000);

/// Runs each of several actions \a rounds times, in turn, and prints the medians, the rate for \a bytes and the ratio to the first.
struct Action
{
    QString name;
    std::function<void()> run;
};
void compare(const QList<Action> &actions, qint64 bytes, int rounds);

} // namespace Lockstep::Bench
