// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/ownuser.h"
#include "session/refresh/usergathering.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QPointer>

namespace Lockstep {

/// Reads lists from the gateway of another homeserver, as AuditRequest::witness has them: those of its users whose lists are kept here.
/// GUI thread.
class WitnessGathering : public QObject
{
    Q_OBJECT
public:
    /// As much as a gateway takes with one audit; of more users the first ones.
    static constexpr qsizetype mostLists = 5'000, mostBytes = 1900 * 1024;

    /// \a here: whose copies are to be compared. \a there, \a server: the other homeserver's gateway and name.
    WitnessGathering(Inspection::Client *here, Inspection::Client *there, ServerName server, QObject *parent = nullptr);

    void start();
    void cancel();

    /// What was read, once it is finished.
    QJsonObject witness() const;
    qsizetype lists() const { return m_lists.size(); }
    /// Users whom the other homeserver does not know: their copies here have no origin any more.
    qsizetype unknown() const { return m_unknown; }
    bool isCut() const { return m_cut; }

Q_SIGNALS:
    void progressed(qsizetype read, qsizetype all);
    /// Once after start(), unless cancelled; also with no lists at all.
    void finished();
    void failed(const Lockstep::Error &error);

private:
    void askNext();
    void take(const UserId &user, const Result<Inspection::OwnUser> &own);

    QPointer<Inspection::Client> m_there;
    const ServerName m_server;
    UserGathering m_users;
    QList<Http::CallHandle> m_calls;
    qsizetype m_asked = 0;
    qsizetype m_answered = 0;
    qsizetype m_all = 0;
    QJsonArray m_lists;
    qsizetype m_bytes = 0; ///< that they are on the wire
    qint64 m_readAt = 0; ///< of the oldest of them, ms since the epoch
    qsizetype m_unknown = 0;
    bool m_cut = false;
};

/// The list as GET /_matrix/federation/v1/user/devices/{userId} answers it, without names.
QJsonObject asFederationAnswer(const Inspection::OwnUser &own);

} // namespace Lockstep
