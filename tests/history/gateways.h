// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/postgres/postgresstore.h"
#include "history/recording/recorder.h"

#include "engine.h"

/// Gateways that record into one database, and what they are told.
namespace Lockstep::Test {

using namespace History;

inline const UserId bob(u"@bob:remote.example"_s);
inline const Feed theLog{.source = UpdateSource::Log, .stream = u"one"_s};

inline Observation handled(const UserId &user, qint64 id, qint64 prev, qint64 at)
{
    return HandledUpdate{.user = user, .device = DeviceId(u"A"_s), .streamId = StreamId(id), .prevIds = {StreamId(prev)}, .at = at};
}

inline Observation verdict(const UserId &user, qint64 at)
{
    return BatchVerdict{.user = user, .requiringResync = false, .devices = u"A"_s, .at = at};
}

inline UserId userOf(int number)
{
    return UserId(u"@user%1:remote.example"_s.arg(number));
}

inline QString rowsOf(const Store &store, const UserId &user)
{
    const auto rows = store.updates(user, 0, 100'000, false);
    if (!rows)
        return rows.error().text;
    QStringList text;
    for (const DeviceListUpdate &row : *rows)
        text += u"%1: %2 <- %3 %4 %5"_s.arg(row.n)
                    .arg(row.streamId.toString(), row.prevIds.value(0).toString())
                    .arg(int(row.verdict))
                    .arg(row.breaks.toInt());
    return text.join(u'|');
}

/// A gateway of its own: its own file, its own recorder.
struct Gateway
{
    Gateway(const QString &database, const QString &ownFile)
        : store(std::move(
            *PostgresStore::open({.address = *Sql::DatabaseAddress::parse(databaseOf(database)), .ownFile = ownFile, .name = ownFile})))
        , recorder(store.get())
    {
    }
    std::unique_ptr<PostgresStore> store;
    Recorder recorder;
};

} // namespace Lockstep::Test
