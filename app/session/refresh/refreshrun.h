// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// One refresh from its request to its outcome. The answer to the request promises nothing (MSC2638: 202), so the state is then polled
/// until the refresh has ended.
class RefreshRun : public QObject
{
    Q_OBJECT
public:
    RefreshRun(Inspection::Client *client, const UserId &user, QObject *parent = nullptr);

    /// How long the request itself may wait for the outcome before it is looked up instead, in ms; 10 s at first.
    void setPatience(int ms) { m_patienceMs = ms; }
    /// \a done is called once, unless this is destroyed before. RateLimited comes only from the request, so that it may simply
    /// be made again. A refresh that the remote server failed is a RefreshStatus, not an Error, if the gateway knows of it.
    void start(Http::Done<Inspection::RefreshStatus> done);
    /// For one that was asked for before, at \a asked (ms since the epoch), when the answer got lost: takes its outcome or watches it on,
    /// and asks for a refresh only if the gateway knows of none.
    void startUnlessDone(qint64 asked, Http::Done<Inspection::RefreshStatus> done);
    /// Looks at the state now.
    void poke();

private:
    void ask();
    void answered(const Result<bool> &accepted);
    void poll();
    void read(const Result<Inspection::RefreshStatus> &status);
    void again(qint64 ms);
    void finish(const Result<Inspection::RefreshStatus> &result);

    Inspection::Client *m_client;
    UserId m_user;
    Http::Done<Inspection::RefreshStatus> m_done;
    std::optional<Error> m_refused; ///< the request's own error, if the state may tell more
    QTimer m_timer;
    QElapsedTimer m_watched;
    int m_patienceMs = 10'000;
    int m_polls = 0;
    bool m_polling = false;
    bool m_pokedMeanwhile = false;
};

} // namespace Lockstep
