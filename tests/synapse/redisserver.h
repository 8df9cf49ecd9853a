// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

namespace Lockstep::Test {

using namespace Qt::StringLiterals;

/// Talks to Redis in its own words, line by line, as a stranger would.
class RawRedis
{
public:
    explicit RawRedis(quint16 port)
    {
        m_socket.connectToHost(u"127.0.0.1"_s, port);
        m_socket.waitForConnected(10'000);
    }

    /// The first line of the answer.
    QByteArray ask(const QByteArrayList &words)
    {
        QByteArray command = "*" + QByteArray::number(words.size()) + "\r\n";
        for (const QByteArray &word : words)
            command += "$" + QByteArray::number(word.size()) + "\r\n" + word + "\r\n";
        m_socket.readAll();
        m_socket.write(command);
        while (!m_socket.canReadLine()) {
            if (!m_socket.waitForReadyRead(10'000))
                return "no answer";
        }
        return m_socket.readLine().trimmed();
    }

private:
    QTcpSocket m_socket;
};

/// A real redis-server of one's own, in memory. It keeps its port when it is started again.
class RedisServer
{
public:
    static bool isInstalled() { return !program().isEmpty(); }

    RedisServer()
    {
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        m_port = free.serverPort();
    }
    ~RedisServer() { stop(); }

    /// \a lines: more of redis.conf.
    bool start(const QByteArray &lines = {})
    {
        QFile config(path(u"redis.conf"_s));
        if (!config.open(QIODevice::WriteOnly))
            return false;
        config.write("bind 127.0.0.1\nsave \"\"\nappendonly no\nport " + QByteArray::number(m_port) + "\nunixsocket "
            + path(u"socket"_s).toUtf8() + "\ndir " + m_dir.path().toUtf8() + "\n" + lines);
        config.close();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(program(), {config.fileName()});
        for (int tries = 0; tries < 200 && m_process.state() != QProcess::NotRunning; ++tries) {
            QTcpSocket socket;
            socket.connectToHost(u"127.0.0.1"_s, m_port);
            if (socket.waitForConnected(100))
                return true;
            m_process.waitForFinished(50);
        }
        return false;
    }
    void stop()
    {
        m_process.kill();
        m_process.waitForFinished(10'000);
    }

    quint16 port() const { return m_port; }
    QString path(const QString &name) const { return m_dir.filePath(name); }
    QByteArray said() { return m_process.readAll(); }

private:
    static QString program() { return QStandardPaths::findExecutable(u"redis-server"_s, {u"/usr/bin"_s, u"/usr/local/bin"_s}); }

    QTemporaryDir m_dir;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace Lockstep::Test
