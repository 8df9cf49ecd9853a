// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What becomes of a history that is damaged.

#include "history/file/setaside.h"
#include "history/file/sqlstore.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

Result<QString> SqlStore::Private::setAside()
{
    const QString path = writer.address().path, fresh = path + u".new"_s;
    constexpr qsizetype mostAside = 10;
    if (asideFiles(path).size() >= mostAside)
        return failure(Error::Io,
            u"The history %1 is damaged, and so many were before that the disk is to be looked at: move the %2 that are set aside beside it away, and start again."_s
                .arg(path)
                .arg(mostAside));
    removeWithBesides(fresh);
    // Closed again at once: all of it is in the file then. Whoever has the old one open notices by the file that he has another one.
    if (const auto made = SqlStore::open(fresh); !made)
        return failure(made.error());
    const auto away = moveAway(path);
    if (!away)
        return away;
    if (const auto put = putInPlace(fresh, path); !put)
        return failure(put.error());
    lastSetAside = std::chrono::steady_clock::now();
    writer.forgetDamage();
    reader.forgetDamage();
    if (users)
        users->forget();
    keySets.forget();
    return u"The history %1 was damaged. It was moved to %2 and a new one is begun; logs that are still there are read into it. "
           "\"lockstep-gateway history export\" saves what can still be read of the old one."_s.arg(path, *away);
}

Error SqlStore::setAsideIfDamaged(const Error &error)
{
    const std::lock_guard lock(d->writing);
    // A disk that damages one file after another must not be filled with them.
    const bool isTooSoon = d->lastSetAside && std::chrono::steady_clock::now() - *d->lastSetAside < std::chrono::hours(1);
    if (error.kind != Error::Database || !(d->writer.wasDamaged() || d->reader.wasDamaged()) || isTooSoon
        || !isHistoryFile(d->writer.address().path))
        return error;
    const auto aside = d->setAside();
    return aside ? Error{.kind = Error::Database, .text = *aside} : aside.error();
}

QStringList Store::asideFiles(const QString &path)
{
    const QFileInfo info(path);
    QStringList found;
    for (const QFileInfo &file : info.dir().entryInfoList(QDir::Files, QDir::Name)) {
        if (file.fileName().startsWith(info.fileName() + u".damaged-"_s) && !file.fileName().endsWith(u"-wal"_s)
            && !file.fileName().endsWith(u"-shm"_s))
            found += file.absoluteFilePath();
    }
    return found;
}

} // namespace Lockstep::History
