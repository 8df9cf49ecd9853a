// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/dnsresolver.h"

// Later versions have other names for the same, which those of today do not know.
#define CARES_NO_DEPRECATED
#include <ares.h>
#include <arpa/nameser.h>
#include <poll.h>

#include <QElapsedTimer>

#include <array>
#include <memory>

namespace Lockstep::Audits {

using namespace Qt::StringLiterals;

namespace {

constexpr int tries = 2;
constexpr int sliceMs = 100; ///< how often it is seen whether anybody still waits
constexpr qsizetype mostAddresses = 32, mostServices = 64;

/// c-ares' own state for one question.
class Channel
{
public:
    explicit Channel(const DnsResolver::Options &options)
    {
        static const int ready = ares_library_init(ARES_LIB_INIT_ALL);
        ares_options set{};
        set.timeout = std::max(options.timeoutMs / tries, 1);
        set.tries = tries;
        m_isOpen = ready == ARES_SUCCESS && ares_init_options(&m_channel, &set, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) == ARES_SUCCESS;
        if (m_isOpen && !options.servers.isEmpty())
            m_isOpen = ares_set_servers_ports_csv(m_channel, options.servers.toLatin1().constData()) == ARES_SUCCESS;
        m_clock.start();
    }
    Channel(const Channel &) = delete;
    Channel &operator=(const Channel &) = delete;
    ~Channel()
    {
        if (m_channel)
            ares_destroy(m_channel);
    }

    bool isOpen() const { return m_isOpen; }
    ares_channel get() const { return m_channel; }

    /// Until the answer is there; ends it when the time is up or nobody waits.
    void wait(const bool &isDone, int timeoutMs, const Http::CutOff *cutOff)
    {
        while (!isDone) {
            if (m_clock.hasExpired(timeoutMs) || (cutOff && cutOff->isCut())) {
                ares_cancel(m_channel);
                return;
            }
            step();
        }
    }

private:
    void step()
    {
        std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
        const int wanted = ares_getsock(m_channel, sockets.data(), int(sockets.size()));
        std::array<pollfd, ARES_GETSOCK_MAXNUM> polled{};
        nfds_t count = 0;
        for (int i = 0; i < ARES_GETSOCK_MAXNUM; ++i) {
            const short events = short((ARES_GETSOCK_READABLE(wanted, i) ? POLLIN : 0) | (ARES_GETSOCK_WRITABLE(wanted, i) ? POLLOUT : 0));
            if (events)
                polled[count++] = {.fd = sockets[size_t(i)], .events = events, .revents = 0};
        }
        ::poll(polled.data(), count, sliceMs);
        for (nfds_t i = 0; i < count; ++i) {
            const auto ready
                = [&](int events) { return polled[i].revents & (events | POLLERR | POLLHUP) ? polled[i].fd : ARES_SOCKET_BAD; };
            ares_process_fd(m_channel, ready(POLLIN), ready(POLLOUT));
        }
        ares_process_fd(m_channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); // what ran out of time
    }

    ares_channel m_channel = nullptr;
    bool m_isOpen = false;
    QElapsedTimer m_clock;
};

Error errorOf(int status, const Http::CutOff *cutOff)
{
    if (cutOff && cutOff->isCut())
        return {.kind = Error::Cancelled, .text = u"the question was cut off"_s};
    if (status == ARES_ETIMEOUT || status == ARES_ECANCELLED)
        return {.kind = Error::Timeout, .text = u"no name server answered in time"_s};
    return {.kind = Error::Network, .text = u"its name cannot be resolved (%1)"_s.arg(QString::fromLatin1(ares_strerror(status)))};
}

bool isNothing(int status)
{
    return status == ARES_ENOTFOUND || status == ARES_ENODATA || status == ARES_EBADNAME;
}

template <typename T>
struct Asked
{
    bool isDone = false;
    int status = ARES_ECANCELLED;
    QList<T> found;
};

QHostAddress addressOf(const sockaddr *address)
{
    return address->sa_family == AF_INET || address->sa_family == AF_INET6 ? QHostAddress(address) : QHostAddress();
}

void takeAddresses(void *to, int status, int, ares_addrinfo *result)
{
    auto *asked = static_cast<Asked<QHostAddress> *>(to);
    asked->isDone = true;
    asked->status = status;
    for (const ares_addrinfo_node *node = result ? result->nodes : nullptr; node && asked->found.size() < mostAddresses;
         node = node->ai_next) {
        const QHostAddress address = addressOf(node->ai_addr);
        if (!address.isNull() && !asked->found.contains(address))
            asked->found.append(address);
    }
    if (result)
        ares_freeaddrinfo(result);
}

void takeServices(void *to, int status, int, unsigned char *answer, int length)
{
    auto *asked = static_cast<Asked<ServiceRecord> *>(to);
    asked->isDone = true;
    asked->status = status;
    if (status != ARES_SUCCESS)
        return;
    ares_srv_reply *all = nullptr;
    asked->status = ares_parse_srv_reply(answer, length, &all);
    for (const ares_srv_reply *one = all; one && asked->found.size() < mostServices; one = one->next) {
        QString host = QString::fromUtf8(one->host);
        if (host.endsWith(u'.'))
            host.chop(1);
        asked->found.append({.priority = one->priority, .weight = one->weight, .port = one->port, .host = host});
    }
    if (all)
        ares_free_data(all);
}

template <typename T, typename Ask>
Result<QList<T>> askFor(const DnsResolver::Options &options, const Http::CutOff *cutOff, const Ask &ask)
{
    Asked<T> asked; // outlives the channel, which tells it of its end
    {
        Channel channel(options);
        if (!channel.isOpen())
            return failure(Error::Network, u"its name cannot be resolved, because name servers cannot be asked from here"_s);
        ask(channel.get(), &asked);
        channel.wait(asked.isDone, options.timeoutMs, cutOff);
    }
    if (asked.status != ARES_SUCCESS && !isNothing(asked.status))
        return failure(errorOf(asked.status, cutOff));
    return asked.found;
}

} // namespace

DnsResolver::DnsResolver(Options options)
    : m_options(std::move(options))
{
}

Result<QList<QHostAddress>> DnsResolver::addresses(const QString &host, const Http::CutOff *cutOff) const
{
    return askFor<QHostAddress>(m_options, cutOff, [&](ares_channel channel, Asked<QHostAddress> *asked) {
        ares_addrinfo_hints hints{};
        hints.ai_family = AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        ares_getaddrinfo(channel, host.toLatin1().constData(), nullptr, &hints, takeAddresses, asked);
    });
}

Result<QList<ServiceRecord>> DnsResolver::services(const QString &service, const Http::CutOff *cutOff) const
{
    return askFor<ServiceRecord>(m_options, cutOff, [&](ares_channel channel, Asked<ServiceRecord> *asked) {
        ares_query(channel, service.toLatin1().constData(), ns_c_in, ns_t_srv, takeServices, asked);
    });
}

} // namespace Lockstep::Audits
