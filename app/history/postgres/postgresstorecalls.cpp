// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/postgres/postgresstore.h"

#include "core/log.h"
#include "history/file/sqlstore.h"
#include "history/postgres/postgresparts.h"
#include "history/postgres/postgresschema.h"
#include "history/postgres/rowtext.h"
#include "history/postgres/sharedwriter.h"

#include <QDateTime>
#include <QUuid>

#include <algorithm>

static void makeResources()
{
    Q_INIT_RESOURCE(postgresql);
}

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// While the store is away nobody waits for it more often than this.
constexpr auto tryAgainAfter = std::chrono::seconds(1);
/// For a call of the inspection API.
constexpr std::chrono::milliseconds readDeadline(8'000);
/// Where a store of the gateway's own keeps its name for the shared one: a position of no log.
const QString gatewayFile = u"gateway"_s;

Sql::DatabaseOptions options(int connections, std::chrono::milliseconds deadline, Sql::Access access)
{
    return {.access = access, .purpose = Sql::Purpose::History, .connections = connections, .deadline = deadline, .setup = {}};
}

/// The gateway's name for the store: made once, and kept in the file with what is its own.
Result<QString> gatewayOf(Store &own)
{
    const auto positions = own.logPositions();
    if (!positions)
        return failure(positions.error());
    for (const LogPosition &position : *positions) {
        if (position.fileId == gatewayFile)
            return position.path;
    }
    const QString made = QUuid::createUuid().toString(QUuid::WithoutBraces);
    Batch batch;
    batch.positions.append({.fileId = gatewayFile, .path = made, .offset = 0, .state = {}});
    if (const auto kept = own.write(batch); !kept)
        return failure(kept.error());
    return made;
}

} // namespace

PostgresStore::Private::Private(const SharedOptions &itsOptions)
    : options(itsOptions)
    , writer(itsOptions.address, Lockstep::History::options(2, itsOptions.deadline, Sql::Access::Owner))
    , reader(itsOptions.address, Lockstep::History::options(6, std::min(readDeadline, itsOptions.deadline), Sql::Access::Owner))
{
    if (itsOptions.readAddress)
        standby.emplace(*itsOptions.readAddress, Lockstep::History::options(6, readDeadline / 2, Sql::Access::ReadOnly));
}

void PostgresStore::Private::note(const std::optional<Error> &error)
{
    const std::lock_guard lock(mutex);
    if (error && !isAwayError(*error))
        return;
    if (!error) {
        state.awaySince = 0;
        state.problem.clear();
        lastError.reset();
        return;
    }
    if (state.awaySince == 0)
        state.awaySince = QDateTime::currentMSecsSinceEpoch();
    state.problem = error->text;
    lastError = error;
    failedAt = Clock::now();
}

Result<void> PostgresStore::Private::ready()
{
    const auto away = [this]() -> std::optional<Error> {
        const std::lock_guard lock(mutex);
        return lastError && Clock::now() - failedAt < tryAgainAfter ? lastError : std::nullopt;
    };
    if (const auto error = away())
        return failure(*error);
    if (isPrepared)
        return {};
    const std::lock_guard lock(preparing);
    // Whoever waited for another one's try does not try again at once.
    if (const auto error = away())
        return failure(*error);
    if (!isPrepared) {
        const auto prepared = noted(prepareSharedSchema(writer));
        if (!prepared)
            return failure(prepared.error());
        months.insert(prepared->months.begin(), prepared->months.end());
        isPrepared = true;
    }
    return {};
}

void PostgresStore::Private::makeMonths(const std::set<int> &wanted)
{
    const std::lock_guard lock(preparing);
    std::set<int> all = wanted;
    const QDate today = QDateTime::currentDateTimeUtc().date();
    const int now = today.year() * 100 + today.month();
    if (now != madeIn) {
        for (const int ahead : {0, 1, 2}) {
            const QDate month = QDate(today.year(), today.month(), 1).addMonths(ahead);
            all.insert(month.year() * 100 + month.month());
        }
    }
    bool isDone = true;
    for (const int month : std::as_const(all)) {
        if (months.contains(month))
            continue;
        // What is not made is no reason not to record: such rows lie in the default partition.
        const auto made = writer.value(u"SELECT lockstep.make_month(?::integer)"_s, {month});
        if (made)
            months.insert(month);
        isDone = isDone && made;
        const std::lock_guard stateLock(mutex);
        state.partitions = made ? QString() : made.error().text;
    }
    if (isDone)
        madeIn = now;
}

