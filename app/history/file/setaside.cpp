// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/setaside.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

// "SQLite format 3", and where its header keeps a program's own number; see https://www.sqlite.org/fileformat.html
constexpr char sqliteHead[] = "SQLite format 3";
constexpr qsizetype applicationIdAt = 68;
constexpr char applicationId[] = "Lock";

// In this order the file never stands without what belongs to it but for a moment.
const QStringList besides{u"-wal"_s, u"-shm"_s, {}};

bool rename(const QString &from, const QString &to)
{
    return std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) == 0;
}

} // namespace

bool isHistoryFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray head = file.read(applicationIdAt + qsizetype(std::strlen(applicationId)));
    return head.startsWith(sqliteHead) && head.endsWith(applicationId);
}

Result<QString> moveAway(const QString &path)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    QString to = u"%1.damaged-%2"_s.arg(path, stamp);
    for (int i = 2; QFileInfo::exists(to); ++i)
        to = u"%1.damaged-%2-%3"_s.arg(path, stamp).arg(i);
    for (auto beside = besides.begin(); beside != besides.end(); ++beside) {
        if (rename(path + *beside, to + *beside) || errno == ENOENT)
            continue;
        const QString why = QString::fromLocal8Bit(std::strerror(errno));
        while (beside != besides.begin()) {
            --beside;
            rename(to + *beside, path + *beside);
        }
        return failure(Error::Io, u"The damaged history %1 cannot be moved away: %2. Move it yourself, and start again."_s.arg(path, why));
    }
    return to;
}

void removeWithBesides(const QString &path)
{
    for (const QString &beside : besides)
        QFile::remove(path + beside);
}

Result<void> putInPlace(const QString &fresh, const QString &path)
{
    if (rename(fresh, path))
        return {};
    return failure(Error::Io, u"A new history cannot be put at %1: %2."_s.arg(path, QString::fromLocal8Bit(std::strerror(errno))));
}

} // namespace Lockstep::History
