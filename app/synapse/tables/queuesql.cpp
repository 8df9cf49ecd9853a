// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/tables/queuesql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Sql;

QString octetLength(Engine engine, const QString &column)
{
    // PostgreSQL knows the size of a stored text without unpacking it; SQLite of a blob.
    return (engine == Engine::Sqlite ? u"length(CAST(%1 AS BLOB))"_s : u"octet_length(%1)"_s).arg(column);
}

QString looseIndexScan(Engine engine, const QString &table, const QStringList &columns)
{
    const auto prefixed = [&](const QString &prefix) {
        QStringList all;
        for (const QString &column : columns)
            all += prefix + column;
        return all.join(", "_L1);
    };
    const bool two = columns.size() == 2;
    const QString key = two ? u"(%1)"_s.arg(prefixed({})) : columns.first();
    const QString before = two ? u"(%1)"_s.arg(prefixed(u"q."_s)) : prefixed(u"q."_s);
    const QString first = two ? u"(?, ?)"_s : u"?"_s;
    // SQLite has no LATERAL; there a row is named by its rowid.
    const QString next = engine == Engine::Sqlite
        ? u"SELECT %2, q.n + 1 FROM q JOIN %1 t ON t.rowid = (SELECT x.rowid FROM %1 x WHERE %3 > %4 ORDER BY %5 LIMIT 1) WHERE q.n < ?"_s
              .arg(table, prefixed(u"t."_s), two ? u"(%1)"_s.arg(prefixed(u"x."_s)) : prefixed(u"x."_s), before, prefixed(u"x."_s))
        : u"SELECT %2, q.n + 1 FROM q CROSS JOIN LATERAL (SELECT %3 FROM %1 x WHERE %4 > %5 ORDER BY %3 LIMIT 1) t WHERE q.n < ?"_s.arg(
            table, prefixed(u"t."_s), prefixed(u"x."_s), two ? u"(%1)"_s.arg(prefixed(u"x."_s)) : prefixed(u"x."_s), before);
    return u"WITH RECURSIVE q AS (SELECT * FROM (SELECT %1, 1 AS n FROM %2 WHERE %3 > %4 ORDER BY %1 LIMIT 1) s UNION ALL %5) SELECT %1 FROM q"_s
        .arg(prefixed({}), table, key, first, next);
}

QString valueRows(qsizetype rows, int columns)
{
    return QStringList(rows, u'(' + Database::placeholders(columns) + u')').join(", "_L1);
}

int countLimit(qsizetype queues)
{
    return int(std::clamp<qint64>(1'000'000 / std::max<qsizetype>(queues, 1), 1'000, countedMessages));
}

int measureLimit(qsizetype queues)
{
    return int(std::clamp<qint64>(100'000 / std::max<qsizetype>(queues, 1), 100, 1'000));
}

Count toCount(qint64 seen, int limit, int measure, qint64 bytes)
{
    return {std::min<qint64>(seen, limit), seen > limit, seen <= measure ? bytes : -1};
}

} // namespace Lockstep::Synapse
