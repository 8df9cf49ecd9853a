// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "check/subject.h"

namespace Lockstep::Checking {

/// What Synapse's configuration files say beside what a gateway needs: where clients reach the homeserver, and what its processes are. What
/// cannot be read is left out; that is said when the settings are read.
struct HomeserverFiles
{
    QUrl publicBase;
    QString serverName;
    QList<ProcessConfig> processes;

    static HomeserverFiles read(const QStringList &files);
};

} // namespace Lockstep::Checking
