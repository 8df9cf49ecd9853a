// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/connectiondesk.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <thread>
#include <utility>

namespace Lockstep::Http {

namespace {

// Numbers of descriptors that are no connection.
constexpr quint64 listening = 0;
constexpr quint64 stopping = 1;
constexpr quint64 reporting = 2;
constexpr quint64 firstNumber = 3;

/// LaterAnswers that are looked for at the same time: what wakes all of them must not keep the others' requests waiting.
constexpr size_t maxLooking = 4;
constexpr auto retry = std::chrono::milliseconds(20); // where the system gives no thread or descriptor now

void watch(int epoll, int operation, int fd, quint32 events, quint64 number)
{
    epoll_event event{};
    event.events = events;
    event.data.u64 = number;
    ::epoll_ctl(epoll, operation, fd, &event);
}

} // namespace

ConnectionDesk::Reports::Reports()
    : fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
}

ConnectionDesk::Reports::~Reports()
{
    ::close(fd);
}

void ConnectionDesk::Reports::signal() const
{
    ::eventfd_write(fd, 1);
}

void ConnectionDesk::Reports::back(Number number, std::shared_ptr<HttpConnection> connection)
{
    {
        const std::lock_guard lock(mutex);
        returned.emplace_back(number, std::move(connection));
    }
    signal();
}

void ConnectionDesk::Reports::woken(Number number)
{
    {
        const std::lock_guard lock(mutex);
        wakes.push_back(number);
    }
    signal();
}

ConnectionDesk::ConnectionDesk(const HttpServerOptions &options, const HttpConnection::Handler &handler, int listenFd, int stopFd)
    : m_options(options)
    , m_handler(handler)
    , m_listenFd(listenFd)
    , m_stopFd(stopFd)
    , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_maxThreads(size_t(std::max(1, options.maxThreads > 0 ? options.maxThreads : options.maxConnections)))
    , m_threads(std::numeric_limits<int>::max())
    , m_last(firstNumber)
{
    watch(m_epoll, EPOLL_CTL_ADD, m_listenFd, EPOLLIN, listening);
    watch(m_epoll, EPOLL_CTL_ADD, m_stopFd, EPOLLIN, stopping);
    watch(m_epoll, EPOLL_CTL_ADD, m_reports->fd, EPOLLIN, reporting);
}

ConnectionDesk::~ConnectionDesk()
{
    ::close(m_epoll);
}

void ConnectionDesk::run()
{
    std::array<epoll_event, 64> events{};
    for (bool stops = false; !stops;) {
        const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), timeout());
        if (count < 0 && errno != EINTR)
            break;
        for (int i = 0; i < count; ++i) {
            const Number number = events[size_t(i)].data.u64;
            if (number == stopping)
                stops = true;
            else if (number == listening)
                accept();
            else if (number != reporting)
                takeEvent(number, events[size_t(i)].events);
        }
        takeReports();
        takeDue();
        if (!stops)
            startReady();
    }
}

void ConnectionDesk::finish()
{
    m_threads.joinAll();
    takeReports();
    m_places.clear();
}

/// In milliseconds, as epoll_wait() wants it.
int ConnectionDesk::timeout() const
{
    auto until = m_due.empty() ? Clock::time_point::max() : m_due.begin()->first;
    // What could be started was, unless the system gave no thread.
    if ((!m_requests.empty() && m_running < m_maxThreads) || (!m_looks.empty() && m_looking < maxLooking && m_running < m_maxThreads))
        until = std::min(until, Clock::now() + retry);
    if (until == Clock::time_point::max())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    return int(std::clamp<long long>(left, 0, 3'600'000));
}

void ConnectionDesk::accept()
{
    const int fd = ::accept4(m_listenFd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
        // No descriptor is left: the connections that are open will free some.
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            std::this_thread::sleep_for(retry);
        return;
    }
    takeReports(); // those that have ended make room
    if (m_places.size() >= size_t(std::max(m_options.maxConnections, 1)) && !endIdle()) {
        HttpConnection::refuse(fd);
        return;
    }
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const Number number = m_last++;
    Place &place = m_places[number];
    place.connection = std::make_shared<HttpConnection>(fd, m_stopFd, m_options, m_handler);
    place.connection->setWaker([reports = m_reports, number] { reports->woken(number); });
    wait(number, place);
}

