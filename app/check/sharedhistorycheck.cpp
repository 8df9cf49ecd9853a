// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"
#include "history/postgres/postgresschema.h"
#include "history/store.h"
#include "sql/database.h"

#include <QDateTime>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

constexpr std::chrono::milliseconds patience(6'000);
/// A standby that is further behind shows an old picture.
constexpr qint64 muchBehindBytes = 64 * 1024 * 1024;
const QString scripts = u"Run resources/postgresql/history-schema.sql and history-roles.sql in the database."_s;

/// Nothing is written; but a session that could not be written in would not be one for target_session_attrs=read-write.
Sql::Database databaseOf(const Sql::DatabaseAddress &address)
{
    return {address, {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .connections = 1, .deadline = patience, .setup = {}}};
}

void checkPartitions(const QString &where, const History::SharedSchema &schema, Findings &found)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QStringList missing;
    for (const int ahead : {0, 1}) {
        const int month = History::monthOf(
            QDateTime(QDate(now.date().year(), now.date().month(), 15).addMonths(ahead), QTime(), QTimeZone::utc()).toMSecsSinceEpoch());
        if (!schema.months.contains(month))
            missing += QString::number(month);
    }
    if (!missing.isEmpty())
        found.warn(where, u"There is no partition for %1; a gateway that runs makes them ahead."_s.arg(missing.join(u", "_s)),
            u"Grant EXECUTE on lockstep.make_month with history-roles.sql, and look at what the gateway says."_s);
    else
        found.ok(where, u"%1 months have partitions, up to %2."_s.arg(schema.months.size()).arg(schema.months.constLast()));
    if (schema.inDefault > 0)
        found.ok(where,
            u"%1%2 updates of other months lie in the default partition."_s.arg(schema.inDefault >= 1000 ? u"more than "_s : QString())
                .arg(schema.inDefault));
}

void checkStandby(const QString &uri, const Sql::Database &primary, Findings &found)
{
    const auto address = Sql::DatabaseAddress::parse(uri);
    if (!address) {
        found.fault(u"--history-read"_s, address.error().text, u"Correct the address."_s);
        return;
    }
    const QString where = address->describe();
    const Sql::Database standby = databaseOf(*address);
    const auto schema = History::lookAtSharedSchema(standby);
    if (!schema) {
        found.warn(where, schema.error().text, u"Until it is there the primary answers reads."_s);
        return;
    }
    if (schema->version == 0) {
        found.warn(where, u"It has no history, or the role may not see it."_s, u"Name a standby of the database that --history names."_s);
        return;
    }
    const QString position
        = u"SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn)::bigint"_s;
    const auto there = primary.value(position), here = standby.value(position);
    if (!there || !here) {
        found.notChecked(where, u"How far the standby is behind could not be found out."_s);
        return;
    }
    const qint64 behind = std::max<qint64>(0, there->toLongLong() - here->toLongLong());
    const QString text = u"%1 as role \"%2\" is %3 behind."_s.arg(
        schema->isStandby ? u"The standby"_s : u"It is no standby;"_s, schema->role, spellBytes(behind));
    if (behind > muchBehindBytes)
        found.warn(where, text, u"Look at its replication; until it has caught up the primary answers reads."_s);
    else
        found.ok(where, text);
}

} // namespace

void checkSharedHistory(const Context &context, Findings &found)
{
    const auto address = Sql::DatabaseAddress::parse(context.subject.sharedHistory);
    if (!address) {
        found.fault(u"--history"_s, address.error().text, u"Correct the address."_s);
        return;
    }
    const QString where = address->describe();
    const Sql::Database database = databaseOf(*address);
    const auto schema = History::lookAtSharedSchema(database);
    if (!schema) {
        found.fault(where, schema.error().text, u"See that the database runs and takes the role; a gateway that runs waits for it."_s);
        return;
    }
    if (schema->isStandby)
        found.fault(where, u"This is a standby, which takes no writes."_s, u"Name all hosts, with target_session_attrs=read-write."_s);
    if (schema->version == 0 && schema->missing.isEmpty()) {
        if (schema->mayMake)
            found.ok(where, u"There are no tables yet; the gateway will make them, as role \"%1\"."_s.arg(schema->role));
        else
            found.fault(where, u"There are no tables, and the role \"%1\" may not make them."_s.arg(schema->role), scripts);
        return;
    }
    if (!schema->missing.isEmpty()) {
        found.fault(where, u"The role \"%1\" lacks %2."_s.arg(schema->role, schema->missing.join(u", "_s)), scripts);
        return;
    }
    if (schema->version > History::sharedVersion) {
        found.fault(
            where, u"The history was made by a newer version of Lockstep (format %1)."_s.arg(schema->version), u"Upgrade this gateway."_s);
        return;
    }
    if (schema->version < History::sharedVersion && !schema->isOwner) {
        found.fault(where,
            u"The history was made by an older version of Lockstep (format %1, this one makes %2), and the role \"%3\" does not own it."_s
                .arg(schema->version)
                .arg(History::sharedVersion)
                .arg(schema->role),
            scripts);
        return;
    }
    if (!context.subject.keeps.isEmpty() && schema->version == History::sharedVersion && !schema->mayLetGo)
        found.fault(u"what is kept"_s, u"The role \"%1\" may not remove updates, so that all are kept."_s.arg(schema->role), scripts);
    found.ok(where,
        u"PostgreSQL %1 takes the role \"%2\", which may do all that is needed; format %3."_s.arg(schema->server, schema->role)
            .arg(schema->version));
    checkPartitions(where, *schema, found);
    if (!context.subject.sharedHistoryRead.isEmpty())
        checkStandby(context.subject.sharedHistoryRead, database, found);
}

} // namespace Lockstep::Checking
