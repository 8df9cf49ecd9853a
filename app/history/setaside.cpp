// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/setaside.h"

#include "history/sqlstore.h"

#include <QDateTime>
#include <QDir>
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

Result<QString> Store::Private::setAside()
{
    const QString path = writer.address().path, fresh = path + u".new"_s;
    for (const QString &beside : besides)
        QFile::remove(fresh + beside);
    // Closed again at once: all of it is in the file then. Whoever has the old one open notices by the file that he has another one.
    if (const auto made = Store::open(fresh); !made)
        return failure(made.error());
    const auto away = moveAway(path);
    if (!away)
        return away;
    if (!rename(fresh, path))
        return failure(Error::Io, u"A new history cannot be put at %1: %2."_s.arg(path, QString::fromLocal8Bit(std::strerror(errno))));
    lastSetAside = std::chrono::steady_clock::now();
    writer.forgetDamage();
    reader.forgetDamage();
    if (users)
        users->forget();
    return u"The history %1 was damaged. It was moved to %2 and a new one is begun; logs that are still there are read into it. "
           "\"lockstep-gateway history export\" saves what can still be read of the old one."_s.arg(path, *away);
}

Error Store::setAsideIfDamaged(const Error &error)
{
    const std::lock_guard lock(d->writing);
    // A disk that damages one file after another must not be filled with them.
    const bool isTooSoon = d->lastSetAside && std::chrono::steady_clock::now() - *d->lastSetAside < std::chrono::hours(1);
    if (error.kind != Error::Database || !(d->writer.wasDamaged() || d->reader.wasDamaged()) || isTooSoon || !isHistoryFile(d->writer.address().path))
        return error;
    const auto aside = d->setAside();
    return aside ? Error{.kind = Error::Database, .text = *aside} : aside.error();
}

QStringList Store::asideFiles(const QString &path)
{
    const QFileInfo info(path);
    QStringList found;
    for (const QFileInfo &file : info.dir().entryInfoList({info.fileName() + u".damaged-*"_s}, QDir::Files, QDir::Name)) {
        if (!file.fileName().endsWith(u"-wal"_s) && !file.fileName().endsWith(u"-shm"_s))
            found += file.absoluteFilePath();
    }
    return found;
}

} // namespace Lockstep::History
