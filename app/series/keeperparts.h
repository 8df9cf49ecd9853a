// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "series/keeper.h"
#include "series/recent.h"
#include "series/seriesfile.h"

#include <map>
#include <mutex>

namespace Lockstep::Series {

/// What the newest look of a kind said of a series.
struct Live
{
    qint64 value = 0;
    qint64 zeroSince = 0; ///< 0: it is not
    quint64 round = 0; ///< that saw it last
};

struct Keeper::Private
{
    Options options;
    std::unique_ptr<SeriesFile> file; ///< null where there is none
    QString notice;

    mutable std::mutex mutex; ///< guards what follows
    QString problem;
    QHash<std::pair<int, QString>, SeriesId> ids; ///< by kind and subject
    QHash<SeriesId, Subject> names;
    SeriesId lastId = 0;
    QList<Subject> fresh; ///< not in the file yet
    struct KindNow
    {
        QHash<SeriesId, Live> live;
        qint64 lookedAt = 0; ///< the minute of the last look
        qint64 wholeAt = 0; ///< the same if it saw all; else 0
        qint64 wholeBefore = 0; ///< wholeAt of the minute before it that was looked at
        qint64 leftOut = 0;
    };
    std::map<SeriesKind, KindNow> kinds;
    QHash<std::pair<int, QString>, quint64> lookedAt; ///< by kind and subject: the number of the reading
    quint64 readings = 0;
    Recent recent;
    qint64 recentSince = 0; ///< its first minute; 0: it is empty
    qint64 newest = 0; ///< the newest minute ever, and how it went on from there
    qint64 steadyRounds = 0; ///< since the clock jumped far forward; -1: it never did
    bool isKeyDue = true;
    quint64 round = 0;
    qint64 every = minuteMs;
    qint64 prunedAt = 0;

    void restore();
    SeriesId idOf(SeriesKind kind, const QString &subject);
    Frame::Part partOf(const Look &look, qint64 minute);
    void flush(qint64 minute);
    void keep(const Frame &frame);
    void follow(const Inspection::SeriesQuery &query);
    QList<SeriesId> asked(const Inspection::SeriesQuery &query) const;
};

} // namespace Lockstep::Series
