// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "lab/federation/network.h"
#include "lab/stage/homeserver.h"

#include <QJsonObject>
#include <QUrl>

#include <memory>
#include <vector>

namespace Lockstep::Lab {

struct LabOptions
{
    int servers = 3; ///< 1 to 24
    int port = 0; ///< first of two for each server (client and federation, then inspection); 0: free ones
    QString dataDir; ///< empty: memory
    ClientLimits limits;
};

/// A few homeservers in this process that federate over loopback. Starts and ends blocking; keep it off the GUI thread.
class Lab
{
public:
    static constexpr auto adminPassword = "lab-admin";

    /// Errors: BadInput, Network (a port is taken), Io and Database (data).
    static Result<std::unique_ptr<Lab>> start(const LabOptions &options);
    ~Lab();

    int size() const { return int(m_servers.size()); }
    Homeserver &server(int index) { return *m_servers[size_t(index)]; }
    /// Nothing if there is no such server.
    Homeserver *find(const ServerName &name);
    Network &network() { return m_network; }
    /// The line that lockstep-lab prints when it is ready.
    QJsonObject description() const;

private:
    Lab();

    Network m_network;
    std::vector<std::unique_ptr<Homeserver>> m_servers;
};

} // namespace Lockstep::Lab
