// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/logdialect.h"
#include "logs/logtime.h"

#include <memory>
#include <string_view>
#include <vector>

namespace Lockstep::Synapse {

/// Finds the next place from \a from that may belong to a message this program understands; std::string_view::npos if there is none.
/// Fast (it looks at 32 bytes at a time) and coarse: LogLineParser decides.
size_t findMarker(std::string_view text, size_t from = 0);

/// Reads single lines of Synapse's logs: the default text format, formats of operators' own as long as the message comes last,
/// the JSON formats (Terse, Json, Gcp), each also behind the prefixes of journald, `docker logs -t`, Kubernetes (CRI) and inside Docker's
/// json-file.
///
/// A message counts only at the place of a message: text that looks like one inside a display name or an error does not. Where a
/// file has lines in Synapse's default format, text lines in other formats are continuations of a message and not read.
/// Lines that a container runtime cut in pieces (16 KiB) are read as far as the first piece tells.
/// Not thread-safe; one for each file.
class LogLineParser final : public Logs::LineParser
{
public:
    explicit LogLineParser(QTimeZone zone = QTimeZone::systemTimeZone());
    ~LogLineParser() override;
    LogLineParser(LogLineParser &&) noexcept;
    LogLineParser &operator=(LogLineParser &&) noexcept;

    void setFallbackTime(qint64 at) override;
    qint64 lastTime() const override;
    void learn(std::string_view line) override;
    void parse(std::string_view line, std::vector<History::Observation> &out) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Synapse's words, for the follower of logs.
Logs::LogDialect logDialect();

} // namespace Lockstep::Synapse
