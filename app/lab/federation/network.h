// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "lab/state/peers.h"

#include <QJsonObject>
#include <QMap>
#include <QUrl>

#include <functional>
#include <mutex>
#include <optional>

namespace Lockstep::Lab {

/// What lies between the lab's servers: who listens where, and what goes wrong on the way. Thread-safe, shared by all servers of one
/// lab. Names are resolved by this table alone, plain http to loopback: a deliberate deviation from federation's https.
class Network
{
public:
    struct Traffic
    {
        ServerName from;
        ServerName to;
        enum Kind { Delivered, Lost, Refused } kind = Delivered;
        int edus = 0;
    };

    void announce(const ServerName &server, const QUrl &federationApi);
    std::optional<QUrl> addressOf(const ServerName &server) const;
    QList<ServerName> servers() const;

    /// A server that is down neither answers nor sends.
    void setDown(const ServerName &server, bool down);
    bool isDown(const ServerName &server) const;
    /// A server that is deaf sends as ever, and nobody reaches it: a firewall that lets out and not in.
    void setDeaf(const ServerName &server, bool deaf);
    bool isDeaf(const ServerName &server) const;
    /// The next \a transactions from one server to another are answered with 200 and forgotten.
    void loseNext(const ServerName &from, const ServerName &to, int transactions);
    /// Whether to lose this one; counts down.
    bool takeLoss(const ServerName &from, const ServerName &to);
    int lossesLeft(const ServerName &from, const ServerName &to) const;

    /// Called on the sender's thread after each transaction.
    void onTraffic(std::function<void(const Traffic &)> listener);
    void report(const Traffic &traffic);

private:
    mutable std::mutex m_mutex;
    QMap<ServerName, QUrl> m_addresses;
    QMap<ServerName, bool> m_down;
    QMap<ServerName, bool> m_deaf;
    QMap<std::pair<ServerName, ServerName>, int> m_losses;
    std::function<void(const Traffic &)> m_listener;
};

/// Sends requests to other servers of the lab, signed with X-Matrix ("Signed requests" in domain/PROTOCOL.md).
class FederationClient : public Peers
{
public:
    FederationClient(Network *network, ServerName self, QString keyId, QByteArray seed);

    Result<QJsonObject> request(const ServerName &destination, const QByteArray &method, const QByteArray &target,
        const std::optional<QJsonObject> &content, int timeoutMs) const override;
    /// The public key of another server, fetched once an hour. Errors as above.
    Result<QByteArray> verifyKey(const ServerName &server, const QString &keyId) const;
    Network *network() const { return m_network; }

private:
    Result<QByteArray> exchange(const ServerName &destination, const QByteArray &method, const QByteArray &target,
        const QByteArray &authorization, const std::optional<QByteArray> &content, int timeoutMs) const;

    struct CachedKeys
    {
        QHash<QString, QByteArray> keys;
        qint64 until = 0;
    };
    Network *m_network;
    ServerName m_self;
    QString m_keyId;
    QByteArray m_seed;
    mutable std::mutex m_mutex;
    mutable QMap<ServerName, CachedKeys> m_keys;
};

} // namespace Lockstep::Lab
