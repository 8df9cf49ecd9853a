// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/pool.h"

#include "sql/postgresconnection.h"

#include <iterator>

#include <sys/eventfd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

/// Connections that were needed at a busy moment are closed after this.
constexpr auto idleLife = std::chrono::seconds(60);

} // namespace

Pool::Pool(DatabaseAddress address, DatabaseOptions options)
    : m_address(std::move(address))
    , m_options(std::move(options))
    , m_stopFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
}

Pool::~Pool()
{
    m_idle.clear();
    ::close(m_stopFd);
}

Limit Pool::limit() const
{
    const std::lock_guard lock(m_mutex);
    const auto call = m_calls.find(std::this_thread::get_id());
    return {call == m_calls.end() ? QDeadlineTimer(m_options.deadline) : call->second, m_stopFd};
}

bool Pool::beginCall()
{
    const std::lock_guard lock(m_mutex);
    return m_calls.try_emplace(std::this_thread::get_id(), m_options.deadline).second;
}

void Pool::endCall()
{
    const std::lock_guard lock(m_mutex);
    m_calls.erase(std::this_thread::get_id());
}

int Pool::open() const
{
    const std::lock_guard lock(m_mutex);
    return m_open;
}

void Pool::shutDown()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    ::eventfd_write(m_stopFd, 1);
    m_freed.notify_all();
}

Result<std::unique_ptr<Connection>> Pool::openOne(const Limit &limit) const
{
    auto made = m_address.engine == Engine::Sqlite ? openSqlite(m_address, m_options.access, m_options.purpose, limit)
                                                   : openPostgres(m_address, m_options.access, m_options.purpose, limit);
    for (const QString &statement : m_options.setup) {
        if (!made)
            break;
        if (const auto done = (*made)->execute(statement, {}, {}, limit); !done) {
            damaged = damaged || (*made)->isDamaged();
            return failure(done.error());
        }
    }
    return made;
}

Result<Pool::Lease> Pool::take(const Limit &limit)
{
    std::unique_ptr<Connection> stale;
    std::unique_lock lock(m_mutex);
    const auto ready = [this] { return m_stopped || !m_idle.empty() || m_open < m_options.connections; };
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(std::max<qint64>(0, limit.deadline.remainingTime()));
    if (!m_freed.wait_until(lock, until, ready))
        return failure(explain({Fault::Crowded, u"none became free in time"_s}, m_address, m_options.purpose));
    if (m_stopped)
        return failure(explain({Fault::Stopped}, m_address, m_options.purpose));
    if (limit.deadline.hasExpired())
        return failure(explain({Fault::Silent, u"the time for one call is over"_s}, m_address, m_options.purpose));
    if (m_idle.empty()) {
        ++m_open;
    } else {
        auto connection = std::move(m_idle.back().connection);
        m_idle.pop_back();
        if (connection->isCurrent())
            return Lease(this, std::move(connection));
        stale = std::move(connection);
    }
    lock.unlock();
    stale.reset();
    auto opened = openOne(limit);
    if (opened)
        return Lease(this, std::move(*opened));
    lock.lock();
    --m_open;
    lock.unlock();
    m_freed.notify_one();
    return failure(opened.error());
}

void Pool::giveBack(std::unique_ptr<Connection> connection)
{
    std::vector<Idle> gone;
    {
        const std::lock_guard lock(m_mutex);
        const auto now = std::chrono::steady_clock::now();
        // What may write to the homeserver's database does not stay open.
        const bool keep = !connection->isLost() && !m_stopped && m_options.access != Access::Marker;
        if (connection->isLost()) {
            // The others have most likely met the same end: nobody else should have to find out.
            gone = std::move(m_idle);
            m_idle.clear();
        }
        if (keep)
            m_idle.push_back({std::move(connection), now});
        else
            gone.push_back({std::move(connection), now});
        while (!m_idle.empty() && now - m_idle.front().since > idleLife) {
            gone.push_back(std::move(m_idle.front()));
            m_idle.erase(m_idle.begin());
        }
        m_open -= int(gone.size());
    }
    if (gone.size() > 1)
        m_freed.notify_all();
    else
        m_freed.notify_one();
}

} // namespace Lockstep::Sql
