// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/destinationdetails.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace Lockstep {

class Session;

/// Where a server is reached, looked up by the gateway when somebody asks for it: it makes requests to that server.
class ServerRoute : public QWidget
{
    Q_OBJECT
public:
    explicit ServerRoute(Session *session, QWidget *parent = nullptr);

    /// Another server than before forgets what was looked up.
    void setServer(const ServerName &server);
    /// Whether the gateway would look it up for this session.
    void setMayAct(bool may);

private:
    void lookUp();
    void show(const Result<Inspection::DestinationRoute> &route);

    Session *m_session;
    ServerName m_server;
    Http::CallHandle m_call;
    bool m_mayAct = true;
    QLabel *m_text;
    QPushButton *m_lookUp;
};

} // namespace Lockstep
