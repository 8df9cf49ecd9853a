// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clienttodevice.h"

#include "core/canonicaljson.h"
#include "core/jsonreader.h"
#include "lab/state/answers.h"
#include "lab/state/changes.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/publisher.h"
#include "lab/state/storage.h"
#include "lab/state/todevicequeues.h"

#include <QDateTime>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qsizetype maxContent = 65536; // bytes of canonical JSON; as Synapse
constexpr qsizetype maxEdu = 65536; // bytes that one EDU aims at, as Synapse; a single message may be as large
constexpr qint64 rememberTransactionsMs = 60LL * 60 * 1000;

using Recipients = QMap<UserId, QMap<DeviceId, QJsonObject>>;

// A named device has its own message; "*" covers the others (the specification leaves the mixture open).
QMap<DeviceId, QJsonObject> expanded(const QMap<DeviceId, QJsonObject> &named, const QList<DeviceId> &known)
{
    QMap<DeviceId, QJsonObject> result;
    const auto all = named.constFind(DeviceId(u"*"_s));
    for (const DeviceId &device : known) {
        if (const auto own = named.constFind(device); own != named.constEnd())
            result.insert(device, *own);
        else if (all != named.constEnd())
            result.insert(device, *all);
    }
    return result;
}

} // namespace

ClientToDevice::ClientToDevice(HomeserverState *state)
    : m_state(state)
{
}

QList<ClientRoute> ClientToDevice::routes()
{
    const RouteMaker route(this);
    return {route("PUT", "sendToDevice/*/*", &ClientToDevice::sendToDevice, R"({"messages": {"@": {"@": "object"}}})")};
}

// In EDUs of a bounded size, each with a message_id of its own: a transaction with a huge one might never be accepted. A device's message
// is in one of them only, but "*" covers the devices that the same EDU does not name, so it stays with them. State thread, inside a
// transaction.
void ClientToDevice::enqueueMessages(
    const ServerName &destination, const UserId &sender, const QString &type, const QMap<UserId, QMap<DeviceId, QJsonObject>> &recipients)
{
    QJsonObject messages;
    qsizetype size = 0;
    const auto flush = [&] {
        if (messages.isEmpty())
            return;
        const QJsonObject edu{{u"sender"_s, sender.toString()}, {u"type"_s, type},
            {u"message_id"_s, QUuid::createUuid().toString(QUuid::Id128)}, {u"messages"_s, messages}};
        m_state->publisher().enqueue(destination, u"m.direct_to_device"_s, {}, compactText(edu));
        messages = {};
        size = 0;
    };
    for (auto user = recipients.cbegin(); user != recipients.cend(); ++user) {
        const bool isWhole = user->contains(DeviceId(u"*"_s));
        QJsonObject devices;
        for (auto device = user->cbegin(); device != user->cend(); ++device) {
            const qsizetype next = compactText(*device).toUtf8().size();
            if (size + next > maxEdu && !(isWhole && !devices.isEmpty())) {
                if (!devices.isEmpty())
                    messages.insert(user.key().toString(), devices);
                flush();
                devices = {};
            }
            devices.insert(device.key().toString(), *device);
            size += next;
        }
        messages.insert(user.key().toString(), devices);
    }
    flush();
}

Answer ClientToDevice::sendToDevice(ClientCall &call)
{
    const QString type = call.arguments.value(0);
    JsonReader in(call.body);
    const QJsonObject messages = in.objectAt(u"messages");
    if (!in.ok())
        return Answer::error(400, u"M_BAD_JSON"_s, in.error().text);
    if (type.toUtf8().size() > 255)
        return Answer::error(400, u"M_INVALID_PARAM"_s, u"An event type has at most 255 bytes."_s);
    Recipients recipients;
    for (auto user = messages.begin(); user != messages.end(); ++user) {
        const UserId id(user.key());
        if (!user->isObject())
            return Answer::error(400, u"M_BAD_JSON"_s, u"\"messages\" holds an object for each user."_s);
        if (!id.isValid())
            continue; // Synapse skips them too
        const QJsonObject devices = user->toObject();
        for (auto device = devices.begin(); device != devices.end(); ++device) {
            if (!device->isObject())
                return Answer::error(400, u"M_BAD_JSON"_s, u"A message's content is an object."_s);
            const Result<QByteArray> canonical = canonicalJson(device->toObject());
            if (!canonical)
                return Answer::error(400, u"M_BAD_JSON"_s, u"A message cannot be signed for federation: "_s + canonical.error().text);
            if (canonical->size() > maxContent)
                return Answer::error(413, u"M_TOO_LARGE"_s, u"A message has at most %1 bytes."_s.arg(maxContent));
            recipients[id].insert(DeviceId(device.key()), device->toObject());
        }
    }
    // The whole path counts: the same transaction ID with another event type is another request ("A client's transaction IDs" in
    // domain/PROTOCOL.md).
    const QString path = QString::fromLatin1(call.request.target.split('?').first());
    const Accounts::Caller &caller = call.caller;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        Storage &storage = m_state->storage();
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        storage.execute(u"DELETE FROM client_transactions WHERE user_id = ? AND device_id = ? AND at < ?"_s,
            {caller.user.toString(), caller.device.toString(), now - rememberTransactionsMs});
        if (storage.execute(
                u"INSERT INTO client_transactions (user_id, device_id, path, status, body, at) VALUES (?, ?, ?, 200, '{}', ?) ON CONFLICT DO NOTHING"_s,
                {caller.user.toString(), caller.device.toString(), path, now})
            == 0)
            return {}; // a retransmission
        QMap<ServerName, Recipients> outgoing;
        for (auto user = recipients.cbegin(); user != recipients.cend(); ++user) {
            if (user.key().server() != m_state->serverName()) {
                outgoing[user.key().server()].insert(user.key(), *user);
                continue;
            }
            const auto delivered = expanded(*user, m_state->accounts().devices(user.key()));
            for (auto device = delivered.cbegin(); device != delivered.cend(); ++device)
                m_state->toDevice().enqueue(user.key(), device.key(), {0, caller.user, type, {}, *device});
            if (!delivered.isEmpty())
                m_state->changes().wake(user.key());
        }
        for (auto server = outgoing.cbegin(); server != outgoing.cend(); ++server)
            enqueueMessages(server.key(), caller.user, type, *server);
        return {};
    });
    return done ? Answer::json({}) : answerOf(done.error());
}

} // namespace Lockstep::Lab
