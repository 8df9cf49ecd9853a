// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/connectiondesk.h"

#include "http/evictionorder.h"

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

constexpr auto fullPatience = std::chrono::milliseconds(250); // then callers are told that the server is full
/// An answer that is being written when the server stops may take this long.
constexpr auto stopGrace = std::chrono::milliseconds(1000);

/// What has to happen to the connection before it is of interest; 0: it is, or has ended.
quint32 interestOf(HttpConnection::State state)
{
    switch (state) {
    case HttpConnection::State::Idle:
    case HttpConnection::State::Reading:
    case HttpConnection::State::Lingering:
        return EPOLLIN;
    case HttpConnection::State::Writing:
        return EPOLLOUT;
    case HttpConnection::State::Waiting:
        return EPOLLRDHUP;
    case HttpConnection::State::Ended:
    case HttpConnection::State::Ready:
        break;
    }
    return 0;
}

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
        bool isCalled = false;
        for (int i = 0; i < count; ++i) {
            const Number number = events[size_t(i)].data.u64;
            if (number == stopping)
                stops = true;
            else if (number == listening)
                isCalled = true;
            else if (number != reporting)
                takeEvent(number, events[size_t(i)].events);
        }
        takeReports();
        takeDue();
        // After what those have sent who are here already: nobody whose request is there goes to make room.
        if (isCalled && !stops)
            accept();
        if (!stops)
            startReady();
        if (m_callersWait)
            takeCallers();
    }
}

void ConnectionDesk::finish()
{
    m_threads.joinAll();
    takeReports();
    finishWriting();
    m_places.clear();
}

void ConnectionDesk::finishWriting()
{
    watch(m_epoll, EPOLL_CTL_DEL, m_stopFd, 0, 0);
    const auto until = Clock::now() + stopGrace;
    std::erase_if(m_places, [](const auto &place) { return place.second.connection->state() != HttpConnection::State::Writing; });
    std::array<epoll_event, 64> events{};
    while (!m_places.empty() && Clock::now() < until) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), int(left));
        for (int i = 0; i < count; ++i) {
            const auto found = m_places.find(events[size_t(i)].data.u64);
            if (found != m_places.end() && found->second.connection->advance() != HttpConnection::State::Writing)
                m_places.erase(found);
        }
    }
}

/// In milliseconds, as epoll_wait() wants it.
int ConnectionDesk::timeout() const
{
    auto until = m_due.empty() ? Clock::time_point::max() : m_due.begin()->first;
    // What could be started was, unless the system gave no thread.
    if ((!m_requests.empty() && m_running < m_maxThreads) || (!m_looks.empty() && m_looking < maxLooking && m_running < m_maxThreads))
        until = std::min(until, Clock::now() + retry);
    if (m_callersWait)
        until = std::min(until, *m_fullSince + fullPatience);
    if (until == Clock::time_point::max())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    return int(std::clamp<long long>(left, 0, 3'600'000));
}

bool ConnectionDesk::hasRoom()
{
    return m_places.size() < size_t(std::max(m_options.maxConnections, 1)) || makeRoom();
}

/// Where all places are taken by requests that are answered, one will be free in a moment: until then who calls waits in the system's
/// queue.
void ConnectionDesk::takeCallers()
{
    if (m_fullSince && Clock::now() - *m_fullSince < fullPatience && !hasRoom())
        return;
    watch(m_epoll, EPOLL_CTL_MOD, m_listenFd, EPOLLIN, listening);
    m_callersWait = false;
}

