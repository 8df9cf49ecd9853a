// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/syncfilter.h"
#include "lab/state/accounts.h"
#include "lab/state/answers.h"
#include "lab/state/services.h"

#include <QElapsedTimer>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <mutex>

namespace Lockstep::Lab {

struct ClientRoute;

/// One call of the client-server API, read and authenticated.
struct ClientCall
{
    const Inspection::IncomingRequest &request;
    QStringList arguments; ///< the path's variable segments, decoded once
    Accounts::Caller caller; ///< empty for open endpoints
    QJsonObject body;
    QString token;
};

/// Who asks too often: a bucket for each key, refilled steadily. Thread-safe.
class RateLimiter
{
public:
    RateLimiter(double burst, double perSecond);
    /// 0, or the milliseconds to wait.
    qint64 take(const QString &key);

private:
    struct Bucket
    {
        double tokens = 0;
        qint64 at = 0;
    };
    std::mutex m_mutex;
    QElapsedTimer m_clock;
    QHash<QString, Bucket> m_buckets;
    double m_burst;
    double m_perSecond;
};

/// User-interactive authentication (specification, client-server API, "User-Interactive Authentication API"): one stage. Thread-safe.
class InteractiveAuth
{
public:
    /// Nothing if \a auth completes the stage; else the 401 to answer. \a checkPassword is asked for m.login.password.
    std::optional<Inspection::OutgoingAnswer> check(const QString &operation, const QString &stage, const QJsonValue &auth,
        const std::function<bool(const QJsonObject &)> &checkPassword);

private:
    std::mutex m_mutex;
    QHash<QString, QString> m_sessions; ///< session → operation
};

/// The endpoints, by subject. Thread-safe; each runs on an HTTP thread and asks the state thread.
class ClientApi
{
public:
    using Answer = Inspection::OutgoingAnswer;

    explicit ClientApi(Context *context);
    Answer handle(const Inspection::IncomingRequest &request);

    // clientaccounts.cpp
    Answer versions(ClientCall &call);
    Answer wellKnownClient(ClientCall &call);
    Answer wellKnownServer(ClientCall &call);
    Answer loginFlows(ClientCall &call);
    Answer login(ClientCall &call);
    Answer refreshToken(ClientCall &call);
    Answer logout(ClientCall &call);
    Answer logoutAll(ClientCall &call);
    Answer registerUser(ClientCall &call);
    Answer whoami(ClientCall &call);
    Answer capabilities(ClientCall &call);
    Answer isNameFree(ClientCall &call);
    Answer whois(ClientCall &call);
    Answer isAdmin(ClientCall &call);
    // clientdevices.cpp
    Answer devices(ClientCall &call);
    Answer device(ClientCall &call);
    Answer renameDevice(ClientCall &call);
    Answer deleteDevice(ClientCall &call);
    Answer deleteDevices(ClientCall &call);
    Answer sendToDevice(ClientCall &call);
    // clientkeys.cpp
    Answer uploadKeys(ClientCall &call);
    Answer queryKeys(ClientCall &call);
    Answer claimKeys(ClientCall &call);
    Answer keyChanges(ClientCall &call);
    Answer uploadCrossSigning(ClientCall &call);
    Answer uploadSignatures(ClientCall &call);
    // clientsync.cpp
    Answer sync(ClientCall &call);
    // clientdata.cpp
    Answer makeFilter(ClientCall &call);
    Answer filter(ClientCall &call);
    Answer accountData(ClientCall &call);
    Answer setAccountData(ClientCall &call);
    Answer profile(ClientCall &call);
    Answer presence(ClientCall &call);
    Answer searchUsers(ClientCall &call);
    Answer pushRules(ClientCall &call);
    Answer notHere(ClientCall &call);
    Answer notSettable(ClientCall &call);
    Answer emptyAnswer(ClientCall &call);
    Answer emptyList(ClientCall &call);
    // clientrooms.cpp
    Answer createRoom(ClientCall &call);
    Answer invite(ClientCall &call);
    Answer kick(ClientCall &call);
    Answer join(ClientCall &call);
    Answer leave(ClientCall &call);
    Answer joinedRooms(ClientCall &call);
    Answer joinedMembers(ClientCall &call);
    Answer roomState(ClientCall &call);
    Answer setRoomState(ClientCall &call);
    // clienttimeline.cpp
    Answer sendEvent(ClientCall &call);
    Answer roomEvent(ClientCall &call);
    Answer roomMessages(ClientCall &call);

private:
    friend class ClientService;
    Answer run(const ClientRoute &route, const Inspection::IncomingRequest &request, const QStringList &arguments);
    /// Fills in the caller, or says why not.
    std::optional<Answer> authenticate(ClientCall &call);
    /// Ends devices: tokens, keys, queue; tells other servers and local users. State thread, inside a transaction.
    void endDevices(const UserId &user, const QList<DeviceId> &devices);
    void enqueueMessages(const ServerName &destination, const UserId &sender, const QString &type,
        const QMap<UserId, QMap<DeviceId, QJsonObject>> &recipients);
    std::optional<Answer> askPassword(ClientCall &call, const QString &operation);
    /// The lists and memberships after \a since, as /sync and /keys/changes show them. State thread.
    void collectListChanges(const UserId &user, qint64 since, QJsonArray *changed, QJsonArray *left) const;
    /// What is wrong, empty if it was stored. State thread.
    QString storeSignatures(const UserId &caller, const UserId &target, const QString &keyId, const QJsonObject &object);
    void addOwnSignatures(const UserId &user, QJsonObject *masterKeys) const;
    /// Account data that changed after \a since; \a room is empty for what belongs to no room. State thread.
    QJsonArray accountDataEvents(const UserId &user, const QString &room, qint64 since) const;
    /// The filter that /sync names: an ID, or a JSON object. Errors: BadInput.
    Result<SyncFilter> filterOf(ClientCall &call) const;
    QJsonObject roomsSince(const UserId &user, qint64 since, bool initial, const SyncFilter &filter) const;
    QJsonArray stateEvents(const QString &room, qint64 since) const;
    /// The newest messages of a room after \a since, as /sync shows them. State thread.
    QJsonObject timelineSince(const QString &room, qint64 since, const SyncFilter &filter) const;
    QJsonArray strippedState(const QString &room, const UserId &invited) const;

    Context *m_context;
    RateLimiter m_loginLimit;
    RateLimiter m_callLimit;
    InteractiveAuth m_interactive;
};

} // namespace Lockstep::Lab
