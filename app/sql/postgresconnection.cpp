// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/postgresconnection.h"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include <libpq-fe.h>
#include <poll.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

// Types of PostgreSQL's catalogue that have another form than their text.
constexpr Oid boolType = 16;
constexpr Oid bytesType = 17;
constexpr Oid integerTypes[] = {20, 21, 23, 26}; // int8, int2, int4, oid
/// What a host gets at least where there are several, in milliseconds.
constexpr qint64 leastPerHost = 500;

using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;
using Parameters = QMap<QString, QString>; ///< libpq's keywords

/// Waits until the socket is ready. The fault otherwise.
std::optional<Fault> wait(int socket, short events, const Limit &limit, const QString &doing)
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

Parameters parametersOf(const DatabaseAddress &address, Access access)
{
    Parameters all = address.options;
    // jit: compiling a statement that returns a hundred rows costs more than running it.
    QString session = u"-c statement_timeout=4000 -c lock_timeout=500 -c idle_in_transaction_session_timeout=10000 -c jit=off"_s;
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

QString wordsOf(PGconn *connection)
{
    return QString::fromUtf8(PQerrorMessage(connection));
}

/// One host, all of its addresses.
tl::expected<Handle, Fault> connectTo(const Parameters &parameters, const Limit &limit)
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
    Handle handle(PQconnectStartParams(keys.data(), values.data(), 0), &PQfinish);
    if (!handle || PQstatus(handle.get()) == CONNECTION_BAD)
        return tl::unexpected(Fault{Fault::NoConnection, handle ? wordsOf(handle.get()) : u"out of memory"_s});
    PQsetNoticeProcessor(
        handle.get(), [](void *, const char *) {}, nullptr);
    for (PostgresPollingStatusType step = PGRES_POLLING_WRITING; step != PGRES_POLLING_OK; step = PQconnectPoll(handle.get())) {
        if (step == PGRES_POLLING_FAILED)
            return tl::unexpected(Fault{Fault::NoConnection, wordsOf(handle.get())});
        const short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (auto fault = wait(PQsocket(handle.get()), events, limit, u"no connection in time"_s))
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
tl::expected<Handle, Fault> connectToAny(const Parameters &all, const Limit &limit)
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

/// "?" outside of literals, names and comments becomes "$1", "$2", …
QByteArray numbered(const QString &sql)
{
    QByteArray out;
    int number = 0;
    char quote = 0;
    const QByteArray in = sql.toUtf8();
    for (const char c : in) {
        if (quote == 0 && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = 0;
        if (c == '?' && quote == 0)
            out += '$' + QByteArray::number(++number);
        else
            out += c;
    }
    return out;
}

class PostgresRow : public Row
{
public:
    explicit PostgresRow(const PGresult *result)
        : m_result(result)
    {
    }
    int columns() const override { return PQnfields(m_result); }
    bool isNull(int column) const override { return PQgetisnull(m_result, 0, column); }
    qint64 integer(int column) const override
    {
        if (PQftype(m_result, column) == boolType)
            return raw(column) == "t";
        bool whole = false;
        const qint64 number = raw(column).toLongLong(&whole);
        return whole ? number : qint64(raw(column).toDouble()); // a sum, an estimate
    }
    QString text(int column) const override
    {
        return PQftype(m_result, column) == boolType ? value(column).toString() : QString::fromUtf8(raw(column));
    }
    QByteArray bytes(int column) const override
    {
        return PQftype(m_result, column) == bytesType ? QByteArray::fromHex(raw(column).mid(2))
                                                      : QByteArray(raw(column).constData(), raw(column).size());
    }
    QVariant value(int column) const override
    {
        if (isNull(column))
            return {};
        const Oid type = PQftype(m_result, column);
        if (type == boolType)
            return raw(column) == "t";
        if (type == bytesType)
            return bytes(column);
        if (std::find(std::begin(integerTypes), std::end(integerTypes), type) != std::end(integerTypes))
            return integer(column);
        return text(column);
    }

private:
    QByteArray raw(int column) const { return QByteArray::fromRawData(PQgetvalue(m_result, 0, column), PQgetlength(m_result, 0, column)); }
    const PGresult *m_result;
};

class PostgresConnection : public Connection
{
public:
    PostgresConnection(Handle handle, DatabaseAddress address, Purpose purpose)
        : m_handle(std::move(handle))
        , m_address(std::move(address))
        , m_purpose(purpose)
    {
    }
    /// A connection that the other side has closed since is readable, which is seen without asking.
    bool isCurrent() const override
    {
        pollfd socket{PQsocket(m_handle.get()), POLLIN, 0};
        return PQtransactionStatus(m_handle.get()) == PQTRANS_IDLE && ::poll(&socket, 1, 0) == 0;
    }
    Result<Done> execute(const QString &sql, const QVariantList &values, const RowTaker &row, const Limit &limit) override;

private:
    bool send(const QString &sql, const QVariantList &values);
    std::optional<Fault> flush(const Limit &limit);
    std::optional<Fault> receive(const RowTaker &row, const Limit &limit, Done &done);
    Fault faultOf(const PGresult *result) const
    {
        const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
        return Fault::ofPostgres(
            QString::fromLatin1(state), result ? QString::fromUtf8(PQresultErrorMessage(result)) : wordsOf(m_handle.get()));
    }

    Handle m_handle;
    DatabaseAddress m_address;
    Purpose m_purpose;
};

bool PostgresConnection::send(const QString &sql, const QVariantList &values)
{
    std::vector<QByteArray> texts;
    for (const QVariant &value : values)
        texts.push_back(value.typeId() == QMetaType::QByteArray ? "\\x" + value.toByteArray().toHex() : value.toString().toUtf8());
    std::vector<const char *> pointers;
    for (size_t i = 0; i < texts.size(); ++i)
        pointers.push_back(values[qsizetype(i)].isValid() ? texts[i].constData() : nullptr);
    return PQsendQueryParams(m_handle.get(), numbered(sql).constData(), int(pointers.size()), nullptr, pointers.data(), nullptr, nullptr, 0)
        && PQsetSingleRowMode(m_handle.get());
}

std::optional<Fault> PostgresConnection::flush(const Limit &limit)
{
    for (;;) {
        const int left = PQflush(m_handle.get());
        if (left == 0)
            return {};
        if (left < 0)
            return faultOf(nullptr);
        // The server may want to be read from before it reads on.
        if (auto fault = wait(PQsocket(m_handle.get()), POLLIN | POLLOUT, limit, u"it takes no statement"_s))
            return fault;
        if (!PQconsumeInput(m_handle.get()))
            return faultOf(nullptr);
    }
}

std::optional<Fault> PostgresConnection::receive(const RowTaker &row, const Limit &limit, Done &done)
{
    std::optional<Fault> first;
    for (;;) {
        while (PQisBusy(m_handle.get())) {
            if (auto fault = wait(PQsocket(m_handle.get()), POLLIN, limit, u"no answer in time"_s))
                return fault;
            if (!PQconsumeInput(m_handle.get()))
                return faultOf(nullptr);
        }
        const Answer answer(PQgetResult(m_handle.get()), &PQclear);
        if (!answer)
            return first;
        switch (PQresultStatus(answer.get())) {
        case PGRES_SINGLE_TUPLE:
            if (row) {
                m_handedOut = true;
                row(PostgresRow(answer.get()));
            }
            break;
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
            done.affected = QByteArray(PQcmdTuples(answer.get())).toLongLong();
            break;
        default:
            if (!first)
                first = faultOf(answer.get());
        }
    }
}

Result<Done> PostgresConnection::execute(const QString &sql, const QVariantList &values, const RowTaker &row, const Limit &limit)
{
    m_handedOut = false;
    Done done;
    std::optional<Fault> fault;
    if (!send(sql, values))
        fault = faultOf(nullptr);
    if (!fault)
        fault = flush(limit);
    if (!fault)
        fault = receive(row, limit, done);
    if (!fault)
        return done;
    // What did not end is cut off with its connection; the server ends it by its own time limit.
    m_lost = fault->kind == Fault::NoConnection || fault->kind == Fault::Silent || fault->kind == Fault::Stopped
        || PQstatus(m_handle.get()) != CONNECTION_OK;
    return failure(explain(*fault, m_address, m_purpose));
}

} // namespace

Result<std::unique_ptr<Connection>> openPostgres(const DatabaseAddress &address, Access access, Purpose purpose, const Limit &limit)
{
    auto handle = connectToAny(parametersOf(address, access), limit);
    if (!handle)
        return failure(explain(handle.error(), address, purpose));
    return std::unique_ptr<Connection>(std::make_unique<PostgresConnection>(std::move(*handle), address, purpose));
}

} // namespace Lockstep::Sql
