// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QHash>
#include <QList>

#include <deque>
#include <map>
#include <optional>
#include <set>

namespace Lockstep {

/// Whose turn it is among many refreshes: top down, a lane for each server, few of one server at a time. One that takes long does not
/// keep its place from the others. Numbers are the caller's; times are ms since the epoch. Not thread-safe; every call takes
/// logarithmic time.
class BulkLanes
{
public:
    struct Limits
    {
        int atOnce = 4; ///< in all, without the slow ones
        int perServer = 2;
        int slowAtOnce = 32; ///< as many slow ones do not count in atOnce
    };

    explicit BulkLanes(Limits limits)
        : m_limits(limits)
    {
    }
    /// In rising order for each server.
    void add(int number, const ServerName &server);
    /// The next one that may begin now; it runs until finished() or putBack().
    std::optional<int> next(qint64 now);
    void finished(int number);
    /// It did not get anywhere and is the first of its server again.
    void putBack(int number);
    /// It has been running for long.
    void setSlow(int number);
    /// None of its server before \a until.
    void hold(const ServerName &server, qint64 until);
    /// Takes out all of the server that wait.
    QList<int> takeAll(const ServerName &server);
    /// When the next hold ends; nothing if there is none.
    std::optional<qint64> nextRelease() const;
    qsizetype waiting() const { return m_waiting; }
    qsizetype running() const { return qsizetype(m_running.size()); }

private:
    struct Lane
    {
        std::deque<int> waiting;
        int running = 0;
        qint64 heldUntil = 0;
        int listed = -1; ///< the number that it stands in m_ready with
    };
    struct Run
    {
        ServerName server;
        bool slow = false;
    };
    void list(const ServerName &server, Lane &lane);
    void end(int number, bool back);

    Limits m_limits;
    QHash<ServerName, Lane> m_lanes;
    std::map<int, ServerName> m_ready; ///< lanes that may start one, by their first number
    std::set<std::pair<qint64, ServerName>> m_held;
    std::map<int, Run> m_running;
    int m_slow = 0;
    qsizetype m_waiting = 0;
};

} // namespace Lockstep
