// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "server/desks/auditlanes.h"
#include "server/desks/listcheck.h"

#include <functional>
#include <map>
#include <memory>

namespace Lockstep::Server {

/// Compares copies of lists with what their origins say, as operators ask for it: one audit after the other, a few lists by name before all
/// else, each kept in the history's file, so that it goes on after a restart. Has threads of its own; everything is thread-safe. Publishes
/// an event "audit" for each change of state, and once a second while lists are compared.
class AuditDesk
{
public:
    struct Options
    {
        ServerName serverName; ///< the homeserver's own
        ListCheck::Parts parts; ///< what they point to outlives the desk
        Inspection::Availability federation; ///< whether origins can be asked, and why not
        AuditLanes::Limits limits = {};
        int workers = 8; ///< lists that are compared at the same time, each of another server
        quint64 seed = 0; ///< of samples; 0: by chance
    };
    static constexpr qsizetype mostOpen = 20; ///< audits that wait, run or are paused
    static constexpr qsizetype mostBrought = 10'000; ///< lists that one request brings

    /// \a kept outlives the desk.
    AuditDesk(Options options, History::Audits *kept);
    ~AuditDesk();

    /// Takes up what was under way. Errors: those of the history's file.
    Result<void> start();
    /// Cuts off what is under way, and waits for the threads.
    void stop();

    /// Begins an audit, or puts it behind those that are under way. Errors: BadInput (http 400), Unsupported (origins cannot be asked),
    /// RateLimited (too many), those of the history's file.
    Result<Inspection::Audit> begin(const Inspection::AuditRequest &request, const RefreshCaller &caller);
    /// \a caller: as whom refreshes go on. NotFound; BadInput where it is over.
    Result<Inspection::Audit> perform(const QString &id, Inspection::AuditDeed deed, const RefreshCaller &caller);

    /// Newest first. BadInput for a place that this list did not give out, here and below.
    Result<Inspection::Page<Inspection::Audit>> page(const Inspection::PageQuery &query) const;
    Result<Inspection::Audit> audit(const QString &id) const;
    Result<Inspection::Page<Inspection::AuditedList>> lists(const QString &id, const Inspection::AuditedListQuery &query) const;
    Result<std::optional<Inspection::LastAudit>> last(const UserId &user) const;
    Result<Inspection::AuditTotals> totals() const;
    Inspection::Availability availability() const;

    struct Figures
    {
        Inspection::AuditTotals totals; ///< by the newest comparison of each list
        qint64 now = 0; ///< the homeserver's present time, ms since the epoch
        qint64 running = 0; ///< compares lists now
        qint64 waiting = 0; ///< until another one is over
        qint64 paused = 0;
        qint64 left = 0; ///< lists that those three have still to compare, as far as they have been chosen
        /// Since the gateway began: by what they came to, and by how they ended.
        std::map<Inspection::ListOutcome, qint64> lists;
        std::map<Inspection::AuditState, qint64> ended;
    };
    /// For the metrics. Errors: those of the history's file.
    Result<Figures> figures() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Server
