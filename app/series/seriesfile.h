// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "series/frame.h"
#include "series/rollup.h"
#include "sql/database.h"

#include <QSet>

#include <functional>
#include <memory>

namespace Lockstep::Series {

struct Subject
{
    SeriesId id = 0;
    SeriesKind kind = SeriesKind::Unknown;
    QString name = {};
};

/// A width of steps in the file. They lie in rows of one series and one stretch of time, so that what is old is dropped row by row.
struct Width
{
    qint64 step;
    qint64 stretch; ///< of one row
    qint64 kept;
    qsizetype steps() const { return qsizetype(stretch / step); }
};
inline constexpr qint64 windowMs = 6 * 3'600'000; ///< a stretch of minutes, after which wide steps are made of it
inline constexpr Width widths[]{
    {Inspection::seriesSteps[0], windowMs, Inspection::seriesKept[0]},
    {Inspection::seriesSteps[1], 2 * 86'400'000LL, Inspection::seriesKept[1]},
    {Inspection::seriesSteps[2], 90 * 86'400'000LL, Inspection::seriesKept[2]},
};

/// Steps of one series, for writing.
struct Line
{
    SeriesId id = 0;
    QList<Step> steps = {};
};

/// The file with the series, a SQLite database beside the history's. Thread-safe. Errors are those of the database and the disk.
class SeriesFile
{
public:
    /// Names that are kept at most; those that were seen last stay.
    static constexpr qsizetype mostSubjects = 150'000;

    /// Makes it where there is none. \a path may be Sql::inMemory. One that is damaged or no file of ours is set aside as PATH.damaged-N;
    /// \a notice says so then.
    static Result<std::unique_ptr<SeriesFile>> open(const QString &path, QString &notice);

    Result<QList<Subject>> subjects() const;
    /// Those of the hour that is not written as steps yet, in order of arrival. Damaged ones are left out.
    Result<QList<Frame>> frames() const;
    /// The newest minute that is in it, 0 if it is empty.
    Result<qint64> newest() const;

    /// A minute's frame, with the subjects that it names for the first time; all or nothing.
    Result<void> append(const Frame &frame, const QList<Subject> &fresh);
    /// What the frames came to, and the end of these; all or nothing. Steps of minutes that are there already are replaced.
    Result<void> flush(const QList<Line> &lines, const QList<Subject> &fresh);
    /// Makes wide steps of the oldest stretch of minutes that was over at \a now. False if there is none.
    Result<bool> roll(qint64 now);
    /// Drops what is older than it is kept, and names that nothing is kept of. \a live stay.
    Result<void> prune(qint64 now, const QSet<SeriesId> &live);

    /// Steps of a width with from <= at < to. Of the stretches that roll() has not come to, wide steps are not there: see unrolled().
    Result<QHash<SeriesId, QList<Step>>> steps(const Width &width, const QList<SeriesId> &ids, qint64 from, qint64 to) const;
    /// Where the stretches begin of which there are minutes alone.
    Result<QList<qint64>> unrolled() const;

    /// One state of the file, whatever is written meanwhile.
    class Snapshot
    {
    public:
        explicit Snapshot(Sql::Transaction &transaction)
            : m_transaction(transaction)
        {
        }
        Result<QList<qint64>> unrolled() const;
        /// Steps of all series of a kind, in no order, without holding more than a row.
        Result<void> eachStep(
            const Width &width, int kind, qint64 from, qint64 to, const std::function<void(SeriesId, const Step &)> &take) const;

    private:
        Sql::Transaction &m_transaction;
    };
    /// The state is that of the first call of \a work.
    Result<void> inOneState(const std::function<Result<void>(const Snapshot &)> &work) const;
    /// Whether reading and writing have one connection, so that who reads in one state holds up who writes.
    bool hasOneConnection() const { return !m_fileReader; }

private:
    explicit SeriesFile(const QString &path);
    static Result<void> writeLine(Sql::Transaction &transaction, const Width &width, SeriesId id, const QList<Step> &steps);
    static Result<void> writeSubjects(Sql::Transaction &transaction, const QList<Subject> &fresh);

    Sql::Database m_writer;
    std::unique_ptr<Sql::Database> m_fileReader; ///< null for one in memory, which has one connection
    const Sql::Database &reader() const { return m_fileReader ? *m_fileReader : m_writer; }
};

} // namespace Lockstep::Series
