// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logfiles.h"

#include "logs/fileerror.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <cerrno>
#include <cstring>

#include <glob.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

/// Adds the path, unless it was found already. Returns errno.
int add(const QString &path, bool onlyRest, QList<FoundFile> &files, QSet<QString> &known)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return errno;
    if (!S_ISREG(info.st_mode))
        return EISDIR;
    if (known.contains(path)) {
        return 0;
    }
    known.insert(path);
    files.append({.path = path,
        .device = quint64(info.st_dev),
        .inode = quint64(info.st_ino),
        .size = info.st_size,
        .modified = qint64(info.st_mtim.tv_sec) * 1000 + info.st_mtim.tv_nsec / 1'000'000,
        .onlyRest = onlyRest});
    return 0;
}

/// A file may be called like a pattern: then it is meant.
bool isWildcard(const QString &pattern)
{
    return pattern.contains(QRegularExpression(u"[*?\\[]"_s)) && !QFileInfo::exists(pattern);
}

/// Paths that a pattern with wildcards in any of its parts matches, by name. Files whose name begins with a point too.
QStringList expanded(const QString &pattern)
{
    glob_t found = {};
    QStringList paths;
    if (::glob(QFile::encodeName(pattern).constData(), GLOB_NOESCAPE | GLOB_PERIOD, nullptr, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; ++i)
            paths += QFile::decodeName(found.gl_pathv[i]);
    }
    ::globfree(&found);
    return paths;
}

/// Rotated files beside a log: their beginning may be what was read as the log.
void addRotated(const QString &path, QList<FoundFile> &files, QSet<QString> &known)
{
    const QFileInfo info(path);
    const QString name = info.fileName();
    const QStringList others = QDir(info.absolutePath()).entryList(QDir::Files | QDir::Hidden);
    for (const QString &other : others) {
        const QString candidate = info.absolutePath() + u'/' + other;
        if (other.size() > name.size() && other.startsWith(name) && logName(candidate) == path)
            add(candidate, true, files, known);
    }
}

} // namespace

QByteArray LogHead::hash(qsizetype length) const
{
    if (length <= 0 || length > m_bytes.size())
        return {};
    QByteArray &known = m_hashes[length];
    if (known.isEmpty())
        known = QCryptographicHash::hash(m_bytes.first(length), QCryptographicHash::Sha1).toHex();
    return known;
}

std::optional<LogIdentity> LogIdentity::of(quint64 device, quint64 inode, const LogHead &head)
{
    const QByteArray &bytes = head.bytes();
    const qsizetype length = bytes.size() >= maxLength ? maxLength : bytes.lastIndexOf('\n') + 1;
    if (length <= 0)
        return std::nullopt;
    return LogIdentity{.device = device, .inode = inode, .length = length, .hash = head.hash(length)};
}

std::optional<LogIdentity> LogIdentity::fromText(const QString &fileId)
{
    const QStringList parts = fileId.split(u':');
    if (parts.size() != 4)
        return std::nullopt;
    LogIdentity identity{
        .device = parts[0].toULongLong(), .inode = parts[1].toULongLong(), .length = parts[2].toLongLong(), .hash = parts[3].toLatin1()};
    if (identity.length <= 0 || identity.length > maxLength)
        return std::nullopt;
    return identity;
}

QString LogIdentity::toText() const
{
    return u"%1:%2:%3:%4"_s.arg(device).arg(inode).arg(length).arg(QString::fromLatin1(hash));
}

Search findLogFiles(const QStringList &patterns, bool withRotated)
{
    Search found;
    QSet<QString> known;
    for (const QString &given : patterns) {
        const QString pattern = QDir::cleanPath(QDir::current().absoluteFilePath(given));
        if (!isWildcard(pattern)) {
            const int error = add(pattern, false, found.files, known);
            if (error != 0)
                found.problems.append({pattern, fileError(pattern, error).text});
            continue;
        }
        bool isMatched = false;
        for (const QString &path : expanded(pattern))
            isMatched = add(path, false, found.files, known) == 0 || isMatched;
        if (!isMatched)
            found.problems.append({pattern, u"No file matches %1."_s.arg(pattern)});
    }
    if (!withRotated)
        return found;
    const QList<FoundFile> matching = found.files;
    for (const FoundFile &file : matching) {
        if (logName(file.path) == file.path)
            addRotated(file.path, found.files, known);
    }
    // The log itself may be away for a moment, while it is rotated; what was rotated is still to be read.
    for (const auto &[pattern, problem] : std::as_const(found.problems)) {
        if (!isWildcard(pattern))
            addRotated(pattern, found.files, known);
    }
    return found;
}

QString logName(const QString &path)
{
    static const QRegularExpression suffix(u"(\\.gz|\\.\\d{1,4}|[.-]\\d{4}-?\\d{2}-?\\d{2}([-_.T]?\\d{2}([-_.:]?\\d{2}){0,2})?)$"_s);
    QString name = path;
    for (auto match = suffix.match(name); match.hasMatch(); match = suffix.match(name))
        name.truncate(match.capturedStart());
    return name;
}

Result<LogHead> readHead(LogBytes &bytes, const QString &path, quint64 device, quint64 inode)
{
    if (const auto opened = bytes.open(path, 0); !opened)
        return failure(opened.error());
    if (bytes.device() != device || bytes.inode() != inode)
        return failure(Error::Cancelled, u"%1 was rotated while it was opened; it is looked for again."_s.arg(path));
    QByteArray head(LogIdentity::maxLength, Qt::Uninitialized);
    qsizetype filled = 0;
    while (filled < head.size()) {
        const auto count = bytes.read(head.data() + filled, head.size() - filled);
        if (!count)
            return failure(count.error());
        if (*count == 0)
            break;
        filled += *count;
    }
    head.truncate(filled);
    return LogHead(head);
}

} // namespace Lockstep::Logs
