// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "history/reader.h"
#include "inspection/source.h"
#include "lab/client/clientservice.h"
#include "server/access.h"

#include <QUrl>

#include <memory>

namespace Lockstep::Lab {

class Clock;
class FederationSender;
class HomeserverState;
class Memberships;
class Network;

struct HomeserverOptions
{
    ServerName serverName;
    QString dataFile; ///< empty: memory
    QString listen = QStringLiteral("127.0.0.1:0"); ///< client and federation API
    QString inspectionListen = QStringLiteral("127.0.0.1:0");
    ClientLimits limits;
    qint64 firstRetryMs = 1'000;
    qint64 lastRetryMs = 60'000;
    int fetchTimeoutMs = 10'000; ///< for a remote user's device list
    const Clock *clock = nullptr; ///< for backoff, retries and what is forgotten with age; null: the machine's
};

/// One homeserver of the lab: its state, its threads, its three APIs. The client and the federation API share one port.
class Homeserver
{
public:
    /// Errors: Network (port taken), Io and Database (data file).
    static Result<std::unique_ptr<Homeserver>> start(const HomeserverOptions &options, Network *network);
    ~Homeserver();

    ServerName serverName() const;
    QUrl clientApi() const;
    QUrl inspectionApi() const;

    /// For scenarios and tests.
    HomeserverState &state();
    Memberships &memberships();
    ClientService &client();
    FederationSender &sender();
    Inspection::Source &source();
    const History::Reader &history() const;
    Inspection::EventFeed &events();

private:
    struct Private;
    explicit Homeserver(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Lab
