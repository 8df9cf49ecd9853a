// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recorder.h"

#include <QTimeZone>

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace Lockstep::Logs {

/// Reads single lines of one homeserver's log. Not thread-safe; one for each file.
class LineParser
{
public:
    virtual ~LineParser() = default;

    /// Time for lines without any: the file's own, until a line with a time comes. ms since the epoch.
    virtual void setFallbackTime(qint64 at) = 0;
    /// The newest line's time.
    virtual qint64 lastTime() const = 0;
    /// Learns time and format from a line that need not be of interest: a file's first.
    virtual void learn(std::string_view line) = 0;
    /// Appends what the line (without its newline) tells.
    virtual void parse(std::string_view line, std::vector<History::Observation> &out) = 0;
};

/// The words of a homeserver's log: all that following a log has to know of the program that writes it. Another homeserver's log can be
/// followed by giving another one.
struct LogDialect
{
    std::function<std::unique_ptr<LineParser>(const QTimeZone &zone)> parser;
    /// The next place from a position on that may belong to a message the parser understands; std::string_view::npos if there is none.
    /// Fast and coarse: the parser decides.
    size_t (*findMarker)(std::string_view text, size_t from) = nullptr;
};

} // namespace Lockstep::Logs
