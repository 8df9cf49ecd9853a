// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/keys.h"

#include "lab/state/storage.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

QString text(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject object(const QVariant &value)
{
    return QJsonDocument::fromJson(value.toString().toUtf8()).object();
}

// A signed key is an object, an unsigned one a bare string: in a list, either is a JSON document.
QString wrapped(const QJsonValue &key)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray{key}).toJson(QJsonDocument::Compact));
}

QJsonValue unwrapped(const QString &stored)
{
    return QJsonDocument::fromJson(stored.toUtf8()).array().first();
}

QJsonObject without(QJsonObject value, QLatin1StringView key)
{
    value.remove(key);
    return value;
}

// The same object uploaded again keeps the signatures that others have added meanwhile.
QJsonObject withSignaturesOf(QJsonObject keys, const QJsonObject &known)
{
    if (without(keys, "signatures"_L1) != without(known, "signatures"_L1))
        return keys;
    QJsonObject merged = known.value("signatures"_L1).toObject();
    const QJsonObject fresh = keys.value("signatures"_L1).toObject();
    for (auto user = fresh.begin(); user != fresh.end(); ++user) {
        QJsonObject signatures = merged.value(user.key()).toObject();
        const QJsonObject added = user.value().toObject();
        for (auto signature = added.begin(); signature != added.end(); ++signature)
            signatures.insert(signature.key(), signature.value());
        merged.insert(user.key(), signatures);
    }
    keys.insert("signatures"_L1, merged);
    return keys;
}

} // namespace

QString publicKeyOf(const QJsonObject &crossSigningKey)
{
    const QJsonObject keys = crossSigningKey.value("keys"_L1).toObject();
    return keys.size() == 1 ? keys.begin()->toString() : QString();
}

Keys::Keys(Storage *storage, ServerName self)
    : m_storage(storage)
    , m_self(std::move(self))
{
}

bool Keys::setDeviceKeys(const UserId &user, const DeviceId &device, const QJsonObject &keys)
{
    QJsonObject stored = without(keys, "unsigned"_L1);
    const QJsonObject known = deviceKeys(user, device);
    if (!known.isEmpty())
        stored = withSignaturesOf(stored, known);
    if (stored == known)
        return false;
    m_storage->execute(
        u"INSERT INTO device_keys (user_id, device_id, keys) VALUES (?, ?, ?) ON CONFLICT (user_id, device_id) DO UPDATE SET keys = excluded.keys"_s,
        {user.toString(), device.toString(), text(stored)});
    return true;
}

QJsonObject Keys::deviceKeys(const UserId &user, const DeviceId &device) const
{
    return object(
        m_storage->value(u"SELECT keys FROM device_keys WHERE user_id = ? AND device_id = ?"_s, {user.toString(), device.toString()}));
}

void Keys::removeDevice(const UserId &user, const DeviceId &device)
{
    for (const QString &table : {u"device_keys"_s, u"one_time_keys"_s, u"fallback_keys"_s})
        m_storage->execute(u"DELETE FROM %1 WHERE user_id = ? AND device_id = ?"_s.arg(table), {user.toString(), device.toString()});
}

QList<Device> Keys::devices(const UserId &user) const
{
    QList<Device> result;
    Rows query = m_storage->run(u"SELECT d.device_id, d.display_name, k.keys FROM devices AS d LEFT JOIN device_keys AS k "
                                "ON k.user_id = d.user_id AND k.device_id = d.device_id WHERE d.user_id = ? ORDER BY d.device_id"_s,
        {user.toString()});
    while (query.next()) {
        Device device;
        device.deviceId = DeviceId(query.value(0).toString());
        device.displayName = query.value(1).isNull() ? QString() : query.value(1).toString();
        device.keys = object(query.value(2));
        result.append(device);
    }
    return result;
}

QString Keys::addOneTimeKeys(const UserId &user, const DeviceId &device, const QJsonObject &keys)
{
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        const QVariantList name{user.toString(), device.toString(), key.key().section(u':', 0, 0), key.key().section(u':', 1)};
        const QString value = wrapped(key.value());
        const int added = m_storage->execute(
            u"INSERT INTO one_time_keys (user_id, device_id, algorithm, key_id, key) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"_s,
            name + QVariantList{value});
        if (added == 0
            && m_storage
                    ->value(u"SELECT key FROM one_time_keys WHERE user_id = ? AND device_id = ? AND algorithm = ? AND key_id = ?"_s, name)
                    .toString()
                != value)
            return key.key();
    }
    return {};
}

