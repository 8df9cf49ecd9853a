// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "capture/capturereader.h"

#include <QUrl>

#include <memory>

namespace Lockstep::Capture {

/// Captures, logs or one case from disk, served as a gateway serves a homeserver, on a port of the loopback interface that takes one token
/// alone: whoever opened them looks, and nobody acts. What is made of them lies in a folder of its own and goes with it; the files
/// themselves are read and nothing else.
class OpenedFiles
{
public:
    /// Blocks until everything is read; \a progress is called on this thread. \a stop ends it with Cancelled. Errors are sentences that
    /// name the file and what is wrong with it. Needs a QCoreApplication, but no event loop.
    static Result<std::unique_ptr<OpenedFiles>> open(
        const QStringList &paths, const std::function<void(const Progress &)> &progress, const std::atomic<bool> &stop);
    ~OpenedFiles();

    QUrl url() const;
    /// What a caller has to show, and who they are then.
    QString token() const;
    QString reader() const;
    /// The names of the files, or whose case it is: for a window.
    QString title() const;
    /// What could not be used of several files, a sentence each.
    QStringList warnings() const;

private:
    struct Private;
    explicit OpenedFiles(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Capture
