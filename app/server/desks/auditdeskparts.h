// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "server/desks/auditdesk.h"

#include <atomic>
#include <thread>

/// The inside of AuditDesk, which several files share.
namespace Lockstep::Server {

/// An audit as the desk knows it while it is open.
struct OpenAudit
{
    Inspection::Audit audit;
    qint64 readAt = 0; ///< of lists that were brought
    QString witness; ///< whose word they are
    quint64 seed = 0;
    qint64 lists = 0; ///< the last list's n
    std::optional<RefreshCaller> caller; ///< as whom lists are refreshed; never kept
};

struct AuditDesk::Private
{
    Options options;
    History::Audits *kept = nullptr;
    const ListCheck check;

    mutable std::mutex mutex; ///< guards what follows
    std::map<qint64, OpenAudit> open; ///< by n
    qint64 lastN = 0;
    std::shared_ptr<Http::CutOff> cutOff; ///< of what is under way
    qint64 running = 0; ///< n of what is under way, 0 if nothing is
    /// Since the gateway began, as Figures has them.
    std::map<Inspection::ListOutcome, qint64> doneLists;
    std::map<Inspection::AuditState, qint64> doneAudits;

    std::condition_variable wake;
    std::atomic<bool> stopping = false;
    std::thread thread;

    struct Finished
    {
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<std::pair<qint64, Inspection::AuditedList>> lists; ///< with the task's position
    };

    Private(Options theOptions, History::Audits *theKept)
        : options(std::move(theOptions))
        , kept(theKept)
        , check(options.parts)
    {
    }
    qint64 now() const;

    // auditdeskcalls.cpp
    History::AuditRow rowOf(const OpenAudit &audit) const;
    Result<OpenAudit> readRow(const History::AuditRow &row) const;
    void tell(const Inspection::Audit &audit) const;

    // auditdeskwork.cpp, all on the desk's thread
    void run();
    std::optional<qint64> nextRunnable() const;
    bool givesWay(qint64 n) const;
    void runOne(qint64 n);
    Result<void> choose(qint64 n);
    Result<void> chooseSome(OpenAudit &audit);
    Result<void> chooseAll(OpenAudit &audit);
    Result<qint64> walk(const QString &server, const std::function<Result<void>(const UserId &)> &take) const;
    Result<void> work(qint64 n, const ListCheck::Way &way, Http::CutOff *cut);
    Result<void> keep(qint64 n, std::vector<std::pair<qint64, Inspection::AuditedList>> lists);
    Result<void> conclude(qint64 n);
    void fail(qint64 n, const Error &error);
    bool goesOn(qint64 n) const;
    template <typename Change>
    OpenAudit change(qint64 n, const Change &how);
};

} // namespace Lockstep::Server
