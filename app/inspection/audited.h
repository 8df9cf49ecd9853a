// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "core/ids.h"

/// What is known of a list by comparisons with its origin. Times are ms since the epoch, 0 where there is none.
namespace Lockstep::Inspection {

/// What lists are compared with.
enum class AuditMethod : quint8 {
    Unknown,
    Federation, ///< what the user's own server answers to a signed GET of the list; writes nothing
    Witness, ///< lists that whoever asks has brought: another Lockstep's, another operator's; writes nothing
    Refresh, ///< what a refresh changes: what it changed was wrong; the homeserver's copy is put right by it
};

/// What a comparison came to.
enum class ListOutcome : quint8 {
    Unknown, ///< not yet compared, as well
    Same,
    Differs,
    Known, ///< differs, and that it may was known: marked for a resync, or updates of it were under way
    NotCompared, ///< one of both could not be read
};

/// The newest comparison of a list that came to something.
struct LastAudit
{
    ListOutcome outcome = ListOutcome::Unknown;
    qint64 at = 0;
    QString origin = {}; ///< whose word it was compared with: a server name
    AuditMethod method = AuditMethod::Unknown;
    QString auditId = {};

    friend bool operator==(const LastAudit &, const LastAudit &) = default;
};

/// How much of the whole was compared.
struct AuditTotals
{
    qint64 lists = -1; ///< compared at least once; -1: there are no audits here
    qint64 differ = 0; ///< of these, by the newest comparison
    qint64 oldest = 0; ///< of these newest comparisons the oldest one's time
    qint64 newest = 0;

    friend bool operator==(const AuditTotals &, const AuditTotals &) = default;
};

} // namespace Lockstep::Inspection

namespace Lockstep {

template <>
struct ApiWords<Inspection::AuditMethod>
{
    using Method = Inspection::AuditMethod;
    static constexpr auto otherwise = Method::Unknown;
    static constexpr std::pair<Method, const char *> table[]{
        {Method::Federation, "federation"},
        {Method::Witness, "witness"},
        {Method::Refresh, "refresh"},
    };
};

template <>
struct ApiWords<Inspection::ListOutcome>
{
    using Outcome = Inspection::ListOutcome;
    static constexpr auto otherwise = Outcome::Unknown;
    static constexpr std::pair<Outcome, const char *> table[]{
        {Outcome::Same, "same"},
        {Outcome::Differs, "differs"},
        {Outcome::Known, "known"},
        {Outcome::NotCompared, "not_compared"},
    };
};

} // namespace Lockstep
