// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"

namespace Lockstep::History {

/// An audit as it is kept; what it says is opaque here.
struct AuditRow
{
    qint64 n = 0; ///< given by who makes it, rising
    QString id = {};
    bool isOver = false;
    QByteArray body = {};
};

/// A list that an audit has still to compare.
struct AuditTask
{
    qint64 position = 0; ///< from 1 on, unique in its audit
    UserId user;
    QByteArray brought = {}; ///< what it is compared with, where the audit was brought that; opaque here
};

/// What the comparison of a list came to.
struct AuditedRow
{
    qint64 n = 0; ///< given by who makes it, rising in its audit
    qint64 position = 0; ///< of the task that is done by it
    UserId user;
    QString outcome = {};
    QByteArray body = {};
};

/// The newest comparison of a user's list.
struct LastAuditedRow
{
    UserId user;
    QString outcome = {};
    qint64 at = 0; ///< ms since the epoch
    QString origin = {};
    QString method = {};
    QString audit = {}; ///< its ID
    bool isGrave = true; ///< of one that differs: not in names alone
};

/// How much was compared at all, by the newest comparison of each list.
struct AuditedTotals
{
    qint64 lists = 0;
    qint64 differ = 0;
    qint64 oldest = 0;
    qint64 newest = 0;
};

/// Audits in the store's file; of those that are over the newest ones. Thread-safe; as a store's calls, these may block for as long as
/// another writer takes.
class Audits
{
public:
    static constexpr int keptOver = 100;

    /// \a store outlives it. \a differs is the outcome that totals() counts by itself.
    Audits(const Store &store, QString differs);
    ~Audits();

    /// A new one, or what became of a known one. What is over has no tasks.
    Result<void> save(const AuditRow &audit);
    /// Drops what was chosen for an audit so far.
    Result<void> clearTasks(qint64 audit);
    Result<void> addTasks(qint64 audit, const QList<AuditTask> &tasks);
    /// In order of their positions, those after \a after.
    Result<QList<AuditTask>> tasks(qint64 audit, qint64 after, int limit) const;
    /// Results, the tasks that they end, and the audit as it is then: all, or on an error none. \a last: those of \a lists that came to
    /// something.
    Result<void> saveLists(const AuditRow &audit, const QList<AuditedRow> &lists, const QList<LastAuditedRow> &last);

    /// Newest first, those with a smaller n than \a before; 0: all.
    Result<QList<AuditRow>> audits(qint64 before, int limit) const;
    Result<QList<AuditRow>> openAudits() const;
    /// NotFound.
    Result<AuditRow> audit(const QString &id) const;
    /// The largest n, 0 if there are none.
    Result<qint64> lastN() const;
    /// In order of n, those after \a after; empty \a outcome: all.
    Result<QList<AuditedRow>> lists(qint64 audit, const QString &outcome, qint64 after, int limit) const;
    /// Nothing if the list was never compared.
    Result<std::optional<LastAuditedRow>> last(const UserId &user) const;
    Result<AuditedTotals> totals() const;

    /// Lists that differed at their newest comparison, by whoever wrote nothing for it, and of which no whole list came since, by user,
    /// those after \a after.
    Result<QList<LastAuditedRow>> differing(const UserId &after, int limit) const;
    /// Those of \a users.
    Result<QList<LastAuditedRow>> differing(const QList<UserId> &users) const;
    /// How many there are whose difference is grave; counted up to \a most.
    Result<qint64> countGrave(qint64 most) const;
    /// The whole list was fetched: a difference that was found before is none any more.
    Result<void> noteFetched(const UserId &user);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