void ConnectionDesk::accept()
{
    if (!m_fullSince && !hasRoom()) {
        m_fullSince = Clock::now();
        m_callersWait = true;
        watch(m_epoll, EPOLL_CTL_MOD, m_listenFd, 0, listening);
        return;
    }
    sockaddr_storage from{};
    socklen_t length = sizeof from;
    const int fd = ::accept4(m_listenFd, reinterpret_cast<sockaddr *>(&from), &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
        // No descriptor is left, though there is a place: who asks nothing makes room for this, too.
        if ((errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) && !makeRoom())
            std::this_thread::sleep_for(retry);
        return;
    }
    if (!hasRoom()) {
        HttpConnection::refuse(fd);
        return;
    }
    m_fullSince.reset();
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const Number number = m_last++;
    const auto place = m_places.emplace(number, Place{}).first;
    place->second.connection = std::make_shared<HttpConnection>(fd, m_stopFd, m_options, m_handler);
    place->second.connection->setWaker([reports = m_reports, number] { reports->woken(number); });
    place->second.due = m_due.end();
    place->second.address = ownerOf(from);
    settle(place);
}

/// Whoever holds connections and asks nothing on them must not keep others out. Returns whether there was one to end.
bool ConnectionDesk::makeRoom()
{
    EvictionOrder order(m_places.size());
    for (const auto &[number, place] : m_places) {
        if (place.due != m_due.end())
            order.add(number, *place.connection, place.address);
        else
            order.addServed(place.address);
    }
    const std::optional<Number> first = order.first();
    if (!first)
        return false;
    const auto found = m_places.find(*first);
    unwatch(found->second);
    m_places.erase(found);
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
        found->second.connection = std::move(connection);
        settle(found);
    }
    for (const Number number : wakes) {
        const auto found = m_places.find(number);
        if (found == m_places.end())
            continue;
        Place &place = found->second;
        if (!place.connection) {
            place.wasWoken = true;
        } else if (place.connection->state() == HttpConnection::State::Waiting && place.due != m_due.end()) {
            unwatch(place);
            m_looks.push_back(number);
        }
    }
}

/// It has come to a state in which it is watched, has work for a thread, or has ended.
void ConnectionDesk::settle(Places::iterator found)
{
    auto &[number, place] = *found;
    const HttpConnection::State state = place.connection->state();
    const bool wasWoken = std::exchange(place.wasWoken, false);
    if (state == HttpConnection::State::Ended) {
        unwatch(place);
        m_places.erase(found);
    } else if (state == HttpConnection::State::Ready) {
        unwatch(place);
        m_requests.push_back(number);
    } else if (state == HttpConnection::State::Waiting && wasWoken) {
        m_looks.push_back(number);
    } else {
        watchFor(number, place, interestOf(state));
    }
}

void ConnectionDesk::watchFor(Number number, Place &place, quint32 events)
{
    const auto deadline = place.connection->deadline();
    const bool isWatched = place.due != m_due.end();
    if (!isWatched || place.watched != events)
        watch(m_epoll, isWatched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, place.connection->descriptor(), events, number);
    place.watched = events;
    if (isWatched && place.due->first == deadline)
        return;
    if (isWatched)
        m_due.erase(place.due);
    place.due = m_due.emplace(deadline, number);
}

void ConnectionDesk::unwatch(Place &place)
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
    if (found == m_places.end() || found->second.due == m_due.end() || events == 0)
        return;
    if (found->second.connection->state() == HttpConnection::State::Waiting) {
        unwatch(found->second); // the client is gone
        m_places.erase(found);
        return;
    }
    found->second.connection->advance();
    settle(found);
}

void ConnectionDesk::takeDue()
{
    const auto now = Clock::now();
    while (!m_due.empty() && m_due.begin()->first <= now) {
        const auto found = m_places.find(m_due.begin()->second);
        if (found->second.connection->state() == HttpConnection::State::Waiting) {
            unwatch(found->second);
            m_looks.push_back(found->first);
            continue;
        }
        found->second.connection->expire();
        settle(found);
    }
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
    // Threads that are wanted wait for nobody.
    const bool stays = m_requests.size() <= 1 && m_running < m_maxThreads / 2;
    const bool started = m_threads.start([reports = m_reports, number, stays, connection = place.connection]() mutable {
        connection->serve(stays);
        reports->back(number, std::move(connection));
    });
    if (!started)
        return false;
    place.connection.reset();
    place.isLooking = isLook;
    ++m_running;
    m_looking += isLook ? 1 : 0;
    return true;
}

} // namespace Lockstep::Http
