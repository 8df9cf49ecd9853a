// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>
#include <QUrl>

namespace Lockstep::Checking {

/// What Synapse's configuration files say beside what a gateway needs. What cannot be read is left out; that is said when the settings are
/// read.
struct HomeserverFiles
{
    QUrl publicBase; ///< where clients reach the homeserver
    QString serverName;

    static HomeserverFiles read(const QStringList &files);

    /// The files that these name and that are read when the settings are: log configurations, Redis' password, and, of a gateway with a
    /// signing key (\a withKeys), that and the authorities. Reads nothing but \a files.
    static QStringList namedBy(const QStringList &files, bool withKeys);
};

} // namespace Lockstep::Checking
