// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/userrows.h"

#include "domain/findings.h"
#include "domain/malformed.h"
#include "history/observation.h"

#include <QHash>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Rows that are kept in memory, some 200 bytes each.
constexpr size_t keptRows = 200'000;

/// Their names, each with this behind it.
QString columnNames(QLatin1StringView behind = {})
{
    QStringList names;
    for (const UserRowColumn &column : userRowColumns)
        names += column.name + behind;
    return names.join(", "_L1);
}

} // namespace

void UserRow::summarize(const DeviceListUpdate &update, const RowMarks &marks)
{
    if (!isBelieved(marks.flags))
        return;
    const qint64 n = update.n;
    if (n > lastMalformed && isPastMalformed(update, lastReceived))
        lastMalformed = 0;
    lastReceived = std::max(lastReceived, update.received);
    const bool isFetched = isSucceededResync(update) && !(marks.flags & Unconfirmed);
    if (isFetched && n > lastResync) {
        lastResync = n;
        if (openGap < n)
            openGap = 0;
    }
    // Another list is stored than the one that was kept then.
    const bool isAnother = update.kind == UpdateKind::Head && hadHead;
    if ((isFetched || isAnother) && droppedList < n)
        droppedList = 0;
    if (update.verdict == Verdict::Ignored && update.detail.startsWith(malformedDetail))
        lastMalformed = std::max(lastMalformed, n);
    if (n > lastResync && update.verdict == Verdict::Ignored && droppedDevices(update.detail))
        droppedList = std::max(droppedList, n);
    const auto note = [&](Break which, qint64 &last) {
        if (update.breaks.testFlag(which))
            last = std::max(last, n);
        else
            outdated |= last == n;
    };
    if (n > lastResync)
        note(Break::Gap, openGap);
    for (const auto &[which, last] : keptBreaks)
        note(which, this->*last);
}

Result<UserRow *> UserRows::row(Sql::Transaction &transaction, const UserId &user)
{
    const auto [known, isNew] = m_rows.try_emplace(user);
    UserRow &row = known->second;
    if (isNew && m_names.mayHold(user)) {
        static const QString select = u"SELECT id, head IS NOT NULL, %1 FROM users WHERE name = ?"_s.arg(columnNames());
        const auto found = transaction.each(select, {user.toString()}, [&](const Sql::Row &stored) {
            row.id = stored.integer(0);
            row.hadHead = stored.integer(1) != 0;
            int number = 2;
            for (const UserRowColumn &column : userRowColumns)
                row.*column.member = stored.integer(number++);
        });
        if (!found)
            return failure(found.error());
        row.hadOpenGap = row.openGap > 0;
    }
    if (row.id == 0) {
        const auto insert = transaction.statement(InsertUser, u"INSERT INTO users (name) VALUES (?)"_s);
        if (!insert)
            return failure(insert.error());
        (*insert)->bind(0, user.toString());
        const auto added = (*insert)->run();
        if (!added)
            return failure(added.error());
        row.id = added->insertId;
        m_names.add(user);
    }
    if (!row.isTouched) {
        row.isTouched = true;
        m_touched.push_back(&row);
    }
    return &row;
}

/// Time for all rows of the user; breaks seldom go away.
Result<void> UserRows::summarizeAnew(Sql::Transaction &transaction, UserRow &row)
{
    const auto find = [&](Break which, qint64 after, qint64 &last) {
        // What is no longer kept cannot be looked at: it stays as it was.
        if (last >= row.firstKept || after >= last)
            last = 0;
        return transaction.each(u"SELECT max(n) FROM updates WHERE user = ? AND n > ? AND breaks & ? != 0"_s,
            {row.id, std::max(after, row.firstKept - 1), int(which)},
            [&](const Sql::Row &newest) { last = newest.isNull(0) ? last : newest.integer(0); });
    };
    auto done = find(Break::Gap, row.lastResync, row.openGap);
    for (auto one = std::begin(keptBreaks); done && one != std::end(keptBreaks); ++one)
        done = find(one->which, 0, row.*one->last);
    return done;
}

Result<qint64> UserRows::write(Sql::Transaction &transaction, const QList<std::pair<UserId, qint64>> &openGaps)
{
    for (UserRow *row : m_touched) {
        if (!row->outdated)
            continue;
        if (const auto done = summarizeAnew(transaction, *row); !done)
            return failure(done.error());
        row->outdated = false;
    }
    for (const auto &[user, gap] : openGaps) {
        if (const auto known = m_rows.find(user); known != m_rows.end())
            known->second.openGap = gap;
    }
    static const QString update = u"UPDATE users SET %1 WHERE id=?"_s.arg(columnNames("=?"_L1));
    const auto statement = transaction.statement(WriteUser, update);
    if (!statement)
        return failure(statement.error());
    qint64 more = 0;
    for (UserRow *row : m_touched) {
        more += int(row->openGap > 0) - int(row->hadOpenGap);
        row->hadOpenGap = row->openGap > 0;
        int index = 0;
        for (const UserRowColumn &column : userRowColumns)
            (*statement)->bind(index++, row->*column.member);
        (*statement)->bind(index, row->id);
        if (const auto done = (*statement)->run(); !done)
            return failure(done.error());
    }
    return more;
}

Result<void> UserRows::begin(Sql::Transaction &transaction)
{
    for (UserRow *row : m_touched)
        row->isTouched = false;
    m_touched.clear();
    if (m_rows.size() > keptRows)
        m_rows.clear();
    qint64 stored = 0;
    const auto counted = transaction.each(u"SELECT updates FROM extent"_s, {}, [&](const Sql::Row &extent) { stored = extent.integer(0); });
    if (!counted)
        return counted;
    const bool isOurs = m_updates < 0 || stored == m_updates;
    m_updates = stored;
    if (isOurs)
        return {};
    m_rows.clear();
    return transaction.each(u"SELECT name FROM users"_s, {}, [&](const Sql::Row &row) { m_names.add(UserId(row.text(0))); });
}

void UserRows::forget(const UserId &user, qint64 fewer)
{
    m_updates -= m_updates < 0 ? 0 : fewer;
    const auto known = m_rows.find(user);
    if (known == m_rows.end())
        return;
    std::erase(m_touched, &known->second);
    m_rows.erase(known);
}

void UserRows::forget()
{
    m_touched.clear();
    m_rows.clear();
}

} // namespace Lockstep::History
