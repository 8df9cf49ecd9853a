// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/fileerror.h"

#include <cerrno>
#include <cstring>
using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

Error fileError(const QString &path, int error)
{
    QString text;
    Error::Kind kind = Error::Io;
    switch (error) {
    case EACCES:
    case EPERM:
        text = u"%1 may not be read: add the user that runs the gateway to the group of the log."_s.arg(path);
        break;
    case ENOENT:
        kind = Error::NotFound;
        text = u"%1 does not exist: check the path, or wait until Synapse writes it."_s.arg(path);
        break;
    case EISDIR:
        text = u"%1 is not a file: name a log file, or a pattern such as %1/*.log."_s.arg(path);
        break;
    default:
        text = u"%1 cannot be read: %2."_s.arg(path, QString::fromLocal8Bit(std::strerror(error)));
    }
    return {.kind = kind, .text = text};
}

} // namespace Lockstep::Logs
