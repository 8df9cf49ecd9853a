// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/postgresconnection.h"

#include "sql/postgreshandle.h"

#include <algorithm>
#include <vector>

#include <poll.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

// Types of PostgreSQL's catalogue that have another form than their text.
constexpr Oid boolType = 16;
constexpr Oid bytesType = 17;
constexpr Oid integerTypes[] = {20, 21, 23, 26}; // int8, int2, int4, oid

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

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
    PostgresConnection(PostgresHandle handle, DatabaseAddress address, Purpose purpose)
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
    Result<Done> copyIn(const QString &sql, const QByteArray &rows, const Limit &limit) override;
    Result<Done> script(const QString &sql, const Limit &limit) override;

private:
    Result<Done> outcome(const std::optional<Fault> &fault, const Done &done);
    std::optional<Fault> sendRows(const QByteArray &rows, const Limit &limit);
    bool send(const QString &sql, const QVariantList &values);
    std::optional<Fault> flush(const Limit &limit);
    std::optional<Fault> receive(const RowTaker &row, const Limit &limit, Done &done);
    Fault faultOf(const PGresult *result) const
    {
        const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
        return Fault::ofPostgres(
            QString::fromLatin1(state), result ? QString::fromUtf8(PQresultErrorMessage(result)) : wordsOfPostgres(m_handle.get()));
    }

    PostgresHandle m_handle;
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
        if (auto fault = waitForPostgres(PQsocket(m_handle.get()), POLLIN | POLLOUT, limit, u"it takes no statement"_s))
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
            if (auto fault = waitForPostgres(PQsocket(m_handle.get()), POLLIN, limit, u"no answer in time"_s))
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
    return outcome(fault, done);
}

Result<Done> PostgresConnection::outcome(const std::optional<Fault> &fault, const Done &done)
{
    if (!fault)
        return done;
    // What did not end is cut off with its connection; the server ends it by its own time limit.
    m_lost = fault->kind == Fault::NoConnection || fault->kind == Fault::Silent || fault->kind == Fault::Stopped
        || PQstatus(m_handle.get()) != CONNECTION_OK;
    return failure(explain(*fault, m_address, m_purpose));
}

Result<Done> PostgresConnection::script(const QString &sql, const Limit &limit)
{
    m_handedOut = false;
    Done done;
    std::optional<Fault> fault;
    if (!PQsendQuery(m_handle.get(), sql.toUtf8().constData()))
        fault = faultOf(nullptr);
    if (!fault)
        fault = flush(limit);
    if (!fault)
        fault = receive({}, limit, done);
    return outcome(fault, done);
}

std::optional<Fault> PostgresConnection::sendRows(const QByteArray &rows, const Limit &limit)
{
    constexpr qsizetype piece = 256 * 1024;
    for (qsizetype at = 0; at < rows.size(); at += piece) {
        const auto size = int(std::min(piece, rows.size() - at));
        // 0: there is no room at the moment.
        int put = 0;
        while ((put = PQputCopyData(m_handle.get(), rows.constData() + at, size)) == 0) {
            if (auto fault = flush(limit))
                return fault;
        }
        if (put < 0)
            return faultOf(nullptr);
        if (auto fault = flush(limit))
            return fault;
    }
    int end = 0;
    while ((end = PQputCopyEnd(m_handle.get(), nullptr)) == 0) {
        if (auto fault = flush(limit))
            return fault;
    }
    return end < 0 ? std::optional(faultOf(nullptr)) : flush(limit);
}

Result<Done> PostgresConnection::copyIn(const QString &sql, const QByteArray &rows, const Limit &limit)
{
    m_handedOut = false;
    Done done;
    std::optional<Fault> fault;
    if (!PQsendQuery(m_handle.get(), sql.toUtf8().constData()))
        fault = faultOf(nullptr);
    if (!fault)
        fault = flush(limit);
    while (!fault && PQisBusy(m_handle.get())) {
        fault = waitForPostgres(PQsocket(m_handle.get()), POLLIN, limit, u"no answer in time"_s);
        if (!fault && !PQconsumeInput(m_handle.get()))
            fault = faultOf(nullptr);
    }
    if (fault)
        return outcome(fault, done);
    const Answer answer(PQgetResult(m_handle.get()), &PQclear);
    const bool isReady = answer && PQresultStatus(answer.get()) == PGRES_COPY_IN;
    if (!isReady)
        fault = faultOf(answer.get());
    else
        fault = sendRows(rows, limit);
    if (!fault || !isReady) {
        const auto end = receive({}, limit, done); // the first fault says what is wrong
        fault = fault ? fault : end;
    }
    return outcome(fault, done);
}

} // namespace

Result<std::unique_ptr<Connection>> openPostgres(const DatabaseAddress &address, Access access, Purpose purpose, const Limit &limit)
{
    auto handle = connectToPostgres(address, access, purpose, limit);
    if (!handle)
        return failure(explain(handle.error(), address, purpose));
    return std::unique_ptr<Connection>(std::make_unique<PostgresConnection>(std::move(*handle), address, purpose));
}

} // namespace Lockstep::Sql