Result<std::unique_ptr<PostgresStore>> PostgresStore::openLater(const SharedOptions &options)
{
    makeResources();
    auto d = std::make_unique<Private>(options);
    auto own = options.ownFile == Sql::inMemory ? SqlStore::openInMemory() : SqlStore::open(options.ownFile);
    if (!own)
        return failure(own.error());
    d->own = std::move(*own);
    const auto gateway = gatewayOf(*d->own);
    if (!gateway)
        return failure(gateway.error());
    d->gateway = *gateway;
    return std::unique_ptr<PostgresStore>(new PostgresStore(std::move(d)));
}

Result<std::unique_ptr<PostgresStore>> PostgresStore::open(const SharedOptions &options)
{
    auto store = openLater(options);
    if (!store)
        return store;
    if (const auto ready = (*store)->d->ready(); !ready)
        return failure(ready.error());
    (*store)->d->makeMonths({});
    return store;
}

PostgresStore::PostgresStore(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

PostgresStore::~PostgresStore() = default;

QString PostgresStore::gateway() const
{
    return d->gateway;
}

SharedState PostgresStore::state() const
{
    const std::lock_guard lock(d->mutex);
    return d->state;
}

quint64 PostgresStore::epoch() const
{
    return d->epoch;
}

bool PostgresStore::isAway() const
{
    const std::lock_guard lock(d->mutex);
    return d->lastError.has_value();
}

Result<void> PostgresStore::probe() const
{
    if (const auto ready = d->ready(); !ready)
        return ready;
    const auto asked = d->noted(d->writer.run(u"SELECT 1"_s));
    if (asked)
        d->makeMonths({});
    return asked;
}

void PostgresStore::shutDown() const
{
    d->writer.shutDown();
    d->reader.shutDown();
    if (d->standby)
        d->standby->shutDown();
}

const Sql::DatabaseAddress &PostgresStore::address() const
{
    return d->options.address;
}

const Sql::Database &PostgresStore::ownWriter() const
{
    return d->own->ownWriter();
}

const Sql::Database &PostgresStore::ownReader() const
{
    return d->own->ownReader();
}

bool PostgresStore::mayHold(const UserId &user) const
{
    Q_UNUSED(user)
    return true; // others add users at any moment
}

Error PostgresStore::setAsideIfDamaged(const Error &error)
{
    return error;
}

Result<QList<UserId>> PostgresStore::writeUnlessOutdated(const Batch &batch)
{
    if (batch.isEmpty())
        return QList<UserId>();
    if (const auto ready = d->ready(); !ready)
        return failure(ready.error());
    d->makeMonths(SharedWriter::months(batch));
    const std::lock_guard lock(d->writing);
    QList<UserId> others;
    qint64 stored = -1;
    bool wentBack = false;
    const auto done = d->noted(d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        SharedWriter writer(transaction, d->keys, d->gateway, d->options.name);
        const auto written = writer.write(batch);
        if (!written)
            return failure(written.error());
        others = *written;
        if (!others.isEmpty())
            return failure(Error::Cancelled, u"Another gateway wrote meanwhile."_s); // rolls back
        stored = writer.stored();
        wentBack = d->stored >= 0 && (stored <= d->stored || stored > d->stored + 1 + d->uncertain);
        if (wentBack)
            return failure(Error::Database,
                u"The %1 does not end where this gateway left it: a standby took over that had not got all, a backup was restored, or two gateways have the same own file. Recording goes on from where it stands."_s
                    .arg(d->options.address.describe()));
        return {};
    }));
    if (!others.isEmpty()) {
        const std::lock_guard stateLock(d->mutex);
        ++d->state.conflicts;
        return others;
    }
    if (done) {
        d->stored = stored;
        d->uncertain = 0;
    } else if (wentBack) {
        d->stored = -1;
        d->uncertain = 0;
        ++d->epoch;
    } else {
        ++d->uncertain; // the connection may have been lost after the end
    }
    if (!done)
        return failure(done.error());
    d->noteWritten(batch);
    return QList<UserId>();
}

Result<void> PostgresStore::seePositions(const QStringList &fileIds)
{
    if (const auto ready = d->ready(); !ready)
        return ready;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    ArrayText files;
    for (const QString &file : fileIds)
        files.addBytes(toBytes(file));
    return d->noted(d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        auto done = transaction.run(u"UPDATE lockstep.positions SET seen = ?::bigint WHERE gateway = ? AND file = ANY (?::bytea[])"_s,
            {now, d->gateway, files.text()});
        if (done)
            // That of a spool stays, however long nothing came: it says what of the spool is stored already.
            done = transaction.run(
                u"DELETE FROM lockstep.positions WHERE gateway = ? AND seen < ?::bigint AND substring(file FROM 1 FOR 6) != 'spool:'::bytea"_s,
                {d->gateway, now - positionDays * qint64(86'400'000)});
        return done ? Result<void>() : failure(done.error());
    }));
}

} // namespace Lockstep::History
