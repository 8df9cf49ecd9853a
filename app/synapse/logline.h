// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recorder.h"

#include <QTimeZone>

#include <string_view>
#include <vector>

namespace Lockstep::Synapse {

/// Finds the next byte from \a from that may begin a message this program understands; std::string_view::npos if there is none.
/// Fast (it looks at 32 bytes at a time) and coarse: LogLineParser decides.
size_t findMarker(std::string_view text, size_t from = 0);

/// Reads single lines of Synapse's logs: the default text format, formats of operators' own as long as the message comes last,
/// the JSON formats (Terse, Json, Gcp), each also behind the prefixes of journald, `docker logs -t`, Kubernetes (CRI) and inside Docker's
/// json-file. A message counts only at the place of a message: text that looks like one inside a display name or an error does not. Not
/// thread-safe (it caches time conversions); one for each file.
class LogLineParser
{
public:
    explicit LogLineParser(QTimeZone zone = QTimeZone::systemTimeZone());

    /// Time for lines without any: the file's own, until a line with a time comes. ms since the epoch.
    void setFallbackTime(qint64 at) { m_lastTime = at; }
    qint64 lastTime() const { return m_lastTime; }

    /// Appends what the line (without its newline) tells. Returns false if it holds a marker's text but nothing that this parser takes.
    bool parse(std::string_view line, std::vector<History::Observation> &out);

    /// The time at the start of a line, if there is one. Remembers it for the lines that follow.
    std::optional<qint64> readTime(std::string_view prefix);

private:
    bool parseText(std::string_view line, std::vector<History::Observation> &out);
    bool parseJson(std::string_view line, int depth, std::vector<History::Observation> &out, bool &isJson);
    bool parseMessage(std::string_view message, qint64 at, QString context, std::vector<History::Observation> &out);
    qint64 localTime(int year, int month, int day, int hour, int minute, int second);

    QTimeZone m_zone;
    qint64 m_lastTime = 0;
    qint64 m_hourKey = -1;
    qint64 m_hourStart = 0;
};

} // namespace Lockstep::Synapse
