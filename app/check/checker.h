// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "check/subject.h"
#include "http/blockingcall.h"

#include <list>
#include <mutex>

namespace Lockstep::Checking {

/// Looks at everything that a gateway's picture rests on: what an operator asks when the picture is empty. It writes nothing, neither in
/// the homeserver's database nor in the history, and may run beside a gateway.
class Checker
{
public:
    /// For all of it, whatever does not answer.
    static constexpr int mostMs = 28'000;

    explicit Checker(Subject subject);
    /// Waits for areas that still wait for a file, which may be for ever: see isWaiting().
    ~Checker();
    Checker(const Checker &) = delete;
    Checker &operator=(const Checker &) = delete;
    /// Blocks, at most mostMs; the areas are looked at side by side, on threads of their own. What a dead file system keeps waiting for
    /// longer is reported so, stays behind, and is not begun again by later calls before it is over. Thread-safe.
    Inspection::CheckReport run() const;
    /// Whether an area of some call stayed behind and still waits: who has nothing else to do then ends the process. Thread-safe.
    bool isWaiting() const;
    /// Ends run(), also one to come. From any thread.
    void cutOff() { m_cutOff.cut(); }

private:
    struct Round;
    struct Waiting;

    Subject m_subject;
    mutable Http::CutOff m_cutOff;
    mutable std::mutex m_mutex;
    mutable std::list<Waiting> m_waiting;
};

/// A configuration that cannot be used at all, which is why nothing else was looked at.
Inspection::CheckReport unusable(const Error &error);

} // namespace Lockstep::Checking
