// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/keybackups.h"

#include "lab/state/storage.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

tl::unexpected<Error> noBackup()
{
    return failure(Error::NotFound, u"You have no such backup of keys."_s, 404, u"M_NOT_FOUND"_s);
}

// Verified before not verified, then the one that decrypts from an earlier message on, then the one that was forwarded less often.
bool isBetter(const QJsonObject &key, const QJsonObject &known)
{
    const auto isVerified = [](const QJsonObject &data) { return data.value("is_verified"_L1).toBool(); };
    if (isVerified(key) != isVerified(known))
        return isVerified(key);
    for (const auto name : {"first_message_index"_L1, "forwarded_count"_L1})
        if (key.value(name).toInteger() != known.value(name).toInteger())
            return key.value(name).toInteger() < known.value(name).toInteger();
    return false;
}

// Which keys a call is about: those of a version, of a room, or one.
std::pair<QString, QVariantList> chosen(const UserId &user, const QString &version, const QString &room, const QString &session)
{
    QString where = u" WHERE user_id = ? AND version = ?"_s;
    QVariantList parameters{user.toString(), version.toLongLong()};
    if (!room.isEmpty()) {
        where += u" AND room_id = ?"_s;
        parameters.append(room);
    }
    if (!session.isEmpty()) {
        where += u" AND session_id = ?"_s;
        parameters.append(session);
    }
    return {where, parameters};
}

} // namespace

KeyBackups::KeyBackups(Storage *storage)
    : m_storage(storage)
{
}

QString KeyBackups::create(const UserId &user, const QString &algorithm, const QJsonObject &authData)
{
    const qint64 version
        = m_storage->value(u"SELECT COALESCE(MAX(version), 0) + 1 FROM key_backups WHERE user_id = ?"_s, {user.toString()}).toLongLong();
    m_storage->execute(u"INSERT INTO key_backups (user_id, version, algorithm, auth_data, etag, deleted) VALUES (?, ?, ?, ?, 0, 0)"_s,
        {user.toString(), version, algorithm, compactText(authData)});
    return QString::number(version);
}

QString KeyBackups::current(const UserId &user) const
{
    const QVariant version
        = m_storage->value(u"SELECT MAX(version) FROM key_backups WHERE user_id = ? AND deleted = 0"_s, {user.toString()});
    return version.isNull() ? QString() : version.toString();
}

bool KeyBackups::exists(const UserId &user, const QString &version) const
{
    return m_storage
        ->value(u"SELECT 1 FROM key_backups WHERE user_id = ? AND version = ? AND deleted = 0"_s, {user.toString(), version.toLongLong()})
        .isValid();
}

Result<QJsonObject> KeyBackups::describe(const UserId &user, const QString &version) const
{
    const qint64 wanted = (version.isEmpty() ? current(user) : version).toLongLong();
    Rows query = m_storage->run(
        u"SELECT algorithm, auth_data, etag, (SELECT COUNT(*) FROM backed_up_keys AS k WHERE k.user_id = b.user_id AND k.version = "
        u"b.version) FROM key_backups AS b WHERE user_id = ? AND version = ? AND deleted = 0"_s,
        {user.toString(), wanted});
    if (!query.next())
        return noBackup();
    return QJsonObject{{u"algorithm"_s, query.value(0).toString()}, {u"auth_data"_s, compactJson(query.value(1).toString())},
        {u"etag"_s, query.value(2).toString()}, {u"count"_s, query.value(3).toLongLong()}, {u"version"_s, QString::number(wanted)}};
}

Result<void> KeyBackups::update(const UserId &user, const QString &version, const QString &algorithm, const QJsonObject &authData)
{
    const Result<QJsonObject> known = describe(user, version);
    if (!known)
        return failure(known.error());
    if (known->value("algorithm"_L1).toString() != algorithm)
        return failure(Error::BadInput, u"A backup's algorithm cannot be changed."_s, 400, u"M_INVALID_PARAM"_s);
    m_storage->execute(u"UPDATE key_backups SET auth_data = ? WHERE user_id = ? AND version = ?"_s,
        {compactText(authData), user.toString(), version.toLongLong()});
    return {};
}

Result<void> KeyBackups::remove(const UserId &user, const QString &version)
{
    const QVariantList which{user.toString(), version.toLongLong()};
    if (m_storage->execute(u"UPDATE key_backups SET deleted = 1 WHERE user_id = ? AND version = ?"_s, which) == 0)
        return noBackup();
    m_storage->execute(u"DELETE FROM backed_up_keys WHERE user_id = ? AND version = ?"_s, which);
    return {};
}

Result<void> KeyBackups::store(const UserId &user, const QString &version, const QJsonObject &rooms)
{
    if (!exists(user, version))
        return noBackup();
    if (version != current(user))
        return failure(Error::Forbidden, u"This is not the current version of the backup."_s, 403, u"M_WRONG_ROOM_KEYS_VERSION"_s);
    bool isChanged = false;
    for (auto room = rooms.begin(); room != rooms.end(); ++room) {
        const QJsonObject sessions = room.value().toObject().value("sessions"_L1).toObject();
        for (auto session = sessions.begin(); session != sessions.end(); ++session) {
            const QVariantList which{user.toString(), version.toLongLong(), room.key(), session.key()};
            const QVariant known = m_storage->value(
                u"SELECT key FROM backed_up_keys WHERE user_id = ? AND version = ? AND room_id = ? AND session_id = ?"_s, which);
            if (known.isValid() && !isBetter(session.value().toObject(), compactJson(known.toString())))
                continue;
            m_storage->execute(
                u"INSERT OR REPLACE INTO backed_up_keys (user_id, version, room_id, session_id, key) VALUES (?, ?, ?, ?, ?)"_s,
                which + QVariantList{compactText(session.value().toObject())});
            isChanged = true;
        }
    }
    if (isChanged)
        changed(user, version);
    return {};
}

Result<QJsonObject> KeyBackups::keys(const UserId &user, const QString &version, const QString &room, const QString &session) const
{
    if (!exists(user, version))
        return noBackup();
    const auto [where, parameters] = chosen(user, version, room, session);
    QMap<QString, QJsonObject> found;
    Rows query = m_storage->run(u"SELECT room_id, session_id, key FROM backed_up_keys"_s + where, parameters);
    while (query.next())
        found[query.value(0).toString()].insert(query.value(1).toString(), compactJson(query.value(2).toString()));
    QJsonObject result;
    for (auto entry = found.cbegin(); entry != found.cend(); ++entry)
        result.insert(entry.key(), QJsonObject{{u"sessions"_s, entry.value()}});
    return result;
}

Result<void> KeyBackups::removeKeys(const UserId &user, const QString &version, const QString &room, const QString &session)
{
    if (!exists(user, version))
        return noBackup();
    const auto [where, parameters] = chosen(user, version, room, session);
    if (m_storage->execute(u"DELETE FROM backed_up_keys"_s + where, parameters) > 0)
        changed(user, version);
    return {};
}

void KeyBackups::changed(const UserId &user, const QString &version)
{
    m_storage->execute(
        u"UPDATE key_backups SET etag = etag + 1 WHERE user_id = ? AND version = ?"_s, {user.toString(), version.toLongLong()});
}

} // namespace Lockstep::Lab
