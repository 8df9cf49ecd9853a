// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/homeserverstate.h"

#include "domain/signatures.h"
#include "lab/state/accountdata.h"
#include "lab/state/accounts.h"
#include "lab/state/actor.h"
#include "lab/state/changes.h"
#include "lab/state/clock.h"
#include "lab/state/keybackups.h"
#include "lab/state/keys.h"
#include "lab/state/notifier.h"
#include "lab/state/publisher.h"
#include "lab/state/roomevents.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"
#include "lab/state/todevicequeues.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

// In the order in which the parts are made. The state thread, which all others ask, is made first and ends last.
struct HomeserverState::Private
{
    Identity identity;
    const Clock *clock = nullptr;
    Notifier notifier;
    Actor actor;
    std::function<void(bool)> transactionEnded; ///< state thread
    std::function<void(const ServerName &)> outgoing; ///< state thread
    std::unique_ptr<Storage> storage; ///< made and ended on the state thread
    std::unique_ptr<Accounts> accounts;
    std::unique_ptr<AccountData> accountData;
    std::unique_ptr<Keys> keys;
    std::unique_ptr<KeyBackups> keyBackups;
    std::unique_ptr<Rooms> rooms;
    std::unique_ptr<Changes> changes;
    std::unique_ptr<RoomEvents> roomEvents;
    std::unique_ptr<ToDeviceQueues> toDevice;
    std::unique_ptr<Publisher> publisher;

    Result<void> openStorage(const QString &dataFile, const ServerName &name);
    void makeTables();
};

Result<void> HomeserverState::Private::openStorage(const QString &dataFile, const ServerName &name)
{
    Result<std::unique_ptr<Storage>> opened = Storage::open(dataFile);
    if (!opened)
        return failure(opened.error());
    storage = std::move(*opened);
    return storage->transaction([&] {
        const QString read = u"SELECT value FROM server WHERE name = ?"_s;
        const QString write = u"INSERT INTO server (name, value) VALUES (?, ?)"_s;
        if (!storage->value(read, {u"name"_s}).isValid()) {
            storage->execute(write, {u"name"_s, name.toString()});
            storage->execute(write, {u"seed"_s, SigningKey::generate().seed()});
        }
        identity = {.name = ServerName(storage->value(read, {u"name"_s}).toString()),
            .keyId = u"ed25519:lab"_s,
            .seed = storage->value(read, {u"seed"_s}).toByteArray()};
    });
}

void HomeserverState::Private::makeTables()
{
    accounts = std::make_unique<Accounts>(storage.get(), identity.name);
    accountData = std::make_unique<AccountData>(storage.get());
    keys = std::make_unique<Keys>(storage.get(), identity.name);
    keyBackups = std::make_unique<KeyBackups>(storage.get());
    rooms = std::make_unique<Rooms>(storage.get(), identity.name);
    changes = std::make_unique<Changes>(storage.get(), rooms.get(), &notifier);
    roomEvents = std::make_unique<RoomEvents>(storage.get(), changes.get());
    toDevice = std::make_unique<ToDeviceQueues>(storage.get(), clock);
    publisher = std::make_unique<Publisher>(storage.get(), rooms.get(), keys.get(), clock, [this](const ServerName &destination) {
        // After the commit: what is woken earlier would find nothing.
        actor.post([this, destination] {
            if (outgoing)
                outgoing(destination);
        });
    });
}

HomeserverState::HomeserverState(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

HomeserverState::~HomeserverState()
{
    d->actor.call([this] { d->storage.reset(); });
}

Result<std::unique_ptr<HomeserverState>> HomeserverState::open(const QString &dataFile, const ServerName &name, const Clock *clock)
{
    std::unique_ptr<HomeserverState> state(new HomeserverState(std::make_unique<Private>()));
    Private *d = state->d.get();
    d->clock = clock;
    if (const Result<void> opened = d->actor.call([&] { return d->openStorage(dataFile, name); }); !opened)
        return failure(opened.error());
    d->makeTables();
    return state;
}

const HomeserverState::Identity &HomeserverState::identity() const
{
    return d->identity;
}

const Clock &HomeserverState::clock() const
{
    return *d->clock;
}

Actor &HomeserverState::actor()
{
    return d->actor;
}

Notifier &HomeserverState::notifier()
{
    return d->notifier;
}

Storage &HomeserverState::storage()
{
    return *d->storage;
}

Accounts &HomeserverState::accounts()
{
    return *d->accounts;
}

AccountData &HomeserverState::accountData()
{
    return *d->accountData;
}

Keys &HomeserverState::keys()
{
    return *d->keys;
}

KeyBackups &HomeserverState::keyBackups()
{
    return *d->keyBackups;
}

Rooms &HomeserverState::rooms()
{
    return *d->rooms;
}

RoomEvents &HomeserverState::roomEvents()
{
    return *d->roomEvents;
}

ToDeviceQueues &HomeserverState::toDevice()
{
    return *d->toDevice;
}

Publisher &HomeserverState::publisher()
{
    return *d->publisher;
}

Changes &HomeserverState::changes()
{
    return *d->changes;
}

Result<void> HomeserverState::commit(const std::function<Result<void>()> &work)
{
    return d->actor.call([&]() -> Result<void> {
        std::optional<Error> refused;
        const Result<void> done = d->storage->transaction([&] {
            if (const Result<void> result = work(); !result) {
                refused = result.error();
                throw StorageError{};
            }
        });
        if (d->transactionEnded)
            d->transactionEnded(done.has_value());
        if (!done)
            d->changes->discard();
        if (refused)
            return failure(*refused);
        if (!done)
            return done;
        d->changes->flush();
        return {};
    });
}

void HomeserverState::onTransactionEnd(std::function<void(bool)> listener)
{
    d->actor.call([&] { d->transactionEnded = std::move(listener); });
}

void HomeserverState::onOutgoing(std::function<void(const ServerName &)> listener)
{
    d->actor.call([&] { d->outgoing = std::move(listener); });
}

void endDevices(HomeserverState &state, const UserId &user, const QList<DeviceId> &devices)
{
    bool changed = false;
    for (const DeviceId &device : devices) {
        if (!state.accounts().removeDevice(user, device))
            continue;
        state.keys().removeDevice(user, device);
        state.toDevice().removeDevice(user, device);
        state.publisher().deviceChanged(user, device);
        changed = true;
    }
    if (changed)
        state.changes().deviceListChanged(user);
}

} // namespace Lockstep::Lab
