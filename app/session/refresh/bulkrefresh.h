// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "session/refresh/bulkbrake.h"
#include "session/refresh/bulkjournal.h"
#include "session/refresh/bulklanes.h"
#include "session/refresh/bulktally.h"
#include "session/refresh/refreshplan.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>
#include <map>
#include <memory>
#include <set>

class QUrl;

namespace Lockstep {

class RefreshRun;

namespace Inspection {
class Client;
}

/// Refreshes of many users as one piece of work: in the order of the plan, few at once, so that a server which does not answer does not
/// keep the others waiting; it stops asking a server of which all fail alike. Honours 429 and waits while the gateway is away. What was
/// done is kept in a file, so that a later run goes on. GUI thread.
class BulkRefresh : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Idle, ///< there is nothing
        Interrupted, ///< an earlier run left some over: goOn() or forget()
        Running,
        Paused, ///< those under way end, no other begins
        Ended, ///< there is a result; retryFailed(), start() or forget()
    };
    Q_ENUM(State)

    /// \a folder, \a gateway, \a user: of the file, see BulkJournal; what is left there makes this Interrupted.
    BulkRefresh(Inspection::Client *client, const QString &folder, const QUrl &gateway, const QString &user, QObject *parent = nullptr);
    /// Leaves the file as it is: what was not done can be gone on with.
    ~BulkRefresh() override;

    State state() const { return m_state; }
    /// In place of a result or of what was interrupted. Errors: Forbidden if one is under way, here or in another window.
    Result<void> start(const RefreshPlan &plan);
    void goOn();
    void forget();
    void pause();
    void resume();
    /// At once: what waits is NotStarted, what is under way Unfinished, and nobody waits for it.
    void cancel();
    /// Those who failed or were not asked go once more; the result stays one.
    void retryFailed();
    /// No call is made any more; the file stays. For the end of a session.
    void suspend();

    const QList<BulkEntry> &entries() const { return m_entries; }
    const BulkCounts &counts() const { return m_counts; }
    /// How long the rest takes at the pace of the last minute, in ms; -1 while that is not known.
    qint64 remainingMs() const;
    /// Why none begins just now, displayable: the gateway does not answer; empty if that is not so.
    QString trouble() const { return m_trouble; }
    /// Why it would not go on after a restart; empty if it would.
    QString journalProblem() const { return m_journalProblem; }

    /// A live event: the progress of a refresh is looked up at once instead of at the next poll.
    void onEvent(const Inspection::Event &event);

Q_SIGNALS:
    /// A few times a second at most, and whenever the state changes.
    void changed();
    /// These entries are other ones than before, in rising order; together with changed().
    void entriesChanged(const QList<int> &indices);
    /// All entries are others.
    void restarted();

private:
    struct Under
    {
        std::unique_ptr<RefreshRun> run;
        qint64 since = 0;
        bool askedBefore = false;
    };

    Result<void> begin(QList<BulkEntry> entries);
    void fillLanes();
    void setState(State state);
    void pump();
    void pumpIn(qint64 ms);
    void launch(int index);
    void ended(int index, const Result<Inspection::RefreshStatus> &result);
    bool postponed(int index, const Error &error, bool askedBefore);
    void succeeded(int index, const Inspection::RefreshStatus &status);
    void failed(int index, const QString &error, qint64 retryAt);
    void giveUp(const ServerName &server, const QString &why);
    void set(int index, BulkEntry::State state);
    void note(int index);
    void tick();
    void touch(int index);
    void tell();
    void dropRuns();

    Inspection::Client *m_client;
    BulkJournal m_journal;
    QString m_journalProblem;
    State m_state = State::Idle;
    QList<BulkEntry> m_entries;
    BulkCounts m_counts;
    BulkLanes m_lanes;
    std::map<int, Under> m_under;
    QHash<UserId, int> m_running;
    struct Streak
    {
        QString error;
        int length = 0;
    };
    QHash<ServerName, Streak> m_streaks; ///< failures of a server in a row, all alike
    QHash<int, int> m_tries; ///< how often the gateway failed over one
    QTimer m_pump;
    QTimer m_tick;
    QTimer m_tell;
    std::set<int> m_touched;
    std::deque<qint64> m_ends; ///< of the last minute
    qint64 m_startedAt = 0;
    BulkBrake m_brake;
    QString m_trouble;
};

} // namespace Lockstep
