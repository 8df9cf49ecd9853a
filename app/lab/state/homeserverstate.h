// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>

namespace Lockstep::Lab {

class AccountData;
class Accounts;
class Actor;
class Changes;
class Clock;
class KeyBackups;
class Keys;
class Notifier;
class Publisher;
class RoomEvents;
class Rooms;
class Storage;
class ToDeviceQueues;

/// What one homeserver keeps: its tables, and the thread that owns them. The tables are used on that thread alone, by way of actor() or
/// commit(); notifier() is thread-safe by itself. Knows no network: who asks other servers is given a Peers.
class HomeserverState
{
public:
    struct Identity
    {
        ServerName name;
        QString keyId; ///< "ed25519:<id>"
        QByteArray seed; ///< of the signing key, 32 bytes
    };

    /// \a dataFile: empty for memory. A file that was made for another name keeps it: a server's users bear it for life. Errors: Io,
    /// Database.
    static Result<std::unique_ptr<HomeserverState>> open(const QString &dataFile, const ServerName &name, const Clock *clock);
    /// Finishes what the state thread was given, then ends it.
    ~HomeserverState();

    const Identity &identity() const;
    const ServerName &serverName() const { return identity().name; }
    const Clock &clock() const;

    Actor &actor();
    Notifier &notifier();
    Storage &storage();
    Accounts &accounts();
    AccountData &accountData();
    Keys &keys();
    KeyBackups &keyBackups();
    Rooms &rooms();
    RoomEvents &roomEvents();
    ToDeviceQueues &toDevice();
    Publisher &publisher();
    Changes &changes();

    /// Runs \a work on the state thread in one transaction and, once it is committed, wakes those whom it concerns. Any thread.
    /// An Error that \a work returns rolls back.
    Result<void> commit(const std::function<Result<void>()> &work);
    /// Called on the state thread after each transaction, with whether it was committed: for what is kept in memory beside the tables.
    void onTransactionEnd(std::function<void(bool isCommitted)> listener);
    /// Called on the state thread, after the commit, when a destination has something new to be sent.
    void onOutgoing(std::function<void(const ServerName &)> listener);

private:
    struct Private;
    explicit HomeserverState(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// Ends devices of a local user: tokens, keys, queue; tells other servers and local users. State thread, inside a transaction.
void endDevices(HomeserverState &state, const UserId &user, const QList<DeviceId> &devices);

} // namespace Lockstep::Lab
