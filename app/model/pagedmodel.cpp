// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/pagedmodel.h"

using namespace Qt::StringLiterals;

namespace Lockstep {

// A server that answers nothing but cursors would keep the client busy for ever.
static constexpr int maxEmptyAnswers = 20;

PagedModel::PagedModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

bool PagedModel::canFetchMore(const QModelIndex &parent) const
{
    // Not after a failure: a view asks again at every repaint, and the operator decides when to try again.
    return !parent.isValid() && m_loaded && !m_loading && !m_refreshing && !m_error && !m_next.isEmpty() && !isFull();
}

void PagedModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_emptyAnswers = 0;
    m_after = m_next;
    request();
}

void PagedModel::restart()
{
    clear();
    request();
}

void PagedModel::refresh()
{
    if (m_refreshing) {
        m_refreshAgain = true;
        return;
    }
    if (!m_loaded) {
        if (!m_loading)
            restart();
        return;
    }
    const bool all = m_fetchAll;
    stop();
    m_fetchAll = all;
    m_refreshing = true;
    dropCollected();
    m_after.clear();
    request();
}

void PagedModel::fetchAll()
{
    m_fetchAll = true;
    m_error.reset();
    fetchMore({});
}

void PagedModel::clear()
{
    stop();
    m_next.clear();
    m_after.clear();
    m_error.reset();
    m_emptyAnswers = 0;
    m_loaded = m_partial = m_outdated = false;
    dropRows();
    Q_EMIT stateChanged();
}

void PagedModel::setOutdated()
{
    m_outdated = true;
    Q_EMIT stateChanged();
}

void PagedModel::stop()
{
    m_call.cancel();
    m_call = {};
    ++m_generation;
    m_loading = m_refreshing = m_refreshAgain = m_fetchAll = false;
    dropCollected();
}

void PagedModel::request()
{
    using Query = Inspection::PageQuery;
    int limit = Query::defaultLimit;
    if (m_refreshing)
        limit = std::clamp(rowCount({}) - collected(), Query::defaultLimit, Query::maxLimit);
    else if (m_fetchAll)
        limit = Query::maxLimit;
    m_loading = true;
    // Not the answer's generation but the request's: what arrives after stop() must not count.
    const quint64 generation = ++m_generation;
    m_call = send(Query{.limit = limit, .after = m_after}, generation);
    Q_EMIT stateChanged();
}

void PagedModel::answered(const Answer &answer)
{
    m_loading = false;
    m_call = {};
    if (!answer.next.isEmpty() && answer.next == m_after) {
        failed({.kind = Error::BadAnswer, .text = tr("The gateway's next page is the same page again; the list ends here.")});
        return;
    }
    m_error.reset();
    m_loaded = true;
    m_partial = answer.partial;
    m_emptyAnswers = answer.items == 0 ? m_emptyAnswers + 1 : 0;
    const bool more = !answer.next.isEmpty() && m_emptyAnswers < maxEmptyAnswers;
    if (m_refreshing) {
        m_after = answer.next;
        if (more && collected() < rowCount({})) {
            request();
            return;
        }
        m_next = answer.next;
        finishRefresh();
        return;
    }
    m_next = answer.next;
    // An empty page that is not the last shows nothing a view could scroll to, so it would never ask.
    if (more && !isFull() && (m_fetchAll || answer.items == 0)) {
        m_after = m_next;
        request();
        return;
    }
    // With more than one page they are not of the same moment.
    if (m_after.isEmpty())
        Q_EMIT listRead(m_next.isEmpty());
    m_fetchAll = false;
    Q_EMIT stateChanged();
}

void PagedModel::finishRefresh()
{
    mergeCollected();
    m_refreshing = false;
    m_outdated = false;
    Q_EMIT listRead(m_next.isEmpty());
    if (std::exchange(m_refreshAgain, false)) {
        refresh();
        return;
    }
    if (std::exchange(m_fetchAll, false))
        fetchAll();
    Q_EMIT stateChanged();
}

void PagedModel::failed(const Error &error)
{
    const bool wasRefreshing = m_refreshing;
    stop();
    m_error = error;
    m_outdated = m_outdated || wasRefreshing;
    Q_EMIT stateChanged();
}

} // namespace Lockstep
