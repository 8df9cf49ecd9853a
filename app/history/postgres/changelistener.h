// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/postgres/postgresstore.h"

#include <atomic>
#include <functional>
#include <thread>

namespace Lockstep::History {

/// Hears what other gateways record, by LISTEN over a connection of its own, and makes that connection again when it is lost. What is
/// recorded while there is none is not told.
class ChangeListener
{
public:
    /// \a store outlives it. \a heard is called on the listener's thread.
    ChangeListener(const PostgresStore *store, std::function<void(const UserId &user, qint64 n)> heard);
    ~ChangeListener();
    Q_DISABLE_COPY_MOVE(ChangeListener)

    bool isListening() const { return m_isListening; }

private:
    void run();
    void pause() const;

    const PostgresStore *const m_store;
    const std::function<void(const UserId &, qint64)> m_heard;
    const int m_stopFd;
    std::atomic<bool> m_stopping = false;
    std::atomic<bool> m_isListening = false;
    std::thread m_thread;
};

} // namespace Lockstep::History
