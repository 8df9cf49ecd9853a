// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "remoteserver.h"

#include "core/canonicaljson.h"
#include "core/jsonreader.h"
#include "domain/signatures.h"

#include <QDateTime>

#include <numeric>

using namespace Qt::StringLiterals;

namespace Lockstep::Tests {

using Http::IncomingRequest;
using Http::OutgoingAnswer;

namespace {
const QString keyId = u"ed25519:test"_s;
constexpr int timeoutMs = 20'000;
} // namespace

RemoteServer::RemoteServer(Lab::Network *network, const ServerName &name)
    : m_name(name)
    , m_seed(SigningKey::generate().seed())
    , m_client(network, name, keyId, m_seed)
{
    auto started = Http::HttpServer::start({}, [this](const IncomingRequest &request) { return answer(request); });
    if (!started)
        qFatal("%s", qPrintable(started.error().text));
    m_http = std::move(*started);
    network->announce(m_name, m_http->url());
}

RemoteServer::~RemoteServer()
{
    release();
}

void RemoteServer::setList(const UserId &user, const QString &streamId, const QStringList &devices)
{
    QJsonArray list;
    for (const QString &device : devices)
        list.append(QJsonObject{{u"device_id"_s, device}, {u"device_display_name"_s, QString(u"name of "_s + device)}});
    setAnswer(user, OutgoingAnswer::json({{u"user_id"_s, user.toString()}, {u"stream_id"_s, streamId.toLongLong()}, {u"devices"_s, list}}));
}

void RemoteServer::setAnswer(const UserId &user, const OutgoingAnswer &answer)
{
    const std::lock_guard lock(m_mutex);
    m_answers.insert(user, answer);
}

void RemoteServer::hold()
{
    const std::lock_guard lock(m_mutex);
    m_held = true;
}

void RemoteServer::release()
{
    {
        const std::lock_guard lock(m_mutex);
        m_held = false;
    }
    m_released.notify_all();
}

int RemoteServer::listRequests() const
{
    const std::lock_guard lock(m_mutex);
    return std::accumulate(m_listRequests.cbegin(), m_listRequests.cend(), 0);
}

int RemoteServer::listRequests(const UserId &user) const
{
    const std::lock_guard lock(m_mutex);
    return m_listRequests.value(user);
}

void RemoteServer::refuse(const QByteArray &text)
{
    const std::lock_guard lock(m_mutex);
    m_refused = text;
}

void RemoteServer::setSendStatus(int status)
{
    const std::lock_guard lock(m_mutex);
    m_sendStatus = status;
}

QList<RemoteServer::Transaction> RemoteServer::transactions() const
{
    const std::lock_guard lock(m_mutex);
    return m_transactions;
}

int RemoteServer::mostAtOnce() const
{
    const std::lock_guard lock(m_mutex);
    return m_mostAtOnce;
}

Result<QJsonObject> RemoteServer::send(const ServerName &destination, const QString &txnId, const QJsonArray &edus, const QJsonArray &pdus)
{
    return request(destination, "PUT", "/_matrix/federation/v1/send/" + encodePathSegment(txnId),
        QJsonObject{{u"origin"_s, m_name.toString()}, {u"origin_server_ts"_s, QDateTime::currentMSecsSinceEpoch()}, {u"pdus"_s, pdus},
            {u"edus"_s, edus}});
}

Result<QJsonObject> RemoteServer::request(
    const ServerName &destination, const QByteArray &method, const QByteArray &target, const std::optional<QJsonObject> &body) const
{
    return m_client.request(destination, method, target, body, timeoutMs);
}

OutgoingAnswer RemoteServer::keys() const
{
    const auto key = SigningKey::fromSeed(m_seed);
    const QJsonObject object{{u"server_name"_s, m_name.toString()},
        {u"valid_until_ts"_s, QDateTime::currentMSecsSinceEpoch() + 24LL * 60 * 60 * 1000},
        {u"verify_keys"_s, QJsonObject{{keyId, QJsonObject{{u"key"_s, QString::fromLatin1(encodeUnpaddedBase64(key->publicKey()))}}}}}};
    return OutgoingAnswer::json(signJson(object, m_name.toString(), keyId, *key).value_or(QJsonObject()));
}

OutgoingAnswer RemoteServer::answer(const IncomingRequest &request)
{
    const QString path = request.segments.mid(0, 4).join(u'/');
    if (path == "_matrix/key/v2/server"_L1)
        return keys();
    std::unique_lock lock(m_mutex);
    if (path == "_matrix/federation/v1/user"_L1 && request.segments.value(4) == "devices"_L1) {
        const UserId user(request.segments.value(5));
        ++m_listRequests[user];
        m_released.wait(lock, [this] { return !m_held; });
        const auto known = m_answers.constFind(user);
        return known != m_answers.constEnd() ? *known : OutgoingAnswer::error(404, u"M_NOT_FOUND"_s, u"No such user."_s);
    }
    if (path == "_matrix/federation/v1/send"_L1) {
        m_mostAtOnce = std::max(m_mostAtOnce, ++m_sending);
        m_transactions.append({request.segments.value(4), parseJsonObject(request.body).value_or(QJsonObject())});
        m_released.wait(lock, [this] { return !m_held; });
        --m_sending;
        if (!m_refused.isEmpty() && request.body.contains(m_refused))
            return OutgoingAnswer::error(400, u"M_BAD_JSON"_s, u"Never."_s);
        return m_sendStatus == 200 ? OutgoingAnswer::json({{u"pdus"_s, QJsonObject()}})
                                   : OutgoingAnswer::error(m_sendStatus, u"M_UNKNOWN"_s, u"Not today."_s);
    }
    return OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"Not known here."_s);
}

QJsonObject deviceListEdu(const UserId &user, const QString &device, qint64 streamId, const QList<qint64> &previous)
{
    QJsonArray ids;
    for (const qint64 id : previous)
        ids.append(id);
    return {{u"edu_type"_s, u"m.device_list_update"_s},
        {u"content"_s,
            QJsonObject{{u"user_id"_s, user.toString()}, {u"device_id"_s, device},
                {u"device_display_name"_s, u"%1 at %2"_s.arg(device).arg(streamId)}, {u"stream_id"_s, streamId}, {u"prev_id"_s, ids}}}};
}

} // namespace Lockstep::Tests
