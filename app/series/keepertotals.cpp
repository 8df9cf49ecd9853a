// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/keeperparts.h"

#include <algorithm>

// Which subjects had most in a range of time.

namespace Lockstep::Series {

using namespace Inspection;

/// Adds up what is kept, row by row: no more than one row is held.
Result<void> Keeper::addTotals(SeriesAnswer &answer, SeriesKind kind, int most) const
{
    QHash<SeriesId, qint64> sums;
    QHash<SeriesId, QString> names;
    {
        const std::lock_guard lock(d->mutex);
        for (auto it = d->names.cbegin(); it != d->names.cend(); ++it) {
            if (it->kind == kind && !it->name.isEmpty())
                names.insert(it.key(), it->name);
        }
        for (const SeriesId id : d->recent.ids()) {
            if (!names.contains(id))
                continue;
            for (const Step &step : d->recent.steps(id, answer.from, answer.to))
                sums[id] += step.sum;
        }
    }
    if (d->file) {
        const auto add = [&](SeriesId id, const Step &step) {
            if (names.contains(id))
                sums[id] += step.sum;
        };
        const Width &width = *std::find_if(std::begin(widths), std::end(widths), [&](const Width &one) { return one.step == answer.step; });
        if (const auto done = d->file->eachStep(width, int(kind), answer.from, answer.to, add); !done)
            return done;
        const auto stretches = width.step == minuteMs ? Result<QList<qint64>>(QList<qint64>()) : d->file->unrolled();
        if (!stretches)
            return failure(stretches.error());
        for (const qint64 start : *stretches) {
            if (start + windowMs <= answer.from || start >= answer.to)
                continue;
            const auto done
                = d->file->eachStep(widths[0], int(kind), std::max(start, answer.from), std::min(start + windowMs, answer.to), add);
            if (!done)
                return done;
        }
    }
    QList<SeriesTotal> all;
    for (auto it = sums.cbegin(); it != sums.cend(); ++it) {
        if (it.value() > 0)
            all.append({.subject = names.value(it.key()), .sum = it.value()});
    }
    answer.subjects = all.size();
    const auto end = all.begin() + std::min<qsizetype>(most, all.size());
    std::partial_sort(all.begin(), end, all.end(), [](const SeriesTotal &a, const SeriesTotal &b) {
        return a.sum != b.sum ? a.sum > b.sum : a.subject < b.subject;
    });
    all.resize(end - all.begin());
    answer.totals = std::move(all);
    return {};
}

} // namespace Lockstep::Series
