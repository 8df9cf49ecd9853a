// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

/// So far behind what is shown is as old as what a poll of a busy gateway shows.
constexpr qint64 bearableMs = 10'000;

/// What a server says of its copying. Of an idle primary nothing comes, and the last transaction is old: that is no lag.
const QString question = u"SELECT pg_is_in_recovery()::int, (SELECT count(*) FROM pg_stat_wal_receiver),"
                         " (pg_last_wal_receive_lsn() IS NOT NULL AND pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn())::int,"
                         " COALESCE((EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::bigint, -1)"_s;

} // namespace

bool checkStandby(const Sql::Database &database, Findings &found)
{
    bool isStandby = false, isConnected = false, hasAll = false;
    qint64 age = -1;
    const auto read = database.each(question, {}, [&](const Sql::Row &row) {
        isStandby = row.integer(0) > 0;
        isConnected = row.integer(1) > 0;
        hasAll = row.integer(2) > 0;
        age = row.integer(3);
    });
    const QString subject = u"standby"_s, restsOn = u"what PostgreSQL says of its recovery"_s;
    if (!read) {
        found.notChecked(subject, u"Whether this server is a standby could not be read: %1"_s.arg(read.error().text));
        return false;
    }
    if (!isStandby)
        return false;
    const QString behind = age < 0 ? u"how far it is behind is not known, because it has replayed nothing since it started"_s
                                   : u"its newest transaction is %1 old"_s.arg(spell(age));
    if (!isConnected)
        found.warn(subject,
            u"It is a standby that receives nothing from its primary at the moment: what is shown is as it was then; %1."_s.arg(behind),
            u"Bring the replication back (pg_stat_wal_receiver is empty), or name the primary with --database. A standby that is fed from an archive is always so."_s,
            restsOn);
    else if (hasAll)
        found.ok(subject, u"It is a standby, and has replayed all that it received."_s, restsOn);
    else if (age >= 0 && age <= bearableMs)
        found.ok(subject, u"It is a standby, %1 behind its primary."_s.arg(spell(age)), restsOn);
    else
        found.warn(subject, u"It is a standby that has not replayed what it received; %1."_s.arg(behind),
            u"See what holds it up (pg_stat_activity, max_standby_streaming_delay, pg_wal_replay_pause), or name the primary with --database."_s,
            restsOn);
    return true;
}

} // namespace Lockstep::Checking
