// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/activity/activitypagemodel.h"

#include <QDateTime>

namespace Lockstep {

ActivityModel::ActivityModel(RefreshQueue *queue, QObject *parent)
    : QAbstractTableModel(parent)
    , m_queue(queue)
    , m_jobs(queue->jobs())
{
    for (const RefreshJob &job : std::as_const(m_jobs))
        count(job, 1);
    connect(queue, &RefreshQueue::jobAdded, this, &ActivityModel::add);
    connect(queue, &RefreshQueue::jobChanged, this, &ActivityModel::update);
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_jobs.size());
}

const RefreshJob &ActivityModel::at(int row) const
{
    return m_jobs.at(row);
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RefreshJob &job = at(index.row());
    if (role == IdRole)
        return job.id;
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    switch (Column(index.column())) {
    case User:
        return job.user.toString();
    case StateColumn:
        return int(job.state);
    case Requested:
        return job.requested;
    case Duration:
        if (job.started == 0)
            return {}; // nothing was done yet, or ever
        return (job.finished > 0 ? job.finished : QDateTime::currentMSecsSinceEpoch()) - job.requested;
    case Outcome:
        if (job.state == RefreshJob::State::Failed)
            return job.error.isEmpty() ? job.outcome.error : job.error;
        if (job.outcome.change)
            return int(job.outcome.change->added.size() + job.outcome.change->removed.size() + job.outcome.change->changed.size());
        return {};
    case ColumnCount:
        break;
    }
    return {};
}

void ActivityModel::clearFinished()
{
    if (m_counts.finished() == 0)
        return;
    beginResetModel();
    m_jobs.removeIf(
        [](const RefreshJob &job) { return job.state != RefreshJob::State::Waiting && job.state != RefreshJob::State::Running; });
    m_counts = {};
    for (const RefreshJob &job : std::as_const(m_jobs))
        count(job, 1);
    endResetModel();
    Q_EMIT countsChanged();
}

void ActivityModel::add(int index)
{
    const RefreshJob &job = m_queue->jobs().at(index);
    beginInsertRows({}, int(m_jobs.size()), int(m_jobs.size()));
    m_jobs.append(job);
    endInsertRows();
    count(job, 1);
    Q_EMIT countsChanged();
}

void ActivityModel::update(int index)
{
    const RefreshJob &job = m_queue->jobs().at(index);
    const int row = rowOfJob(job.id);
    if (row < 0)
        return; // taken off the list before
    RefreshJob &mine = m_jobs[row];
    count(mine, -1);
    mine = job;
    count(mine, 1);
    Q_EMIT dataChanged(this->index(row, 0), this->index(row, ColumnCount - 1));
    Q_EMIT countsChanged();
}

void ActivityModel::count(const RefreshJob &job, int by)
{
    switch (job.state) {
    case RefreshJob::State::Waiting:
        m_counts.waiting += by;
        break;
    case RefreshJob::State::Running:
        m_counts.running += by;
        break;
    case RefreshJob::State::Succeeded:
        m_counts.succeeded += by;
        break;
    case RefreshJob::State::Failed:
        m_counts.failed += by;
        break;
    case RefreshJob::State::Cancelled:
        m_counts.cancelled += by;
        break;
    }
}

int ActivityModel::rowOfJob(int id) const
{
    const auto it = std::ranges::lower_bound(m_jobs, id, {}, &RefreshJob::id);
    if (it == m_jobs.end() || it->id != id)
        return -1;
    return int(it - m_jobs.begin());
}

} // namespace Lockstep
