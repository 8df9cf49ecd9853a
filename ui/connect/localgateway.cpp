// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/localgateway.h"

#include "core/log.h"
#include "gateway/gateway.h"

#include <QFutureWatcher>
#include <QThreadPool>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

Gateway::GatewayOptions gatewayOptions(const LocalGatewayOptions &local)
{
    Gateway::GatewayOptions options;
    options.homeserverConfigs = local.homeserverConfigs;
    options.serverName = local.serverName;
    options.clientApi = local.clientApi;
    options.database = local.database;
    options.markerDatabase = local.markerDatabase;
    options.logs = local.logs;
    options.history = local.history;
    options.readOnly = local.readOnly;
    options.listen = u"127.0.0.1:0"_s;
    options.operatorsReadContents = true; // whoever reads the database through this program could read it without
    return options;
}

/// Stopping takes a moment: not on the thread that paints. The application waits for the pool at its end.
void stop(Gateway::Gateway *gateway)
{
    QThreadPool::globalInstance()->start([gateway] { delete gateway; });
}

Result<GatewayLauncher::Running> run(const Gateway::GatewayOptions &options)
{
    Result<std::unique_ptr<Gateway::Gateway>> started = Gateway::Gateway::start(options);
    if (!started)
        return failure(started.error());
    const QStringList warnings = (*started)->warnings();
    for (const QString &warning : warnings)
        qCWarning(lcGateway).noquote() << warning;
    GatewayLauncher::Running running;
    running.url = (*started)->url();
    running.clientApi = (*started)->clientApi();
    running.keepAlive = std::shared_ptr<Gateway::Gateway>(started->release(), stop);
    return running;
}

class LocalGateway : public GatewayLauncher
{
public:
    void start(const LocalGatewayOptions &options, QObject *context, std::function<void(Result<Running>)> done) override
    {
        // A watcher that the context owns: if the context dies first, the result is dropped, and the gateway with it.
        auto *watcher = new QFutureWatcher<Result<Running>>(context);
        QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, done = std::move(done)] {
            watcher->deleteLater();
            const Result<Running> result = watcher->result();
            done(result);
        });
        watcher->setFuture(QtConcurrent::run([options = gatewayOptions(options)] { return run(options); }));
    }
};

} // namespace

std::unique_ptr<GatewayLauncher> makeLocalGateway()
{
    return std::make_unique<LocalGateway>();
}

} // namespace Lockstep
