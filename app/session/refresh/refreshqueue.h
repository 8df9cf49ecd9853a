// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>
#include <map>
#include <memory>

namespace Lockstep {

class RefreshRun;

namespace Inspection {
class Client;
}

/// One refresh that the operator asked for.
struct RefreshJob
{
    enum class State { Waiting, Running, Succeeded, Failed, Cancelled };
    int id = 0;
    UserId user;
    State state = State::Waiting;
    qint64 requested = 0;
    qint64 started = 0; ///< when the homeserver was asked, ms since the epoch; 0: never yet
    qint64 finished = 0;
    Inspection::RefreshStatus outcome; ///< valid when Succeeded or Failed
    QString error; ///< when Failed
    qint64 retryAt = 0;
};

/// Runs the operator's refreshes, two at a time, keeps their outcomes for this session, honours 429 (a job that waits for that is
/// Waiting, with retryAt). GUI thread.
class RefreshQueue : public QObject
{
    Q_OBJECT
public:
    explicit RefreshQueue(Inspection::Client *client, QObject *parent = nullptr);
    ~RefreshQueue() override;

    /// Queues one; a user who is already waiting or running is not queued twice. Returns the job's id.
    int refresh(const UserId &user);
    QList<int> refreshAll(const QList<UserId> &users);
    /// A waiting job is dropped. A running one is no longer watched; the homeserver goes on with it.
    void cancel(int id);
    void cancelAll();

    const QList<RefreshJob> &jobs() const { return m_jobs; } ///< oldest first
    const RefreshJob *newestFor(const UserId &user) const;
    int unfinished() const { return int(m_active.size()); }

    /// A live event: the progress of a refresh is looked up at once instead of at the next poll.
    void onEvent(const Inspection::Event &event);

Q_SIGNALS:
    void jobAdded(int index);
    void jobChanged(int index);

private:
    void pump();
    void begin(int index);
    void ended(int index, const Result<Inspection::RefreshStatus> &result);
    /// Whether the job went back to waiting because of \a error.
    bool postponed(int index, const Error &error);
    void conclude(int index, RefreshJob::State state);

    Inspection::Client *m_client;
    QList<RefreshJob> m_jobs; ///< a job's id is its index plus 1
    std::deque<int> m_waiting; ///< indices; may hold jobs that were cancelled
    QHash<UserId, int> m_active; ///< index of the job that is waiting or running
    QHash<UserId, int> m_newest;
    std::map<int, std::unique_ptr<RefreshRun>> m_running;
    QTimer m_pump;
    qint64 m_limitedMs = 0; ///< last wait that was made up because the server named none
};

} // namespace Lockstep
