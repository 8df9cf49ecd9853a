// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"

#include <QHash>
#include <QJsonObject>

/// Federation traffic that somebody has saved.
///
/// **Transactions** are NDJSON: a line is one JSON object, the body of PUT /_matrix/federation/v1/send/{txnId} as it was sent ("origin",
/// "origin_server_ts", "edus", "pdus") with what the body does not say beside it, or that body as the member "body" of an object:
///   "received"     when it came: ms since the epoch, or ISO 8601. Without it, origin_server_ts is taken
///   "txn_id"       of the request's path, so that a repetition is known as one
///   "destination"  the server that it was sent to
///   "verified"     whether its signature was checked, and how that went: true or false
/// All but "origin" and "edus" may be left out; other members are ignored.
///
/// **HAR** (HTTP Archive 1.2): of "log.entries" the requests PUT …/federation/v1/send/{txnId} with their postData, and GET
/// …/federation/v1/user/devices/{userId} with the answer's content, both as text or base64.
namespace Lockstep::Capture {

/// A whole list that an answer brought.
struct SeenList
{
    UserId user;
    qint64 at = 0; ///< ms since the epoch
    QJsonObject answer; ///< as GET /user/devices says it
};

/// What the entries of one file told, and what could not be read.
struct TrafficCount
{
    qint64 entries = 0; ///< lines, or requests
    qint64 transactions = 0; ///< with device list updates
    qint64 lists = 0;
    qint64 failures = 0; ///< lists that were asked for in vain
    qint64 unusable = 0; ///< entries that are no JSON, or lack what they need
    qint64 withoutBody = 0; ///< requests that were saved without their content
    qint64 malformed = 0; ///< updates that lack what the specification asks for
    qint64 otherServers = 0; ///< updates of users of another server than their sender
    qint64 untimed = 0; ///< transactions that say no time
    qint64 unnamed = 0; ///< transactions that do not tell who sent them: browsers leave the header out unless they are asked for it
};

/// Reads entries one by one. Not thread-safe.
class TrafficReader
{
public:
    /// Appends to observations() and lists().
    void readLine(const QByteArray &line);
    void readHarEntry(const QByteArray &entry);

    QList<History::Observation> &observations() { return m_observations; }
    QList<SeenList> &lists() { return m_lists; }
    const TrafficCount &count() const { return m_count; }
    /// Who most of it was sent to; empty if nothing says it.
    ServerName receiver() const;

private:
    struct Sent
    {
        ServerName origin, destination;
        QString txnId;
        QByteArray body;
        qint64 received = 0;
        std::optional<bool> verified = {};
    };
    void take(Sent sent);
    void takeList(const QJsonObject &entry, const UserId &user, qint64 at);
    void vote(const ServerName &server);

    QList<History::Observation> m_observations;
    QList<SeenList> m_lists;
    TrafficCount m_count;
    qint64 m_last = 0; ///< time of the entry before
    QHash<ServerName, qint64> m_receivers;
};

} // namespace Lockstep::Capture
