// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/postgreshandle.h"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <poll.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

/// What a host gets at least where there are several, in milliseconds.
constexpr qint64 leastPerHost = 500;

using Parameters = QMap<QString, QString>; ///< libpq's keywords

} // namespace

std::optional<Fault> waitForPostgres(int socket, short events, const Limit &limit, const QString &doing)
{
    for (;;) {
        pollfd waited[] = {{socket, events, 0}, {limit.stopFd, POLLIN, 0}};
        const qint64 left = limit.deadline.remainingTime(); // -1: for ever
        const int ready = ::poll(waited, limit.stopFd >= 0 ? 2 : 1, int(std::min<qint64>(left, 1'000'000)));
        if (ready < 0 && errno != EINTR)
            return Fault{Fault::NoConnection, u"poll failed"_s};
        if (ready > 0 && waited[1].revents != 0 && limit.stopFd >= 0)
            return Fault{Fault::Stopped};
        if (ready > 0)
            return {};
        if (limit.deadline.hasExpired())
            return Fault{Fault::Silent, doing};
    }
}

namespace {

Parameters parametersOf(const DatabaseAddress &address, Access access, Purpose purpose)
{
    Parameters all = address.options;
    // jit: compiling a statement that returns a hundred rows costs more than running it. Who writes into a history waits for those who
    // write of the same users; who is held in the middle must not keep them waiting.
    QString session = purpose == Purpose::History
        ? u"-c statement_timeout=25000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=10000 -c jit=off"_s
        : u"-c statement_timeout=4000 -c lock_timeout=500 -c idle_in_transaction_session_timeout=10000 -c jit=off"_s;
    if (access == Access::ReadOnly)
        session += " -c default_transaction_read_only=on"_L1;
    all.insert(u"options"_s, QString(session + u' ' + all.value(u"options"_s)).trimmed());
    all.insert(u"application_name"_s, u"lockstep"_s);
    all.insert(u"client_encoding"_s, u"UTF8"_s);
    all.remove(u"connect_timeout"_s); // the caller's deadline rules
    // An idle connection that a firewall forgot is noticed before it is needed; what was sent and is not acknowledged counts too.
    const std::pair<QString, QString> care[] = {{u"keepalives_idle"_s, u"20"_s}, {u"keepalives_interval"_s, u"5"_s},
        {u"keepalives_count"_s, u"3"_s}, {u"tcp_user_timeout"_s, u"10000"_s}};
    for (const auto &[key, value] : care) {
        if (!all.contains(key))
            all.insert(key, value);
    }
    const std::pair<QString, QString> where[] = {{u"host"_s, address.host}, {u"port"_s, address.port}, {u"dbname"_s, address.name},
        {u"user"_s, address.user}, {u"password"_s, address.password}};
    for (const auto &[key, value] : where) {
        if (!value.isEmpty())
            all.insert(key, value);
    }
    return all;
}

} // namespace

QString wordsOfPostgres(PGconn *connection)
{
    return QString::fromUtf8(PQerrorMessage(connection));
}

namespace {

/// One host, all of its addresses.
tl::expected<PostgresHandle, Fault> connectTo(const Parameters &parameters, const Limit &limit)
{
    std::vector<QByteArray> texts;
    for (auto it = parameters.cbegin(); it != parameters.cend(); ++it) {
        texts.push_back(it.key().toUtf8());
        texts.push_back(it.value().toUtf8());
    }
    std::vector<const char *> keys, values;
    for (size_t i = 0; i < texts.size(); i += 2) {
        keys.push_back(texts[i].constData());
        values.push_back(texts[i + 1].constData());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    PostgresHandle handle(PQconnectStartParams(keys.data(), values.data(), 0), &PQfinish);
    if (!handle || PQstatus(handle.get()) == CONNECTION_BAD)
        return tl::unexpected(Fault{Fault::NoConnection, handle ? wordsOfPostgres(handle.get()) : u"out of memory"_s});
    PQsetNoticeProcessor(
        handle.get(), [](void *, const char *) {}, nullptr);
    for (PostgresPollingStatusType step = PGRES_POLLING_WRITING; step != PGRES_POLLING_OK; step = PQconnectPoll(handle.get())) {
        if (step == PGRES_POLLING_FAILED)
            return tl::unexpected(Fault{Fault::NoConnection, wordsOfPostgres(handle.get())});
        const short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (auto fault = waitForPostgres(PQsocket(handle.get()), events, limit, u"no connection in time"_s))
            return tl::unexpected(*fault);
    }
    PQsetnonblocking(handle.get(), 1);
    return handle;
}

/// The addresses of each of several hosts; a single port is all hosts'.
QList<Parameters> eachHost(const Parameters &all)
{
    const QStringList hosts = all.value(u"host"_s).split(u','), numeric = all.value(u"hostaddr"_s).split(u','),
                      ports = all.value(u"port"_s).split(u',');
    const qsizetype count = std::max(hosts.size(), numeric.size());
    QList<Parameters> each;
    for (qsizetype i = 0; i < count; ++i) {
        Parameters one = all;
        one.insert(u"host"_s, hosts.value(i));
        one.insert(u"hostaddr"_s, numeric.value(i));
        one.insert(u"port"_s, ports.size() == 1 ? ports.constFirst() : ports.value(i));
        each.append(one);
    }
    return each;
}

/// libpq itself would wait for one silent host for ever when it is not allowed to block.
tl::expected<PostgresHandle, Fault> connectToAny(const Parameters &all, const Limit &limit)
{
    QList<Parameters> tries = eachHost(all);
    if (all.value(u"target_session_attrs"_s) == "prefer-standby"_L1) {
        const qsizetype hosts = tries.size();
        for (qsizetype i = 0; i < hosts; ++i) {
            tries.append(tries[i]);
            tries[i].insert(u"target_session_attrs"_s, u"standby"_s);
            tries.last().insert(u"target_session_attrs"_s, u"any"_s);
        }
    }
    Fault last;
    QStringList words;
    for (qsizetype i = 0; i < tries.size(); ++i) {
        const qint64 left = limit.deadline.remainingTime();
        const qint64 share = std::max(left / (tries.size() - i), std::min(left, leastPerHost));
        auto handle = connectTo(tries[i], {QDeadlineTimer(share), limit.stopFd});
        if (handle || handle.error().kind == Fault::Stopped)
            return handle;
        last = handle.error();
        words += last.why.simplified();
        if (limit.deadline.hasExpired())
            break;
    }
    words.removeDuplicates();
    last.why = words.join("; "_L1);
    return tl::unexpected(last);
}

} // namespace

tl::expected<PostgresHandle, Fault> connectToPostgres(const DatabaseAddress &address, Access access, Purpose purpose, const Limit &limit)
{
    return connectToAny(parametersOf(address, access, purpose), limit);
}

} // namespace Lockstep::Sql