/// Makes room: whoever holds many connections and asks nothing on them must not keep others out. Returns whether there was one.
bool ConnectionDesk::endIdle()
{
    const auto idle = std::find_if(m_due.begin(), m_due.end(), [this](const auto &due) {
        const HttpConnection &connection = *m_places.at(due.second).connection;
        char next = 0; // its request may have come meanwhile
        return connection.state() == HttpConnection::State::Idle && ::recv(connection.descriptor(), &next, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
    });
    if (idle == m_due.end())
        return false;
    const Number number = idle->second;
    unwait(m_places.at(number));
    m_places.erase(number);
    return true;
}

void ConnectionDesk::takeReports()
{
    eventfd_t count = 0;
    ::eventfd_read(m_reports->fd, &count);
    std::vector<std::pair<Number, std::shared_ptr<HttpConnection>>> returned;
    std::vector<Number> wakes;
    {
        const std::lock_guard lock(m_reports->mutex);
        returned.swap(m_reports->returned);
        wakes.swap(m_reports->wakes);
    }
    for (auto &[number, connection] : returned) {
        const auto found = m_places.find(number);
        --m_running;
        m_looking -= found->second.isLooking ? 1 : 0;
        if (!connection) {
            m_places.erase(found);
            continue;
        }
        found->second.connection = std::move(connection);
        wait(number, found->second);
    }
    for (const Number number : wakes) {
        const auto found = m_places.find(number);
        if (found == m_places.end())
            continue;
        if (!found->second.connection)
            found->second.wasWoken = true;
        else if (found->second.connection->state() == HttpConnection::State::Waiting)
            makeReady(number);
    }
}

/// A thread brought it back: from now on it is watched.
void ConnectionDesk::wait(Number number, Place &place)
{
    const bool isWaiting = place.connection->state() == HttpConnection::State::Waiting;
    watch(m_epoll, EPOLL_CTL_ADD, place.connection->descriptor(), quint32(EPOLLRDHUP) | (isWaiting ? 0u : quint32(EPOLLIN)), number);
    place.due = m_due.emplace(place.connection->deadline(), number);
    if (std::exchange(place.wasWoken, false) && isWaiting)
        makeReady(number);
}

void ConnectionDesk::unwait(Place &place)
{
    if (place.due == m_due.end())
        return;
    m_due.erase(place.due);
    place.due = m_due.end();
    watch(m_epoll, EPOLL_CTL_DEL, place.connection->descriptor(), 0, 0);
}

void ConnectionDesk::takeEvent(Number number, quint32 events)
{
    const auto found = m_places.find(number);
    if (found == m_places.end() || found->second.due == m_due.end())
        return;
    if (events & EPOLLIN) {
        makeReady(number);
        return;
    }
    unwait(found->second); // the client is gone
    m_places.erase(found);
}

void ConnectionDesk::takeDue()
{
    const auto now = Clock::now();
    while (!m_due.empty() && m_due.begin()->first <= now) {
        const Number number = m_due.begin()->second;
        Place &place = m_places.at(number);
        if (place.connection->state() == HttpConnection::State::Waiting) {
            makeReady(number);
            continue;
        }
        unwait(place);
        m_places.erase(number);
    }
}

void ConnectionDesk::makeReady(Number number)
{
    Place &place = m_places.at(number);
    if (place.due == m_due.end())
        return; // it is ready already
    unwait(place);
    (place.connection->state() == HttpConnection::State::Waiting ? m_looks : m_requests).push_back(number);
}

void ConnectionDesk::startReady()
{
    while (!m_requests.empty() && m_running < m_maxThreads && start(m_requests.front()))
        m_requests.pop_front();
    while (!m_looks.empty() && m_running < m_maxThreads && m_looking < maxLooking && start(m_looks.front()))
        m_looks.pop_front();
}

bool ConnectionDesk::start(Number number)
{
    Place &place = m_places.at(number);
    const bool isLook = place.connection->state() == HttpConnection::State::Waiting;
    // In the thread's hands alone: to close a connection may take a while.
    const auto given = std::make_shared<std::shared_ptr<HttpConnection>>(std::move(place.connection));
    const bool started = m_threads.start([reports = m_reports, number, given] {
        if ((*given)->serve() == HttpConnection::State::Ended)
            given->reset();
        reports->back(number, std::move(*given));
    });
    if (!started) {
        place.connection = std::move(*given);
        return false;
    }
    place.isLooking = isLook;
    ++m_running;
    m_looking += isLook ? 1 : 0;
    return true;
}

} // namespace Lockstep::Http
