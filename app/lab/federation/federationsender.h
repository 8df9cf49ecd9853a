// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "inspection/source.h"

#include <QJsonObject>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace Lockstep::Lab {

class FederationClient;
class HomeserverState;

/// Sends this server's queue to one destination: transactions of at most 100 EDUs, in order, one in flight, the same one again until it is
/// answered with 200 ("Transactions" in domain/PROTOCOL.md). What a destination keeps refusing for its content is found by sending its EDUs
/// one by one; it is parked, the others arrive. Backs off while the destination fails. Durable: the transaction under way and the queue are
/// in the storage.
class FederationSender
{
public:
    struct Options
    {
        qint64 firstRetryMs = 1'000;
        qint64 lastRetryMs = 60'000;
        int timeoutMs = 30'000;
        int refusals = 5; ///< identical 4xx before a transaction is taken apart, or what is left of it given up
        qint64 pruneAfterMs = 24LL * 60 * 60 * 1000; ///< device list updates that waited longer are collapsed
    };

    FederationSender(HomeserverState *state, const FederationClient *client, Inspection::EventFeed *events, Options options);
    ~FederationSender();

    /// The destination has something new. Cheap; any thread.
    void wake(const ServerName &destination);
    /// The destination is alive, or the operator says so: no waiting any more.
    void endBackoff(const ServerName &destination);
    /// Called on the state thread when a destination that was in backoff is not any more. Set on the state thread.
    void onRecovered(std::function<void(const ServerName &)> listener) { m_recovered = std::move(listener); }
    /// Collapses the device list updates that wait for the destination to the newest of each user, without prev_id, as a sender does that
    /// has had no success for a day. State thread.
    void prune(const ServerName &destination);

private:
    struct Lane
    {
        std::thread thread;
        bool wanted = false;
        bool hurry = false; ///< end the backoff
    };
    struct Transaction
    {
        QByteArray txnId;
        qint64 lastId = 0;
        QJsonObject content;
    };

    /// What a destination says to the transaction under way. Belongs to the destination's thread.
    struct Refusals
    {
        int count = 0; ///< identical ones in a row
        int status = 0;
        QString errcode;
        qint64 oneByOneUpTo = 0; ///< the last EDU of a transaction that was taken apart
        bool othersArrived = false; ///< since then: the destination does not refuse everything
    };

    void run(ServerName destination);
    std::optional<Transaction> nextTransaction(const ServerName &destination, int limit);
    /// Whether the transaction was given up, because the error says that the same again will never be accepted.
    bool givenUp(const ServerName &destination, const Transaction &transaction, const Error &error, Refusals *refusals);
    void delivered(const ServerName &destination, const Transaction &transaction);
    qint64 failed(const ServerName &destination);

    HomeserverState *m_state;
    const FederationClient *m_client;
    Inspection::EventFeed *m_events;
    Options m_options;
    std::function<void(const ServerName &)> m_recovered; ///< state thread
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::map<ServerName, Lane> m_lanes;
    bool m_ending = false;
};

} // namespace Lockstep::Lab
