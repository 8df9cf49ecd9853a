// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/blockingcall.h"

#include <QString>

namespace Lockstep::Http {

struct HomeserverQuestion
{
    QUrl base; ///< http or https; a path prefix is kept
    QByteArray path; ///< encoded
    QString token = {}; ///< printable ASCII, or empty
    QByteArray body = {}; ///< JSON: POST instead of GET
    int timeoutMs = 10'000;
};

struct HomeserverAnswer
{
    int status = 0; ///< 0: no answer
    QByteArray body = {}; ///< at most a MiB
    QByteArray retryAfter = {};
    QString problem = {}; ///< why there is no answer, for a person

    /// One clause about an answer that is not the expected one.
    QString explain() const;
};

/// One small question to the homeserver: callHttp() with a token.
HomeserverAnswer callHomeserver(const HomeserverQuestion &question, CutOff *cutOff = nullptr);

} // namespace Lockstep::Http
