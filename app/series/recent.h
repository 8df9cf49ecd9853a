// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "series/frame.h"
#include "series/rollup.h"

#include <QHash>

#include <map>

namespace Lockstep::Series {

/// What the frames of the last hour or so say of each series: when the kind was looked at, and where a figure changed. One that stays as it
/// is costs nothing, however many minutes that are. Pure. Not thread-safe.
class Recent
{
public:
    void apply(const Frame &frame);
    /// Forgets the steps; the last look stays, because the next one may say what was so then.
    void clear();

    bool isEmpty() const { return m_changes.isEmpty(); }
    bool isKnown(SeriesId id) const { return m_changes.contains(id); }
    qsizetype size() const { return m_size; } ///< changes that are held, 24 bytes each
    QList<SeriesId> ids() const { return m_changes.keys(); }
    /// What it was by the last look; nothing if it was not there.
    std::optional<qint64> present(SeriesId id) const;
    /// The steps of a minute with from <= at < to.
    QList<Step> steps(SeriesId id, qint64 from, qint64 to) const;

private:
    struct Change
    {
        qint64 at;
        qint64 value;
        bool isThere;
    };
    struct Line
    {
        SeriesKind kind = SeriesKind::Unknown;
        QList<Change> changes; ///< in order of arrival, which is that of time unless the clock was set back
    };
    std::map<SeriesKind, QList<qint64>> m_looks; ///< in order of arrival
    QHash<SeriesId, Line> m_changes;
    qsizetype m_size = 0;
};

} // namespace Lockstep::Series
