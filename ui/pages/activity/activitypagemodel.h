// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/refresh/refreshqueue.h"

#include <QAbstractTableModel>
#include <QSet>

namespace Lockstep {

/// The refreshes of this session, in the order in which they are worked off. Raw values: state as int of RefreshJob::State, times in ms.
class ActivityModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { User, StateColumn, Requested, Duration, Outcome, ColumnCount };
    enum Role { SortRole = Qt::UserRole, IdRole };
    struct Counts
    {
        int waiting = 0, running = 0, succeeded = 0, failed = 0, cancelled = 0;
        int total() const { return waiting + running + succeeded + failed + cancelled; }
        int unfinished() const { return waiting + running; }
        int finished() const { return total() - unfinished(); }
    };

    explicit ActivityModel(RefreshQueue *queue, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    const RefreshJob &at(int row) const;
    const Counts &counts() const { return m_counts; }
    /// Takes finished refreshes off the list; the queue keeps its own.
    void clearFinished();

Q_SIGNALS:
    void countsChanged();

private:
    void add(int index);
    void update(int index);
    void count(const RefreshJob &job, int by);
    int rowOfJob(int id) const;

    RefreshQueue *m_queue;
    QList<RefreshJob> m_jobs; ///< by id, which rises; the last is row 0
    Counts m_counts;
};

} // namespace Lockstep
