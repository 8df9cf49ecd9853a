// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/series.h"

#include <memory>

namespace Lockstep::Series {

/// What one look found of a kind.
struct Look
{
    Inspection::SeriesKind kind = Inspection::SeriesKind::Unknown;
    /// Of each subject, the most important first: where there are too many, the last are left out. None twice.
    QList<std::pair<QString, qint64>> values = {};
    bool isWhole = false; ///< what is not listed is 0; otherwise nothing is known of it
    qint64 leftOut = 0; ///< what was seen and is not listed
};

/// Follows series and keeps them: minutes for a day, ten minutes for a month, six hours for a year. Each minute is written down as it is
/// over; where that fails, what is in memory goes on, is told all the same, and is written later. A time without looks stays one: nothing is
/// made up. Thread-safe; time is given in.
class Keeper
{
public:
    struct Options
    {
        qsizetype mostSubjects = 20'000; ///< of a kind, at one time; beside them what was read of late
        qsizetype mostHeld = 2'000'000; ///< changes in memory; more are written before the hour is over
    };

    static constexpr qsizetype mostLookedAt = 500;

    /// \a path: a SQLite file of its own; empty: memory. One that cannot be opened is no error: then they are held in memory, and
    /// problem() says why.
    static std::unique_ptr<Keeper> open(const QString &path, Options options);
    static std::unique_ptr<Keeper> open(const QString &path) { return open(path, Options()); }
    ~Keeper();

    /// Takes one round of looks. What has no look stays without ground. \a now: ms since the epoch; it may jump. \a every: ms until the
    /// next round, as it is planned.
    void take(qint64 now, const QList<Look> &looks, qint64 every);

    /// What is asked for by name is followed from now on, also where there are too many; the last mostLookedAt of these.
    /// Errors: BadInput for a step that is not kept, a time that cannot be; those of the file.
    Result<Inspection::SeriesAnswer> read(const Inspection::SeriesQuery &query, qint64 now) const;

    struct Status
    {
        qint64 kept = 0;
        qint64 leftOut = 0;
        QString problem; ///< why they are not written at present
        QString notice; ///< what happened to an older file
    };
    Status status() const;

    struct Top
    {
        QString subject;
        qint64 value = 0;
    };
    /// The largest ones of the newest look, the whole left out.
    QList<Top> top(Inspection::SeriesKind kind, qsizetype most) const;

private:
    struct Private;
    Result<void> addTotals(Inspection::SeriesAnswer &answer, Inspection::SeriesKind kind, int most) const;
    explicit Keeper(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Series
