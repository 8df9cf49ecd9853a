// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <memory>

namespace Lockstep::Gateway {

/// $XDG_STATE_HOME/lockstep/<server name>.history.sqlite; ~/.local/state where the variable is not set.
QString defaultHistoryPath(const ServerName &server);
/// The path of the history that --history names, empty for the default; its folder is made if there is none. Errors: Io, Unsupported (a
/// shared history).
Result<QString> prepareHistory(const QString &given, const ServerName &server);

/// Two gateways that record into one history would record everything twice. Held by the kernel, so that it ends with the process however
/// that ends.
class HistoryLock
{
public:
    /// The same file under another name is the same history. Error: Io (another gateway has it, the place is not writable, hard links).
    static Result<std::unique_ptr<HistoryLock>> take(const QString &historyPath);
    ~HistoryLock();

private:
    explicit HistoryLock(int fd)
        : m_fd(fd)
    {
    }
    Q_DISABLE_COPY_MOVE(HistoryLock)
    int m_fd;
};

} // namespace Lockstep::Gateway
