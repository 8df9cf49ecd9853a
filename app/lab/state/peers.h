// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>

namespace Lockstep::Lab {

/// The other servers of the lab, as far as they are asked something. Thread-safe.
class Peers
{
public:
    virtual ~Peers() = default;

    /// A signed request. Blocking; not on the state thread. Errors: Network (down, refused), Timeout, Http with remoteStatus, errcode and
    /// text, BadAnswer.
    virtual Result<QJsonObject> request(const ServerName &destination, const QByteArray &method, const QByteArray &target,
        const std::optional<QJsonObject> &content, int timeoutMs) const = 0;
};

} // namespace Lockstep::Lab
