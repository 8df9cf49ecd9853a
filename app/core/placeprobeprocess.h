// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <optional>

#include <sys/types.h>

namespace Lockstep {

/// A process of its own whose children look at places, so that a look may wait for ever and still holds nothing of ours: a child of ours
/// would have every file open that we have, and at its end would have the file systems asked for each of them, of which one may be dead;
/// it would keep our ports, and the lock of the history. So this process is begun before anything is open, see startPlaceProbe(). Begun
/// later, it closes what asks no file system (sockets, pipes, terminals). It ends when we do. Not thread-safe.
class PlaceProbeProcess
{
public:
    using Number = quint32; ///< of a look

    PlaceProbeProcess() = default;
    ~PlaceProbeProcess() { stop(); }
    PlaceProbeProcess(const PlaceProbeProcess &) = delete;
    PlaceProbeProcess &operator=(const PlaceProbeProcess &) = delete;

    /// Does nothing where it runs. Returns whether it does.
    bool start();
    /// Whether it runs; somebody may have ended it.
    bool isRunning();
    /// Has a path or pattern looked at. Returns false if that cannot be told now, as \a isFull says because much is told already.
    bool look(Number number, const QByteArray &path, bool *isFull);
    /// Kills a look: where the kernel lets it, it is over then.
    void end(Number number);
    /// A look that is over, each once or twice; nothing if there is none. Does not wait.
    std::optional<Number> over();

private:
    void stop();

    int m_line = -1; ///< SOCK_SEQPACKET
    pid_t m_process = -1;
};

} // namespace Lockstep
