// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <QObject>

namespace Lockstep {

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
    qint64 finished = 0;
    Inspection::RefreshStatus outcome; ///< valid when Succeeded or Failed
    QString error; ///< when Failed
    qint64 retryAt = 0;
};

/// Runs the operator's refreshes, a few at a time, keeps their outcomes for this session, honours 429. GUI thread.
class RefreshQueue : public QObject
{
    Q_OBJECT
public:
    explicit RefreshQueue(Inspection::Client *client, QObject *parent = nullptr);

    /// Queues one; a user who is already waiting or running is not queued twice. Returns the job's id.
    int refresh(const UserId &user);
    QList<int> refreshAll(const QList<UserId> &users);
    void cancel(int id);
    void cancelAll();

    const QList<RefreshJob> &jobs() const { return m_jobs; } ///< oldest first
    const RefreshJob *newestFor(const UserId &user) const;
    int unfinished() const;

Q_SIGNALS:
    void jobAdded(int index);
    void jobChanged(int index);

private:
    QList<RefreshJob> m_jobs;
    // completed by the owner of session/
};

} // namespace Lockstep
