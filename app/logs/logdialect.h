// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"

#include <QByteArray>
#include <QTimeZone>

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace Lockstep::Logs {

/// What the parsers of one log remember together, over its files' rotations and over restarts. One for each log; of one thread.
class LogMemory
{
public:
    virtual ~LogMemory() = default;
    /// What a restart needs of it, at most some KiB.
    virtual QByteArray save() const = 0;
    virtual void restore(const QByteArray &saved) = 0;
};

/// What became of a line.
struct LineResult
{
    enum Outcome : quint8 {
        Nothing, ///< none of ours, or of no interest
        Read,
        NotUnderstood, ///< it holds words of ours, and could not be read
        Refused, ///< it can be read, and is not believed
    };
    Outcome outcome = Nothing;
    /// Whether somebody who sends the homeserver text could have written the line.
    bool forgeable = false;
};

/// Reads single lines of one homeserver's log. Not thread-safe; one for each file.
class LineParser
{
public:
    virtual ~LineParser() = default;

    /// Time for lines without any: the file's own, until a line with a time comes. ms since the epoch.
    virtual void setFallbackTime(qint64 at) = 0;
    /// Whether any line had one.
    virtual bool hasTimes() const = 0;
    /// The newest line's time.
    virtual qint64 lastTime() const = 0;
    /// Learns time and format from a line that need not be of interest: a file's first.
    virtual void learn(std::string_view line) = 0;
    /// Appends what the line (without its newline) tells.
    virtual LineResult parse(std::string_view line, std::vector<History::Observation> &out) = 0;
};

/// The words of a homeserver's log: all that following a log has to know of the program that writes it. Another homeserver's log can be
/// followed by giving another one.
struct LogDialect
{
    std::function<std::shared_ptr<LogMemory>()> memory;
    /// \a memory: from memory() of the same dialect.
    std::function<std::unique_ptr<LineParser>(const QTimeZone &zone, std::shared_ptr<LogMemory> memory)> parser;
    /// The next place from a position on that may belong to a message the parser understands; std::string_view::npos if there is none.
    /// Fast and coarse: the parser decides.
    size_t (*findMarker)(std::string_view text, size_t from) = nullptr;
    /// The program that has written a log which begins so, if it is another one that is known; otherwise empty. May be null.
    QString (*otherProgram)(std::string_view head) = nullptr;
};

} // namespace Lockstep::Logs
