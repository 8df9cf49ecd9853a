// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "check/subject.h"
#include "http/blockingcall.h"

namespace Lockstep::Checking {

/// Looks at everything that a gateway's picture rests on: what an operator asks when the picture is empty. It writes nothing, neither in
/// the homeserver's database nor in the history, and may run beside a gateway.
class Checker
{
public:
    /// For all of it, whatever does not answer.
    static constexpr int mostMs = 28'000;

    explicit Checker(Subject subject);
    /// Blocks, at most mostMs; the areas are looked at side by side, on threads of their own. Thread-safe.
    Inspection::CheckReport run() const;
    /// Ends run(), also one to come. From any thread.
    void cutOff() { m_cutOff.cut(); }

private:
    Subject m_subject;
    mutable Http::CutOff m_cutOff;
};

/// A configuration that cannot be used at all, which is why nothing else was looked at.
Inspection::CheckReport unusable(const Error &error);

} // namespace Lockstep::Checking
