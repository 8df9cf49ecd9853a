// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QObject>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Reads all pages of a list of users. GUI thread.
class UserGathering : public QObject
{
    Q_OBJECT
public:
    explicit UserGathering(Inspection::Client *client, QObject *parent = nullptr);

    /// Ends what was under way before.
    void start(const Inspection::UserQuery &query);
    void cancel();
    const QList<Inspection::UserSummary> &users() const { return m_users; }
    /// Whether there are more than were read: at most RefreshPlan::maxUsers and a page are, and a server may say that it left some out.
    bool isCut() const { return m_cut; }

Q_SIGNALS:
    /// After each page but the last one.
    void progressed(qsizetype users);
    /// Once after start(), unless cancelled.
    void finished();
    void failed(const Lockstep::Error &error);

private:
    void next();
    void take(const Result<Inspection::Page<Inspection::UserSummary>> &page);

    Inspection::Client *m_client;
    Inspection::UserQuery m_query;
    QList<Inspection::UserSummary> m_users;
    Http::CallHandle m_call;
    bool m_cut = false;
};

} // namespace Lockstep
