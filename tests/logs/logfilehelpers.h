// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/logset.h"
#include "synapse/log/logline.h"

#include <QFile>

namespace Lockstep {

inline void write(const QString &path, const QByteArray &bytes, QFile::OpenMode mode = QFile::Append)
{
    QFile file(path);
    if (!file.open(mode == QFile::Append ? QFile::Append : QFile::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s", qPrintable(path));
}

inline QByteArray handled(const QByteArray &time, const QByteArray &user, int id)
{
    return "2026-11-20 " + time + " - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update '@" + user
        + ":remote.example'/'P', ID: '" + QByteArray::number(id) + "', prev: ['" + QByteArray::number(id - 1) + "'] \n";
}

/// Stream ids in the order in which the set hands them out; the set records itself.
inline QString readAll(Logs::LogSet &set)
{
    QStringList ids;
    const std::atomic<bool> stop = false;
    set.search();
    for (;;) {
        const Logs::LogSet::Chunk chunk = set.next(3, stop);
        for (const History::Recorder::Item &item : chunk.items) {
            if (const auto *one = std::get_if<History::HandledUpdate>(&item.what))
                ids += one->streamId.toString();
        }
        set.recorded(chunk);
        if (chunk.atEnd)
            return ids.join(QLatin1Char(' '));
    }
}

inline Logs::LogSet makeSet(const QString &pattern, qint64 maxLine = 1 << 20)
{
    return Logs::LogSet({pattern}, Synapse::logDialect(), QTimeZone::utc(), {.block = 64, .maxLine = maxLine});
}

} // namespace Lockstep
