// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QUrl>

namespace Lockstep::Http {

struct RawAnswer
{
    int status = 0; ///< 0: none, or not an HTTP answer
    QByteArray head;
    QByteArray body;
    QJsonObject json() const;
    QString errcode() const;
};

/// A blocking socket on which a test may send whatever it wants.
class RawClient
{
public:
    explicit RawClient(const QUrl &server);
    ~RawClient();

    bool isOpen() const { return m_fd >= 0; }
    /// False if the other side closed.
    bool send(const QByteArray &bytes);
    /// The next answer on this connection. For an answer to HEAD pass \a withBody false.
    RawAnswer answer(bool withBody = true);
    /// Whether something came that answer() did not read yet.
    bool isAnswered();
    /// Whether the server closes the connection within the time, reading what still comes.
    bool isClosedWithin(int ms);
    /// Sends no more.
    void finishSending();
    /// Goes away with a reset.
    void reset();

private:
    bool more(int timeoutMs);
    int m_fd = -1;
    QByteArray m_buffer;
};

/// One request on a connection of its own.
RawAnswer request(const QUrl &server, const QByteArray &method, const QByteArray &target, const QByteArray &token = {},
    const QByteArray &body = {}, const QByteArray &headers = {});

/// How many threads this process has; -1 if that cannot be read.
int threads();

} // namespace Lockstep::Http
