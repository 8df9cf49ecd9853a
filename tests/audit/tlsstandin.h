// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <functional>
#include <memory>

namespace Lockstep::Tests {

/// Any number of servers of the federation, on one port of 127.0.0.1: speaks TLS with one certificate, says what the test wants, and
/// remembers what it was asked. A thread of its own.
class TlsStandin
{
public:
    struct Asked
    {
        QByteArray sni; ///< the name in the TLS handshake
        QByteArray method, target, host, authorization;
        QByteArray all; ///< the whole head of the request
    };
    /// What to write, from the status line on; nothing: it says nothing and waits until it is stopped.
    using Answer = std::function<QByteArray(const Asked &)>;

    /// \a names: what the certificate is for ("DNS:b.test", "IP:127.0.0.1").
    explicit TlsStandin(const QStringList &names, Answer answer);
    ~TlsStandin();

    quint16 port() const;
    QByteArray certificate() const; ///< PEM
    QList<Asked> asked() const;
    void forget();

    static QByteArray ok(const QByteArray &body, const QByteArray &headers = {});
    static QByteArray status(int status, const QByteArray &headers = {}, const QByteArray &body = {});

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// A name server on 127.0.0.1 that answers to every question what the test wants. UDP only.
class DnsStandin
{
public:
    struct Record
    {
        int type = 1; ///< 1: A, 28: AAAA, 33: SRV
        QByteArray data; ///< as on the wire
    };
    struct Reply
    {
        int code = 0; ///< 0, 2 (failed), 3 (no such name); -1: silence; -2: bytes that are no answer
        QList<Record> records = {};
    };
    using Answer = std::function<Reply(const QByteArray &name, int type)>;
    explicit DnsStandin(Answer answer);
    ~DnsStandin();
    QString address() const; ///< "127.0.0.1:PORT"

    static Record address4(const QByteArray &dotted);
    static Record service(int priority, int weight, int port, const QByteArray &target);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Tests
