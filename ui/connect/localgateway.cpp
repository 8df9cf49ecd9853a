// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connect/localgateway.h"

#include "capture/openedfiles.h"
#include "core/log.h"
#include "gateway/gateway.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QLocale>
#include <QPromise>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <atomic>
#include <limits>

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

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LocalGateway)
};

QString sentenceOf(const Capture::Progress &progress)
{
    const qint64 percent = progress.total > 0 ? progress.done * 100 / progress.total : 0;
    //: %1: a file, %2: how much of it, %3: a number
    return Words::tr("Reading %1: %2 %, %3 entries so far")
        .arg(progress.file, QString::number(percent), QLocale().toString(progress.updates));
}

using Opening = QPromise<Result<GatewayLauncher::Running>>;

void readFiles(Opening &promise, const QStringList &files, const std::shared_ptr<std::atomic<bool>> &stop)
{
    int step = 0;
    const auto tell = [&](const Capture::Progress &progress) { promise.setProgressValueAndText(++step, sentenceOf(progress)); };
    promise.setProgressRange(0, std::numeric_limits<int>::max());
    auto opened = Capture::OpenedFiles::open(files, tell, *stop);
    if (!opened) {
        promise.addResult(failure(opened.error()));
        return;
    }
    GatewayLauncher::Running running;
    running.url = (*opened)->url();
    running.token = (*opened)->token();
    running.reader = (*opened)->reader();
    running.keepAlive = std::shared_ptr<Capture::OpenedFiles>(
        opened->release(), [](Capture::OpenedFiles *all) { QThreadPool::globalInstance()->start([all] { delete all; }); });
    promise.addResult(running);
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

    void openFiles(const QStringList &files, QObject *context, std::function<void(const QString &)> progress,
        std::function<void(Result<Running>)> done) override
    {
        const auto stop = std::make_shared<std::atomic<bool>>(false);
        auto *watcher = new QFutureWatcher<Result<Running>>(context);
        QObject::connect(watcher, &QObject::destroyed, [stop] { *stop = true; });
        QObject::connect(watcher, &QFutureWatcherBase::progressTextChanged, context, [progress](const QString &text) { progress(text); });
        QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, done = std::move(done)] {
            watcher->deleteLater();
            const Result<Running> result = watcher->result();
            done(result);
        });
        watcher->setFuture(QtConcurrent::run([files, stop](Opening &promise) { readFiles(promise, files, stop); }));
    }
};

} // namespace

std::unique_ptr<GatewayLauncher> makeLocalGateway()
{
    return std::make_unique<LocalGateway>();
}

} // namespace Lockstep
