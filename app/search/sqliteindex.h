// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "search/index.h"
#include "sql/database.h"

#include <memory>
#include <mutex>
#include <optional>

namespace Lockstep::Search {

/// An index in a file of SQLite's, or in memory: documents, and two tables of FTS5 without their texts or places (content='', detail=none),
/// one with trigrams and one with groups of keys. What they find is looked at in the documents.
class SqliteIndex : public Index
{
public:
    /// \a path: empty for memory. A file that is none of this program's, damaged, or of another version is thrown away, and \a reason says
    /// why; otherwise that is left as it is. Errors: Io, Database.
    static Result<std::unique_ptr<SqliteIndex>> open(const QString &path, QString *reason = nullptr);
    /// Removes the file and what SQLite has beside it.
    static void remove(const QString &path);

    Result<Hits> find(const Query &query, const QString &after, int limit) const override;
    Result<QHash<UserId, Inspection::ListTexts>> texts(const QList<UserId> &users) const override;
    Result<QList<UserId>> users(qint64 &place, int limit) const override;
    Extent extent() const override;
    Progress progress() const override;
    Result<void> change(const QList<Inspection::ListTexts> &texts, const QList<UserId> &gone, const Progress &progress) override;
    Result<bool> tidy() override;
    void cutOff() override;

private:
    explicit SqliteIndex(const QString &path);
    static Result<std::unique_ptr<SqliteIndex>> begin(const QString &path);
    Result<void> prepare();
    Result<void> put(Sql::Transaction &transaction, const Inspection::ListTexts &texts, Extent &extent);
    Result<void> take(Sql::Transaction &transaction, const UserId &user, Extent &extent);
    Result<qint64> serverNumber(Sql::Transaction &transaction, const QString &server);
    Result<void> unlist(Sql::Transaction &transaction, qint64 id, const Inspection::ListTexts &texts);
    Result<std::optional<qint64>> knownServer(const ServerName &server) const;
    Result<QStringList> expressions(const Query &query, Rank rank, const QString &serverToken) const;

    struct Walk;
    Result<void> walk(Walk &walk, Rank rank, qint64 from) const;

    Sql::Database m_writer;
    std::optional<Sql::Database> m_fileReader; ///< what lives in memory has one connection alone
    const Sql::Database &m_reader;
    bool m_isMerging = false; ///< the writing thread's
    QHash<QString, qint64> m_servers; ///< the writing thread's; some of them
    mutable std::mutex m_mutex;
    Extent m_extent;
    Progress m_progress;
};

} // namespace Lockstep::Search
