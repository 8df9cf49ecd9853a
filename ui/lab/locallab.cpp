// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/lab/locallab.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QThreadPool>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace Lockstep {

struct LocalLab::Shared
{
    std::unique_ptr<Lab::Lab> lab;
    std::unique_ptr<Lab::ScenarioPlayer> player;
    QThreadPool pool; ///< one thread: the operator's steps keep their order

    Shared() { pool.setMaxThreadCount(1); }
    ~Shared()
    {
        pool.waitForDone();
        player.reset();
        lab.reset();
    }
};

LocalLab::LocalLab(QObject *parent)
    : QObject(parent)
    , m_shared(std::make_shared<Shared>())
{
}

LocalLab::~LocalLab()
{
    if (m_shared->lab) {
        m_shared->lab->network().onTraffic({});
        m_shared->player->onChange({});
    }
}

void LocalLab::start(const Lab::LabOptions &options, const QString &scenario)
{
    using Started = std::shared_ptr<Result<std::unique_ptr<Lab::Lab>>>;
    auto *watcher = new QFutureWatcher<Started>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, scenario] {
        watcher->deleteLater();
        const Started started = watcher->result();
        if (!*started) {
            Q_EMIT failed(started->error());
            return;
        }
        m_shared->lab = std::move(**started);
        m_shared->player = std::make_unique<Lab::ScenarioPlayer>(m_shared->lab.get());
        const Result<Lab::Scenario> chosen = Lab::Scenario::load(scenario.isEmpty() ? u"default"_s : scenario);
        if (!chosen) {
            Q_EMIT failed(chosen.error());
            return;
        }
        // The listeners are called on the lab's threads: they only post to this one.
        m_shared->lab->network().onTraffic([this](const Lab::Network::Traffic &event) {
            QMetaObject::invokeMethod(
                this, [this, event] { Q_EMIT traffic(event); }, Qt::QueuedConnection);
        });
        m_shared->player->onChange([this](const Lab::ScenarioPlayer::Status &) {
            QMetaObject::invokeMethod(this, &LocalLab::scenarioChanged, Qt::QueuedConnection);
        });
        m_shared->player->play(*chosen);
        Q_EMIT ready();
    });
    watcher->setFuture(QtConcurrent::run(
        &m_shared->pool, [options]() -> Started { return std::make_shared<Result<std::unique_ptr<Lab::Lab>>>(Lab::Lab::start(options)); }));
}

QList<LocalLab::ServerState> LocalLab::servers() const
{
    QList<ServerState> result;
    for (int i = 0; m_shared->lab && i < m_shared->lab->size(); ++i) {
        Lab::Homeserver &server = m_shared->lab->server(i);
        result.append({server.serverName(), server.clientApi(), m_shared->lab->network().isDown(server.serverName())});
    }
    return result;
}

int LocalLab::lossesLeft(const ServerName &from, const ServerName &to) const
{
    return m_shared->lab->network().lossesLeft(from, to);
}

Lab::ScenarioPlayer *LocalLab::player() const
{
    return m_shared->player.get();
}

bool LocalLab::isDown(const ServerName &server) const
{
    return m_shared->lab && m_shared->lab->network().isDown(server);
}

void LocalLab::act(const QList<Lab::ScenarioStep> &steps)
{
    if (!m_shared->lab)
        return;
    auto *watcher = new QFutureWatcher<QString>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        Q_EMIT acted(watcher->result());
    });
    watcher->setFuture(QtConcurrent::run(&m_shared->pool, [player = m_shared->player.get(), steps]() -> QString {
        for (const Lab::ScenarioStep &step : steps)
            if (const Result<void> done = player->perform(step); !done)
                return done.error().text;
        return {};
    }));
}

} // namespace Lockstep
