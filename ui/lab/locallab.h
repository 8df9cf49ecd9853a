// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "lab/stage/lab.h"
#include "lab/stage/scenarioplayer.h"

#include <QObject>

#include <memory>

namespace Lockstep {

/// The lab inside the program. Starts, acts and ends in worker threads; its signals come on the GUI thread. With ui/labdock and main
/// the only part of ui/ that knows the lab.
class LocalLab : public QObject
{
    Q_OBJECT
public:
    explicit LocalLab(QObject *parent = nullptr);
    /// Ends the servers; blocks for a moment.
    ~LocalLab() override;

    /// ready() or failed() follows.
    void start(const Lab::LabOptions &options, const QString &scenario);

    struct ServerState
    {
        ServerName name;
        QUrl clientApi;
        bool isDown = false;
    };
    QList<ServerState> servers() const;
    int lossesLeft(const ServerName &from, const ServerName &to) const;
    Lab::ScenarioPlayer *player() const;
    bool isDown(const ServerName &server) const;

    /// Does the steps one after the other in a worker; problems come as acted().
    void act(const QList<Lab::ScenarioStep> &steps);

Q_SIGNALS:
    void ready();
    void failed(const Lockstep::Error &error);
    void traffic(const Lockstep::Lab::Network::Traffic &traffic);
    void scenarioChanged();
    /// The operator's steps were done; \a problem is empty if all of them worked.
    void acted(const QString &problem);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace Lockstep
