// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/logdialect.h"
#include "logs/logtime.h"
#include "synapse/log/logtrust.h"

#include <memory>
#include <string_view>
#include <vector>

namespace Lockstep::Synapse {

/// Finds the next place from \a from that may belong to a message this program understands; std::string_view::npos if there is none.
/// Fast (it looks at 32 bytes at a time) and coarse: LogLineParser decides.
size_t findMarker(std::string_view text, size_t from = 0);

/// Reads single lines of Synapse's logs: the default text format, formats of operators' own as long as the message comes last,
/// the JSON formats (Terse, Json, Gcp), each also behind the prefixes of journald, `docker logs -t`, Kubernetes (CRI), coloured, and inside
/// the JSON of Docker, of `journalctl -o json`, of Loki and of other collectors. Each line says by itself which format it has.
///
/// A message counts only at the place of a message: text that looks like one inside a display name or an error does not. Lines of
/// text that may not be believed are refused, see LogTrust.
/// Not thread-safe; one for each file.
class LogLineParser final : public Logs::LineParser
{
public:
    /// \a memory: of the log that the file belongs to; without one, lines are remembered for this parser alone.
    explicit LogLineParser(QTimeZone zone = QTimeZone::systemTimeZone(), std::shared_ptr<LogTrust> memory = {});
    ~LogLineParser() override;
    LogLineParser(LogLineParser &&) noexcept;
    LogLineParser &operator=(LogLineParser &&) noexcept;

    void setFallbackTime(qint64 at) override;
    bool hasTimes() const override;
    qint64 lastTime() const override;
    void learn(std::string_view line) override;
    Logs::LineResult parse(std::string_view line, std::vector<History::Observation> &out) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Synapse's words, for the follower of logs.
Logs::LogDialect logDialect();

} // namespace Lockstep::Synapse
