// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpserver.h"
#include "lab/federation/network.h"

#include <QJsonArray>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace Lockstep::Tests {

/// A homeserver at the other end, of which the test decides every answer: published keys, device lists, what becomes of transactions.
/// Thread-safe.
class RemoteServer
{
public:
    struct Transaction
    {
        QString id;
        QJsonObject body;
    };

    RemoteServer(Lab::Network *network, const ServerName &name);
    ~RemoteServer();

    ServerName name() const { return m_name; }
    UserId user(const QString &localpart) const { return UserId(u'@' + localpart + u':' + m_name.toString()); }

    /// What GET /user/devices answers from now on: 200 and a list, or anything at all.
    void setList(const UserId &user, const QString &streamId, const QStringList &devices = {QStringLiteral("D1")});
    void setAnswer(const UserId &user, const Http::OutgoingAnswer &answer);
    /// Requests for lists are held back from now on until release().
    void hold();
    void release();
    /// Requests for lists so far, those held back included.
    int listRequests() const;
    int listRequests(const UserId &user) const;

    /// What PUT /send answers from now on; transactions are recorded whatever it is.
    void setSendStatus(int status);
    /// Transactions that hold this text are refused with 400, whatever the others get.
    void refuse(const QByteArray &text);
    QList<Transaction> transactions() const;
    /// The most that were under way at the same time.
    int mostAtOnce() const;

    /// A transaction to another server, signed. Errors as FederationClient::request.
    Result<QJsonObject> send(const ServerName &destination, const QString &txnId, const QJsonArray &edus, const QJsonArray &pdus = {});
    /// Any signed request.
    Result<QJsonObject> request(const ServerName &destination, const QByteArray &method, const QByteArray &target,
        const std::optional<QJsonObject> &body = {}) const;

private:
    Http::OutgoingAnswer answer(const Http::IncomingRequest &request);
    Http::OutgoingAnswer keys() const;

    ServerName m_name;
    QByteArray m_seed;
    Lab::FederationClient m_client;
    mutable std::mutex m_mutex;
    std::condition_variable m_released;
    QHash<UserId, Http::OutgoingAnswer> m_answers;
    QList<Transaction> m_transactions;
    bool m_held = false;
    QHash<UserId, int> m_listRequests;
    int m_sendStatus = 200;
    QByteArray m_refused;
    int m_sending = 0;
    int m_mostAtOnce = 0;
    std::unique_ptr<Http::HttpServer> m_http; ///< last: ends first
};

QJsonObject deviceListEdu(const UserId &user, const QString &device, qint64 streamId, const QList<qint64> &previous);

} // namespace Lockstep::Tests
