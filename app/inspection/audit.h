// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"

#include <algorithm>

/// POST and GET /_lockstep/v1/audits: comparisons of lists with what their origin says. Times are ms since the epoch, 0 where there is
/// none; counts are -1 where they are not known.
namespace Lockstep::Inspection {

enum class AuditState : quint8 {
    Unknown,
    Running,
    Paused, ///< by an operator
    Finished,
    Cancelled,
};

/// What an operator does with an audit.
enum class AuditDeed : quint8 {
    Unknown,
    Pause,
    Resume,
    Cancel,
};

/// Which lists, and with what they are compared. Of users, server and sample at most one says less than all.
struct AuditRequest
{
    static constexpr qsizetype maxUsers = 1000;

    AuditMethod method = AuditMethod::Unknown;
    QList<UserId> users = {}; ///< these only, at most maxUsers
    QString server = {}; ///< those of this server only
    qint64 sample = 0; ///< so many, chosen at random from all (or from the server's); 0: all
    /// For AuditMethod::Witness: {"origin": server name, "read_at": ms, "lists": [as GET /_matrix/federation/v1/user/devices/{userId}
    /// answers them]}. The lists say which users.
    std::optional<QJsonObject> witness = {};
};

struct Audit
{
    QString id = {}; ///< the same over restarts
    qint64 n = 0; ///< rises with every audit
    AuditMethod method = AuditMethod::Unknown;
    QString server = {}; ///< as asked for
    qint64 sample = 0; ///< as asked for
    qint64 named = 0; ///< users that the request named, or lists that it brought
    UserId by = {};
    AuditState state = AuditState::Unknown;
    QString detail = {}; ///< one sentence: what it waits for, why it goes slowly; empty if there is nothing to say
    qint64 started = 0;
    qint64 finished = 0;
    qint64 population = -1; ///< lists that there were to choose from
    qint64 chosen = -1; ///< lists to be compared
    qint64 same = 0;
    qint64 differ = 0;
    qint64 known = 0; ///< ListOutcome::Known
    qint64 notCompared = 0;
    /// Of all in \c population so many differ, with 95 % certainty, in parts of a million: the interval of Clopper and Pearson from those
    /// compared. -1: nothing was compared, or those compared were not chosen at random.
    qint64 leastPpm = -1;
    qint64 mostPpm = -1;

    qint64 compared() const { return same + differ + known; }
    friend bool operator==(const Audit &, const Audit &) = default;
};

enum class ListDifferenceKind : quint8 {
    Unknown,
    DeviceMissing, ///< the origin has it, the homeserver's copy has not
    DeviceExtra, ///< the copy has it, the origin has not
    KeysDiffer, ///< of one device: its identity keys, or that it has any
    SignaturesDiffer, ///< of one device: its keys are the same, what signs them is not
    NameDiffers, ///< of one device
    MasterKeyDiffers,
    SelfSigningKeyDiffers,
};

struct ListDifference
{
    ListDifferenceKind kind = ListDifferenceKind::Unknown;
    DeviceId deviceId = {}; ///< empty for keys of the user
    QString here = {}; ///< what the copy has: a name, a public key; empty if nothing
    QString there = {}; ///< what the origin has

    friend bool operator==(const ListDifference &, const ListDifference &) = default;
};

/// Why a list that differs was not put right, by the recorded history: never a guess.
enum class MissedCause : quint8 {
    Unknown,
    NotApplied, ///< the update came, and was not applied
    Gap, ///< an update was lost, and no resync followed
    NeverCame, ///< recording covers it, and nothing came: not sent, or lost on the way
    BeforeRecording, ///< no whole list and no update of it is recorded: it may have changed before recording began
    NotRecorded, ///< there is no history, or what feeds it was blind at that time
    CannotTell, ///< more than one of these, or something else
};

/// One list of an audit.
struct AuditedList
{
    static constexpr qsizetype maxDifferences = 100;

    qint64 n = 0; ///< rises with every list of an audit that came to something
    UserId userId = {};
    ListOutcome outcome = ListOutcome::Unknown;
    qint64 at = 0; ///< when both were read
    QString origin = {}; ///< whose word it was compared with: a server name
    StreamId here = {}; ///< stream_id of the copy
    StreamId there = {}; ///< of the origin's answer
    QList<ListDifference> differences = {}; ///< the first ones
    qint64 unlisted = 0; ///< differences that are not named
    MissedCause missed = MissedCause::Unknown; ///< of one that differs
    qint64 missedN = 0; ///< the row of the user's history that shows it, 0 if none does
    QString error = {}; ///< why it was not compared, one line; may hold a remote server's words

    friend bool operator==(const AuditedList &, const AuditedList &) = default;
};

/// Whether more than names differ, as far as the differences are named.
inline bool isGrave(const AuditedList &list)
{
    return list.unlisted > 0 || list.differences.isEmpty()
        || std::any_of(list.differences.cbegin(), list.differences.cend(),
            [](const ListDifference &one) { return one.kind != ListDifferenceKind::NameDiffers; });
}

struct AuditedListQuery : PageQuery
{
    std::optional<ListOutcome> outcome; ///< nothing: all
};

} // namespace Lockstep::Inspection

namespace Lockstep {

template <>
struct ApiWords<Inspection::AuditState>
{
    using State = Inspection::AuditState;
    static constexpr auto otherwise = State::Unknown;
    static constexpr std::pair<State, const char *> table[]{
        {State::Running, "running"},
        {State::Paused, "paused"},
        {State::Finished, "finished"},
        {State::Cancelled, "cancelled"},
    };
};

template <>
struct ApiWords<Inspection::AuditDeed>
{
    using Deed = Inspection::AuditDeed;
    static constexpr auto otherwise = Deed::Unknown;
    static constexpr std::pair<Deed, const char *> table[]{
        {Deed::Pause, "pause"},
        {Deed::Resume, "resume"},
        {Deed::Cancel, "cancel"},
    };
};

template <>
struct ApiWords<Inspection::ListDifferenceKind>
{
    using Kind = Inspection::ListDifferenceKind;
    static constexpr auto otherwise = Kind::Unknown;
    static constexpr std::pair<Kind, const char *> table[]{
        {Kind::DeviceMissing, "device_missing"},
        {Kind::DeviceExtra, "device_extra"},
        {Kind::KeysDiffer, "keys_differ"},
        {Kind::SignaturesDiffer, "signatures_differ"},
        {Kind::NameDiffers, "name_differs"},
        {Kind::MasterKeyDiffers, "master_key_differs"},
        {Kind::SelfSigningKeyDiffers, "self_signing_key_differs"},
    };
};

template <>
struct ApiWords<Inspection::MissedCause>
{
    using Cause = Inspection::MissedCause;
    static constexpr auto otherwise = Cause::Unknown;
    static constexpr std::pair<Cause, const char *> table[]{
        {Cause::NotApplied, "not_applied"},
        {Cause::Gap, "gap"},
        {Cause::NeverCame, "never_came"},
        {Cause::BeforeRecording, "before_recording"},
        {Cause::NotRecorded, "not_recorded"},
        {Cause::CannotTell, "cannot_tell"},
    };
};

} // namespace Lockstep
