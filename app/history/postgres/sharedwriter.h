// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/file/rowcodec.h"
#include "history/file/userrows.h"
#include "sql/database.h"

#include <map>
#include <set>

namespace Lockstep::History {

/// Writes one batch into a shared store, within its transaction.
class SharedWriter
{
public:
    SharedWriter(Sql::Transaction &transaction, KeysEncoder &keys, QString gateway, QString name)
        : m_transaction(transaction)
        , m_keys(keys)
        , m_gateway(std::move(gateway))
        , m_name(std::move(name))
    {
    }

    /// Users whom another gateway wrote of: then the transaction is of no use.
    Result<QList<UserId>> write(const Batch &batch);
    /// How many batches of this gateway are stored then.
    qint64 stored() const { return m_stored; }

    /// Months that rows are added in.
    static std::set<int> months(const Batch &batch);

private:
    struct Revisions;

    Result<void> lock(const Batch &batch);
    QList<UserId> outdated(const Batch &batch) const;
    Result<void> add(const Batch &batch);
    Result<void> revise(const Batch &batch);
    Result<void> run(const Revisions &revisions, int month, bool withContent);
    Result<void> summarizeAnew(const UserId &user, UserRow &row);
    Result<void> writeUsers(const Batch &batch);
    Result<void> writeHeads(const Batch &batch);
    Result<void> writePositions(const Batch &batch);
    Result<void> writeGateway(const Batch &batch);
    Result<void> notify(const Batch &batch);

    struct ByName
    {
        bool operator()(const UserId &a, const UserId &b) const { return a.toString() < b.toString(); }
    };

    Sql::Transaction &m_transaction;
    KeysEncoder &m_keys;
    const QString m_gateway, m_name;
    std::map<UserId, UserRow, ByName> m_rows;
    QHash<UserId, qint64> m_revisions; ///< as stored
    qint64 m_openGaps = 0; ///< by how many users with one became more
    qint64 m_since = 0;
    qint64 m_stored = 0;
};

} // namespace Lockstep::History
