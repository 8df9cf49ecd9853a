// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/history/historymodelloader.h"

#include <QPointer>

#include <algorithm>
#include <utility>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
/// Updates come in bursts (a transaction holds up to a hundred); one look for all of them.
constexpr int liveDelayMs = 120;
/// One is worked on while the other is read.
constexpr int mostOutlinesOpen = 2;
/// The first block is small, so that the graph goes on soon after the first page.
constexpr int firstOutlineRows = 4'000;
} // namespace

HistoryLoader::HistoryLoader(FetchUpdates fetch, FetchOutline outline, QObject *parent)
    : QObject(parent)
    , m_fetch(std::move(fetch))
    , m_fetchOutline(std::move(outline))
    , m_contents(cachedPages * pageSize)
{
    m_liveDelay.setSingleShot(true);
    m_liveDelay.setInterval(liveDelayMs);
    connect(&m_liveDelay, &QTimer::timeout, this, [this] {
        m_newestWanted = true;
        next();
    });
}

HistoryLoader::~HistoryLoader()
{
    m_call.cancel();
    m_outlineCall.cancel();
}

void HistoryLoader::start(const UserId &user)
{
    m_call.cancel();
    m_outlineCall.cancel();
    m_call = m_outlineCall = {};
    m_hasOutlines = bool(m_fetchOutline);
    m_outlineAsked = false;
    m_outlinesOpen = 0;
    m_rows = 0;
    m_kept = {};
    m_looked.clear();
    m_context = std::make_unique<QObject>();
    m_user = user;
    m_job = Job::None;
    m_paused = m_finished = m_newestWanted = false;
    m_cursor.clear();
    m_oldestN = m_newestN = m_announced = 0;
    m_newest.clear();
    m_liveDelay.stop();
    m_pages.clear();
    m_wanted.clear();
    m_contents.clear();
    if (!user.isEmpty())
        next();
}

void HistoryLoader::pause()
{
    m_paused = true;
    m_outlineCall.cancel();
    m_outlineAsked = false;
    if (m_job == Job::Older) {
        m_call.cancel();
        m_job = Job::None;
        m_context = std::make_unique<QObject>();
        next();
    }
}

void HistoryLoader::resume()
{
    m_paused = false;
    next();
}

void HistoryLoader::announce(qint64 n)
{
    m_announced = std::max(m_announced, n);
    if (!m_user.isEmpty() && !m_liveDelay.isActive())
        m_liveDelay.start();
}

void HistoryLoader::want(qint64 n, Wanted done)
{
    if (const DeviceListUpdate *known = m_contents.object(n)) {
        done(*known);
        return;
    }
    m_wanted.append({n, std::move(done)});
    next();
}

void HistoryLoader::look(const QList<qint64> &numbers)
{
    m_looked = numbers;
    next();
}

void HistoryLoader::outlineTaken()
{
    --m_outlinesOpen;
    next();
}

void HistoryLoader::nextOutline()
{
    if (!m_hasOutlines || m_outlineAsked || m_oldestN == 0 || m_finished || m_paused || m_outlinesOpen >= mostOutlinesOpen)
        return;
    m_outlineAsked = true;
    const int limit = m_rows > pageSize ? Inspection::Outline::defaultLimit : firstOutlineRows;
    m_outlineCall = m_fetchOutline(
        m_user, m_oldestN, limit, m_context.get(), [this](const Result<Inspection::Outline> &answer) { takeOutline(answer); });
}

void HistoryLoader::next()
{
    if (m_user.isEmpty())
        return;
    nextOutline();
    if (m_job != Job::None)
        return;
    if ((!m_wanted.isEmpty() || !m_looked.isEmpty()) && m_oldestN > 0) {
        m_contentOf = m_wanted.isEmpty() ? m_looked.constFirst() : m_wanted.constFirst().first;
        request(Job::Content, pageSize, cursorFor(m_contentOf));
    } else if (m_newestWanted && m_oldestN > 0)
        request(Job::Newest, livePageSize, m_newest.isEmpty() ? QString() : m_cursor);
    else if (!m_finished && !m_paused && (!m_hasOutlines || m_oldestN == 0))
        request(Job::Older, pageSize, m_pages.empty() ? QString() : m_pages.back().cursor);
    else if (m_newestWanted && m_finished)
        request(Job::Newest, livePageSize, {});
}

void HistoryLoader::request(Job job, int limit, const QString &cursor)
{
    m_job = job;
    Inspection::UpdateQuery query;
    query.limit = limit;
    query.after = cursor;
    query.order = Inspection::UpdateOrder::NewestFirst;
    m_call = m_fetch(m_user, query, m_context.get(), [this](const Answer &answer) { take(answer); });
}

void HistoryLoader::take(const Answer &answer)
{
    const Job job = std::exchange(m_job, Job::None);
    if (job == Job::Content) {
        takeContent(answer);
    } else if (!answer) {
        // What is new will be announced again, or found by a reload; what is older waits for resume().
        m_newest.clear();
        m_newestWanted = false;
        if (job == Job::Older)
            m_paused = true;
        Q_EMIT failed(answer.error());
    } else if (job == Job::Older) {
        takeOlder(*answer);
    } else {
        takeNewest(*answer);
    }
    // Through the event loop: input and painting come first.
    QTimer::singleShot(0, m_context.get(), [this] { next(); });
}

