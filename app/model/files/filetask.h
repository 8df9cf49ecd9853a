// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QFutureSynchronizer>
#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

class QIODevice;

namespace Lockstep {

/// Writes one file piece by piece while the window goes on. The file is there only when it is whole: a failure or cancel() leaves what was
/// there before. One at a time. Pieces are made on the GUI thread, in slices of a few ms; what takes longer and needs nothing of the window
/// (compressing, the way to the disk) is done by a thread of the pool, which the destructor waits for.
class FileTask : public QObject
{
    Q_OBJECT
public:
    enum class Step {
        More,
        Wait, ///< for something that is being read; to be asked again a little later
        Done,
        Failed, ///< the problem says why
    };
    enum class End { Written, Cancelled, NotOpened, NotWritten, NotMade };
    Q_ENUM(End)
    struct Job
    {
        /// Writes the next piece; some ms at most.
        std::function<Step(QIODevice &file, QString &problem)> work;
        /// After that, on another thread: the rest. Says what went wrong; empty: nothing. May be null.
        std::function<QString(QIODevice &file)> last = {};
        /// How much of it is done, 0 to 1. May be null.
        std::function<double()> progress = {};
    };

    explicit FileTask(QObject *parent = nullptr);
    ~FileTask() override;

    /// Ends the one before; one that is on its way to its place already is waited for.
    void start(const QString &path, Job job);
    /// Comes too late for a file that is on its way to its place: that goes on, and finished() tells of it.
    void cancel();
    bool isRunning() const { return m_file != nullptr; }
    QString path() const { return m_path; }
    double progress() const;
    /// Why it failed, for an end other than Written and Cancelled.
    const Error &error() const { return m_error; }

Q_SIGNALS:
    void progressed();
    void finished(Lockstep::FileTask::End end);

private:
    struct Output;
    void slice();
    void writeRest();
    void finishThread();
    void finish(End end, const QString &problem = {});

    QString m_path;
    Job m_job;
    Error m_error;
    std::shared_ptr<Output> m_file;
    QTimer m_timer;
    std::shared_ptr<Output> m_given; ///< to the thread that is watched
    QFutureSynchronizer<void> m_threads;
    QFutureWatcher<void> m_watcher;
};

} // namespace Lockstep
