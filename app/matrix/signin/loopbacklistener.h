// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QUrl>

#include <functional>

class QTcpSocket;

namespace Lockstep::Matrix {

/// Waits on a port of 127.0.0.1, and of no other interface, for one request: that with which a browser comes back from a sign-in.
/// Whoever can reach the port may ask (other programs, any page that is open in a browser): what is not the request that is waited for
/// gets a 404 and ends nothing. No answer holds anything of a request.
class LoopbackListener : public QObject
{
    Q_OBJECT
public:
    using Query = QHash<QString, QString>;
    /// Whether this is the request; must be true for what nobody else can know.
    using Judge = std::function<bool(const Query &)>;

    explicit LoopbackListener(QObject *parent = nullptr);

    /// Opens a free port. Answers "http://127.0.0.1:PORT".
    Result<QUrl> listen();
    /// From now on waits for a GET of \a path that \a judge accepts.
    void expect(const QByteArray &path, Judge judge);

Q_SIGNALS:
    /// The request came, once for each expect(), from the event loop. The browser has its page.
    void arrived(const Lockstep::Matrix::LoopbackListener::Query &query);

private:
    void accept();
    void read(QTcpSocket *socket);
    bool isExpected(const QByteArray &head, Query &query) const;
    static void answer(QTcpSocket *socket, const QByteArray &status, const QString &text);

    QList<QTcpSocket *> m_sockets; ///< that have not asked yet, oldest first
    QHash<QTcpSocket *, QByteArray> m_input;
    QByteArray m_path;
    Judge m_judge;
    QTcpServer m_server; ///< last: its sockets tell the members above of their end
};

} // namespace Lockstep::Matrix