void HistoryLoader::takeOlder(const Inspection::Page<DeviceListUpdate> &page)
{
    QList<DeviceListUpdate> updates;
    updates.reserve(page.items.size());
    for (const DeviceListUpdate &update : page.items) {
        // Only what continues the history: an answer out of order must not end in two rows for one update.
        if (update.n < 1 || (m_oldestN > 0 && update.n >= m_oldestN))
            continue;
        m_oldestN = update.n;
        updates.append(update);
    }
    m_rows += updates.size();
    m_kept = page.kept;
    if (m_pages.empty()) {
        m_pages.push_back({LLONG_MAX, {}});
        for (const DeviceListUpdate &update : std::as_const(updates))
            m_contents.insert(update.n, new DeviceListUpdate(update));
        m_newestN = updates.isEmpty() ? 0 : updates.constFirst().n;
    }
    const bool same = page.next == m_pages.back().cursor;
    m_finished = page.next.isEmpty() || same;
    if (!m_finished)
        m_pages.push_back({m_oldestN > 0 ? m_oldestN - 1 : LLONG_MAX, page.next});
    const QPointer<QObject> context = m_context.get();
    Q_EMIT pageLoaded(updates, m_finished);
    // Whoever took the page may have gone on to another user.
    if (context && same && !page.next.isEmpty())
        stop({.kind = Error::BadAnswer,
            .text = tr("The server gave the same page of updates again and again; older updates cannot be read.")});
}

void HistoryLoader::stop(const Error &error)
{
    m_paused = true;
    Q_EMIT failed(error);
}

void HistoryLoader::takeOutline(const Result<Inspection::Outline> &answer)
{
    m_outlineAsked = false;
    if (!answer) {
        // A gateway that is older than this call.
        if (answer.error().errcode == "M_UNRECOGNIZED"_L1) {
            m_hasOutlines = false;
            next();
        } else {
            stop(answer.error());
        }
        return;
    }
    const QList<UpdateOutline> &rows = answer->rows;
    if (!rows.isEmpty() && rows.constFirst().update.n >= m_oldestN)
        return stop({.kind = Error::BadAnswer,
            .text = tr("The server gave the same page of updates again and again; older updates cannot be read.")});
    for (const auto &page : answer->pages) {
        if (m_pages.empty() || page.first < m_pages.back().newestN)
            m_pages.push_back({page.first, page.second});
    }
    m_rows += rows.size();
    m_kept = answer->kept;
    m_finished = answer->next == 0;
    if (!rows.isEmpty())
        m_oldestN = rows.constLast().update.n;
    ++m_outlinesOpen;
    const QPointer<QObject> context = m_context.get();
    Q_EMIT outlineLoaded(rows, m_finished);
    if (!context)
        return;
    if (!m_finished && m_rows >= mostRows)
        stop({.kind = Error::Unsupported, .text = tr("Only the newest %L1 updates are shown.").arg(m_rows)});
    QTimer::singleShot(0, m_context.get(), [this] { next(); });
}

void HistoryLoader::takeNewest(const Inspection::Page<DeviceListUpdate> &page)
{
    bool reached = page.next.isEmpty() || page.items.isEmpty() || m_cursor == page.next;
    for (const DeviceListUpdate &update : page.items) {
        if (update.n < 1 || (!m_newest.isEmpty() && update.n >= m_newest.constLast().n)) {
            reached = true;
            break;
        }
        m_newest.append(update);
        m_contents.insert(update.n, new DeviceListUpdate(update));
        reached = reached || update.n <= m_newestN;
    }
    m_cursor = page.next;
    if (!reached)
        return;
    const QList<DeviceListUpdate> updates = std::exchange(m_newest, {});
    m_newestWanted = false;
    if (updates.isEmpty())
        return;
    if (m_finished && m_oldestN == 0)
        m_oldestN = updates.constLast().n;
    m_newestN = std::max(m_newestN, updates.constFirst().n);
    Q_EMIT newestLoaded(updates);
}

QString HistoryLoader::cursorFor(qint64 n) const
{
    QString cursor;
    for (const PageStart &page : m_pages) {
        if (page.newestN < n)
            break;
        cursor = page.cursor;
    }
    return cursor;
}

void HistoryLoader::takeContent(const Answer &answer)
{
    if (answer) {
        for (const DeviceListUpdate &update : answer->items)
            m_contents.insert(update.n, new DeviceListUpdate(update));
    }
    // Not the one either that should have been there and was not: it is no longer in the server's history.
    m_looked.removeIf([&](qint64 n) { return !answer || n == m_contentOf || m_contents.contains(n); });
    // All that this page answers, so that a comparison of two neighbours costs one request.
    const auto wanted = std::exchange(m_wanted, {});
    const QPointer<QObject> context = m_context.get();
    bool first = true;
    for (const auto &[n, done] : wanted) {
        // A callback may have gone on to another user: what this one's still want is nobody's any more.
        if (!context)
            return;
        if (const DeviceListUpdate *found = m_contents.object(n))
            done(*found);
        else if (!answer)
            done(failure(answer.error()));
        else if (first)
            done(failure(Error::NotFound, tr("Update %1 is no longer in the server's history.").arg(n)));
        else
            m_wanted.append({n, done});
        first = false;
    }
    if (context && answer)
        Q_EMIT contentsLoaded(answer->items);
}

} // namespace Lockstep
