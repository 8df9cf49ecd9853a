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
    QSaveFile file;
    std::atomic_bool isCancelled = false;
};

FileTask::FileTask(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &FileTask::slice);
}

FileTask::~FileTask()
{
    if (m_file)
        m_file->isCancelled = true;
    // What it holds may still write to the file as it goes.
    m_job = {};
}

void FileTask::start(const QString &path, Job job)
{
    cancel();
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
    if (!isRunning())
        return;
    m_file->isCancelled = true;
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
    QFuture<QString> future = QtConcurrent::run([output = m_file, last = std::move(m_job.last)]() mutable {
        QString problem = last ? last(output->file) : QString();
        last = {};
        if (output->isCancelled || !problem.isEmpty())
            output->file.cancelWriting();
        else if (!output->file.commit())
            problem = output->file.errorString();
        return problem;
    });
    m_threads.addFuture(future);
    future.then(this, [this, output = m_file](const QString &problem) {
        if (m_file == output)
            finish(problem.isEmpty() ? End::Written : End::NotWritten, problem);
    });
}

void FileTask::finish(End end, const QString &problem)
{
    m_timer.stop();
    if (!problem.isEmpty())
        m_error = Error{.kind = Error::Io, .text = problem};
    const std::shared_ptr<Output> file = std::move(m_file);
    m_job = {};
    Q_EMIT finished(end);
}

} // namespace Lockstep
