// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/historylock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<HistoryLock>> HistoryLock::take(const QString &historyPath)
{
    // The file counts and not the name that it was given by: a link leads to the same history.
    const QString real = QFileInfo(historyPath).canonicalFilePath();
    struct stat info = {};
    if (!real.isEmpty() && ::stat(QFile::encodeName(real).constData(), &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink > 1) {
        return failure(Error::Io,
            u"The history %1 has %2 names (hard links), so that another gateway could record into it too: remove all but one."_s
                .arg(historyPath)
                .arg(info.st_nlink));
    }
    // A lock file of its own: closing any descriptor of SQLite's file would drop SQLite's own locks.
    const QByteArray path = QFile::encodeName((real.isEmpty() ? historyPath : real) + u".lock"_s);
    const int fd = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return failure(
            Error::Io, u"The history cannot be written at %1: %2."_s.arg(historyPath, QString::fromLocal8Bit(std::strerror(errno))));
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
        return std::unique_ptr<HistoryLock>(new HistoryLock(fd));
    ::close(fd);
    return failure(Error::Io, u"Another gateway records into %1 already; stop it, or give another file with --history."_s.arg(historyPath));
}

QString defaultHistoryPath(const ServerName &server)
{
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state)) // as the XDG specification says of a relative one
        state = QDir::homePath() + u"/.local/state"_s;
    return state + u"/lockstep/"_s + server.toString() + u".history.sqlite"_s;
}

HistoryLock::~HistoryLock()
{
    ::close(m_fd);
}

Result<QString> prepareHistory(const QString &given, const ServerName &server)
{
    if (given.contains("://"_L1))
        return failure(Error::BadInput, u"--history takes the path of a file or postgresql://…, and --history-spool the path of a file."_s);
    const QString path = given.isEmpty() ? defaultHistoryPath(server) : QFileInfo(given).absoluteFilePath();
    const QString folder = QFileInfo(path).absolutePath();
    const bool existed = QDir(folder).exists();
    if (!QDir().mkpath(folder))
        return failure(Error::Io, u"The folder %1 for the history cannot be made; give a writable place with --history."_s.arg(folder));
    // Who shares rooms with whom, and from which devices, is nobody else's business.
    if (!existed)
        QFile::setPermissions(folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    return path;
}

} // namespace Lockstep::Gateway
