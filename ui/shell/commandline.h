// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/connectrequest.h"

#include <QCommandLineParser>
#include <QSize>

namespace Lockstep {

/// What the desktop program was asked to do.
struct StartOptions
{
    ConnectRequest connect;
    bool connectGiven = false; ///< enough to connect without asking
    bool prefillGiven = false; ///< something to fill the dialog in with
    QString screenshotDirectory; ///< empty: an ordinary start
    QString settingsFile;
    QString page;
    QSize size;
    bool dark = false;
    bool lab = false;
    QString labScenario;
    QString link; ///< where to go: a lockstep: or matrix: link, right or wrong
    QStringList files; ///< captures, logs, folders, or a case
};

/// Declares the options. Secrets are no options: they would be seen in the list of processes.
void declareOptions(QCommandLineParser &parser);
/// Reads what was parsed; the secret comes from \a password or \a token. Errors are one sentence.
StartOptions readOptions(const QCommandLineParser &parser, const QString &password, const QString &token);

} // namespace Lockstep
