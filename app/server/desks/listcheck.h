// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/devicelistfetch.h"
#include "history/file/audits.h"
#include "history/reader.h"
#include "inspection/audit.h"
#include "inspection/source.h"
#include "server/desks/refreshdesk.h"

namespace Lockstep::Server {

/// Compares one list with what its origin says. Differences are looked at again after some seconds, so that an update that is under way
/// makes none. Thread-safe.
class ListCheck
{
public:
    struct Parts
    {
        Inspection::Source *source = nullptr;
        const History::Reader *history = nullptr; ///< may be null
        Audits::Origins *origins = nullptr; ///< may be null, where nobody asks by federation
        RefreshDesk *refreshes = nullptr;
        int againMs = 3'000; ///< between two looks at one list
        std::function<qint64()> clock = {}; ///< ms since the epoch; unset: this machine's
    };
    /// What all lists of an audit share.
    struct Way
    {
        Inspection::AuditMethod method = Inspection::AuditMethod::Unknown;
        QString witness; ///< whose word lists are that were brought
        qint64 readAt = 0; ///< when those were read
        RefreshCaller caller; ///< who has lists refreshed
    };
    struct Look
    {
        DeviceList copy, origin;
    };
    struct Job
    {
        History::AuditTask task;
        QString dead = {}; ///< why the server is not asked; empty: it is
        int waits = 0; ///< how often the server said that it is too much
        int looks = 0;
        std::shared_ptr<const Look> last = {}; ///< if they differed
    };
    struct Outcome
    {
        std::optional<Inspection::AuditedList> list = {}; ///< nothing: to be looked at again
        std::optional<Error> error = {}; ///< why it could not be compared
        int againMs = 0;
    };

    explicit ListCheck(Parts parts);
    /// Blocks. A job that was cut off has an error of the kind Cancelled and no list.
    Outcome look(Job &job, const Way &way, Http::CutOff *cutOff) const;

private:
    struct Copy;
    Result<Copy> copyOf(const UserId &user) const;
    Result<DeviceList> originOf(const Job &job, const Way &way, Http::CutOff *cutOff) const;
    Result<void> refresh(const UserId &user, const Way &way, Http::CutOff *cutOff) const;
    Outcome lookByRefresh(const Job &job, const Way &way, Http::CutOff *cutOff) const;
    Inspection::AuditedList listOf(
        const Job &job, const Way &way, Inspection::ListOutcome outcome, const Copy &copy, const DeviceList &origin) const;
    void explain(Inspection::AuditedList &list, const DeviceList &origin) const;
    qint64 now() const;

    const Parts m_parts;
};

} // namespace Lockstep::Server
