// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "session/connectrequest.h"

#include <QObject>

#include <functional>
#include <memory>

namespace Lockstep {

/// Starts a gateway inside the process. Implemented in ui/, because session does not know gateway.
class GatewayLauncher
{
public:
    virtual ~GatewayLauncher() = default;
    struct Running
    {
        QUrl url; ///< http://127.0.0.1:PORT
        QUrl clientApi; ///< the homeserver's client API, as configured
        std::shared_ptr<void> keepAlive; ///< the gateway stops when the last copy goes
        QString token = {}; ///< of openFiles(): what it takes, and whose that is
        QString reader = {};
    };
    /// Starts in a worker thread; \a done is called on the caller's thread unless \a context died.
    virtual void start(const LocalGatewayOptions &options, QObject *context, std::function<void(Result<Running>)> done) = 0;

    /// Reads files in a worker thread, and serves what they tell. \a progress is a sentence. If \a context dies, the reading ends soon and
    /// nothing is called any more.
    virtual void openFiles(const QStringList & /*files*/, QObject *context, std::function<void(const QString &)> /*progress*/,
        std::function<void(Result<Running>)> done)
    {
        QMetaObject::invokeMethod(
            context, [done] { done(failure(Error::Unsupported, QStringLiteral("This program was built without a reader of files."))); },
            Qt::QueuedConnection);
    }
};

} // namespace Lockstep
