// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "capture/filesource.h"
#include "history/reader.h"
#include "inspection/casefiles/casefile.h"

namespace Lockstep::Capture {

/// The history that a case holds. Thread-safe.
class CaseHistory : public History::Reader
{
public:
    explicit CaseHistory(const Inspection::Case &file);
    Result<QList<DeviceListUpdate>> updates(const UserId &user, qint64 after, int limit, bool newestFirst) const override;
    Result<std::pair<qint64, qint64>> extent() const override;

private:
    UserId m_user;
    QList<DeviceListUpdate> m_updates; ///< in order of arrival
    qint64 m_since = 0;
};

/// The inspection API over a case file: one user, as one server saw them. Of a sender's view the list is the user's own, and the changes
/// are its history. Thread-safe.
class CaseSource : public FileSource
{
public:
    explicit CaseSource(Inspection::Case file);

    Result<Inspection::Info> info() override;
    Result<Inspection::Overview> overview() override;
    Result<Inspection::Page<Inspection::UserSummary>> users(const Inspection::UserQuery &query) override;
    Result<Inspection::UserDetails> user(const UserId &user) override;
    Result<QList<UserId>> trackedUsers(const UserId &after, int limit) override;
    Result<Inspection::OwnUser> ownUser(const UserId &user, const Inspection::OwnUserQuery &query) override;
    Result<Inspection::Page<Inspection::Destination>> destinations(const Inspection::DestinationQuery &query) override;
    Result<Inspection::DestinationDetails> destination(const ServerName &destination) override;

private:
    Error unknown(const QString &what) const;

    Inspection::Case m_file;
    std::optional<Inspection::UserDetails> m_details; ///< of the user
};

} // namespace Lockstep::Capture
