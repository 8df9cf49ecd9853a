// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/seenusers.h"

#include "core/log.h"

#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

namespace {

constexpr qsizetype mostKnown = 100'000;
/// What ends with the program needs no protection from a crash.
const QStringList setup{u"PRAGMA journal_mode = MEMORY"_s, u"PRAGMA synchronous = OFF"_s, u"PRAGMA cache_size = -16000"_s};

} // namespace

SeenUsers::SeenUsers(const QString &path)
    : m_database(
        {.engine = Sql::Engine::Sqlite, .path = path, .host = {}, .port = {}, .name = {}, .user = {}, .password = {}, .options = {}},
        {.access = Sql::Access::Owner,
            .purpose = Sql::Purpose::History,
            .connections = 4,
            .deadline = std::chrono::seconds(60),
            .setup = setup})
{
}

Result<std::unique_ptr<SeenUsers>> SeenUsers::make(const QString &folder)
{
    const QString path = folder + u"/users.sqlite"_s;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return failure(Error::Io, u"%1 cannot be made: %2."_s.arg(displayable(path), file.errorString()));
    file.close();
    std::unique_ptr<SeenUsers> made(new SeenUsers(path));
    for (const QString &sql :
        {u"CREATE TABLE users (user_id TEXT PRIMARY KEY, server TEXT NOT NULL) WITHOUT ROWID"_s,
            u"CREATE INDEX users_by_server ON users (server, user_id)"_s, u"CREATE TABLE failed (user_id TEXT PRIMARY KEY) WITHOUT ROWID"_s,
            u"CREATE TABLE servers (server TEXT PRIMARY KEY, users INTEGER NOT NULL) WITHOUT ROWID"_s,
            u"CREATE TABLE lists (user_id TEXT PRIMARY KEY, at INTEGER NOT NULL, answer BLOB NOT NULL) WITHOUT ROWID"_s}) {
        if (const auto done = made->m_database.run(sql); !done)
            return failure(done.error());
    }
    return made;
}

void SeenUsers::note(const UserId &user)
{
    if (m_known.contains(user) || !user.isValid())
        return;
    if (m_known.size() >= mostKnown)
        m_known.clear();
    m_known.insert(user);
    m_new.append(user);
}

void SeenUsers::noteFailed(const UserId &user)
{
    if (m_failed.isEmpty() || m_failed.constLast() != user)
        m_failed.append(user);
}

Result<void> SeenUsers::flush()
{
    if (m_new.isEmpty() && m_failed.isEmpty() && m_lists.isEmpty())
        return {};
    const auto done = m_database.transaction([this](Sql::Transaction &transaction) -> Result<void> {
        for (const UserId &user : std::as_const(m_new)) {
            const auto added = transaction.run(
                u"INSERT OR IGNORE INTO users (user_id, server) VALUES (?, ?)"_s, {user.toString(), user.server().toString()});
            if (!added)
                return failure(added.error());
            if (added->affected == 0)
                continue;
            const auto counted = transaction.run(
                u"INSERT INTO servers (server, users) VALUES (?, 1) ON CONFLICT (server) DO UPDATE SET users = users + 1"_s,
                {user.server().toString()});
            if (!counted)
                return failure(counted.error());
        }
        for (const UserId &user : std::as_const(m_failed)) {
            if (const auto added = transaction.run(u"INSERT OR IGNORE INTO failed (user_id) VALUES (?)"_s, {user.toString()}); !added)
                return failure(added.error());
        }
        for (const SeenList &list : std::as_const(m_lists)) {
            const auto added = transaction.run(u"INSERT OR REPLACE INTO lists (user_id, at, answer) VALUES (?, ?, ?)"_s,
                {list.user.toString(), list.at, QJsonDocument(list.answer).toJson(QJsonDocument::Compact)});
            if (!added)
                return failure(added.error());
        }
        return {};
    });
    m_new.clear();
    m_failed.clear();
    m_lists.clear();
    return done;
}

Result<QList<UserId>> SeenUsers::usersBy(const QString &sql, const QVariantList &values) const
{
    QList<UserId> users;
    const auto done = m_database.each(sql, values, [&](const Sql::Row &row) { users.append(UserId(row.text(0))); });
    if (!done)
        return failure(done.error());
    return users;
}

Result<QList<UserId>> SeenUsers::users(const UserId &after, int limit, const ServerName &server) const
{
    if (server.isEmpty())
        return usersBy(u"SELECT user_id FROM users WHERE user_id > ? ORDER BY user_id LIMIT ?"_s, {after.toString(), limit});
    return usersBy(u"SELECT user_id FROM users WHERE server = ? AND user_id > ? ORDER BY user_id LIMIT ?"_s,
        {server.toString(), after.toString(), limit});
}

Result<QList<UserId>> SeenUsers::failed(const UserId &after, int limit) const
{
    return usersBy(u"SELECT user_id FROM failed WHERE user_id > ? ORDER BY user_id LIMIT ?"_s, {after.toString(), limit});
}

Result<bool> SeenUsers::contains(const UserId &user) const
{
    const auto found = m_database.value(u"SELECT 1 FROM users WHERE user_id = ?"_s, {user.toString()});
    return found ? Result<bool>(found->isValid()) : failure(found.error());
}

Result<qint64> SeenUsers::count() const
{
    const auto found = m_database.value(u"SELECT coalesce(sum(users), 0) FROM servers"_s);
    return found ? Result<qint64>(found->toLongLong()) : failure(found.error());
}

Result<QList<std::pair<ServerName, qint64>>> SeenUsers::servers(const ServerName &after, int limit) const
{
    QList<std::pair<ServerName, qint64>> all;
    const auto done = m_database.each(u"SELECT server, users FROM servers WHERE server > ? ORDER BY server LIMIT ?"_s,
        {after.toString(), limit}, [&](const Sql::Row &row) {
            all.append({ServerName(row.text(0)), row.integer(1)});
        });
    if (!done)
        return failure(done.error());
    return all;
}

Result<bool> SeenUsers::hasUsersOf(const ServerName &server) const
{
    const auto found = m_database.value(u"SELECT 1 FROM servers WHERE server = ?"_s, {server.toString()});
    return found ? Result<bool>(found->isValid()) : failure(found.error());
}

Result<std::optional<SeenList>> SeenUsers::list(const UserId &user) const
{
    std::optional<SeenList> found;
    const auto done = m_database.each(u"SELECT at, answer FROM lists WHERE user_id = ?"_s, {user.toString()}, [&](const Sql::Row &row) {
        found = SeenList{.user = user, .at = row.integer(0), .answer = QJsonDocument::fromJson(row.bytes(1)).object()};
    });
    if (!done)
        return failure(done.error());
    return found;
}

} // namespace Lockstep::Capture
