// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "logs/logdialect.h"
#include "synapse/log/requestsenders.h"

#include <array>
#include <bitset>
#include <deque>
#include <string_view>
#include <unordered_set>

namespace Lockstep::Synapse {

/// What lines of text may be believed. Synapse prints some of what remote servers send as it is (device IDs, transaction IDs), and a line
/// feed in it begins a line of that server's choice. Three rules, for text only (JSON escapes line feeds):
///
/// - A line of an update belongs to a request, and where the log tells who sent a request's transaction ("Received txn … from …"; in a
///   worker "Got 'm.device_list_update' edu from …") it may only speak of that server's users. Once a log was seen to tell it, requests
///   that it does not tell of are not believed.
/// - A device ID that holds line feeds is also logged with escapes, before it is logged raw: the lines that are inside it are known, also
///   behind what a carrier (a container runtime, a syslog daemon) puts before each, and inside a carrier's JSON.
/// - A line without the time stamp that the others have continues a message.
///
/// Without a line feed nobody begins a line: what stands behind Synapse's own words is text, whether it looks like JSON or like a line
/// (LogLineParser sees to that).
///
/// A server that writes whole transactions of another one, by a transaction ID that holds line feeds, passes: so what only text says stays
/// unconfirmed (History::Feed::isForgeable). Nor does a resync that only text tells of make a list in step: as long as the database has its
/// marker, the user is stale.
class LogTrust final : public Logs::LogMemory
{
public:
    LogTrust();
    QByteArray save() const override;
    void restore(const QByteArray &saved) override;

    /// The log says that \a server sent the transaction that \a request brought.
    void tells(std::string_view request, std::string_view server);
    /// A line was believed although the log did not tell whose the request is.
    void assume(std::string_view request, std::string_view server);
    enum Need { BeToldOf, NotContradict };
    bool mayTell(std::string_view request, std::string_view server, Need need) const;

    /// Remembers the lines inside an ID.
    void quarantine(const QString &id);
    /// Whether \a line is one of these, or ends with one behind what a carrier puts before each line. At most a few hundred look-ups.
    bool isQuarantined(std::string_view line) const;

private:
    using Key = std::array<unsigned char, 16>; // crypto_shorthash_KEYBYTES

    void quarantineLine(std::string_view line);
    /// Of a request or a server. Others choose their names, so it has a key; that is saved with the numbers.
    quint64 numberOf(std::string_view text) const;

    Key m_key;
    RequestSenders m_senders;
    bool m_tells = false;
    quint64 m_base; ///< of the lines' hashes, which are those of any part of a line
    std::bitset<4096> m_lengths; ///< that the lines have had, modulo its size: most places of a line need no look further
    std::unordered_set<quint64> m_lines;
    std::deque<quint64> m_lineOrder;
};

} // namespace Lockstep::Synapse
