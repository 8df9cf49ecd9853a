// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"
#include "inspection/source.h"
#include "series/keeper.h"
#include "series/tally.h"

#include <functional>
#include <memory>

namespace Lockstep::Server {

/// Looks about once a minute at how deep the queues are and what came in, and keeps it. It looks seldom enough to take a thousandth of the
/// time at most. A thread of its own; everything else is thread-safe.
class SeriesDesk
{
public:
    struct Options
    {
        QString path = {}; ///< of the file that they are kept in; empty: they are held in memory
        qint64 everyMs = 60'000; ///< between two looks
        qint64 longestMs = 600'000; ///< the same where a look takes long
        int mostQueues = 20'000; ///< of a kind
        /// Present time of the homeserver, ms since the epoch.
        std::function<qint64()> clock = {};
        /// Whether anything tells of updates and resyncs as they come; empty: note() does. Otherwise that none came says nothing.
        std::function<bool()> isToldOfUpdates = {};
    };

    explicit SeriesDesk(Options options);
    ~SeriesDesk();

    /// For the recorder's witness.
    void note(const History::Observation &what, const History::Feed &from);
    /// Starts to look. \a source outlives the desk, or stop().
    void start(Inspection::Source *source);
    /// Waits for the thread. What it waits for in the source has to be cut off before.
    void stop();

    Result<Inspection::SeriesAnswer> read(const Inspection::SeriesQuery &query) const;

    struct Figures
    {
        struct Queue
        {
            Inspection::QueueKind kind = Inspection::QueueKind::Unknown;
            QString subject;
            qint64 depth = 0;
        };
        QList<Queue> deepest; ///< the deepest ones of each kind, at most mostDeepest
        std::map<Inspection::SeriesKind, qint64> counted; ///< since the gateway began; empty where nothing tells of them
        qint64 kept = 0;
        qint64 leftOut = 0;
        bool isWritten = true;
    };
    static constexpr qsizetype mostDeepest = 10;
    Figures figures() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Server
