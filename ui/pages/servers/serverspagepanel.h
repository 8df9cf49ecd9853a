// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/destinationdetails.h"

#include <QFrame>
#include <QHash>
#include <QTimer>

#include <optional>

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

    /// The same server again leaves its question open. \a details: as far as they are read.
    void showServer(const Inspection::Destination &destination, const std::optional<Inspection::DestinationDetails> &details = {});
    void showNothing();
    /// Whether the gateway would end a wait for this session.
    void setMayReset(bool may);

Q_SIGNALS:
    /// Its users are to be refreshed: those who are stale, or all.
    void refreshRequested(const QString &server, bool all);
    void usersRequested(const QString &server);
    /// The backoff was ended: what is shown of the server is old.
    void reset();

private:
    QWidget *makeQuestion();
    void ask();
    void resetBackoff();
    void updateResult();
    void updateButtons();

    Inspection::Client *m_client;
    Inspection::Destination m_destination;
    std::optional<Inspection::DestinationDetails> m_details;
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
    QPushButton *m_refreshAll;
    QPushButton *m_try;
    QPushButton *m_confirm;
    QWidget *m_question;
};

} // namespace Lockstep
