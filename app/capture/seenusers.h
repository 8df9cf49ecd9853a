// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "capture/traffic.h"
#include "sql/database.h"

#include <QSet>

namespace Lockstep::Capture {

/// Who a capture tells of: users, their servers, the last whole list that was seen of each, and whose fetches failed. In a file of its own
/// beside the history, so that a capture of millions of users needs no memory for them. note…() and flush() are called by one thread,
/// before the others; those are thread-safe.
class SeenUsers
{
public:
    /// Makes the file in \a folder.
    static Result<std::unique_ptr<SeenUsers>> make(const QString &folder);

    void note(const UserId &user);
    void noteFailed(const UserId &user);
    void note(const SeenList &list) { m_lists.append(list); }
    Result<void> flush();

    /// By user ID, those after \a after; of \a server alone if it is not empty.
    Result<QList<UserId>> users(const UserId &after, int limit, const ServerName &server = {}) const;
    /// Those for whom a fetch of the list ever failed.
    Result<QList<UserId>> failed(const UserId &after, int limit) const;
    Result<bool> contains(const UserId &user) const;
    Result<qint64> count() const;
    /// By name, with the number of its users.
    Result<QList<std::pair<ServerName, qint64>>> servers(const ServerName &after, int limit) const;
    Result<bool> hasUsersOf(const ServerName &server) const;
    Result<std::optional<SeenList>> list(const UserId &user) const;

private:
    explicit SeenUsers(const QString &path);
    Result<QList<UserId>> usersBy(const QString &sql, const QVariantList &values) const;

    Sql::Database m_database;
    QSet<UserId> m_known; ///< the newest ones, so that most updates cost no statement
    QList<UserId> m_new, m_failed;
    QList<SeenList> m_lists;
};

} // namespace Lockstep::Capture
