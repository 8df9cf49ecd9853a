// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QHash>

#include <deque>
#include <memory>
#include <optional>

namespace Lockstep::Server {

/// One resync, from the request until its outcome; those who join it share it.
struct RefreshAttempt
{
    UserId user;
    UserId caller; ///< who asked first
    bool isAdmin = false; ///< whether that is an admin
    QString token;
    qint64 requested = 0; ///< ms since the epoch
    std::optional<Result<void>> outcome;
    QHash<UserId, qint64> trail; ///< entries of those who asked for it
};
using RefreshTicket = std::shared_ptr<RefreshAttempt>;

/// Who is next. Admins go first, and some workers serve nobody else; a server that does not answer holds few workers; one user holds few
/// places. Not thread-safe.
class RefreshLanes
{
public:
    struct Limits
    {
        int workers = 4; ///< resyncs at the same time; a quarter of them, if there are several, only for admins
        int perServer = 2; ///< of these, of users of one server; those that are not an admin's one less, but at least one
        int perCaller = 16; ///< resyncs that wait or run for one caller who is no admin
        int maxWaiting = 256; ///< in each lane
    };

    explicit RefreshLanes(Limits limits)
        : m_limits(limits)
    {
    }
    /// Whether one more may wait for this caller.
    bool hasRoomFor(const UserId &caller, bool isAdmin) const;
    void add(const RefreshTicket &attempt);
    /// An admin wants this one too: if it still waits, it goes on in the admins' lane.
    void promote(const RefreshTicket &attempt);
    /// The next one that may run now, which counts as running until finished(); null if there is none.
    RefreshTicket next();
    void finished(const RefreshTicket &attempt);
    /// Whether next() would find one.
    bool hasNext() const { return find(true) || find(false); }
    /// Gives up all that wait.
    std::deque<RefreshTicket> takeWaiting();

private:
    struct Running
    {
        int all = 0;
        int plain = 0;
    };
    std::optional<size_t> find(bool isAdmin) const;
    void leave(const UserId &caller);
    bool mayRun(const RefreshAttempt &attempt) const;

    Limits m_limits;
    std::deque<RefreshTicket> m_admins;
    std::deque<RefreshTicket> m_others;
    Running m_running;
    QHash<ServerName, Running> m_servers;
    QHash<UserId, int> m_callers; ///< open attempts of those who are no admins
};

} // namespace Lockstep::Server
