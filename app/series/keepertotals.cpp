// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/keeperparts.h"

#include <algorithm>
#include <map>
#include <numeric>

// Which subjects had most in a range of time.

namespace Lockstep::Series {

using namespace Inspection;

namespace {

/// What is added up of a kind.
class Sums
{
public:
    Sums(qint64 step)
        : m_step(step)
    {
    }
    void name(SeriesId id, const QString &name)
    {
        if (name.isEmpty())
            m_whole = id;
        else
            m_names.insert(id, name);
    }
    void add(SeriesId id, const Step &step)
    {
        if (id == m_whole) {
            m_untold[floorTo(step.at, m_step)] += step.sum;
        } else if (m_names.contains(id)) {
            m_untold[floorTo(step.at, m_step)] -= step.sum;
            m_sums[id] += step.sum;
        }
    }
    bool knows(SeriesId id) const { return id == m_whole || m_names.contains(id); }
    const QHash<SeriesId, QString> &names() const { return m_names; }
    const QHash<SeriesId, qint64> &sums() const { return m_sums; }
    /// Of the whole, what is no subject's. Several ways of being told may make the subjects' sum the larger one.
    QList<SeriesUntold> untold() const
    {
        QList<SeriesUntold> result;
        for (const auto &[at, sum] : m_untold) {
            if (sum > 0)
                result.append({.at = at, .sum = sum});
        }
        return result;
    }

private:
    qint64 m_step;
    SeriesId m_whole = -1;
    QHash<SeriesId, QString> m_names;
    QHash<SeriesId, qint64> m_sums;
    std::map<qint64, qint64> m_untold;
};

} // namespace

/// Adds up what is kept, row by row: no more than one row is held. Memory and file are of one moment: the file's state is fixed while
/// memory is read, and what is written after that is in memory still. Otherwise an hour that is written between the two would be there
/// twice, or not at all.
Result<void> Keeper::addTotals(SeriesAnswer &answer, SeriesKind kind, int most) const
{
    Sums sums(answer.step);
    const auto addMemory = [&] {
        for (auto it = d->names.cbegin(); it != d->names.cend(); ++it) {
            if (it->kind == kind)
                sums.name(it.key(), it->name);
        }
        for (const SeriesId id : d->recent.ids()) {
            if (!sums.knows(id))
                continue;
            for (const Step &step : d->recent.steps(id, answer.from, answer.to))
                sums.add(id, step);
        }
    };
    const auto addFile = [&](const SeriesFile::Snapshot &file, const QList<qint64> &stretches) -> Result<void> {
        const auto add = [&](SeriesId id, const Step &step) { sums.add(id, step); };
        const Width &width = *std::find_if(std::begin(widths), std::end(widths), [&](const Width &one) { return one.step == answer.step; });
        if (const auto done = file.eachStep(width, int(kind), answer.from, answer.to, add); !done || width.step == minuteMs)
            return done;
        for (const qint64 start : stretches) {
            if (start + windowMs <= answer.from || start >= answer.to)
                continue;
            const auto done = file.eachStep(widths[0], int(kind), std::max(start, answer.from), std::min(start + windowMs, answer.to), add);
            if (!done)
                return done;
        }
        return {};
    };
    std::unique_lock lock(d->mutex, std::defer_lock);
    if (!d->file || d->file->hasOneConnection())
        lock.lock(); // whoever writes has the lock, and would wait for the connection
    if (!d->file) {
        addMemory();
    } else {
        const auto done = d->file->inOneState([&](const SeriesFile::Snapshot &file) -> Result<void> {
            const bool isFree = !lock.owns_lock();
            if (isFree)
                lock.lock();
            const auto stretches = file.unrolled(); // the first question fixes the state
            if (stretches)
                addMemory();
            if (isFree)
                lock.unlock();
            return stretches ? addFile(file, *stretches) : failure(stretches.error());
        });
        if (!done)
            return done;
    }
    QList<SeriesTotal> all;
    for (auto it = sums.sums().cbegin(); it != sums.sums().cend(); ++it) {
        if (it.value() > 0)
            all.append({.subject = sums.names().value(it.key()), .sum = it.value()});
    }
    answer.subjects = all.size();
    const auto end = all.begin() + std::min<qsizetype>(most, all.size());
    std::partial_sort(all.begin(), end, all.end(),
        [](const SeriesTotal &a, const SeriesTotal &b) { return a.sum != b.sum ? a.sum > b.sum : a.subject < b.subject; });
    all.resize(end - all.begin());
    answer.totals = std::move(all);
    answer.untold = sums.untold();
    answer.untoldSum = std::accumulate(
        answer.untold.cbegin(), answer.untold.cend(), qint64(0), [](qint64 sum, const SeriesUntold &one) { return sum + one.sum; });
    return {};
}

} // namespace Lockstep::Series
