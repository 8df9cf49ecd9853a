// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/canonicaljson.h"
#include "domain/xmatrix.h"
#include "http/httptypes.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace Lockstep::Tap {

using namespace Qt::StringLiterals;

inline const ServerName self(u"home.example"_s);

/// A server that sends transactions.
struct Sender
{
    ServerName name;
    SigningKey key = SigningKey::generate();
    QString keyId = u"ed25519:1"_s;
    QStringList oldKeyIds = {}; ///< which it publishes as its own of before

    QJsonObject publishedKeys() const
    {
        QJsonObject old;
        for (const QString &id : oldKeyIds)
            old.insert(id, QJsonObject{{u"expired_ts"_s, 1}, {u"key"_s, u"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"_s}});
        const QJsonObject keys{{u"server_name"_s, name.toString()}, {u"valid_until_ts"_s, QDateTime::currentMSecsSinceEpoch() + 86'400'000},
            {u"old_verify_keys"_s, old},
            {u"verify_keys"_s, QJsonObject{{keyId, QJsonObject{{u"key"_s, QString::fromLatin1(encodeUnpaddedBase64(key.publicKey()))}}}}}};
        return *signJson(keys, name.toString(), keyId, key);
    }
    static QByteArray body(const QString &user, int streamId)
    {
        const QJsonObject update{{u"user_id"_s, user}, {u"device_id"_s, u"D"_s}, {u"stream_id"_s, streamId}, {u"prev_id"_s, QJsonArray()},
            {u"device_display_name"_s, u"phöne"_s}};
        const QJsonObject edu{{u"edu_type"_s, u"m.device_list_update"_s}, {u"content"_s, update}};
        const QJsonObject keys{{u"edu_type"_s, u"m.signing_key_update"_s},
            {u"content"_s, QJsonObject{{u"user_id"_s, user}, {u"master_key"_s, QJsonObject{{u"usage"_s, QJsonArray{u"master"_s}}}}}}};
        return QJsonDocument(QJsonObject{{u"edus"_s, QJsonArray{edu, streamId == 99 ? keys : QJsonObject()}}, {u"pdus"_s, QJsonArray()}})
            .toJson();
    }
    QByteArray authorization(const QByteArray &target, const QByteArray &bytes, const ServerName &to = self) const
    {
        const FederationRequest request{.method = "PUT", .target = target, .origin = name, .destination = to, .body = bytes};
        return "Authorization: " + *signRequest(request, keyId, key) + "\r\n";
    }
};

/// Whose keys a notary is asked for, by either of its two calls.
inline QString askedFor(const Http::IncomingRequest &request)
{
    if (request.method != "POST")
        return request.segments.constLast();
    const QStringList names = QJsonDocument::fromJson(request.body).object().value(u"server_keys").toObject().keys();
    return names.value(0);
}

} // namespace Lockstep::Tap
