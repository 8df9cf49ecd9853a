// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/accounts.h"

#include "lab/state/storage.h"

#include <QDateTime>
#include <QRegularExpression>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qsizetype saltSize = 16;
constexpr qsizetype hashSize = 32;

QByteArray randomBytes(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    randombytes_buf(bytes.data(), size_t(size));
    return bytes;
}

QByteArray hashed(const QByteArray &salt, const QString &secret)
{
    const QByteArray text = secret.toUtf8();
    QByteArray hash(hashSize, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), size_t(hash.size()),
        reinterpret_cast<const unsigned char *>(text.constData()), size_t(text.size()),
        reinterpret_cast<const unsigned char *>(salt.constData()), size_t(salt.size()));
    return hash;
}

QString randomText(qsizetype bytes)
{
    return QString::fromLatin1(randomBytes(bytes).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QString randomDeviceId()
{
    QString result;
    for (int i = 0; i < 10; ++i)
        result += QChar(u'A' + char16_t(randombytes_uniform(26)));
    return result;
}

} // namespace

Accounts::Accounts(Storage *storage, ServerName self)
    : m_storage(storage)
    , m_self(std::move(self))
{
}

bool Accounts::isUsableName(const QString &localpart, const ServerName &server)
{
    static const QRegularExpression allowed(u"\\A[a-z0-9._=/+-]+\\z"_s);
    return allowed.match(localpart).hasMatch() && UserId(u'@' + localpart + u':' + server.toString()).isValid();
}

Result<UserId> Accounts::add(const QString &localpart, const QString &password, bool admin)
{
    const UserId user(u'@' + localpart + u':' + m_self.toString());
    if (!isUsableName(localpart, m_self))
        return failure(
            Error::BadInput, u"A user name holds only a-z, 0-9 and . _ = - / +, and is not too long."_s, 400, u"M_INVALID_USERNAME"_s);
    if (exists(user))
        return failure(Error::BadInput, u"This user name is taken."_s, 400, u"M_USER_IN_USE"_s);
    const QByteArray salt = randomBytes(saltSize);
    m_storage->execute(u"INSERT INTO users (user_id, password_hash, admin, created) VALUES (?, ?, ?, ?)"_s,
        {user.toString(), QByteArray(salt + hashed(salt, password)), admin, QDateTime::currentMSecsSinceEpoch()});
    return user;
}

bool Accounts::exists(const UserId &user) const
{
    return m_storage->value(u"SELECT 1 FROM users WHERE user_id = ?"_s, {user.toString()}).isValid();
}

bool Accounts::isAdmin(const UserId &user) const
{
    return m_storage->value(u"SELECT admin FROM users WHERE user_id = ?"_s, {user.toString()}).toBool();
}

bool Accounts::checkPassword(const UserId &user, const QString &password) const
{
    const QByteArray stored = m_storage->value(u"SELECT password_hash FROM users WHERE user_id = ?"_s, {user.toString()}).toByteArray();
    if (stored.size() != saltSize + hashSize)
        return false;
    const QByteArray given = hashed(stored.left(saltSize), password);
    return sodium_memcmp(given.constData(), stored.constData() + saltSize, size_t(hashSize)) == 0;
}

QString Accounts::issue(const UserId &user, const DeviceId &device, const QString &kind, qint64 pair)
{
    const QString token = u"lab_"_s + randomText(24);
    m_storage->execute(u"INSERT INTO tokens (token_hash, user_id, device_id, kind, pair) VALUES (?, ?, ?, ?, ?)"_s,
        {hashed({}, token), user.toString(), device.toString(), kind, pair});
    return token;
}

Accounts::Session Accounts::signIn(const UserId &user, const DeviceId &wanted, const QString &displayName, bool refreshable)
{
    Session session{.user = user, .device = wanted.isEmpty() ? DeviceId(randomDeviceId()) : wanted, .accessToken = {}, .refreshToken = {}};
    session.deviceIsNew = !hasDevice(user, session.device);
    if (session.deviceIsNew)
        makeDevice(user, session.device, displayName);
    m_storage->execute(u"DELETE FROM tokens WHERE user_id = ? AND device_id = ?"_s, {user.toString(), session.device.toString()});
    const qint64 pair = m_storage->nextStreamId();
    session.accessToken = issue(user, session.device, u"access"_s, pair);
    if (refreshable)
        session.refreshToken = issue(user, session.device, u"refresh"_s, pair);
    return session;
}

std::optional<Accounts::Caller> Accounts::callerOf(const QString &accessToken) const
{
    Rows query = m_storage->run(u"SELECT t.user_id, t.device_id, u.admin FROM tokens AS t JOIN users AS u ON u.user_id = t.user_id "
                                "WHERE t.token_hash = ? AND t.kind = 'access'"_s,
        {hashed({}, accessToken)});
    if (!query.next())
        return {};
    return Caller{UserId(query.value(0).toString()), DeviceId(query.value(1).toString()), query.value(2).toBool()};
}

std::optional<Accounts::Session> Accounts::refresh(const QString &refreshToken)
{
    Session session;
    {
        Rows query = m_storage->run(
            u"SELECT user_id, device_id FROM tokens WHERE token_hash = ? AND kind = 'refresh'"_s, {hashed({}, refreshToken)});
        if (!query.next())
            return {};
        session.user = UserId(query.value(0).toString());
        session.device = DeviceId(query.value(1).toString());
    }
    const qint64 pair = m_storage->nextStreamId();
    session.accessToken = issue(session.user, session.device, u"access"_s, pair);
    session.refreshToken = issue(session.user, session.device, u"refresh"_s, pair);
    return session;
}

void Accounts::confirmTokens(const QString &accessToken)
{
    const QByteArray hash = hashed({}, accessToken);
    m_storage->execute(u"DELETE FROM tokens WHERE (user_id, device_id) = (SELECT user_id, device_id FROM tokens WHERE token_hash = ?) "
                       "AND pair < (SELECT pair FROM tokens WHERE token_hash = ?)"_s,
        {hash, hash});
}

bool Accounts::hasDevice(const UserId &user, const DeviceId &device) const
{
    return m_storage->value(u"SELECT 1 FROM devices WHERE user_id = ? AND device_id = ?"_s, {user.toString(), device.toString()}).isValid();
}

void Accounts::makeDevice(const UserId &user, const DeviceId &device, const QString &displayName)
{
    m_storage->execute(u"INSERT INTO devices (user_id, device_id, display_name, last_seen) VALUES (?, ?, ?, ?)"_s,
        {user.toString(), device.toString(), displayName.isEmpty() ? QVariant() : QVariant(displayName),
            QDateTime::currentMSecsSinceEpoch()});
}

bool Accounts::removeDevice(const UserId &user, const DeviceId &device)
{
    m_storage->execute(u"DELETE FROM tokens WHERE user_id = ? AND device_id = ?"_s, {user.toString(), device.toString()});
    return m_storage->execute(u"DELETE FROM devices WHERE user_id = ? AND device_id = ?"_s, {user.toString(), device.toString()}) > 0;
}

QList<DeviceId> Accounts::devices(const UserId &user) const
{
    QList<DeviceId> result;
    Rows query = m_storage->run(u"SELECT device_id FROM devices WHERE user_id = ? ORDER BY device_id"_s, {user.toString()});
    while (query.next())
        result.append(DeviceId(query.value(0).toString()));
    return result;
}

bool Accounts::rename(const UserId &user, const DeviceId &device, const QString &displayName)
{
    return m_storage->execute(u"UPDATE devices SET display_name = ? WHERE user_id = ? AND device_id = ?"_s,
               {displayName.isEmpty() ? QVariant() : QVariant(displayName), user.toString(), device.toString()})
        > 0;
}

QString Accounts::displayName(const UserId &user, const DeviceId &device) const
{
    return m_storage->value(u"SELECT display_name FROM devices WHERE user_id = ? AND device_id = ?"_s, {user.toString(), device.toString()})
        .toString();
}

QJsonObject Accounts::describe(const UserId &user, const DeviceId &device) const
{
    Rows query = m_storage->run(u"SELECT display_name, last_seen_ip, last_seen FROM devices WHERE user_id = ? AND device_id = ?"_s,
        {user.toString(), device.toString()});
    if (!query.next())
        return {};
    const auto orNull
        = [&](int column) { return query.value(column).isNull() ? QJsonValue() : QJsonValue(query.value(column).toString()); };
    return {{u"device_id"_s, device.toString()}, {u"display_name"_s, orNull(0)}, {u"last_seen_ip"_s, orNull(1)},
        {u"last_seen_ts"_s, query.value(2).toLongLong()}};
}

void Accounts::noteAddress(const UserId &user, const DeviceId &device, const QString &address)
{
    m_storage->execute(
        u"UPDATE devices SET last_seen_ip = ? WHERE user_id = ? AND device_id = ?"_s, {address, user.toString(), device.toString()});
}

QJsonObject Accounts::profile(const UserId &user) const
{
    Rows query = m_storage->run(u"SELECT display_name, avatar_url FROM users WHERE user_id = ?"_s, {user.toString()});
    if (!query.next())
        return {};
    QJsonObject result{{u"displayname"_s, query.value(0).isNull() ? user.localpart() : query.value(0).toString()}};
    if (!query.value(1).isNull())
        result.insert(u"avatar_url"_s, query.value(1).toString());
    return result;
}

void Accounts::setProfile(const UserId &user, const QString &field, const QString &value)
{
    const QString column = field == "displayname"_L1 ? u"display_name"_s : u"avatar_url"_s;
    m_storage->execute(
        u"UPDATE users SET %1 = ? WHERE user_id = ?"_s.arg(column), {value.isEmpty() ? QVariant() : QVariant(value), user.toString()});
}

} // namespace Lockstep::Lab
