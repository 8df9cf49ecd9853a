// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/links/linkdesk.h"

#include "core/log.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int maxCallers = 8;
constexpr int patienceMs = 1000;
constexpr int maxDesks = 32;
constexpr qsizetype maxLine = maxLinkLength + 2;
const QString suffix = u".links"_s;

/// A folder, no link to one, that is ours and nobody else may enter.
bool isOurs(const QString &folder)
{
    struct stat what
    {
    };
    return ::lstat(QFile::encodeName(folder).constData(), &what) == 0 && S_ISDIR(what.st_mode) && what.st_uid == ::getuid()
        && (what.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}
} // namespace

LinkDesk::LinkDesk(Open open, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_open(std::move(open))
{
    if (folder.isEmpty() || (!QFileInfo::exists(folder) && ::mkdir(QFile::encodeName(folder).constData(), S_IRWXU) != 0)
        || !isOurs(folder)) {
        qCInfo(lcUi) << "links of other programs are not taken: there is no folder for their socket";
        return;
    }
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    m_server->setMaxPendingConnections(maxCallers);
    const QString name = folder + u'/' + QString::number(QCoreApplication::applicationPid()) + suffix;
    QLocalServer::removeServer(name); // of a process that had our number and crashed
    connect(m_server.get(), &QLocalServer::newConnection, this, &LinkDesk::accept);
    if (!m_server->listen(name))
        qCWarning(lcUi) << "links of other programs are not taken:" << m_server->errorString();
}

LinkDesk::~LinkDesk() = default;

bool LinkDesk::isListening() const
{
    return m_server && m_server->isListening();
}

QString LinkDesk::defaultFolder()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return QDir::isAbsolutePath(runtime) && QFileInfo::exists(runtime) ? runtime + u"/lockstep"_s : QString();
}

void LinkDesk::accept()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        socket->setParent(this);
        socket->setReadBufferSize(maxLine);
        if (m_callers >= maxCallers) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        ++m_callers;
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QObject::destroyed, this, [this] { --m_callers; });
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        // Who says nothing is not listened to for ever.
        QTimer::singleShot(2 * patienceMs, socket, &QLocalSocket::abort);
        QTimer::singleShot(3 * patienceMs, socket, &QObject::deleteLater);
    }
}

void LinkDesk::read(QLocalSocket *socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() >= maxLine)
            socket->abort();
        return;
    }
    const QString text = QString::fromUtf8(socket->readLine(maxLine)).trimmed();
    const auto link = readLink(text);
    socket->write(link && m_open(*link) ? "opened\n" : "other\n");
    socket->disconnectFromServer();
}

bool LinkDesk::handOver(const QString &link, const QString &folder)
{
    if (folder.isEmpty() || !isOurs(folder) || !readLink(link))
        return false;
    const QStringList desks = QDir(folder).entryList({u'*' + suffix}, QDir::System | QDir::Files, QDir::Time).mid(0, maxDesks);
    for (const QString &name : desks) {
        const QString path = folder + u'/' + name;
        QLocalSocket socket;
        socket.connectToServer(path);
        if (!socket.waitForConnected(patienceMs)) {
            if (socket.error() == QLocalSocket::ConnectionRefusedError)
                QLocalServer::removeServer(path); // nobody is there any more
            continue;
        }
        socket.write(link.toUtf8() + '\n');
        if (socket.waitForBytesWritten(patienceMs) && (socket.canReadLine() || socket.waitForReadyRead(patienceMs))
            && socket.readLine(64).trimmed() == "opened")
            return true;
    }
    return false;
}

} // namespace Lockstep
