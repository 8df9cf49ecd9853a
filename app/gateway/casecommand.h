// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QStringList>

/// The commands by which two operators look at one user together; they read what a running gateway tells, and files.
namespace Lockstep::Gateway {

/// What a command has to say, and its exit code: 0 done, 1 it could not be done, 2 misused. Of a comparison 0 means in step, 3 that it is
/// told where the chain broke, 4 that it cannot be told.
struct Said
{
    int exitCode = 0;
    QByteArray output = {}; ///< for standard output
    QString error = {}; ///< for standard error, one sentence; empty if there is none
};

/// "lockstep-gateway case @user:server …": asks a gateway for the case and writes its file. \a token: an operator's or viewer's.
Said runCase(const QStringList &arguments, const QString &token);
/// "lockstep-gateway compare FILE [FILE]": says who is behind and where the chain broke.
Said runCompare(const QStringList &arguments);

} // namespace Lockstep::Gateway
