// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/refresh/refreshqueue.h"
#include "ui/widgets/strip.h"

#include <QTimer>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace Lockstep {

/// What a refresh is shown as, in words.
struct RefreshWords
{
    Presentation::Tone tone = Presentation::Tone::Notice;
    QString text; ///< one line: what goes on, or the result
    QString note; ///< what the operator should know with it
    QStringList details; ///< what was added, removed, changed, by name
    bool busy = false;
};

/// \a server: whom the homeserver asks. \a now: ms since the epoch.
RefreshWords describe(const RefreshJob &job, const QString &server, qint64 now);
/// A refresh that the server remembers, whoever asked for it.
RefreshWords describe(const Inspection::RefreshStatus &record, qint64 now);

/// The refresh of one user: progress while it runs, then its result, which stays until it is dismissed.
class RefreshBar : public Strip
{
    Q_OBJECT
public:
    explicit RefreshBar(QWidget *parent = nullptr);

    void showJob(const RefreshJob &job, const QString &server);
    /// What the server remembers of the last refresh; nothing if that is "idle".
    void showRecord(const Inspection::RefreshStatus &record);
    void clear();
    /// The job that is shown, 0 if none or if it is the server's record.
    int jobId() const { return m_job.id; }
    QString text() const;
    QString details() const;

Q_SIGNALS:
    void cancelRequested(int jobId);
    void retryRequested();
    /// 0: the server's record.
    void dismissed(int jobId);

private:
    void update();

    RefreshJob m_job;
    std::optional<Inspection::RefreshStatus> m_record;
    QString m_server;
    RefreshWords m_words;
    QTimer m_tick;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_note;
    QLabel *m_details;
    QProgressBar *m_bar;
    QLabel *m_when; ///< how long ago the result is
    QPushButton *m_stop;
    QPushButton *m_retry;
    QToolButton *m_more;
    QToolButton *m_close;
};

} // namespace Lockstep
