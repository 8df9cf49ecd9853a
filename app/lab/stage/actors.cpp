// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/actors.h"

#include "core/canonicaljson.h"
#include "lab/client/clientservice.h"
#include "lab/federation/federationsender.h"
#include "lab/stage/homeserver.h"
#include "lab/stage/lab.h"
#include "lab/state/accounts.h"
#include "lab/state/actor.h"
#include "lab/state/changes.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/keys.h"
#include "lab/state/memberships.h"
#include "lab/state/publisher.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"
#include "lab/state/todevicequeues.h"

#include <QUuid>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

QString text(const QVariantMap &parameters, const char *key)
{
    return parameters.value(QString::fromLatin1(key)).toString();
}

QString base64(const QByteArray &bytes)
{
    return QString::fromLatin1(encodeUnpaddedBase64(bytes));
}

Result<void> missing(const ScenarioStep &step, const char *key)
{
    return failure(Error::BadInput, u"Line %1: \"%2\" needs \"%3\"."_s.arg(step.line).arg(step.action, QString::fromLatin1(key)));
}

} // namespace

Actors::Actors(Lab *lab)
    : m_lab(lab)
{
}

Result<Homeserver *> Actors::serverOf(const QString &name) const
{
    for (int i = 0; i < m_lab->size(); ++i) {
        Homeserver &server = m_lab->server(i);
        if (server.serverName().toString() == name || server.serverName().toString().section(u'.', 0, 0) == name)
            return &server;
    }
    return failure(
        Error::BadInput, u"There is no server \"%1\" in this lab; it has %2 servers, the first is alpha."_s.arg(name).arg(m_lab->size()));
}

// Whoever is named for the first time is registered.
Result<Actors::Person> Actors::personOf(const QString &name)
{
    const Result<Homeserver *> server = serverOf(name.section(u'@', 1));
    if (!server)
        return failure(server.error());
    const QString localpart = name.section(u'@', 0, 0);
    const Person person{*server, UserId(u'@' + localpart + u':' + (*server)->serverName().toString())};
    const Result<void> made = (*server)->client().registerUser(localpart, QString::fromLatin1(Lab::adminPassword), false);
    if (!made && made.error().errcode != "M_USER_IN_USE"_L1)
        return failure(made.error());
    return person;
}

