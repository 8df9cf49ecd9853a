// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/files/filetask.h"

#include <QElapsedTimer>
#include <QSaveFile>
#include <QtConcurrent>

#include <atomic>
#include <utility>

namespace Lockstep {

namespace {
constexpr int sliceMs = 6;
constexpr int waitMs = 25;
} // namespace

struct FileTask::Output
{
    explicit Output(const QString &path)
        : file(path)
    {
    }
    enum State { Open, Committing, Cancelled };
    /// Of the one that moves it on first, the window or the thread.
    bool become(State state)
    {
        State before = Open;
        return m_state.compare_exchange_strong(before, state);
    }
    QSaveFile file;
    QString problem; ///< of the thread; to be read when that has ended

private:
    std::atomic<State> m_state = Open;
};

FileTask::FileTask(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FileTask::slice);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        if (m_file && m_file == m_given)
            finishThread();
    });
}

FileTask::~FileTask()
{
    if (m_file)
        m_file->become(Output::Cancelled);
    // What it holds may still write to the file as it goes.
    m_job = {};
}

void FileTask::start(const QString &path, Job job)
{
    cancel();
    if (isRunning()) {
        m_threads.waitForFinished();
        finishThread();
    }
    m_path = path;
    m_job = std::move(job);
    m_error = {};
    m_file = std::make_shared<Output>(path);
    if (m_file->file.open(QIODevice::WriteOnly))
        m_timer.start(0);
    else
        finish(End::NotOpened, m_file->file.errorString());
}

void FileTask::cancel()
{
    if (isRunning() && m_file->become(Output::Cancelled))
        finish(End::Cancelled);
}

double FileTask::progress() const
{
    return m_job.progress ? m_job.progress() : 0;
}

void FileTask::slice()
{
    QElapsedTimer clock;
    clock.start();
    Step step = Step::More;
    QString problem;
    while (step == Step::More && clock.elapsed() < sliceMs)
        step = m_job.work(m_file->file, problem);
    if (m_file->file.error() != QFileDevice::NoError)
        return finish(End::NotWritten, m_file->file.errorString());
    switch (step) {
    case Step::More:
        m_timer.start(0);
        break;
    case Step::Wait:
        m_timer.start(waitMs);
        break;
    case Step::Failed:
        return finish(End::NotMade, problem);
    case Step::Done:
        return writeRest();
    }
    Q_EMIT progressed();
}

void FileTask::writeRest()
{
    QFuture<void> future = QtConcurrent::run([output = m_file, last = std::move(m_job.last)]() mutable {
        output->problem = last ? last(output->file) : QString();
        last = {};
        if (!output->problem.isEmpty() || !output->become(Output::Committing))
            output->file.cancelWriting();
        else if (!output->file.commit())
            output->problem = output->file.errorString();
    });
    m_threads.addFuture(future);
    m_given = m_file;
    // Not QFuture::then(): what it calls in the thread may find this gone (Qt 6.4), since the thread is waited for only until it is done.
    m_watcher.setFuture(future);
}

void FileTask::finishThread()
{
    const QString problem = m_file->problem;
    finish(problem.isEmpty() ? End::Written : End::NotWritten, problem);
}

void FileTask::finish(End end, const QString &problem)
{
    m_timer.stop();
    if (!problem.isEmpty())
        m_error = Error{.kind = Error::Io, .text = problem};
    const std::shared_ptr<Output> file = std::move(m_file);
    m_given = {};
    m_job = {};
    Q_EMIT finished(end);
}

} // namespace Lockstep
