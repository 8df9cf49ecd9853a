// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QHostAddress>

namespace Lockstep::Audits {

/// A server name in its parts.
struct HostName
{
    QString host; ///< a name, or an address in its usual form, without brackets
    QHostAddress address; ///< null unless it is one
    quint16 port = 0; ///< 0: none is named

    bool isAddress() const { return !address.isNull(); }
    /// As it stands in a server name or a URL: IPv6 in brackets.
    QString inUrl() const;
};

/// Nothing for what is no server name, names a port that there is not, or is an address in another form than the usual one, such as 127.1,
/// 0x7f.1 or 2130706433, which programs read in different ways.
std::optional<HostName> readHostName(const QString &serverName);

} // namespace Lockstep::Audits
