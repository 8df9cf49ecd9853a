// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a store that many gateways share keeps beside a user's rows.

#include "history/usertimeline.h"

#include <QDateTime>

#include <algorithm>

namespace Lockstep::History {

int monthOf(qint64 msSinceEpoch)
{
    constexpr qint64 last = 253'402'300'799'000; // of the year 9999
    const QDate day = QDateTime::fromMSecsSinceEpoch(std::clamp<qint64>(msSinceEpoch, 0, last), Qt::UTC).date();
    return day.year() * 100 + day.month();
}

UserTimeline::UserTimeline(StoredTimeline stored, qint64 outageMs)
    : UserTimeline(std::move(stored.rows), outageMs)
{
    m_shared = std::make_unique<Shared>();
    m_shared->revision = stored.revision;
    m_shared->months.assign(stored.months.begin(), stored.months.end());
    m_shared->gateway = stored.gateway;
    for (const Telling &telling : std::as_const(stored.told)) {
        ++m_shared->told[keyOf(telling.digest, telling.gateway)];
        if (telling.gateway != stored.gateway)
            m_shared->others.insert(telling.gateway);
    }
}

bool UserTimeline::wasTold(quint64 digest)
{
    if (!m_shared || m_shared->others.isEmpty())
        return false;
    quint32 others = 0;
    for (const quint32 gateway : std::as_const(m_shared->others))
        others = std::max(others, m_shared->told.value(keyOf(digest, gateway)));
    const quint64 own = keyOf(digest, m_shared->gateway);
    if (others <= m_shared->told.value(own))
        return false;
    ++m_shared->told[own];
    ++m_shared->unwritten[own];
    return true;
}

void UserTimeline::beginTelling(quint64 digest)
{
    m_telling = m_shared ? digest : 0;
}

void UserTimeline::tell(int index)
{
    const quint64 own = keyOf(m_telling, m_shared->gateway);
    ++m_shared->told[own];
    for (quint32 times = m_shared->unwritten.take(own) + 1; times > 0; --times)
        History::append(m_shared->newlyTold[index], {.digest = m_telling, .gateway = m_shared->gateway});
    m_telling = 0;
}

SharedMarks UserTimeline::takeShared(int index)
{
    if (!m_shared)
        return {};
    while (m_shared->months.size() <= size_t(index))
        m_shared->months.push_back(monthOf(row(int(m_shared->months.size())).update.received));
    SharedMarks marks{.month = m_shared->months[size_t(index)], .told = {}};
    if (const auto told = m_shared->newlyTold.find(index); told != m_shared->newlyTold.end()) {
        marks.told = told->second;
        m_shared->newlyTold.erase(told);
    }
    return marks;
}

} // namespace Lockstep::History