void Keys::setFallbackKeys(const UserId &user, const DeviceId &device, const QJsonObject &keys)
{
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        const QVariantList name{user.toString(), device.toString(), key.key().section(u':', 0, 0), key.key().section(u':', 1)};
        const QString value = wrapped(key.value());
        // The same key again stays used: only a new one may be handed out anew.
        m_storage->execute(u"INSERT INTO fallback_keys (user_id, device_id, algorithm, key_id, key, used) VALUES (?, ?, ?, ?, ?, 0) "
                           "ON CONFLICT (user_id, device_id, algorithm) DO UPDATE SET key_id = excluded.key_id, key = excluded.key, "
                           "used = CASE WHEN key_id = excluded.key_id AND key = excluded.key THEN used ELSE 0 END"_s,
            name + QVariantList{value});
    }
}

QJsonObject Keys::oneTimeKeyCounts(const UserId &user, const DeviceId &device) const
{
    // Always names the usual algorithm: clients take its absence for "unknown", not for zero.
    QJsonObject result{{u"signed_curve25519"_s, 0}};
    Rows query = m_storage->run(u"SELECT algorithm, COUNT(*) FROM one_time_keys WHERE user_id = ? AND device_id = ? GROUP BY algorithm"_s,
        {user.toString(), device.toString()});
    while (query.next())
        result.insert(query.value(0).toString(), query.value(1).toLongLong());
    return result;
}

QStringList Keys::unusedFallbackKeyTypes(const UserId &user, const DeviceId &device) const
{
    QStringList result;
    Rows query
        = m_storage->run(u"SELECT algorithm FROM fallback_keys WHERE user_id = ? AND device_id = ? AND used = 0 ORDER BY algorithm"_s,
            {user.toString(), device.toString()});
    while (query.next())
        result += query.value(0).toString();
    return result;
}

QJsonObject Keys::claim(const UserId &user, const DeviceId &device, const QString &algorithm)
{
    const QVariantList who{user.toString(), device.toString(), algorithm};
    const QVariant id = m_storage->value(
        u"SELECT id FROM one_time_keys WHERE user_id = ? AND device_id = ? AND algorithm = ? ORDER BY id LIMIT 1"_s, who);
    QString keyId, key;
    if (id.isValid()) {
        keyId = m_storage->value(u"SELECT key_id FROM one_time_keys WHERE id = ?"_s, {id}).toString();
        key = m_storage->value(u"SELECT key FROM one_time_keys WHERE id = ?"_s, {id}).toString();
        m_storage->execute(u"DELETE FROM one_time_keys WHERE id = ?"_s, {id});
    } else {
        keyId
            = m_storage->value(u"SELECT key_id FROM fallback_keys WHERE user_id = ? AND device_id = ? AND algorithm = ?"_s, who).toString();
        key = m_storage->value(u"SELECT key FROM fallback_keys WHERE user_id = ? AND device_id = ? AND algorithm = ?"_s, who).toString();
        m_storage->execute(u"UPDATE fallback_keys SET used = 1 WHERE user_id = ? AND device_id = ? AND algorithm = ?"_s, who);
    }
    if (key.isEmpty())
        return {};
    return {{algorithm + u':' + keyId, unwrapped(key)}};
}

bool Keys::setCrossSigningKey(const UserId &user, const QString &usage, const QJsonObject &key)
{
    QJsonObject stored = without(key, "unsigned"_L1);
    const QJsonObject known = crossSigningKey(user, usage);
    if (!known.isEmpty())
        stored = withSignaturesOf(stored, known);
    if (stored == known)
        return false;
    if (!known.isEmpty() && without(stored, "signatures"_L1) == without(known, "signatures"_L1)) {
        // New signatures are the same identity; only another key starts a new entry of the history.
        m_storage->execute(u"UPDATE cross_signing_keys SET key = ? WHERE user_id = ? AND usage = ? AND stream_id = "
                           "(SELECT MAX(stream_id) FROM cross_signing_keys WHERE user_id = ? AND usage = ?)"_s,
            {text(stored), user.toString(), usage, user.toString(), usage});
        return true;
    }
    m_storage->execute(u"INSERT INTO cross_signing_keys (user_id, usage, stream_id, key) VALUES (?, ?, ?, ?)"_s,
        {user.toString(), usage, m_storage->nextStreamId(), text(stored)});
    return true;
}

QJsonObject Keys::crossSigningKey(const UserId &user, const QString &usage) const
{
    return object(m_storage->value(
        u"SELECT key FROM cross_signing_keys WHERE user_id = ? AND usage = ? ORDER BY stream_id DESC LIMIT 1"_s, {user.toString(), usage}));
}

} // namespace Lockstep::Lab
