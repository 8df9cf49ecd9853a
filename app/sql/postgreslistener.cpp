// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/postgreslistener.h"

#include "sql/postgresconnection.h"
#include "sql/postgreshandle.h"

#include <poll.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

class Listener : public PostgresListener
{
public:
    Listener(PostgresHandle handle, DatabaseAddress address, Purpose purpose)
        : m_handle(std::move(handle))
        , m_address(std::move(address))
        , m_purpose(purpose)
    {
    }

    Result<void> begin(const QString &channel, const Limit &limit)
    {
        if (!PQsendQuery(m_handle.get(), QByteArray("LISTEN " + channel.toLatin1()).constData()))
            return failed({Fault::NoConnection, wordsOfPostgres(m_handle.get())});
        for (;;) {
            if (auto fault = receive(limit))
                return failed(*fault);
            if (PQisBusy(m_handle.get()))
                continue;
            const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQgetResult(m_handle.get()), &PQclear);
            if (!answer)
                return {};
            if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK)
                return failed(Fault::ofPostgres(QString::fromLatin1(PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE)),
                    QString::fromUtf8(PQresultErrorMessage(answer.get()))));
        }
    }

    Result<QList<QByteArray>> wait(const Limit &limit) override
    {
        QList<QByteArray> heard = taken();
        if (!heard.isEmpty())
            return heard;
        if (const auto fault = receive(limit); fault && fault->kind != Fault::Silent)
            return failure(explain(*fault, m_address, m_purpose));
        return taken();
    }

private:
    tl::unexpected<Error> failed(const Fault &fault) const { return failure(explain(fault, m_address, m_purpose)); }

    std::optional<Fault> receive(const Limit &limit)
    {
        PQflush(m_handle.get());
        if (PQisBusy(m_handle.get()) || PQtransactionStatus(m_handle.get()) == PQTRANS_IDLE) {
            if (auto fault = waitForPostgres(PQsocket(m_handle.get()), POLLIN, limit, u"no answer in time"_s))
                return fault;
        }
        if (!PQconsumeInput(m_handle.get()))
            return Fault{Fault::NoConnection, wordsOfPostgres(m_handle.get())};
        return {};
    }

    QList<QByteArray> taken()
    {
        QList<QByteArray> heard;
        for (;;) {
            const std::unique_ptr<PGnotify, decltype(&PQfreemem)> one(PQnotifies(m_handle.get()), &PQfreemem);
            if (!one)
                return heard;
            heard.append(QByteArray(one->extra));
        }
    }

    PostgresHandle m_handle;
    DatabaseAddress m_address;
    Purpose m_purpose;
};

} // namespace

Result<std::unique_ptr<PostgresListener>> PostgresListener::open(
    const DatabaseAddress &address, const QString &channel, Purpose purpose, const Limit &limit)
{
    auto handle = connectToPostgres(address, Access::Owner, purpose, limit);
    if (!handle)
        return failure(explain(handle.error(), address, purpose));
    auto listener = std::make_unique<Listener>(std::move(*handle), address, purpose);
    if (const auto begun = listener->begin(channel, limit); !begun)
        return failure(begun.error());
    return listener;
}

} // namespace Lockstep::Sql
