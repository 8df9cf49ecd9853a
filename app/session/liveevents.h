// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Follows the events call: one long poll after the other, with growing pauses while it does not work. GUI thread.
class LiveEvents : public QObject
{
    Q_OBJECT
public:
    explicit LiveEvents(Inspection::Client *client, QObject *parent = nullptr);

    /// \a since: EventBatch::next of an earlier answer.
    void start(qint64 since);
    void stop();
    /// Asks again at once: there is a new token, or the machine woke up and a poll from before would only time out.
    void retryNow();

Q_SIGNALS:
    void eventReceived(const Lockstep::Inspection::Event &event);
    /// It stopped working (why), or works again (empty). Only changes are told.
    void problem(const QString &text);
    /// The machine slept, or its clock was set forward.
    void wokeUp();

private:
    void poll();
    void read(const Result<Inspection::EventBatch> &batch);
    void failed(const Error &error);
    void setProblem(const QString &text);
    void lookAtClock();

    Inspection::Client *m_client;
    Http::CallHandle m_call;
    QTimer m_next;
    QTimer m_watch;
    QElapsedTimer m_polled;
    qint64 m_since = 0;
    qint64 m_lastLook = 0; ///< wall clock, ms since the epoch
    int m_failures = 0;
    QString m_problem;
    bool m_running = false;
};

} // namespace Lockstep
