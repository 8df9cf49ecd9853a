// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <map>
#include <string>
#include <string_view>

namespace Lockstep::Synapse {

/// A line of Synapse's replication channel, as far as it matters here: "RDATA STREAM WRITER TOKEN|batch ROW", "POSITION STREAM WRITER
/// PREVIOUS NEW", "REPLICATE". All others are told apart by their first bytes and never looked into: they carry room ids, members, presence
/// and tokens of local users.
struct ReplicationLine
{
    enum Kind : quint8 { Other, Rows, Position, Replicate };
    enum Stream : quint8 { DeviceLists, ToDevice };

    Kind kind = Other;
    Stream stream = DeviceLists;
    std::string_view writer = {};
    /// Of Position: what the writer had written before. -1 where it is no number.
    qint64 previous = -1;
    /// The newest number; -1 for a row of a batch that goes on.
    qint64 token = -1;

    static ReplicationLine parse(std::string_view line);
};

/// How far the writers of both streams have come, as the channel tells. Not thread-safe.
class ReplicationPositions
{
public:
    /// Whether lines are missing before this one: what it says does not follow from what was heard.
    bool isGap(const ReplicationLine &line);
    void forget() { m_tokens.clear(); }

private:
    std::map<std::string, qint64, std::less<>> m_tokens; ///< by stream and writer
};

} // namespace Lockstep::Synapse
