// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/trackedlist.h"
#include "history/observed.h"
#include "inspection/source.h"
#include "lab/federation/waitingupdates.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/peers.h"
#include "lab/state/tracker.h"

#include <QHash>
#include <QSet>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace Lockstep::Lab {

class ObservationJournal;

/// The lab's tracker: TrackedList decides, the tables keep, a few threads fetch. A user who is stale stays so across a restart and is
/// retried with backoff until the fetch succeeds or no room is shared any more. A server that cannot be reached is in backoff for the
/// federation sender too, and is tried again as soon as it shows that it is alive.
class DeviceListTracker : public Tracker
{
public:
    struct Options
    {
        int threads = 3;
        int fetchTimeoutMs = 10'000;
        qint64 firstRetryMs = 2'000;
        qint64 lastRetryMs = 60'000;
        /// A server that was in backoff answered: what waits for it need not wait any longer. Any thread.
        std::function<void(const ServerName &)> recovered = {};
    };

    /// What is received and decided goes into \a journal; nothing is read from there.
    DeviceListTracker(
        HomeserverState *state, const Peers *peers, ObservationJournal *journal, Inspection::EventFeed *events, Options options);
    ~DeviceListTracker() override;

    std::optional<DeviceList> fresh(const UserId &user) override;
    Result<DeviceList> resync(const UserId &user, int timeoutMs) override;
    void startTracking(const UserId &user) override;
    void stopTracking(const UserId &user) override;

    /// The server is alive again: what waits for its next try is tried now. Any thread.
    void retryNow(const ServerName &server);
    /// How an EDU arrived from an authenticated server.
    struct Arrival
    {
        ServerName origin;
        QString transaction; ///< its txnId
        int index = 0; ///< position among the m.device_list_update and m.signing_key_update EDUs of the transaction, from 0
    };
    /// An m.device_list_update. State thread, inside the transaction that acknowledges it.
    void receive(const Arrival &arrival, const QJsonObject &content);
    /// m.signing_key_update. State thread.
    void receiveSigningKeys(const Arrival &arrival, const QJsonObject &content);
    /// What is cached, fresh or not. State thread.
    std::optional<DeviceList> cached(const UserId &user) const;

private:
    struct Fetch
    {
        UserId user;
        qint64 due = 0; ///< ms since the epoch
    };
    struct Outcome
    {
        qint64 concluded = 0; ///< counts the user's fetches whose end is stored
        qint64 generation = 0; ///< how many of them the history has too: their result can be told
        Result<void> result; ///< of the last that is concluded
    };

    TrackedList &listOf(const UserId &user);
    /// What is kept in memory follows the tables: after each transaction, on the state thread.
    void transactionEnded(bool isCommitted);
    /// The same, for a change that a rollback of the transaction under way undoes.
    TrackedList &changing(const UserId &user);
    void save(const UserId &user, const TrackedList &list);
    void markStale(const UserId &user);
    void applyDevice(const UserId &user, const DeviceListUpdate &update);
    void decided(const UserId &user, const DeviceListUpdate &update, const Arrival &arrival, Verdict verdict, const QString &why = {});
    void storeDevice(const UserId &user, const DeviceId &device, const QString &displayName, const QJsonObject &keys);
    void applySigningKeys(const UserId &user, const QJsonObject &content, bool isSnapshot);
    bool mayFetch(const UserId &user) const;
    void work();
    void fetch(const UserId &user);
    /// What became of a fetch; the next try if there has to be one.
    Result<void> concludeFetch(const UserId &user, const Result<QJsonObject> &answer);
    void storeList(const UserId &user, const QJsonObject &answer, const DeviceList &list);
    /// Gives updates that waited for the fetch their verdicts, and applies those that the list does not hold.
    void settleWaiting(const UserId &user, const QList<TrackedList::Decided> &queued);
    /// No room is shared any more: nobody fetches for them.
    void forgetWaiting(const UserId &user);
    void note(History::ResyncOutcome outcome);
    /// When to try again, ms since the epoch.
    qint64 storeFailure(const UserId &user, const Error &error);
    bool replaceList(const UserId &user, const QJsonObject &answer, const DeviceList &list);
    void schedule(const UserId &user, qint64 due);
    std::optional<Error> refusedByBackoff(const UserId &user);
    void tell(const UserId &user);

    HomeserverState *m_state;
    const Peers *m_peers;
    ObservationJournal *m_journal;
    WaitingUpdates m_waiting; ///< state thread
    Inspection::EventFeed *m_events;
    Options m_options;
    QHash<UserId, TrackedList> m_lists; ///< state thread
    QHash<UserId, TrackedList> m_before; ///< as they were when the transaction under way began to change them; state thread
    QSet<UserId> m_keysMeanwhile; ///< signing keys came while the list was being fetched; state thread

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_finished;
    std::vector<Fetch> m_due;
    QSet<UserId> m_fetching;
    QHash<UserId, Outcome> m_outcomes;
    bool m_ending = false;
    std::vector<std::thread> m_threads;
};

/// The update that an m.device_list_update's content says; Error if it says none.
Result<DeviceListUpdate> readUpdate(const QJsonObject &content);

} // namespace Lockstep::Lab
