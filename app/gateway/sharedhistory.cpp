// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/sharedhistory.h"

#include <QDateTime>
#include <QLocale>
#include <QSysInfo>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

bool isSharedHistory(const QString &history)
{
    // The words of libpq ("host=… dbname=…") are no file's name either.
    return history.startsWith("postgresql://"_L1) || history.startsWith("postgres://"_L1) || history.contains(" dbname="_L1)
        || history.startsWith("dbname="_L1);
}

QString describeHistory(const QString &history)
{
    if (!isSharedHistory(history))
        return history;
    const auto address = Sql::DatabaseAddress::parse(history);
    return address ? address->describe() : u"a PostgreSQL database"_s;
}

Result<std::unique_ptr<SharedHistory>> SharedHistory::open(const GatewayOptions &options, const QString &ownFile, const ServerName &server)
{
    History::SharedOptions sharing;
    auto address = Sql::DatabaseAddress::parse(options.history);
    if (!address)
        return failure(address.error());
    sharing.address = std::move(*address);
    if (!options.historyRead.isEmpty()) {
        auto read = Sql::DatabaseAddress::parse(options.historyRead);
        if (!read)
            return failure(read.error());
        if (read->engine != Sql::Engine::PostgreSql)
            return failure(Error::BadInput, u"--history-read names a standby of the database that --history names, not a file."_s);
        sharing.readAddress = std::move(*read);
    }
    sharing.ownFile = ownFile;
    sharing.name = server.toString() + u" on "_s + QSysInfo::machineHostName();
    std::unique_ptr<SharedHistory> shared(new SharedHistory);
    auto opened = History::PostgresStore::open(sharing);
    if (!opened && History::PostgresStore::isAwayError(opened.error())) {
        shared->m_warnings
            += opened.error().text + u" It is tried again and again; until then what a tap or a pipe tells waits in a file."_s;
        opened = History::PostgresStore::openLater(sharing);
    }
    if (!opened)
        return failure(opened.error());
    shared->m_store = std::move(*opened);
    if (sharing.readAddress)
        shared->m_readsFrom = sharing.readAddress->describe();
    auto spool = History::Spool::open((ownFile.endsWith(".sqlite"_L1) ? ownFile.chopped(7) : ownFile) + u".spool.sqlite"_s);
    if (!spool)
        return failure(spool.error());
    shared->m_spool = std::move(*spool);
    return shared;
}

void SharedHistory::begin(History::Recorder *recorder, std::function<void(const UserId &, qint64)> heard)
{
    recorder->setSpool([spool = m_spool.get()](const auto &items) { return spool->append(items); });
    m_drain = std::make_unique<History::SpoolDrain>(m_spool.get(), recorder);
    m_listener = std::make_unique<History::ChangeListener>(m_store.get(), std::move(heard));
}

void SharedHistory::stop()
{
    if (m_store)
        m_store->shutDown();
    m_listener.reset();
    m_drain.reset();
}

SharedHistory::~SharedHistory()
{
    stop();
}

QList<Inspection::SourceStatus> SharedHistory::status() const
{
    using namespace Inspection;
    const History::SharedState store = m_store->state();
    const History::Spool::State spool = m_spool->state();
    const auto number = [](qint64 value) { return QLocale(QLocale::English).toString(value); };
    const QString where = u"The shared history, "_s + m_store->address().describe();
    QStringList sentences;
    SourceState state = SourceState::Ok;
    if (store.awaySince != 0) {
        state = SourceState::Failing;
        sentences += u"%1, is away since %2: %3"_s.arg(
            where, QDateTime::fromMSecsSinceEpoch(store.awaySince).toUTC().toString(Qt::ISODate), store.problem);
        sentences += u"Logs are read when it is back; %1 observations of taps and pipes wait."_s.arg(number(spool.waiting));
    } else if (spool.waiting > 0) {
        state = SourceState::CatchingUp;
        sentences += u"%1: %2 observations of taps and pipes are on their way."_s.arg(where, number(spool.waiting));
    } else {
        sentences += where + u", takes what is told."_s;
    }
    if (store.awaySince == 0 && !(spool.problem.isEmpty() && spool.drainProblem.isEmpty())) {
        state = SourceState::Failing;
        sentences = {where + u", is there, and what a tap or a pipe tells does not get into it: "_s
            + (spool.problem.isEmpty() ? spool.drainProblem : spool.problem)};
    }
    if (spool.refused > 0)
        sentences += u"%1 observations were lost: %2"_s.arg(
            number(spool.refused), spool.problem.isEmpty() ? u"the spool was full, or could not be written."_s : spool.problem);
    if (!store.partitions.isEmpty())
        sentences += u"No partition could be made: "_s + store.partitions;
    QList<SourceStatus> all{{.kind = SourceKind::History, .state = state, .detail = sentences.join(u' '), .behind = spool.waitingBytes}};
    if (!m_readsFrom.isEmpty())
        all.append({.kind = SourceKind::History,
            .state = store.readProblem.isEmpty() ? SourceState::Ok : SourceState::Failing,
            .detail = store.readProblem.isEmpty()
                ? u"The history is read from %1."_s.arg(m_readsFrom)
                : u"The history is to be read from %1, which does not do: %2"_s.arg(m_readsFrom, store.readProblem),
            .behind = 0});
    return all;
}

} // namespace Lockstep::Gateway
