// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/historylock.h"

#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<HistoryLock>> HistoryLock::take(const QString &historyPath)
{
    // A file of its own: closing any descriptor of SQLite's file would drop SQLite's own locks.
    const QByteArray path = QFile::encodeName(historyPath + u".lock"_s);
    const int fd = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return failure(
            Error::Io, u"The history cannot be written at %1: %2."_s.arg(historyPath, QString::fromLocal8Bit(std::strerror(errno))));
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
        return std::unique_ptr<HistoryLock>(new HistoryLock(fd));
    ::close(fd);
    return failure(Error::Io, u"Another gateway records into %1 already; stop it, or give another file with --history."_s.arg(historyPath));
}

HistoryLock::~HistoryLock()
{
    ::close(m_fd);
}

} // namespace Lockstep::Gateway
