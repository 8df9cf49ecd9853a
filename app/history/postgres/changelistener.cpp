// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/postgres/changelistener.h"

#include "history/postgres/changes.h"
#include "sql/postgreslistener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace Lockstep::History {

namespace {

constexpr int connectMs = 10'000, silenceMs = 60'000, pauseMs = 1'000;

} // namespace

ChangeListener::ChangeListener(const PostgresStore *store, std::function<void(const UserId &, qint64)> heard)
    : m_store(store)
    , m_heard(std::move(heard))
    , m_stopFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_thread([this] { run(); })
{
}

ChangeListener::~ChangeListener()
{
    m_stopping = true;
    ::eventfd_write(m_stopFd, 1);
    m_thread.join();
    ::close(m_stopFd);
}

void ChangeListener::pause() const
{
    pollfd stop{m_stopFd, POLLIN, 0};
    ::poll(&stop, 1, pauseMs);
}

void ChangeListener::run()
{
    while (!m_stopping) {
        const auto listener = Sql::PostgresListener::open(
            m_store->address(), changesChannel, Sql::Purpose::History, {.deadline = QDeadlineTimer(connectMs), .stopFd = m_stopFd});
        m_isListening = listener.has_value();
        while (listener && !m_stopping) {
            const auto payloads = (*listener)->wait({.deadline = QDeadlineTimer(silenceMs), .stopFd = m_stopFd});
            if (!payloads)
                break;
            for (const QByteArray &payload : *payloads) {
                const auto notice = readNotice(payload);
                if (!notice || notice->gateway == m_store->gateway())
                    continue;
                for (const auto &[user, n] : notice->rows) {
                    m_store->noteOthers(user);
                    m_heard(user, n);
                }
            }
        }
        m_isListening = false;
        if (!m_stopping)
            pause();
    }
}

} // namespace Lockstep::History
