// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "gateway/options.h"
#include "history/postgres/changelistener.h"
#include "history/postgres/postgresstore.h"
#include "history/spool/spool.h"
#include "inspection/types.h"

namespace Lockstep::Gateway {

/// Whether --history names a database, and not a file.
bool isSharedHistory(const QString &history);
/// What is left out of messages.
QString describeHistory(const QString &history);

/// A history that other gateways write into, too, with what one gateway needs for it: the spool, and an ear for the others.
class SharedHistory
{
public:
    /// \a ownFile: what is this gateway's own; the spool lies beside it. A database that is away is no error: it is waited for. Errors:
    /// those of the addresses, of the files, and what the role or the tables lack.
    static Result<std::unique_ptr<SharedHistory>> open(const GatewayOptions &options, const QString &ownFile, const ServerName &server);
    /// Ends calls of the store; what waits stays in the spool.
    ~SharedHistory();

    const std::shared_ptr<History::PostgresStore> &store() const { return m_store; }
    /// From now on \a recorder spools, and \a heard is told what others record.
    void begin(History::Recorder *recorder, std::function<void(const UserId &user, qint64 n)> heard);
    /// Ends all calls under way and to come, and joins what waits for them.
    void stop();
    /// How the store is reached and what waits for it, and what is wrong with reading from the standby.
    QList<Inspection::SourceStatus> status() const;
    const QStringList &warnings() const { return m_warnings; }

private:
    SharedHistory() = default;

    std::shared_ptr<History::PostgresStore> m_store;
    std::unique_ptr<History::Spool> m_spool;
    std::unique_ptr<History::SpoolDrain> m_drain;
    std::unique_ptr<History::ChangeListener> m_listener;
    QString m_readsFrom;
    QStringList m_warnings;
};

} // namespace Lockstep::Gateway
