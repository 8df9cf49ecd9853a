// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/link.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

class QLocalServer;
class QLocalSocket;

namespace Lockstep {

/// Takes links from other processes of the same user, over a local socket that only this user can open, in a folder of their own. A
/// link is one line; the answer is "opened" or "other": another window has to be asked. Nothing else can be said by it. GUI thread.
class LinkDesk : public QObject
{
    Q_OBJECT
public:
    /// \a open: goes where the link leads if there is a window for it; whether there was.
    using Open = std::function<bool(const Link &link)>;

    LinkDesk(Open open, const QString &folder, QObject *parent = nullptr);
    ~LinkDesk() override;
    /// Whether links can come in; not if the folder is somebody else's, or cannot be made.
    bool isListening() const;

    /// Where processes of this user meet: below XDG_RUNTIME_DIR; empty if the system has no such place.
    static QString defaultFolder();
    /// Asks all running programs in that folder to open the link, and waits for their answers, a second each at most: for a program that
    /// has no window yet. Whether one of them did.
    static bool handOver(const QString &link, const QString &folder);

private:
    void accept();
    void read(QLocalSocket *socket);

    Open m_open;
    std::unique_ptr<QLocalServer> m_server;
    int m_callers = 0;
};

} // namespace Lockstep
