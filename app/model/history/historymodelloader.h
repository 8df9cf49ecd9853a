// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/outline.h"
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

/// How blocks of an outline are asked for: user, before which n, at most how many; Inspection::Client::outline in the program.
using FetchOutline = std::function<Http::CallHandle(const UserId &, qint64 before, int limit, QObject *, Http::Done<Inspection::Outline>)>;

/// Reads one user's history: the newest page first, then what is older in outline, block by block; in between what is new and the
/// contents that somebody wants to see. Where the server gives no outlines, page by page what is older. One request of each sort at a
/// time, so that a long history does not keep the server from other work.
class HistoryLoader : public QObject
{
    Q_OBJECT
public:
    static constexpr int pageSize = 500;
    static constexpr int livePageSize = 50;
    static constexpr int cachedPages = 8;
    /// Larger histories are read no further: the newest updates are what an operator needs, and memory has an end.
    static constexpr int mostRows = 5'000'000;

    explicit HistoryLoader(FetchUpdates fetch, FetchOutline outline = {}, QObject *parent = nullptr);
    ~HistoryLoader() override;

    /// Forgets everything and begins anew; an empty user only forgets.
    void start(const UserId &user);
    /// Stops reading older pages; what is new still comes.
    void pause();
    void resume();
    bool isPaused() const { return m_paused; }
    bool isFinished() const { return m_finished; }
    /// From where on updates are kept, as the newest answer about older ones says.
    const KeptFrom &kept() const { return m_kept; }
    /// Something new was announced. \a n: its number, 0 if not told.
    void announce(qint64 n);
    using Wanted = std::function<void(const Result<DeviceListUpdate> &)>;
    /// The update with its content. Calls back once, unless the loader is started anew before: then never.
    void want(qint64 n, Wanted done);
    /// The contents that are to be looked at now, instead of those that were named before and have not come; they come by
    /// contentsLoaded(). What cannot be had is left out.
    void look(const QList<qint64> &numbers);
    /// The update with its content if it is at hand, otherwise null; until the loader does anything else.
    const DeviceListUpdate *atHand(qint64 n) const { return m_contents.object(n); }
    /// A block that outlineLoaded() gave was worked on: there is room for one more.
    void outlineTaken();

Q_SIGNALS:
    /// Older than all before, newest first. \a last: there is nothing older.
    void pageLoaded(const QList<Lockstep::DeviceListUpdate> &updates, bool last);
    /// The same as a block without contents.
    void outlineLoaded(const QList<Lockstep::UpdateOutline> &rows, bool last);
    /// Whole updates, among them what was asked for by look().
    void contentsLoaded(const QList<Lockstep::DeviceListUpdate> &updates);
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
    void nextOutline();
    void takeOutline(const Result<Inspection::Outline> &answer);
    void stop(const Error &error);
    void request(Job job, int limit, const QString &cursor);
    void take(const Answer &answer);
    void takeOlder(const Inspection::Page<DeviceListUpdate> &page);
    void takeNewest(const Inspection::Page<DeviceListUpdate> &page);
    void takeContent(const Answer &answer);
    QString cursorFor(qint64 n) const;

    FetchUpdates m_fetch;
    FetchOutline m_fetchOutline;
    UserId m_user;
    Http::CallHandle m_call;
    Http::CallHandle m_outlineCall;
    bool m_hasOutlines = false; ///< as far as is known
    bool m_outlineAsked = false;
    int m_outlinesOpen = 0; ///< blocks that were given and not taken yet
    qint64 m_rows = 0;
    KeptFrom m_kept;
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
    QList<qint64> m_looked;
    qint64 m_contentOf = 0; ///< whose page is asked for
    QCache<qint64, DeviceListUpdate> m_contents;
};

} // namespace Lockstep
