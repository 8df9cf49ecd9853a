// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"
#include "inspection/types.h"
#include "logs/logdialect.h"

#include <QStringList>
#include <QTimeZone>

#include <functional>
#include <memory>

namespace Lockstep::Logs {

/// Reads a homeserver's logs, all of what is there at first and then what is added, into the history.
///
/// A pattern is a path, or a path with the wildcards * ? [ ] anywhere. A path stands for the file as it is now; of its
/// rotated files (name.1, name.2.gz, name.2026-11-20, …) only what was not read before a rotation is read. A pattern reads every file that
/// it matches, rotated and gzip ones too, each content once whatever its name. Several files, as workers have, are read side by side in the
/// order of their time stamps.
///
/// "-" is standard input, and a path may be a named pipe: read as it comes, once. "journal:UNIT" and the like (see JournalPlace) are
/// entries of the systemd journal, and so is a file of it that a pattern finds.
///
/// Positions are stored with the updates in one transaction; a line is taken when its newline is there. Memory is constant, lines above 64
/// MiB are skipped. Rotation by rename and by copy and truncate, files that appear, vanish or may not be read (yet) are handled.
///
/// Text formats have no escapes for what they print, so a remote server can forge lines in them: what the dialect does not believe is
/// refused and counted, and the rest is recorded as forgeable. JSON cannot be forged, nor can what Synapse itself sends to the journal.
class LogFollower
{
public:
    struct Options
    {
        int pollMs = 250;
        /// How often to look for files that are new, renamed or gone.
        int searchMs = 1000;
        /// Zone of time stamps that tell none: Synapse writes the local time of its machine. When clocks are set back the hour that comes
        /// twice is taken as the first one.
        QTimeZone zone = QTimeZone::systemTimeZone();
        qint64 maxLine = 64 * 1024 * 1024;
        int blockSize = 256 * 1024;
        /// Events per transaction, about.
        int batch = 2000;
        /// Whether another source tells what updates contain, so that nobody need change the log's level. Called on the follower's thread.
        std::function<bool()> contentsElsewhere = {};
    };

    /// \a recorder outlives the follower.
    LogFollower(QStringList patterns, LogDialect dialect, History::Recorder *recorder);
    LogFollower(QStringList patterns, LogDialect dialect, History::Recorder *recorder, Options options);
    /// Stops.
    ~LogFollower();

    /// Starts the follower's own thread.
    void start();
    /// Returns when the thread has ended, after the block that is being read at most. What was read is recorded.
    void stop();

    /// One for each log. Thread-safe.
    QList<Inspection::SourceStatus> status() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Logs
