// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "capture/capturereader.h"
#include "capture/filesource.h"
#include "domain/findings.h"
#include "history/store.h"

namespace Lockstep::Capture {

/// The inspection API over what files told: histories, their breaks, and the whole lists that were seen. Of a user whose whole list was not
/// seen the devices are not known (UserSummary::deviceCount is -1). Thread-safe.
class CaptureSource : public FileSource
{
public:
    struct Parts
    {
        const History::Store *history = nullptr;
        const SeenUsers *seen = nullptr;
        const Synapse::FetchLedger *ledger = nullptr;
    };
    /// \a server: whom the files are of, or a name made of the file's. What \a parts names outlives the source.
    CaptureSource(ServerName server, QString title, ReadReport report, const Parts &parts);

    Result<Inspection::Info> info() override;
    Result<Inspection::Overview> overview() override;
    Result<Inspection::Page<Inspection::UserSummary>> users(const Inspection::UserQuery &query) override;
    Result<Inspection::UserDetails> user(const UserId &user) override;
    Result<QList<UserId>> trackedUsers(const UserId &after, int limit) override { return m_parts.seen->users(after, limit); }
    Result<Inspection::Page<Inspection::Destination>> destinations(const Inspection::DestinationQuery &query) override;
    Result<Inspection::DestinationDetails> destination(const ServerName &destination) override;

private:
    Result<Inspection::UserSummary> summaryOf(const UserId &user, FindingFacts *facts = nullptr) const;
    Result<QList<UserId>> candidates(const Inspection::UserQuery &query, const UserId &after, int limit) const;
    Result<qint64> countStale() const;

    ServerName m_server;
    QString m_title;
    ReadReport m_report;
    Parts m_parts;
};

} // namespace Lockstep::Capture
