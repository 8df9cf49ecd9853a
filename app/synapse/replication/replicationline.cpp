// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/replication/replicationline.h"

#include <charconv>

namespace Lockstep::Synapse {

namespace {

/// Writers that are kept; a server has one or a few for a stream.
constexpr size_t mostWriters = 1'000;

/// Takes the next word off.
std::string_view word(std::string_view &rest)
{
    const size_t end = rest.find(' ');
    const std::string_view found = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return found;
}

qint64 number(std::string_view text)
{
    qint64 value = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size() && value >= 0 ? value : -1;
}

} // namespace

ReplicationLine ReplicationLine::parse(std::string_view line)
{
    ReplicationLine found;
    if (line.starts_with("RDATA "))
        found.kind = Rows;
    else if (line.starts_with("POSITION "))
        found.kind = Position;
    else
        return line == "REPLICATE" || line.starts_with("REPLICATE ") ? ReplicationLine{.kind = Replicate} : ReplicationLine();
    std::string_view rest = line.substr(line.find(' ') + 1);
    if (rest.starts_with("device_lists "))
        found.stream = DeviceLists;
    else if (rest.starts_with("to_device "))
        found.stream = ToDevice;
    else
        return {};
    word(rest);
    found.writer = word(rest);
    if (found.kind == Position)
        found.previous = number(word(rest));
    found.token = number(word(rest));
    return found;
}

bool ReplicationPositions::isGap(const ReplicationLine &line)
{
    std::string key(line.stream == ReplicationLine::DeviceLists ? "d " : "t ");
    key += line.writer;
    const auto known = m_tokens.find(key);
    const bool isGap = line.kind == ReplicationLine::Position
        && (known == m_tokens.end() || line.previous != known->second || line.token < line.previous);
    if (line.token < 0)
        return isGap;
    if (known != m_tokens.end())
        known->second = line.token;
    else if (m_tokens.size() < mostWriters)
        m_tokens.emplace(std::move(key), line.token);
    return isGap;
}

} // namespace Lockstep::Synapse
