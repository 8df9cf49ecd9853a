// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/database.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

Result<void> checkValues(const QVariantList &values, Engine engine)
{
    for (const QVariant &value : values) {
        if (value.typeId() != QMetaType::QString)
            continue;
        const QString text = value.toString();
        // SQLite stores NUL: what it gave out must be good for the next question, or one such row would spoil a whole list.
        if ((engine == Engine::PostgreSql && text.contains(QChar::Null)) || !text.isValidUtf16())
            return failure(
                Error::BadInput, u"An identifier holds a character that no identifier can hold (NUL or half a surrogate pair)."_s);
    }
    return {};
}

Result<void> withoutDetails(const Result<Done> &result)
{
    if (!result)
        return failure(result.error());
    return {};
}

} // namespace

Result<void> Transaction::each(const QString &sql, const QVariantList &values, const RowTaker &row)
{
    return withoutDetails(m_connection.execute(sql, values, row, m_limit));
}

Database::Database(DatabaseAddress address, DatabaseOptions options)
    : m_pool(std::move(address), std::move(options))
{
}

Result<void> Database::each(const QString &sql, const QVariantList &values, const RowTaker &row) const
{
    if (m_trace)
        m_trace(sql, values);
    if (const auto good = checkValues(values, engine()); !good)
        return good;
    const Limit limit = m_pool.limit();
    for (int tries = 0;; ++tries) {
        const auto connection = m_pool.take(limit);
        if (!connection)
            return failure(connection.error());
        const auto done = (*connection)->execute(sql, values, row, limit);
        const bool again = !done && (*connection)->isLost() && !(*connection)->hasHandedOut() && tries == 0 && !limit.deadline.hasExpired();
        m_pool.damaged = m_pool.damaged || (!done && (*connection)->isDamaged());
        if (!again)
            return withoutDetails(done);
    }
}

Result<QVariant> Database::value(const QString &sql, const QVariantList &values) const
{
    QVariant first;
    const auto done = each(sql, values, [&](const Row &row) {
        if (!first.isValid())
            first = row.isNull(0) ? QVariant() : QVariant(row.text(0));
    });
    if (!done)
        return failure(done.error());
    return first;
}

Result<void> Database::run(const QString &sql, const QVariantList &values) const
{
    return each(sql, values, {});
}

Result<void> Database::transaction(const std::function<Result<void>(Transaction &)> &work) const
{
    const bool takesLock = engine() == Engine::Sqlite && m_pool.access() != Access::ReadOnly;
    return within(takesLock ? u"BEGIN IMMEDIATE"_s : u"BEGIN"_s, work);
}

Result<void> Database::snapshot(const std::function<Result<void>(Transaction &)> &work) const
{
    return within(engine() == Engine::Sqlite ? u"BEGIN"_s : u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s, work);
}

Result<void> Database::within(const QString &begin, const std::function<Result<void>(Transaction &)> &work) const
{
    Limit limit = m_pool.limit();
    for (int tries = 0;; ++tries) {
        const auto connection = m_pool.take(limit);
        if (!connection)
            return failure(connection.error());
        if (const auto begun = (*connection)->execute(begin, {}, {}, limit); !begun) {
            m_pool.damaged = m_pool.damaged || (*connection)->isDamaged();
            if ((*connection)->isLost() && tries == 0)
                continue;
            return failure(begun.error());
        }
        if (engine() == Engine::Sqlite)
            limit = {QDeadlineTimer(QDeadlineTimer::Forever), -1};
        Transaction statements(**connection, limit);
        auto done = work(statements);
        if (done)
            done = withoutDetails((*connection)->execute(u"COMMIT"_s, {}, {}, limit));
        if (!done) {
            m_pool.damaged = m_pool.damaged || (*connection)->isDamaged();
            static_cast<void>((*connection)->execute(u"ROLLBACK"_s, {}, {}, limit));
        }
        return done;
    }
}

QString Database::placeholders(qsizetype count)
{
    return QStringList(count, u"?"_s).join(", "_L1);
}

} // namespace Lockstep::Sql
