// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QFrame>
#include <QHash>
#include <QTimer>

class QLabel;
class QPushButton;

namespace Lockstep {

class ElidedLabel;

namespace Inspection {
class Client;
}

/// One remote server: what its backoff means, who is affected, and the way to end it. The question before the reset is asked here, not
/// in a dialog.
class ServerPanel : public QFrame
{
    Q_OBJECT
public:
    explicit ServerPanel(Inspection::Client *client, QWidget *parent = nullptr);

    void showServer(const Inspection::Destination &destination);
    void showNothing();
    /// Whether the gateway would end a wait for this session.
    void setMayReset(bool may);

Q_SIGNALS:
    /// Its stale users are to be refreshed.
    void refreshRequested(const QString &server);
    void usersRequested(const QString &server);
    /// The backoff was ended: what is shown of the server is old.
    void reset();

private:
    QWidget *makeQuestion();
    void ask();
    void resetBackoff();
    void updateResult();
    QString sentence(const Inspection::Destination &destination) const;

    Inspection::Client *m_client;
    Inspection::Destination m_destination;
    /// What became of the resets of this session, by server.
    struct Outcome
    {
        bool running = false;
        bool ok = false;
        qint64 at = 0; ///< ms since the epoch
        QString text;
    };
    QHash<ServerName, Outcome> m_outcomes;
    QTimer m_tick;
    bool m_mayReset = true;
    ElidedLabel *m_name;
    QLabel *m_text;
    QLabel *m_result;
    QPushButton *m_users;
    QPushButton *m_refresh;
    QPushButton *m_try;
    QPushButton *m_confirm;
    QWidget *m_question;
};

} // namespace Lockstep
