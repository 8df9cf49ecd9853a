// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QCache>
#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace Lockstep {

/// How pages of updates are asked for; Inspection::Client::updates in the program.
using FetchUpdates = std::function<Http::CallHandle(
    const UserId &, const Inspection::UpdateQuery &, QObject *, Http::Done<Inspection::Page<DeviceListUpdate>>)>;

/// Reads one user's history: the newest page first, then page by page what is older, in between what is new and what somebody
/// wants to see in full. One request at a time, so that a long history does not keep the server from other work.
class HistoryLoader : public QObject
{
    Q_OBJECT
public:
    static constexpr int pageSize = 500;
    static constexpr int livePageSize = 50;
    static constexpr int cachedPages = 8;

    explicit HistoryLoader(FetchUpdates fetch, QObject *parent = nullptr);
    ~HistoryLoader() override;

    /// Forgets everything and begins anew; an empty user only forgets.
    void start(const UserId &user);
    /// Stops reading older pages; what is new still comes.
    void pause();
    void resume();
    bool isPaused() const { return m_paused; }
    bool isFinished() const { return m_finished; }
    bool isBusy() const { return m_job != Job::None; }
    /// Something new was announced. \a n: its number, 0 if not told.
    void announce(qint64 n);
    using Wanted = std::function<void(const Result<DeviceListUpdate> &)>;
    /// The update with its content. Calls back once, unless the loader is started anew before: then never.
    void want(qint64 n, Wanted done);

Q_SIGNALS:
    /// Older than all before, newest first. \a last: there is nothing older.
    void pageLoaded(const QList<Lockstep::DeviceListUpdate> &updates, bool last);
    /// The newest updates, newest first, down to one that is known: new ones and ones that changed.
    void newestLoaded(const QList<Lockstep::DeviceListUpdate> &updates);
    /// Loading stopped; resume() tries again.
    void failed(const Lockstep::Error &error);

private:
    enum class Job { None, Older, Newest, Content };
    struct PageStart
    {
        qint64 newestN; ///< of the page; pages are kept newest first
        QString cursor;
    };
    using Answer = Result<Inspection::Page<DeviceListUpdate>>;

    void next();
    void request(Job job, int limit, const QString &cursor);
    void take(const Answer &answer);
    void takeOlder(const Inspection::Page<DeviceListUpdate> &page);
    void takeNewest(const Inspection::Page<DeviceListUpdate> &page);
    void takeContent(const Answer &answer);
    QString cursorFor(qint64 n) const;

    FetchUpdates m_fetch;
    UserId m_user;
    Http::CallHandle m_call;
    std::unique_ptr<QObject> m_context; ///< answers to questions of an earlier start find it gone
    Job m_job = Job::None;
    bool m_paused = false;
    bool m_finished = false;
    QString m_cursor;
    qint64 m_oldestN = 0; ///< 0: no page came yet
    qint64 m_newestN = 0;
    qint64 m_announced = 0;
    bool m_newestWanted = false;
    QList<DeviceListUpdate> m_newest;
    QTimer m_liveDelay;
    std::vector<PageStart> m_pages;
    QList<std::pair<qint64, Wanted>> m_wanted;
    QCache<qint64, DeviceListUpdate> m_contents;
};

} // namespace Lockstep
