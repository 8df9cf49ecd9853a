// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/logtime.h"

#include <QByteArray>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace Lockstep::Synapse {

/// One line of JSON, whoever wrote it: Synapse's three formatters, Docker, `journalctl -o json`, Loki, GELF, what Elasticsearch, Google's
/// and other stores export.
/// What it hands out lives until the next read().
class LogJson
{
public:
    LogJson();
    ~LogJson();

    /// Where in a line an object begins, behind a prefix at most.
    static std::optional<size_t> placeIn(std::string_view line);

    /// False if \a text is no JSON object. Bytes that are no UTF-8 are forgiven, and a comma behind it.
    bool read(std::string_view text);

    bool hasMessage() const { return m_hasMessage; }
    std::string_view message() const { return m_message; }
    /// Whether Synapse itself formatted it: then message() begins with the message, and logger() says whose it is.
    bool isSynapses() const { return m_isSynapses; }
    std::string_view logger() const { return m_logger; }
    std::string_view request() const { return m_request; }
    /// Whether a line feed inside a record stays inside it: Synapse's journal handler, not lines that a pipe carried.
    bool keepsRecords() const { return m_keepsRecords; }

    /// Whether it has a time that can be read: then \a clock has it.
    bool tellTime(Logs::LogClock &clock) const;

private:
    bool findMessage();
    bool isFromSynapse();

    struct Private;
    std::unique_ptr<Private> d;
    bool m_hasMessage = false, m_isSynapses = false, m_keepsRecords = false;
    std::string_view m_message, m_logger, m_request;
};

} // namespace Lockstep::Synapse