Result<void> Actors::perform(const ScenarioStep &step)
{
    const QVariantMap &p = step.parameters;
    const QString &action = step.action;
    if (action == "note"_L1 || action == "wait"_L1)
        return {};
    if (action == "room"_L1)
        return room(p);
    if (action == "lose"_L1 || action == "prune"_L1) {
        const auto from = serverOf(text(p, "from"));
        const auto to = serverOf(text(p, "to"));
        if (!from || !to)
            return failure(!from ? from.error() : to.error());
        if (action == "lose"_L1)
            m_lab->network().loseNext((*from)->serverName(), (*to)->serverName(), qMax(1, p.value(u"transactions"_s, 1).toInt()));
        else
            return (*from)->state().commit([&]() -> Result<void> {
                (*from)->sender().prune((*to)->serverName());
                return {};
            });
        return {};
    }
    if (action == "down"_L1 || action == "up"_L1 || action == "deaf"_L1 || action == "retry"_L1 || action == "cluster"_L1) {
        const auto server = serverOf(text(p, "server"));
        if (!server)
            return failure(server.error());
        const ServerName name = (*server)->serverName();
        const bool isOn = text(p, "on") != "false"_L1;
        if (action == "cluster"_L1) {
            (*server)->state().actor().call([&] { (*server)->state().publisher().setClustered(isOn); });
            return {};
        }
        if (action == "deaf"_L1)
            m_lab->network().setDeaf(name, isOn);
        else if (action != "retry"_L1)
            m_lab->network().setDown(name, action == "down"_L1);
        const bool isBetter = action == "up"_L1 || action == "retry"_L1 || (action == "deaf"_L1 && !isOn);
        for (int i = 0; isBetter && i < m_lab->size(); ++i) // what waits for it, and what it has for others
            if (&m_lab->server(i) != *server) {
                m_lab->server(i).sender().endBackoff(name);
                (*server)->sender().endBackoff(m_lab->server(i).serverName());
            }
        return {};
    }
    const QString who = text(p, action == "message"_L1 ? "from" : "user");
    if (who.isEmpty())
        return missing(step, action == "message"_L1 ? "from" : "user");
    const Result<Person> person = personOf(who);
    if (!person)
        return failure(person.error());
    const DeviceId id(text(p, "id"));
    if (action == "devices"_L1)
        return devices(*person, qBound(1, p.value(u"count"_s).toInt(), 10'000));
    if (action == "cross-sign"_L1 || action == "reset-identity"_L1)
        return crossSign(*person, action == "reset-identity"_L1);
    if (action == "message"_L1)
        return message(*person, p);
    if (action == "placeholder"_L1)
        return placeholder(*person, qBound(1, p.value(u"times"_s, 1).toInt(), 100));
    if (id.isEmpty())
        return missing(step, "id");
    if (action == "device"_L1)
        return device(*person, id, text(p, "name"));
    if (action == "rename"_L1)
        return rename(*person, id, text(p, "name"));
    if (action == "rekey"_L1)
        return rekey(*person, id);
    if (action == "remove"_L1)
        return remove(*person, id);
    return failure(Error::BadInput, u"Line %1: \"%2\" is not an action."_s.arg(step.line).arg(action));
}

Result<void> Actors::room(const QVariantMap &parameters)
{
    QList<Person> people;
    const QVariantList members = parameters.value(u"members"_s).toList();
    for (const QVariant &member : members) {
        const Result<Person> person = personOf(member.toString());
        if (!person)
            return failure(person.error());
        people.append(*person);
    }
    if (people.isEmpty())
        return failure(Error::BadInput, u"A room needs \"members\"."_s);
    QList<UserId> invited;
    for (const Person &person : people.mid(1))
        invited.append(person.user);
    Memberships::NewRoom room;
    room.isEncrypted = text(parameters, "encrypted") != "false"_L1;
    room.name = text(parameters, "name");
    room.invited = invited;
    const Result<QString> made = people.first().server->memberships().create(people.first().user, room);
    if (!made)
        return failure(made.error());
    for (const Person &person : people.mid(1))
        if (const Result<void> joined = person.server->memberships().change(*made, person.user, person.user, u"join"_s); !joined)
            return joined;
    return {};
}

QJsonObject Actors::newKeys(const Person &person, const DeviceId &device)
{
    const SigningKey key = SigningKey::generate();
    const QString id = device.toString();
    const QJsonObject keys{{u"user_id"_s, person.user.toString()}, {u"device_id"_s, id},
        {u"algorithms"_s, QJsonArray{u"m.olm.v1.curve25519-aes-sha2"_s, u"m.megolm.v1.aes-sha2"_s}},
        {u"keys"_s,
            QJsonObject{
                {u"ed25519:"_s + id, base64(key.publicKey())}, {u"curve25519:"_s + id, base64(SigningKey::generate().publicKey())}}}};
    const Result<QJsonObject> signedKeys = signJson(keys, person.user.toString(), u"ed25519:"_s + id, key);
    const std::lock_guard lock(m_mutex);
    const Identity identity = m_identities.value(person.user);
    if (!signedKeys || !identity.selfSigning)
        return signedKeys.value_or(keys);
    return signJson(*signedKeys, person.user.toString(), u"ed25519:"_s + base64(identity.selfSigning->publicKey()), *identity.selfSigning)
        .value_or(*signedKeys);
}

Result<void> Actors::device(const Person &person, const DeviceId &device, const QString &name)
{
    const QJsonObject keys = newKeys(person, device);
    HomeserverState &state = person.server->state();
    return state.commit([&]() -> Result<void> {
        if (state.accounts().hasDevice(person.user, device))
            return {};
        state.accounts().makeDevice(person.user, device, name);
        state.keys().setDeviceKeys(person.user, device, keys);
        state.publisher().deviceChanged(person.user, device);
        state.changes().deviceListChanged(person.user);
        return {};
    });
}

Result<void> Actors::devices(const Person &person, int count)
{
    for (int i = 0; i < count; ++i)
        if (const Result<void> made = device(person, DeviceId(u"DEVICE%1"_s.arg(i, 4, 10, '0'_L1)), u"device %1"_s.arg(i)); !made)
            return made;
    return {};
}

Result<void> Actors::rename(const Person &person, const DeviceId &device, const QString &name)
{
    HomeserverState &state = person.server->state();
    return state.commit([&]() -> Result<void> {
        if (!state.accounts().rename(person.user, device, name))
            return failure(Error::NotFound, u"%1 has no device %2."_s.arg(person.user.toString(), device.toString()));
        state.publisher().deviceChanged(person.user, device);
        state.changes().deviceListChanged(person.user);
        return {};
    });
}

Result<void> Actors::rekey(const Person &person, const DeviceId &device)
{
    const QJsonObject keys = newKeys(person, device);
    HomeserverState &state = person.server->state();
    return state.commit([&]() -> Result<void> {
        if (!state.accounts().hasDevice(person.user, device))
            return failure(Error::NotFound, u"%1 has no device %2."_s.arg(person.user.toString(), device.toString()));
        state.keys().setDeviceKeys(person.user, device, keys);
        state.publisher().deviceChanged(person.user, device);
        state.changes().deviceListChanged(person.user);
        return {};
    });
}

Result<void> Actors::remove(const Person &person, const DeviceId &device)
{
    HomeserverState &state = person.server->state();
    return state.commit([&]() -> Result<void> {
        endDevices(state, person.user, {device});
        return {};
    });
}

Result<void> Actors::crossSign(const Person &person, bool fresh)
{
    Identity identity;
    {
        const std::lock_guard lock(m_mutex);
        Identity &known = m_identities[person.user];
        if (fresh || !known.master)
            known = {SigningKey::generate(), SigningKey::generate()};
        identity = known;
    }
    const QString user = person.user.toString();
    const auto keyObject = [&](const QString &usage, const SigningKey &key) {
        const QString publicKey = base64(key.publicKey());
        const QJsonObject object{
            {u"user_id"_s, user}, {u"usage"_s, QJsonArray{usage}}, {u"keys"_s, QJsonObject{{u"ed25519:"_s + publicKey, publicKey}}}};
        return signJson(object, user, u"ed25519:"_s + base64(identity.master->publicKey()), *identity.master).value_or(object);
    };
    HomeserverState &state = person.server->state();
    return state.commit([&]() -> Result<void> {
        state.keys().setCrossSigningKey(person.user, u"master"_s, keyObject(u"master"_s, *identity.master));
        state.keys().setCrossSigningKey(person.user, u"self_signing"_s, keyObject(u"self_signing"_s, *identity.selfSigning));
        state.publisher().signingKeysChanged(person.user);
        const QList<Device> devices = state.keys().devices(person.user);
        for (const Device &device : devices) {
            if (device.keys.isEmpty())
                continue;
            const auto signedKeys
                = signJson(device.keys, user, u"ed25519:"_s + base64(identity.selfSigning->publicKey()), *identity.selfSigning);
            if (signedKeys && state.keys().setDeviceKeys(person.user, device.deviceId, *signedKeys))
                state.publisher().deviceChanged(person.user, device.deviceId);
        }
        state.changes().deviceListChanged(person.user);
        return {};
    });
}

Result<void> Actors::message(const Person &from, const QVariantMap &parameters)
{
    const Result<Person> to = personOf(text(parameters, "to"));
    if (!to)
        return failure(to.error());
    const QString device = parameters.value(u"device"_s, u"*"_s).toString();
    const int count = qBound(1, parameters.value(u"count"_s, 1).toInt(), 10'000);
    HomeserverState &state = from.server->state();
    return state.commit([&]() -> Result<void> {
        for (int i = 0; i < count; ++i) {
            const QJsonObject content{
                {u"action"_s, u"request"_s}, {u"request_id"_s, QString::number(i)}, {u"requesting_device_id"_s, u"LAB"_s}};
            const QString type = u"m.room_key_request"_s;
            const QString id = QUuid::createUuid().toString(QUuid::Id128);
            if (to->server == from.server) {
                const QList<DeviceId> devices = state.accounts().devices(to->user);
                for (const DeviceId &known : devices)
                    if (device == "*"_L1 || known.toString() == device)
                        state.toDevice().enqueue(to->user, known, {0, from.user, type, id, content});
                state.changes().wake(to->user);
                continue;
            }
            const QJsonObject messages{{to->user.toString(), QJsonObject{{device, content}}}};
            state.publisher().enqueue(to->server->serverName(), u"m.direct_to_device"_s, {},
                compactText({{u"sender"_s, from.user.toString()}, {u"type"_s, type}, {u"message_id"_s, id}, {u"messages"_s, messages}}));
        }
        return {};
    });
}

// The conduwuit family: always the same stream_id and no prev_id, so that the receiver fetches the whole list each time.
Result<void> Actors::placeholder(const Person &person, int times)
{
    HomeserverState &state = person.server->state();
    return state.commit([&]() -> Result<void> {
        const QJsonObject content{
            {u"user_id"_s, person.user.toString()}, {u"device_id"_s, u"placeholder"_s}, {u"stream_id"_s, 1}, {u"prev_id"_s, QJsonArray()}};
        const QList<ServerName> servers = state.rooms().serversSharingWith(person.user);
        for (int i = 0; i < times; ++i)
            for (const ServerName &server : servers)
                state.publisher().enqueue(server, u"m.device_list_update"_s, person.user, compactText(content));
        return {};
    });
}

QString Actors::describe(const ScenarioStep &step) const
{
    const QVariantMap &p = step.parameters;
    if (step.action == "note"_L1)
        return text(p, "text");
    QStringList words{step.action};
    for (auto parameter = p.begin(); parameter != p.end(); ++parameter) {
        const QString value = parameter->canConvert<QVariantList>() && parameter->typeId() == QMetaType::QVariantList
            ? parameter->toStringList().join(u' ')
            : parameter->toString();
        words += parameter.key() + u' ' + value;
    }
    return words.join(u", "_s);
}

} // namespace Lockstep::Lab
